"""Columns of a list that may hang on no board: named with their place and what to do."""

from __future__ import annotations

import re

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import scan_notice
from gkdesk.base.sheetxml import address

from . import personal
from .finding import doubt, error, quoted
from .listheader import Header
from .shape import Shape, comparable
from .xlsx import Grid

_NAMES = re.compile(
    r"身份证|证件号|公民身份|电话|手机|联系方式|账号|帐号|卡号|一卡通|存折|开户|住址|地址|门牌|出生|生日"
    r"|病|致贫|残疾(?:类|等|级|程)|民族|宗教|学校|班级|年级"
)
_SAMPLE = 200  # rows looked at to know a column by its content
_LONG = 10**10  # a number of eleven digits and more is a phone or an account


def check(grid: Grid, shape: Shape, header: Header, problems: list[Problem]) -> set[int]:
    """Name the columns and cells that may not be posted; return the columns.

    A whole column is told once: it is kept sealed for comparing and printed on no sheet. A number
    in a column that is printed stops the sheet, because there it cannot be told apart.
    """
    hidden = {header.columns[c.key] for c in shape.columns if c.hidden and c.key in header.columns}
    for at in header.extra:
        if _NAMES.search(comparable(header.labels[at])) or _holds_numbers(grid, header, at):
            hidden.add(at)
    for at in sorted(at for at in hidden if _filled(grid, header, at)):
        label = quoted(header.label(at))
        message = (
            f"“{label}”一列不得张贴：已加密保存，只用于核对，打印时不印；交来张贴的表请删去此列"
        )
        problems.append(doubt(address(header.last, at), "private-column", message))
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            if row <= header.last or column not in hidden:
                problems += _cell(row, column, value)
    return hidden


def _filled(grid: Grid, header: Header, column: int) -> bool:
    rows = range(header.last + 1, len(grid.rows))
    return any(grid.value(row, column) not in ("", None) for row in rows)


def _holds_numbers(grid: Grid, header: Header, column: int) -> bool:
    rows = range(header.last + 1, min(header.last + 1 + _SAMPLE, len(grid.rows)))
    values = [value for row in rows if (value := grid.value(row, column)) not in ("", None)]
    return bool(values) and 2 * sum(map(_personal, values)) > len(values)


def _personal(value: object) -> bool:
    return bool(scan_notice(_text(value)))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and value >= _LONG:
        return str(int(value))
    return value if isinstance(value, str) else ""


def _cell(row: int, column: int, value: object) -> list[Problem]:
    return [
        error(
            address(row, column),
            "private",
            f"有{found}，公开表上不得出现，请在原表里删去后重新导入",
        )
        for found in personal.findings(value)
    ]
