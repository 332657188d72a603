"""Official letters on the 22 × 28 grid of GB/T 9704—2012: pieces become pages, pure data.

The type area (版心) is 156 × 225 mm, 28 mm from the left and 37 mm from the upper edge. A cell is
a 28th of its width; the leading puts the first line's top on its upper edge and the 22nd line's
foot on its lower edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .breaks import Grid, Placed, balanced, texts
from .filling import Piece
from .fontface import Faces, Style
from .paper import ASCENT, MM, RED, Page, Rule
from .wording import BlockKind

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, AREA_WIDTH, AREA_HEIGHT = 28 * MM, 156 * MM, 225 * MM
TOP = HEIGHT - 37 * MM
BOTTOM = TOP - AREA_HEIGHT
LINES, CELLS = 22, 28
SIZE = 16.0  # 三号
CELL = AREA_WIDTH / CELLS
LEADING = (AREA_HEIGHT - SIZE) / (LINES - 1)
TITLE_SIZE, TITLE_LEADING = 22.0, 35.2  # 二号
SMALL = 14.0  # 四号: page numbers
SEAL_INDENT = 4  # a sealed letter's date ends four cells from the right (GB/T 9704 7.3.5.1)
# signature and date stand on the third and fourth line after the text, so that a 42 mm seal
# centred on them begins within one line of the text; one more line below keeps its foot clear
SEAL_BLANKS = 2
SEAL_RADIUS = 21 * MM
_BODY = {"h1": Style.HEI, "h2": Style.KAI, "": Style.FANG}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the grid; ``keep`` ties it to the next one's page."""

    line: tuple[Placed, ...] = ()
    keep: bool = False


@dataclass
class _Letter:
    faces: Faces
    grid: Grid
    pages: list[Page] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    seal_left: float = AREA_WIDTH  # where the seal's room begins

    def put(self, page: Page, line: list[Placed] | tuple[Placed, ...], row: int) -> None:
        y = TOP - row * LEADING - ASCENT * SIZE
        page.texts += texts(list(line), LEFT, y, SIZE)


def letter(pieces: list[Piece], faces: Faces, *, organ: str, red: bool) -> list[Page]:
    """Lay out a letter.

    Args:
        pieces: what to print, in order.
        faces: our typefaces.
        organ: the organ's name, for the red head (信函格式).
        red: print the red head; without it the title stands at the top of the type area.

    Raises:
        MissingGlyph: a character cannot be printed; names it and its piece.
    """
    work = _Letter(faces, Grid(faces, SIZE, CELL))
    for piece in pieces:
        _check(piece, faces)
    first = Page(WIDTH, HEIGHT)
    start = _head(work, first, pieces, organ if red else "")
    for piece in pieces:
        _ROWS.get(piece.kind, _nothing)(work, piece)
    _fill_pages(work, first, start)
    for number, page in enumerate(work.pages, start=1):
        if number > 1 or not red:
            _page_number(work, page, number)
    return work.pages


def _check(piece: Piece, faces: Faces) -> None:
    style = Style.XBS if piece.kind is BlockKind.TITLE else _BODY[piece.style]
    for text in (piece.text, piece.date, *piece.items):
        faces.check(style, text, piece.place)


def _first(pieces: list[Piece], kind: BlockKind) -> str:
    return next((piece.text for piece in pieces if piece.kind is kind), "")


def _head(work: _Letter, page: Page, pieces: list[Piece], organ: str) -> int:
    """Print head, number and title; return the grid line on which the text begins."""
    number, title = _first(pieces, BlockKind.NUMBER), _first(pieces, BlockKind.TITLE)
    top = _red_head(work, page, organ, number) if organ else TOP
    for line in balanced(title, int(AREA_WIDTH / TITLE_SIZE)):
        _centred(work, page, line, Style.XBS, TITLE_SIZE, top)
        top -= TITLE_LEADING
    if number and not organ:
        _centred(work, page, number, Style.FANG, SIZE, top)
        top -= LEADING
    top -= LEADING - (TITLE_LEADING - TITLE_SIZE)
    return next(row for row in range(LINES) if TOP - row * LEADING <= top + 1)


def _red_head(work: _Letter, page: Page, organ: str, number: str) -> float:
    """Print the organ's name over a red double line; return where the title begins.

    信函格式: the name's top is 30 mm under the paper's edge, the double line 4 mm under the name
    and 170 mm long, its fellow 20 mm over the lower edge; the number stands under the line.
    """
    work.faces.check(Style.XBS, organ, "红头的机关名称里")
    size = min(AREA_WIDTH * 0.9 / len(organ), 56)
    top = HEIGHT - 30 * MM
    _centred(work, page, organ, Style.XBS, size, top, red=True)
    line = top - size - 4 * MM
    for y, width in (
        (line - 0.5 * MM, 1.0),
        (line - 1.6 * MM, 0.35),
        (21.1 * MM, 0.35),
        (20 * MM, 1.0),
    ):
        page.rules.append(Rule(20 * MM, y, 190 * MM, y, width * MM, RED))
    top = line - 1.8 * MM - SIZE * 7 / 8
    if number:
        start = AREA_WIDTH - work.grid.width(number, Style.FANG)
        row = work.grid.row(number, Style.FANG, start)
        page.texts += texts(row, LEFT, top - ASCENT * SIZE, SIZE)
        top -= SIZE
    return top - 2 * LEADING


