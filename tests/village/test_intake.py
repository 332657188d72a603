"""Workbook files → readings with every figure's cell and every doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gkdesk import paths
from gkdesk.village.form import load
from gkdesk.village.intake import Intake
from gkdesk.village.model import Reading, SheetData, Village
from gkdesk.village.period import Period
from gkdesk.village.readings import mark_repeats
from tests.conftest import SHARED

from .books import rows, save

FORM = load(paths.forms() / "village" / "F01.toml")
VILLAGES = (Village("u1", "东河村"), Village("u2", "西河村"))
Q1 = Period.parse("2026Q1")


def nothing(_village: str, _form: str, _period: Period) -> SheetData | None:
    return None


def intake(villages: tuple[Village, ...] = VILLAGES, period: Period = Q1) -> Intake:
    return Intake((FORM,), villages, "青石镇", period, nothing)


def read(tmp_path: Path, *sheets: list[list[Any]], names: tuple[str, ...] = ()) -> list[Reading]:
    return intake().file(save(tmp_path / "甲.xlsx", *sheets, names=names))


def said(reading: Reading) -> str:
    return "\n".join(f"{problem.where}：{problem.message}" for problem in reading.problems)


def test_a_balanced_sheet(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows())
    assert (reading.village_uid, reading.form, reading.blocking) == ("u1", "F01", False)
    data = reading.data
    assert data is not None
    line = data.line("income", "other")
    assert line is not None
    assert (line.label, line.figures["period"].fen, line.figures["ytd"].cell) == (
        "其他收入(利息)", 50, "C7",
    )  # fmt: skip
    bank = data.line("pair", "bank")
    assert bank is not None
    assert (bank.fen("value"), bank.figures["value"].cell) == (200000, "E11")
    assert data.note == "往来为押金。"
    assert data.open_on is not None
    assert data.open_on.isoformat() == "2026-04-10"
    assert len(reading.problems) == 1  # only: no period before


def test_a_wrong_total_at_its_cell(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows(E8="700.50元"))
    assert reading.blocking
    assert "E8：支出合计应为 800.50 元，表中 700.50 元，差 100.00 元" in said(reading)


def test_text_numbers_and_wan(tmp_path: Path) -> None:
    [text] = read(tmp_path, rows(B5="１，０００．００元", E6="500.00", B9="１００"))
    assert not text.blocking
    wan = [
        [value / 10000 if isinstance(value, (int, float)) else value for value in row]
        for row in rows(F2="单位：万元")
    ]
    [reading] = read(tmp_path, wan)
    assert not reading.blocking
    assert reading.data is not None
    assert reading.data.sum("pair", "closing", "value") == 233000


def test_a_unit_that_lies(tmp_path: Path) -> None:
    sheet = rows(F2="单位：万元", B5=100000, B8=102000.5, C5=100000, C8=102000.5)
    [reading] = read(tmp_path, sheet)
    assert "请核对单位是否应为元" in said(reading)
    [reading] = read(tmp_path, rows(F2=None))
    assert "没有写明单位" in said(reading)
    assert not reading.blocking


@pytest.mark.parametrize(
    ("cells", "message", "blocking"),
    [
        ({"B5": "约1000"}, "B5：“约1000”不是能用的金额：认不出数字", True),
        ({"B5": 1000.001}, "B5：“1000.001”不是能用的金额：小数超过两位", True),
        ({"B5": "1000(三户)"}, "B5：金额后面有文字“三户”，只取了前面的数", False),
        ({"A7": "鱼塘罚款"}, "A7：不认识的项目“鱼塘罚款”，金额已保留并计入收入合计", False),
        ({"A7": None}, "B7：有金额，没有项目名称", True),
        ({"D7": "奖励"}, "D7：不认识的项目“奖励”，没有金额，没有使用", False),
        ({"D6": "经营支出"}, "D6：“经营支出”出现了两次", False),
        ({"D13": "另记一二三"}, "D13：没有用到“另记一二三”", False),
        ({"C4": "说明"}, "C4：“说明”一列没有使用", False),
        ({"A7": "小计"}, "A7：“小计”没有计入收入合计", False),
    ],
)
def test_doubts_stand_at_their_cells(
    tmp_path: Path, cells: dict[str, object], message: str, blocking: bool
) -> None:
    [reading] = read(tmp_path, rows(**cells))
    assert message in said(reading)
    found = next(p for p in reading.problems if f"{p.where}：{p.message}".startswith(message))
    assert found.blocking is blocking
    assert reading.data is not None


def test_an_unknown_line_counts_in_its_total(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows(A7="鱼塘罚款"))
    assert not reading.blocking
    assert reading.data is not None
    assert [line.label for line in reading.data.lines if not line.key] == ["鱼塘罚款"]


def test_bottom_amount_in_one_cell(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows(A9="上期结余：100.00元", B9=None))
    assert not reading.blocking
    assert reading.data is not None
    assert reading.data.sum("pair", "opening", "value") == 10000


def test_no_pairs_of_flow(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows(D9=None, E9=None, A10=None, B10=None))
    assert "可能有往来款未列" in said(reading)
    assert "账目不平" not in said(reading)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"A1": "青石镇北河村2026年第一季度财务收支公开表"}, "已有的村：东河村、西河村"),
        ({"A1": "青石镇东河村2025年第四季度财务收支公开表"}, "标题是2025年第四季度，要导入的是"),
        ({"A4": "名目", "D4": "名目"}, "没有找到“项目、本期金额”这样的表头"),
        ({"A1": "低保名单", "A4": "户主"}, "没有找到认识的表名或表头（认识1种表"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, cells: dict[str, object], message: str) -> None:
    [reading] = read(tmp_path, rows(**cells))
    assert reading.data is None
    assert message in said(reading)


def test_a_kind_of_period_the_form_does_not_have(tmp_path: Path) -> None:
    path = save(tmp_path / "甲.xlsx", rows())
    assert intake(period=Period.parse("2026-03")).file(path)[0].data is None


def test_not_a_workbook_is_one_refused_reading(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    path.write_bytes(b"no")
    [reading] = intake().file(path)
    assert reading.data is None
    assert "另存为 .xlsx" in said(reading)


def test_title_without_period_or_form(tmp_path: Path) -> None:
    [reading] = read(tmp_path, rows(A1="青石镇东河村财务收支公开表"))
    assert "标题没有写期次，按2026年第一季度导入" in said(reading)
    assert reading.village == "东河村"
    [reading] = read(tmp_path, rows(A1="青石镇东河村2026年第一季度账目"))
    assert (reading.form, reading.village) == ("F01", "东河村")


def test_village_from_worksheet_or_file(tmp_path: Path) -> None:
    bare = rows(A1="财务收支公开表", A2=None)
    [reading] = read(tmp_path, bare, names=("西河村",))
    assert reading.village == "西河村"
    [reading] = intake().file(save(tmp_path / "东河村.xlsx", bare))
    assert reading.village == "东河村"


def test_an_empty_list_takes_its_first_names(tmp_path: Path) -> None:
    path = save(tmp_path / "甲.xlsx", rows())
    [reading] = intake(villages=()).file(path)
    assert (reading.village, reading.village_uid) == ("东河村", "")
    assert "将按此表添加“东河村”" in said(reading)


def test_many_worksheets(tmp_path: Path) -> None:
    west = rows(A1="青石镇西河村2026年第一季度财务收支公开表")
    detail = [
        ["青石镇东河村2026年第一季度财务收支逐笔公开明细"],
        ["序号", "日期"],
        [1, "2026-01-05"],
    ]
    found = read(tmp_path, rows(), west, rows(), detail, names=("东", "西", "东(2)", "逐笔明细"))
    assert [reading.village for reading in found] == ["东河村", "西河村", "东河村"]
    assert "逐笔明细：“逐笔明细”（3行）这一版没有使用，已随原表存档" in said(found[0])
    marked = mark_repeats(found)
    assert marked[2].data is None
    assert "已在“甲.xlsx 东”中" in said(marked[2])


def test_the_reference_workbook() -> None:
    path = SHARED / "data" / "village" / "C01_finance_2026Q3_balanced.xlsx"
    if not path.exists():
        pytest.skip("the reference workbook is not here")
    reader = Intake((FORM,), (Village("u", "柳林村"),), "示范镇", Period.parse("2026Q3"), nothing)
    [reading] = reader.file(path)
    assert not reading.blocking
    data = reading.data
    assert data is not None
    assert data.sum("pair", "closing", "value") == 11581697
    assert data.sum("expense", "office", "ytd") == 2538090
    assert all(line.key for line in data.lines)
    assert len(data.lines) == 28
