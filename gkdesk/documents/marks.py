"""The large pale words across a page that must not be posted."""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin

from .fontface import Faces, Style
from .paper import PALE, Page, Text

_LARGEST = 96.0  # points, on paper
_SHARE = 0.75  # of the page's diagonal, at most


def pale_mark(page: Page, faces: Faces, words: str, *, largest: float = _LARGEST) -> None:
    """Print words large and pale from corner to corner, under everything else."""
    if not words:
        return
    slope = degrees(atan2(page.height, page.width))
    natural = faces.width(Style.HEI, words)
    size = min(largest, hypot(page.width, page.height) * _SHARE * 1000 / natural)
    length, turn = natural * size / 1000, radians(slope)
    x = page.width / 2 - cos(turn) * length / 2 + sin(turn) * size * 0.38
    y = page.height / 2 - sin(turn) * length / 2 - cos(turn) * size * 0.38
    page.texts.insert(0, Text(x, y, size, Style.HEI, words, colour=PALE, angle=slope))
