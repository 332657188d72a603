"""Tables of boxed forms, drawn: over as many pages as they need, with 续表 on the later ones."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.base.errors import Problem

from .breaks import wrap
from .cells import BOX, SIGN, Box, Group, Look, cut, measure, split
from .flow import THICK, THIN, Flow
from .fontface import Style
from .griddata import GridCell
from .paper import ASCENT, BLACK, RED

CONTINUED = "续表"
TICK = "✓"
_AGAIN = 12.0  # type size of the line over a continued table
_AGAIN_ROOM = 20.0
_BREAK = 1 / 3  # a row higher than this part of a page may be cut between lines
_FEWEST = 5  # lines before such a cut
_TIED = 1 / 2  # tied rows higher than this part of a page may be parted
_HAIR = 0.01


def table(
    work: Flow, rows: Sequence[tuple[GridCell, ...]], widths: Sequence[float], look: Look, head: int
) -> None:
    """Draw a table; its first ``head`` rows are repeated on every page."""
    edges = _edges(work, widths)
    groups = measure(work.faces, rows, edges, look)
    heads: list[Group] = []
    while sum(len(group.heights) for group in heads) < head:
        heads.append(groups[len(heads)])
    if sum(group.height for group in heads) > (work.top - work.bottom) * _BREAK:
        heads = []  # repeated, it would leave no room for what it heads
    work.y -= 6
    rest = groups[len(heads) :]
    least = rest[0].heights[0] if rest else 0.0
    page = work.top - work.bottom
    work.room(sum(group.height for group in heads) + min(least, page * _BREAK))
    run = _Run(work, edges, heads)
    for group in groups:
        run.add(group)
    run.close()
    work.y -= 14


def height(
    work: Flow, rows: Sequence[tuple[GridCell, ...]], widths: Sequence[float], look: Look
) -> float:
    """Return how high a table is on one page, in points."""
    groups = measure(work.faces, rows, _edges(work, widths), look)
    return sum(group.height for group in groups)


def _edges(work: Flow, widths: Sequence[float]) -> list[float]:
    edges, x = [work.left], work.left
    for width in widths:
        x += work.area * width / sum(widths)
        edges.append(x)
    return edges


class _Run:
    """One table on its way down the pages."""

    def __init__(self, work: Flow, edges: list[float], heads: list[Group]) -> None:
        self._work, self._edges, self._heads = work, edges, heads
        self._top = work.y
        again = _AGAIN_ROOM + sum(group.height for group in heads)
        self._full = work.top - work.bottom - again

    def add(self, group: Group) -> None:
        """Put a group of rows where it fits, cutting it only when it must be."""
        room = self._work.y - self._work.bottom
        fresh = room >= self._full - _HAIR  # another page would offer no more room
        if group.height <= room + _HAIR:
            self._put(group)
        elif len(group.heights) > 1 and (fresh or group.height > self._full * _TIED):
            self._cut(group, room)
        elif len(group.heights) == 1 and (fresh or self._long(group, room)):
            upper, lower = split(group, room)
            self._put(upper)
            self._next()
            self.add(lower)
        else:
            self._next()
            self.add(group)

    def _long(self, group: Group, room: float) -> bool:
        """Tell whether a row is better cut between lines than moved whole."""
        few = max(_FEWEST * box.look.leading + 2 * box.look.air for box in group.boxes)
        loose = not any(box.cell.fixed for box in group.boxes)
        return loose and room > few and group.height > self._full * _BREAK

    def _cut(self, group: Group, room: float) -> None:
        """Part tied rows: those that fit here from the rest.

        When not even the first fits, all go to the next page together, unless the first is long
        enough to be begun here: alone on the next page it would have the words of all that it is
        tied to, and the rest below it would have them again.
        """
        count, used = 0, group.heights[0]
        while used <= room and count < len(group.heights) - 1:
            count += 1
            used += group.heights[count]
        upper, lower = cut(group, max(1, count))
        if not count and room < self._full - _HAIR and not self._long(upper, room):
            self._next()
            self.add(group)
            return
        self.add(upper)
        self.add(lower)

    def _next(self) -> None:
        self.close()
        work = self._work
        work.new_page()
        y = work.y - ASCENT * _AGAIN
        width = work.width(CONTINUED, size=_AGAIN)
        limit = (work.area - width - 2 * _AGAIN) * 1000 / _AGAIN
        first, *more = wrap(work.faces, Style.HEI, work.title, limit)
        title = f"{first}…" if more else first  # it stands in full on the first page
        work.text(title, work.left, y, style=Style.HEI, size=_AGAIN)
        work.text(CONTINUED, work.left + work.area - width, y, size=_AGAIN)
        work.y -= _AGAIN_ROOM
        self._top = work.y
        for group in self._heads:
            self._put(group)

    def _put(self, group: Group) -> None:
        work = self._work
        tops = [work.y]
        for height in group.heights:
            tops.append(tops[-1] - height)
        for box in group.boxes:
            top, foot = tops[box.row], tops[min(box.row + box.down, len(group.heights))]
            draw_box(work, box, top, foot)
            if box.right < self._edges[-1] - _HAIR:
                work.rule(box.right, top, box.right, foot, THIN)
            work.rule(box.left, foot, box.right, foot, THIN)
        work.y = tops[-1]

    def close(self) -> None:
        """Draw the frame of what stands on this page."""
        work, top, foot = self._work, self._top, self._work.y
        if foot > top - _HAIR:
            return
        left, right = self._edges[0], self._edges[-1]
        for corner in (
            (left, top, right, top), (left, foot, right, foot),
            (left, top, left, foot), (right, top, right, foot),
        ):  # fmt: skip
            work.rule(*corner, THICK)


def draw_box(work: Flow, box: Box, top: float, foot: float) -> None:
    """Print a cell's words; what does not fit is red and told of."""
    look = box.look
    block = len(box.lines) * look.leading
    room = top - foot - len(box.foot) * look.leading
    at_top = box.cell.tall or box.over < len(box.lines)
    gap = look.air if at_top else (room - block) / 2
    y = top - gap - (look.leading - look.size) / 2
    for number, line in enumerate(box.lines):
        colour = RED if number >= box.over else BLACK
        x = _start(work, box, line)
        base = y - ASCENT * look.size
        work.text(line, x, base, style=box.style, size=look.size, colour=colour)
        for words in (before for at, before in box.ticks if at == number):
            tick(work, x + work.width(words, size=look.size), base, look.size)
        y -= look.leading
    y = foot + look.air + len(box.foot) * look.leading - (look.leading - look.size) / 2
    for line in box.foot:
        left, _, right = line.rpartition("\t")
        base = y - ASCENT * look.size
        if left:
            work.text(left, box.left + (box.right - box.left) * SIGN, base, size=look.size)
        x = box.right - look.pad - work.width(right, size=look.size)
        work.text(right, x, base, size=look.size)
        y -= look.leading
    _tell(work, box)


def _start(work: Flow, box: Box, line: str) -> float:
    spare = box.right - box.left - work.width(line, style=box.style, size=box.look.size)
    align = box.cell.align or ("C" if box.cell.label else "L")
    return box.left + {"L": box.look.pad, "C": spare / 2, "R": spare - box.look.pad}[align]


def tick(work: Flow, x: float, y: float, size: float) -> None:
    """Print a tick over the square at ``x``."""
    square = work.width(BOX, size=size)
    width = work.width(TICK, style=Style.HEI, size=size)
    work.text(TICK, x + (square - width) / 2, y + size * 0.04, style=Style.HEI, size=size)


def _tell(work: Flow, box: Box) -> None:
    over = box.lines[max(0, box.over) :]
    if over:
        words = sum(map(len, over))
        work.over.append(too_long(box.cell.name, len(over), words))


def too_long(name: str, lines: int, words: int) -> Problem:
    """Say how much too long a value is for its box."""
    reason = f"比格子多{lines}行（约{words}个字），多出的部分标为红色。请缩短后再正式生成。"
    return Problem(name, reason, blocking=False)
