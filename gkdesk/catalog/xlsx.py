"""Workbook files: bytes → grids of cells, and a laid-out sheet → bytes. Nothing of meaning here."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gkdesk.base.errors import Declined

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# one merged range: (first row, first column), (last row, last column); from 0, all included
Merge = tuple[tuple[int, int], tuple[int, int]]

LARGEST_FILE = 60 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
LARGEST_RATIO = 200
SMALLEST_SUSPECT = 10 * 1024 * 1024  # a ratio only means something once it costs memory
MOST_CELLS = 2_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_PLACE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_ORDINAL = re.compile(r"[1-9]\d{0,3}")
_HEAD = 800  # the dimension stands within the first bytes of a worksheet
_LOCAL_HEADER = 30


class NotAWorkbook(Declined):
    """The bytes are no workbook this program reads."""

    message = (
        "“{name}”不是能读的 Excel 工作簿（{reason}）。"
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入，没有导入任何内容。"
    )


class EncryptedWorkbook(Declined):
    """The workbook asks for a password."""

    message = (
        "“{name}”设了打开密码。请先用 Excel 或 WPS 打开并去掉密码，再重新导入，没有导入任何内容。"
    )


class WorkbookTooLarge(Declined):
    """The workbook is larger than any catalog can be."""

    message = (
        "“{name}”太大（{reason}），不像是公开事项目录。请删去多余的工作表或空白区域，另存后重新导入，"
        "没有导入任何内容。"
    )


class SheetUnreadable(Declined):
    """One worksheet of the workbook is damaged."""

    message = (
        "“{name}”的工作表“{sheet}”已损坏，读不出来。请用 Excel 或 WPS 打开并另存后重新导入，"
        "没有导入任何内容。"
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet: its cells as the file holds them (text, number, date, …) and its merges."""

    name: str
    rows: Sequence[list[Any]]
    merges: list[Merge]


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
        NotAWorkbook: see its words; likewise the others.
        EncryptedWorkbook: needs a password.
        WorkbookTooLarge: more than 60 MB, 300 MB unpacked, or 2 million cells.
        SheetUnreadable: a damaged worksheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    guard(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    names = book.sheet_names
    for number, sheet_name in enumerate(names, start=1):
        try:
            sheet = book.get_sheet_by_name(sheet_name)
            rows = sheet.to_python(skip_empty_area=False)
            merges = sheet.merged_cell_ranges or []
        except CalamineError as error:
            raise SheetUnreadable(name=name, sheet=sheet_name) from error
        yield Grid(sheet_name, rows, merges), number, len(names)


def guard(data: bytes, name: str) -> None:
    """Refuse what must not reach the parser: it would take the machine's memory or abort."""
    if len(data) > LARGEST_FILE:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB")
    if data.startswith(_OLE):
        _guard_ole(data, name)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotAWorkbook(name=name, reason="文件内容不是工作簿") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > SMALLEST_SUSPECT and unpacked > LARGEST_RATIO * len(data)
    ):
        raise WorkbookTooLarge(name=name, reason=f"解开后有 {unpacked >> 20} MB")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise NotAWorkbook(name=name, reason="里面没有工作表")
    try:
        largest = max(
            (_cells(data, e) for e in entries if e.filename.startswith("xl/worksheets/")), default=0
        )
    except (zlib.error, struct.error) as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    if largest > MOST_CELLS:
        raise WorkbookTooLarge(name=name, reason="有内容远在表格之外的单元格里")


def _guard_ole(data: bytes, name: str) -> None:
    if _ENCRYPTED in data:
        raise EncryptedWorkbook(name=name)
    if not any(book in data for book in _OLD_BOOKS):
        raise NotAWorkbook(name=name, reason="是旧格式的其他文档")


def _cells(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Return how many cells a worksheet spans, from its declared dimension or its far cells.

    The parser allocates the whole span at once: one stray cell at XFD1048576 aborts the process.
    """
    name_size, extra_size = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + _LOCAL_HEADER + name_size + extra_size
    stored = entry.compress_type == zipfile.ZIP_STORED
    head = data[start : start + min(entry.compress_size, _HEAD)]
    if not stored:
        head = zlib.decompressobj(-zlib.MAX_WBITS).decompress(head, _HEAD)
    if found := _DIMENSION.search(head):
        return _area(*found.groups())
    whole = data[start : start + entry.compress_size]
    whole = whole if stored else zlib.decompress(whole, -zlib.MAX_WBITS)
    # the far corner, not the product of one cell: columns and rows may stand in two cells
    places = _PLACE.findall(whole)
    return max((_column(letters) for letters, _ in places), default=0) * max(
        (int(row) for _, row in places), default=0
    )


def _area(letters: bytes, row: bytes) -> int:
    return _column(letters) * int(row)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def write(layouts: Sequence[Layout]) -> bytes:
    """Return a workbook: landscape A4, fitted to the width, headings repeated on every page."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    for layout in layouts:
        _write_sheet(book.create_sheet(layout.name), layout)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(sheet: Worksheet, layout: Layout) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    body, head = Font(name="宋体", size=10), Font(name="黑体", size=10)
    title = Font(name="方正小标宋简体", size=16)
    for at, (texts, height) in enumerate(zip(layout.rows, layout.heights, strict=True)):
        sheet.row_dimensions[at + 1].height = height
        for place, text in enumerate(texts):
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
