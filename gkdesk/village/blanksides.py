"""The blank of a two-sided sheet."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from gkdesk.base.money import FEN

from . import blanklook as look
from .blank import Head
from .form import BlockDef, SheetForm
from .model import PAIR, VALUE, Line, SheetData

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ITEM_WIDTH, _AMOUNT_WIDTH = 30.0, 15.0


def write(sheet: Worksheet, form: SheetForm, head: Head, filled: SheetData | None) -> None:
    """Write the worksheet of a two-sided form, filled in when there is something."""
    half = 1 + len(form.columns)
    width = half * len(form.blocks)
    look.title(sheet, head.title, width)
    look.under(sheet, head, width)
    _heads(sheet, form, half)
    first, longest = 5, max(len(_lines(block, filled)) for block in form.blocks)
    for side, block in enumerate(form.blocks):
        columns = {c.key: side * half + 2 + at for at, c in enumerate(form.columns)}
        _side(sheet, block, filled, (first, first + longest), columns)
    row = first + longest + 1
    for left, right in zip_longest(form.pairs[::2], form.pairs[1::2]):
        for at, pair in ((1, left), (half + 1, right)):
            if pair is None:
                continue
            look.head(sheet.cell(row, at, pair.label), left=True)
            cell = sheet.cell(row, at + 1)
            look.amount(cell, locked=False)
            cell.value = _yuan(filled.sum(PAIR, pair.key, VALUE)) if filled else None
        row += 1
    # the note stands in the cell of its label, as on the villages' own papers
    note = sheet.cell(row, 1, f"备注：{filled.note if filled else ''}")
    look.free(note)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    widths = [_ITEM_WIDTH, *[_AMOUNT_WIDTH] * len(form.columns)] * len(form.blocks)
    look.finish(sheet, widths, paper=form.papers[0], header=4)


def _heads(sheet: Worksheet, form: SheetForm, half: int) -> None:
    for side, block in enumerate(form.blocks):
        start = side * half + 1
        look.head(sheet.cell(3, start, block.label))
        sheet.merge_cells(start_row=3, start_column=start, end_row=3, end_column=start + half - 1)
        look.head(sheet.cell(4, start, block.items[0]))
        for at, column in enumerate(form.columns, start=1):
            look.head(sheet.cell(4, start + at, column.label))


def _side(
    sheet: Worksheet,
    block: BlockDef,
    filled: SheetData | None,
    rows: tuple[int, int],
    columns: dict[str, int],
) -> None:
    """Write one side's lines and its total, both sides' totals in one row."""
    first, total = rows
    start = min(columns.values()) - 1
    for offset, line in enumerate(_lines(block, filled)):
        label = sheet.cell(first + offset, start)
        look.put(label, line.label)
        look.head(label, left=True)
        for key, at in columns.items():
            cell = sheet.cell(first + offset, at)
            look.amount(cell, locked=False)
            cell.value = _yuan(line.fen(key))
    look.head(sheet.cell(total, start, block.total.label), left=True)
    for key, at in columns.items():
        cell = sheet.cell(total, at)
        look.amount(cell, locked=True)
        if filled is None:
            cell.value = look.summed(at, first, total - 1)
        else:
            cell.value = _yuan(filled.sum(block.key, block.total.key, key))


def _lines(block: BlockDef, filled: SheetData | None) -> list[Line]:
    """Return a side's lines in the form's order; those of a village's own come last."""
    found: list[Line] = []
    given = filled.of(block.key) if filled else []
    for known in block.lines:
        own = [line for line in given if line.key == known.key]
        found += own or [Line(block.key, known.key, known.label)]
    return found + [line for line in given if not line.key]


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / FEN
