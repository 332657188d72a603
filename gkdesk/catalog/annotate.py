"""The workbook handed back to the county: every problem as a note at its cell, and as a list.

Places are read from the words a problem is told with (工作表“…”第4行, 工作表“…”B5). A file that is
no .xlsx cannot carry notes; then the list alone is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gkdesk.base import notes
from gkdesk.base.bookdisk import saved
from gkdesk.base.errors import Problem
from gkdesk.base.privacy import shown_name

_PLACE = re.compile(r"工作表“(?P<sheet>.+?)”(?:第(?P<row>\d+)行|(?P<cell>[A-Z]{1,3}\d+))?")
_HEADS, _WIDTHS = ("序号", "位置", "问题", "处理"), (6, 34, 70, 12)


def annotated(data: bytes, problems: Sequence[Problem]) -> bytes:
    """Return a copy of the workbook with notes at the cells and a list of problems in front.

    Args:
        data: the file as it was read.
        problems: what was found in it.
    """
    book = notes.reopened(data) or notes.empty()
    sheets = {shown_name(sheet.title): sheet for sheet in book.worksheets}
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        found = _place(problem.where, sheets)
        if found is not None:
            by_cell.setdefault(found, []).append(problem)
    for (name, cell), here in by_cell.items():
        notes.note(sheets[name], cell, here)
    rows = [
        (number, one.where, one.message, notes.verb(one))
        for number, one in enumerate(problems, start=1)
    ]
    notes.add_list(book, _HEADS, _WIDTHS, rows)
    return saved(book)


def _place(where: str, sheets: Mapping[str, Any]) -> tuple[str, str] | None:
    found = _PLACE.search(where)
    if found is None or found["sheet"] not in sheets:
        return None
    sheet = sheets[found["sheet"]]
    if found["cell"]:
        return found["sheet"], notes.corner(sheet, found["cell"])
    row = int(found["row"] or 1)
    filled = (cell.coordinate for cell in sheet[row] if cell.value not in {None, ""})
    return found["sheet"], notes.corner(sheet, next(filled, f"A{row}"))
