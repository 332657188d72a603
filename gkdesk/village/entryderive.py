"""Figures of a list that follow from others in it, for cells nobody typed into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from .entrycell import AUTO, Cell, State, fitting
from .listcase import ListCase, product, row_sum
from .listdata import Entry, ListData
from .listrulekinds import ListRule
from .period import Period, PeriodKind

if TYPE_CHECKING:
    from .entrycell import Record
    from .entrylist import ListGrid

_DERIVING = ("product", "row_sum", "running")
_NO_DAY = Period(2000, PeriodKind.YEAR)  # no rule that derives a figure asks for the period


def derived(grid: ListGrid, touched: Sequence[Cell]) -> list[tuple[Cell, State]]:
    """Return products, sums of rows and running balances after cells changed.

    A figure somebody typed stays; one the program put in follows what it was worked out from.
    """
    keys = {column.key for column in grid.shown()}
    rules = [
        rule
        for rule in grid.body.rules
        if rule.kind in _DERIVING and {rule.result, *rule.plus, *rule.minus} <= keys
    ]
    records = grid.records_of(touched) if rules else []
    if not records:
        return []
    facts = {field.key: Entry(grid.head[f"field.{field.key}"].value) for field in grid.body.fields}
    case = ListCase(grid.body, ListData(grid.stage, facts), _NO_DAY, "")
    ids = {id(cell) for cell in touched}
    found: list[tuple[Cell, State]] = []
    for rule in rules:
        if rule.kind == "running":
            found += _running(grid, rule)
            continue
        for record in records:
            if rule.part in ("", record.part):
                found += _worked_out(grid, rule, case, record, ids)
    return found


def _worked_out(
    grid: ListGrid, rule: ListRule, case: ListCase, record: Record, ids: set[int]
) -> Iterator[tuple[Cell, State]]:
    cell = record.cells[rule.result]
    if cell.mark != AUTO and (cell.text or cell.fault or id(cell) in ids):
        return
    row = grid.listed(record)
    value = product(rule, case, row) if rule.kind == "product" else row_sum(rule, row)
    yield cell, _state(cell, value)


def _running(grid: ListGrid, rule: ListRule) -> Iterator[tuple[Cell, State]]:
    """Carry a balance from row to row; the first is typed."""
    before: Decimal | None = None
    for record in grid.records:
        cell = record.cells[rule.result]
        if cell.mark != AUTO and (cell.text or cell.fault):
            before = Decimal(cell.value) if cell.value else None
            continue
        moved = row_sum(rule, grid.listed(record))
        value = None if before is None or moved is None else before + moved
        if cell.state != (state := _state(cell, value)):
            yield cell, state
        before = before if value is None else value


def _state(cell: Cell, value: Decimal | None) -> State:
    """Return a derived figure; none when it is more than a workbook keeps exactly."""
    if value is None or cell.column is None:
        return State()
    found = fitting(cell.column, f"{value:.2f}" if cell.column.kind == "money" else f"{value:f}")
    return State() if found.fault else State(found.text, "", AUTO)
