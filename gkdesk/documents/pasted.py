"""Cells pasted from Excel or WPS into a letter's text: lines with tabs become a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from .titles import cells

TAB = "\t"
MOST_COLUMNS = 12  # 13 mm each on a letter's 156 mm: three characters of 四号
_ROOM = 31.5  # characters of 四号 on a letter's line
_AIR = 1.0  # the white beside a cell's text, in characters

Rows = tuple[tuple[str, ...], ...]


def parts(text: str) -> Iterator[str | Rows]:
    """Yield the paragraphs between the tables as text, and each table as rows of one length.

    A single line with tabs is no table; its tabs become blanks.
    """
    for tabbed, run in groupby(text.split("\n"), key=lambda line: TAB in line):
        lines = list(run)
        if not tabbed or len(lines) == 1:
            yield "\n".join(lines).replace(TAB, " ")
            continue
        split = [line.split(TAB) for line in lines]
        width = max(map(len, split))
        yield tuple(tuple(row + [""] * (width - len(row))) for row in split)


def weights(rows: Rows) -> tuple[float, ...]:
    """Return how many characters each column gets: its longest text, as far as there is room.

    When there is not, the longest columns share what the short ones leave.
    """
    needs = [max(map(cells, column)) + _AIR for column in zip(*rows, strict=True)]
    rest, widths = _ROOM, dict.fromkeys(range(len(needs)), 0.0)
    for place, at in enumerate(sorted(widths, key=needs.__getitem__)):
        widths[at] = min(needs[at], rest / (len(needs) - place))
        rest -= widths[at]
    return tuple(widths[at] for at in range(len(needs)))
