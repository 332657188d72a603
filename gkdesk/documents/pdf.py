"""Pages of placed text and rules become a PDF: reportlab's objects, our own fonts and streams.

Each face becomes one Type0 font with Identity-H encoding and a ToUnicode map in UTF-16, so rare
hanzi outside the basic plane are found and copied too. A character the office attached as a
picture is a blank of the font with the picture over it, so it is found and copied like any other.
Nothing in the file depends on the clock: the same pages give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, radians, sin
from operator import attrgetter, itemgetter

from reportlab.pdfbase import pdfdoc

from . import archival
from .fontface import Faces, Glyph
from .model import GLYPH_SIDE, GlyphPicture
from .paper import BLACK, Colour, Fill, Page, Picture, Rule, Text
from .pdffont import Embedded, reference, stream_of
from .truetype import Face

# a picture's greys as the digits of a stencil: 0 is painted, 1 is left alone
_STENCIL = b"0" * 128 + b"1" * 128


class _Info(pdfdoc.PDFInfo):
    """Title and producer only: no times, no user."""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        words = {"Title": self.title, "Producer": archival.PRODUCER}
        entries = {key: pdfdoc.PDFString(word) for key, word in words.items()}
        formatted: bytes = pdfdoc.PDFDictionary(entries).format(document)
        return formatted


_Code = tuple[str, str, float]  # the font's name, the character's code, its width


class _Codes(dict[str, _Code]):
    """Character → code of one style, found once in a document."""

    def __init__(self, ink: _Ink, style: str) -> None:
        super().__init__()
        self._ink, self._style = ink, style

    def __missing__(self, character: str) -> _Code:
        code = self[character] = self._ink.find(self._style, character)
        return code


@dataclass(frozen=True, slots=True)
class _Mark:
    """A character drawn as a picture: its square by the matrix a b c d e f."""

    picture: GlyphPicture
    matrix: tuple[float, float, float, float, float, float]
    colour: Colour


class _Ink:
    """Turns texts into operators, remembering which characters were used."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self.used: dict[int, Embedded] = {}
        self._codes: dict[str, _Codes] = {}
        self._runs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        # style → what of it is drawn as pictures; empty in nearly every document
        self._pictured: dict[str, dict[str, Glyph]] = {}
        self._marks: list[_Mark] = []

    def find(self, style: str, character: str) -> _Code:
        glyph = self._faces.glyph(style, character)
        if glyph.picture is not None:
            self._pictured.setdefault(style, {})[character] = glyph
        embedded = self._embedded(glyph.face)
        return embedded.name, embedded.code(glyph.character, glyph.number), glyph.width

    def marks(self) -> list[_Mark]:
        """Return the pictures of the texts since the last call, and forget them."""
        marks, self._marks = self._marks, []
        return marks

    def _note(self, text: Text) -> None:
        """Note where a text's pictured characters stand."""
        pictured = self._pictured.get(text.style, {})
        if pictured.keys().isdisjoint(text.text):
            return
        codes, pen = self._codes_of(text.style), 0.0
        for number, character in enumerate(text.text):
            glyph = pictured.get(character)
            along = text.places[number] - text.x if text.places else pen
            if glyph is not None and glyph.picture is not None:
                matrix = _square(text, along, glyph.middle)
                self._marks.append(_Mark(glyph.picture, matrix, text.colour))
            pen += codes[character][2] * text.size / 1000

    def _codes_of(self, style: str) -> _Codes:
        found = self._codes.get(style)
        if found is None:
            found = self._codes[style] = _Codes(self, style)
        return found

    def _embedded(self, face: Face) -> Embedded:
        found = self.used.get(id(face))
        if found is None:
            found = self.used[id(face)] = Embedded(face, f"F{len(self.used) + 1}")
        return found

    def flowing(self, text: Text) -> list[str]:
        """Write a text at its natural advance: one string for each run of one face."""
        key = (text.style, text.text)
        runs = self._runs.get(key)
        if runs is None:
            runs = self._runs[key] = self._encode(text)
        out = [_matrix(text)]
        for font, codes in runs:
            out.append(f"/{font} {text.size:g} Tf <{codes}> Tj")
        self._note(text)
        return out

    def _encode(self, text: Text) -> list[tuple[str, str]]:
        codes = self._codes_of(text.style)
        found = [codes[character] for character in text.text]
        return [
            (font, "".join([code for _, code, _ in run]))
            for font, run in groupby(found, key=itemgetter(0))
        ]

    def placed(self, text: Text) -> list[str]:
        """Write a text whose every character has its own place (the character grid)."""
        codes, size = self._codes_of(text.style), text.size
        out: list[str] = []
        font, parts, pen = "", [""], 0.0
        for character, at in zip(text.text, text.places, strict=True):
            name, code, width = codes[character]
            if name != font:
                _close(out, parts)
                font, pen, parts = name, at, []
                out.append(f"/{font} {size:g} Tf 1 0 0 1 {at:.3f} {text.y:.3f} Tm")
            move = round((pen - at) * 1000 / size, 2)
            if move:
                parts.append(f"{move:g}")
                pen -= move * size / 1000
            parts.append(f"<{code}>")
            pen += width * size / 1000
        _close(out, parts)
        self._note(text)
        return out


def _close(out: list[str], parts: Iterable[str]) -> None:
    joined = " ".join(parts)
    if joined:
        out.append(f"[{joined}] TJ")


def _matrix(text: Text) -> str:
    if not text.angle:
        return f"1 0 0 1 {text.x:.3f} {text.y:.3f} Tm"
    turn = radians(text.angle)
    a, b = cos(turn), sin(turn)
    return f"{a:.5f} {b:.5f} {-b:.5f} {a:.5f} {text.x:.3f} {text.y:.3f} Tm"


