r"""Personal numbers in a text: identity cards, permits, phones, accounts, plates.

Patterns work on the text as it is, so places stay true: ``\d`` takes full-width digits too, and
blanks or invisible signs between digits count as nothing. Most of a text has no long number; one
pass finds the runs, and only they are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from .accountwatch import STRONG_BANK, accounts, cards, chats, mails, permits, plates
from .numberfield import (
    AMOUNT_AFTER,
    DAY,
    FAR,
    ORDERED,
    SEP,
    WORDY,
    Field,
    hidden,
    is_credit_code,
    is_index,
    number_of,
)
from .scanning import Kind, Match, Rules, Severity, apart, covered
from .starwatch import stars
from .text import id_number_fault

_X = "Xxｘ\uff38"
# digits, stars and what may stand between them: one class, because it is six times faster
_RUN = re.compile(
    r"[0-9０-９*＊●•×█○][0-9０-９*＊●•×█○_XxＸｘ \t\u00a0\u3000\r\n\-－–—‐\u00ad"
    r"\u200b-\u200f\u2060\ufeff]{5,}"
)
_STARRY = re.compile("[*＊●•×█○_]|[Xx]{3}")
_ID18 = re.compile(rf"(?<![{WORDY}])[1-9１-９](?:{SEP}\d){{16}}{SEP}[\d{_X}](?![{WORDY}])")
_ID15 = re.compile(rf"(?<![{WORDY}.])[1-9１-９](?:{SEP}\d){{14}}(?![{WORDY}.])")
_ID17 = re.compile(rf"(?<![{WORDY}])[1-9１-９](?:{SEP}\d){{16}}(?![{WORDY}])")
_MOBILE = re.compile(
    rf"(?<![\d.])(?:(?:00)?86{SEP})?[1１][3-9３-９]\d{SEP}\d{{4}}{SEP}\d{{4}}(?!\d|\.\d)"
)
_GROUPED = re.compile(rf"(?<![\d.])[1１][3-9３-９](?:{SEP}\d){{9}}(?!\d|\.\d)")
_LANDLINE = re.compile(
    rf"(?<![\d.])0(?:10|2\d|[3-9]\d\d)[)）]?{SEP}[2-9]\d{{2,3}}{SEP}\d{{4}}(?!\d)"
)
_LOCAL = re.compile(r"(?<![\d.])[2-9]\d{6,7}(?![\d.])")
_AFTER_ID_WORD = re.compile(
    r"身份证(?:件)?(?:号码|号)?(?:[前后末尾][\d一二三四五六七八]{1,2}位)?[\s:：为是(（]*"
    rf"(\d(?:{SEP}\d){{4,16}}{SEP}[\d{_X}]?)(?!\d|\s*[元年份人张])"
)
# GB/T 2260: the first two digits of an area
_AREAS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_ID_WORD = re.compile("身份证|公民身份|证件号")
_OFFICE_PHONE = re.compile(
    "(?:监督|举报|投诉|咨询|服务|办公|值班|受理|查询|报名|救援|传真|热线|便民|公开|单位|机关|报警|窗口|大厅|政府|委会"
    "|中心|派出所|卫生院|司法所|信访)[^\\d\\n。；;]{0,10}[\\d\\-－、,，;；/转或（）() ]{0,60}$"
)
_PHONE_WORD = re.compile("电话|手机|联系方式|座机")
_ADULT = 18
_DIGEST = re.compile("[0-9a-f]{8}[0-9a-f-]{20,}")
_FEWEST = 7  # digits of a local phone


def find(text: str, rules: Rules, heading: str = "") -> list[Match]:
    """Return the personal numbers in a text, in order, none within another."""
    field = Field(text, heading, rules)
    found: list[Match] = []
    for run in _RUN.finditer(text):
        _in_run(field, run.start(), run.end(), found)
    for search in (_after_id_word, permits, plates, mails, chats):
        found.extend(search(field))
    return apart(found)


def _in_run(field: Field, start: int, end: int, found: list[Match]) -> None:
    run = field.text[start:end]
    digits = sum(map(str.isdigit, run))
    if digits < _FEWEST and not _STARRY.search(run):
        return
    for fewest, search in _SEARCHES:
        if digits >= fewest:
            found.extend(search(field, start, end))


def birth_day(digits: str, today: date) -> date | None:
    """Return the day eight digits name, if somebody alive may have been born on it."""
    if not digits.isdecimal() or digits[:2] not in ("19", "20"):
        return None
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born <= today else None


def _identities(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID18.finditer(field.text, start, min(len(field.text), end + 2)):
        number = number_of(match)
        reason = _identity(number, field, match)
        if not reason:
            continue
        right = reason.startswith("是")
        yield Match(
            Kind.ID if right else Kind.ID_DOUBTFUL,
            Severity.BLOCK,
            match.start(),
            match.end(),
            covered(match.group(), *field.rules.shapes.id_number),
            reason,
        )


def _identity(number: str, field: Field, match: re.Match[str]) -> str:
    born = birth_day(number[6:14], field.rules.today)
    right = not id_number_fault(number)
    before = field.before(match.start())
    named = _ID_WORD.search(before) is not None
    if right and born:
        return "是身份证号" + _young(born, field.rules.today)
    if not named and (is_credit_code(number) or is_index(field.text, match.end())):
        return ""
    if born and (named or number[:2] in _AREAS or not ORDERED.search(before)):
        ordered = not named and ORDERED.search(before)
        return "" if ordered else "号码像身份证号，校验码不对"
    if named:
        return "写作身份证号，出生日期不对" if right else "写作身份证号，号码不对"
    return ""


def _young(born: date, today: date) -> str:
    if today.year >= 2100:  # noqa: PLR2004 - no day was given
        return ""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return "，此人未满18周岁" if age < _ADULT else ""


def _old_identities(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID15.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = number_of(match), field.before(match.start())
        born = birth_day("19" + number[6:12], field.rules.today)
        named = _ID_WORD.search(before) is not None
        if named or (
            born
            and number[:2] in _AREAS
            and not ORDERED.search(before)
            and not STRONG_BANK.search(before)
            and not is_index(field.text, match.end())
        ):
            cover = covered(match.group(), *field.rules.shapes.id_number)
            reason = "是15位的身份证号" if born else "写作身份证号，号码不对"
            kind = Kind.ID if born else Kind.ID_DOUBTFUL
            yield Match(kind, Severity.BLOCK, match.start(), match.end(), cover, reason)


def _shortened(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID17.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = number_of(match), field.before(match.start())
        known = number[:2] in _AREAS and not ORDERED.search(before)
        if birth_day(number[6:14], field.rules.today) and (known or _ID_WORD.search(before)):
            reason = "像身份证号，少一位，看得出出生日期"
            yield hidden(Kind.ID_PART, Severity.BLOCK, match, reason)


def _mobiles(field: Field, start: int, end: int) -> Iterator[Match]:
    for pattern in (_MOBILE, _GROUPED):
        for match in pattern.finditer(field.text, start, min(len(field.text), end + 2)):
            if pattern is _GROUPED and match.group().count("\n"):
                continue  # numbers of two lines
            number = number_of(match)[-11:]
            before = field.before(match.start(), FAR)
            if field.rules.allows(number) or ORDERED.search(before) or _in_digest(field, match):
                continue
            if AMOUNT_AFTER.match(field.text, match.end()):
                continue
            office = _OFFICE_PHONE.search(before)
            reason = "是手机号，写作办公电话，请确认不是个人的" if office else "是手机号"
            cover = covered(match.group(), *field.rules.shapes.phone)
            severity = Severity.ASK if office else Severity.BLOCK
            yield Match(Kind.MOBILE, severity, match.start(), match.end(), cover, reason)


def _in_digest(field: Field, match: re.Match[str]) -> bool:
    """Tell whether the digits stand in an id or digest of the program's own kind."""
    token = _DIGEST.search(field.text, max(0, match.start() - 64), match.end() + 64)
    return token is not None and token.start() <= match.start() and match.end() <= token.end()


