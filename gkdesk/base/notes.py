"""Problems written into a copy of the workbook they were found in: notes at cells, a list in front.

The catalog hands a workbook back to the county, the village room to a village.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .errors import Problem

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST = "问题清单"
MUST, MAY = "必须更正", "请核对"
_RED, _AMBER = "FFF4CCCC", "FFFFF2CC"
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 90  # points


def reopened(data: bytes) -> Workbook | None:
    """Open a workbook to write into; ``None`` for a file that cannot carry notes (.xls, .csv …)."""
    import zipfile

    from openpyxl import load_workbook

    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return load_workbook(io.BytesIO(data))
    return None


def empty() -> Workbook:
    """Return a workbook without a worksheet."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    return book


def verb(problem: Problem) -> str:
    """Say what is to be done about a problem."""
    return MUST if problem.blocking else MAY


def corner(sheet: Worksheet, cell: str) -> str:
    """Return the upper left cell of a merge: the others hold no note."""
    for merge in sheet.merged_cells.ranges:
        if cell in merge:
            return str(merge.start_cell.coordinate)
    return cell


def note(sheet: Worksheet, cell: str, here: Sequence[Problem]) -> None:
    """Write the problems of one cell as its note, and colour it."""
    from openpyxl.comments import Comment

    place: Any = sheet[cell]
    words = "\n".join(f"{verb(one)}：{one.message}" for one in here)
    place.comment = Comment(words, "政务公开工作台", height=_NOTE_HEIGHT, width=_NOTE_WIDTH)
    place.fill = _fill(must=any(one.blocking for one in here))


def add_list(
    book: Workbook, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[object]]
) -> None:
    """Put the list of problems in front of a workbook; what is to be done is coloured."""
    from openpyxl.styles import Alignment, Border, Font, Side

    sheet = book.create_sheet(LIST, 0)
    for values in (heads, *rows):
        sheet.append(list(values))
    thin = Side(style="thin", color="FFBFBFBF")
    for column, width in zip(sheet.iter_cols(max_row=1), widths, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.font = Font(bold=cell.row == 1)
            if cell.data_type == "f":  # a message may begin with a sign of equality
                cell.data_type = "s"
            if cell.value in (MUST, MAY):
                cell.fill = _fill(must=cell.value == MUST)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    book.active = 0


def _fill(*, must: bool) -> Any:  # noqa: ANN401 - openpyxl's own
    from openpyxl.styles import PatternFill

    colour = _RED if must else _AMBER
    return PatternFill("solid", start_color=colour, end_color=colour)