def _centred(
    work: _Letter, page: Page, text: str, style: str, size: float, top: float, *, red: bool = False
) -> None:
    grid = Grid(work.faces, size, size)
    start = (AREA_WIDTH - grid.width(text, style)) / 2
    colour = {"colour": RED} if red else {}
    page.texts += texts(grid.row(text, style, start), LEFT, top - ASCENT * size, size, **colour)


def _nothing(_work: _Letter, _piece: Piece) -> None:
    """Head and title were printed already."""


def _add(
    work: _Letter, text: str, style: str, *, first: float = 2, hang: float = 0, keep: bool = False
) -> None:
    for part in text.split("\n"):
        lines = work.grid.lines([(part, style)], width=AREA_WIDTH, first=first, hang=hang)
        work.rows += [_Row(tuple(line), keep) for line in lines]


def _addressee(work: _Letter, piece: Piece) -> None:
    _add(work, piece.text, Style.FANG, first=0)


def _para(work: _Letter, piece: Piece) -> None:
    _add(work, piece.text, _BODY[piece.style], keep=bool(piece.style))


def _list(work: _Letter, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        _add(work, mark + item, Style.FANG)


def _attachment(work: _Letter, piece: Piece) -> None:
    """附件说明: one line under the text, turnover lines under the name's first character."""
    if not piece.items:
        return
    work.rows.append(_Row(keep=True))
    for number, item in enumerate(piece.items, start=1):
        head = "附件：" if number == 1 else ""
        mark = f"{number}." if len(piece.items) > 1 else ""
        hang = 5 + work.grid.width(mark, Style.FANG) / CELL
        _add(work, head + mark + item, Style.FANG, first=2 if head else 5, hang=hang)


def _signature(work: _Letter, piece: Piece) -> None:
    """署名 over 成文日期, with room for a seal; never alone on a page."""
    if len(work.rows) > 1:
        work.rows[-2:] = [_Row(row.line, keep=True) for row in work.rows[-2:]]
    date_width = work.grid.width(piece.date, Style.FANG)
    date_at = AREA_WIDTH - SEAL_INDENT * CELL - date_width
    name_width = work.grid.width(piece.text, Style.FANG)
    name_at = date_at + (date_width - name_width) / 2
    name_at = min(name_at, AREA_WIDTH - name_width)
    work.seal_left = date_at + date_width / 2 - SEAL_RADIUS
    work.rows += [_Row(keep=True)] * SEAL_BLANKS
    work.rows.append(_Row(tuple(work.grid.row(piece.text, Style.FANG, name_at)), keep=True))
    work.rows.append(_Row(tuple(work.grid.row(piece.date, Style.FANG, date_at)), keep=True))
    work.rows.append(_Row())


def _note(work: _Letter, piece: Piece) -> None:
    """附注: in brackets, on the line after the date, one lower when the seal would cover it."""
    text = f"（{piece.text}）"
    end = 2 * CELL + work.grid.width(text, Style.FANG)
    if work.rows and not work.rows[-1].line and end < work.seal_left:
        work.rows.pop()
    elif work.rows:
        work.rows[-1] = _Row(work.rows[-1].line, keep=True)
    _add(work, text, Style.FANG)


_ROWS = {
    BlockKind.ADDRESSEE: _addressee,
    BlockKind.PARA: _para,
    BlockKind.LIST: _list,
    BlockKind.ATTACHMENT: _attachment,
    BlockKind.SIGNATURE: _signature,
    BlockKind.NOTE: _note,
}


def _chains(rows: list[_Row]) -> list[list[_Row]]:
    """Group rows that must share a page."""
    chains: list[list[_Row]] = [[]]
    for row in rows:
        chains[-1].append(row)
        if not row.keep:
            chains.append([])
    return [chain for chain in chains if chain]


def _fill_pages(work: _Letter, first: Page, start: int) -> None:
    page, at = first, start
    work.pages.append(page)
    while work.rows and not work.rows[-1].line:
        work.rows.pop()
    for chain in _chains(work.rows):
        if at + len(chain) > LINES and at:
            page, at = Page(WIDTH, HEIGHT), 0
            work.pages.append(page)
        for row in chain:
            if at >= LINES:
                page, at = Page(WIDTH, HEIGHT), 0
                work.pages.append(page)
            work.put(page, row.line, at)
            at += 1


def _page_number(work: _Letter, page: Page, number: int) -> None:
    """— 2 —: its dashes 7 mm under the type area, odd pages right, even pages left."""
    text = f"— {number} —"
    width = work.faces.width(Style.SONG, text) * SMALL / 1000
    x = LEFT + AREA_WIDTH - SIZE - width if number % 2 else LEFT + SIZE
    y = BOTTOM - 7 * MM - 0.38 * SMALL
    at, row = 0.0, []
    for character in text:
        row.append((at, character, Style.SONG.value))
        at += work.faces.width(Style.SONG, character) * SMALL / 1000
    page.texts += texts(row, x, y, SMALL)
