"""A text in which numbers are looked for, with what is known of the words before each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .scanning import Kind, Match, Rules, Severity, plain, starred

SEP = r"[ \t\u00a0\u3000\r\n\-－–—‐\u00ad\u200b-\u200f\u2060\ufeff]{0,2}"
WORDY = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
# what stands before a number that counts things, not persons
ORDERED = re.compile(
    "(?:编号|单号|流水号?|订单号?|订单|索引号|索引|条码|条形码|合同号?|发票号?码?|发票|案号|代码|注册号|税号|识别号"
    "|文号|许可证|登记号|序列号|凭证|项目号|批次|批号|图斑号?|地块|宗地|不动产|单元号|批准号|备案号|追溯码|校验码"
    "|证书号?|耳标号?|标段|区划|账页|票号|表号|户表|邮编|档号|卷号)(?:号码|号)?[^\\d\\n]{0,4}$"
)
AMOUNT_AFTER = re.compile(r"\s*(?:元|万|亿|㎡|平方|亩|吨|公斤|千克|人|户|株|立方|头|只|羽|%|％)")
DAY = re.compile(r"(?:19|20)\d\d[-－/.]?(?:0?[1-9]|1[0-2])[-－/.]?(?:0?[1-9]|[12]\d|3[01])$")
_NEAR, FAR = 14, 48
_CREDIT_CODE = 18  # characters of it


@dataclass(frozen=True, slots=True)
class Field:
    """A text with what is known of it: the heading of its column counts as words before it."""

    text: str
    heading: str
    rules: Rules

    def before(self, at: int, length: int = _NEAR) -> str:
        near = self.text[max(0, at - length) : at]
        return f"{self.heading}：{near}" if at <= length else near


def number_of(match: re.Match[str]) -> str:
    return plain(match.group())


def is_index(text: str, end: int) -> bool:
    """Tell an index number: an organ's code, a stroke, a year."""
    return text[end : end + 3] in ("/19", "/20") or text[end : end + 5] == "/None"


def is_credit_code(number: str) -> bool:
    """Check a unified social credit code's last character (GB 32100-2015)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(number) != _CREDIT_CODE or any(letter not in letters for letter in number):
        return False
    total = sum(letters.index(letter) * pow(3, at, 31) for at, letter in enumerate(number[:17]))
    return letters[(31 - total % 31) % 31] == number[17]


def hidden(
    kind: Kind, severity: Severity, match: re.Match[str], reason: str, group: int = 0
) -> Match:
    start, end = match.span(group)
    return Match(kind, severity, start, end, starred(match[group]), reason)
