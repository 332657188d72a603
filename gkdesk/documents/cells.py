"""Tables of boxed forms, measured: where each cell stands, its lines, its height, its breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .breaks import wrap
from .fontface import Faces, Style
from .griddata import GridCell, places
from .paper import MM

BOX = "□"
INDENT = "\u3000\u3000"
_GAP = "\u3000"
SIGN = 0.42  # where in a cell a signature before a date begins
_MOST_FEET = 6  # lines at a cell's foot; more are text
_LABEL_PAD = 4.0
_SMALLER = (1.0, 12 / 13, 10.5 / 13)  # a box of fixed height tries these before it is too small


@dataclass(frozen=True, slots=True)
class Look:
    """A table's type size, leading, and the white beside and over its words, in points."""

    size: float
    leading: float
    pad: float
    air: float


FORM_LOOK = Look(13.0, 18.5, 7.0, 7.0)
LEDGER_LOOK = Look(10.5, 15.0, 4.0, 4.5)


def look_of(size: float, usual: Look) -> Look:
    """Return the look of another type size, in proportion."""
    part = (size or usual.size) / usual.size
    return Look(usual.size * part, usual.leading * part, usual.pad * part, usual.air * part)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell in its place: rows counted in its group; lines from ``over`` on do not fit.

    ``ticks`` are (line, words before the ticked square).
    """

    cell: GridCell
    row: int
    down: int
    left: float
    right: float
    look: Look
    lines: tuple[str, ...]
    foot: tuple[str, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    over: int = 1 << 30

    @property
    def style(self) -> str:
        return Style.HEI if self.cell.label else Style.FANG

    @property
    def need(self) -> float:
        """Height in points that holds every line."""
        lines = len(self.lines) + len(self.foot)
        return max(self.cell.height * MM, lines * self.look.leading + 2 * self.look.air)


@dataclass
class Group:
    """Rows tied together by cells that reach down; ``boxes`` count rows from the group's first."""

    heights: list[float]
    boxes: list[Box]

    @property
    def height(self) -> float:
        return sum(self.heights)


def measure(
    faces: Faces, rows: Sequence[tuple[GridCell, ...]], edges: Sequence[float], look: Look
) -> list[Group]:
    """Break every cell into lines and tie the rows that belong together.

    Args:
        faces: our typefaces.
        rows: the table.
        edges: x of each column's left edge and of the last one's right edge, in points.
        look: its type.
    """
    count = len(edges) - 1
    placed = list(places(tuple(rows), count))
    ends = list(range(len(rows)))
    for row, _, cell, _ in placed:
        ends[row] = max(ends[row], min(row + cell.down, len(rows)) - 1)
    groups: list[Group] = []
    first = 0
    while first < len(rows):
        last = first
        at = first
        while at <= last:
            last = max(last, ends[at])
            at += 1
        boxes = [
            _box(faces, cell, row - first, edges[column], edges[min(column + across, count)], look)
            for row, column, cell, across in placed
            if first <= row <= last
        ]
        groups.append(Group(_heights(boxes, last - first + 1), boxes))
        first = last + 1
    return groups


def _heights(boxes: list[Box], count: int) -> list[float]:
    heights = [0.0] * count
    for box in boxes:
        if box.down == 1:
            heights[box.row] = max(heights[box.row], box.need)
    for box in boxes:
        within = slice(box.row, box.row + box.down)
        short = box.need - sum(heights[within])
        if short > 0:
            heights[min(box.row + box.down, count) - 1] += short
    return heights


def _box(faces: Faces, cell: GridCell, row: int, left: float, right: float, look: Look) -> Box:
    if not cell.fixed:
        return _lined(faces, cell, row, left, right, look)
    for part in _SMALLER:
        box = _lined(faces, cell, row, left, right, look_of(look.size * part, look))
        if box.need <= cell.height * MM + 0.01:
            return box
    spare = cell.height * MM - 2 * box.look.air - len(box.foot) * box.look.leading
    return replace(box, over=max(0, int(spare / box.look.leading)))


