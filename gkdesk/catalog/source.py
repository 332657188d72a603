"""What counties hand in: workbooks, Word tables, text. Told by the content, not by the name."""

from __future__ import annotations

from collections.abc import Iterator

from gkdesk.base.workbook import is_old

from . import docxgrid, textgrid, xlsx
from .xlsx import Grid


def read(data: bytes, name: str) -> Iterator[tuple[Grid, int, int]]:
    """Yield every table of a file, in order, with its number (from 1) and their count.

    Raises:
        NotAWorkbook, EncryptedWorkbook, WorkbookTooLarge: see ``base.workbook``.
        NoTable: a Word document or a text without a table.
        SheetUnreadable: a damaged worksheet.
    """
    if docxgrid.is_docx(data):
        grids = docxgrid.read(data, name)
        for number, grid in enumerate(grids, start=1):
            yield grid, number, len(grids)
    elif data.startswith(b"PK") or is_old(data) or not textgrid.is_text(data):
        yield from xlsx.read(data, name)
    else:
        yield textgrid.read(data, name), 1, 1
