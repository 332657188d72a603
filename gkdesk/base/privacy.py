"""Personal numbers in a text that is about to be published: found, and shown only masked.

One set of detectors for every way out of the office: the publication record, the village notice
and the sync package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .errors import BadValue
from .text import half_width, id_number_fault, mask_id, mask_phone, squeeze

_SEPARATORS = re.compile(r"[\s-]")
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[\s-]?\d){16}[\s-]?[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_BANK = re.compile(r"(?<![0-9A-Za-z])\d(?:[\s-]?\d){15,18}(?![0-9A-Za-z])")
# within so many characters before a number, these words make it a bank account
_NEAR = 12
_BANK_WORDS = re.compile(r"卡号|账号|帐号|一卡通|银行|开户|信用社")
_UNION_PAY = "62"
# part of an identity number: some of its digits with the others starred, or the last digit lost
_STARRED = re.compile(
    r"(?<![0-9A-Za-z])\d(?:[\s-]?\d){0,13}[\s-]?[*×●•_]{2,}[\s-]?(?:\d(?:[\s-]?\d){0,13}[\s-]?)?[\dXx]?(?![0-9A-Za-z])"
)
_SHORTENED = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[\s-]?\d){16}(?![0-9A-Za-z])")
_AFTER_ID_WORD = re.compile(
    r"身份证(?:号码|号)?(?:[前后末尾][\d一二三四五六七八]{1,2}位)?[\s:为是(]*"
    r"(\d(?:[\s-]?\d){4,16}[\s-]?[\dXx]?)(?!\d|\s*[元年份人张])"
)
_LONG = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")
_FEWEST_ID_DIGITS = 5  # so many show a person; four are how a notice tells two of a name apart
_PHONE_DIGITS = 11
_MANY_DIGITS = re.compile(r"\d(?:[\s-]?\d){10,}[Xx]?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One personal number: what it is, masked, and where it begins (from 0)."""

    kind: str
    masked: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"


def scan(text: str) -> list[Finding]:
    """Return the identity numbers, mobile numbers and bank accounts in a text.

    An identity number counts with the right check character (GB 11643-1999); with a wrong one
    but a possible birth date it counts as 疑似, because a mistyped number still shows a person.
    """
    return _search(text, (_identities, _accounts, _mobiles))


def scan_notice(text: str) -> list[Finding]:
    """Return what ``scan`` finds, and what only looks so: for what hangs on a wall.

    Five digits of an identity number are too many there, starred or not; a number of 16 to 19
    digits is somebody's account or identity whatever stands before it.
    """
    return _search(text, (_identities, _accounts, _mobiles, _parts, _long))


def masked(text: str) -> str:
    """Return a text for a message: eleven digits and more become their first two."""
    return _MANY_DIGITS.sub(lambda found: f"{found.group()[:2]}****", text)


def shown_name(name: str) -> str:
    """Return a worksheet's name for screen and store: masked only when it holds such a number.

    A name like 20260101-20260331 stays as it is: it says where an entry came from.
    """
    # no name shorter than a mobile number holds one
    # nor one of fewer digits, and most words of a list have none
    few = len(name) < _PHONE_DIGITS or sum(map(str.isdigit, name)) < _PHONE_DIGITS
    return name if few or not scan(name) else masked(name)


def demand_open(text: str, field: str, label: str) -> None:
    """Let a text pass that is kept in plain words.

    Raises:
        BadValue: it holds a personal number.
    """
    if shown_name(text) != text:
        raise BadValue(field, label, "里面有个人号码，请删去")


def _search(text: str, searches: Iterable[Callable[[str], Iterator[Finding]]]) -> list[Finding]:
    plain = half_width(text)
    if len(plain) != len(text):  # a letter that widens would shift every place
        plain = "".join(half_width(letter)[:1] for letter in text)
    found: dict[int, Finding] = {}
    for search in searches:
        for finding in search(plain):
            found.setdefault(finding.at, finding)
    return [found[at] for at in sorted(found)]


def _numbers(
    pattern: re.Pattern[str], text: str, *, keep: Callable[[str, int], str]
) -> Iterator[tuple[str, str, int]]:
    for match in pattern.finditer(text):
        number = _SEPARATORS.sub("", match.group()).upper()
        if kind := keep(number, match.start()):
            yield kind, number, match.start()


def _identities(text: str) -> Iterator[Finding]:
    for kind, number, at in _numbers(_ID, text, keep=lambda number, _: _identity(number)):
        yield Finding(kind, mask_id(number), at)


def _identity(number: str) -> str:
    if not id_number_fault(number):
        return "身份证号"
    return "疑似身份证号" if _birth_day(number[6:14]) else ""


def _birth_day(digits: str) -> bool:
    if digits[:2] not in ("19", "20"):
        return False
    try:
        datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007 - a birth date has no zone
    except ValueError:
        return False
    return True


def _parts(text: str) -> Iterator[Finding]:
    for match in _STARRED.finditer(text):
        digits = sum(letter.isdigit() for letter in match.group())
        phone = len(squeeze(match.group())) == _PHONE_DIGITS
        if digits >= _FEWEST_ID_DIGITS and not phone:
            yield Finding("身份证号的一部分", f"{match.group()[:2]}****", match.start())
    for match in _SHORTENED.finditer(text):
        number = _SEPARATORS.sub("", match.group())
        if _birth_day(number[6:14]):
            yield Finding("缺一位的身份证号", f"{number[:2]}****", match.start())
    for match in _AFTER_ID_WORD.finditer(text):
        yield Finding("身份证号的一部分", f"{match[1][:2]}****", match.start(1))


def _long(text: str) -> Iterator[Finding]:
    for match in _LONG.finditer(text):
        yield Finding("像账号的长号码", f"{match.group()[:4]}****", match.start())


def _mobiles(text: str) -> Iterator[Finding]:
    for kind, number, at in _numbers(_MOBILE, text, keep=lambda _number, _at: "手机号"):
        yield Finding(kind, mask_phone(number), at)


def _accounts(text: str) -> Iterator[Finding]:
    def account(number: str, at: int) -> str:
        named = _BANK_WORDS.search(text[max(0, at - _NEAR) : at])
        card = number.startswith(_UNION_PAY) and _luhn(number)
        return "银行账号" if named or card else ""

    for kind, number, at in _numbers(_BANK, text, keep=account):
        yield Finding(kind, f"{number[:4]}****{number[-4:]}", at)


def _luhn(number: str) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
