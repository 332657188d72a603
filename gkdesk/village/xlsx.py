"""The files villages hand in → grids of cells. What the cells mean is ``reader``'s business."""

from __future__ import annotations

import io
from dataclasses import dataclass

from gkdesk.base import docxtable, texttable
from gkdesk.base.privacy import shown_name
from gkdesk.base.sheetxml import Broken
from gkdesk.base.workbook import (
    MIB,
    EncryptedWorkbook,
    Limits,
    NotAWorkbook,
    WorkbookTooLarge,
    checked,
    is_old,
)

LIMITS = Limits(kind="村务公开表", file=20 * MIB, unpacked=200 * MIB)
MOST_ROWS = 20_000
MOST_COLUMNS = 256


Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet; rows and columns are counted from 0 as they stand on the worksheet.

    ``broken`` are the cells that are blank in ``rows`` and should not be.
    """

    name: str
    rows: tuple[tuple[object, ...], ...]
    broken: tuple[Broken, ...] = ()
    # merged ranges: (first row, first column), (last row, last column); from 0, all included
    merges: tuple[Merge, ...] = ()

    def value(self, row: int, column: int) -> object:
        """Return a cell's value, ``""`` outside the used area."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """Return a cell's text; numbers give ``""``."""
        value = self.value(row, column)
        return value.strip() if isinstance(value, str) else ""

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


_TEXTS = (".csv", ".tsv", ".txt")
_MIXED = "文字编码前后不一致，认不出是 UTF-8 还是 GB 18030"


class NoTable(NotAWorkbook):
    """A Word document or a text without a table that can be read."""

    message = (
        "“{name}”里读不出表格（{reason}）。请用 Word、Excel 或 WPS 打开核对，"
        "另存为 .xlsx 后重新导入，此文件没有导入任何内容。"
    )


def read_any(data: bytes, name: str) -> list[Grid]:
    """Read every table of a workbook, a Word document (.docx) or a text (.csv, pasted cells).

    Told by the content, not by the name. A text is UTF-8, UTF-16 or GB 18030.

    Raises:
        NotAWorkbook, EncryptedWorkbook, WorkbookTooLarge: see ``base.workbook``.
        NoTable: a document or text without a table.
    """
    if len(data) > LIMITS.file:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB", kind=LIMITS.kind)
    try:
        if docxtable.is_docx(data):
            return [_plain_grid(*table) for table in docxtable.read(data)]
        is_text = texttable.is_text(data)
        if name.lower().endswith(_TEXTS) and not is_text and not data.startswith(b"PK"):
            raise NoTable(name=name, reason=_MIXED)
        if not data.startswith(b"PK") and not is_old(data) and is_text:
            return [_plain_grid("表格", texttable.read(data, largest=LIMITS.file), [])]
    except texttable.NoTextTable as error:
        raise NoTable(name=name, reason=str(error)) from error
    except texttable.TooWide as error:
        raise WorkbookTooLarge(name=name, reason=str(error), kind=LIMITS.kind) from error
    return read_grids(data, name)


def _plain_grid(title: str, rows: list[list[str]], merges: list[Merge]) -> Grid:
    return Grid(title, tuple(tuple(map(str.strip, row)) for row in rows), (), tuple(merges))


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Read every worksheet of a workbook (.xlsx, .xls).

    Raises:
        NotAWorkbook, EncryptedWorkbook: see ``base.workbook``.
        WorkbookTooLarge: bytes, unpacked bytes or cells beyond what a village's sheet needs.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    given = checked(data, name, LIMITS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(given.data))
        grids = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            last_row, last_column = sheet.end or (0, 0)
            if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
                size = f"工作表“{title}”有{last_row + 1}行{last_column + 1}列"
                raise WorkbookTooLarge(name=name, reason=size, kind=LIMITS.kind)
            rows = sheet.to_python(skip_empty_area=False)
            cells = given.broken.get(title, ())
            merges = tuple(sheet.merged_cell_ranges or ())
            grids.append(Grid(shown_name(title), tuple(map(tuple, rows)), cells, merges))
    except PasswordError as error:
        raise EncryptedWorkbook(name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    return grids
