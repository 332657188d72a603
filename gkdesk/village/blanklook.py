"""How a blank workbook looks: locked titles, open cells, formats, lists to choose from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from .listform import Column

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from .blank import Head

_HAIR = Side(style="thin", color="808080")
_FRAME = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_TITLE = Font(name="宋体", size=16, bold=True)
_HEAD = Font(name="宋体", size=11, bold=True)
_BODY = Font(name="宋体", size=11)
_SHADE = PatternFill("solid", fgColor="EDEDED")
_FORMATS = {"money": "#,##0.00", "count": "#,##0", "number": "General", "date": "yyyy-mm-dd",
            "serial": "0"}  # fmt: skip
_ALIGN = {"R": "right", "C": "center", "L": "left"}
_UNITS_PER_WEIGHT = 1.1  # a column's weight in spreadsheet character widths
_MOST = 10**12


def title(sheet: Worksheet, text: str, width: int) -> None:
    """Write the title over the table's whole width; open, for the village writes into it."""
    cell = sheet.cell(1, 1, text)
    cell.font, cell.alignment = _TITLE, Alignment(horizontal="center", vertical="center")
    cell.protection = Protection(locked=False)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 30


def under(sheet: Worksheet, words: Head, width: int) -> None:
    """Write the line under the title: issuer, day, unit."""
    middle = max(2, width // 2 + 1)
    last = max(width, middle + 1)
    for at, text in ((1, words.issuer), (middle, words.day), (last, words.unit)):
        cell = sheet.cell(2, at, text or None)
        cell.font = _BODY
        cell.protection = Protection(locked=at == last)


def head(cell: Cell | MergedCell, *, left: bool = False) -> None:
    """Dress a cell nobody may change."""
    cell.font, cell.fill, cell.border = _HEAD, _SHADE, _FRAME
    cell.alignment = Alignment(
        horizontal="left" if left else "center", vertical="center", wrap_text=True
    )


def body(cell: Cell | MergedCell, column: Column, *, left: bool = False) -> None:
    """Dress a cell to write in."""
    cell.font, cell.border = _BODY, _FRAME
    cell.number_format = _FORMATS.get(column.kind, "@")
    cell.alignment = Alignment(
        horizontal="left" if left else _ALIGN[column.align],
        vertical="center",
        wrap_text=column.kind == "text",
    )
    cell.protection = Protection(locked=column.kind == "serial")


def amount(cell: Cell | MergedCell, *, locked: bool) -> None:
    """Dress a cell of a two-sided sheet that holds an amount."""
    cell.font, cell.border = _HEAD if locked else _BODY, _FRAME
    cell.number_format = _FORMATS["money"]
    cell.alignment = Alignment(horizontal="right", vertical="center")
    cell.protection = Protection(locked=locked)


def put(cell: Cell | MergedCell, value: str | date | Decimal | int | None) -> None:
    """Write a value; words stay words, even those that begin like a formula or an error."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def free(cell: Cell | MergedCell) -> None:
    """Dress a cell for words of the village's own."""
    cell.font = _BODY
    cell.protection = Protection(locked=False)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def choices(sheet: Worksheet, column: Column, where: str) -> None:
    """Let a range take only what its column is for."""
    rule = _validation(column)
    if rule is None:
        return
    rule.showErrorMessage, rule.allow_blank = True, True
    rule.errorTitle = column.label[:30]
    sheet.add_data_validation(rule)
    rule.add(where)


def _validation(column: Column) -> DataValidation | None:
    match column.kind:
        case "choice":
            listed = ",".join(column.choices)
            return DataValidation(
                type="list", formula1=f'"{listed}"', error=f"请从列表中选：{listed}"[:220]
            )
        case "money" | "number":
            return DataValidation(
                type="decimal", operator="between", formula1=str(-_MOST), formula2=str(_MOST),
                error="请填数字，不要写单位",
            )  # fmt: skip
        case "count":
            return DataValidation(
                type="whole", operator="between", formula1="0", formula2=str(_MOST),
                error="请填整数，不要写单位",
            )  # fmt: skip
        case "date":
            return DataValidation(
                type="date", operator="greaterThan", formula1="1",
                error="请填日期，如 2026-03-01",
            )  # fmt: skip
        case _:
            return None


def finish(sheet: Worksheet, widths: list[float], *, paper: str, header: int) -> None:
    """Set widths, paper, repeated header, and lock what is not open (no password)."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = max(6.0, width * _UNITS_PER_WEIGHT)
    sheet.page_setup.orientation = "landscape" if paper.endswith("l") else "portrait"
    sheet.page_setup.paperSize = 8 if paper.startswith("a3") else 9  # A3, A4 in the format
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.row_dimensions[header].height = 30
    sheet.freeze_panes = f"A{header + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def span(row: int, first: int, last: int) -> str:
    """Return the address of a stretch of one row."""
    return f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}"


def summed(column: int, first: int, last: int) -> str:
    """Return the formula that adds a stretch of a column, empty while nothing stands there."""
    letter = get_column_letter(column)
    where = f"{letter}{first}:{letter}{last}"
    return f'=IF(COUNT({where})=0,"",SUM({where}))'
