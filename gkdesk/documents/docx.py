"""The .docx twin of a document: the same pieces, to be edited by hand in WPS, Word or LibreOffice.

Body text has exact line spacing and tracking instead of a character grid (``linesAndChars``):
Word keeps 22 lines of 28 characters with both, LibreOffice only with this (with its grid it sets
some 20 characters a line). The section still declares 22 lines, for who edits in Word's own grid.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from . import docxparts as parts
from .boxes import (
    LINE_LEADING,
    LINE_SIZE,
    NOTE_LEADING,
    NOTE_SIZE,
    TITLE_SIZE,
    rows_of,
    widths_of,
)  # fmt: skip
from .breaks import balanced
from .cells import FORM_LOOK, LEDGER_LOOK, look_of
from .docxfoot import FOOT_UP, HEAD_TOP, feet
from .docxparts import SQUARE, TICKED, TWIPS, Element, element, flag, properties, runs
from .docxtable import squares, table
from .filling import Piece, Values, fill
from .flow import LEADING as FORM_LEADING
from .flow import MARGINS, Margins
from .flow import SIZE as FORM_SIZE
from .fontface import Style
from .layout import AREA_HEIGHT, AREA_WIDTH, LEFT, LINES, SEAL_BLANKS, SEAL_INDENT, SIZE
from .layout import TITLE_LEADING as LETTER_TITLE_LEADING
from .paper import MM
from .wording import BlockKind, PageKind, Template

PITCH = int(AREA_HEIGHT / LINES * TWIPS)  # twips; rounded up, 22 lines would not fit
LEADING = 28.95
TRACKING = -0.25  # 28 cells of 16 pt less this end within the type area
FORM_TITLE_LEADING = 33.0
_ENVELOPE = Margins(10 * MM, 8 * MM, 8 * MM)
_HEADINGS = {"h1": "Heading1", "h2": "Heading2"}
_JC = {"L": "left", "C": "center", "R": "right"}
_BEFORE_TABLE, _AFTER_TABLE = 6.0, 14.0


@dataclass
class _Twin:
    """The document so far; ``size`` is its body's type size."""

    made: Document
    page: PageKind
    left: float
    area: float
    y: float  # points under the paper's edge, kept only by what stands at a fixed place
    size: float = SIZE
    red: bool = False
    spaced: bool = False  # a table was the last thing
    ledger: bool = False
    flow: list[Element] = field(default_factory=list)

    @property
    def letter(self) -> bool:
        return self.page is PageKind.LETTER

    def add(
        self, text: str, *settings: Element, font: str = "", size: float = 0, colour: str = ""
    ) -> None:
        """Add a paragraph with these settings; without a font or size, those of its style."""
        if self.spaced:  # the white under a table, which may not be the last thing on a page
            self.flow.append(_white(_AFTER_TABLE))
            self.spaced = False
        words = runs(text, style=font, size=size, colour=colour)
        self.flow.append(element("p", properties("pPr", *settings), *words))

    def indent(self, *, first: float = 0, left: float = 0, right: float = 0) -> Element:
        """Indent by characters, and by their width for programs that know no characters."""
        unit = self.size * TWIPS
        made = element(
            "ind", left=round(left * unit), leftChars=round(left * 100),
            right=round(right * unit), rightChars=round(right * 100),
        )  # fmt: skip
        name = "firstLine" if first >= 0 else "hanging"
        made.set(qn(f"w:{name}"), str(round(abs(first) * unit)))
        made.set(qn(f"w:{name}Chars"), str(round(abs(first) * 100)))
        return made


def document(template: Template, values: Values, *, stamp: str = "") -> bytes:
    """Turn a template and its values into a .docx; the same words give the same bytes.

    Args:
        template: what to print.
        values: fields and given values.
        stamp: printed red at the head of every page.

    Raises:
        MissingValues: a required value was not given.
        BadValue: a value is not what its field takes.
        Unwritable: a text holds half a character.
    """
    pieces = fill(template, values)
    work = _new(template)
    if work.red:
        _number_under(work, next((p.text for p in pieces if p.kind is BlockKind.NUMBER), ""))
    for piece in pieces:
        _ADD[piece.kind](work, piece)
    body: Element = work.made.element.body
    last = body[-1]
    for one in work.flow:
        last.addprevious(one)
    if work.flow[-1].tag == qn("w:tbl") or template.page.envelope:
        # a table may not be the last thing, and a frame needs something to hold on to
        last.addprevious(_white(2))
    organ = str(values.get("organ_name", "")) if work.red else ""
    feet(work.made, letter=work.letter, organ=organ, ledger=work.ledger, stamp=stamp)
    return parts.save(work.made, template.title)


