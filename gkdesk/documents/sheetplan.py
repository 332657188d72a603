"""How a notice sheet fits its paper: type size, widths, heights, and which row is on which page.

The type is as large as the paper allows: the first size of the paper's list at which no figure is
broken and, for a short table, everything stands on one page. A row is never split.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby, starmap

from .breaks import split, wrap
from .fontface import Faces, Style
from .model import Cell, SheetColumn, SheetPage
from .paper import MM
from .titles import balanced

MARGIN = 15 * MM
PAGE_FOOT = 20.0  # room for 第1页 共3页 under everything
LEAD = 1.25
_SHORT = 60  # a table of so many rows may be set smaller to stand on one page
_STRETCH = 0.6  # rows may grow by so much of their height to fill a single page
_SIGN = {False: 4.0, True: 3.5}  # a signature takes so many times the size of its label
_CARRY = 2  # so many rows at least share the last page with the footer


@dataclass(frozen=True, slots=True)
class Type:
    """A type size of the body and the air above and under each row, in points."""

    size: float
    air: float


# village.md 4.3: A4 14 pt, at least 12; A3 16 pt; title A4 22 pt, A3 42 pt; what stands around an
# A3 table 18 pt, to be read from 1 m
_SIZES = {
    False: tuple(starmap(Type, ((14, 4.5), (14, 3), (13, 3), (12, 3), (12, 1), (11, 1)))),
    True: tuple(starmap(Type, ((18, 6), (16, 5), (16, 3), (16, 2), (15, 3), (14, 3)))),
}
_LONG_SIZES = {
    False: (Type(14, 4), Type(13, 3.5), Type(12, 3)),
    True: (Type(16, 5), Type(14, 4)),
}
_SAVES = 0.8
_TITLE, META = {False: 22.0, True: 42.0}, {False: 12.0, True: 18.0}


@dataclass(frozen=True, slots=True)
class Box:
    """One cell ready to draw: its columns, lines, and the part of the size it is set at."""

    first: int
    last: int  # the column after
    style: str
    align: str
    lines: tuple[tuple[str, float], ...]  # text, width in thousandths
    scale: float = 1.0


@dataclass
class Plan:
    """A table measured at one type size."""

    faces: Faces
    source: SheetPage
    type: Type
    width: float
    edges: list[float]
    rows: list[tuple[float, tuple[Box, ...]]] = field(default_factory=list)
    header: list[tuple[float, tuple[Box, ...]]] = field(default_factory=list)
    shrunk: bool = False
    _known: dict[tuple[str, str, int, int], Box] = field(default_factory=dict)

    @property
    def header_height(self) -> float:
        return sum(height for height, _ in self.header)

    def box(self, text: str, style: str, align: str, first: int, last: int) -> Box:
        key = (text, style + align, first, last)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._measure(text, style, align, first, last)
        return found

    def _measure(self, text: str, style: str, align: str, first: int, last: int) -> Box:
        room = self.edges[last] - self.edges[first] - 0.6 * self.type.size
        limit = room * 1000 / self.type.size
        natural = self.faces.width(style, text)
        if natural > limit and len(split(text)) == 1:
            self.shrunk = True
            return Box(first, last, style, align, ((text, natural),), limit / natural)
        lines = wrap(self.faces, style, text, limit) if natural > limit or "\n" in text else (text,)
        measured = tuple((line, self.faces.width(style, line)) for line in lines)
        return Box(first, last, style, align, measured)

    def height(self, boxes: tuple[Box, ...]) -> float:
        most = max((len(box.lines) for box in boxes), default=1)
        return most * self.type.size * LEAD + 2 * self.type.air


def style_of(cell: Cell) -> str:
    return Style.HEI if cell.bold else Style.FANG


def choose(source: SheetPage, faces: Faces, width: float) -> Plan:
    """Measure the table at the size that suits it."""
    kinds = _SIZES[source.paper.large]
    if len(source.rows) > _SHORT:
        return _measured(source, faces, width, _long_type(source, faces, width))
    plans = []
    for kind in kinds:
        plan = _measured(source, faces, width, kind)
        if not plan.shrunk and len(paginate(plan)) == 1:
            return plan
        plans.append(plan)
    return next((plan for plan in plans if not plan.shrunk), plans[0])


def _long_type(source: SheetPage, faces: Faces, width: float) -> Type:
    """Judge a long table by its first rows: a smaller size must save a fifth of the paper."""
    sample = replace(source, rows=source.rows[:_SHORT])
    best: tuple[bool, float] | None = None
    chosen = _SIZES[source.paper.large][0]
    for kind in _LONG_SIZES[source.paper.large]:
        plan = _measured(sample, faces, width, kind)
        height = sum(row_height for row_height, _ in plan.rows)
        if best is None or (best[0] and not plan.shrunk) or height < best[1] * _SAVES:
            best, chosen = (plan.shrunk, height), kind
    return chosen


def _measured(source: SheetPage, faces: Faces, width: float, kind: Type) -> Plan:
    total = sum(column.width for column in source.columns)
    edges = [0.0]
    for column in source.columns:
        edges.append(edges[-1] + column.width / total * width)
    plan = Plan(faces, source, kind, width, edges)
    plan.header = _header(plan, source.columns)
    for row in source.rows:
        boxes = tuple(_boxes(plan, row))
        plan.rows.append((plan.height(boxes), boxes))
    return plan


def _boxes(plan: Plan, row: tuple[Cell, ...]) -> list[Box]:
    columns, at, found = plan.source.columns, 0, []
    for cell in row:
        last = min(at + cell.span, len(columns))
        align = cell.align or columns[at].align
        found.append(plan.box(cell.text, style_of(cell), align, at, last))
        at = last
    found += [plan.box("", Style.FANG, "L", rest, rest + 1) for rest in range(at, len(columns))]
    return found


def _header(plan: Plan, columns: tuple[SheetColumn, ...]) -> list[tuple[float, tuple[Box, ...]]]:
    """Measure the header: one row, or two when columns are grouped."""
    lower = tuple(
        plan.box(column.label, Style.HEI, "C", at, at + 1) for at, column in enumerate(columns)
    )
    if not any(column.group for column in columns):
        return [(plan.height(lower) + plan.type.air, lower)]
    upper, at = [], 0
    # ungrouped neighbours must not merge with one another
    for group, members in groupby(enumerate(columns), lambda c: c[1].group or f"\0{c[0]}"):
        count = len(list(members))
        if not group.startswith("\0"):
            upper.append(plan.box(group, Style.HEI, "C", at, at + count))
        at += count
    boxes = tuple(upper)
    return [(plan.height(boxes), boxes), (plan.height(lower), lower)]


def title_lines(plan: Plan, title: str) -> tuple[list[str], float]:
    """Return the title's lines and its size: smaller before broken, but not by much."""
    usual = _TITLE[plan.source.paper.large]
    fitting = plan.width * 1000 / max(plan.faces.width(Style.XBS, title), 1)
    if fitting >= usual * 0.7:
        return [title], min(usual, fitting)
    return balanced(title, int(plan.width / usual)), usual