def _square(
    text: Text, along: float, middle: float
) -> tuple[float, float, float, float, float, float]:
    """Return the matrix of a hanzi's square ``along`` points into a text.

    ``middle`` is the height of its middle over the base line, in thousandths of the size.
    """
    turn = radians(text.angle)
    a, b = cos(turn), sin(turn)
    down = (500 - middle) * text.size / 1000
    x, y = text.x + a * along + b * down, text.y + b * along - a * down
    return a * text.size, b * text.size, -b * text.size, a * text.size, x, y


def _colour(colour: Colour, operator: str) -> str:
    red, green, blue = colour
    return f"{red:g} {green:g} {blue:g} {operator}"


class _Pictures:
    """The pictures of a document, each kept once."""

    def __init__(self, document: pdfdoc.PDFDocument) -> None:
        self._document = document
        self._names: dict[object, str] = {}
        self.objects = pdfdoc.PDFDictionary({})

    def draw(self, picture: Picture) -> str:
        name = self._names.get(picture.grey)
        if name is None:
            name = self._names[picture.grey] = f"P{len(self._names) + 1}"
            self.objects[name] = reference(self._document, _image(picture), f"picture:{name}")
        place = f"{picture.width:.3f} 0 0 {picture.height:.3f} {picture.x:.3f} {picture.y:.3f} cm"
        return f"q {place} /{name} Do Q"

    def stamp(self, mark: _Mark) -> str:
        """Draw a character's picture in its text's colour; the paper around its ink stays."""
        name = self._names.get(mark.picture)
        if name is None:
            name = self._names[mark.picture] = f"P{len(self._names) + 1}"
            stencil = _stencil(mark.picture.grey)
            self.objects[name] = reference(self._document, stencil, f"picture:{name}")
        place = " ".join([f"{number:.3f}" for number in mark.matrix])
        return f"q {_colour(mark.colour, 'rg')} {place} cm /{name} Do Q"


def _stencil(grey: bytes) -> pdfdoc.PDFStream:
    bits = int(grey.translate(_STENCIL), 2).to_bytes(len(grey) // 8, "big")
    stream = stream_of(bits)
    stream.dictionary.dict |= {
        "Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Image"),
        "Width": GLYPH_SIDE, "Height": GLYPH_SIDE, "BitsPerComponent": 1, "ImageMask": "true",
    }  # fmt: skip
    return stream


def _image(picture: Picture) -> pdfdoc.PDFStream:
    stream = stream_of(picture.grey)
    stream.dictionary.dict |= {
        "Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Image"),
        "Width": picture.across, "Height": picture.down, "BitsPerComponent": 8,
        "ColorSpace": pdfdoc.PDFName("DeviceGray"),
    }  # fmt: skip
    return stream


def _page_stream(page: Page, ink: _Ink, pictures: _Pictures) -> str:
    out = [*_fills(page.fills), *map(pictures.draw, page.pictures), "BT"]
    colour: Colour | None = None
    for text in page.texts:
        if text.colour != colour:
            colour = text.colour
            out.append(_colour(colour, "rg"))
        out += ink.placed(text) if text.places else ink.flowing(text)
        # a picture stands over what is printed before its text and under what comes after
        if marks := ink.marks():
            out += ["ET", *map(pictures.stamp, marks), "BT"]
    out.append("ET")
    out += _rules(page.rules)
    return "\n".join(out)


def _fills(fills: Sequence[Fill]) -> list[str]:
    out: list[str] = []
    for colour, run in groupby(fills, key=attrgetter("colour")):
        out.append(_colour(colour, "rg"))
        out += [f"{one.x:.3f} {one.y:.3f} {one.width:.3f} {one.height:.3f} re" for one in run]
        out.append("f")
    return [*out, _colour(BLACK, "rg")] if out else out


def _rules(rules: Sequence[Rule]) -> list[str]:
    out: list[str] = []
    kinds = sorted({(rule.width, rule.colour, rule.dash) for rule in rules})
    for width, colour, dash in kinds:
        out.append(f"{width:g} w {_colour(colour, 'RG')} [{f'{dash:g}' if dash else ''}] 0 d")
        out += [
            f"{rule.x0:.3f} {rule.y0:.3f} m {rule.x1:.3f} {rule.y1:.3f} l"
            for rule in rules
            if (rule.width, rule.colour, rule.dash) == (width, colour, dash)
        ]
        out.append("S")
    return out


def write(pages: Sequence[Page], faces: Faces, *, title: str) -> bytes:
    """Turn pages into an archival PDF (PDF/A-2b).

    Args:
        pages: placed texts and rules, points from the lower left corner.
        faces: our typefaces; the colour profile stands beside their folder.
        title: the document's title, shown by readers; never personal data.
    """
    document = archival.document(title, faces.folder.parent / "colour" / "srgb.icc")
    info = document.info = _Info()
    info.title = title
    ink, pictures = _Ink(faces), _Pictures(document)
    fonts = pdfdoc.PDFDictionary({})
    resources = pdfdoc.PDFDictionary({"Font": fonts, "XObject": pictures.objects})
    for page in pages:
        sheet = archival.Sheet()
        corner = (round(page.width, 3), round(page.height, 3))
        stream = _page_stream(page, ink, pictures)
        archival.sign(document, stream)
        sheet.MediaBox = pdfdoc.PDFArray([0, 0, *corner])
        sheet.Contents = stream_of(stream)
        sheet.Resources = resources
        document.addPage(sheet)
    for embedded in ink.used.values():
        fonts[embedded.name] = embedded.add_to(document)
    data: bytes = document.GetPDFData(None)
    return data
