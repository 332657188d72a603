r"""Personal numbers in a text: identity cards, permits, phones, accounts, plates.

Patterns work on the text as it is, so places stay true: ``\d`` takes full-width digits too, and
blanks or invisible signs between digits count as nothing. Most of a text has no long number; one
pass finds the runs, and only they are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from .scanning import Kind, Match, Rules, Severity, apart, covered, plain, starred
from .starwatch import stars
from .text import id_number_fault

_SEP = r"[ \t\u00a0\u3000\r\n\-－–—‐\u00ad\u200b-\u200f\u2060\ufeff]{0,2}"
_X = "Xxｘ\uff38"
_WORDY = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
# digits, stars and what may stand between them: one class, because it is six times faster
_RUN = re.compile(
    r"[0-9０-９*＊●•×█○][0-9０-９*＊●•×█○_XxＸｘ \t\u00a0\u3000\r\n\-－–—‐\u00ad"
    r"\u200b-\u200f\u2060\ufeff]{5,}"
)
_STARRY = re.compile("[*＊●•×█○_]|[Xx]{3}")
_ID18 = re.compile(rf"(?<![{_WORDY}])[1-9１-９](?:{_SEP}\d){{16}}{_SEP}[\d{_X}](?![{_WORDY}])")
_ID15 = re.compile(rf"(?<![{_WORDY}.])[1-9１-９](?:{_SEP}\d){{14}}(?![{_WORDY}.])")
_ID17 = re.compile(rf"(?<![{_WORDY}])[1-9１-９](?:{_SEP}\d){{16}}(?![{_WORDY}])")
_MOBILE = re.compile(
    rf"(?<![\d.])(?:(?:00)?86{_SEP})?1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}}(?!\d|\.\d)"
)
_GROUPED = re.compile(rf"(?<![\d.])1[3-9](?:{_SEP}\d){{9}}(?!\d|\.\d)")
_LANDLINE = re.compile(
    rf"(?<![\d.])0(?:10|2\d|[3-9]\d\d)[)）]?{_SEP}[2-9]\d{{2,3}}{_SEP}\d{{4}}(?!\d)"
)
_LOCAL = re.compile(r"(?<![\d.])[2-9]\d{6,7}(?![\d.])")
_ACCOUNT = re.compile(rf"(?<![{_WORDY}])\d(?:{_SEP}\d){{7,20}}(?![{_WORDY}])")
_CARD = re.compile(rf"(?<![{_WORDY}.])\d(?:{_SEP}\d){{15,18}}(?![{_WORDY}])")
_AFTER_ID_WORD = re.compile(
    r"身份证(?:件)?(?:号码|号)?(?:[前后末尾][\d一二三四五六七八]{1,2}位)?[\s:：为是(（]*"
    rf"(\d(?:{_SEP}\d){{4,16}}{_SEP}[\d{_X}]?)(?!\d|\s*[元年份人张])"
)
_PERMIT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|旅行证)(?:号码|号)?[\s:：为是(（]{0,4}([A-Z]{1,2}\d{7,10}|\d{8,10})(?!\d)"
)
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    "[A-HJ-NP-Z][·•. ]?(?=[A-Z]*[0-9][A-Z]*[0-9][A-Z]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_MAIL = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAIL_HEAD = re.compile(r"[A-Za-z0-9._%+-]+$")
_CHAT = re.compile(r"(?:QQ|qq|微信)(?:号码|号)?[:：为是 ]{1,3}([A-Za-z0-9_-]{5,20})")

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
# what stands before a number that counts things, not persons
_ORDERED = re.compile(
    "(?:编号|单号|流水号?|订单号?|订单|索引号|索引|条码|条形码|合同号?|发票号?码?|发票|案号|代码|注册号|税号|识别号"
    "|文号|许可证|登记号|序列号|凭证|项目号|批次|批号|图斑号?|地块|宗地|不动产|单元号|批准号|备案号|追溯码|校验码"
    "|证书号?|耳标号?|标段|区划|账页|票号|表号|户表|邮编|档号|卷号)(?:号码|号)?[^\\d\\n]{0,4}$"
)
_ID_WORD = re.compile("身份证|公民身份|证件号")
_STRONG_BANK = re.compile("卡号|(?<!公众)(?<!微博)(?<!抖音)(?<!登录)(?:账号|帐号|账户)|一卡通|存折")
_WEAK_BANK = re.compile("银行|开户|信用社|农商|农信|社保卡")
_ORGAN_HOLDER = re.compile(
    "户名[:：为]?[^\\d\\n]{0,30}(?:局|所|政府|委员会|村委|公司|中心|合作社|专户|学校|办事处|国库)"
)
_OFFICE_PHONE = re.compile(
    "(?:监督|举报|投诉|咨询|服务|办公|值班|受理|查询|报名|救援|传真|热线|便民|公开|单位|机关|报警|窗口|大厅|政府|委会"
    "|中心|派出所|卫生院|司法所|信访)[^\\d\\n。；;]{0,10}[\\d\\-－、,，;；/转或（）() ]{0,60}$"
)
_PHONE_WORD = re.compile("电话|手机|联系方式|座机")
_AMOUNT_AFTER = re.compile(r"\s*(?:元|万|亿|㎡|平方|亩|吨|公斤|千克|人|户|株|立方|头|只|羽|%|％)")
_DAY = re.compile(r"(?:19|20)\d\d[-－/.]?(?:0?[1-9]|1[0-2])[-－/.]?(?:0?[1-9]|[12]\d|3[01])$")
_NEAR, _FAR = 14, 48
_CARD_HEADS = ("4", "5", "60", "9558", "9559", "6")
_ADULT = 18
_DIGEST = re.compile("[0-9a-f]{8}[0-9a-f-]{20,}")
_FEWEST = 7  # digits of a local phone


@dataclass(frozen=True, slots=True)
class Field:
    """A text with what is known of it: the heading of its column counts as words before it."""

    text: str
    heading: str
    rules: Rules

    def before(self, at: int, length: int = _NEAR) -> str:
        near = self.text[max(0, at - length) : at]
        return f"{self.heading}：{near}" if at <= length else near


def find(text: str, rules: Rules, heading: str = "") -> list[Match]:
    """Return the personal numbers in a text, in order, none within another."""
    field = Field(text, heading, rules)
    found: list[Match] = []
    for run in _RUN.finditer(text):
        _in_run(field, run.start(), run.end(), found)
    for search in (_after_id_word, _permits, _plates, _mails, _chats):
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


def _number(match: re.Match[str]) -> str:
    return plain(match.group())


def _identities(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID18.finditer(field.text, start, min(len(field.text), end + 2)):
        number = _number(match)
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
    if not named and (_is_credit_code(number) or _is_index(field.text, match.end())):
        return ""
    if born and (named or number[:2] in _AREAS or not _ORDERED.search(before)):
        ordered = not named and _ORDERED.search(before)
        return "" if ordered else "号码像身份证号，校验码不对"
    if named:
        return "写作身份证号，出生日期不对" if right else "写作身份证号，号码不对"
    return ""


def _young(born: date, today: date) -> str:
    if today.year >= 2100:  # noqa: PLR2004 - no day was given
        return ""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return "，此人未满18周岁" if age < _ADULT else ""


def _is_index(text: str, end: int) -> bool:
    """Tell an index number: an organ's code, a stroke, a year."""
    return text[end : end + 3] in ("/19", "/20") or text[end : end + 5] == "/None"


