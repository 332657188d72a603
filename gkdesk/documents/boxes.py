"""Forms on A4 and on envelopes: pieces become pages, pure data."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.base.errors import Problem

from .breaks import wrap
from .celldraw import height, table, tick, too_long
from .cells import BOX, FORM_LOOK, LEDGER_LOOK, look_of
from .filling import Piece
from .flow import LEADING, MARGINS, SIZE, Flow
from .fontface import Faces, Style
from .griddata import GridCell
from .paper import ASCENT, GREY, MM, RED, Colour, Page, Rule
from .titles import balanced
from .wording import BlockKind, PageKind

LEFT, BOTTOM = MARGINS[PageKind.FORM].side, MARGINS[PageKind.FORM].foot
TITLE_SIZE = 22.0
SEAL = 42 * MM
NOTE_SIZE, NOTE_LEADING = 10.5, 16.0
LINE_SIZE, LINE_LEADING = 12.0, 20.0
_INDENT = "\u3000\u3000"
_POSTCODE_RED: Colour = (0.9, 0.25, 0.2)  # GB/T 1416: the squares are printed in a golden red
_SQUARE, _SQUARE_HIGH, _SQUARE_GAP = 7 * MM, 8 * MM, 2 * MM
DIGITS = 6
_FRAME_SMALLER = (1.0, 0.9, 0.8)
_FRAME_LEAD = 1.4


@dataclass(frozen=True, slots=True)
class Laid:
    """A form's pages, and what was too long for a box of fixed height."""

    pages: list[Page]
    over: list[Problem]


def form(pieces: list[Piece], faces: Faces, kind: PageKind = PageKind.FORM) -> Laid:
    """Lay out a boxed form or an envelope.

    Raises:
        MissingGlyph: a character cannot be printed; names it and its piece.
    """
    titles = [piece.text for piece in pieces if piece.kind is BlockKind.TITLE]
    work = Flow(faces, kind, title=titles[0].splitlines()[-1] if titles and titles[0] else "")
    for piece in pieces:
        _check(piece, faces)
        _DRAW[piece.kind](work, piece)
    work.number_pages()
    return Laid(work.pages, work.over)


def _check(piece: Piece, faces: Faces) -> None:
    style = Style.XBS if piece.kind is BlockKind.TITLE else _style(piece)
    for text in (piece.text, piece.date, *piece.items):
        faces.check(style, text, piece.place)
    for row in rows_of(piece):
        for cell in row:
            place = f"表格“{cell.name or cell.label}”一格里"
            faces.check(Style.HEI, cell.label, place)
            faces.check(Style.FANG, cell.text + cell.foot.replace("\t", ""), place)


def _style(piece: Piece) -> str:
    known = {"h1": Style.HEI, "h2": Style.KAI, "line": Style.FANG, "small": Style.FANG}
    usual = piece.style if piece.kind is BlockKind.FRAME else ""
    return known.get(piece.style, usual or Style.FANG)


def rows_of(piece: Piece) -> tuple[tuple[GridCell, ...], ...]:
    """Return a table's cells; in a plain table a label stands before each value."""
    if piece.cells:
        return piece.cells
    made = []
    for number, row in enumerate(piece.rows, start=1):
        cells = []
        for column, text in enumerate(row):
            label = row[column - 1].replace("\n", "") if column % 2 else f"第{number}行"
            is_label = len(row) > 1 and column % 2 == 0
            cells.append(GridCell(label=text) if is_label else GridCell(text, name=label))
        made.append(tuple(cells))
    return tuple(made)


def widths_of(piece: Piece) -> tuple[float, ...]:
    """Return the weights of a table's columns."""
    count = max((len(row) for row in piece.rows), default=0)
    return piece.widths or tuple(1.0 if at % 2 == 0 else 2.2 for at in range(count))


def _title(work: Flow, piece: Piece) -> None:
    for line in balanced(piece.text, int(work.area / TITLE_SIZE)):
        work.line(line, "C", style=Style.XBS, size=TITLE_SIZE, leading=TITLE_SIZE * 1.5)
    work.y -= 10


def _number(work: Flow, piece: Piece) -> None:
    _lines(work, piece.text, "R")


def _addressee(work: Flow, piece: Piece) -> None:
    _lines(work, piece.text)


def _lines(
    work: Flow, text: str, align: str = "L", *, size: float = SIZE, leading: float = LEADING
) -> None:
    """Set a text without an indent; nothing for none."""
    for line in wrap(work.faces, Style.FANG, text, work.area * 1000 / size) if text else ():
        work.line(line, align, size=size, leading=leading)


def _paragraph(
    work: Flow, text: str, *, style: str = Style.FANG, size: float = SIZE, leading: float = LEADING
) -> None:
    for part in text.split("\n"):
        for line in wrap(work.faces, style, _INDENT + part, work.area * 1000 / size):
            work.line(line, style=style, size=size, leading=leading)


def _para(work: Flow, piece: Piece) -> None:
    if piece.style == "line":
        _three_parts(work, piece.text)
    elif piece.style == "small":
        _paragraph(work, piece.text, size=NOTE_SIZE, leading=NOTE_LEADING)
    else:
        _paragraph(work, piece.text, style=_style(piece))


def _three_parts(work: Flow, text: str) -> None:
    """One line over or under a table: left, middle and right, parted by tabs.

    Parts too long for one line stand one under the other.
    """
    work.room(LINE_LEADING)
    parts = [*text.split("\t"), "", ""][:3]
    left, middle, right = [work.width(part, size=LINE_SIZE) for part in parts]
    needed = 2 * max(left, right) + middle if middle else left + right
    if needed + 2 * LINE_SIZE > work.area or "\n" in text:
        for part in parts:
            _lines(work, part, size=LINE_SIZE, leading=LINE_LEADING)
        return
    for part, share in zip(parts, (0.0, 0.5, 1.0), strict=True):
        spare = work.area - work.width(part, size=LINE_SIZE)
        y = work.y - ASCENT * LINE_SIZE
        work.text(part, work.left + spare * share, y, size=LINE_SIZE)
    work.y -= LINE_LEADING


