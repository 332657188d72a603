"""Boxed forms on A4: receipts, hand-over sheets, proofs of delivery; pieces become pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from .breaks import wrap
from .filling import Piece
from .fontface import Faces, Style
from .paper import ASCENT, GREY, MM, Page, Rule, Text
from .titles import balanced
from .wording import BlockKind

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, TOP, BOTTOM = 24 * MM, HEIGHT - 26 * MM, 22 * MM
AREA = WIDTH - 2 * LEFT
SIZE, LEADING = 14.0, 24.0
CELL_SIZE, CELL_LEADING, PAD = 13.0, 18.5, 7.0
TITLE_SIZE = 22.0
SEAL = 42 * MM
_THICK, _THIN = 1.0, 0.5
_INDENT = "\u3000\u3000"


@dataclass
class _Form:
    """The pages so far and how far down the last one is filled."""

    faces: Faces
    pages: list[Page] = field(default_factory=lambda: [Page(WIDTH, HEIGHT)])
    y: float = TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def room(self, height: float) -> None:
        """Begin a new page when ``height`` does not fit any more."""
        if self.y - height < BOTTOM and self.y < TOP:
            self.pages.append(Page(WIDTH, HEIGHT))
            self.y = TOP

    def text(
        self, text: str, x: float, y: float, *, style: str = Style.FANG, size: float = SIZE
    ) -> None:
        self.page.texts.append(Text(x, y, size, style, text))

    def width(self, text: str, *, style: str = Style.FANG, size: float = SIZE) -> float:
        return self.faces.width(style, text) * size / 1000

    def line(self, text: str, align: str = "L") -> None:
        """Set one line and move down."""
        self.room(LEADING)
        spare = AREA - self.width(text)
        x = LEFT + {"L": 0.0, "C": spare / 2, "R": spare}[align]
        self.text(text, x, self.y - ASCENT * SIZE)
        self.y -= LEADING

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = _THIN) -> None:
        self.page.rules.append(Rule(x0, y0, x1, y1, width))


def form(pieces: list[Piece], faces: Faces) -> list[Page]:
    """Lay out a boxed form.

    Raises:
        MissingGlyph: a character cannot be printed; names it and its piece.
    """
    work = _Form(faces)
    for piece in pieces:
        _check(piece, faces)
        _DRAW[piece.kind](work, piece)
    return work.pages


def _check(piece: Piece, faces: Faces) -> None:
    style = Style.XBS if piece.kind is BlockKind.TITLE else Style.FANG
    for text in (piece.text, piece.date, *piece.items):
        faces.check(style, text, piece.place)
    for number, row in enumerate(piece.rows, start=1):
        for column, cell in enumerate(row):
            label = row[column - 1] if column % 2 else f"第{number}行"
            faces.check(_cell_style(row, column), cell, f"表格“{label}”一格里")


def _title(work: _Form, piece: Piece) -> None:
    for line in balanced(piece.text, int(AREA / TITLE_SIZE)):
        width = work.width(line, style=Style.XBS, size=TITLE_SIZE)
        x, y = LEFT + (AREA - width) / 2, work.y - ASCENT * TITLE_SIZE
        work.text(line, x, y, style=Style.XBS, size=TITLE_SIZE)
        work.y -= TITLE_SIZE * 1.5
    work.y -= 10


def _number(work: _Form, piece: Piece) -> None:
    if piece.text:
        work.line(piece.text, "R")


def _addressee(work: _Form, piece: Piece) -> None:
    for line in wrap(work.faces, Style.FANG, piece.text, AREA * 1000 / SIZE):
        work.line(line)


def _paragraph(work: _Form, text: str) -> None:
    for part in text.split("\n"):
        for line in wrap(work.faces, Style.FANG, _INDENT + part, AREA * 1000 / SIZE):
            work.line(line)


def _para(work: _Form, piece: Piece) -> None:
    _paragraph(work, piece.text)


def _items(work: _Form, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        _paragraph(work, (f"{number}." if len(piece.items) > 1 else "") + item)


def _attachment(work: _Form, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        _paragraph(work, ("附件：" if number == 1 else "\u3000\u3000\u3000") + mark + item)


def _note(work: _Form, piece: Piece) -> None:
    _paragraph(work, f"（{piece.text}）")


def _signature(work: _Form, piece: Piece) -> None:
    """署名 over date at the right, their middle in a square that takes a 42 mm seal."""
    work.room(SEAL)
    middle = LEFT + AREA - SEAL / 2 - 10
    y = work.y - SEAL / 2 + LEADING / 2
    for text in (piece.text, piece.date):
        x = min(middle - work.width(text) / 2, LEFT + AREA - work.width(text))
        work.text(text, x, y - ASCENT * SIZE + 4)
        y -= LEADING
    work.y -= SEAL


def _cell_style(row: tuple[str, ...], column: int) -> str:
    """Labels stand before their values and are set in 黑体."""
    return Style.HEI if len(row) > 1 and column % 2 == 0 else Style.FANG


def _edges(piece: Piece) -> list[float]:
    count = max(len(row) for row in piece.rows)
    widths = piece.widths or tuple(1.0 if at % 2 == 0 else 2.2 for at in range(count))
    edges, x = [LEFT], LEFT
    for width in widths:
        x += AREA * width / sum(widths)
        edges.append(x)
    return edges


def _table(work: _Form, piece: Piece) -> None:
    work.y -= 6
    edges = _edges(piece)
    top = work.y
    for number, row in enumerate(piece.rows):
        cells = _cells(work, row, edges)
        height = max(len(lines) for *_, lines in cells) * CELL_LEADING + 2 * PAD
        before = len(work.pages)
        work.room(height)
        first = number == 0 or len(work.pages) > before
        top = work.y if first else top
        _row(work, cells, height, first=first)
    work.rule(LEFT, work.y, LEFT + AREA, work.y, _THICK)
    work.y -= 14


_CellLines = tuple[float, float, str, tuple[str, ...]]


def _cells(work: _Form, row: tuple[str, ...], edges: list[float]) -> list[_CellLines]:
    """Return (left, right, style, lines); the last cell of a short row takes the rest."""
    cells = []
    for column, text in enumerate(row):
        left = edges[column]
        right = edges[-1] if column == len(row) - 1 else edges[column + 1]
        style = _cell_style(row, column)
        limit = (right - left - 2 * PAD) * 1000 / CELL_SIZE
        cells.append((left, right, style, wrap(work.faces, style, text, limit)))
    return cells


def _row(work: _Form, cells: list[_CellLines], height: float, *, first: bool) -> None:
    top, foot = work.y, work.y - height
    work.rule(LEFT, top, LEFT + AREA, top, _THICK if first else _THIN)
    for left, right, style, lines in cells:
        work.rule(left, top, left, foot, _THICK if left == LEFT else _THIN)
        y = top - (height - len(lines) * CELL_LEADING) / 2 - (CELL_LEADING - CELL_SIZE) / 2
        for line in lines:
            spare = right - left - work.width(line, style=style, size=CELL_SIZE)
            x = left + (spare / 2 if style == Style.HEI else PAD)
            work.text(line, x, y - ASCENT * CELL_SIZE, style=style, size=CELL_SIZE)
            y -= CELL_LEADING
    work.rule(LEFT + AREA, top, LEFT + AREA, foot, _THICK)
    work.y = foot
    work.rule(LEFT, foot, LEFT + AREA, foot)


def _receipt(work: _Form, piece: Piece) -> None:
    """A stub under a line to cut along; it stays in the office."""
    heights = sum(CELL_LEADING + 2 * PAD for _ in piece.rows)
    work.room(heights + 3 * LEADING)
    work.y -= 16
    work.page.rules.append(Rule(10 * MM, work.y, WIDTH - 10 * MM, work.y, 0.6, GREY, 3))
    work.y -= 22
    if piece.text:
        work.line(piece.text, "C")
    _table(work, piece)


_DRAW = {
    BlockKind.TITLE: _title,
    BlockKind.NUMBER: _number,
    BlockKind.ADDRESSEE: _addressee,
    BlockKind.PARA: _para,
    BlockKind.LIST: _items,
    BlockKind.TABLE: _table,
    BlockKind.SIGNATURE: _signature,
    BlockKind.ATTACHMENT: _attachment,
    BlockKind.NOTE: _note,
    BlockKind.RECEIPT: _receipt,
}
