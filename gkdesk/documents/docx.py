"""The .docx twin of a document: the same pieces, to be edited by hand in WPS, Word or LibreOffice.

Body text has exact line spacing and tracking instead of a character grid (``linesAndChars``):
Word keeps 22 lines of 28 characters with both, LibreOffice only with this (with its grid it sets
some 20 characters a line). The section still declares 22 lines, for who edits in Word's own grid.
"""

from __future__ import annotations

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
from .cells import FORM_LOOK, LEDGER_LOOK, look_of
from .docxfoot import FOOT_UP, HEAD_TOP, feet
from .docxletter import attachment, file_head, imprint, note, number_under, signature
from .docxparts import SQUARE, TICKED, TWIPS, Element, element, runs
from .docxtable import squares, table
from .docxtwin import AFTER_TABLE, Twin, align, exact, white
from .filling import Piece, Values, fill, organ_of
from .flow import LEADING as FORM_LEADING
from .flow import MARGINS, Margins
from .flow import SIZE as FORM_SIZE
from .fontface import Style
from .letterpage import AREA_HEIGHT, AREA_WIDTH, LEFT, LINES, SIZE
from .letterpage import TITLE_LEADING as LETTER_TITLE_LEADING
from .letterrows import headed
from .paper import MM
from .titles import balanced
from .wording import BlockKind, PageKind, Template

PITCH = int(AREA_HEIGHT / LINES * TWIPS)  # twips; rounded up, 22 lines would not fit
LEADING = 28.95
TRACKING = -0.25  # 28 cells of 16 pt less this end within the type area
FORM_TITLE_LEADING = 33.0
_ENVELOPE = Margins(10 * MM, 8 * MM, 8 * MM)
_HEADINGS = {"h1": "Heading1", "h2": "Heading2"}
_BEFORE_TABLE = 6.0


def document(template: Template, values: Values, *, stamp: str = "") -> bytes:
    """Turn a template and its values into a .docx; the same words give the same bytes.

    Args:
        template: what to print.
        values: fields and given values.
        stamp: printed red at the head of every page.

    Raises:
        MissingValues: a required value was not given.
        BadValue: a value is not what its field takes.
        Unwritable: a text holds half a character, or a code that is none.
    """
    pieces = fill(template, values)
    work = _new(template)
    work.organ = organ_of(values)
    number = next((p.text for p in pieces if p.kind is BlockKind.NUMBER), "")
    if template.head == "file" and work.letter:
        file_head(work, number)
    elif work.red:
        number_under(work, number)
    for piece in pieces:
        _ADD[piece.kind](work, piece)
    body: Element = work.made.element.body
    last = body[-1]
    for one in work.flow:
        last.addprevious(one)
    if work.flow[-1].tag == qn("w:tbl") or template.page.envelope:
        # a table may not be the last thing, and a frame needs something to hold on to
        last.addprevious(white(2))
    organ = work.organ if work.red and template.head != "file" else ""
    feet(work.made, letter=work.letter, organ=organ, ledger=work.ledger, stamp=stamp)
    return parts.save(work.made, template.title)


def _new(template: Template) -> Twin:
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
    return Twin(
        made, template.page, side[0], width - sum(side), top, size, red=template.red,
        head=template.head,
    )  # fmt: skip


def _title(work: Twin, piece: Piece) -> None:
    lines = balanced(piece.text, int(work.area / TITLE_SIZE), whole=(work.organ,))
    work.add("\n".join(lines), element("pStyle", val="Title"))
    work.add("", *(() if work.letter else (exact(10),)))


def _number(work: Twin, piece: Piece) -> None:
    if piece.text and not work.red:  # else it stands under the red line already
        work.add(piece.text, align("C" if work.letter else "R"))


def _addressee(work: Twin, piece: Piece) -> None:
    work.add(piece.text)


