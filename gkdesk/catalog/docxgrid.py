"""Tables in a Word document (``base.docxtable``), as grids of the catalog."""

from __future__ import annotations

from gkdesk.base import docxtable
from gkdesk.base.docxtable import is_docx
from gkdesk.base.texttable import NoTextTable, TooWide
from gkdesk.base.workbook import WorkbookTooLarge

from .xlsx import LIMITS, Grid, NoTable

__all__ = ["is_docx", "read"]


def read(data: bytes, name: str) -> list[Grid]:
    """Return every table of the main text, in order.

    Raises:
        NoTable: damaged, or without a table.
        WorkbookTooLarge: larger than any catalog.
    """
    try:
        return [Grid(*table) for table in docxtable.read(data)]
    except NoTextTable as error:
        raise NoTable(name=name, reason=str(error)) from error
    except TooWide as error:
        raise WorkbookTooLarge(name=name, reason=str(error), kind=LIMITS.kind) from error
