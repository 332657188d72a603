"""Tables as a worksheet: title, heading, ruled rows, ready to print on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from .bookdisk import saved

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | date | None
Span = tuple[int, int, int, int]  # top, left, bottom, right, counted from 0 at the first heading
_TITLE_HEIGHT, _HEAD_HEIGHT, _LINE = 32, 30, 15  # points
_TALLEST = 400
HEAD, LEFT, CENTRE, DAY = "gkdesk 表头", "gkdesk 左", "gkdesk 中", "gkdesk 日期"  # named styles


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: ``heads`` are the rows of headings, ``widths`` are in characters.

    ``left`` are the columns whose texts stand at the left; the others are centred.
    """

    name: str
    title: str
    note: str
    heads: Sequence[Sequence[str]]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    left: frozenset[int]
    spans: Sequence[Span] = ()
    after: Sequence[str] = field(default_factory=tuple)
    one_page: bool = False  # upright and whole on one page; else across, as many as it takes


def workbook(*tables: Table) -> bytes:
    """Return the tables as an .xlsx, a leaf each; raises ``Blocked`` when a disk is full."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    _styles(book)
    for table in tables:
        sheet = book.create_sheet(table.name)
        _heading(sheet, table)
        _body(sheet, table)
        _page(sheet, table)
    return saved(book)


def _heading(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Font

    last = len(table.widths)
    for at, (words, size, side) in enumerate(
        ((table.title, 16, "center"), (table.note, 10, "left")), start=1
    ):
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=last)
        cell = sheet.cell(at, 1)
        _write(cell, words)
        cell.font = Font(name="黑体" if at == 1 else "宋体", size=size)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = _TITLE_HEIGHT
    sheet.row_dimensions[2].height = _LINE * max(1, -(-len(table.note) * 2 // int(_width(table))))


def _styles(book: Workbook) -> None:
    """Register the four looks of a cell: setting each cell's font and border takes ten times."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    thin = Side(style="thin", color="7F7F7F")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for name, face, side in ((HEAD, "黑体", "center"), (LEFT, "宋体", "left"),
                             (CENTRE, "宋体", "center"), (DAY, "宋体", "center")):  # fmt: skip
        style = NamedStyle(name)
        style.font, style.border = Font(name=face, size=10), border
        style.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        if name == HEAD:
            style.fill = PatternFill("solid", fgColor="EDF1F4")
        if name == DAY:
            style.number_format = "yyyy-mm-dd"
        book.add_named_style(style)


def _body(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Font

    heads = len(table.heads)
    for at, texts in enumerate([*table.heads, *table.rows]):
        sheet.row_dimensions[at + 3].height = (
            _HEAD_HEIGHT if at < heads else _height(texts, table.widths)
        )
        for place, value in enumerate(texts):
            cell = sheet.cell(at + 3, place + 1)
            side = DAY if isinstance(value, date) else LEFT if place in table.left else CENTRE
            cell.style = HEAD if at < heads else side
            _write(cell, value)
    for top, first, bottom, right in table.spans:
        sheet.merge_cells(
            start_row=top + 3, start_column=first + 1, end_row=bottom + 3, end_column=right + 1
        )
    for at, words in enumerate(table.after, start=heads + len(table.rows) + 3):
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(table.widths))
        cell = sheet.cell(at, 1)
        _write(cell, words)
        cell.font = Font(name="宋体", size=10)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
        sheet.row_dimensions[at].height = _LINE * max(1, -(-len(words) * 2 // int(_width(table))))


def _write(cell: object, value: Cell) -> None:
    """Write a value as what it is: a text beginning with = must not become a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.cell.cell import Cell as SheetCell

    assert isinstance(cell, SheetCell)  # noqa: S101 - the stubs also know merged cells here
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) or None
        cell.data_type = "s" if cell.value is not None else "n"
    elif value is not None:
        number_format = cell.number_format
        cell.value = value
        cell.number_format = number_format  # openpyxl sets its own with a date


def _page(sheet: Worksheet, table: Table) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    last = 2 + len(table.heads)
    sheet.print_title_rows = f"3:{last}"
    sheet.freeze_panes = f"B{last + 1}"
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.orientation = "portrait" if table.one_page else "landscape"
    setup.paperSize = "9"  # ECMA-376: 9 is A4
    setup.fitToWidth, setup.fitToHeight = 1, int(table.one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "第&P页 共&N页"


def _height(texts: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return a row's height in points: a hanzi is two characters wide, a digit one."""
    lines = 1
    for value, width in zip(texts, widths, strict=True):
        if isinstance(value, str):
            size = sum(2 if ord(letter) > 0xFF else 1 for letter in value)  # noqa: PLR2004
            lines = max(lines, -(-size // max(1, int(width) - 1)))
    return float(min(_TALLEST, 6 + lines * _LINE))


def _width(table: Table) -> float:
    return sum(table.widths)