def _para(work: Twin, piece: Piece) -> None:
    if piece.style == "line":
        _three_parts(work, piece.text)
        return
    heading = _HEADINGS.get(piece.style)
    small = piece.style == "small"
    for part in piece.text.split("\n"):
        # an element stands in one place only: each paragraph gets its own
        settings = [work.indent(first=2)]
        settings += [element("pStyle", val=heading)] if heading else []
        settings += [exact(NOTE_LEADING)] if small else []
        if work.letter and not piece.style:
            found, _alone = headed(part)
            words = [run for text, style in found for run in runs(text, style=style)]
            work.put(words, *settings)
        else:
            work.add(part, *settings, size=NOTE_SIZE if small else 0.0)


def _three_parts(work: Twin, text: str) -> None:
    """Left, middle and right of one line, parted by tabs."""
    tabs = element(
        "tabs",
        element("tab", val="center", pos=round(work.area / 2 * TWIPS)),
        element("tab", val="right", pos=round(work.area * TWIPS)),
    )
    work.add(text, exact(LINE_LEADING), align("L"), tabs, size=LINE_SIZE)


def _list(work: Twin, piece: Piece) -> None:
    for number, item in enumerate(piece.items, start=1):
        work.add((f"{number}." if len(piece.items) > 1 else "") + item, work.indent(first=2))


def _choices(work: Twin, piece: Piece) -> None:
    for words, ticked in piece.options:
        work.add(f"{TICKED if ticked else SQUARE}\u3000{words}", work.indent(left=4, first=-2))


def _table(work: Twin, piece: Piece) -> None:
    ledger = piece.kind is BlockKind.LEDGER
    work.ledger = work.ledger or ledger
    rows = rows_of(piece)
    if not rows:
        return
    look = look_of(piece.size, LEDGER_LOOK if ledger else FORM_LOOK)
    made = table(rows, widths_of(piece), work.area, look, piece.head)
    if piece.top:
        work.flow.append(white(max(1.0, piece.top * MM - work.y)))
    elif work.flow:
        work.flow.append(white(AFTER_TABLE if work.spaced else _BEFORE_TABLE))
    work.flow.append(made)
    work.spaced = True


def _receipt(work: Twin, piece: Piece) -> None:
    """A stub under a line to cut along."""
    work.add("", element("pBdr", _edge("bottom", val="dashed", color="595959")))
    if piece.text:
        work.add(piece.text, align("C"))
    _table(work, piece)


def _edge(side: str, *, val: str = "single", color: str = "000000") -> Element:
    return element(side, val=val, sz=5, space=1, color=color)


def _frame(work: Twin, piece: Piece) -> None:
    """Words at a fixed place of the paper: a text frame on an envelope, else a paragraph.

    A frame on a page with a table would push the table down, and is harder to edit.
    """
    x, y, width, height = (number * MM for number in piece.at)
    size = piece.size or FORM_SIZE
    leading = size * 1.4
    settings = [align(piece.align or "L")]
    if work.page.envelope:
        place = {"w": width, "h": height, "x": x, "y": y}
        settings += [
            element(
                "framePr", hRule="exact", hSpace=0, wrap="around", vAnchor="page", hAnchor="page",
                **{name: round(number * TWIPS) for name, number in place.items()},
            ),
            exact(leading),
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


def _postcode(work: Twin, piece: Piece) -> None:
    work.flow.append(squares(piece.text, *piece.at))


# every kind of block has its place here, and a test says so: nothing is left out without a word
_ADD = {
    BlockKind.TITLE: _title,
    BlockKind.NUMBER: _number,
    BlockKind.ADDRESSEE: _addressee,
    BlockKind.PARA: _para,
    BlockKind.LIST: _list,
    BlockKind.TABLE: _table,
    BlockKind.SIGNATURE: signature,
    BlockKind.ATTACHMENT: attachment,
    BlockKind.NOTE: note,
    BlockKind.IMPRINT: imprint,
    BlockKind.RECEIPT: _receipt,
    BlockKind.GRID: _table,
    BlockKind.LEDGER: _table,
    BlockKind.CHOICES: _choices,
    BlockKind.FRAME: _frame,
    BlockKind.POSTCODE: _postcode,
}
