"""Where a list's header stands and which column is which (village.md 8.1).

A header may take up to three rows, the upper ones merged over several columns; the rows are
joined by column. The header is the row, or rows, with the most names the form knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gkdesk.base.text import half_width, squeeze

from .shape import Shape, comparable
from .xlsx import Grid

MOST_HEADER_ROWS = 3
_ENDLESS = 10**6
_DEEPEST = 40  # facts may stand above the column titles, one a row
FEWEST_HITS = 3
_NUMBER = re.compile(r"[-−△]?[\d,]+(?:\.\d+)?")
_UNIT = re.compile(r"[(（\[]([^()（）]*)[)）\]]\s*$")
JOINED = " / "  # between the rows of a header
_UNIT_CELL = re.compile(r"[(（][^()（）]{1,6}[)）]")
# how surely a heading names a column
_WHOLE, _PART, _WITHIN = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a list: its rows from 0, both included, and the columns by key."""

    first: int
    last: int
    columns: dict[str, int]
    labels: dict[int, str]  # every headed column; the rows of a header joined
    weight: int

    @property
    def extra(self) -> list[int]:
        """The headed columns the form does not know."""
        known = set(self.columns.values())
        return [column for column in self.labels if column not in known]

    def label(self, column: int) -> str:
        """Return a column's own heading, without those merged above it."""
        return self.labels.get(column, "").rpartition(JOINED)[2]

    def unit(self, key: str) -> str:
        """Return the unit a column's heading gives in brackets, or an empty text."""
        label = squeeze(half_width(self.labels.get(self.columns.get(key, -1), "")))
        found = _UNIT.search(label)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may be a header; ``parts`` are each column's texts from above to below."""

    first: int
    last: int
    parts: tuple[tuple[str, ...], ...]


def candidates(grid: Grid) -> list[Candidate]:
    """Return the rows, and runs of rows, among the first ones that may be a header."""
    spread = _spread(grid)
    found = []
    for first in range(min(_DEEPEST, len(spread))):
        if len({text for text in spread[first] if text}) < 2 or _figures(grid, first):  # noqa: PLR2004 - one text is a title
            continue
        for last in range(first, min(first + MOST_HEADER_ROWS, len(spread))):
            if _figures(grid, last):
                break
            rows = spread[first : last + 1]
            parts = tuple(
                tuple(dict.fromkeys(filter(None, texts))) for texts in zip(*rows, strict=True)
            )
            found.append(Candidate(first, last, parts))
    return found


def find(shape: Shape, among: Iterable[Candidate]) -> Header | None:
    """Return the header of a form; ``None`` when too few of its columns are named."""
    best: Header | None = None
    for candidate in among:
        header = _matched(shape, candidate)
        if best is None or (header.weight, -header.last) > (best.weight, -best.last):
            best = header
        elif (
            header.first == best.first and header.last == best.last + 1 and _units(candidate, best)
        ):
            best = replace(best, last=header.last)
    fewest = min(FEWEST_HITS, len(shape.columns))
    return best if best and len(best.columns) >= fewest else None


def beside(shape: Shape, first: Header, among: Iterable[Candidate]) -> list[Header]:
    """Return the header, cut up when the same table stands again to its right to save paper."""
    same = [one for one in among if (one.first, one.last) == (first.first, first.last)]
    needed = {column.key for column in shape.columns if column.required and column.kind != "serial"}
    found = [first]
    while same:
        after = max(found[-1].columns.values())
        header = _matched(shape, same[0], after)
        if not header.columns.keys() >= needed or len(header.columns) < FEWEST_HITS:
            break
        found.append(header)
    starts = [0, *(min(one.columns.values()) for one in found[1:]), _ENDLESS]
    return [
        replace(one, labels={at: text for at, text in first.labels.items() if start <= at < end})
        for one, (start, end) in zip(found, pairwise(starts), strict=True)
    ]


def _units(candidate: Candidate, above: Header) -> bool:
    """Tell whether a candidate's last row only gives units below a header: (个), (亩), (元)."""
    below = [
        parts[-1]
        for at, parts in enumerate(candidate.parts)
        if parts and above.labels.get(at, "").rpartition(JOINED)[2] != parts[-1]
    ]
    return bool(below) and all(_UNIT_CELL.fullmatch(text) for text in below)


def _matched(shape: Shape, candidate: Candidate, after: int = -1) -> Header:
    """Match the columns of a form to headings right of ``after``."""
    labels = {at: JOINED.join(parts) for at, parts in enumerate(candidate.parts) if parts}
    offers = []
    for at, parts in enumerate(candidate.parts):
        if parts and at > after:
            spoken = _spoken(parts)
            for column in shape.columns:
                weight, length = _weight(shape.keys[column.key], spoken)
                if weight:
                    offers.append((-weight, -length, at, column.key))
    columns: dict[str, int] = {}
    total = 0
    for minus, _length, at, key in sorted(offers):
        if key not in columns and at not in columns.values():
            columns[key] = at
            total -= minus
    # a row of data under the header names nothing, but makes a deeper candidate
    return Header(candidate.first, candidate.last, columns, labels, total)


@dataclass(frozen=True, slots=True)
class _Spoken:
    whole: frozenset[str]
    parts: frozenset[str]
    joined: str


def _spoken(parts: Sequence[str]) -> _Spoken:
    """Return a column's heading in the forms it is compared in."""
    joined = JOINED.join(parts)
    bare = [_UNIT.sub("", half_width(part)).strip() for part in parts]
    whole = {comparable(joined), comparable(JOINED.join(filter(None, bare)))}
    single = {comparable(part) for part in (*parts, *bare)}
    return _Spoken(frozenset(whole), frozenset(single), comparable("".join(bare)))


def _weight(names: frozenset[str], spoken: _Spoken) -> tuple[int, int]:
    """Return how surely a heading names a column, and by how long a name."""
    if hits := names & spoken.whole:
        return _WHOLE, max(map(len, hits))
    if hits := names & spoken.parts:
        return _PART, max(map(len, hits))
    within = [len(name) for name in names if len(name) > 1 and name in spoken.joined]
    return (_WITHIN, max(within)) if within else (0, 0)


def _spread(grid: Grid) -> list[list[str]]:
    """Return the texts of the first rows, a merged text in every cell it covers."""
    depth = min(_DEEPEST + MOST_HEADER_ROWS, len(grid.rows))
    width = max((len(row) for row in grid.rows[:depth]), default=0)
    texts = [[grid.text(row, column) for column in range(width)] for row in range(depth)]
    for (top, left), (bottom, right) in grid.merges:
        for row in range(top, min(bottom + 1, depth)):
            for column in range(left, min(right + 1, width)):
                texts[row][column] = texts[top][left]
    return texts


def _figures(grid: Grid, row: int) -> bool:
    """Tell whether a row holds figures: then it is data, or a total above the data."""
    return any(
        (isinstance(value, (int, float)) and not isinstance(value, bool))
        or (
            isinstance(value, str)
            and bool(value)
            and bool(_NUMBER.fullmatch(squeeze(half_width(value))))
        )
        for value in grid.rows[row]
    )
