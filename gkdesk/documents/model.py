"""What is true of a document and of a notice sheet: plain data, no files, no paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.labels import Labelled

_MM = 72 / 25.4


class Paper(Labelled):
    """The papers a village hall's printer takes."""

    A4 = "a4", "A4竖"
    A4_LANDSCAPE = "a4l", "A4横"
    A3 = "a3", "A3竖"
    A3_LANDSCAPE = "a3l", "A3横"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points (1/72 inch)."""
        short, long = (210, 297) if self.value.startswith("a4") else (297, 420)
        width, height = (long, short) if self.value.endswith("l") else (short, long)
        return width * _MM, height * _MM

    @property
    def large(self) -> bool:
        return self.value.startswith("a3")


@dataclass(frozen=True, slots=True)
class Document:
    """A numbered, archived PDF (文书).

    ``number`` is empty when its form takes none; ``subject`` is the number or uid of what it is
    about, never a name; ``voided_on`` is set when the number was voided and stays visible.
    """

    id: int
    uid: str
    form: str
    form_version: int
    title: str
    number: str
    subject: str
    pages: int
    sha256: str
    made_on: date
    made_by: str
    voided_on: date | None = None


GLYPH_SIDE = 512  # pixels: 16 pt type at 2,300 dots an inch, a 42 pt title at 880


@dataclass(frozen=True, slots=True)
class GlyphPicture:
    """A character the office attached as a picture because no face has it (补字).

    ``grey`` holds ``GLYPH_SIDE`` × ``GLYPH_SIDE`` bytes from the upper left corner, 0 black to
    255 white: the square a hanzi fills, its ink in the middle.
    """

    id: int
    character: str
    grey: bytes = field(repr=False)
    made_on: date
    made_by: str

    @property
    def code(self) -> str:
        return code_of(self.character)


def code_of(character: str) -> str:
    """Write a character's code as U+4E00."""
    return f"U+{ord(character):04X}"


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """One typeface as a clerk is told of it; ``refusal`` is empty when it may be used."""

    name: str
    file: str
    version: str
    own: bool  # of the program's own, not of this machine
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class StyleFaces:
    """What a style (仿宋, 黑体…) is set in.

    ``counts`` gives for each set of characters how many the first face has, how many the whole
    chain has, and how many there are.
    """

    style: str
    label: str
    used: FaceFacts
    found: tuple[FaceFacts, ...]  # what this machine has for it, in the order of wish
    counts: tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class FontReport:
    """Which typefaces the office prints with, and what this machine has."""

    choice: str  # built-in or system
    styles: tuple[StyleFaces, ...]
    rare: tuple[FaceFacts, ...]  # what this machine has for the end of every chain
    damaged: tuple[FaceFacts, ...]  # files of this machine nobody can read
    files: int  # font files of this machine that were looked at


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a sheet; ``align`` is L, C or R, empty for the column's own."""

    text: str = ""
    span: int = 1
    align: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; neighbours of one ``group`` share a merged upper header cell.

    ``width`` is a weight: the columns share the paper's width in proportion.
    """

    label: str
    width: float
    align: str = "L"
    group: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A notice sheet (公开表) as it shall stand on paper; its pages follow from its rows.

    ``mark`` is printed large and pale across each page and in words at its foot, such as
    审核稿，不得张贴.
    """

    title: str
    paper: Paper
    left: str
    middle: str
    right: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    mark: str = ""
    check_code: str = ""
