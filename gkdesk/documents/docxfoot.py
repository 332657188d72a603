"""Heads and feet of the .docx twin: page numbers, the lower red line, the stamp of a demo."""

from __future__ import annotations

from docx.document import Document
from docx.section import _Footer, _Header

from .docxparts import TWIPS, Element, element, field, fonts, properties, run
from .docxtwin import align, exact
from .flow import FOOT_SIZE
from .fontface import Style
from .letterhead import red_name
from .letterpage import SIZE, SMALL
from .paper import MM, RED

RED_HEX = "".join(f"{round(part * 255):02X}" for part in RED)
HEAD_TOP = 30 * MM  # 信函格式: the red head begins so far under the paper's edge
FOOT_UP = 20 * MM  # and the lower red line stands so far over the other
_STAMP_SIZE = 16.0
_GAP = 8  # points between the head's line box and the red line
_BEYOND = (8 * MM, 6 * MM)  # the double line is 170 mm long, wider than the type area


def feet(made: Document, *, letter: bool, organ: str, ledger: bool, stamp: str) -> None:
    """Set every head and foot.

    Args:
        made: the document.
        letter: number its pages — 1 —, odd ones right and even ones left (GB/T 9704 7.5).
        organ: set as the red head of the first page, over a red double line and with another at
            its foot instead of a number (信函格式); empty for a letter without.
        ledger: number its pages 第1页 共2页.
        stamp: printed red at the head of every page.
    """
    section = made.sections[0]
    heads: dict[str, tuple[_Header, list[Element]]] = {}
    if stamp:
        heads["default"] = (section.header, [])
    if letter:
        made.settings.odd_and_even_pages_header_footer = True
        _put(section.footer, _dashed("right"))
        _put(section.even_page_footer, _dashed("left"))
        if stamp:
            heads["even"] = (section.even_page_header, [])
    elif ledger:
        _put(section.footer, _counted())
    if organ:
        section.different_first_page_header_footer = True
        _put(section.first_page_footer, _low_line())
        heads["first"] = (section.first_page_header, [_red_head(organ)])
    for part, below in heads.values():
        words = run(stamp, style=Style.HEI, size=_STAMP_SIZE, colour=RED_HEX)
        above = [_paragraph(align("C"), exact(20), runs=[words])] if stamp else []
        _put(part, *above, *below)


def _red_line(side: str, kind: str) -> tuple[Element, Element]:
    """Return the border and indents of a red double line; 3 pt, both lines together."""
    left, right = (round(-wide * TWIPS) for wide in _BEYOND)
    border = element("pBdr", element(side, val=kind, sz=24, space=_GAP, color=RED_HEX))
    return border, element("ind", left=left, right=right)


def _red_head(organ: str) -> Element:
    lines, size = red_name(organ, "red")
    words = run("\n".join(lines), style=Style.XBS, size=size, colour=RED_HEX)
    line = _red_line("bottom", "thickThinSmallGap")
    return _paragraph(align("C"), exact(size * 1.1), *line, runs=[words])


def _low_line() -> Element:
    return _paragraph(*_red_line("bottom", "thinThickSmallGap"), exact(2))


def _put(part: _Header | _Footer, *paragraphs: Element) -> None:
    """Make these paragraphs all there is in a head or foot."""
    part.is_linked_to_previous = False
    inside: Element = part._element  # noqa: SLF001 - no public way
    for child in list(inside):
        inside.remove(child)
    inside.extend(paragraphs)


def _paragraph(*settings: Element, runs: list[Element] | None = None) -> Element:
    return element("p", properties("pPr", *settings), *(runs or []))


def _sized(one: Element, style: str, size: float) -> Element:
    for old in one.findall(f"{one.tag.rpartition('}')[0]}}}rPr"):
        one.remove(old)
    one.insert(0, properties("rPr", fonts(style), element("sz", val=round(size * 2))))
    return one


def _dashed(side: str) -> Element:
    """— 1 —, in 四号 宋体, one character from the edge."""
    indent = element("ind", **{side: round(SIZE * TWIPS), f"{side}Chars": 100})
    runs = [run("— "), *field("PAGE"), run(" —")]
    runs = [_sized(one, Style.SONG, SMALL) for one in runs]
    # 6 mm under it: the dashes stand 7 mm under the type area
    above = element("spacing", after=340, line=round(SMALL * 1.2 * TWIPS), lineRule="exact")
    return _paragraph(indent, element("jc", val=side), above, runs=runs)


def _counted() -> Element:
    runs = [run("第"), *field("PAGE"), run("页\u3000共"), *field("NUMPAGES"), run("页")]
    runs = [_sized(one, Style.FANG, FOOT_SIZE) for one in runs]
    return _paragraph(align("C"), runs=runs)
