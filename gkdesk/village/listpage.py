"""A list or text sheet's rows → the table that is printed; who may be named how is in its form."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from decimal import Decimal

from gkdesk.base.money import FEN, capital
from gkdesk.documents.model import Cell, NameMask, Row, SheetColumn, SheetGroup

from .listcase import shown
from .listdata import Entry, ListData, ListRow
from .listform import Column, ListBody

_MINUS = "−"
_RECORD_WIDTHS = (22.0, 78.0)


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of a printed table."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...] = ()
    groups: tuple[SheetGroup, ...] = ()
    total: Row = ()


def text_of(column: Column, entry: Entry) -> str:
    """Return what the board shows of a cell: figures with separators, names as the form masks."""
    if not entry.text or column.post == "never":
        return ""
    if column.numeric:
        return figure(column, Decimal(entry.text))
    if column.kind in ("date", "month"):
        return entry.text.replace("-", ".")
    if column.kind == "name" and column.post != "full":
        return NameMask(column.post).show(entry.text)
    return entry.text


def figure(column: Column, number: Decimal) -> str:
    return shown(number, column).replace("-", _MINUS)


def facts(body: ListBody, data: ListData, below: Container[str] = ()) -> list[str]:
    """Return the facts above the table, each with its name.

    Empty ones, hidden ones and those that stand below the table are left out.
    """
    return [
        f"{field.label}：{text}"
        for field in body.facts(body.stage(data.stage).key)
        if field.key not in below and (text := text_of(field, data.fact(field.key)))
    ]


def words(body: ListBody, data: ListData) -> dict[str, str]:
    """Return what the lines under the table may name: facts, the number of rows, sums."""
    found = dict.fromkeys(body.words(), "")
    found["rows"] = str(len(data.rows))
    for field in body.fields:
        found[field.key] = text_of(field, data.fact(field.key))
    for column in body.columns:
        total = data.total(column.key) if column.numeric else None
        if total is not None:
            found[f"sum_{column.key}"] = figure(column, total)
            if column.kind == "money":
                found[f"capital_{column.key}"] = capital(int(total * FEN))
    return found


def table_of(body: ListBody, data: ListData, *, kind: str, wide: bool = False) -> Table:
    """Lay out the rows of a stage, without the columns that may not be posted.

    Args:
        body: the form's columns and parts.
        data: the rows.
        kind: list or text.
        wide: the paper lies across: a record of a text sheet takes two columns of titles.
    """
    stage = body.stage(data.stage).key
    columns = [column for column in body.shown(stage) if column.post != "never"]
    if kind == "text":
        return _records(body, columns, data, sides=2 if wide else 1)
    if not body.parts and body.group:
        columns = [column for column in columns if column.key != body.group]
    heads = tuple(
        SheetColumn(column.label, float(column.width), column.align, name=column.kind == "name")
        for column in columns
    )
    if body.parts:
        return Table(heads, groups=tuple(_parts(body, columns, data)))
    total = _sum_row(columns, body.total, data.rows)
    if body.group:
        return Table(heads, groups=tuple(_groups(body, columns, data)), total=total)
    rows = tuple(_row(columns, row, at) for at, row in enumerate(data.rows, start=1))
    return Table(heads, rows=rows, total=total)


def _parts(body: ListBody, columns: list[Column], data: ListData) -> Iterable[SheetGroup]:
    for part in body.parts:
        own = data.of(part.key)
        rows = tuple(_row(columns, row, at) for at, row in enumerate(own, start=1))
        if rows:
            yield SheetGroup(part.label, rows, _sum_row(columns, body.subtotal, own))


def _groups(body: ListBody, columns: list[Column], data: ListData) -> Iterable[SheetGroup]:
    at = 0
    for name in dict.fromkeys(row.text(body.group) for row in data.rows):
        own = [row for row in data.rows if row.text(body.group) == name]
        rows = []
        for row in own:
            at += 1
            rows.append(_row(columns, row, at))
        yield SheetGroup(name or "未分组", tuple(rows), _sum_row(columns, body.subtotal, own))


def _row(columns: list[Column], row: ListRow, number: int) -> Row:
    return tuple(
        Cell(str(number) if column.kind == "serial" else text_of(column, row.entry(column.key)))
        for column in columns
    )


def _sum_row(columns: list[Column], label: str, rows: Iterable[ListRow]) -> Row:
    """Return the row of sums: its name over every column before the first sum."""
    summed = [at for at, column in enumerate(columns) if column.sum]
    rows = list(rows)
    if not label or not rows or not summed or not summed[0]:
        return ()
    cells = [Cell(label, span=summed[0], align="C", bold=True)]
    for column in columns[summed[0] :]:
        numbers = (row.number(column.key) for row in rows) if column.sum else ()
        known = [number for number in numbers if number is not None]
        text = figure(column, sum(known, Decimal(0))) if known else ""
        cells.append(Cell(text, bold=True))
    return tuple(cells)


def _records(body: ListBody, columns: list[Column], data: ListData, *, sides: int) -> Table:
    """Lay each row out as titles and texts, down one side after the other."""
    heads = tuple(
        SheetColumn(label, width, "L")
        for label, width in zip(("项目", "内容"), _RECORD_WIDTHS, strict=True)
    )
    down = -(-len(columns) // sides)
    blocks = []
    for row in data.rows:
        cells = [(Cell(c.label), Cell(text_of(c, row.entry(c.key)), align="L")) for c in columns]
        cells += [(Cell(), Cell())] * (down * sides - len(cells))
        lines = zip(*(cells[side * down : (side + 1) * down] for side in range(sides)), strict=True)
        blocks.append(tuple(tuple(cell for pair in line for cell in pair) for line in lines))
    if len(blocks) == 1:
        return Table(heads * sides, rows=blocks[0])
    groups = (SheetGroup(f"{body.record}{at}", rows) for at, rows in enumerate(blocks, start=1))
    return Table(heads * sides, groups=tuple(groups))
