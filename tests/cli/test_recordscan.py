"""``gkdesk records scan`` alone, and check, decide, certificate, words in an office."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkdesk.cli.main import main
from tests.cli.conftest import Run

ID = "110101199003070011"


def test_scan_needs_no_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leak, clean = tmp_path / "a.txt", tmp_path / "b.txt"
    leak.write_text(f"张三 {ID}", "utf-8")
    clean.write_text("现予公示。", "utf-8")
    assert main(["records", "scan", str(leak), str(tmp_path / "c.txt"), "--json"]) == 2
    said = capsys.readouterr()
    found = json.loads(said.out)
    [hit] = found["hits"]
    assert {"kind", "severity", "where", "snippet", "reason"} <= hit.keys()
    assert (hit["kind"], hit["severity"], hit["where"]) == ("id_number", "block", "第1行")
    assert [no["file"] for no in found["not_scanned"]] == ["c.txt"]
    assert ID not in said.out + said.err
    assert main(["records", "scan", str(clean)]) == 0
    assert "须负责人决定0处" in capsys.readouterr().err


def test_scan_writes_masked_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leak = tmp_path / f"{ID}.txt"
    leak.write_text(f"张三 {ID}", "utf-8")
    main(["records", "scan", str(leak), "--mask", str(tmp_path / "out"), "--json"])
    said = capsys.readouterr()
    assert ID not in said.out + said.err
    [made] = (tmp_path / "out").iterdir()
    assert made.read_text("utf-8") == "张三 11*************011"
    assert ID not in made.name


def test_check_decide_certificate(run: Run, tmp_path: Path) -> None:
    values = tmp_path / "v.json"
    body = "电话13912340872，秸杆、秸杆禁烧"
    draft = {"title": "公示", "body": body, "made_on": "2026-01-05", "attribute": "主动公开"}
    values.write_text(json.dumps(draft), "utf-8")
    number = run("records", "add", "--values", values, "--json").json()["number"]
    found = run("records", "check", number, "--json").json()
    assert [hit["kind"] for hit in found["hits"]] == ["mobile", "wrong", "wrong"]
    assert run("records", "decide", number, 1, "release", "--reason", "可以").code == 2
    assert run("records", "decide", number, 9, "delete").code == 2
    assert run("records", "decide", number, 2, "release", "--same", "--reason", "原文").code == 0
    assert run("records", "decide", number, 1, "mask").code == 0
    after = run("records", "check", number, "--json").json()
    assert [hit["open"] for hit in after["hits"]] == ["", ""]
    assert run("records", "certificate", number).json()["by"] == "周桂芬"
    assert run("records", "check", number).code == 0


def test_words(run: Run) -> None:
    assert run("records", "words", "add", "某某词", "--kind", "敏感词", "--block").code == 0
    assert run("records", "words", "add", "0831-5551234", "--kind", "allow").code == 0
    listed = run("records", "words", "list", "--json").json()
    assert listed["words"][-1]["text"] == "某某词"
    assert listed["allowed"] == ["08315551234"]
    assert run("records", "words", "remove", "某某词").code == 0
    assert run("records", "words", "remove", "没有").code == 2
    assert run("records", "words", "add", "词", "--kind", "word").code == 2
    assert "攻府" in run("records", "words", "list").out
    assert run("records", "words", "remove", "攻府").code == 0
    assert "攻府" not in run("records", "words", "list").out
    assert run("records", "words", "restore", "攻府").code == 0
    assert "攻府" in run("records", "words", "list").out
    assert run("records", "words", "add", "13912340872", "--kind", "allow").code == 2