def _lined(faces: Faces, cell: GridCell, row: int, left: float, right: float, look: Look) -> Box:
    style = Style.HEI if cell.label else Style.FANG
    pad = min(look.pad, _LABEL_PAD) if cell.label else look.pad
    limit = (right - left - 2 * pad) * 1000 / look.size
    lines, ticks = option_lines(faces, cell.options, limit) if cell.options else ([], [])
    words = cell.label or cell.text
    if cell.tall and words:
        words = "\n".join(INDENT + part for part in words.split("\n"))
    if words or not lines:
        lines += wrap(faces, style, words, limit)
    foot = _foot(faces, cell.foot, limit) if cell.foot else ()
    if len(foot) > _MOST_FEET:
        lines, foot = [*lines, *foot], ()
    return Box(cell, row, cell.down, left, right, look, tuple(lines), foot, tuple(ticks))


def _foot(faces: Faces, text: str, limit: float) -> tuple[str, ...]:
    """Break a cell's foot; a line with a tab has a signature before and a date after it.

    A signature that reaches the date stands over it.
    """
    found: list[str] = []
    for part in text.split("\n"):
        before, _, after = part.rpartition("\t")
        width = faces.width(Style.FANG, before + after) + 1000 if before else 0
        if before and width <= limit * (1 - SIGN):
            found.append(part)
        else:
            found += [line for one in ([before, after] if before else [after])
                      for line in wrap(faces, Style.FANG, one, limit)]  # fmt: skip
    return tuple(found)


def option_lines(
    faces: Faces, options: Sequence[tuple[str, bool]], limit: float
) -> tuple[list[str], list[tuple[int, str]]]:
    """Pack squares and their words into lines; a choice is broken only when longer than a line."""
    lines: list[str] = [""]
    ticks: list[tuple[int, str]] = []
    for words, ticked in options:
        item = BOX + words
        before = lines[-1] + _GAP if lines[-1] else ""
        if before and faces.width(Style.FANG, before + item) > limit:
            lines.append("")
            before = ""
        if ticked:
            ticks.append((len(lines) - 1, before))
        parts = wrap(faces, Style.FANG, before + item, limit)
        lines[-1:] = parts
    return lines, ticks


def split(group: Group, room: float) -> tuple[Group, Group]:
    """Cut a group of one row between lines: what fits in ``room`` points, and the rest."""
    heads, tails = [], []
    for box in group.boxes:
        fits = max(1, int((room - 2 * box.look.air) / box.look.leading))
        label = bool(box.cell.label) and box.need <= room
        heads.append(replace(box, lines=box.lines if label else box.lines[:fits], foot=()))
        rest = replace(box.cell, height=max(0.0, box.cell.height - room / MM), options=())
        later = tuple((line - fits, words) for line, words in box.ticks if line >= fits)
        tails.append(
            replace(
                box, cell=rest, lines=box.lines if label else box.lines[fits:] or ("",),
                ticks=later, over=box.over - fits,
            )
        )  # fmt: skip
    short = [replace(box, cell=replace(box.cell, height=0.0)) for box in heads]
    height = min(room, max(box.need for box in short))
    return Group([height], heads), Group(_heights(tails, 1), tails)


def cut(group: Group, count: int) -> tuple[Group, Group]:
    """Cut a group between rows, after the first ``count``; a label over both is repeated."""
    upper, lower = [], []
    for box in group.boxes:
        end = box.row + box.down
        if end <= count:
            upper.append(box)
        elif box.row >= count:
            lower.append(replace(box, row=box.row - count))
        else:
            room = sum(group.heights[box.row : count])
            fits = max(1, int((room - 2 * box.look.air) / box.look.leading))
            label = bool(box.cell.label)
            upper.append(
                replace(box, down=count - box.row, lines=box.lines if label else box.lines[:fits])
            )
            rest = box.lines if label else box.lines[fits:] or ("",)
            lower.append(replace(box, row=0, down=end - count, lines=rest))
    heights = group.heights[count:]
    for number, height in enumerate(_heights(lower, len(heights))):
        heights[number] = max(heights[number], height)
    return Group(group.heights[:count], upper), Group(heights, lower)
