"""A notice sheet's table measured at one type size: header, lines and their heights.

The type is as large as the paper allows: the first size of the paper's list at which no figure is
broken and, for a short table, everything stands on one page (``sheetpages``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from .breaks import split, wrap
from .fontface import BLANKS, Faces, Style
from .model import Cell, SheetPage
from .sheetlook import Look, Type
from .sheetrows import Kind, Line, capital_row
from .sheetwidths import HEAD_PAD, PAD, is_figure, parts_of, widths_of
from .titles import balanced

_NARROWEST = 1000.0  # one hanzi, in thousandths of the type size
_HEAD_AIR = 1.0  # points above and under a header's text, at least


@dataclass(frozen=True, slots=True)
class Box:
    """One cell ready to draw: its columns, lines, and the part of the size it is set at."""

    first: int
    last: int  # the column after
    style: str
    align: str
    lines: tuple[tuple[str, float], ...]  # text, width in thousandths
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the header: a box over the header's levels from ``top`` up to ``foot``."""

    box: Box
    top: int
    foot: int


Measured = tuple[float, tuple[Box, ...]]  # a line's height in points, and its cells


@dataclass
class Plan:
    """A table measured at one type size."""

    faces: Faces
    source: SheetPage
    look: Look
    type: Type
    lines: list[Line]
    edges: list[float] = field(default_factory=list)
    rows: list[Measured] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)  # heights of the header's levels
    shrunk: bool = False
    narrow: str = ""  # the first column that has no room for one character
    _known: dict[tuple[int, int, str, str], dict[str, Box]] = field(default_factory=dict)
    _columns: list[dict[str, Box]] = field(default_factory=list)

    @property
    def header_height(self) -> float:
        return sum(self.levels)

    @property
    def width(self) -> float:
        return self.look.width

    def known(self, first: int, last: int, style: str, align: str) -> dict[str, Box]:
        """Return what was measured of cells of one kind, by their text."""
        return self._known.setdefault((first, last, style, align), {})

    def room(self, first: int, last: int) -> float:
        """Return the room for text in a cell, in thousandths of the type size."""
        inside = self.edges[last] - self.edges[first] - 2 * PAD * self.type.size
        return inside * 1000 / self.type.size

    def measure(self, text: str, style: str, align: str, first: int, last: int) -> Box:
        limit = self.room(first, last)
        natural = self.faces.width(style, text) if "\n" not in text else limit + 1
        if natural <= limit or not text:
            return Box(first, last, style, align, ((text, natural),))
        if limit < _NARROWEST:
            self.narrow = self.narrow or self.source.columns[first].label
            limit = _NARROWEST
        # a minus alone on a line would turn the figure under it into its opposite
        if "\n" not in text and (is_figure(text) or len(split(text)) == 1):
            self.shrunk = True
            return Box(first, last, style, align, ((text, natural),), limit / natural)
        lines = wrap(self.faces, style, text, limit)
        if len(lines) == 2:  # noqa: PLR2004 - better before a bracket, as in a header
            parts = parts_of(text)
            fits = all(part and self.faces.width(style, part) <= limit for part in parts)
            lines = parts if fits else lines
        if len(lines) == 2 and len(lines[1]) == 1 and "\n" not in text:  # noqa: PLR2004 - a lone last character
            even = tuple(balanced(text, int(limit // 1000)))
            fits = all(self.faces.width(style, line) <= limit for line in even)
            lines = even if fits else lines
        return Box(first, last, style, align, self._widths(style, lines))

    def _widths(self, style: str, lines: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
        return tuple((line, self.faces.width(style, line)) for line in lines)

    def head_box(self, text: str, first: int, last: int) -> Box:
        """Measure a header cell: broken before its unit, or into lines of nearly equal length."""
        # centred, so it may come nearer to the lines beside it
        limit = self.room(first, last) + 2000 * (PAD - HEAD_PAD)
        for lines in ([text], *_breaks(text, int(limit // 1000))):
            if "\n" not in text and all(
                self.faces.width(Style.HEI, line) <= limit for line in lines
            ):
                return Box(first, last, Style.HEI, "C", self._widths(Style.HEI, tuple(lines)))
        return self.measure(text, Style.HEI, "C", first, last)

    def height(self, boxes: tuple[Box, ...]) -> float:
        return self.type.row(max([len(box.lines) for box in boxes], default=1))

    def row(self, number: int, line: Line) -> tuple[Box, ...]:
        """Measure one line of the table; ``number`` counts from 1 for what cannot be printed."""
        plain, at, found = self._plain(), 0, []
        bold = line.bold
        for cell in line.cells:
            if cell.span == 1 and not (bold or cell.bold or cell.align):
                known, last = plain[at], at + 1
            else:
                last = min(at + cell.span, len(plain))
                style = Style.HEI if cell.bold or bold else Style.FANG
                known = self.known(at, last, style, cell.align or self.source.columns[at].align)
            box = known.get(cell.text)
            if box is None:
                box = known[cell.text] = self._new(number, cell, at, last, bold=bold)
            found.append(box)
            at = last
        found += [self._empty(rest) for rest in range(at, len(plain))]
        return tuple(found)

    def _plain(self) -> list[dict[str, Box]]:
        """Return what was measured of each column's plain cells, by their text."""
        if not self._columns:
            self._columns = [
                self.known(at, at + 1, Style.FANG, column.align)
                for at, column in enumerate(self.source.columns)
            ]
        return self._columns

    def _new(self, number: int, cell: Cell, first: int, last: int, *, bold: bool) -> Box:
        column = self.source.columns[first]
        style = Style.HEI if cell.bold or bold else Style.FANG
        text = cell.text.translate(BLANKS)
        self.faces.check(style, text, f"公开表第{number}行“{column.label}”一格里")
        return self.measure(text, style, cell.align or column.align, first, last)

    def _empty(self, column: int) -> Box:
        return self.measure("", Style.FANG, "L", column, column + 1)


def _breaks(text: str, cells: int) -> list[list[str]]:
    """Return ways to break a header cell, the best first."""
    name, unit = parts_of(text)
    ways = [[name, unit]] if unit else []
    if cells > 1:
        ways.append(balanced(text, cells))
    return ways


def plan_of(source: SheetPage, faces: Faces, look: Look, kind: Type, lines: list[Line]) -> Plan:
    """Measure some lines of a sheet at one type size.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
    """
    plan = Plan(faces, source, look, kind, lines)
    plan.edges = [0.0, *accumulate(widths_of(source, faces, look, kind, lines))]
    plan.edges[-1] = look.width
    _measure_header(plan)
    for number, line in enumerate(lines, start=1):
        boxes = plan.row(number, line)
        plan.rows.append((plan.height(boxes), boxes))
    return plan


def with_air(plan: Plan, kind: Type) -> Plan:
    """Return a plan with other air in its rows; the type's size must be the same."""
    made = replace(plan, type=kind)
    made.rows = [(made.height(boxes), boxes) for _height, boxes in plan.rows]
    made.levels = _levels(made, len(plan.levels))
    return made


def with_capital(source: SheetPage, faces: Faces, look: Look, lines: list[Line]) -> list[Line]:
    """Add the amount in capital numerals, its label measured at the largest type."""
    row = capital_row(source, faces, look.width * 1000 / look.sizes[0].size)
    return [*lines, Line(Kind.BOTTOM, row)] if row else lines


def _measure_header(plan: Plan) -> None:
    """Measure the header: one level, and one more for each level of merged cells above."""
    columns = plan.source.columns
    depth = max((len(column.heads) for column in columns), default=0)
    heads: list[Head] = []
    for level in range(depth):
        at = 0
        # neighbours without a head at this level must not merge with one another
        keys = [
            column.heads[: level + 1] if len(column.heads) > level else number
            for number, column in enumerate(columns)
        ]
        for heading, members in groupby(keys):
            count = len(list(members))
            if isinstance(heading, tuple):
                box = plan.head_box(heading[level], at, at + count)
                heads.append(Head(box, level, level + 1))
            at += count
    for at, column in enumerate(columns):
        box = plan.head_box(column.label, at, at + 1)
        heads.append(Head(box, len(column.heads), depth + 1))
    plan.heads = heads
    plan.levels = _levels(plan, depth + 1)


def _levels(plan: Plan, count: int) -> list[float]:
    """Give each level the height of its own cells; what spans several stretches the last."""
    air = max(plan.type.air if count == 1 else 0.0, 2 * (_HEAD_AIR - plan.type.air))
    levels = [0.0] * count
    for head in sorted(plan.heads, key=lambda head: head.foot - head.top):
        need = plan.height((head.box,)) + air - sum(levels[head.top : head.foot])
        levels[head.foot - 1] += max(0.0, need)
    return levels
