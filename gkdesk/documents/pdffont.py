"""One face as a PDF font: Type0, Identity-H, a subset of the glyphs used, and a ToUnicode map."""

from __future__ import annotations

from reportlab.pdfbase import pdfdoc

from .truetype import Face

_CMAP_BLOCK = 100  # the PDF format allows so many entries in one bfchar block
_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


class Embedded:
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
                "ToUnicode": reference(
                    document, stream_of(self.to_unicode()), f"unicode:{self.name}"
                ),
            }
        )  # fmt: skip
        return reference(document, font, self.name)

    def _descriptor(self, document: pdfdoc.PDFDocument, base: object) -> object:
        program = stream_of(self.face.subset(self.glyphs))
        program.dictionary["Length1"] = len(program.content)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor", "FontName": base, "Flags": 4, "ItalicAngle": 0,
                "Ascent": self.face.ascent, "Descent": self.face.descent,
                "CapHeight": self.face.ascent, "FontBBox": pdfdoc.PDFArray(self.face.box),
                "StemV": 50 + int((self.face.weight / 65) ** 2),
                "FontFile2": reference(document, program, f"file:{self.name}"),
            }
        )  # fmt: skip
        return reference(document, descriptor, f"descriptor:{self.name}")

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
        return reference(document, descendant, f"descendant:{self.name}")


def reference(document: pdfdoc.PDFDocument, thing: object, name: str) -> object:
    found: object = document.Reference(thing, name)  # type: ignore[no-untyped-call]
    return found


def stream_of(content: bytes | str) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
