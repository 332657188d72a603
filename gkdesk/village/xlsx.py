"""Workbook bytes → grids of cells. What the cells mean is ``reader``'s business."""

from __future__ import annotations

import io
from dataclasses import dataclass

from gkdesk.base.privacy import shown_name
from gkdesk.base.sheetxml import Broken
from gkdesk.base.workbook import (
    MIB,
    EncryptedWorkbook,
    Limits,
    NotAWorkbook,
    WorkbookTooLarge,
    checked,
)

LIMITS = Limits(kind="村务公开表", file=20 * MIB, unpacked=200 * MIB)
MOST_ROWS = 20_000
MOST_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet; rows and columns are counted from 0 as they stand on the worksheet.

    ``broken`` are the cells that are blank in ``rows`` and should not be.
    """

    name: str
    rows: tuple[tuple[object, ...], ...]
    broken: tuple[Broken, ...] = ()

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
            grids.append(Grid(shown_name(title), tuple(tuple(row) for row in rows), cells))
    except PasswordError as error:
        raise EncryptedWorkbook(name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    return grids
