"""What only an official letter has, in its .docx twin: heads, 署名, 附件说明, 版记."""

from __future__ import annotations

from .docxfoot import RED_HEX
from .docxparts import TWIPS, Element, element, flag, properties, runs
from .docxtwin import Twin, align, exact, white
from .filling import Piece
from .fontface import Style
from .imprint import BAND, COPIES, PRINTED, THICK, THIN, copies_of
from .letterhead import red_name
from .letterpage import SIZE, SMALL
from .letterrows import SEAL_BLANKS, SEAL_INDENT
from .paper import MM
from .titles import cells


def number_under(work: Twin, number: str) -> None:
    """信函格式: the number stands at the right under the red line, the title two lines below."""
    work.add(number, align("R"), exact(SIZE * 1.4))
    for _ in range(2):
        work.add("")


def file_head(work: Twin, number: str) -> None:
    """公文格式: the red name 35 mm under the type area's edge, number, red line, two lines."""
    lines, size = red_name(work.organ, "file")
    above = element(
        "spacing", before=round(35 * MM * TWIPS), line=round(size * 1.1 * TWIPS), lineRule="exact"
    )
    work.add("\n".join(lines), align("C"), above, font=Style.XBS, size=size, colour=RED_HEX)
    work.add("")
    work.add("")
    line = element("bottom", val="single", sz=11, space=8, color=RED_HEX)
    work.add(number.replace("\n", ""), align("C"), element("pBdr", line))
    work.add("")
    work.add("")


def attachment(work: Twin, piece: Piece) -> None:
    """附件说明: turnover lines stand under the name's first character."""
    if piece.items and work.letter:
        work.add("", flag("keepNext"))
    for number, item in enumerate(piece.items, start=1):
        mark = f"{number}." if len(piece.items) > 1 else ""
        head = "附件：" if number == 1 else ""
        width = cells(mark)
        work.add(head + mark + item, work.indent(left=5 + width, first=-width - len(head)))


def signature(work: Twin, piece: Piece) -> None:
    """署名 over the middle of the date, with room for a seal, or as without one (7.3.5.2)."""
    if piece.style == "unsealed":
        work.add("", flag("keepNext"))
        shift = max(0.0, cells(piece.date) + 2 - cells(piece.text))
        work.add(piece.text, align("R"), work.indent(right=2 + shift), flag("keepNext"))
        work.add(piece.date, align("R"), work.indent(right=2))
        work.add("")
        return
    for _ in range(SEAL_BLANKS):
        work.add("", flag("keepNext"))
    indent = SEAL_INDENT + (cells(piece.date) - cells(piece.text)) / 2
    work.add(piece.text, align("R"), work.indent(right=max(0.0, indent)), flag("keepNext"))
    work.add(piece.date, align("R"), work.indent(right=SEAL_INDENT))
    work.add("")


def note(work: Twin, piece: Piece) -> None:
    work.add(f"（{piece.text}）", work.indent(first=2))


def imprint(work: Twin, piece: Piece) -> None:
    """版记 at the foot of the type area of the last page."""
    ruled = work.head != "red"
    lines = []
    if piece.text:
        lines.append(copies_of(piece))
    if ruled and piece.date:
        lines.append(f"{piece.by}\t{piece.date}{PRINTED}")
    if not lines:
        return
    work.add("")
    unit = SMALL * TWIPS
    rows = []
    for text in lines:
        hang = len(COPIES) if text.startswith(COPIES) else 0
        place = properties(
            "pPr",
            element("tabs", element("tab", val="right", pos=round((work.area - SMALL) * TWIPS))),
            element(
                "ind", left=round((1 + hang) * unit), right=round(unit), hanging=round(hang * unit)
            ),
            exact(BAND),
        )
        words = runs(text, style=Style.FANG, size=SMALL)
        rows.append(element("tr", element("tc", element("p", place, *words))))
    work.flow.append(_pinned(rows, work.area, ruled=ruled))
    work.flow.append(white(1))  # a table may not be the last thing


def _pinned(rows: list[Element], width: float, *, ruled: bool) -> Element:
    """Return a table of one column that stands on the foot of the type area."""
    edges = [
        _rule("top", THICK), _rule("bottom", THICK), _rule("insideH", THIN)
    ] if ruled else []  # fmt: skip
    settings = element(
        "tblPr",
        element("tblpPr", vertAnchor="margin", horzAnchor="margin", tblpX=0, tblpYSpec="bottom"),
        element("tblOverlap", val="never"),
        element("tblW", w=round(width * TWIPS), type="dxa"),
        element("tblBorders", *edges),
        element("tblLayout", type="fixed"),
        element("tblCellMar", element("left", w=0, type="dxa"), element("right", w=0, type="dxa")),
    )
    columns = element("tblGrid", element("gridCol", w=round(width * TWIPS)))
    return element("tbl", settings, columns, *rows)


def _rule(side: str, width: float) -> Element:
    """Return a table's edge; Word counts its width in eighths of a point."""
    return element(side, val="single", sz=round(width * 8), space=0, color="000000")
