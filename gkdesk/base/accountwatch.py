"""Accounts and cards, permits, plates, and how somebody is reached beside the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from .scanning import Kind, Match, Severity, covered, starred

_ACCOUNT = re.compile(rf"(?<![{WORDY}])\d(?:{SEP}\d){{7,20}}(?![{WORDY}])")
_CARD = re.compile(rf"(?<![{WORDY}.])\d(?:{SEP}\d){{15,18}}(?![{WORDY}])")
_PERMIT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|旅行证)(?:号码|号)?[\s:：为是(（]{0,4}([A-Z]{1,2}\d{7,10}|\d{8,10})(?!\d)"
)
# the capital first: a Chinese text has few of them
_PLATE = re.compile(
    "[A-HJ-NP-Z](?<=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼].)"
    "[·•. ]?(?=[A-Z]*[0-9][A-Z]*[0-9][A-Z]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_MAIL = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAIL_HEAD = re.compile(r"[A-Za-z0-9._%+-]+$")
_CHAT = re.compile(r"(?:QQ|qq|微信)(?:号码|号)?[:：为是 ]{1,3}([A-Za-z0-9_-]{5,20})")

STRONG_BANK = re.compile("卡号|(?<!公众)(?<!微博)(?<!抖音)(?<!登录)(?:账号|帐号|账户)|一卡通|存折")
_WEAK_BANK = re.compile("银行|开户|信用社|农商|农信|社保卡")
_ORGAN_HOLDER = re.compile(
    "户名[:：为]?[^\\d\\n]{0,30}(?:局|所|政府|委员会|村委|公司|中心|合作社|专户|学校|办事处|国库)"
)
_CARD_HEADS = ("4", "5", "60", "9558", "9559", "6")
# UnionPay's own, and the two large banks' older cards that are still on every list of payments
_SURE_HEADS = ("62", "9558", "9559")


def accounts(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _ACCOUNT.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = number_of(match), field.before(match.start())
        strong = STRONG_BANK.search(before)
        weak = _WEAK_BANK.search(before) and len(number) >= 12  # noqa: PLR2004 - shortest account
        if not (strong or weak) or ORDERED.search(before):
            continue
        if DAY.match(match.group()) or AMOUNT_AFTER.match(field.text, match.end()):
            continue
        if field.rules.allows(number):
            continue
        organ = _ORGAN_HOLDER.search(field.before(match.start(), FAR))
        reason = "是单位的账号，请确认应当公开" if organ else "写作银行卡号、账号"
        yield _account(field, match, reason, Severity.ASK if organ else Severity.BLOCK)


def _account(field: Field, match: re.Match[str], reason: str, severity: Severity) -> Match:
    cover = covered(match.group(), *field.rules.shapes.account)
    return Match(Kind.ACCOUNT, severity, match.start(), match.end(), cover, reason)


def cards(field: Field, start: int, end: int) -> Iterator[Match]:
    for match in _CARD.finditer(field.text, start, min(len(field.text), end + 2)):
        number, before = number_of(match), field.before(match.start())
        if not _luhn(number) or not number.startswith(_CARD_HEADS) or ORDERED.search(before):
            continue
        if is_credit_code(number) or is_index(field.text, match.end()):
            continue
        sure = number.startswith(_SURE_HEADS)
        if not number.startswith("62") and len(number) not in {16, 19}:
            continue
        reason = "是银行卡号" if sure else "像银行卡号"
        yield _account(field, match, reason, Severity.BLOCK if sure else Severity.ASK)


def _luhn(number: str) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1)."""
    if not number.isdecimal():
        return False
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def permits(field: Field) -> Iterator[Match]:
    if not any(word in field.text for word in ("护照", "行证", "乡证", "台胞证")):
        return
    for match in _PERMIT.finditer(field.text):
        yield hidden(Kind.PERMIT, Severity.BLOCK, match, "写作护照或通行证号", 1)


def plates(field: Field) -> Iterator[Match]:
    for match in _PLATE.finditer(field.text):
        start = match.start() - 1
        cover = covered(field.text[start : match.end()], 2, 1)
        reason = "像车牌号，请确认不是个人的"
        yield Match(Kind.PLATE, Severity.ASK, start, match.end(), cover, reason)


def mails(field: Field) -> Iterator[Match]:
    for match in _MAIL.finditer(field.text):
        head = _MAIL_HEAD.search(field.text, max(0, match.start() - 64), match.start())
        if head is None or match.group().lower().endswith(".gov.cn"):
            continue
        whole = head.group() + match.group()
        if not field.rules.allows(whole):
            cover = starred(head.group()) + match.group()
            reason = "是电子邮箱，请确认不是个人的"
            yield Match(Kind.CONTACT, Severity.ASK, head.start(), match.end(), cover, reason)


def chats(field: Field) -> Iterator[Match]:
    if "微信" not in field.text and "QQ" not in field.text and "qq" not in field.text:
        return
    for match in _CHAT.finditer(field.text):
        yield hidden(Kind.CONTACT, Severity.ASK, match, "是QQ或微信号，请确认不是个人的", 1)