def _head_height(plan: Plan, number: int) -> float:
    meta = META[plan.source.paper.large]
    if number > 1:
        return meta * 1.8
    lines, size = title_lines(plan, plan.source.title)
    return len(lines) * size * LEAD + size * 0.35 + meta * 1.6


def foot_lines(plan: Plan) -> list[str]:
    meta = META[plan.source.paper.large]
    limit = plan.width * 1000 / meta
    return [
        line for text in plan.source.footer for line in wrap(plan.faces, Style.FANG, text, limit)
    ]


def signature_rows(plan: Plan) -> list[list[tuple[float, str]]]:
    """Share the signatures over rows as (x, label), each with room to sign after it."""
    meta = META[plan.source.paper.large]
    rows: list[list[tuple[float, str]]] = []
    used = plan.width
    for text in plan.source.signatures:
        need = (
            plan.faces.width(Style.FANG, text) * meta / 1000 + _SIGN[plan.source.paper.large] * meta
        )
        if used + need > plan.width:
            rows.append([])
            used = 0.0
        rows[-1].append((used, text))
        used += need
    return rows


def _foot_height(plan: Plan) -> float:
    meta = META[plan.source.paper.large]
    rows = len(signature_rows(plan))
    lines = len(foot_lines(plan))
    gap = meta * 0.6 if rows or lines else 0.0
    return gap + lines * meta * 1.5 + rows * meta * 2.4


def paginate(plan: Plan) -> list[list[int]]:
    """Share the rows over pages; the last keeps room for the footer."""
    full = plan.source.paper.size[1] - 2 * MARGIN - PAGE_FOOT - plan.header_height
    foot = _foot_height(plan)
    parts: list[list[int]] = [[]]
    used = _head_height(plan, 1)
    for number, (height, _) in enumerate(plan.rows):
        if used + height > full and parts[-1]:
            parts.append([])
            used = _head_height(plan, len(parts))
        parts[-1].append(number)
        used += height
    if used + foot > full and len(parts[-1]) > _CARRY:
        parts.append([parts[-1].pop() for _ in range(_CARRY)][::-1])
    return parts


def stretch(plan: Plan, parts: list[list[int]]) -> None:
    """Let the rows of a single page grow into the room that is left."""
    full = plan.source.paper.size[1] - 2 * MARGIN - PAGE_FOOT
    heights = sum(height for height, _ in plan.rows)
    left = full - _head_height(plan, 1) - plan.header_height - heights - _foot_height(plan)
    if left <= 0 or not parts[0]:
        return
    even = left / len(plan.rows)
    plan.rows = [(height + min(even, _STRETCH * height), boxes) for height, boxes in plan.rows]
