"""Tables as a worksheet, under the name this room knows it by."""

from gkdesk.base.tablesheet import Cell, Span, Table, workbook

__all__ = ["Cell", "Span", "Table", "workbook"]