def _new(template: Template) -> _Twin:
    letter = template.page is PageKind.LETTER
    if letter:
        made = parts.bare(
            size=SIZE, leading=LEADING, tracking=TRACKING, title_leading=LETTER_TITLE_LEADING
        )
        width, height = template.page.size
        side, top, foot = (LEFT, width - LEFT - AREA_WIDTH), 37 * MM, height - 37 * MM - AREA_HEIGHT
    else:
        made = parts.bare(
            size=FORM_SIZE, leading=FORM_LEADING, tracking=0, title_leading=FORM_TITLE_LEADING
        )
        margins = MARGINS.get(template.page, _ENVELOPE)
        width, height = template.page.size
        side, top, foot = (margins.side, margins.side), margins.top, margins.foot
    section = made.sections[0]
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin, section.right_margin = Pt(side[0]), Pt(side[1])
    section.top_margin, section.bottom_margin = Pt(top), Pt(foot)
    head = HEAD_TOP if letter else 8 * MM
    section.header_distance, section.footer_distance = Pt(head), Pt(FOOT_UP)
    size_element: Element = section._sectPr.find(qn("w:pgSz"))  # noqa: SLF001 - no public way
    if width > height:
        size_element.set(qn("w:orient"), "landscape")
    grid: Element = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - no public way
    grid.set(qn("w:type"), "lines" if letter else "default")
    grid.set(qn("w:linePitch"), str(PITCH))
    size = SIZE if letter else FORM_SIZE
    red = letter and template.head != "plain"
    return _Twin(made, template.page, side[0], width - sum(side), top, size, red=red)


def _exact(points: float) -> Element:
    return element("spacing", line=round(points * TWIPS), lineRule="exact")


def _align(side: str) -> Element:
    return element("jc", val=_JC[side])


def _number_under(work: _Twin, number: str) -> None:
    """信函格式: the number stands at the right under the red line, the title two lines below."""
    work.add(number, _align("R"), _exact(SIZE * 1.4))
    for _ in range(2):
        work.add("")


def _title(work: _Twin, piece: Piece) -> None:
    lines = balanced(piece.text, int(work.area / TITLE_SIZE))
    work.add("\n".join(lines), element("pStyle", val="Title"))
    work.add("", *(() if work.letter else (_exact(10),)))


def _number(work: _Twin, piece: Piece) -> None:
    if piece.text and not work.red:  # else it stands under the red line already
        work.add(piece.text, _align("C" if work.letter else "R"))


def _addressee(work: _Twin, piece: Piece) -> None:
    work.add(piece.text)


def _para(work: _Twin, piece: Piece) -> None:
    if piece.style == "line":
        _three_parts(work, piece.text)
        return
    heading = _HEADINGS.get(piece.style)
    settings = [work.indent(first=2)]
    settings += [element("pStyle", val=heading)] if heading else []
    size = 0.0
    if piece.style == "small":
        size = NOTE_SIZE
        settings.append(_exact(NOTE_LEADING))
    for part in piece.text.split("\n"):
        work.add(part, *settings, size=size)


def _three_parts(work: _Twin, text: str) -> None:
    """Left, middle and right of one line, parted by tabs."""
    tabs = element(
        "tabs",
        element("tab", val="center", pos=round(work.area / 2 * TWIPS)),
        element("tab", val="right", pos=round(work.area * TWIPS)),
    )
    work.add(text, _exact(LINE_LEADING), _align("L"), tabs, size=LINE_SIZE)


