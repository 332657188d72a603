"""Small real fonts for the tests of system typefaces: a few hanzi, drawn as boxes."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

HANZI = "国政府信息公开一丨齄王中文"
TEXT = HANZI + "，。（）“”0123456789AB\u3000"
ZH = 0x804
ONE_BYTE = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B"}


def _names(characters: str) -> dict[int, str]:
    return {ord(character): f"u{ord(character):X}" for character in characters}


def _box(pen: object, width: int) -> None:
    pen.moveTo((40, -80))  # type: ignore[attr-defined]
    pen.lineTo((40, 800))  # type: ignore[attr-defined]
    pen.lineTo((width - 40, 800))  # type: ignore[attr-defined]
    pen.lineTo((width - 40, -80))  # type: ignore[attr-defined]
    pen.closePath()  # type: ignore[attr-defined]


def font(
    family: str = "FangSong",
    *,
    zh: str = "仿宋",
    rights: int = 0,
    hanzi_width: int = 1000,
    characters: str = TEXT,
    empty: str = "",
    cff: bool = False,
    style: str = "Regular",
) -> TTFont:
    """Build a font; ``empty`` characters are in its map but draw nothing."""
    cmap = _names(characters)
    order = [".notdef", *cmap.values()]
    widths = {".notdef": 1000} | {
        name: 500 if chr(code) in ONE_BYTE else hanzi_width for code, name in cmap.items()
    }
    blank = {f"u{ord(character):X}" for character in empty + "\u3000"}
    made = FontBuilder(1000, isTTF=not cff)
    made.setupGlyphOrder(order)
    made.setupCharacterMap(cmap)
    drawn = {}
    for name in order:
        pen = T2CharStringPen(widths[name], None) if cff else TTGlyphPen(None)
        if name not in blank:
            _box(pen, widths[name])
        drawn[name] = pen.getCharString() if cff else pen.glyph()
    if cff:
        made.setupCFF(f"{family}-CFF", {}, drawn, {})
    else:
        made.setupGlyf(drawn)
    made.setupHorizontalMetrics({name: (widths[name], 40) for name in order})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    words = {
        "familyName": {"en": family, "zh": zh}, "styleName": style, "fullName": family,
        "psName": family.replace(" ", ""), "version": "Version 5.01",
    }  # fmt: skip
    made.setupNameTable(words)
    bold = 0x01 if style == "Bold" else 0
    made.setupOS2(fsType=rights, sTypoAscender=880, sTypoDescender=-120)
    made.setupPost()
    made.font["head"].macStyle = bold
    return made.font


def save(folder: Path, name: str, made: TTFont) -> Path:
    path = folder / name
    made.save(path)
    return path


def collection(folder: Path, name: str, *fonts: TTFont) -> Path:
    path = folder / name
    made = TTCollection()
    made.fonts = list(fonts)
    made.save(path)
    return path
