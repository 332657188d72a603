"""Tables that come as text (``base.texttable``), as a grid of the catalog."""

from __future__ import annotations

from gkdesk.base import texttable
from gkdesk.base.texttable import is_text
from gkdesk.base.workbook import WorkbookTooLarge

from .xlsx import LIMITS, Grid, NoTable

__all__ = ["is_text", "read"]


def read(data: bytes, name: str) -> Grid:
    """Return the table.

    Raises:
        NoTable: not text, or no table in it.
        WorkbookTooLarge: over the limit of a workbook, or far too many columns.
    """
    if len(data) > LIMITS.file:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB", kind=LIMITS.kind)
    try:
        return Grid("表格", texttable.read(data, largest=LIMITS.file), [])
    except texttable.NoTextTable as error:
        raise NoTable(name=name, reason=str(error)) from error
    except texttable.TooWide as error:
        raise WorkbookTooLarge(name=name, reason=str(error), kind=LIMITS.kind) from error