def _landlines(field: Field, start: int, end: int) -> Iterator[Match]:
    at = max(0, start - 7)  # an area code in brackets stands before the run
    whole = []
    for match in _LANDLINE.finditer(field.text, at, min(len(field.text), end + 2)):
        whole.append(match.span())
        yield from _landline(field, match, "像固定电话，请确认不是个人的")
    # the tail of a whole number, which may be the office's own, is no number by itself
    for match in _LOCAL.finditer(field.text, start, min(len(field.text), end + 2)):
        near = field.before(match.start(), 8)
        within = any(begin <= match.start() < stop for begin, stop in whole)
        if not within and _PHONE_WORD.search(near) and not DAY.match(match.group()):
            yield from _landline(field, match, "写作电话，请确认不是个人的")


def _landline(field: Field, match: re.Match[str], reason: str) -> Iterator[Match]:
    before = field.before(match.start(), FAR)
    office = _OFFICE_PHONE.search(before) or ORDERED.search(before)
    if office or field.rules.allows(match.group()) or AMOUNT_AFTER.match(field.text, match.end()):
        return
    cover = covered(match.group(), *field.rules.shapes.phone)
    yield Match(Kind.LANDLINE, Severity.ASK, match.start(), match.end(), cover, reason)


def _stars(field: Field, start: int, end: int) -> Iterator[Match]:
    if not _STARRY.search(field.text, start, end):
        return iter(())
    return stars(field.text, start, end, before=field.before, rules=field.rules)


# in this order, because what is surer is taken first; with the fewest digits of each
_SEARCHES: tuple[tuple[int, Callable[[Field, int, int], Iterator[Match]]], ...] = (
    (17, _identities), (1, _stars), (11, _mobiles), (7, _landlines), (15, _old_identities),
    (8, accounts), (16, cards), (17, _shortened),
)  # fmt: skip


def _after_id_word(field: Field) -> Iterator[Match]:
    if "身份证" not in field.text:
        return
    for match in _AFTER_ID_WORD.finditer(field.text):
        yield hidden(Kind.ID_PART, Severity.BLOCK, match, "写作身份证号，露出5位以上", 1)
