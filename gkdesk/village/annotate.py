"""The workbook handed back to a village: every finding as a note at its cell, and as a list.

A file that is no .xlsx cannot carry notes (.xls, .et, .csv, .docx); then its cells are written
into a new workbook, as they were read, and the notes stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkdesk.base import notes
from gkdesk.base.bookdisk import saved
from gkdesk.base.errors import Problem
from gkdesk.base.privacy import shown_name

from .finding import Finding
from .model import Reading
from .xlsx import Grid, read_any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_CELLS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_HEADS = ("序号", "工作表", "单元格", "处理", "问题", "应为", "表中")
_WIDTHS = (6, 20, 11, 11, 62, 18, 18)
_NOTHING = ("", "", "", "", "没有发现问题", "", "")
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31  # Excel's own limit


def annotated(readings: Sequence[Reading]) -> bytes:
    """Return a copy of a file with notes at the cells and a list of findings in front.

    Args:
        readings: what was read of one file, with its bytes.

    Raises:
        Declined: the file cannot be read as a table; there is nothing to write notes into.
    """
    source = next((reading.source for reading in readings if reading.source), b"")
    book = notes.reopened(source) or _copy(source, Path(readings[0].path).name)
    sheets = {shown_name(sheet.title): sheet for sheet in book.worksheets}
    for reading in readings:
        if reading.worksheet in sheets:
            _notes(sheets[reading.worksheet], reading.problems)
    told = [(reading.worksheet, one) for reading in readings for one in reading.problems]
    rows = [_row(number, *each) for number, each in enumerate(told, start=1)]
    notes.add_list(book, _HEADS, _WIDTHS, rows or [_NOTHING])
    return saved(book)


def _copy(data: bytes, name: str) -> Workbook:
    """Return a new workbook of a file's cells, when the file itself cannot be written again."""
    book = notes.empty()
    for grid in read_any(data, name) if data else []:
        _write(book.create_sheet(_NOT_IN_TITLE.sub("", grid.name)[:_LONGEST_TITLE]), grid)
    return book


def _write(sheet: Worksheet, grid: Grid) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as UNWRITABLE

    for row, values in enumerate(grid.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value in ("", None):
                continue
            cell: Any = sheet.cell(row, column)
            cell.value = UNWRITABLE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # “=…” must not become a formula
    for (top, left), (bottom, right) in grid.merges:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )


def _notes(sheet: Worksheet, problems: Sequence[Problem]) -> None:
    by_cell: dict[str, list[Problem]] = {}
    for problem in problems:
        for cell in _CELLS.findall(problem.where)[:1]:
            by_cell.setdefault(notes.corner(sheet, cell), []).append(problem)
    for cell, here in by_cell.items():
        notes.note(sheet, cell, here)


def _row(number: int, worksheet: str, one: Problem) -> tuple[object, ...]:
    should, found = (one.expected, one.found) if isinstance(one, Finding) else ("", "")
    return (number, worksheet, one.where, notes.verb(one), one.message, should, found)
