"""The .docx twin while it is made: its paragraphs, its measures."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn

from .docxparts import TWIPS, Element, element, properties, runs
from .letterpage import SIZE
from .wording import PageKind

AFTER_TABLE = 14.0
_JC = {"L": "left", "C": "center", "R": "right"}


@dataclass
class Twin:
    """The document so far; ``size`` is its body's type size."""

    made: Document
    page: PageKind
    left: float
    area: float
    y: float  # points under the paper's edge, kept only by what stands at a fixed place
    size: float = SIZE
    red: bool = False
    head: str = ""
    organ: str = ""
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
            self.flow.append(white(AFTER_TABLE))
            self.spaced = False
        words = runs(text, style=font, size=size, colour=colour)
        self.put(words, *settings)

    def put(self, words: list[Element], *settings: Element) -> None:
        """Add a paragraph of runs."""
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


def exact(points: float) -> Element:
    return element("spacing", line=round(points * TWIPS), lineRule="exact")


def align(side: str) -> Element:
    return element("jc", val=_JC[side])


def white(points: float) -> Element:
    return element("p", properties("pPr", exact(points)))
