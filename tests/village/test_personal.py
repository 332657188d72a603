"""What may hang on no board."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.base.errors import Problem
from gkdesk.village import personal
from gkdesk.village.model import Line, SheetData
from gkdesk.village.xlsx import Grid

from .books import rows, save
from .test_intake import intake

ID_NUMBER = "110101199003070011"


def told(tmp_path: Path, **cells: object) -> list[Problem]:
    [reading] = intake().file(save(tmp_path / "甲.xlsx", rows(**cells)))
    return [problem for problem in reading.problems if "公开" in problem.message]


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("A12", f"备注:王某{ID_NUMBER}借支", "有身份证号 11*************011"),
        ("A12", "备注:电话13912340872", "有手机号 139****0872"),
        ("A7", f"其他收入({ID_NUMBER[:-1]}3)", "有疑似身份证号"),
        ("D7", "还款1101011990****0011", "有身份证号的一部分"),
        ("A2", f"填报单位：东河村合作社{ID_NUMBER}", "有身份证号"),
        ("A13", "报账员(签字):13912340872", "有手机号"),
        ("D12", "监督电话：0000-0000123 卡号6217001234567890123", "有银行账号"),
    ],
)
def test_every_text_of_the_sheet(tmp_path: Path, cell: str, text: str, words: str) -> None:
    [problem] = told(tmp_path, **{cell: text})
    assert (problem.where, problem.blocking) == (cell, True)
    assert problem.message.startswith(words)
    assert ID_NUMBER not in problem.message


def test_the_title(tmp_path: Path) -> None:
    title = "青石镇东河村2026年第一季度财务收支公开表 13912340872"
    assert "A1" in [problem.where for problem in told(tmp_path, A1=title)]


def test_an_identity_number_typed_as_a_number() -> None:
    grid = Grid("表", ((110101199003070016.0, 13912340872.0, 1.5),))
    assert [problem.where for problem in personal.of_grid(grid)] == ["A1"]


def test_the_sheets_own_footer_is_not_printed(tmp_path: Path) -> None:
    assert told(tmp_path, D13="监督电话：13912340872") == []
    assert told(tmp_path, A12="备注:联系电话13912340872") != []


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("王某因病借支", True), ("肢体残疾二级补助", True), ("电话0571-1234567", True),
        ("王某1950年出生", True), ("病虫害防治", False), ("精神文明奖", False),
        ("往来为押金", False),
    ],
)  # fmt: skip
def test_words_of_the_note_only_ask(tmp_path: Path, note: str, asked: bool) -> None:
    found = told(tmp_path, A12=f"备注:{note}。")
    assert bool(found) is asked
    assert not any(problem.blocking for problem in found)


def test_what_would_be_printed() -> None:
    lines = (Line("income", "", "收13912340872"),)
    assert len(personal.of_data(SheetData("F01", 1, lines, note=ID_NUMBER))) == 2


def test_a_message_does_not_repeat_the_number(tmp_path: Path) -> None:
    cell = "张三丰欠款 622202123456789012"
    [reading] = intake().file(save(tmp_path / "甲.xlsx", rows(B5=cell, A7=f"借支{ID_NUMBER}")))
    text = "".join(problem.message for problem in reading.problems)
    assert "不是能用的金额" in text
    assert "622202123456789012" not in text
    assert ID_NUMBER not in text