def _is_credit_code(number: str) -> bool:
    """Check a unified social credit code's last character (GB 32100-2015)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if any(letter not in letters for letter in number):
        return False
    total = sum(letters.index(letter) * pow(3, at, 31) for at, letter in enumerate(number[:17]))
    return letters[(31 - total % 31) % 31] == number[17]


def _old_identities(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID15.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = _number(match), field.before(match.start())
        born = birth_day("19" + number[6:12], field.rules.today)
        named = _ID_WORD.search(before) is not None
        if named or (
            born
            and number[:2] in _AREAS
            and not _ORDERED.search(before)
            and not _STRONG_BANK.search(before)
            and not _is_index(field.text, match.end())
        ):
            cover = covered(match.group(), *field.rules.shapes.id_number)
            reason = "是15位的身份证号" if born else "写作身份证号，号码不对"
            kind = Kind.ID if born else Kind.ID_DOUBTFUL
            yield Match(kind, Severity.BLOCK, match.start(), match.end(), cover, reason)


def _shortened(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ID17.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = _number(match), field.before(match.start())
        known = number[:2] in _AREAS and not _ORDERED.search(before)
        if birth_day(number[6:14], field.rules.today) and (known or _ID_WORD.search(before)):
            reason = "像身份证号，少一位，看得出出生日期"
            yield _hidden(Kind.ID_PART, Severity.BLOCK, match, reason)


def _hidden(
    kind: Kind, severity: Severity, match: re.Match[str], reason: str, group: int = 0
) -> Match:
    start, end = match.span(group)
    return Match(kind, severity, start, end, starred(match[group]), reason)


def _mobiles(field: Field, start: int, end: int) -> Iterator[Match]:
    for pattern in (_MOBILE, _GROUPED):
        for match in pattern.finditer(field.text, start, min(len(field.text), end + 2)):
            if pattern is _GROUPED and match.group().count("\n"):
                continue  # numbers of two lines
            number = _number(match)[-11:]
            before = field.before(match.start(), _FAR)
            if field.rules.allows(number) or _ORDERED.search(before) or _in_digest(field, match):
                continue
            if _AMOUNT_AFTER.match(field.text, match.end()):
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
    for match in _LANDLINE.finditer(field.text, at, min(len(field.text), end + 2)):
        yield from _landline(field, match, "像固定电话，请确认不是个人的")
    for match in _LOCAL.finditer(field.text, start, min(len(field.text), end + 2)):
        near = field.before(match.start(), 8)
        if _PHONE_WORD.search(near) and not _DAY.match(match.group()):
            yield from _landline(field, match, "写作电话，请确认不是个人的")


def _landline(field: Field, match: re.Match[str], reason: str) -> Iterator[Match]:
    before = field.before(match.start(), _FAR)
    office = _OFFICE_PHONE.search(before) or _ORDERED.search(before)
    if office or field.rules.allows(match.group()) or _AMOUNT_AFTER.match(field.text, match.end()):
        return
    cover = covered(match.group(), *field.rules.shapes.phone)
    yield Match(Kind.LANDLINE, Severity.ASK, match.start(), match.end(), cover, reason)


def _accounts(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ACCOUNT.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = _number(match), field.before(match.start())
        strong = _STRONG_BANK.search(before)
        weak = _WEAK_BANK.search(before) and len(number) >= 12  # noqa: PLR2004 - shortest account
        if not (strong or weak) or _ORDERED.search(before):
            continue
        if _DAY.match(match.group()) or _AMOUNT_AFTER.match(field.text, match.end()):
            continue
        if field.rules.allows(number):
            continue
        organ = _ORGAN_HOLDER.search(field.before(match.start(), _FAR))
        reason = "是单位的账号，请确认应当公开" if organ else "写作银行卡号、账号"
        yield _account(field, match, reason, Severity.ASK if organ else Severity.BLOCK)


def _account(field: Field, match: re.Match[str], reason: str, severity: Severity) -> Match:
    cover = covered(match.group(), *field.rules.shapes.account)
    return Match(Kind.ACCOUNT, severity, match.start(), match.end(), cover, reason)


def _cards(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _CARD.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = _number(match), field.before(match.start())
        if not _luhn(number) or not number.startswith(_CARD_HEADS) or _ORDERED.search(before):
            continue
        if _is_credit_code(number) or _is_index(field.text, match.end()):
            continue
        union_pay = number.startswith("62")
        if not union_pay and len(number) not in {16, 19}:
            continue
        reason = "是银行卡号" if union_pay else "像银行卡号"
        yield _account(field, match, reason, Severity.BLOCK if union_pay else Severity.ASK)


def _luhn(number: str) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1)."""
    if not number.isdecimal():
        return False
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _stars(field: Field, start: int, end: int) -> Iterator[Match]:
    if not _STARRY.search(field.text, start, end):
        return iter(())
    return stars(field.text, start, end, before=field.before, rules=field.rules)