def _list(work: _Twin, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        work.add((f"{number}." if len(piece.items) > 1 else "") + item, work.indent(first=2))


def _choices(work: _Twin, piece: Piece) -> None:
    for words, ticked in piece.options:
        work.add(f"{TICKED if ticked else SQUARE}\u3000{words}", work.indent(left=4, first=-2))


def _attachment(work: _Twin, piece: Piece) -> None:
    """附件说明: turnover lines stand under the name's first character."""
    if piece.items and work.letter:
        work.add("", flag("keepNext"))
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        head = "附件：" if number == 1 else ""
        width = _cells(mark)
        work.add(head + mark + item, work.indent(left=5 + width, first=-width - len(head)))


def _cells(text: str) -> float:
    """Count characters as the grid does: a digit is half a cell."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _signature(work: _Twin, piece: Piece) -> None:
    """署名 over the middle of the date, with room for a seal."""
    for _ in range(SEAL_BLANKS):
        work.add("", flag("keepNext"))
    indent = SEAL_INDENT + (_cells(piece.date) - _cells(piece.text)) / 2
    work.add(piece.text, _align("R"), work.indent(right=max(0.0, indent)), flag("keepNext"))
    work.add(piece.date, _align("R"), work.indent(right=SEAL_INDENT))
    work.add("")


def _note(work: _Twin, piece: Piece) -> None:
    work.add(f"（{piece.text}）", work.indent(first=2))


def _table(work: _Twin, piece: Piece) -> None:
    ledger = piece.kind is BlockKind.LEDGER
    work.ledger = work.ledger or ledger
    rows = rows_of(piece)
    if not rows:
        return
    look = look_of(piece.size, LEDGER_LOOK if ledger else FORM_LOOK)
    made = table(rows, widths_of(piece), work.area, look, piece.head)
    if piece.top:
        work.flow.append(_white(max(1.0, piece.top * MM - work.y)))
    elif work.flow:
        work.flow.append(_white(_AFTER_TABLE if work.spaced else _BEFORE_TABLE))
    work.flow.append(made)
    work.spaced = True


def _white(points: float) -> Element:
    return element("p", properties("pPr", _exact(points)))


def _receipt(work: _Twin, piece: Piece) -> None:
    """A stub under a line to cut along."""
    work.add("", element("pBdr", _edge("bottom", val="dashed", color="595959")))
    if piece.text:
        work.add(piece.text, _align("C"))
    _table(work, piece)


def _edge(side: str, *, val: str = "single", color: str = "000000") -> Element:
    return element(side, val=val, sz=5, space=1, color=color)


def _frame(work: _Twin, piece: Piece) -> None:
    """Words at a fixed place of the paper: a text frame on an envelope, else a paragraph.

    A frame on a page with a table would push the table down, and is harder to edit.
    """
    x, y, width, height = (number * MM for number in piece.at)
    size = piece.size or FORM_SIZE
    leading = size * 1.4
    settings = [_align(piece.align or "L")]
    if work.page.envelope:
        place = {"w": width, "h": height, "x": x, "y": y}
        settings += [
            element(
                "framePr", hRule="exact", hSpace=0, wrap="around", vAnchor="page", hAnchor="page",
                **{name: round(number * TWIPS) for name, number in place.items()},
            ),
            _exact(leading),
        ]  # fmt: skip
    else:
        left, right = x - work.left, work.left + work.area - x - width
        before, work.y = y - work.y, y + leading * (piece.text.count("\n") + 1)
        settings += [
            element("ind", left=round(left * TWIPS), right=round(right * TWIPS)),
            element(
                "spacing", before=round(max(0.0, before) * TWIPS), line=round(leading * TWIPS),
                lineRule="exact",
            ),
        ]  # fmt: skip
    if piece.border:
        sides = ("top", "left", "bottom", "right")
        settings.append(element("pBdr", *[_edge(side) for side in sides]))
    work.add(piece.text, *settings, font=piece.style or Style.FANG, size=size)


def _postcode(work: _Twin, piece: Piece) -> None:
    work.flow.append(squares(piece.text, *piece.at))


# every kind of block has its place here, and a test says so: nothing is left out without a word;
# a kind printed at the foot of a letter's last page, such as 版记, would be added like _note
_ADD = {
    BlockKind.TITLE: _title,
    BlockKind.NUMBER: _number,
    BlockKind.ADDRESSEE: _addressee,
    BlockKind.PARA: _para,
    BlockKind.LIST: _list,
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
