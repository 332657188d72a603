"""The workbook handed back to the county: every problem as a note at its cell, and as a list.

Places are read from the words a problem is told with (工作表“…”第4行, 工作表“…”B5). A file that is
no .xlsx cannot carry notes; then the list alone is written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import shown_name

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST = "问题清单"
_PLACE = re.compile(r"工作表“(?P<sheet>.+?)”(?:第(?P<row>\d+)行|(?P<cell>[A-Z]{1,3}\d+))?")
_RED, _AMBER = "FFF4CCCC", "FFFFF2CC"
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 90  # points
_MUST, _MAY = "必须更正", "请核对"


def annotated(data: bytes, problems: Sequence[Problem]) -> bytes:
    """Return a copy of the workbook with notes at the cells and a list of problems in front.

    Args:
        data: the file as it was read.
        problems: what was found in it.
    """
    book = _copy(data)
    sheets = {shown_name(sheet.title): sheet for sheet in book.worksheets}
    notes: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        found = _place(problem.where, sheets)
        if found is not None:
            notes.setdefault(found, []).append(problem)
    for (name, cell), here in notes.items():
        _note(sheets[name], cell, here)
    _list(book, problems)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(data: bytes) -> Workbook:
    """Open the original; an empty workbook when it is none openpyxl can write again."""
    import zipfile

    from openpyxl import Workbook, load_workbook

    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return load_workbook(io.BytesIO(data))
    empty = Workbook()
    del empty[empty.sheetnames[0]]
    return empty


def _place(where: str, sheets: Mapping[str, Any]) -> tuple[str, str] | None:
    found = _PLACE.search(where)
    if found is None or found["sheet"] not in sheets:
        return None
    sheet = sheets[found["sheet"]]
    if found["cell"]:
        return found["sheet"], _corner(sheet, found["cell"])
    row = int(found["row"] or 1)
    filled = (cell.coordinate for cell in sheet[row] if cell.value not in {None, ""})
    return found["sheet"], _corner(sheet, next(filled, f"A{row}"))


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


def _list(book: Workbook, problems: Sequence[Problem]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(LIST, 0)
    sheet.append(["序号", "位置", "问题", "处理"])
    for number, one in enumerate(problems, start=1):
        sheet.append([number, one.where, one.message, _MUST if one.blocking else _MAY])
    for column, width in zip("ABCD", (6, 34, 70, 12), strict=True):
        sheet.column_dimensions[column].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # a message may begin with a sign of equality
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    book.active = 0