def _items(work: Flow, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        _paragraph(work, (f"{number}." if len(piece.items) > 1 else "") + item)


def _choices(work: Flow, piece: Piece) -> None:
    """One choice under the other, the chosen ones ticked."""
    for words, ticked in piece.options:
        first = _INDENT + BOX + _INDENT[:1]
        lines = wrap(work.faces, Style.FANG, words, (work.area - 4 * SIZE) * 1000 / SIZE)
        for number, line in enumerate(lines):
            work.line((_INDENT * 2 if number else first) + line)
            if ticked and not number:
                base = work.y + LEADING - ASCENT * SIZE
                tick(work, work.left + 2 * SIZE, base, SIZE)


def _attachment(work: Flow, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        _paragraph(work, ("附件：" if number == 1 else "\u3000\u3000\u3000") + mark + item)


def _note(work: Flow, piece: Piece) -> None:
    _paragraph(work, f"（{piece.text}）")


def _signature(work: Flow, piece: Piece) -> None:
    """署名 over date at the right, their middle in a square that takes a 42 mm seal."""
    work.room(SEAL)
    right = work.left + work.area
    middle = right - SEAL / 2 - 10
    most = int(work.area / SIZE)
    lines = [*balanced(piece.text, most), *balanced(piece.date, most)]
    y = work.y - SEAL / 2 + LEADING / 2 * (len(lines) - 1)
    for text in lines:
        x = min(middle - work.width(text) / 2, right - work.width(text))
        work.text(text, x, y - ASCENT * SIZE + 4)
        y -= LEADING
    work.y -= SEAL


def _table(work: Flow, piece: Piece) -> None:
    work.numbered = work.numbered or piece.kind is BlockKind.LEDGER
    usual = LEDGER_LOOK if piece.kind is BlockKind.LEDGER else FORM_LOOK
    rows = rows_of(piece)
    if piece.top:
        work.y = min(work.y, work.page.height - piece.top * MM)
    if rows:
        table(work, rows, widths_of(piece), look_of(piece.size, usual), piece.head)


def _receipt(work: Flow, piece: Piece) -> None:
    """A stub under a line to cut along; it stays in the office."""
    # a stub is short: cut off with the line it is cut along, it stands on one page
    work.room(height(work, rows_of(piece), widths_of(piece), FORM_LOOK) + 3 * LEADING)
    work.y -= 16
    edge = work.page.width - 10 * MM
    work.page.rules.append(Rule(10 * MM, work.y, edge, work.y, 0.6, GREY, 3))
    work.y -= 22
    _lines(work, piece.text, "C")
    _table(work, piece)


def _frame(work: Flow, piece: Piece) -> None:
    """Words in a box at a fixed place, from its upper edge down; smaller type when they must be."""
    x, y, width, height = (number * MM for number in piece.at)
    top, style, usual = work.page.height - y, _style(piece), piece.size or SIZE
    pad = 2 * MM if piece.border else 0.0
    lines: tuple[str, ...] = ()
    size, fits = usual, 0
    for part in _FRAME_SMALLER:
        size = usual * part
        lines = wrap(work.faces, style, piece.text, (width - 2 * pad) * 1000 / size)
        fits = int((height - 2 * pad - size) / (size * _FRAME_LEAD) + 1.001)
        if len(lines) <= fits:
            break
    block = size + (len(lines) - 1) * size * _FRAME_LEAD
    down = max(pad, (height - block) / 2) if piece.border else 0.0  # words stand in its middle
    for number, line in enumerate(lines):
        spare = width - 2 * pad - work.width(line, style=style, size=size)
        start = x + pad + {"L": 0.0, "C": spare / 2, "R": spare}[piece.align or "L"]
        base = top - down - ASCENT * size - number * size * _FRAME_LEAD
        colour = {"colour": RED} if number >= fits else {}
        work.text(line, start, base, style=style, size=size, **colour)
    if piece.border:
        _outline(work, (x, top, x + width, top - height))
    if len(lines) > fits:
        over = lines[fits:]
        work.over.append(too_long(piece.name, len(over), sum(map(len, over))))


def _outline(
    work: Flow, box: tuple[float, float, float, float], colour: Colour = (0.0, 0.0, 0.0)
) -> None:
    left, top, right, foot = box
    for corner in (
        (left, top, right, top), (left, foot, right, foot),
        (left, top, left, foot), (right, top, right, foot),
    ):  # fmt: skip
        work.page.rules.append(Rule(*corner, 0.6, colour))


def _postcode(work: Flow, piece: Piece) -> None:
    """Six squares, a digit in each."""
    x, y = piece.at[0] * MM, work.page.height - piece.at[1] * MM
    for number in range(DIGITS):
        left = x + number * (_SQUARE + _SQUARE_GAP)
        box = (left, y, left + _SQUARE, y - _SQUARE_HIGH)
        _outline(work, box, _POSTCODE_RED)
        digit = piece.text[number : number + 1]
        width = work.width(digit, style=Style.HEI, size=16)
        start = left + (_SQUARE - width) / 2
        work.text(digit, start, y - _SQUARE_HIGH / 2 - 5.6, style=Style.HEI, size=16)


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
    BlockKind.GRID: _table,
    BlockKind.LEDGER: _table,
    BlockKind.CHOICES: _choices,
    BlockKind.FRAME: _frame,
    BlockKind.POSTCODE: _postcode,
}
