"""The pages of a form so far, and how far down the last one is filled."""

from __future__ import annotations

from dataclasses import dataclass, field

from gkdesk.base.errors import Problem

from .fontface import Faces, Style
from .paper import ASCENT, BLACK, MM, Colour, Page, Rule, Text
from .wording import PageKind

SIZE, LEADING = 14.0, 24.0
THICK, THIN = 1.0, 0.5
FOOT_SIZE = 10.5
_FOOT_UP = 12 * MM  # the page number's base line over the paper's edge


@dataclass(frozen=True, slots=True)
class Margins:
    """White on each side, in points; left and right are alike."""

    side: float
    top: float
    foot: float


MARGINS = {
    PageKind.FORM: Margins(24 * MM, 26 * MM, 22 * MM),
    PageKind.LANDSCAPE: Margins(16 * MM, 20 * MM, 19 * MM),
}
_NONE = Margins(0, 0, 0)


@dataclass
class Flow:
    """What has been set; ``over`` tells of words too long for a box of fixed height."""

    faces: Faces
    kind: PageKind = PageKind.FORM
    title: str = ""
    pages: list[Page] = field(default_factory=list)
    over: list[Problem] = field(default_factory=list)
    numbered: bool = False  # a ledger shows 第1页 共1页 even when it has one page
    y: float = 0.0

    def __post_init__(self) -> None:
        margins = MARGINS.get(self.kind, _NONE)
        width, height = self.kind.size
        self.left, self.area = margins.side, width - 2 * margins.side
        self.top, self.bottom = height - margins.top, margins.foot
        self.new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def new_page(self) -> None:
        self.pages.append(Page(*self.kind.size))
        self.y = self.top

    def room(self, height: float) -> None:
        """Begin a new page when ``height`` does not fit any more."""
        if self.y - height < self.bottom and self.y < self.top:
            self.new_page()

    def text(
        self, text: str, x: float, y: float, *, style: str = Style.FANG, size: float = SIZE,
        colour: Colour = BLACK,
    ) -> None:  # fmt: skip
        if text:
            self.page.texts.append(Text(x, y, size, style, text, colour=colour))

    def width(self, text: str, *, style: str = Style.FANG, size: float = SIZE) -> float:
        return self.faces.width(style, text) * size / 1000

    def line(
        self, text: str, align: str = "L", *, style: str = Style.FANG, size: float = SIZE,
        leading: float = LEADING,
    ) -> None:  # fmt: skip
        """Set one line and move down."""
        self.room(leading)
        spare = self.area - self.width(text, style=style, size=size)
        x = self.left + {"L": 0.0, "C": spare / 2, "R": spare}[align]
        self.text(text, x, self.y - ASCENT * size, style=style, size=size)
        self.y -= leading

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = THIN) -> None:
        self.page.rules.append(Rule(x0, y0, x1, y1, width))

    def number_pages(self) -> None:
        """Print 第1页 共2页 at the foot when there is more than one page, or a ledger."""
        count = len(self.pages)
        if count == 1 and not self.numbered:
            return
        for number, page in enumerate(self.pages, start=1):
            words = f"第{number}页\u3000共{count}页"
            width = self.width(words, size=FOOT_SIZE)
            x = (page.width - width) / 2
            page.texts.append(Text(x, _FOOT_UP, FOOT_SIZE, Style.FANG, words))
