"""One list in two or three columns of households: taken apart, and put below one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .listdata import ListData
from .listheader import Header
from .xlsx import Grid


def split(grid: Grid, headers: Sequence[Header]) -> list[Grid]:
    """Return the worksheet once for each header, with nothing outside its columns."""
    if len(headers) == 1:
        return [grid]
    starts = [0, *(min(header.columns.values()) for header in headers[1:]), grid.width]
    return [_within(grid, start, end) for start, end in pairwise(starts)]


def _within(grid: Grid, start: int, end: int) -> Grid:
    rows = tuple(
        tuple(value if start <= at < end else "" for at, value in enumerate(row))
        for row in grid.rows
    )
    merges = tuple(merge for merge in grid.merges if start <= merge[0][1] < end)
    return replace(grid, rows=rows, merges=merges)


def stacked(tables: Sequence[ListData]) -> ListData:
    """Return one list: the rows of the first, then those of the next."""
    first = tables[0]
    if len(tables) == 1:
        return first
    unresolved: dict[int, tuple[str, ...]] = {}
    for table in tables:
        for row, texts in table.unresolved.items():
            unresolved[row] = (*unresolved.get(row, ()), *texts)
    return replace(
        first,
        rows=tuple(row for table in tables for row in table.rows),
        sums=tuple(row for table in tables for row in table.sums),
        unresolved=unresolved,
        aside=tuple(text for table in tables for text in table.aside),
    )
