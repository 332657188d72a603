"""The text of an official letter, line by line: every kind of piece becomes rows of the grid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .breaks import Grid, wrap
from .filling import Piece
from .fontface import Faces, Style
from .letterpage import AREA_WIDTH, CELL, CELLS, SIZE, SMALL, Cell, Line, Pitch, Row, TableRow
from .paper import MM
from .titles import balanced
from .wording import BlockKind

SEAL_INDENT = 4  # a sealed letter's date ends four cells from the right (GB/T 9704 7.3.5.1)
# signature and date stand on the third and fourth line after the text, so that a 42 mm seal
# centred on them begins within one line of the text; one more line below keeps its foot clear
SEAL_BLANKS = 2
SEAL_RADIUS = 21 * MM
TABLE_LEAD = 1.3  # lines of a cell, in sizes of its type
TABLE_PAD = 5.0
_STYLES = {"h1": Style.HEI, "h2": Style.KAI, "": Style.FANG}
_FIRST = re.compile(r"^[一二三四五六七八九十]+、")
_SECOND = re.compile(r"^（[一二三四五六七八九十]+）")
_FIGURE = re.compile(r"^[-−]?[\d,]+(?:\.\d+)?%?$")
_STOP = "。"
HEADING = 52  # a heading alone on its lines has so many characters at most: two lines


@dataclass
class Rows:
    """The rows so far, and where the seal's room begins."""

    faces: Faces
    grid: Grid
    pitch: Pitch
    rows: list[Row] = field(default_factory=list)
    seal_left: float = AREA_WIDTH

    def add(
        self,
        runs: list[tuple[str, str]],
        *,
        first: float = 2,
        hang: float = 0,
        keep: bool = False,
    ) -> None:
        for part in _parted(runs):
            lines = self.grid.lines(part, width=AREA_WIDTH, first=first, hang=hang)
            self.rows += [Line(tuple(line), keep) for line in lines]
            first = hang

    def keep_last(self, count: int) -> None:
        """Tie the last rows to what follows."""
        if self.rows:
            tied = self.rows[-count:]
            self.rows[-count:] = [replace(row, keep=True) for row in tied]


