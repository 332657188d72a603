"""The typefaces: chains in which each character finds a glyph.

A style (仿宋, 黑体…) is a chain of faces; the first that has a character draws it, so a name with a
rare hanzi prints like any other. A chain may begin with a face of this machine, and behind it
stand the pictures the office attached for characters no face has.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.labels import Labelled
from gkdesk.base.text import FILLERS

from . import charsets, privateuse
from .model import GlyphPicture, code_of
from .truetype import Face

_WIDE_BLANKS = "\u2001\u2003\u3000"  # as wide as a hanzi


class _Blanks(dict[int, int | None]):
    """For ``str.translate``: what is invisible by definition goes, every blank is one we have.

    No glyph is owed for controls, direction and joining marks (Cc, Cf) and fillers. A variation
    selector asks for another shape of the character before it, which our faces do not have: the
    usual one is printed.
    """

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        kind = unicodedata.category(character)
        kept: int | None = code
        if kind in {"Cc", "Cf"} or character in FILLERS or _is_selector(code):
            kept = None
        elif kind == "Zs":
            kept = ord("\u3000" if character in _WIDE_BLANKS else " ")
        self[code] = kept
        return kept


def _is_selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF  # noqa: PLR2004


BLANKS = _Blanks({ord("\n"): ord("\n"), ord("\t"): ord(" "), ord("\v"): ord("\n")})


class MissingGlyph(Declined):
    """No face has this character: nothing is printed rather than a gap in a name."""

    message = (
        "{place}的“{character}”（{code}）没有可用的字形，暂时印不出来。请核对此字是否录错；确是此字的，"
        "请换用有此字的字体，或在“系统→打印字体→补字”里附一张此字的图片。没有生成文件，已填的内容没有丢。"
    )

    def __init__(self, character: str, place: str) -> None:
        unseen = unicodedata.category(character) in {"Cs", "Cc", "Cf"}
        shown = "\ufffd" if unseen else character
        super().__init__(place=place, character=shown, code=code_of(character))


class MissingSign(MissingGlyph):
    """No face has this sign, which is no hanzi: a picture attached to it would be refused."""

    message = (
        "{place}的符号“{character}”（{code}）没有可用的字形，印不出来。"
        "请删去，或改用文字、公文里常用的符号。没有生成文件，已填的内容没有丢。"
    )


class BrokenCharacter(MissingGlyph):
    """Half a surrogate pair, a code no character has, or what a wrong decoding left behind."""

    message = (
        "{place}有一个残缺的字符（{code}），多半是粘贴或转码时损坏的。"
        "请找到原文，把这个字重新录入。没有生成文件，已填的内容没有丢。"
    )


class PrivateCharacter(MissingGlyph):
    """A code of the private-use area: which character it stands for only its own system knows."""

    message = (
        "{place}有一个造字（{code}），是别的系统自己造的字，本机不知道它是什么字。请问明是哪个字，"
        "改用标准汉字录入；没有标准汉字的，在“系统→打印字体→补字”里为这个码位附一张图片。"
        "没有生成文件，已填的内容没有丢。"
    )


class FontTrouble(Blocked):
    """A typeface file of the program is damaged or missing."""

    message = "字体文件“{name}”缺失或损坏，不能生成文书。请重新安装软件，数据没有改动。"


class Style(Labelled):
    """The typefaces official paper knows, and the chain that stands for each."""

    FANG = "fang", "仿宋"  # body
    HEI = "hei", "黑体"  # first headings, table headings
    KAI = "kai", "楷体"  # second headings
    XBS = "xbs", "小标宋"  # titles
    SONG = "song", "宋体"  # page numbers


RARE = "rare", "生僻字"  # not a style: what a machine may have for the end of every chain
_RARE = ("gk-rareA", "gk-rareB", "gk-rareG")
CHAINS: dict[str, tuple[str, ...]] = {
    Style.FANG: ("gk-latin", "gk-fang", "gk-fang-ext", *_RARE),
    # gk-fang-ext leaves out what gk-fang has, so the two always stand together
    Style.HEI: ("gk-hei", "gk-fang-ext", "gk-fang", *_RARE),
    Style.KAI: ("gk-kai", "gk-fang-ext", "gk-fang", *_RARE),
    Style.XBS: ("gk-xbs", "gk-fang-ext", "gk-fang", *_RARE),
    Style.SONG: ("gk-latin", "gk-rareA", "gk-fang", "gk-fang-ext", *_RARE[1:]),
}


# a hanzi no style's own face lacks: it shows which face a style is set in
SAMPLE = "国"
_BLANK = "\u3000"
_UNSEEN = {"Zs", "Zl", "Zp", "Cf", "Cc"}  # categories of characters that draw nothing
_NO_CHARACTER = {"Cs", "Cn", "Cc", "Cf"}


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character's outline is, and how wide it is in thousandths of the type size."""

    face: Face
    number: int
    width: float
    character: str  # what a reader copies: the standard character of a private-use code
    # the office's picture, drawn over a blank; its middle stands so high over the base line
    picture: GlyphPicture | None = None
    middle: float = 0.0


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
    """All typefaces an office prints with, opened as they are needed.

    Args:
        folder: our own faces (``resources/fonts``).
        leading: style → the machine's face that is asked before ours.
        rare: the machine's faces of rare hanzi, asked after ours.
        pictures: character → the picture the office attached.
    """

    folder: Path
    leading: Mapping[str, Face] = field(default_factory=dict)
    rare: tuple[Face, ...] = ()
    pictures: Mapping[str, GlyphPicture] = field(default_factory=dict)
    _open: dict[str, Face] = field(default_factory=dict)
    _found: dict[str, dict[str, Glyph]] = field(default_factory=dict)
    _widths: dict[str, _Widths] = field(default_factory=dict)

    def face(self, name: str) -> Face:
        """Open one face of ours.

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

    def chain(self, style: str) -> Iterator[Face]:
        """Yield a style's faces in the order they are asked.

        Raises:
            FontTrouble: a file of ours is missing or damaged.
        """
        if style in self.leading:
            yield self.leading[style]
        yield from map(self.face, CHAINS[style])
        yield from self.rare

    def glyph(self, style: str, character: str, place: str = "正文") -> Glyph:
        """Find a character's glyph in a style's chain.

        Raises:
            MissingGlyph: no face of the chain has it, and the office attached no picture.
        """
        known = self._found.setdefault(style, {})
        found = known.get(character)
        if found is None:
            found = known[character] = self._search(style, character, place)
        return found

    def has(self, style: str, character: str) -> bool:
        """Tell whether a face of a style's chain draws a character; pictures do not count."""
        return self._drawn_by_face(style, self._standard.get(character, character)) is not None

    @cached_property
    def _standard(self) -> Mapping[str, str]:
        return privateuse.read(self.folder)

    def _search(self, style: str, character: str, place: str) -> Glyph:
        meant = character
        if privateuse.is_private(character):
            meant = self._standard.get(character, character)
        found = self._drawn_by_face(style, meant) or self._drawn_by_office(style, meant)
        if found is not None:
            return found
        raise _refusal(meant)(meant, place)

    def _drawn_by_face(self, style: str, character: str) -> Glyph | None:
        if privateuse.is_private(character):
            return None  # what a face has there is its maker's own, not what the writer meant
        for face in self.chain(style):
            number = face.glyph(ord(character))
            # some faces have empty boxes for hanzi they do not draw
            if number and (face.inked(number) or unicodedata.category(character) in _UNSEEN):
                return Glyph(face, number, face.width(number), character)
        return None

    def _drawn_by_office(self, style: str, character: str) -> Glyph | None:
        picture = self.pictures.get(character)
        if picture is None:
            return None
        blank, like = self.glyph(style, _BLANK), self.glyph(style, SAMPLE)
        middle = like.face.middle(like.number)
        return Glyph(blank.face, blank.number, blank.width, character, picture, middle)

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


def _refusal(character: str) -> type[MissingGlyph]:
    if privateuse.is_private(character):
        return PrivateCharacter
    if charsets.is_han(ord(character)):  # asked first: some are newer than Python's tables
        return MissingGlyph
    if character == "\ufffd" or unicodedata.category(character) in _NO_CHARACTER:
        return BrokenCharacter
    return MissingSign


@lru_cache(maxsize=4)
def faces_of(resources: Path) -> Faces:
    """Return our own typefaces under a resources folder; opened once in a program's life."""
    return Faces(resources / "fonts")
