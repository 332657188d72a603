"""What the privacy and word scan speaks of: kinds, matches in a text, and the rules in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .labels import Labelled
from .text import half_width, mask_middle, mask_name

STAR = "*"


class Kind(Labelled):
    """What was found."""

    ID = "id_number", "身份证号"
    ID_DOUBTFUL = "id_doubtful", "像身份证号的号码"
    ID_PART = "id_part", "身份证号的一部分"
    PERMIT = "permit", "护照或通行证号"
    MOBILE = "mobile", "手机号"
    LANDLINE = "landline", "固定电话"
    ACCOUNT = "account", "银行账号"
    PLATE = "plate", "车牌号"
    CONTACT = "contact", "邮箱、QQ或微信"
    ADDRESS = "address", "住址"
    HEALTH = "health", "健康状况"
    DISABILITY = "disability", "残疾情况"
    MINOR = "minor", "未成年人"
    BIRTH = "birth", "出生日期"
    ORIGIN = "origin", "民族、宗教"
    STATUS = "status", "特殊身份"
    NAME = "name", "姓名"
    HIDDEN = "hidden", "隐藏的内容"
    TRACE = "trace", "修订和批注"
    WORD = "word", "敏感词"
    WRONG = "wrong", "错误表述"
    MARK = "mark", "内部标识"


class Severity(Labelled):
    """What a hit asks for: a second person's word, or anybody's."""

    BLOCK = "block", "须负责人决定"
    ASK = "ask", "须核对"


@dataclass(frozen=True, slots=True)
class Match:
    """One find in a text, places from 0.

    ``cover`` replaces ``text[start:end]`` in a masked copy and in every message; it has the same
    length. It equals the text where the words themselves may be shown (an office's own terms).
    """

    kind: Kind
    severity: Severity
    start: int
    end: int
    cover: str
    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the word list. ``wide`` terms count also with blanks between their letters."""

    text: str
    kind: Kind
    severity: Severity
    suggestion: str = ""
    source: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Shapes:
    """How many characters a mask leaves at the head and the tail; the office's setting."""

    id_number: tuple[int, int] = (2, 3)
    phone: tuple[int, int] = (3, 4)
    account: tuple[int, int] = (4, 4)
    names: str = "middle"  # full, first (张**), middle (张*明)

    def name(self, text: str) -> str:
        """Return a name as the setting shows it, as long as before."""
        if self.names == "full":
            return text
        return mask_name(text) if self.names == "first" else mask_middle(text)


@dataclass(frozen=True)
class Rules:
    """What a scan goes by: the office's words, allowed phones, masks, and the day."""

    terms: Sequence[Term] = ()
    allowed: frozenset[str] = frozenset()  # phones (digits only) and texts that are the office's
    shapes: Shapes = field(default_factory=Shapes)
    today: date = date(2100, 1, 1)
    version: str = ""

    def allows(self, text: str) -> bool:
        """Tell whether a phone or a text is the office's own."""
        return plain(text) in self.allowed


def plain(text: str) -> str:
    """Return a number or text as it is compared: half-width letters and digits only."""
    return "".join(filter(str.isalnum, half_width(text))).upper()


def covered(text: str, head: int, tail: int) -> str:
    """Star the letters and digits between the first ``head`` and the last ``tail``; same length.

    A third of them is starred, however short the text.
    """
    places = [at for at, letter in enumerate(text) if letter.isalnum()]
    if head + tail > len(places) * 2 // 3:
        head = tail = len(places) // 4
    hidden = set(places[head : len(places) - tail])
    return "".join(STAR if at in hidden else letter for at, letter in enumerate(text))


def starred(text: str) -> str:
    """Star every letter and digit; same length."""
    return "".join(STAR if letter.isalnum() else letter for letter in text)


def masked(text: str, matches: Sequence[Match]) -> str:
    """Return the text with every match covered; as long as before."""
    parts, at = [], 0
    for match in sorted(matches, key=lambda one: one.start):
        if match.start < at:
            return _masked_twice(text, matches)
        parts += [text[at : match.start], match.cover]
        at = match.end
    return "".join([*parts, text[at:]])


def _masked_twice(text: str, matches: Sequence[Match]) -> str:
    """Lay covers over one another: a star stays a star."""
    letters = list(text)
    for match in matches:
        for at, letter in enumerate(match.cover, start=match.start):
            if letter == STAR:
                letters[at] = STAR
    return "".join(letters)


def apart(matches: Sequence[Match]) -> list[Match]:
    """Return the matches by place, none within another; of two the one given first stays."""
    order = sorted(range(len(matches)), key=lambda at: (matches[at].start, at))
    kept: list[int] = []
    for at in order:
        if not kept or matches[at].start >= matches[kept[-1]].end:
            kept.append(at)
        elif at < kept[-1]:
            kept[-1] = at
    return [matches[at] for at in kept]


_LONG_RUN = re.compile(r"\d(?:[\s\-*]{0,2}\d){10,}")
_SIDE = 12


def snippet(text: str, hidden: str, match: Match) -> str:
    """Return the find with a few characters on each side.

    Args:
        text: the text of the find.
        hidden: the same with every match covered (masked before it is cut).
        match: which one is shown.
    """
    shown = _LONG_RUN.sub(lambda run: covered(run.group(), 2, 0), hidden)
    start, end = max(0, match.start - _SIDE), min(len(text), match.end + _SIDE)
    words = " ".join(shown[start:end].split())
    return f"{'…' if start else ''}{words}{'…' if end < len(text) else ''}"
