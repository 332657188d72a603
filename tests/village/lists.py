"""Builders for list sheets: a village's subsidy list, one thing changed at a time."""

from __future__ import annotations

from typing import Any

from gkdesk import paths
from gkdesk.village.form import load
from gkdesk.village.intake import Intake
from gkdesk.village.model import Reading, SheetData, Village
from gkdesk.village.nearvillage import SettledName
from gkdesk.village.period import Period

FOLDERS = ("village", "townlists")
FORMS = tuple(
    load(path) for folder in FOLDERS for path in sorted((paths.forms() / folder).glob("*.toml"))
)
VILLAGES = (Village("u1", "东河村"), Village("u2", "西河村"))
TITLE = "青石镇东河村2026年惠农补贴发放公示表"
HEADS = ["序号", "村民小组", "户主姓名", "面积(亩)", "标准(元/亩)", "金额(元)", "备注"]
ROWS: list[list[Any]] = [
    [1, "一组", "王测一", 3.5, 93.21, 326.24, None],
    [2, "一组", "李测二", 2, 93.21, 186.42, None],
    ["小计", None, None, 5.5, None, 512.66, None],
    [1, "二组", "张测三", 4.25, 93.21, 396.14, None],
    ["小计", None, None, 4.25, None, 396.14, None],
    ["合计", None, None, 9.75, None, 908.8, None],
]


def sheet(*rows: list[Any], heads: list[Any] | None = None, title: str = TITLE) -> list[list[Any]]:
    """Return a list's rows under its title and header; the standard rows when none are given."""
    return [[title], heads or HEADS, *[list(row) for row in (rows or ROWS)]]


def changed(**cells: object) -> list[list[Any]]:
    """Return the standard list with cells changed, such as ``F3=426.24``."""
    table = sheet()
    for cell, value in cells.items():
        table[int(cell[1:]) - 1]["ABCDEFG".index(cell[0])] = value
    return table


def nothing(_village: str, _form: str, _period: Period) -> SheetData | None:
    return None


def intake(
    period: str = "2026",
    villages: tuple[Village, ...] = VILLAGES,
    settled: dict[str, SettledName] | None = None,
    town: str = "青石镇",
) -> Intake:
    when = Period.parse(period)
    return Intake(FORMS, villages, town, when, nothing, settled or {})


def rules(reading: Reading) -> list[tuple[str, str]]:
    """Return every finding as (rule, cell)."""
    return [(getattr(problem, "rule", ""), problem.where) for problem in reading.problems]
