"""Figures → the page that is printed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.money import figure
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Capital, Paper
from gkdesk.documents.sheet import sheet as draw
from gkdesk.village.form import load
from gkdesk.village.intake import Intake
from gkdesk.village.model import SheetData, Village
from gkdesk.village.page import Subject, check_code, on_paper, sheet_page
from gkdesk.village.period import Period

from .books import rows, save

FORM = load(paths.forms() / "village" / "F01.toml")
Q1 = Period.parse("2026Q1")
VILLAGE = Village("u", "东河村")
SUBJECT = Subject(FORM, VILLAGE, Q1, "青石镇", "青石镇人民政府", "党政办公室", "0000-0000123")


def sheet(tmp_path: Path, **cells: object) -> SheetData:
    path = save(tmp_path / "甲.xlsx", rows(**cells))
    [reading] = Intake((FORM,), (VILLAGE,), "青石镇", Q1, lambda _v, _f, _p: None).file(path)
    assert reading.data is not None
    return reading.data


def test_page(tmp_path: Path) -> None:
    page = sheet_page(SUBJECT, sheet(tmp_path), paper=Paper.A4_LANDSCAPE)
    assert page.title == "青石镇东河村2026年第一季度财务收支公开表"
    assert page.left == "填报单位：青石镇东河村股份经济合作社"
    assert page.issuer == "青石镇东河村股份经济合作社"
    assert page.qr
    assert page.middle == "公开日期：2026年4月10日"
    assert page.right == "单位：元"
    assert [column.group for column in page.columns] == ["收入"] * 3 + ["支出"] * 3
    table = (*page.rows, page.total, *page.bottom)
    assert {sum(cell.span for cell in row) for row in table} == {6}
    texts = [[cell.text for cell in row] for row in table]
    assert ["经营收入", "1,000.00", "1,000.00", "经营支出", "300.50", "300.50"] in texts
    total = [cell.text for cell in page.total]
    assert total == ["收入合计", "3,000.50", "3,000.50", "支出合计", "800.50", "800.50"]
    assert ["其中：库存现金", "330.00", "银行存款（统管账户）", "2,000.00"] in texts
    assert texts[-1] == ["其他货币资金", "", "", ""]
    assert page.capital == Capital("本期结余（大写）", 233_000)
    assert page.footer[0] == "备注：往来为押金。"
    assert "可自公布之日起5日内向村务监督委员会" in page.footer[1]
    assert page.footer[2] == "监督电话：青石镇人民政府 0000-0000123"
    assert page.mark == ""


def test_lines_the_village_left_out_stay_blank(tmp_path: Path) -> None:
    page = sheet_page(SUBJECT, sheet(tmp_path), paper=Paper.A3_LANDSCAPE)
    left = {row[0].text: row[1].text for row in page.rows}
    assert left["投资收益"] == ""  # empty is not 0
    assert left["其他收入（利息）"] == "0.50"


def test_a_negative_amount_has_a_long_minus_and_is_read_back(tmp_path: Path) -> None:
    page = sheet_page(SUBJECT, sheet(tmp_path, B7=-1234.5), paper=Paper.A4_LANDSCAPE)
    shown = [cell.text for row in page.rows for cell in row]
    assert "−1,234.50" in shown
    assert figure("−1,234.50") == Decimal("-1234.50")


def test_a_sheet_is_sealed_in_one_place(tmp_path: Path) -> None:
    data = sheet(tmp_path)
    at_the_foot = sheet_page(SUBJECT, data, paper=Paper.A4_LANDSCAPE)
    assert "盖章" not in at_the_foot.left
    assert at_the_foot.issuer
    roomless = replace(SUBJECT, form=replace(FORM, seal=False))
    above = sheet_page(roomless, data, paper=Paper.A4_LANDSCAPE)
    assert above.left == "填报单位：青石镇东河村股份经济合作社（盖章）"
    assert above.issuer == ""


def test_unknown_lines_come_last_and_empty_note_goes(tmp_path: Path) -> None:
    page = sheet_page(SUBJECT, sheet(tmp_path, A7="鱼塘罚款", A12=None), paper=Paper.A4_LANDSCAPE)
    assert page.rows[-1][0].text == "鱼塘罚款"
    assert page.footer[0].startswith("对公布内容")


def test_check_code_is_of_the_figures(tmp_path: Path) -> None:
    data = sheet(tmp_path)
    code = check_code(SUBJECT, data)
    assert len(code) == 14
    moved = replace(data, lines=tuple(replace(line, cell="Z9") for line in data.lines))
    assert check_code(SUBJECT, moved) == code
    assert check_code(SUBJECT, sheet(tmp_path, B9=101)) != code
    assert check_code(replace(SUBJECT, village=Village("u", "西河村")), data) != code


@pytest.mark.parametrize("paper", list(Paper))
def test_f01_stands_on_one_page_of_any_paper(tmp_path: Path, paper: Paper) -> None:
    faces = faces_of(paths.resources())
    long = "往来为押金，已于四月退还；" * 6
    [page] = draw(sheet_page(SUBJECT, sheet(tmp_path, A12=f"备注:{long}"), paper=paper), faces)
    around = [t.size for t in page.texts if t.text.startswith(("填报单位", "监督电话", "制表"))]
    assert len(around) == 3
    assert min(around) >= (16 if paper.large else 10.5)


def test_full_width_marks_beside_hanzi_only() -> None:
    assert (
        on_paper("收入(租赁):1,200.00元;另计(2024-003)号")
        == "收入（租赁）：1,200.00元；另计（2024-003）号"
    )
    assert on_paper("合同(2024)") == "合同（2024）"
    assert on_paper("1,200.00") == "1,200.00"
