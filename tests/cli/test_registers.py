"""``gkdesk records registers|register`` from the command line to the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from openpyxl import load_workbook

from tests.records.regs import CHECKED, INCIDENT, MOBILE, RESPONSE

from .conftest import Run


def put(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "values.json"
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def reg(run: Run, *words: object) -> Any:
    found = run("records", "register", *words, "--json")
    assert found.code == 0, found.err
    return found.json()


def test_an_entry_from_the_first_word_to_the_list(run: Run, tmp_path: Path) -> None:
    made = reg(run, "rectify", "add", "--values", put(tmp_path, INCIDENT))
    assert (made["number"], made["state"]) == ("2026-001", "found")
    assert made["dues"][0]["code"] == "stop"
    handled = {"withdrawn_at": "2026-04-09 15:30", "measure": f"已打{MOBILE}告知"}
    step = reg(run, "rectify", "act", "2026-001", "登记处置", "--values", put(tmp_path, handled))
    assert step["label"] == "已处置"
    assert MOBILE not in str(step)
    assert [one["code"] for one in step["findings"]] == ["leak"]
    whole = reg(run, "rectify", "show", "2026-001", "--full")
    assert MOBILE in whole["values"]["measure"]
    reg(run, "问题整改台账", "change", "2026-001", "--values", put(tmp_path, {"owner": "何敏"}))
    listed = reg(run, "rectify", "list", "--find", "证件")
    assert [one["number"] for one in listed["entries"]] == ["2026-001"]
    assert reg(run, "rectify", "list", "--state", "已办结") == {"entries": []}
    reg(run, "rectify", "cancel", "2026-001", "--reason", "登重了")
    refused = run("records", "register", "rectify", "cancel", "2026-001", "--reason", "再来")
    assert (refused.code, "已经作废" in refused.err) == (2, True)


def test_overview_due_and_fields(run: Run, tmp_path: Path) -> None:
    reg(run, "responses", "add", "--values", put(tmp_path, [RESPONSE, RESPONSE]))
    listed = run("records", "registers", "list", "--json").json()["registers"]
    one = next(one for one in listed if one["id"] == "responses")
    assert (one["entries"], one["open"], one["due"], one["wrong"]) == (2, 2, 2, 0)
    assert run("records", "registers").code == 0
    due = run("records", "registers", "due", "--json").json()["due"]
    assert [item["verb"] for item in due] == ["登记回应", "登记回应"]
    shape = reg(run, "responses", "fields")
    assert shape["acts"][0]["needs"] == ["replied_at", "reply_way", "reply"]
    today = run("today", "--json").out
    assert "政务舆情回应台账 2026-001" in today


def test_lists_on_paper_and_as_workbook(run: Run, tmp_path: Path) -> None:
    reg(run, "monitoring", "add", "--values", put(tmp_path, CHECKED))
    book, paper = tmp_path / "list.xlsx", tmp_path / "march.pdf"
    done = reg(run, "monitoring", "export", book, "--period", "2026")
    assert done["entries"] == 1
    sheet = load_workbook(book).active
    assert sheet is not None
    assert sheet["E4"].value == "首页通知公告栏"
    made = reg(run, "monitoring", "print", "2026-03", "--out", paper)
    assert made["pages"] == 1
    with pdfplumber.open(paper) as pdf:
        assert "2026年3月没有需要登记的内容" in pdf.pages[0].extract_text()
    none = run("records", "register", "monitoring", "export", book, "--period", "2025")
    assert (none.code, "没有写入文件" in none.err) == (2, True)


def test_attachments(run: Run, tmp_path: Path) -> None:
    reg(run, "rectify", "add", "--values", put(tmp_path, INCIDENT))
    note = tmp_path / "说明.pdf"
    reg(run, "rectify", "export", note)
    kept = reg(run, "rectify", "attach", "2026-001", note, "--field", "proof")
    assert kept["id"] == 1
    out = tmp_path / "again.pdf"
    assert run("records", "register", "rectify", "save", "2026-001", 1, out).code == 0
    assert out.read_bytes() == note.read_bytes()


@pytest.mark.parametrize("value", ["x", [], ["x"], {"title": "x", "nothing": "y"}])
def test_bad_values_exit_2(run: Run, tmp_path: Path, value: object) -> None:
    found = run("records", "register", "rectify", "add", "--values", put(tmp_path, value))
    assert found.code == 2
    assert "Traceback" not in found.err
