"""What is true of a document and of a notice sheet: plain data, no files, no paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.labels import Labelled
from gkdesk.base.text import mask_middle, mask_name

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


class NameMask(Labelled):
    """How persons' names are shown where a sheet leaves the village's own board."""

    FULL = "full", "全名"
    MIDDLE = "middle", "张*明"
    SURNAME = "surname", "张**"

    def show(self, name: str) -> str:
        match self:
            case NameMask.FULL:
                return name
            case NameMask.MIDDLE:
                return mask_middle(name)
            case NameMask.SURNAME:
                return mask_name(name)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a sheet; ``align`` is L, C or R, empty for the column's own."""

    text: str = ""
    span: int = 1
    align: str = ""
    bold: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; neighbours of one ``group`` share a merged upper header cell.

    ``width`` is a weight: the columns share the paper's width in proportion. Several merged
    levels are a tuple from the top down. ``name`` marks a column of persons' names.
    """

    label: str
    width: float
    align: str = "L"
    group: str | tuple[str, ...] = ""
    name: bool = False

    @property
    def heads(self) -> tuple[str, ...]:
        """The merged cells above the label, from the top down."""
        if isinstance(self.group, str):
            return (self.group,) if self.group else ()
        return self.group


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Rows that belong together, such as a 村民小组, and their 小计."""

    name: str
    rows: tuple[Row, ...]
    subtotal: Row = ()


@dataclass(frozen=True, slots=True)
class Capital:
    """An amount printed in capital numerals across the table; ``None`` leaves it blank."""

    label: str
    fen: int | None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A notice sheet (公开表) as it shall stand on paper; its pages follow from its rows.

    The table is ``rows``, then ``groups``, then ``total`` once, then ``bottom`` and ``capital``.

    Attributes:
        by_group: each group begins on a new page, its name under the title.
        page_sums: columns (from 0, never the first) summed on each page as 本页小计.
        issuer: whose seal is put at the foot, where 42 mm stay free for it; empty for none.
        mark: printed large and pale across each page and in words at its foot, such as
            审核稿，不得张贴.
        qr: the check code as a QR code beside itself.
        above: facts between the title and the line under it, as many on a line as fit.
    """

    title: str
    paper: Paper
    left: str
    middle: str
    right: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...] = ()
    footer: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    mark: str = ""
    check_code: str = ""
    groups: tuple[SheetGroup, ...] = ()
    total: Row = ()
    bottom: tuple[Row, ...] = ()
    capital: Capital | None = None
    by_group: bool = False
    page_sums: tuple[int, ...] = ()
    issuer: str = ""
    qr: bool = False
    above: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # a caller's slip: the first column holds the words 本页小计
        if any(not 0 < column < len(self.columns) for column in self.page_sums):
            raise ValueError(self.page_sums)


@dataclass(frozen=True, slots=True)
class Tiles:
    """How many sheets of which paper one page is spread over; A4 or A3, turned as it fits."""

    across: int
    down: int
    paper: Paper = Paper.A4

    @property
    def count(self) -> int:
        return self.across * self.down

    @classmethod
    def halves(cls, page: Paper) -> Tiles:
        """Return the two A4 sheets that make up an A3 page."""
        width, height = page.size
        return cls(2, 1) if width > height else cls(1, 2)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One confirmation."""

    form: str
    digest: str
    on: date
    by: str
    note: str
