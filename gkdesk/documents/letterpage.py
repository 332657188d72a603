"""The page of an official letter in figures: type area, cell, pitch; and what stands on its lines.

GB/T 9704—2012 5: A4, type area (版心) 156 × 225 mm, 28 mm from the left and 37 mm from the upper
edge, 22 lines of 28 characters of 三号 that fill it. A cell is a 28th of its width.
"""

from __future__ import annotations

from dataclasses import dataclass

from .breaks import Placed
from .paper import ASCENT, MM, Page

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, AREA_WIDTH, AREA_HEIGHT = 28 * MM, 156 * MM, 225 * MM
TOP = HEIGHT - 37 * MM
BOTTOM = TOP - AREA_HEIGHT
LINES, CELLS = 22, 28
SIZE = 16.0  # 三号
CELL = AREA_WIDTH / CELLS
TITLE_SIZE, TITLE_LEADING = 22.0, 35.2  # 二号
SMALL = 14.0  # 四号: page numbers, 版记, tables


@dataclass(frozen=True, slots=True)
class Pitch:
    """How many lines a page holds and where they stand.

    The first line's top is on the type area's upper edge and the last line's foot on its lower
    edge. With ``word`` the lines stand as a word processor sets them: each in the middle of an
    equal band, which is a little closer (28.99 pt instead of 29.61 pt at 22 lines).
    """

    lines: int = LINES
    word: bool = False

    @property
    def leading(self) -> float:
        if self.word:
            return AREA_HEIGHT / self.lines
        return (AREA_HEIGHT - SIZE) / (self.lines - 1)

    def top(self, row: int) -> float:
        """Return the upper edge of the type on a line, in points from the paper's foot."""
        inset = (self.leading - SIZE) / 2 if self.word else 0.0
        return TOP - inset - row * self.leading

    def row_under(self, top: float) -> int:
        """Return the first line whose type begins at ``top`` or below; ``lines`` for none.

        A line up to a quarter of the pitch over it counts: the blank over it is then nearer to
        one line than if the next were taken.
        """
        most = top + self.leading / 4
        return next((row for row in range(self.lines) if self.top(row) <= most), self.lines)


LEADING = Pitch().leading


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; ``keep`` ties it to the next one's page."""

    line: tuple[Placed, ...] = ()
    keep: bool = False

    @property
    def height(self) -> int:
        return 1


# left, right, style, alignment, lines
Cell = tuple[float, float, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table in the text; it takes ``height`` whole lines.

    The left and right of ``cells`` are points from the type area's edge.
    ``head`` is the row repeated when the table goes on over the page.
    """

    cells: tuple[Cell, ...]
    height: int
    head: TableRow | None = None
    keep: bool = False


Row = Line | TableRow


def new_page() -> Page:
    return Page(WIDTH, HEIGHT)


def baseline(pitch: Pitch, row: int) -> float:
    return pitch.top(row) - ASCENT * SIZE
