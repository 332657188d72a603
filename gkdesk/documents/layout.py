"""Official letters on the 22 × 28 grid of GB/T 9704—2012: pieces become pages, pure data.

A letter is set at 22 lines a page. When that would leave the 版记 or a single line alone on the
last page, or a page half empty before the seal's, it is set again a little closer or wider, which
the standard allows (5.2.2, 7.3.5.4), and the best setting is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from .breaks import texts
from .filling import Piece
from .fontface import Faces, Style
from .imprint import Imprint, imprint
from .letterhead import Head, TitleTooLong
from .letterpage import (
    AREA_WIDTH,
    BOTTOM,
    LEFT,
    LINES,
    SIZE,
    SMALL,
    Pitch,
    Row,
    TableRow,
    baseline,
    new_page,
)
from .letterrows import TABLE_LEAD, TABLE_PAD, check, cut, rows_of
from .paper import ASCENT, MM, Page, Rule, Text
from .wording import BlockKind

_FITS = (LINES, LINES + 1, LINES - 1, LINES + 2, LINES - 2)
_LINE = 0.5
_ALONE = {0: 40, 1: 20}  # the 版记 alone, or with a single line
_FEW = 4  # lines left on a page worth beginning a row that is higher than a page
_HOLE = 4  # so many free lines at a page's foot are nothing to mend


@dataclass
class _Filled:
    """A letter at one pitch: its pages, and how many rows of text the last one has."""

    pages: list[Page]
    last: int
    hole: int  # most lines left free at a page's foot because rows hold together
    off: int  # lines more or fewer than 22

    @property
    def faults(self) -> int:
        """Weigh what stands alone at the letter's end and a page that ends too early."""
        alone = 0 if len(self.pages) == 1 else _ALONE.get(self.last, 0)
        return alone + max(0, self.hole - _HOLE) + self.off


def letter(
    pieces: list[Piece], faces: Faces, *, organ: str, head: str = "red", grid: str = "exact"
) -> list[Page]:
    """Lay out a letter.

    Args:
        pieces: what to print, in order.
        faces: our typefaces.
        organ: the organ's name, for the red head.
        head: ``red`` (信函格式), ``file`` (公文格式) or ``plain``: the title stands at the top.
        grid: ``exact`` (the standard's) or ``word`` (where a word processor puts its lines).

    Raises:
        MissingGlyph: a character cannot be printed; names it and its piece.
        TitleTooLong: the title leaves no line of text on the first page.
    """
    check(pieces, faces)
    best: _Filled | None = None
    for lines in _FITS:
        try:
            made = _set(pieces, faces, organ, head, Pitch(lines, word=grid == "word"))
        except TitleTooLong:
            if best is None:
                raise
            continue  # only a wider pitch is too wide for it
        if best is None or made.faults < best.faults:
            best = made
        if not best.faults:
            break
    pages = best.pages if best is not None else []
    for number, page in enumerate(pages, start=1):
        if number > 1 or head != "red":
            _page_number(faces, page, number)
    return pages


def _first(pieces: list[Piece], kind: BlockKind) -> Piece | None:
    return next((piece for piece in pieces if piece.kind is kind), None)


def _text(piece: Piece | None) -> str:
    return piece.text if piece is not None else ""


def _set(pieces: list[Piece], faces: Faces, organ: str, head: str, pitch: Pitch) -> _Filled:
    page = new_page()
    start = Head(faces, pitch, page).draw(
        head,
        organ=organ,
        number=_text(_first(pieces, BlockKind.NUMBER)).replace("\n", ""),
        title=_text(_first(pieces, BlockKind.TITLE)),
    )
    foot = imprint(_first(pieces, BlockKind.IMPRINT), faces, head)
    work = _Pages(faces, pitch, page, start)
    work.fill(rows_of(pieces, faces, pitch), foot.rows(pitch))
    work.close(foot)
    return _Filled(work.pages, work.text_rows, work.hole, abs(pitch.lines - LINES))


