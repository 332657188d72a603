"""The twelve hazards of village.md §8: each made small, each found, nothing else accused."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from gkdesk.village.celldates import read_date
from gkdesk.village.cellvalue import read_number
from gkdesk.village.model import Reading
from gkdesk.village.proofs import splits
from gkdesk.village.traditional import simplified

from .books import save
from .lists import HEADS, ROWS, TITLE, changed, intake, rules, sheet


def read(tmp_path: Path, table: list[list[Any]], *, merge: str = "", **more: Any) -> Reading:
    path = save(tmp_path / "表.xlsx", table)
    if merge:
        book = load_workbook(path)
        book.worksheets[0].merge_cells(merge)
        book.save(path)
    [reading] = intake(**more).file(path)
    return reading


def numbers(reading: Reading, key: str) -> list[str]:
    assert reading.data is not None
    assert reading.data.table is not None
    return [row.text(key) for row in reading.data.table.rows]


def test_a_clean_list_accuses_nobody(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet())
    assert (reading.form, reading.village_uid, reading.rows) == ("L05", "u1", 3)
    assert rules(reading) == []
    assert reading.totals == {"面积（亩）": "9.75", "补贴金额": "908.8"}
    assert "必填的5列对上5列" in reading.why


def test_notes_above_and_a_header_of_two_rows(tmp_path: Path) -> None:
    table = [
        [TITLE],
        ["行政村：东河村", None, None, None, "填表日期：2026.6.18"],
        ["序号", "村民小组", "户主姓名", "补贴情况", None, None, "备注"],
        [None, None, None, "面积", "标准", "金额", None],
        [None, None, None, "(亩)", "(元/亩)", "(元)", None],
        *ROWS,
    ]
    reading = read(tmp_path, table, merge="D3:F3")
    assert rules(reading) == []
    assert numbers(reading, "area") == ["3.5", "2", "4.25"]
    assert reading.data is not None
    assert str(reading.data.open_on) == "None"  # 填表日期 is not 公开日期


def test_the_total_first_and_a_total_that_lies(tmp_path: Path) -> None:
    first = [["合计", None, None, 9.75, None, 908.8], ROWS[0], ROWS[1], ROWS[3]]
    assert rules(read(tmp_path, sheet(*first))) == []
    lying = [["合计", None, None, 9.75, None, 1008.8], ROWS[0], ROWS[1], ROWS[3]]
    [finding] = read(tmp_path, sheet(*lying)).problems
    assert (finding.where, finding.blocking) == ("F3", True)
    assert "第3行 合计补贴金额应为 908.80，表中 1,008.80" in finding.message
    assert (finding.expected, finding.found) == ("908.8", "1008.8")  # type: ignore[attr-defined]
    assert rules(read(tmp_path, changed(F5=500))) == [("合计", "F5")]


def test_a_merged_rate_is_filled_and_a_merged_amount_is_not(tmp_path: Path) -> None:
    once = [[*row[:4], None, *row[5:]] for row in (ROWS[0], ROWS[1], ROWS[3])]
    once[0][4] = 93.21
    reading = read(tmp_path, sheet(*once), merge="E3:E5")
    assert rules(reading) == []
    assert numbers(reading, "rate") == ["93.21"] * 3
    written_once = read(tmp_path, sheet(*once))
    assert rules(written_once) == [("filled-rate", "E4")]
    assert numbers(written_once, "rate") == ["93.21"] * 3
    full = [list(row) for row in (ROWS[0], ROWS[1], ROWS[3])]
    full[1][5] = None
    amount = read(tmp_path, sheet(*full), merge="F3:F4")
    assert ("merged", "F3") in rules(amount)
    assert ("missing", "F4") in rules(amount)


def test_a_slipped_row_is_aligned_only_by_proof(tmp_path: Path) -> None:
    slipped = ["一组", "李测二", 2, 93.21, 186.42]  # without its serial number
    reading = read(tmp_path, sheet(ROWS[0], slipped))
    assert rules(reading) == [("ragged", "A4")]
    assert numbers(reading, "name") == ["王测一", "李测二"]
    assert not reading.blocking
    wrong = read(tmp_path, sheet(ROWS[0], ["一组", "李测二", 2, 93.21, 200]))
    assert (rules(wrong), wrong.blocking, wrong.unresolved) == ([("ragged", "A4")], True, 1)
    assert wrong.data is not None
    assert wrong.data.table is not None
    assert wrong.data.table.unresolved == {4: ("一组", "李测二", "2.0", "93.21", "200.0")}


def test_glued_digits_are_split_when_one_cut_is_proven(tmp_path: Path) -> None:
    glued = [2, "一组", "李测二", "2.1593.21200.40"]
    reading = read(tmp_path, sheet(ROWS[0], glued))
    assert rules(reading) == [("glued", "D4")]
    assert (numbers(reading, "area"), numbers(reading, "amount")) == (
        ["3.5", "2.15"],
        ["326.24", "200.40"],
    )
    never = read(tmp_path, sheet(ROWS[0], [2, "一组", "李测二", "2.1593.21999.99"]))
    assert (rules(never), never.unresolved, never.blocking) == ([("glued", "D4")], 1, True)


@given(
    st.integers(1, 99_99).map(lambda n: Decimal(n) / 100),
    st.integers(1, 300_00).map(lambda n: Decimal(n) / 100),
)
def test_the_true_split_is_always_among_those_found(area: Decimal, rate: Decimal) -> None:
    amount = (area * rate).quantize(Decimal("0.01"))
    digits = f"{area}{rate}{amount}"
    if "." not in f"{area}" and digits[0] == "0":
        return

    def fits(values: Any) -> bool:
        return abs(values[0] * values[1] - values[2]) <= Decimal("0.01")

    found = splits(digits, ["number", "money", "money"], fits)
    assert (area, rate, amount) in found
    assert all(fits(values) for values in found)


def test_text_in_numbers_is_kept_and_told(tmp_path: Path) -> None:
    told = {
        "３.５ 亩": ("3.5", "number-text"),
        "3.5(含0.2亩机动地)": ("3.5", "number-text"),
        "约3.5": ("3.5", "number-text"),
        "３．５": ("3.5", ""),
        "三亩半": ("", "not-a-number"),
    }
    for text, (value, rule) in told.items():
        reading = read(tmp_path, changed(D3=text))
        assert numbers(reading, "area")[0] == value
        assert [each for each in rules(reading) if each[1] == "D3"] == (
            [(rule, "D3")] if rule else []
        )
    dash = read(tmp_path, changed(D3="—"))
    assert ("missing", "D3") in rules(dash)  # empty is not 0


def test_a_unit_that_lies(tmp_path: Path) -> None:
    heads = [*HEADS[:5], "金额(万元)", "备注"]
    lying = read(tmp_path, sheet(*ROWS, heads=heads))
    assert rules(lying) == [("unit", "F2")]
    assert numbers(lying, "amount")[0] == "326.24"
    wan = [[*row[:5], row[5] / 10_000, row[6]] for row in ROWS]
    honest = read(tmp_path, sheet(*wan, heads=heads))
    assert rules(honest) == []
    assert numbers(honest, "amount")[0] == "326.24"
    no_rate = [[*row[:4], None, row[5] * 100, row[6]] for row in ROWS]
    asked = read(tmp_path, sheet(*no_rate, heads=heads))
    assert ("unit", "F2") in rules(asked)
    assert asked.blocking


def test_dates_in_all_writings() -> None:
    for raw in ("2026.6.18", "2026-06-18", "2026年6月18日", "二〇二六年六月十八日", "20260618",
                "２０２６／６／１８", 46191.0, 20260618.0):  # fmt: skip
        assert str(read_date(raw).day) == "2026-06-18", raw
        assert not read_date(raw).doubt
    assert read_date("2026年6月").month_only
    assert "请核对" in read_date("26/6/18").doubt
    assert "没有写年份" in read_date("6月18日", 2026).doubt
    for raw in ("6月18日", "2月30日", 2026.1, "春节前", 7.0):
        assert (read_date(raw).day, bool(read_date(raw).doubt)) == (None, True), raw


@given(st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 100))
def test_every_writing_of_a_number_is_the_number(value: Decimal) -> None:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    for text in (f"{value}", f"{value:,}", f"{value:,}".translate(wide), f" {value} 元 "):
        assert read_number(text).value == value


def test_text_files_in_every_encoding_and_word_tables(tmp_path: Path) -> None:
    lines = "\n".join(",".join("" if x is None else str(x) for x in row) for row in sheet())
    for encoding in ("utf-8-sig", "utf-8", "gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(lines.encode(encoding))
        [reading] = intake().file(path)
        assert (rules(reading), reading.rows, reading.village) == ([], 3, "东河村"), encoding
    document = Document()
    document.add_paragraph(TITLE)
    table = document.add_table(0, len(HEADS))
    for row in sheet()[1:]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
    out = io.BytesIO()
    document.save(out)
    (tmp_path / "表.docx").write_bytes(out.getvalue())
    [reading] = intake().file(tmp_path / "表.docx")
    assert (rules(reading), reading.rows) == ([], 3)


def test_traditional_characters(tmp_path: Path) -> None:
    assert simplified("東河村補貼發放總計") == "东河村补贴发放总计"
    heads = ["序號", "村民小組", "戶主姓名", "面積(畝)", "標準(元/畝)", "金額(元)", "備註"]
    rows = [[*ROWS[0][:2], "張測三", *ROWS[0][3:]], ["合計", None, None, 3.5, None, 326.24]]
    reading = read(tmp_path, sheet(*rows, heads=heads, title=TITLE.replace("东", "東")))
    assert (rules(reading), reading.village) == ([], "东河村")
    assert numbers(reading, "name") == ["張測三"]  # a person's name stays as written


def test_what_stands_beside_the_table_is_kept_and_listed(tmp_path: Path) -> None:
    rows = [
        *ROWS,
        ["村务监督委员会主任(签字):"],
        HEADS,
        [4, "三组", "赵测四", 1, 93.21, 93.21, "已故", "另附"],
    ]
    reading = read(tmp_path, sheet(*rows))
    assert sorted(rules(reading)) == [
        ("after-total", "B11"), ("repeated-header", "A10"), ("unused", "H11"), ("不应享受", "G11"),
    ]  # fmt: skip


def test_columns_and_numbers_that_may_not_be_posted(tmp_path: Path) -> None:
    heads = [*HEADS[:6], "家庭住址", "身份证号码"]
    rows = [
        [*ROWS[0][:6], "东河街1号", "999999195102020012"],
        [*ROWS[1][:6], "东河街2号", "999999195102020012"],
    ]
    reading = read(tmp_path, sheet(*rows, heads=heads))
    assert rules(reading) == [("private-column", "G2"), ("private-column", "H2"), ("twice", "H4")]
    assert "999999195102020012" not in "".join(problem.message for problem in reading.problems)
    stray = read(tmp_path, changed(G3="身份证110101199003070011"))
    assert (rules(stray), stray.blocking) == ([("private", "G3")], True)


def test_a_household_twice(tmp_path: Path) -> None:
    twice = read(tmp_path, sheet(ROWS[0], [2, *ROWS[0][1:]], [1, "二组", *ROWS[0][2:]]))
    assert rules(twice) == [("重名", "C4")]
    assert "同组重名，请核对是否重复（与第3行）" in twice.problems[0].message


@pytest.mark.parametrize(("born", "told"), [("20081231", []), ("20090101", [("minor", "C3")])])
def test_a_child_is_not_named(tmp_path: Path, born: str, told: list[tuple[str, str]]) -> None:
    heads = [*HEADS, "身份证号码"]
    row = [*ROWS[0], f"999999{born}0012"]
    found = rules(read(tmp_path, sheet(row, heads=heads)))
    assert [one for one in found if one[0] == "minor"] == told


def test_several_sheets_of_one_village(tmp_path: Path) -> None:
    from gkdesk.village.readings import mark_repeats

    path = save(
        tmp_path / "a.xlsx", sheet(), sheet(), changed(G3="更正"), names=("东", "东(2)", "东(3)")
    )
    first, same, other = mark_repeats(intake().file(path))
    assert first.data is not None
    assert (same.data, other.data) == (None, None)
    assert "内容完全相同" in same.problems[-1].message
    assert "请只留一份" in other.problems[-1].message


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("青石镇东河村2025年惠农补贴发放公示表", "period"),
        ("柳树镇北山村2026年惠农补贴发放公示表", "village"),
        ("柳树镇东河村2026年惠农补贴发放公示表", "village"),
    ],
)
def test_another_town_or_period(tmp_path: Path, title: str, rule: str) -> None:
    reading = read(tmp_path, sheet(title=title))
    assert {each for each, _cell in rules(reading)} == {rule}
    assert all(cell == "A1" for _rule, cell in rules(reading))


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    rows = [
        [*ROWS[0], *ROWS[1]],
        ["小计", None, None, 3.5, None, 326.24, None, "小计", None, None, 2, None, 186.42, None],
        ["合计", None, None, 5.5, None, 512.66, None],
    ]
    reading = read(tmp_path, sheet(*rows, heads=HEADS + HEADS))
    assert (rules(reading), reading.rows) == ([("beside", "A1")], 2)
    assert numbers(reading, "name") == ["王测一", "李测二"]
    rows[1][12] = 286.42
    assert rules(read(tmp_path, sheet(*rows, heads=HEADS + HEADS))) == [
        ("beside", "A1"), ("合计", "M4"),
    ]  # fmt: skip


def test_the_same_as_above(tmp_path: Path) -> None:
    again = [2, "同上", "李测二", 2, "〃", 186.42, None]
    reading = read(tmp_path, sheet(ROWS[0], again, [3, "同上", "张测三", 2, "〃", 186.42, None]))
    assert rules(reading) == [("ditto", "B4"), ("ditto", "E4"), ("ditto", "B5"), ("ditto", "E5")]
    assert numbers(reading, "group") == ["一组"] * 3
    assert numbers(reading, "rate") == ["93.21"] * 3


def test_a_list_of_the_whole_town_says_what_to_do(tmp_path: Path) -> None:
    reading = read(tmp_path, sheet(title="青石镇2026年惠农补贴发放公示表"))
    assert reading.data is None
    assert "几个村在一张表里的，请按村分开" in reading.problems[0].message


def test_a_text_of_two_encodings(tmp_path: Path) -> None:
    path = tmp_path / "混.csv"
    path.write_bytes(",".join(HEADS).encode("gbk") + b"\n1," + "一组,王测一".encode() + b"\n")
    [reading] = intake().file(path)
    assert "文字编码前后不一致" in reading.problems[0].message
