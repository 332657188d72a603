"""``gkdesk village`` from the command line to the paper."""

from __future__ import annotations

import json
from pathlib import Path

import pdfplumber
from openpyxl import load_workbook

from gkdesk import paths
from tests.village.books import rows, save

from .conftest import Run

SAMPLES = paths.resources() / "samples" / "village"
TITLE = "青石镇{}2026年第一季度财务收支公开表"


def test_from_workbook_to_board(run: Run, tmp_path: Path) -> None:
    added = run("village", "add", "--values", SAMPLES / "villages.json", "--json")
    assert added.code == 0
    assert len(added.json()["added"]) == 12
    before = sorted((SAMPLES / "2025Q4").glob("*.xlsx"))
    assert run("village", "import", *before, "--apply", "--period", "2025Q4").code == 0
    files = sorted((SAMPLES / "2026Q1").glob("*.xlsx"))
    taken = run("village", "import", *files, "--apply", "--period", "2026Q1", "--json")
    assert taken.code == 2  # two villages must act
    assert (taken.json()["stored"], taken.json()["with_problems"]) == (11, 2)
    assert "已核对9张，有问题2张" in taken.err
    assert run("village", "review", "东河村", "--period", "2026Q1", "--by", "王主任",
               "--on", "2026-04-10").code == 0  # fmt: skip
    done = run("village", "print", "--period", "2026Q1", "-o", tmp_path / "out", "--json")
    states = {one["village"]: one["state"] for one in done.json()["printed"]}
    assert (states["东河村"], states["石门村"], states["双溪村"]) == (
        "printed",
        "problem",
        "missing",
    )
    assert "定稿1份，审核稿8份，没有打印3个村" in done.err
    post = run("village", "post", "东河村", "--period", "2026Q1", "--on", "2026-04-10", "--json")
    assert post.json()["keep_until"] == "2026-04-26"
    early = run("village", "take-down", "东河村", "--period", "2026Q1", "--on", "2026-04-10")
    assert early.code == 2
    assert "4月26日起才能取下" in early.err
    board = run("village", "board", "--period", "2026Q1", "--json").json()
    assert board["due_on"] == "2026-04-15"
    assert board["villages"][0]["sheets"]["F01"]["label"] == "已张贴"
    down = run("village", "take-down", "东河村", "--period", "2026Q1", "--on", "2026-04-10",
               "--reason", "破损")  # fmt: skip
    assert down.code == 0


