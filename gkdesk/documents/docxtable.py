"""Tables of the .docx twin: the same cells, spans, widths and heights as on our own paper."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from .boxes import DIGITS
from .cells import INDENT, SIGN, Look
from .docxparts import SQUARE, TICKED, TWIPS, Element, element, flag, properties, runs
from .docxtwin import align as alignment
from .fontface import Style
from .griddata import GridCell, places
from .paper import MM

_THICK, _THIN = 8, 4  # eighths of a point
_SQUARE_RED = "E64033"


def table(
    rows: Sequence[tuple[GridCell, ...]], widths: Sequence[float], area: float, look: Look,
    head: int = 0,
) -> Element:  # fmt: skip
    """Make a table ``area`` points wide; its first ``head`` rows are repeated on every page."""
    twips = [round(area * TWIPS * width / sum(widths)) for width in widths]
    made = element(
        "tbl",
        _table_properties(sum(twips), look),
        element("tblGrid", *[element("gridCol", w=width) for width in twips]),
    )
    placed = _by_row(rows, len(widths))
    for number, cells in enumerate(placed):
        tallest = max(
            [cell.height * MM for _, cell, _, begins in cells if begins and cell.down == 1],
            default=0,
        )
        least = max(tallest, look.leading + 2 * look.air)
        made.append(
            element(
                "tr",
                element(
                    "trPr",
                    flag("cantSplit") if least < 200 else None,  # noqa: PLR2004 - points
                    element("trHeight", val=round(least * TWIPS), hRule="atLeast"),
                    flag("tblHeader") if number < head else None,
                ),
                *[
                    _cell(cell, sum(twips[column : column + across]), across, look, begins=begins)
                    for column, cell, across, begins in cells
                ],
            )
        )
    return made


def _by_row(
    rows: Sequence[tuple[GridCell, ...]], count: int
) -> list[list[tuple[int, GridCell, int, bool]]]:
    """Return each row's (column, cell, columns across, whether it begins here), left to right."""
    found: list[list[tuple[int, GridCell, int, bool]]] = [[] for _ in rows]
    for row, column, cell, across in places(tuple(rows), count):
        for below in range(row, min(row + cell.down, len(rows))):
            found[below].append((column, cell, across, below == row))
    return [sorted(cells, key=lambda cell: cell[0]) for cells in found]


def _table_properties(width: int, look: Look) -> Element:
    edges = [
        element(name, val="single", sz=_THIN if name.startswith("inside") else _THICK, space=0,
                color="000000")
        for name in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]  # fmt: skip
    pad, air = round(look.pad * TWIPS), round(look.air * TWIPS)
    return element(
        "tblPr",
        element("tblW", w=width, type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *edges),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            element("top", w=air, type="dxa"),
            element("left", w=pad, type="dxa"),
            element("bottom", w=air, type="dxa"),
            element("right", w=pad, type="dxa"),
        ),
    )


def _cell(cell: GridCell, width: int, across: int, look: Look, *, begins: bool) -> Element:
    merge = None
    if cell.down > 1:
        merge = element("vMerge", val="restart") if begins else element("vMerge")
    label = bool(cell.label)
    margin = 4 * TWIPS if label else round(look.pad * TWIPS)
    made = element(
        "tc",
        element(
            "tcPr",
            element("tcW", w=width, type="dxa"),
            element("gridSpan", val=across) if across > 1 else None,
            merge,
            element(
                "tcMar",
                element("left", w=margin, type="dxa"),
                element("right", w=margin, type="dxa"),
            ),
            element("vAlign", val="top" if cell.tall else "center"),
        ),
    )
    made.extend(_paragraphs(cell, width / TWIPS, look) if begins else [_line("", look, "L")])
    return made


def _paragraphs(cell: GridCell, width: float, look: Look) -> list[Element]:
    if cell.label:
        return [_line(part, look, "C", style=Style.HEI) for part in cell.label.split("\n")]
    align = cell.align or "L"
    lines = []
    if cell.options:
        marks = [(TICKED if ticked else SQUARE) + words for words, ticked in cell.options]
        lines.append("\u3000".join(marks))
    if cell.text or not lines:
        indent = INDENT if cell.tall and cell.text else ""
        lines += [indent + part for part in cell.text.split("\n")]
    made = [_line(line, look, align) for line in lines]
    if cell.foot:
        made += _feet(cell, lines, width, look)
    return made


def _feet(cell: GridCell, lines: list[str], width: float, look: Look) -> list[Element]:
    """Push a signature to the cell's foot by the space that its words leave."""
    room = max(1.0, (width - 2 * look.pad) / look.size)
    used = sum(max(1, ceil(len(line) / room)) for line in lines)
    feet = cell.foot.split("\n")
    spare = cell.height * MM - 2 * look.air - (used + len(feet)) * look.leading
    return [
        _line(foot, look, "R", before=0 if number else max(0.0, spare), width=width)
        for number, foot in enumerate(feet)
    ]


def _line(
    text: str, look: Look, align: str, *, style: str = Style.FANG, before: float = 0,
    width: float = 0,
) -> Element:  # fmt: skip
    """Make one paragraph; with a tab in it, a signature stands before and a date after."""
    tabs = None
    if "\t" in text:
        right = round((width - 2 * look.pad) * TWIPS)
        tabs = element(
            "tabs",
            element("tab", val="left", pos=round((width * SIGN - look.pad) * TWIPS)),
            element("tab", val="right", pos=right),
        )
        text, align = f"\t{text}", "L"
    spacing = element(
        "spacing", before=round(before * TWIPS), after=0, line=round(look.leading * TWIPS),
        lineRule="exact",
    )  # fmt: skip
    return element(
        "p",
        properties("pPr", tabs, spacing, alignment(align)),
        *runs(text, style=style, size=look.size),
    )


def squares(digits: str, x: float, y: float) -> Element:
    """Make an envelope's six squares as a table at a place in millimetres, a digit in each."""
    width, height = round(9 * MM * TWIPS), round(8 * MM * TWIPS)
    edges = [
        element(name, val="single", sz=6, space=0, color=_SQUARE_RED)
        for name in ("top", "left", "bottom", "right", "insideV")
    ]
    look = Look(16, 20, 0, 0)
    cells = []
    for number in range(DIGITS):
        settings = element(
            "tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center")
        )
        line = _line(digits[number : number + 1], look, "C", style=Style.HEI)
        cells.append(element("tc", settings, line))
    across, down = (round(number * MM * TWIPS) for number in (x, y))
    place = element("tblpPr", vertAnchor="page", horzAnchor="page", tblpX=across, tblpY=down)
    return element(
        "tbl",
        element(
            "tblPr",
            place,
            element("tblW", w=width * DIGITS, type="dxa"),
            element("tblBorders", *edges),
            element("tblLayout", type="fixed"),
        ),
        element("tblGrid", *[element("gridCol", w=width) for _ in range(DIGITS)]),
        element("tr", element("trPr", element("trHeight", val=height, hRule="exact")), *cells),
    )
