"""打印字体 and 补字: which typefaces this office prints with, and its pictures of characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from . import charsets, privateuse, store
from .fontface import RARE, SAMPLE, Faces, Style, faces_of
from .model import FaceFacts, FontReport, GlyphPicture, StyleFaces, code_of
from .truetype import FULL_NAME, VERSION_NAME, Face, names_of

if TYPE_CHECKING:
    from .systemfonts import Found

BUILT_IN, SYSTEM = "built-in", "system"
_MOST_PICTURES = 500  # an office keeps a handful; a mistake in a loop must not fill the file
_SETS = ("GB 2312", "GBK", "通用规范汉字表")


class NotOneCharacter(Declined):
    """Something else than one character was given."""

    message = (
        "“{text}”不是一个字。请只填要补的那一个字，或填它的编码，如 U+2EBF0。没有改动任何内容。"
    )


class GlyphKnown(Declined):
    """A typeface has the character."""

    message = "“{character}”（{code}）的字形现有字体里已有，不用补字。没有改动任何内容。"


class GlyphStandard(Declined):
    """A private-use code whose standard character is known and printed."""

    message = (
        "{code}是旧编码的“{character}”，打印时已自动换成标准汉字，不用补字。没有改动任何内容。"
    )


class GlyphThere(Declined):
    """The office attached a picture before."""

    message = "“{character}”（{code}）已经补过字。要换图片的，请先删去原来的。没有改动任何内容。"


class NoGlyph(Declined):
    """The office attached no picture for this character."""

    message = "“{character}”（{code}）没有补过字。请从补字清单中选择，没有改动任何内容。"


class TooManyGlyphs(Declined):
    """More pictures than any office needs."""

    message = "已补{count}个字，达到上限。请先删去不再用的，没有改动任何内容。"


def one_character(text: str) -> str:
    """Return the character meant by itself or by its code (``U+2EBF0``, ``2EBF0``).

    Raises:
        NotOneCharacter: it is neither, or a character that is not drawn.
    """
    text = text.strip()
    character = text
    if len(text) > 1:
        digits = text.upper().removeprefix("U+")
        try:
            character = chr(int(digits, 16))
        except (ValueError, OverflowError) as error:
            raise NotOneCharacter(text=text[:20]) from error
    private = character and privateuse.is_private(character)
    if not private and (len(character) != 1 or not charsets.is_han(ord(character))):
        raise NotOneCharacter(text=text[:20])
    return character


class Typefaces:
    """The office's typefaces; nothing is opened or searched before the first print."""

    def __init__(self, session: Session, choice: Callable[[], str] = lambda: BUILT_IN) -> None:
        self._session = session
        self._choice = choice
        self._made: tuple[object, Faces] | None = None

    @property
    def _own(self) -> Path:
        return self._session.resources / "fonts"

    def faces(self) -> Faces:
        """Return what to print with, by the office's present choice and pictures.

        Raises:
            BadFile: ``forms/pages/fonts.toml`` has mistakes (only when the choice is system).
        """
        conn = self._session.conn
        choice, ids = self._choice(), store.glyph_ids(conn)
        if choice == BUILT_IN and not ids:
            return faces_of(self._session.resources)
        if self._made is None or self._made[0] != (choice, ids):
            opened = self._opened() if choice == SYSTEM else {}
            leading = {style: faces[0] for style, faces in opened.items() if style in {*Style}}
            pictures = {glyph.character: glyph for glyph in store.glyphs(conn)}
            rare = opened.get(RARE[0], ())
            self._made = ((choice, ids), Faces(self._own, leading, rare, pictures))
        return self._made[1]

    def report(self) -> FontReport:
        """Look at this machine's typefaces anew, and say what each style is set in."""
        from . import systemfonts

        systemfonts.scan.cache_clear()
        self._made = None
        machine = systemfonts.scan(systemfonts.folders(), systemfonts.registered())
        faces = self.faces()
        found = {
            style: tuple(_facts(one, refusal) for one, _, refusal in opened)
            for style, opened in self._machine()
        }
        return FontReport(
            choice=self._choice(),
            styles=tuple(self._style(style, faces, found[style]) for style in Style),
            rare=found[RARE[0]],
            damaged=tuple(_facts(found) for found in machine if found.damaged),
            files=len({found.path for found in machine}),
        )

    def glyphs(self) -> list[GlyphPicture]:
        """Return the office's pictures of characters, by code."""
        return store.glyphs(self._session.conn)

    def add_glyph(self, text: str, scan: Path) -> GlyphPicture:
        """Attach a picture to a character no typeface has.

        Args:
            text: the character, or its code.
            scan: a PNG or JPEG file, black on white.

        Raises:
            NotOneCharacter, GlyphKnown, GlyphStandard, GlyphThere, TooManyGlyphs: no picture is
                wanted here.
            Declined: the picture cannot serve; see ``glyphscan.read``.
        """
        from . import glyphscan  # brings the picture library, which a print does not need

        session, character = self._session, one_character(text)
        code = code_of(character)
        faces = Faces(self._own)
        if faces.has(Style.FANG, character):
            standard = faces.glyph(Style.FANG, character).character
            refusal = GlyphKnown if standard == character else GlyphStandard
            raise refusal(character=standard, code=code)
        grey = glyphscan.read(scan)
        with session.transaction():
            known = self.glyphs()
            if any(glyph.character == character for glyph in known):
                raise GlyphThere(character=character, code=code)
            if len(known) >= _MOST_PICTURES:
                raise TooManyGlyphs(count=len(known))
            store.add_glyph(
                session.conn, character, grey, made_on=session.today, made_by=session.user.name
            )
            session.audit("typefaces.add_glyph", code)
        return self._glyph(character)

    def remove_glyph(self, text: str) -> None:
        """Take a picture away; papers printed before keep theirs.

        Raises:
            NotOneCharacter, NoGlyph: there is none.
        """
        session, glyph = self._session, self._glyph(one_character(text))
        with session.transaction():
            store.remove_glyph(
                session.conn, glyph.id, removed_on=session.today, removed_by=session.user.name
            )
            session.audit("typefaces.remove_glyph", glyph.code)

    def _glyph(self, character: str) -> GlyphPicture:
        for glyph in self.glyphs():
            if glyph.character == character:
                return glyph
        raise NoGlyph(character=character, code=code_of(character))

    def _machine(self) -> Iterator[tuple[str, list[tuple[Found, Face | None, str]]]]:
        """Yield each style with this machine's faces for it: opened, or why they are refused."""
        from . import fontwishes, systemfonts

        machine = systemfonts.scan(systemfonts.folders(), systemfonts.registered())
        for style, names in fontwishes.wishes_of(self._session.forms).items():
            wished = systemfonts.wished(names, machine)
            rare = style == RARE[0]
            yield style, [(one, *systemfonts.open_face(one, rare=rare)) for one in wished]

    def _opened(self) -> dict[str, tuple[Face, ...]]:
        opened = {
            style: tuple(face for _, face, _ in faces if face is not None)
            for style, faces in self._machine()
        }
        return {style: faces for style, faces in opened.items() if faces}

    def _style(self, style: Style, faces: Faces, found: tuple[FaceFacts, ...]) -> StyleFaces:
        face = faces.glyph(style, SAMPLE).face
        words = names_of(face.table(b"name"))
        theirs = next((one for one in found if not one.refusal), None)
        name = next(iter(words.get(FULL_NAME, [])), face.name)
        version = _version(words.get(VERSION_NAME, []))
        ours = FaceFacts(name, face.path.name, version, own=True)
        used = theirs if theirs is not None and style in faces.leading else ours
        return StyleFaces(style, style.label, used, found, tuple(self._counts(style, face, faces)))

    def _counts(
        self, style: Style, face: Face, faces: Faces
    ) -> Iterator[tuple[str, int, int, int]]:
        listed = charsets.listed(self._own)
        sets = (charsets.gb2312(), charsets.gbk(), listed["tgh"])
        chain = list(faces.chain(style))
        for name, codes in zip(_SETS, sets, strict=True):
            missing = [code for code in codes if not face.glyph(code)]
            lost = sum(1 for code in missing if not any(one.glyph(code) for one in chain))
            yield name, len(codes) - len(missing), len(codes) - lost, len(codes)


def _facts(found: Found, refusal: str = "") -> FaceFacts:
    return FaceFacts(
        found.name, found.path.name, _version([found.version]), own=False,
        refusal=refusal or found.refusal,
    )  # fmt: skip


def _version(words: list[str]) -> str:
    """Return the number out of ``Version 5.01;build 3``."""
    text = words[0] if words else ""
    return text.split(";")[0].removeprefix("Version").strip()