def test_plain_output_is_for_people(run: Run, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", rows(A1=TITLE.format("东河村")))
    first = run("village", "import", path, "--apply", "--period", "2026Q1")
    assert first.code == 0
    assert "东河村  F01  已核对" in first.out
    assert "新添加的村：东河村" in first.err
    assert "与已有的相同" in run("village", "import", path, "--apply", "--period", "2026Q1").out
    assert "已核对" in run("village", "board", "--period", "2026Q1").out
    assert "东河村" in run("village", "list").out
    out = run("village", "print", "--period", "2026Q1", "--village", "东河", "-o", tmp_path / "o")
    assert out.out.strip().endswith("东河村-F01-2026Q1-a4l-审核稿.pdf")
    assert "还没有审核" in out.err


def test_what_the_clerk_must_mend(run: Run, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", rows(A1=TITLE.format("东河村"), E8=1))
    wrong = run("village", "import", path, "--apply", "--period", "2026Q1")
    assert wrong.code == 2
    assert "E8：支出合计应为 800.50 元，表中 1.00 元，差 799.50 元" in wrong.err
    assert run("village", "import", path, "--apply", "--period", "2025Q4").code == 2
    assert run("village", "import", path, "--period", "季度").code == 2
    assert (
        run("village", "import", tmp_path / "none.xlsx", "--apply", "--period", "2026Q1").code == 3
    )
    assert run("village", "print", "--form", "F99", "--period", "2026Q1", "-o", tmp_path).code == 2
    assert run("village", "post", "东河村", "--period", "2026Q1", "--on", "2026-04-10").code == 2
    assert run("village", "post", "北村", "--period", "2026Q1", "--on", "2026-04-10").code == 2
    assert run("village", "post", "东河村", "--period", "2026Q2", "--on", "2026-04-10").code == 2
    values = tmp_path / "v.json"
    for text in ("{", "[1]", json.dumps({"nam": "甲村"})):
        values.write_text(text, "utf-8")
        assert run("village", "add", "--values", values).code == 2


def test_nothing_new_and_nothing_printed_still_say_what_to_mend(run: Run, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", rows(A1=TITLE.format("东河村"), E8=1))
    run("village", "import", path, "--apply", "--period", "2026Q1")
    again = run("village", "import", path, "--apply", "--period", "2026Q1")
    assert again.code == 2
    assert "与已有的相同，有问题" in again.out
    printed = run("village", "print", "--period", "2026Q1", "-o", tmp_path / "o")
    assert printed.code == 2
    assert "处问题，更正后再打印" in printed.err
    none = run("village", "print", "--period", "2026Q2", "-o", tmp_path / "o", "--json")
    assert none.code == 2
    assert "还没有交数据" in none.err


def test_a_list_of_villages_is_added_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    values = tmp_path / "v.json"
    values.write_text(json.dumps([{"name": "甲半村"}, {"name": ""}]), "utf-8")
    assert run("village", "add", "--values", values).code == 2
    assert run("village", "list", "--json").json()["villages"] == []


def test_a_personal_number_never_comes_to_paper(run: Run, tmp_path: Path) -> None:
    note = "备注:借给王测一（110101199003070011，13912340872）5000元。"
    path = save(tmp_path / "a.xlsx", rows(A1=TITLE.format("东河村"), A12=note))
    taken = run("village", "import", path, "--apply", "--period", "2026Q1")
    assert taken.code == 2
    assert "A12：有身份证号 11*************011" in taken.err
    assert "110101199003070011" not in taken.err + taken.out
    assert run("village", "review", "东河村", "--period", "2026Q1", "--by", "王主任",
               "--on", "2026-04-10").code == 2  # fmt: skip
    assert run("village", "print", "--period", "2026Q1", "-o", tmp_path / "o").code == 2
    assert not list(tmp_path.glob("o/*.pdf"))


def test_tiles_and_screens(run: Run, tmp_path: Path) -> None:
    note = "备注:" + "往来为押金，已于四月退还；" * 11  # three lines: small type on A4
    path = save(tmp_path / "a.xlsx", rows(A1=TITLE.format("东河村"), A12=note))
    assert run("village", "import", path, "--apply", "--period", "2026Q1").code == 0
    order = ("village", "print", "--period", "2026Q1", "-o", tmp_path / "o")
    spread = run(*order, "--tiles", "2x1")
    assert spread.out.split() == [
        str(tmp_path / "o" / f"东河村-F01-2026Q1-a4l-审核稿{ending}.pdf")
        for ending in ("", "-拼贴2x1")
    ]
    assert "12磅" in spread.err
    halves = run(*order, "--a4-tiles", "--json").json()["printed"][0]
    assert halves["files"][1].endswith("a3l-审核稿-拼贴2x1.pdf")
    assert halves["warnings"] == []
    large = run(*order, "--paper", "a3l", "--tiles", "3×2", "--a4-tiles")
    assert large.out.strip().endswith("拼贴3x2.pdf")
    wrong = run(*order, "--tiles", "两张")
    assert (wrong.code, "应写成 2x2 的样子" in wrong.err) == (2, True)
    small = run(*order, "--paper", "a4l", "--a4-tiles")
    assert (small.code, "应为 A3" in small.err) == (2, True)
    shown = run(
        "village", "screen", "--period", "2026Q1", "--village", "东河村", "-o", tmp_path / "p"
    )
    assert [Path(line).name for line in shown.out.split()] == [
        f"东河村-F01-2026Q1-审核稿-屏{number:02d}.png" for number in (1, 2, 3)
    ]
    empty = run("village", "screen", "--period", "2025Q1", "-o", tmp_path / "p")
    assert empty.code == 2


def test_a_blank_goes_out_and_comes_back_filled(run: Run, tmp_path: Path) -> None:
    assert run("village", "add", "--values", SAMPLES / "villages.json").code == 0
    path = tmp_path / "空白.xlsx"
    made = run("village", "blank", "L05", "-o", path, "--village", "东河村", "--period", "2026E3")
    assert made.code == 0
    book = load_workbook(path)
    assert book.sheetnames == ["L05", "gkdesk"]
    assert book["gkdesk"].sheet_state == "hidden"
    sheet = book["L05"]
    assert sheet.protection.sheet
    assert sheet["F8"].number_format == "#,##0.00"
    assert not sheet["C8"].protection.locked
    assert sheet["C7"].protection.locked
    assert str(sheet["F308"].value).startswith("=IF(COUNT(F8:F307)=0")
    sheet["C3"] = "耕地地力保护补贴"
    sheet["D308"], sheet["F308"] = 7.49, 1041.42  # a spreadsheet would have worked these out
    sheet["A1"] = "花名册"  # the hidden sheet tells what it is all the same
    for column, value in zip("BCDEF", ("一组", "孙桂兰", 7.49, 125.69, 1041.42), strict=True):
        sheet[f"{column}8"] = value
    book.save(path)
    taken = run("village", "import", path, "--period", "2026E03", "--json")
    [reading] = taken.json()["files"]
    assert (reading["form"], reading["village"]) == ("L05", "东河村")
    [wrong] = [one for one in reading["findings"] if one["severity"] == "error"]
    assert wrong == {
        "rule": "金额", "severity": "error", "where": {"sheet": "L05", "cell": "F8"},
        "message": "第8行 补贴金额应为 941.42，表中 1,041.42",
        "expected": "941.42", "found": "1041.42",
    }  # fmt: skip
    sheet["F8"], sheet["F308"] = 941.42, 941.42
    book.save(path)
    assert run("village", "import", path, "--apply", "--period", "2026E03").code == 0
    printed = run(
        "village", "print", "--form", "L05", "--period", "2026E03", "--village", "东河村",
        "-o", tmp_path / "out",
    )  # fmt: skip
    assert printed.code == 0
    with pdfplumber.open(next((tmp_path / "out").glob("*.pdf"))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "孙桂兰" in text
    assert "941.42" in text


def test_blanks_that_cannot_be(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    assert "F99" in run("village", "blank", "F99", "-o", path).err
    told = run("village", "blank", "L01", "-o", path, "--stage", "later")
    assert told.code == 2
    assert "notice" in told.err
    assert not path.exists()


def test_the_list_of_forms(run: Run) -> None:
    found = run("village", "forms", "--json").json()["forms"]
    assert len(found) == 31
    assert {"id", "periods", "papers", "stages", "status", "source"} <= found[0].keys()
    assert "惠农补贴公示表" in run("village", "forms").out
