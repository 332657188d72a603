"""How large a notice sheet is set on each paper and on a screen: every size in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .model import Paper
from .paper import MM, Colour

MARGIN = 15 * MM
STRAINS = (
    12  # points; smaller than 17 minutes of arc at 1 m, which most adults read (village.md 4.3)
)
LEAD = 1.25  # from base line to base line, in parts of the type size
SEAL = 42 * MM  # a village's seal is round, 42 mm across (village.md 3.1)


@dataclass(frozen=True, slots=True)
class Type:
    """A type size of the body and the air above and under each row, in points."""

    size: float
    air: float

    def row(self, lines: int = 1) -> float:
        """Return the height of a row of so many lines of text."""
        return lines * self.size * LEAD + 2 * self.air


@dataclass(frozen=True, slots=True)
class Look:
    """The measures of one kind of page, in points; a screen's point is a pixel.

    Sizes are tried from the first on.
    """

    size: tuple[float, float]
    sizes: tuple[Type, ...]
    long_sizes: tuple[Type, ...]  # for more rows than one page can hold
    title: float
    meta: float  # what stands around the table
    code: float  # the line at the page's foot
    sign: float  # a signature takes at least so many times the size of its label
    module: float  # one square of the QR code
    margin: float = MARGIN
    page_foot: float = 20.0  # room for 第1页 共3页 under everything
    inner: float = 0.5
    outer: float = 1.2
    tint: Colour | None = None  # under header and totals; a screen only, office printers speckle

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.margin

    @property
    def height(self) -> float:
        """Room for everything but the line at the page's foot."""
        return self.size[1] - 2 * self.margin - self.page_foot


# village.md 4.3: A4 14 pt, at least 12; A3 16 pt; title A4 22 pt, A3 42 pt; what stands around an
# A3 table 18 pt, to be read from 1 m
_SMALL = Look(
    size=Paper.A4.size,
    sizes=(Type(14, 4.5), Type(14, 2), Type(14, 0), Type(13, 2), Type(13, 0), Type(12, 3),
           Type(12, 1.5), Type(12, 0)),
    long_sizes=(Type(14, 4), Type(13, 3.5), Type(12, 3)),
    title=22,
    meta=12,
    code=9,
    sign=4,
    module=0.5 * MM,
    page_foot=16.0,
)  # fmt: skip
_LARGE = Look(
    size=Paper.A3.size,
    sizes=(Type(18, 6), Type(18, 3), Type(16, 4), Type(16, 2), Type(16, 0.5), Type(15, 2),
           Type(14, 3), Type(14, 1)),
    long_sizes=(Type(16, 2.75), Type(14, 2.5)),  # rows of 9 and 8 mm
    title=42,
    meta=18,
    code=14,
    sign=3.5,
    module=0.6 * MM,
)  # fmt: skip
# village.md 4.5: 1920 × 1080, body at least 36 pixels
SCREEN = Look(
    size=(1920.0, 1080.0),
    sizes=(Type(44, 14), Type(40, 11), Type(36, 7)),
    long_sizes=(Type(36, 7),),
    title=64,
    meta=36,
    code=36,
    sign=4,
    module=6,
    margin=64,
    page_foot=56,
    inner=1.5,
    outer=3,
    tint=(0.925, 0.945, 0.965),
)


def look_of(paper: Paper) -> Look:
    """Return the measures of a paper."""
    return replace(_LARGE if paper.large else _SMALL, size=paper.size)
