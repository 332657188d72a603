"""Workbook bytes → grids of cells. What the cells mean is ``reader``'s business."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from gkdesk.base.errors import Declined

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 256
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LETTERS = 26


class NotAWorkbook(Declined):
    """The bytes are no workbook this program reads."""

    message = "“{name}”不是能读的 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入，此文件没有导入。"  # noqa: E501


class WorkbookLocked(Declined):
    """The workbook asks for a password."""

    message = "“{name}”设了打开密码。请用 Excel 或 WPS 去掉密码另存后重新导入，此文件没有导入。"


class WorkbookTooLarge(Declined):
    """The workbook is larger than any village's sheet can be."""

    message = "“{name}”太大（{reason}），不像是村务公开表。请删去无关的工作表或空行后重新导入，此文件没有导入。"  # noqa: E501


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet; rows and columns are counted from 0 as they stand on the worksheet."""

    name: str
    rows: tuple[tuple[object, ...], ...]

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


def address(row: int, column: int) -> str:
    """Return a cell's address, such as E15 for row 14, column 4."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Read every worksheet of a workbook (.xlsx, .xls, .ods).

    Raises:
        NotAWorkbook: another kind of file, or a damaged one.
        WorkbookLocked: it has a password.
        WorkbookTooLarge: bytes, unpacked bytes or cells beyond what a village's sheet needs.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _guard(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            last_row, last_column = sheet.end or (0, 0)
            if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
                size = f"工作表“{title}”有{last_row + 1}行{last_column + 1}列"
                raise WorkbookTooLarge(name=name, reason=size)
            rows = sheet.to_python(skip_empty_area=False)
            grids.append(Grid(title, tuple(tuple(row) for row in rows)))
    except PasswordError as error:
        raise WorkbookLocked(name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(name=name) from error
    return grids


def _guard(data: bytes, name: str) -> None:
    if len(data) > LARGEST_FILE:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) // 1024 // 1024} MB")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise WorkbookLocked(name=name)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise NotAWorkbook(name=name) from error
    if unpacked > LARGEST_UNPACKED:
        raise WorkbookTooLarge(name=name, reason=f"展开后有{unpacked // 1024 // 1024} MB")
