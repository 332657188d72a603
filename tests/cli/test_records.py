"""``gkdesk records`` from the command line to the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkdesk.cli.main import main
from tests.conftest import PASSWORD

VALUES = {"title": "公示", "body": "正文", "made_on": "2026-01-05", "attribute": "主动公开"}


@pytest.fixture
def run(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    """Run a command in a copy of the founded office."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    return lambda *words: main(["--folder", str(folder), "records", *map(str, words)])


def values(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "values.json"
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def test_add_list_act(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    assert run("add", "--values", values(tmp_path, VALUES)) == 0
    number = capsys.readouterr().out.split()[0]
    assert run("act", number, "submit", "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "in_review"
    assert run("list", "--state", "in_review", "--json") == 0
    [record] = json.loads(capsys.readouterr().out)["records"]
    assert (record["number"], record["title"]) == (number, "公示")
    assert run("act", number, "pass") == 2
    assert "须由审核或负责人办理" in capsys.readouterr().err
    assert run("list") == 0


def test_the_list_is_narrowed(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    for title, subject, made in (
        ("低保", "民政救助", "2026-01-05"),
        ("预算", "财政金融", "2025-12-01"),
    ):
        given = VALUES | {"title": title, "subject": subject, "made_on": made}
        assert run("add", "--values", values(tmp_path, given)) == 0
    capsys.readouterr()

    def listed(*words: str) -> list[str]:
        assert run("list", "--json", *words) == 0
        return [one["title"] for one in json.loads(capsys.readouterr().out)["records"]]

    assert sorted(listed()) == ["低保", "预算"]
    assert listed("--axis", "主题=民政救助") == ["低保"]
    assert listed("--axis", "subject=民政救助", "--year", "2025") == []
    assert listed("--year", "2025") == ["预算"]
    assert listed("--words", "低") == ["低保"]
    assert listed("--axis", "主题=民政救助", "--state", "published") == []
    assert listed("--state", "discarded", "--words", "低") == []
    assert run("list", "--axis", "主题") == 2
    assert "写成 主题=民政救助" in capsys.readouterr().err


@pytest.mark.parametrize("value", [["x"], {"title": "x"}])
def test_bad_values_exit_2(run, tmp_path: Path, value: object) -> None:  # noqa: ANN001
    assert run("add", "--values", values(tmp_path, value)) == 2


def test_a_correction_is_begun(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    assert run("add", "--values", values(tmp_path, VALUES)) == 0
    number = capsys.readouterr().out.split()[0]
    assert run("correct", number, "--reason", "错字") == 2
    assert "不用更正" in capsys.readouterr().err
