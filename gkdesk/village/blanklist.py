"""The blank of a list or text sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from . import blanklook as look
from .blank import Head
from .form import SheetForm
from .listdata import Entry, ListData, ListRow
from .listform import Column, ListBody, Part
from .model import SheetData

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_RECORDS = 5  # columns for records in the blank of a text sheet
_TITLE_WIDTH, _RECORD_WIDTH = 18.0, 36.0
_FACT_TITLE = 2  # columns a fact's name takes


def write(
    sheet: Worksheet, form: SheetForm, head: Head, stage: str, filled: SheetData | None
) -> None:
    """Write the worksheet of a list or text form, filled in when there is something."""
    body = form.body
    if body is None:
        return
    data = filled.table if filled and filled.table else ListData(stage)
    note = filled.note if filled else ""
    columns = list(body.shown(stage))
    width = 1 + _records(data) if form.kind == "text" else len(columns)
    look.title(sheet, head.title, width)
    look.under(sheet, head, width)
    row = _facts(sheet, body.facts(stage), data, width)
    if form.kind == "text":
        end = _text(sheet, body, columns, data, row)
        widths = [_TITLE_WIDTH, *[_RECORD_WIDTH] * (width - 1)]
    else:
        end = _table(sheet, body, columns, data, row)
        widths = [float(column.width) for column in columns]
    label, cell = sheet.cell(end, 1, "备注："), sheet.cell(end, 2)
    look.put(cell, note or None)
    look.head(label, left=True)
    look.free(cell)
    if width > 2:  # noqa: PLR2004 - the note's own two cells
        sheet.merge_cells(start_row=end, start_column=2, end_row=end, end_column=width)
    look.finish(sheet, widths, paper=form.papers[0], header=row)


def _records(data: ListData) -> int:
    return max(_RECORDS, len(data.rows))


def _facts(sheet: Worksheet, fields: tuple[Column, ...], data: ListData, width: int) -> int:
    """Write the facts one to a row; return the row the table begins in."""
    row = 3
    for field in fields:
        look.head(sheet.cell(row, 1, f"{field.label}："), left=True)
        cell = sheet.cell(row, 1 + _FACT_TITLE)
        look.body(cell, field, left=True)
        look.put(cell, raw(field, data.fact(field.key)))
        look.choices(sheet, field, cell.coordinate)
        # the first column may hold no more than a serial number
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_FACT_TITLE)
        if width > 1 + _FACT_TITLE:
            sheet.merge_cells(
                start_row=row, start_column=1 + _FACT_TITLE, end_row=row, end_column=width
            )
        row += 1
    return row


def raw(column: Column, entry: Entry) -> str | date | Decimal | int | None:
    """Return a value as a spreadsheet holds it."""
    if not entry.text:
        return None
    if column.kind == "date":
        return date.fromisoformat(entry.text)
    if column.kind == "count":
        return int(entry.text)
    if column.numeric:
        return Decimal(entry.text)
    return entry.text


def _text(sheet: Worksheet, body: ListBody, columns: list[Column], data: ListData, row: int) -> int:
    """Write titles down the first column, a record in each further one."""
    look.head(sheet.cell(row, 1, ""))
    for at in range(_records(data)):
        look.head(sheet.cell(row, at + 2, f"{body.record}{at + 1}"))
    for column in columns:
        row += 1
        look.head(sheet.cell(row, 1, column.label), left=True)
        for at in range(_records(data)):
            cell = sheet.cell(row, at + 2)
            look.body(cell, column)
            if at < len(data.rows):
                look.put(cell, raw(column, data.rows[at].entry(column.key)))
        look.choices(sheet, column, look.span(row, 2, _records(data) + 1))
    return row + 1


def _table(
    sheet: Worksheet, body: ListBody, columns: list[Column], data: ListData, row: int
) -> int:
    for at, column in enumerate(columns, start=1):
        look.head(sheet.cell(row, at, column.label))
    row += 1
    for part in body.parts or (None,):
        rows = data.of(part.key) if part else list(data.rows)
        if part:
            look.head(sheet.cell(row, 1, part.label), left=True)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
            row += 1
        row = _stretch(sheet, body, columns, rows, row, part)
        row = _sums(sheet, body, columns, data, row, part)
    return row


def _stretch(
    sheet: Worksheet, body: ListBody, columns: list[Column], rows: list[ListRow], row: int,
    part: Part | None,
) -> int:  # fmt: skip
    lines = part.lines if part and not rows else ()
    count = max(len(rows), len(lines), body.blank_rows)
    first_text = next((c.key for c in columns if c.kind in ("text", "name")), "")
    for offset in range(count):
        for at, column in enumerate(columns, start=1):
            cell = sheet.cell(row + offset, at)
            look.body(cell, column)
            if column.kind == "serial":
                cell.value = offset + 1
            elif offset < len(rows):
                look.put(cell, raw(column, rows[offset].entry(column.key)))
            elif offset < len(lines) and column.key == first_text:
                cell.value = lines[offset]
    for at, column in enumerate(columns, start=1):
        first, last = sheet.cell(row, at).coordinate, sheet.cell(row + count - 1, at).coordinate
        look.choices(sheet, column, f"{first}:{last}")
    return row + count


def _sums(
    sheet: Worksheet, body: ListBody, columns: list[Column], data: ListData, row: int,
    part: Part | None,
) -> int:  # fmt: skip
    if not any(column.sum for column in columns):
        return row
    rows = data.of(part.key) if part else list(data.rows)
    count = max(len(rows), len(part.lines if part and not rows else ()), body.blank_rows)
    look.head(sheet.cell(row, 1, body.subtotal if part else body.total))
    for at, column in enumerate(columns[1:], start=2):
        cell = sheet.cell(row, at)
        look.body(cell, column)
        look.head(cell)
        if not column.sum:
            continue
        known = data.total(column.key, part.key if part else "")
        cell.value = look.summed(at, row - count, row - 1) if not data.rows else known
    return row + 1
