"""The workbook handed back to a village: every finding as a note at its cell, and as a list.

A file that is no .xlsx cannot carry notes (.xls, .et, .csv, .docx); then its cells are written
into a new workbook, as they were read, and the notes stand there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import shown_name

from .finding import Finding
from .model import Reading
from .xlsx import Grid, read_any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST = "问题清单"
_CELLS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_RED, _AMBER = "FFF4CCCC", "FFFFF2CC"
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 90  # points
_MUST, _MAY = "必须更正", "请核对"
_HEADS = ("序号", "工作表", "单元格", "处理", "问题", "应为", "表中")
_WIDTHS = (6, 20, 11, 11, 62, 18, 18)
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31  # Excel's own limit


def annotated(readings: Sequence[Reading]) -> bytes:
    """Return a copy of a file with notes at the cells and a list of findings in front.

    Args:
        readings: what was read of one file, with its bytes.

    Raises:
        Declined: the file cannot be read as a table; there is nothing to write notes into.
    """
    first = readings[0]
    source = next((reading.source for reading in readings if reading.source), b"")
    book = _copy(source, Path(first.path).name)
    sheets = {shown_name(sheet.title): sheet for sheet in book.worksheets}
    for reading in readings:
        if reading.worksheet in sheets:
            _notes(sheets[reading.worksheet], reading.problems)
    _list(book, readings)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(data: bytes, name: str) -> Workbook:
    """Open the original; a new workbook of its cells when openpyxl cannot write it again."""
    import zipfile

    from openpyxl import Workbook, load_workbook

    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return load_workbook(io.BytesIO(data))
    book = Workbook()
    del book[book.sheetnames[0]]
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
            by_cell.setdefault(_corner(sheet, cell), []).append(problem)
    for cell, here in by_cell.items():
        _note(sheet, cell, here)


def _corner(sheet: Worksheet, cell: str) -> str:
    """Return the upper left cell of a merge: the others hold no note."""
    for merge in sheet.merged_cells.ranges:
        if cell in merge:
            return str(merge.start_cell.coordinate)
    return cell


def _note(sheet: Worksheet, cell: str, here: Sequence[Problem]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    place: Any = sheet[cell]
    words = "\n".join(f"{_MUST if one.blocking else _MAY}：{one.message}" for one in here)
    place.comment = Comment(words, "政务公开工作台", height=_NOTE_HEIGHT, width=_NOTE_WIDTH)
    colour = _RED if any(one.blocking for one in here) else _AMBER
    place.fill = PatternFill("solid", start_color=colour, end_color=colour)


def _list(book: Workbook, readings: Sequence[Reading]) -> None:
    sheet = book.create_sheet(LIST, 0)
    sheet.append(_HEADS)
    told = [(reading.worksheet, one) for reading in readings for one in reading.problems]
    for number, (worksheet, one) in enumerate(told, start=1):
        should, found = (one.expected, one.found) if isinstance(one, Finding) else ("", "")
        verb = _MUST if one.blocking else _MAY
        sheet.append([number, worksheet, one.where, verb, one.message, should, found])
    if not told:
        sheet.append(["", "", "", "", "没有发现问题"])
    _dress(sheet)
    book.active = 0


def _dress(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="FFBFBFBF")
    for column, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        verb = row[3].value
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.font = Font(bold=row[0].row == 1)
            if cell.data_type == "f":  # a message may begin with a sign of equality
                cell.data_type = "s"
        if verb in (_MUST, _MAY):
            colour = _RED if verb == _MUST else _AMBER
            row[3].fill = PatternFill("solid", start_color=colour, end_color=colour)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
