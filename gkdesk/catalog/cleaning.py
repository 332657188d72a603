"""Cells that must not go into an item as they stand: no letters in them, or no value at all."""

from __future__ import annotations

import re

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import ERROR, address, is_error
from gkdesk.base.text import visible

from .table import Table
from .xlsx import Grid

# most of what ``base.text.visible`` drops: controls (C0, C1), letters of no width (Cf), fillers
_SUSPECT = re.compile(
    "[#\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]"
)


def broken_cells(grid: Grid) -> list[Problem]:
    """Name each error cell and each formula without a result: they were read as blank."""
    return [Problem(f"工作表“{grid.name}”{cell.cell}", cell.message) for cell in grid.broken]


def shown(text: str) -> str:
    """Return a text without the characters nobody sees."""
    return visible(text) if _SUSPECT.search(text) else text


def clean(table: Table, text: str) -> list[Problem]:
    """Mend a table's cells in place; say what was mended, and what only the clerk can mend.

    Args:
        table: the worksheet.
        text: all its cells in one.
    """
    if not _SUSPECT.search(text):
        return []
    found: list[Problem] = []
    for at, cells in enumerate(table.rows):
        for place, cell in enumerate(cells):
            if cell and _SUSPECT.search(cell):
                cells[place] = visible(cell)
                if (at, place) not in table.continued:
                    where = f"工作表“{table.name}”{address(at, place)}"
                    found += _problems(where, cell, cells[place])
    return found


def _problems(where: str, before: str, after: str) -> list[Problem]:
    if is_error(after.strip()):
        return [Problem(where, ERROR)]
    if _SUSPECT.search(before.replace("#", "")):
        return [Problem(where, "有看不见的控制字符，已去掉，请核对文字", blocking=False)]
    return []
