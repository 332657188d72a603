"""Numbers somebody starred, but not enough: what still shows a birth date or more than four digits.

The office's own mask (``Shapes``: two digits at the head, three at the tail) is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .scanning import Kind, Match, Rules, Severity, starred
from .text import half_width

_STARS = "*＊●•×█○_"
_SEP = r"[ \t\u00a0\u3000\-－–—‐\u200b-\u200f\u2060\ufeff]?"
_MEMBER = r"[\d*＊●•×█○_Xxｘ\uff38]"
_RUN = re.compile(rf"(?<![0-9A-Za-z]){_MEMBER}(?:{_SEP}{_MEMBER}){{5,}}(?![0-9A-Za-z])")
_HIDDEN_STARS = re.compile(r"\*{2,}")
_BORN = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_BORN_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_ID_WORD = re.compile("身份证|公民身份|证件号")
_BANK_WORD = re.compile("卡号|账号|帐号|账户|一卡通|存折|银行")
_PHONE, _ID_LENGTHS, _CARD_LENGTHS = 11, (15, 18), (16, 17, 19)
_MOST, _MOST_PHONE, _MOST_CARD = 4, 7, 8  # digits a mask may leave
_LETTERS_AS_STARS = re.compile("[Xx]{3,}")


def stars(
    text: str, start: int, end: int, *, before: Callable[[int], str], rules: Rules
) -> Iterator[Match]:
    """Yield the starred numbers that tell too much, within ``text[start:end]``."""
    for match in _RUN.finditer(text, start, min(len(text), end + 2)):
        shape = _shape(match.group())
        if not _HIDDEN_STARS.search(shape) or not any(map(str.isdigit, shape)):
            continue
        found = _told(shape, before(match.start()), rules)
        if found:
            kind, severity, reason = found
            cover = starred(match.group())
            yield Match(kind, severity, match.start(), match.end(), cover, reason)


def _shape(text: str) -> str:
    """Return digits and stars only, every kind of star as ``*``."""
    text = "".join("*" if letter in _STARS else half_width(letter) for letter in text)
    text = _LETTERS_AS_STARS.sub(lambda found: "*" * len(found.group()), text)
    return "".join(letter for letter in text if letter.isdigit() or letter in "*Xx")


def _told(shape: str, before: str, rules: Rules) -> tuple[Kind, Severity, str] | None:
    seen = sum(letter != "*" for letter in shape)
    named = _ID_WORD.search(before) is not None
    most, kind = _MOST, Kind.ID_PART
    if _PHONE - 1 <= len(shape) <= _PHONE + 1 and shape[0] in "01*" and not named:
        most, kind = _MOST_PHONE, Kind.MOBILE
    elif not named and (
        _BANK_WORD.search(before) or len(shape) in _CARD_LENGTHS or shape.startswith("62")
    ):
        most, kind = _MOST_CARD, Kind.ACCOUNT
    if seen <= most or (kind is Kind.ID_PART and _is_own_mask(shape, rules)):
        return None
    if kind is not Kind.ID_PART:
        return kind, Severity.ASK, f"{kind.label}遮得太少，露出{seen}位"
    if _shows_birth(shape):
        return kind, Severity.BLOCK, "遮过的身份证号还看得出出生日期"
    sure = named or len(shape) in _ID_LENGTHS
    return kind, Severity.BLOCK if sure else Severity.ASK, f"遮过的身份证号还露出{seen}位"


def _shows_birth(shape: str) -> bool:
    if len(shape) == max(_ID_LENGTHS):
        return _BORN_MONTH.match(shape[6:12]) is not None
    return _BORN.search(shape) is not None


def _is_own_mask(shape: str, rules: Rules) -> bool:
    head, tail = rules.shapes.id_number
    middle = shape[head : len(shape) - tail]
    return len(shape) >= min(_ID_LENGTHS) and set(middle) == {"*"}
