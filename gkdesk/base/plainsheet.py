"""Long lists as a workbook, written straight on: the same content gives the same bytes.

Without ruled cells, which take ten times as long; for those see ``tablesheet``.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bookdisk import book_trouble, saved

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_000  # characters a cell holds
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_CORE = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One worksheet: a note, the headings with their widths in characters, the lines."""

    name: str
    note: str
    heads: Sequence[tuple[str, float]]
    lines: Sequence[Sequence[object]]


def workbook(leaves: Sequence[Leaf], made_at: str) -> bytes:
    """Return leaves as an .xlsx whose bytes say ``made_at`` (ISO) in place of the clock's time.

    Raises:
        Blocked: openpyxl's own temporary files do not fit the disk.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    with book_trouble():
        for leaf in leaves:
            _write(book, leaf)
    return _fixed(saved(book), made_at)


def _write(book: Workbook, leaf: Leaf) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(leaf.name)
    sheet.freeze_panes = "A3"
    for at, (_head, width) in enumerate(leaf.heads, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4, ECMA-376
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.append([_cell(sheet, leaf.note)])
    sheet.append([_cell(sheet, head, Font(bold=True)) for head, _width in leaf.heads])
    for line in leaf.lines:
        sheet.append([_cell(sheet, value) for value in line])


def _cell(sheet: Worksheet, value: object, font: Font | None = None) -> Cell:
    """Return a cell that is a text or a number, never a formula.

    What is neither is written as JSON.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST] or None)
    if cell.value is not None:
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def _fixed(book: bytes, made_at: str) -> bytes:
    """Write a workbook anew with a time of ours in place of the clock's, uncompressed.

    Another zlib may pack the same bytes otherwise.
    """
    out = io.BytesIO()
    stamp = f"{made_at[:19]}Z".encode("ascii")
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == _CORE:
                content = _MOMENT.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # else it says on which system it was made
            target.writestr(entry, content)
    return out.getvalue()
