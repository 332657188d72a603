"""``gkdesk catalog`` from the command line to the file."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from gkdesk.cli.main import main
from tests.catalog.conftest import SAMPLE
from tests.conftest import PASSWORD


@pytest.fixture
def run(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    """Run a command in a copy of the founded office."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    return lambda *words: main(["--folder", str(folder), "catalog", *map(str, words)])


def test_dry_run_apply_list_export(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    assert run("import", SAMPLE, "--json") == 0
    out = capsys.readouterr()
    found = json.loads(out.out)
    assert (len(found["items"]), found["applied"], found["counts"]["added"]) == (54, False, 54)
    assert found["items"][0]["channels"][0] == {
        "name": "政府网站",
        "label": "政府网站",
        "ticked": True,
    }
    assert found["items"][0]["time_limit"]["clauses"][0]["kind"] == "relative"
    assert "跳过工作表“目录”" in out.err
    assert run("import", SAMPLE, "--apply") == 0
    assert "新增54" in capsys.readouterr().out
    assert run("list", "--area", "社会救助", "--json") == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [item["key"] for item in items[:2]] == ["20-01-001", "20-01-002"]
    assert run("list") == 0
    assert run("areas", "--json") == 0
    capsys.readouterr()
    assert run("export", "-o", tmp_path / "导出.xlsx") == 0
    assert run("import", tmp_path / "导出.xlsx", "--json") == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["counts"]["same"] == 54


@pytest.mark.parametrize("data", [b"not a workbook", b"PK\x03\x04"])
def test_bad_files_exit_2(run, tmp_path: Path, capsys, data: bytes) -> None:  # noqa: ANN001
    path = tmp_path / "坏.xlsx"
    path.write_bytes(data)
    assert run("import", path) == 2
    assert "坏.xlsx" in capsys.readouterr().err


def test_what_must_be_mended_is_listed_before_it_is_declined(
    run,  # noqa: ANN001
    tmp_path: Path,
    capsys,  # noqa: ANN001
) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book.worksheets[1]
    cell = next(c for row in sheet for c in row if "办法" in str(c.value or ""))
    cell.value = "#REF!"
    path = tmp_path / "坏格.xlsx"
    book.save(path)
    assert run("import", path) == 2
    assert f"{cell.coordinate}" in capsys.readouterr().err
    assert run("import", path, "--apply", "--json") == 2
    out = capsys.readouterr()
    assert json.loads(out.out)["applied"] is False
    assert cell.coordinate in out.err
    assert "没有导入" in out.err
    assert run("list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["items"] == []


def test_a_missing_file_exits_3(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    assert run("import", tmp_path / "无.xlsx") == 3
    assert "找不到" in capsys.readouterr().err


def test_a_workbook_is_handed_back_with_notes(run, tmp_path: Path) -> None:  # noqa: ANN001
    out = tmp_path / "带批注.xlsx"
    assert run("import", SAMPLE, "--annotated", out) == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "问题清单"


def test_a_personal_number_is_covered_in_lists(run, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    number = "110101199003070011"
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["社会救助"]
    for row in sheet.iter_rows(min_row=4, max_row=6):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > 6:
                cell.value = f"张某{number}，{cell.value}"
    book.save(tmp_path / "目录.xlsx")
    assert run("import", tmp_path / "目录.xlsx", "--apply") == 0
    assert run("list", "--area", "社会救助") == 0
    assert run("due", "--area", "社会救助") == 0
    out = capsys.readouterr()
    assert "张某11****" in out.out
    assert number not in out.out + out.err
