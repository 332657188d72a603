"""How wide the columns of a notice sheet are: by the form's weights, and as figures need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .fontface import Faces, Style
from .model import SheetPage
from .sheetlook import Look, Type
from .sheetrows import Line

PAD = 0.35  # blank beside a cell's text, in parts of the type size
HEAD_PAD = 0.1  # blank beside a header's text, at least
_HAIR = 0.01
_BRACKETS = ("（", "(")
_SHORT_NAME = 4  # hanzi in the longest name that is never broken
_LEAST = 1.0  # every column has room for so many hanzi, whatever its weight
_FIGURE = re.compile(r"[-−+(△]?[\d,.]+[)%]?")


def is_figure(text: str) -> bool:
    """Tell whether a text is a number with its sign, which is never broken."""
    return bool(_FIGURE.fullmatch(text))


def parts_of(label: str) -> tuple[str, str]:
    """Part a column's label from its unit: 标准（元/亩） breaks before its bracket."""
    at = max(label.find(bracket) for bracket in _BRACKETS)
    return (label[:at], label[at:]) if at > 0 else (label, "")


def widths_of(
    source: SheetPage, faces: Faces, look: Look, kind: Type, lines: Iterable[Line]
) -> list[float]:
    """Share the width by the columns' weights; columns too narrow get what others can spare.

    Figures, serial numbers, short names and the units in the header are not broken; all other
    text can be.
    """
    total = sum(column.width for column in source.columns)
    share = 1 / max(len(source.columns), 1)  # without weights all are alike
    widths = [(column.width / total if total else share) * look.width for column in source.columns]
    units = (faces.width(Style.HEI, parts_of(column.label)[1]) for column in source.columns)
    needs = [max(_LEAST + 2 * PAD, unit / 1000 + 2 * HEAD_PAD) * kind.size for unit in units]
    lines = list(lines)
    for at, letters in _names(source, lines):
        needs[at] = max(needs[at], (letters + 2 * PAD) * kind.size)
    for column, text in enumerate(_longest(lines, len(widths))):
        if text:
            natural = max(faces.width(Style.FANG, text), faces.width(Style.HEI, text))
            needs[column] = max(needs[column], (natural / 1000 + 2 * PAD) * kind.size)
    needs = [need + _HAIR for need in needs]
    lacking = sum(max(0.0, need - width) for need, width in zip(needs, widths, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(needs, widths, strict=True))
    if not lacking:
        return widths
    if lacking > spare:
        return _squeezed(needs, (_LEAST + 2 * PAD) * kind.size, look.width)
    kept = 1 - lacking / spare
    return [
        need if width < need else need + (width - need) * kept
        for need, width in zip(needs, widths, strict=True)
    ]


def _squeezed(needs: list[float], least: float, width: float) -> list[float]:
    """Share a width that is too small: what figures need above the least suffers alike."""
    above = sum(need - least for need in needs)
    left = width - least * len(needs)
    if left <= 0 or not above:
        return [width / len(needs)] * len(needs)
    return [least + (need - least) / above * left for need in needs]


def _names(source: SheetPage, lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Yield each column of persons' names and its longest short name in hanzi."""
    for at, column in enumerate(source.columns):
        if column.name:
            texts = (line.cells[at].text for line in lines if len(line.cells) > at)
            yield at, max((len(text) for text in texts if len(text) <= _SHORT_NAME), default=0)


def _longest(lines: Iterable[Line], count: int) -> list[str]:
    """Return the longest figure of each column; thousands separators count half."""
    found, lengths = [""] * count, [0.0] * count
    for line in lines:
        at = 0
        for cell in line.cells:
            text = cell.text
            # a figure shorter than this cannot be the widest
            if cell.span == 1 and len(text) > lengths[at] and text.lstrip("−").isascii():
                length = len(text) - text.count(",") / 2
                if length > lengths[at] and not any(map(str.isspace, text)):
                    found[at], lengths[at] = text, length
            at += cell.span
    return found
