"""Workbook files: bytes → grids of cells, and a laid-out sheet → bytes. Nothing of meaning here."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gkdesk.base.bookdisk import saved
from gkdesk.base.errors import Declined
from gkdesk.base.privacy import shown_name
from gkdesk.base.sheetxml import Broken
from gkdesk.base.workbook import MIB, Limits, NotAWorkbook, checked

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# one merged range: (first row, first column), (last row, last column); from 0, all included
Merge = tuple[tuple[int, int], tuple[int, int]]

LIMITS = Limits(kind="公开事项目录", file=60 * MIB, unpacked=300 * MIB)
LONGEST_CELL = 32_767  # characters; Excel's own limit (ECMA-376 leaves it open)
_ORDINAL = re.compile(r"[1-9]\d{0,3}")


class SheetUnreadable(Declined):
    """One worksheet of the workbook is damaged."""

    message = (
        "“{name}”的工作表“{sheet}”已损坏，读不出来。请用 Excel 或 WPS 打开并另存后重新导入，"
        "此文件没有导入任何内容。"
    )


class NoTable(NotAWorkbook):
    """A Word document or a text without a table that can be read."""

    message = (
        "“{name}”里读不出目录表（{reason}）。请用 Word、Excel 或 WPS 打开核对，"
        "另存后重新导入，此文件没有导入任何内容。"
    )


_MANY = 10_000  # rows from which memory matters more than a few milliseconds


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet: its cells as the file holds them (text, number, date, …) and its merges.

    ``broken`` are the cells that are blank in ``rows`` and should not be.
    """

    name: str
    rows: Sequence[list[Any]]
    merges: list[Merge]
    broken: tuple[Broken, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet to write: rows of texts, merges, column widths, and how many rows are headings."""

    name: str
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge]
    widths: Sequence[float]
    heights: Sequence[float]  # points, one for each row
    title: int  # the row of the title, from 0
    first: int  # the first row below the heading, from 0
    centred: frozenset[int] = frozenset()  # columns whose cells are centred


def read(data: bytes, name: str) -> Iterator[tuple[Grid, int, int]]:
    """Yield every worksheet of a workbook, in order, with its number (from 1) and their count.

    Raises:
        NotAWorkbook, EncryptedWorkbook, WorkbookTooLarge: see ``base.workbook``.
        SheetUnreadable: a damaged worksheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    given = checked(data, name, LIMITS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(given.data))
    except CalamineError as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    sheets = book.sheets_metadata
    for number, known in enumerate(sheets, start=1):
        sheet_name = known.name
        try:
            sheet = book.get_sheet_by_name(sheet_name)
            rows = sheet.to_python(skip_empty_area=False)
            merges = sheet.merged_cell_ranges or []
            del sheet  # the parser's own copy of every cell
        except CalamineError as error:
            raise SheetUnreadable(name=name, sheet=shown_name(sheet_name)) from error
        if len(rows) > _MANY:
            _share(rows)
        hidden = known.visible != SheetVisibleEnum.Visible
        broken = given.broken.get(sheet_name, ())
        yield Grid(shown_name(sheet_name), rows, merges, broken, hidden), number, len(sheets)


def _share(rows: list[list[Any]]) -> None:
    """Keep each text of a large worksheet once: most columns say the same row after row."""
    known: dict[Any, Any] = {}
    for row in rows:
        row[:] = [known.setdefault(one, one) if type(one) is str else one for one in row]


def write(layouts: Sequence[Layout]) -> bytes:
    """Return a workbook: landscape A4, fitted to the width, headings repeated on every page."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as UNWRITABLE

    book = Workbook()
    del book[book.sheetnames[0]]
    for layout in layouts:
        _write_sheet(book.create_sheet(UNWRITABLE.sub("", layout.name)), layout)
    return saved(book)


def _write_sheet(sheet: Worksheet, layout: Layout) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as UNWRITABLE
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    body, head = Font(name="宋体", size=10), Font(name="黑体", size=10)
    title = Font(name="方正小标宋简体", size=16)
    for at, (texts, height) in enumerate(zip(layout.rows, layout.heights, strict=True)):
        sheet.row_dimensions[at + 1].height = height
        for place, text in enumerate(UNWRITABLE.sub("", text) for text in texts):
            ordinal = place == 0 and _ORDINAL.fullmatch(text)
            cell = sheet.cell(at + 1, place + 1, int(text) if ordinal else text or None)
            # a text is a text: "=…" must not become a formula
            cell.data_type = "n" if ordinal or not text else "s"
            heading = layout.title < at < layout.first
            centred = heading or at <= layout.title or place in layout.centred
            cell.alignment = Alignment(
                horizontal="center" if centred else "left", vertical="center", wrap_text=True
            )
            cell.font = title if at == layout.title else head if heading else body
            if at > layout.title:
                cell.border = border
    for (top, left), (bottom, right) in layout.merges:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    _page(sheet, layout)


def _page(sheet: Worksheet, layout: Layout) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, width in enumerate(layout.widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.print_title_rows = f"{layout.title + 2}:{layout.first}"
    sheet.freeze_panes = f"A{layout.first + 1}"
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.orientation, setup.paperSize = "landscape", "9"  # ECMA-376: 9 is A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
    sheet.print_options.horizontalCentered = True
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "第&P页 共&N页"