# in this order, because what is surer is taken first; with the fewest digits of each
_SEARCHES: tuple[tuple[int, Callable[[Field, int, int], Iterator[Match]]], ...] = (
    (17, _identities), (1, _stars), (11, _mobiles), (7, _landlines), (15, _old_identities),
    (8, _accounts), (16, _cards), (17, _shortened),
)  # fmt: skip


def _after_id_word(field: Field) -> Iterator[Match]:
    if "身份证" not in field.text:
        return
    for match in _AFTER_ID_WORD.finditer(field.text):
        yield _hidden(Kind.ID_PART, Severity.BLOCK, match, "写作身份证号，露出5位以上", 1)


def _permits(field: Field) -> Iterator[Match]:
    if not any(word in field.text for word in ("护照", "行证", "乡证", "台胞证")):
        return
    for match in _PERMIT.finditer(field.text):
        yield _hidden(Kind.PERMIT, Severity.BLOCK, match, "写作护照或通行证号", 1)


def _plates(field: Field) -> Iterator[Match]:
    for match in _PLATE.finditer(field.text):
        cover = covered(match.group(), 2, 1)
        reason = "像车牌号，请确认不是个人的"
        yield Match(Kind.PLATE, Severity.ASK, match.start(), match.end(), cover, reason)


def _mails(field: Field) -> Iterator[Match]:
    for match in _MAIL.finditer(field.text):
        head = _MAIL_HEAD.search(field.text, max(0, match.start() - 64), match.start())
        if head is None or match.group().lower().endswith(".gov.cn"):
            continue
        whole = head.group() + match.group()
        if not field.rules.allows(whole):
            cover = starred(head.group()) + match.group()
            reason = "是电子邮箱，请确认不是个人的"
            yield Match(Kind.CONTACT, Severity.ASK, head.start(), match.end(), cover, reason)


def _chats(field: Field) -> Iterator[Match]:
    if "微信" not in field.text and "QQ" not in field.text.upper():
        return
    for match in _CHAT.finditer(field.text):
        yield _hidden(Kind.CONTACT, Severity.ASK, match, "是QQ或微信号，请确认不是个人的", 1)
