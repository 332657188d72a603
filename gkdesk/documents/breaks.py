"""Lines of Chinese text: 避头尾, unbroken numbers, and the exact character grid of official paper.

On the grid every hanzi and full-width sign fills one cell, every digit half a cell. A line that
would begin with 。 or end with （ is mended by squeezing the blank half of punctuation, or, when
that is not enough, by taking a character over and spreading the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .fontface import Faces
from .paper import BLACK, Colour, Text

NO_START = frozenset("。，、；：？！）》〉」』】〕〗”’…—％‰℃·.,;:?!)]}%～")
NO_END = frozenset("（《〈「『【〔〖“‘([{￥№")
CLOSING = frozenset("。，、；：？！）》〉」』】〕〗”’")
OPENING = frozenset("（《〈「『【〔〖“‘")
# signs with a blank half to give; ？ stands in the middle of its cell and has none
_HALF_BLANK = (CLOSING | OPENING) - {"？"}
_RUN = re.compile(r"[0-9A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f.,:/@#&*+=_%\-]*")
_PAIRS = frozenset({"——", "……"})
# below U+0250 but as wide as a hanzi in Chinese text
_WIDE_SIGNS = frozenset("·×÷±°§")
_LATIN_END = "\u0250"
_HAIR = 1e-6
_PULL = 2  # so many closing signs are squeezed in at most


def is_narrow(character: str) -> bool:
    return character < _LATIN_END and character not in _WIDE_SIGNS


def split(text: str) -> list[str]:
    """Cut a text into the pieces that may not be broken across lines."""
    pieces, at = [], 0
    while at < len(text):
        run = _RUN.match(text, at)
        pair = text[at : at + 2]
        piece = run.group() if run else pair if pair in _PAIRS else text[at]
        pieces.append(piece)
        at += len(piece)
    return pieces


@dataclass(frozen=True, slots=True)
class Token:
    """An unbreakable piece in one style and its width in points."""

    text: str
    style: str
    width: float


# one character of a finished line: its x from the left edge of the text, itself, its style
Placed = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A type size on a grid of cells (points)."""

    faces: Faces
    size: float
    cell: float

    def advance(self, character: str, style: str) -> float:
        if not is_narrow(character):
            return self.cell
        if character.isdigit():
            return self.cell / 2
        return self.faces.glyph(style, character).width * self.cell / 1000

    def width(self, text: str, style: str) -> float:
        return sum([self.advance(character, style) for character in text])

    def _shift(self, character: str, style: str, advance: float) -> float:
        """Say where in its cell a glyph stands: centred, but narrow brackets hug their text."""
        spare = advance - self.faces.glyph(style, character).width * self.size / 1000
        if spare > advance / 4 and character in CLOSING:
            return 0.0
        if spare > advance / 4 and character in OPENING:
            return spare
        return spare / 2

    def row(self, text: str, style: str, x: float) -> list[Placed]:
        """Set one short text on one line, cell after cell, from ``x``."""
        placed = []
        for character in text:
            advance = self.advance(character, style)
            placed.append((x + self._shift(character, style, advance), character, style))
            x += advance
        return placed

    def lines(
        self,
        runs: list[tuple[str, str]],
        *,
        width: float,
        first: float = 0,
        hang: float = 0,
    ) -> list[list[Placed]]:
        """Break runs of (text, style) into lines.

        Args:
            runs: one paragraph.
            width: room in points.
            first: indent of the first line, in cells.
            hang: indent of the others, in cells.
        """
        tokens = [
            Token(piece, style, self.width(piece, style))
            for text, style in runs
            for piece in split(text)
        ]
        lines, start, indent = [], 0, first * self.cell
        while start < len(tokens):
            room = width - indent
            self._split_long(tokens, start, room)
            end = self._mend(tokens, start, self._fill(tokens, start, room), room)
            self._share_last(tokens, start, end)
            last = end == len(tokens)
            lines.append(self._set(tokens[start:end], indent, room, last=last))
            start, indent = end, hang * self.cell
        return lines

    def _fill(self, tokens: list[Token], start: int, room: float) -> int:
        end, used = start, 0.0
        while end < len(tokens) and used + tokens[end].width <= room + _HAIR:
            used += tokens[end].width
            end += 1
        return max(end, start + 1)

    def _split_long(self, tokens: list[Token], at: int, room: float) -> None:
        """Cut a token wider than a whole line where the line ends."""
        token = tokens[at]
        if token.width <= room + _HAIR:
            return
        kept = 1
        while self.width(token.text[: kept + 1], token.style) <= room + _HAIR:
            kept += 1
        tokens[at : at + 1] = [
            Token(part, token.style, self.width(part, token.style))
            for part in (token.text[:kept], token.text[kept:])
            if part
        ]

    def _share_last(self, tokens: list[Token], start: int, end: int) -> None:
        """Give the next line the end of a token that fills this one alone.

        Otherwise a sign behind a long address would begin a line: nothing else can go with it.
        """
        token = tokens[start]
        if end != start + 1 or end >= len(tokens) or not _heads_badly(tokens[end]):
            return
        cut = len(token.text) - 1
        while cut > 0 and token.text[cut] in NO_START:
            cut -= 1
        if cut > 0:
            tokens[start:end] = [
                Token(part, token.style, self.width(part, token.style))
                for part in (token.text[:cut], token.text[cut:])
            ]

    def _mend(self, tokens: list[Token], start: int, end: int, room: float) -> int:
        """Move a line's end so that neither it nor the next line offends."""
        if end >= len(tokens):
            return end
        pulled = end
        while pulled < len(tokens) and pulled - end < _PULL and _heads_badly(tokens[pulled]):
            pulled += 1
        if pulled > end:
            over = sum([token.width for token in tokens[start:pulled]]) - room
            follows_well = pulled == len(tokens) or not _heads_badly(tokens[pulled])
            if follows_well and over <= self._slack(tokens[start:pulled]) + _HAIR:
                return pulled
            end = _push_out(tokens, start, end - 1)
        while end - 1 > start and tokens[end - 1].text[-1] in NO_END:
            end -= 1
        return end

    def _slack(self, tokens: list[Token]) -> float:
        return sum([self.cell / 2 for token in tokens if token.text in _HALF_BLANK])

    def _set(self, tokens: list[Token], indent: float, room: float, *, last: bool) -> list[Placed]:
        """Give every character its place, squeezing or spreading to end on the right edge."""
        spare = room - sum([token.width for token in tokens])
        squeeze = self._squeeze(tokens, -spare) if spare < -_HAIR else {}
        gaps = len(tokens) - 1
        spread = spare / gaps if spare > _HAIR and gaps and not last else 0.0
        x, line = indent, []
        for number, token in enumerate(tokens):
            cut = squeeze.get(number, 0.0)
            for character in token.text:
                advance = self.advance(character, token.style)
                back = cut if character in OPENING else 0.0
                place = x - back + self._shift(character, token.style, advance)
                line.append((place, character, token.style))
                x += advance
            x += spread - cut
        return line

    def _squeeze(self, tokens: list[Token], need: float) -> dict[int, float]:
        """Take blank halves from punctuation, the end of the line first."""
        cuts = {}
        for number in range(len(tokens) - 1, -1, -1):
            if tokens[number].text in _HALF_BLANK and need > _HAIR:
                cuts[number] = min(self.cell / 2, need)
                need -= cuts[number]
        return cuts


