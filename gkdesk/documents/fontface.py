"""Our typefaces: chains in which each character finds a glyph.

A style (仿宋, 黑体…) is a chain of faces; the first that has a character draws it, so a name with a
rare hanzi prints like any other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from gkdesk.base.errors import Blocked, Declined

from .truetype import Face

# no glyph is owed for what is invisible by definition, or left behind by a spreadsheet
IGNORABLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\r"))
BLANKS = IGNORABLE | {ord("\t"): " ", ord("\v"): "\n"}


class MissingGlyph(Declined):
    """No face of ours has this character: nothing is printed rather than a gap in a name."""

    message = (
        "{place}的“{character}”（{code}）没有可用的字形，暂时印不出来。"
        "请核对此字是否录错；确是此字的，请联系县级平台补充字形。没有生成文件，已填的内容没有丢。"
    )

    def __init__(self, character: str, place: str) -> None:
        code = f"U+{ord(character):04X}"
        super().__init__(place=place, character=character, code=code)


class FontTrouble(Blocked):
    """A typeface file of the program is damaged or missing."""

    message = "字体文件“{name}”缺失或损坏，不能生成文书。请重新安装软件，数据没有改动。"


class Style(StrEnum):
    """The typefaces official paper knows, and the chain that stands for each."""

    FANG = "fang"  # 仿宋: body
    HEI = "hei"  # 黑体: first headings, table headings
    KAI = "kai"  # 楷体: second headings
    XBS = "xbs"  # 小标宋: titles
    SONG = "song"  # 宋体: page numbers


_RARE = ("gk-rareA", "gk-rareB", "gk-rareG")
CHAINS: dict[str, tuple[str, ...]] = {
    Style.FANG: ("gk-latin", "gk-fang", "gk-fang-ext", *_RARE),
    Style.HEI: ("gk-hei", "gk-fang-ext", *_RARE),
    Style.KAI: ("gk-kai", "gk-fang-ext", *_RARE),
    Style.XBS: ("gk-xbs", "gk-fang-ext", *_RARE),
    Style.SONG: ("gk-latin", "gk-rareA", "gk-fang", "gk-fang-ext", *_RARE[1:]),
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character's outline is, and how wide it is in thousandths of the type size."""

    face: Face
    number: int
    width: float


class _Widths(dict[str, float]):
    """Character → width in one style, looked up once."""

    def __init__(self, faces: Faces, style: str) -> None:
        super().__init__()
        self._faces, self._style = faces, style

    def __missing__(self, character: str) -> float:
        width = self[character] = self._faces.glyph(self._style, character).width
        return width


@dataclass
class Faces:
    """All typefaces of one ``resources/fonts`` folder, opened as they are needed."""

    folder: Path
    _open: dict[str, Face] = field(default_factory=dict)
    _found: dict[str, dict[str, Glyph]] = field(default_factory=dict)
    _widths: dict[str, _Widths] = field(default_factory=dict)

    def face(self, name: str) -> Face:
        """Open one face.

        Raises:
            FontTrouble: the file is missing or damaged.
        """
        if name not in self._open:
            path = self.folder / f"{name}.ttf"
            try:
                self._open[name] = Face(path)
            except (Blocked, struct.error, ValueError, IndexError) as error:
                raise FontTrouble(name=path.name) from error
        return self._open[name]

    def glyph(self, style: str, character: str, place: str = "正文") -> Glyph:
        """Find a character's glyph in a style's chain.

        Raises:
            MissingGlyph: no face of the chain has it.
        """
        known = self._found.setdefault(style, {})
        found = known.get(character)
        if found is None:
            found = known[character] = self._search(style, character, place)
        return found

    def _search(self, style: str, character: str, place: str) -> Glyph:
        for name in CHAINS[style]:
            face = self.face(name)
            number = face.glyph(ord(character))
            if number:
                return Glyph(face, number, face.width(number))
        raise MissingGlyph(character, place)

    def width(self, style: str, text: str) -> float:
        """Return a text's natural width in thousandths of the type size."""
        known = self._widths.get(style)
        if known is None:
            known = self._widths[style] = _Widths(self, style)
        return sum([known[character] for character in text])

    def check(self, style: str, text: str, place: str) -> None:
        """Make sure that every character can be drawn.

        Raises:
            MissingGlyph: names the first that cannot, and the place it stands at.
        """
        known = self._found.setdefault(style, {})
        for character in text:
            if character not in known and character != "\n":
                self.glyph(style, character, place)


@lru_cache(maxsize=4)
def faces_of(resources: Path) -> Faces:
    """Return the typefaces under a resources folder; opened once in a program's life."""
    return Faces(resources / "fonts")
