"""版记: what stands at the foot of an official letter's last page (GB/T 9704—2012 7.4).

抄送 on one or more lines, then who printed it and when, between lines as wide as the type area:
the first and the last 0.35 mm, those between 0.25 mm. In 信函格式 (10.1) only 抄送, without lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .breaks import Grid, Placed, texts
from .filling import Piece
from .fontface import Faces, Style
from .letterpage import AREA_HEIGHT, AREA_WIDTH, BOTTOM, LEFT, SMALL, Pitch
from .paper import ASCENT, MM, Page, Rule

THICK, THIN = 0.35 * MM, 0.25 * MM
BAND = 1.75 * SMALL  # a line of 四号 with the air it has between two rules
_MOST = int(AREA_HEIGHT // BAND)  # lines on a page
COPIES, PRINTED = "抄送：", "印发"


@dataclass(frozen=True, slots=True)
class Imprint:
    """A 版记 broken into lines; empty when there is nothing to print."""

    copies: tuple[tuple[Placed, ...], ...]
    printed: tuple[tuple[Placed, ...], ...]  # two lines when one is too short
    ruled: bool

    @property
    def height(self) -> float:
        """Return how much of the type area's foot it takes, in points."""
        return (len(self.copies) + len(self.printed)) * BAND

    def rows(self, pitch: Pitch) -> int:
        """Return how many lines of the text it takes the place of, with one blank above."""
        return -int(-self.height // pitch.leading) + 1 if self.height else 0

    def parts(self) -> list[Imprint]:
        """Return what stands on each page: more than one only when it is higher than a page."""
        whole, made = self, []
        while whole.height > AREA_HEIGHT:
            made.append(replace(whole, copies=whole.copies[:_MOST], printed=()))
            whole = replace(whole, copies=whole.copies[_MOST:])
        return [*made, whole]

    def draw(self, page: Page) -> None:
        """Print it at the foot of the type area, its last line on the lower edge."""
        if not self.height:
            return
        top = BOTTOM + self.height
        y = top
        for line in (*self.copies, *self.printed):
            base = y - (BAND - SMALL) / 2 - ASCENT * SMALL
            page.texts += texts(list(line), LEFT, base, SMALL)
            y -= BAND
        if self.ruled:
            edges = [(top, THICK), (BOTTOM, THICK)]
            if self.copies and self.printed:
                edges.append((BOTTOM + len(self.printed) * BAND, THIN))
            for y, width in edges:
                page.rules.append(Rule(LEFT, y, LEFT + AREA_WIDTH, y, width))


def imprint(piece: Piece | None, faces: Faces, head: str) -> Imprint:
    """Break a 版记: one cell free at both sides, turnover lines under the first name (7.4.2)."""
    if piece is None:
        return Imprint((), (), ruled=False)
    grid = Grid(faces, SMALL, SMALL)
    copies: tuple[tuple[Placed, ...], ...] = ()
    if piece.text:
        lines = grid.lines(
            [(copies_of(piece), Style.FANG)],
            width=AREA_WIDTH - SMALL,
            first=1,
            hang=1 + len(COPIES),
        )
        copies = tuple(tuple(line) for line in lines)
    printed = _printed(piece, grid) if head != "red" and piece.date else ()
    return Imprint(copies, printed, ruled=head != "red")


def copies_of(piece: Piece) -> str:
    """Return the 抄送 line as it is printed; line ends in the value are none there."""
    return COPIES + piece.text.replace("\n", "").rstrip("。；") + "。"


def _printed(piece: Piece, grid: Grid) -> tuple[tuple[Placed, ...], ...]:
    """Return who printed it at the left and when at the right, on one line if they fit there."""
    by, date = piece.by.replace("\n", ""), piece.date.replace("\n", "") + PRINTED
    room = AREA_WIDTH - 2 * SMALL
    width = grid.width(date, Style.FANG)
    right = grid.row(date, Style.FANG, SMALL + max(0.0, room - width))
    if grid.width(by, Style.FANG) + width + SMALL <= room:
        return ((*grid.row(by, Style.FANG, SMALL), *right),)
    alone = [by] if width <= room else [by, date]
    lines = [
        line
        for text in alone
        for line in grid.lines([(text, Style.FANG)], width=AREA_WIDTH - SMALL, first=1, hang=1)
    ]
    return (*map(tuple, lines), *([tuple(right)] if width <= room else []))