def _heads_badly(token: Token) -> bool:
    return token.text[0] in NO_START


def _push_out(tokens: list[Token], start: int, end: int) -> int:
    while end - 1 > start and (_heads_badly(tokens[end]) or tokens[end - 1].text[-1] in NO_END):
        end -= 1
    return max(end, start + 1)


def texts(
    line: list[Placed], x: float, y: float, size: float, *, colour: Colour = BLACK
) -> list[Text]:
    """Turn a placed line into texts of one style each, ``x`` being the text's left edge."""
    found: list[Text] = []
    start = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or line[at][2] != line[start][2]:
            part = line[start:at]
            places = tuple([x + placed[0] for placed in part])
            characters = "".join([placed[1] for placed in part])
            style = part[0][2]
            found.append(Text(places[0], y, size, style, characters, places, colour))
            start = at
    return found


class _Natural(Grid):
    """No grid: every character takes its own width, in thousandths."""

    def advance(self, character: str, style: str) -> float:
        return self.faces.glyph(style, character).width

    def wrap(self, text: str, style: str, limit: float) -> tuple[str, ...]:
        tokens = [Token(piece, style, self.faces.width(style, piece)) for piece in split(text)]
        lines, start = [], 0
        while start < len(tokens):
            self._split_long(tokens, start, limit)
            end = self._fill(tokens, start, limit)
            ends_badly = tokens[end - 1].text[-1] in NO_END
            if end - start > 1 and end < len(tokens) and (ends_badly or _heads_badly(tokens[end])):
                end = _push_out(tokens, start, end - 1)
            self._share_last(tokens, start, end)
            lines.append("".join([token.text for token in tokens[start:end]]))
            start = end
        return tuple(lines)


def wrap(faces: Faces, style: str, text: str, limit: float) -> tuple[str, ...]:
    """Break a text at its natural widths; ``limit`` is in thousandths of the type size."""
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrap(faces, style, part, limit))
    if faces.width(style, text) <= limit:
        return (text,)
    return _Natural(faces, 1000, 1000).wrap(text, style, limit)