class _Pages:
    """Puts rows on pages; rows tied together share one."""

    def __init__(self, faces: Faces, pitch: Pitch, first: Page, start: int) -> None:
        self._faces, self._pitch = faces, pitch
        self.pages, self.at = [first], start
        self._start = start  # where the page's own text begins: under the head, or at the top
        self.text_rows = 0  # rows of text on the last page
        self.hole = 0

    def fill(self, rows: list[Row], foot: int) -> None:
        """Put the rows on pages; the last that hold together share theirs with the 版记.

        Args:
            rows: the text.
            foot: how many lines the 版记 takes.
        """
        chains = _chains(rows)
        for number, chain in enumerate(chains, start=1):
            # a 版记 that fills a page has pages of its own
            under = foot if number == len(chains) and foot < self._pitch.lines else 0
            height = _height(chain) + under
            if self.at + height > self._pitch.lines and self.at > self._start:
                self._turn(chain[0])
            if self.at + height > self._pitch.lines:
                self._lead(chain, under)
            for row in chain:
                self._place(row)

    def _lead(self, chain: list[Row], under: int) -> None:
        """Put the first rows of a chain here so that the others have a page together.

        Args:
            chain: rows that are too high together for what is left of the page; loses the first.
            under: lines of the 版记 under them.
        """
        for count in range(1, len(chain)):
            if _height(chain[count:]) + under <= self._pitch.lines:
                for row in chain[:count]:
                    self._place(row)
                del chain[:count]
                self._turn(chain[0])
                return

    def _place(self, row: Row) -> None:
        """Put one row; one of a table that is higher than a page is cut between its lines."""
        lines = self._pitch.lines
        high = isinstance(row, TableRow) and row.height > lines
        if self.at + row.height > lines and self.at and not (high and lines - self.at >= _FEW):
            self._turn(row)
        while isinstance(row, TableRow) and self.at + row.height > lines:
            upper, row = cut(row, lines - self.at, self._pitch)
            self._put(upper)
            self._turn(row)
        self._put(row)

    def close(self, foot: Imprint) -> None:
        """Print the 版记 on the last page, or on one more when there is no room."""
        needed = foot.rows(self._pitch)
        if needed and self.at + needed > self._pitch.lines:
            self._turn()
        for number, part in enumerate(foot.parts()):
            if number:
                self._turn()
            part.draw(self.pages[-1])

    def _turn(self, row: Row | None = None) -> None:
        """Begin a page; ``row`` comes next, under its table's head."""
        self.hole = max(self.hole, self._pitch.lines - self.at) if row else self.hole
        self.pages.append(new_page())
        self.at = self.text_rows = self._start = 0
        if isinstance(row, TableRow) and row.head is not None:
            self._put(row.head)

    def _put(self, row: Row) -> None:
        if isinstance(row, TableRow):
            self._draw_table_row(row)
        elif row.line:
            y = baseline(self._pitch, self.at)
            self.pages[-1].texts += texts(list(row.line), LEFT, y, SIZE)
        self.text_rows += isinstance(row, TableRow) or bool(row.line)
        self.at += row.height

    def _draw_table_row(self, row: TableRow) -> None:
        """Draw one row in its own box; boxes of neighbours share their edges."""
        page, band = self.pages[-1], self._pitch.leading
        top = self._pitch.top(self.at) + (band - SIZE) / 2
        foot = top - row.height * band
        for left, right, style, align, lines in row.cells:
            self._draw_cell(page, (LEFT + left, LEFT + right, top, foot), style, align, lines)
        right_edge = LEFT + AREA_WIDTH
        page.rules += [
            Rule(LEFT, top, right_edge, top, _LINE), Rule(LEFT, foot, right_edge, foot, _LINE),
            Rule(right_edge, top, right_edge, foot, _LINE),
        ]  # fmt: skip

    def _draw_cell(
        self,
        page: Page,
        box: tuple[float, float, float, float],
        style: str,
        align: str,
        lines: tuple[str, ...],
    ) -> None:
        left, right, top, foot = box
        page.rules.append(Rule(left, top, left, foot, _LINE))
        lead = SMALL * TABLE_LEAD
        y = (top + foot) / 2 + ((len(lines) - 1) * lead + SMALL) / 2 - ASCENT * SMALL
        for line in lines:
            spare = right - left - self._faces.width(style, line) * SMALL / 1000
            x = left + {"L": TABLE_PAD, "C": spare / 2, "R": spare - TABLE_PAD}[align]
            page.texts.append(Text(x, y, SMALL, style, line))
            y -= lead


def _height(rows: list[Row]) -> int:
    return sum([row.height for row in rows])


def _chains(rows: list[Row]) -> list[list[Row]]:
    """Group rows that must share a page."""
    chains: list[list[Row]] = [[]]
    for row in rows:
        chains[-1].append(row)
        if not row.keep:
            chains.append([])
    return [chain for chain in chains if chain]


def _page_number(faces: Faces, page: Page, number: int) -> None:
    """— 2 —: its dashes 7 mm under the type area, odd pages right, even pages left."""
    text = f"— {number} —"
    width = faces.width(Style.SONG, text) * SMALL / 1000
    x = LEFT + AREA_WIDTH - SIZE - width if number % 2 else LEFT + SIZE
    y = BOTTOM - 7 * MM - 0.38 * SMALL
    at, row = 0.0, []
    for character in text:
        row.append((at, character, Style.SONG.value))
        at += faces.width(Style.SONG, character) * SMALL / 1000
    page.texts += texts(row, x, y, SMALL)
