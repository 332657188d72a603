"""Pages of placed text and rules become a PDF: reportlab's objects, our own fonts and streams.

Each face becomes one Type0 font with Identity-H encoding and a ToUnicode map in UTF-16, so rare
hanzi outside the basic plane are found and copied too. Nothing in the file depends on the clock:
the same pages give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import cos, radians, sin
from operator import attrgetter, itemgetter

from reportlab.pdfbase import pdfdoc

from . import archival
from .fontface import Faces
from .paper import BLACK, Colour, Fill, Page, Picture, Rule, Text
from .truetype import Face

_CMAP_BLOCK = 100  # the PDF format allows so many entries in one bfchar block
_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


class _Info(pdfdoc.PDFInfo):
    """Title and producer only: no times, no user."""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        words = {"Title": self.title, "Producer": archival.PRODUCER}
        entries = {key: pdfdoc.PDFString(word) for key, word in words.items()}
        formatted: bytes = pdfdoc.PDFDictionary(entries).format(document)
        return formatted


class _Embedded:
    """One face as this document uses it: characters get codes in the order they first appear."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self.codes: dict[str, str] = {}
        self.glyphs = [0]

    def code(self, character: str, glyph: int) -> str:
        found = self.codes.get(character)
        if found is None:
            found = self.codes[character] = f"{len(self.glyphs):04X}"
            self.glyphs.append(glyph)
        return found

    def to_unicode(self) -> str:
        entries = [
            f"<{code}> <{character.encode('utf-16-be').hex().upper()}>"
            for character, code in self.codes.items()
        ]
        blocks = [entries[at : at + _CMAP_BLOCK] for at in range(0, len(entries), _CMAP_BLOCK)]
        middle = "".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return _CMAP_HEAD + middle + _CMAP_TAIL

    def add_to(self, document: pdfdoc.PDFDocument) -> object:
        """Write the font's objects; return a reference to the font."""
        base = pdfdoc.PDFName("GKDESK+" + self.face.name)
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font", "Subtype": "/Type0", "BaseFont": base, "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([self._descendant(document, base)]),
                "ToUnicode": _reference(
                    document, _stream(self.to_unicode()), f"unicode:{self.name}"
                ),
            }
        )  # fmt: skip
        return _reference(document, font, self.name)

    def _descriptor(self, document: pdfdoc.PDFDocument, base: object) -> object:
        program = _stream(self.face.subset(self.glyphs))
        program.dictionary["Length1"] = len(program.content)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor", "FontName": base, "Flags": 4, "ItalicAngle": 0,
                "Ascent": self.face.ascent, "Descent": self.face.descent,
                "CapHeight": self.face.ascent, "FontBBox": pdfdoc.PDFArray(self.face.box),
                "StemV": 50 + int((self.face.weight / 65) ** 2),
                "FontFile2": _reference(document, program, f"file:{self.name}"),
            }
        )  # fmt: skip
        return _reference(document, descriptor, f"descriptor:{self.name}")

    def _descendant(self, document: pdfdoc.PDFDocument, base: object) -> object:
        widths = [round(self.face.width(glyph), 2) for glyph in self.glyphs]
        system = pdfdoc.PDFDictionary(
            {
                "Registry": pdfdoc.PDFString("Adobe"),
                "Ordering": pdfdoc.PDFString("Identity"),
                "Supplement": 0,
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": base,
                "CIDSystemInfo": system, "DW": 1000, "CIDToGIDMap": "/Identity",
                "FontDescriptor": self._descriptor(document, base),
                "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]),
            }
        )  # fmt: skip
        return _reference(document, descendant, f"descendant:{self.name}")


def _reference(document: pdfdoc.PDFDocument, thing: object, name: str) -> object:
    found: object = document.Reference(thing, name)  # type: ignore[no-untyped-call]
    return found


def _stream(content: bytes | str) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])


_Code = tuple[str, str, float]  # the font's name, the character's code, its width


class _Codes(dict[str, _Code]):
    """Character → code of one style, found once in a document."""

    def __init__(self, ink: _Ink, style: str) -> None:
        super().__init__()
        self._ink, self._style = ink, style

    def __missing__(self, character: str) -> _Code:
        code = self[character] = self._ink.find(self._style, character)
        return code


class _Ink:
    """Turns texts into operators, remembering which characters were used."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self.used: dict[int, _Embedded] = {}
        self._codes: dict[str, _Codes] = {}
        self._runs: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def find(self, style: str, character: str) -> _Code:
        glyph = self._faces.glyph(style, character)
        embedded = self._embedded(glyph.face)
        return embedded.name, embedded.code(character, glyph.number), glyph.width

    def _codes_of(self, style: str) -> _Codes:
        found = self._codes.get(style)
        if found is None:
            found = self._codes[style] = _Codes(self, style)
        return found

    def _embedded(self, face: Face) -> _Embedded:
        found = self.used.get(id(face))
        if found is None:
            found = self.used[id(face)] = _Embedded(face, f"F{len(self.used) + 1}")
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


def _colour(colour: Colour, operator: str) -> str:
    red, green, blue = colour
    return f"{red:g} {green:g} {blue:g} {operator}"


class _Pictures:
    """The pictures of a document, each kept once."""

    def __init__(self, document: pdfdoc.PDFDocument) -> None:
        self._document = document
        self._names: dict[bytes, str] = {}
        self.objects = pdfdoc.PDFDictionary({})

    def draw(self, picture: Picture) -> str:
        name = self._names.get(picture.grey)
        if name is None:
            name = self._names[picture.grey] = f"P{len(self._names) + 1}"
            self.objects[name] = _reference(self._document, _image(picture), f"picture:{name}")
        place = f"{picture.width:.3f} 0 0 {picture.height:.3f} {picture.x:.3f} {picture.y:.3f} cm"
        return f"q {place} /{name} Do Q"


def _image(picture: Picture) -> pdfdoc.PDFStream:
    stream = _stream(picture.grey)
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
        sheet.Contents = _stream(stream)
        sheet.Resources = resources
        document.addPage(sheet)
    for embedded in ink.used.values():
        fonts[embedded.name] = embedded.add_to(document)
    data: bytes = document.GetPDFData(None)
    return data