def _parted(runs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Part runs where a value has a line end."""
    made: list[list[tuple[str, str]]] = [[]]
    for text, style in runs:
        for number, part in enumerate(text.split("\n")):
            if number:
                made.append([])
            made[-1].append((part, style))
    return made


def rows_of(pieces: list[Piece], faces: Faces, pitch: Pitch) -> list[Row]:
    """Set the text of a letter; what the head and the foot print is left out."""
    work = Rows(faces, Grid(faces, SIZE, CELL), pitch)
    for piece in pieces:
        draw = _ROWS.get(piece.kind)
        if draw is not None:
            draw(work, piece)
    while work.rows and isinstance(work.rows[-1], Line) and not work.rows[-1].line:
        work.rows.pop()
    return work.rows


def check(pieces: list[Piece], faces: Faces) -> None:
    """Make sure that every character can be printed.

    Raises:
        MissingGlyph: names the character and its piece.
    """
    for piece in pieces:
        style = Style.XBS if piece.kind is BlockKind.TITLE else _STYLES.get(piece.style, Style.FANG)
        for text in (piece.text, piece.date, piece.by, *piece.items):
            faces.check(style, text, piece.place)
        for number, row in enumerate(piece.rows, start=1):
            for cell in row:
                faces.check(Style.FANG, cell, f"表格第{number}行里")


def _addressee(work: Rows, piece: Piece) -> None:
    work.add([(piece.text, Style.FANG)], first=0)


def _para(work: Rows, piece: Piece) -> None:
    for part in piece.text.split("\n"):
        if piece.style:
            work.add([(part, _STYLES[piece.style])], keep=True)
        else:
            runs, heading = headed(part)
            work.add(runs, keep=heading)


def headed(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Give a clerk's numbered headings their faces: 一、 in 黑体, （一） in 楷体 (7.3.3).

    The heading is the first sentence of its paragraph; alone on its line it stays with the next.
    """
    style = (
        Style.HEI if _FIRST.match(text) else Style.KAI if _SECOND.match(text) else Style.FANG
    )  # fmt: skip
    if style is Style.FANG:
        return [(text, style)], False
    end = text.find(_STOP) + 1
    if end in {0, len(text)}:
        # a whole sentence or two behind 一、 without a heading of its own is text
        alone = end == 0 and len(text) <= HEADING
        return [(text, style if alone or style is Style.KAI else Style.FANG)], alone
    return [(text[:end], style), (text[end:], Style.FANG)], False


def _list(work: Rows, piece: Piece) -> None:
    work.keep_last(1)  # what announces a list stands on the page of its first item
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        for part in (mark + item).split("\n"):
            work.add([(part, Style.FANG)])


def _attachment(work: Rows, piece: Piece) -> None:
    """附件说明: one line under the text, turnover lines under the name's first character."""
    if not piece.items:
        return
    work.keep_last(2)  # the page of the seal carries text too, not attachments only
    work.rows.append(Line(keep=True))
    for number, item in enumerate(piece.items, start=1):
        head = "附件：" if number == 1 else ""
        mark = f"{number}." if len(piece.items) > 1 else ""
        hang = 5 + work.grid.width(mark, Style.FANG) / CELL
        work.add([(head + mark + item, Style.FANG)], first=2 if head else 5, hang=hang)


def _signature(work: Rows, piece: Piece) -> None:
    """署名 over 成文日期, never alone on a page."""
    work.keep_last(2)
    if piece.style == "unsealed":
        _unsealed(work, piece)
    else:
        _sealed(work, piece)


def _unsealed(work: Rows, piece: Piece) -> None:
    """不加盖印章 (7.3.5.2): the name one line under the text, two cells from the right.

    The date stands under it, beginning two cells right of the name, or the other way round when
    the date is the longer of the two.
    """
    names, dates = _whole(piece.text), _whole(piece.date)
    name, date = _widest(work, names), _widest(work, dates)
    name_at = AREA_WIDTH - 2 * CELL - name
    date_at = name_at + 2 * CELL
    if date_at + date > AREA_WIDTH - 2 * CELL:
        date_at = AREA_WIDTH - 2 * CELL - date
        name_at = min(name_at, date_at + 2 * CELL)
    work.rows.append(Line(keep=True))
    _end(work, [(line, name_at) for line in names], [(line, date_at) for line in dates])


def _sealed(work: Rows, piece: Piece) -> None:
    """加盖印章 (7.3.5.1): the name centred over the date, with room for a 42 mm seal."""
    dates = _whole(piece.date)
    date_width = _widest(work, dates)
    date_at = max(0.0, AREA_WIDTH - SEAL_INDENT * CELL - date_width)
    names = []
    for line in _whole(piece.text):
        width = work.grid.width(line, Style.FANG)
        names.append((line, min(date_at + (date_width - width) / 2, AREA_WIDTH - width)))
    work.seal_left = date_at + date_width / 2 - SEAL_RADIUS
    work.rows += [Line(keep=True)] * SEAL_BLANKS
    _end(work, names, [(line, date_at) for line in dates])


def _whole(text: str) -> list[str]:
    """Return a 署名 or date in as few lines as it needs, two cells free at the right."""
    return balanced(text, CELLS - 2)


def _widest(work: Rows, lines: list[str]) -> float:
    return max([work.grid.width(line, Style.FANG) for line in lines])


def _end(work: Rows, *parts: list[tuple[str, float]]) -> None:
    """Set name and date, each line at its place, and one blank line under them."""
    for part in parts:
        work.rows += [
            Line(tuple(work.grid.row(line, Style.FANG, at)), keep=True) for line, at in part
        ]
    work.rows.append(Line())


def _note(work: Rows, piece: Piece) -> None:
    """附注: in brackets, on the line after the date, one lower when the seal would cover it."""
    text = f"（{piece.text}）"
    end = 2 * CELL + work.grid.width(text, Style.FANG)
    last = work.rows[-1] if work.rows else None
    if isinstance(last, Line) and not last.line and end < work.seal_left:
        work.rows.pop()
    else:
        work.keep_last(1)
    work.add([(text, Style.FANG)])


def _table(work: Rows, piece: Piece) -> None:
    """A table in the text: 四号, as wide as the text, its first row repeated over the page."""
    count = max(len(row) for row in piece.rows)
    weights = piece.widths or (1.0,) * count
    edges = [0.0]
    for weight in weights:
        edges.append(edges[-1] + AREA_WIDTH * weight / sum(weights))
    work.keep_last(1)
    head = _table_row(work, piece.rows[0], edges, Style.HEI)
    work.rows.append(replace(head, keep=True))
    # repeated, a higher one would leave no room for what it heads
    again = head if head.height <= work.pitch.lines / 3 else None
    work.rows += [
        replace(_table_row(work, row, edges, Style.FANG), head=again) for row in piece.rows[1:]
    ]


def _table_row(work: Rows, row: tuple[str, ...], edges: list[float], style: str) -> TableRow:
    cells = []
    for column, text in enumerate(row):
        left = edges[column]
        right = edges[-1] if column == len(row) - 1 else edges[column + 1]
        limit = (right - left - 2 * TABLE_PAD) * 1000 / SMALL
        lines = wrap(work.faces, style, text, limit)
        align = (
            "C" if style == Style.HEI or (len(lines) == 1 and not _FIGURE.match(text))
            else "R" if _FIGURE.match(text) else "L"
        )  # fmt: skip
        cells.append((left, right, style, align, lines))
    return _sized(cells, work.pitch)


def _sized(cells: Iterable[Cell], pitch: Pitch) -> TableRow:
    kept = tuple(cells)
    most = max(len(lines) for *_, lines in kept)
    return TableRow(kept, -int(-(most * SMALL * TABLE_LEAD + TABLE_PAD) // pitch.leading))


def cut(row: TableRow, lines: int, pitch: Pitch) -> tuple[TableRow, TableRow]:
    """Cut a table's row that is higher than a page.

    Args:
        row: the row.
        lines: how many lines of the page are left for its upper part.
        pitch: where the page's lines stand.
    """
    fits = max(1, int((lines * pitch.leading - TABLE_PAD) / (SMALL * TABLE_LEAD)))
    upper = [(*cell[:4], cell[4][:fits]) for cell in row.cells]
    lower = _sized([(*cell[:4], cell[4][fits:]) for cell in row.cells], pitch)
    return TableRow(tuple(upper), lines), replace(lower, head=row.head, keep=row.keep)


_ROWS = {
    BlockKind.ADDRESSEE: _addressee,
    BlockKind.PARA: _para,
    BlockKind.LIST: _list,
    BlockKind.TABLE: _table,
    BlockKind.ATTACHMENT: _attachment,
    BlockKind.SIGNATURE: _signature,
    BlockKind.NOTE: _note,
}
