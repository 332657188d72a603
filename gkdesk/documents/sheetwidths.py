"""How wide the columns of a notice sheet are: by the form's weights, and as figures need."""

from __future__ import annotations

from collections.abc import Iterable

from .fontface import Faces, Style
from .model import SheetPage
from .sheetlook import Look, Type
from .sheetrows import Line

PAD = 0.35  # blank beside a cell's text, in parts of the type size
HEAD_PAD = 0.1  # blank beside a header's text, at least
_HAIR = 0.01
_BRACKETS = ("（", "(")


def parts_of(label: str) -> tuple[str, str]:
    """Part a column's label from its unit: 标准（元/亩） breaks before its bracket."""
    at = max(label.find(bracket) for bracket in _BRACKETS)
    return (label[:at], label[at:]) if at > 0 else (label, "")


def widths_of(
    source: SheetPage, faces: Faces, look: Look, kind: Type, lines: Iterable[Line]
) -> list[float]:
    """Share the width by the columns' weights; columns too narrow get what others can spare.

    Figures, serial numbers and the units in the header are not broken; all other text can be.
    """
    total = sum(column.width for column in source.columns)
    widths = [column.width / total * look.width for column in source.columns]
    needs = [
        (faces.width(Style.HEI, parts_of(column.label)[1]) / 1000 + 2 * HEAD_PAD) * kind.size
        for column in source.columns
    ]
    for column, text in enumerate(_longest(lines, len(widths))):
        if text:
            natural = max(faces.width(Style.FANG, text), faces.width(Style.HEI, text))
            needs[column] = max(needs[column], (natural / 1000 + 2 * PAD) * kind.size)
    needs = [need + _HAIR for need in needs]
    lacking = sum(max(0.0, need - width) for need, width in zip(needs, widths, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(needs, widths, strict=True))
    if not lacking or lacking > spare:
        return widths
    kept = 1 - lacking / spare
    return [
        need if width < need else need + (width - need) * kept
        for need, width in zip(needs, widths, strict=True)
    ]


def _longest(lines: Iterable[Line], count: int) -> list[str]:
    """Return the longest figure of each column; thousands separators count half."""
    found, lengths = [""] * count, [0.0] * count
    for line in lines:
        at = 0
        for cell in line.cells:
            text = cell.text
            # a figure shorter than this cannot be the widest
            if cell.span == 1 and len(text) > lengths[at] and text.isascii():
                length = len(text) - text.count(",") / 2
                if length > lengths[at] and not any(map(str.isspace, text)):
                    found[at], lengths[at] = text, length
            at += cell.span
    return found
