"""Amounts: whole fen inside the program, yuan with two decimals and capital numerals outside."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from .errors import Declined
from .text import half_width, squeeze

FEN = 100
WAN = 10_000
# the largest amount capital numerals can name here is one fen below 10,000 万亿元
LIMIT_FEN = 10**18
DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")
# a dash or stroke stands for an empty cell on a village's paper
_BLANK = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无"})
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
_PREFIX = re.compile(r"^(人民币|RMB|¥|¥|\$)+", re.IGNORECASE)


class NotMoney(Declined):
    """A text or number is not an amount of money."""

    message = "“{text}”不是能用的金额：{reason}。请改成像 1,234.50 这样的数，其他内容没有丢。"

    def __init__(self, text: object, reason: str) -> None:
        super().__init__(text=text, reason=reason)
        self.reason = reason


def parse(raw: object, *, scale: int = 1) -> int | None:
    """Read an amount exactly.

    Text may carry full-width digits, thousands separators, a currency sign, 元 or 万元, and the
    bookkeeper's negatives ``(1,200)`` and ``△1,200``. A float is a spreadsheet's number and is
    taken with the 15 significant digits a spreadsheet shows.

    Args:
        raw: a cell's value or a typed text.
        scale: how many yuan one unit is: 1 for 元, 10,000 for 万元; a unit in the text wins.

    Returns:
        Fen, or ``None`` for an empty cell (which is not 0).

    Raises:
        NotMoney: not an amount, more than two decimals of a yuan, or too large.
    """
    if isinstance(raw, bool):
        raise NotMoney(raw, "这是“是/否”，不是数")
    if raw is None:
        return None
    if isinstance(raw, (int, float, Decimal)):
        return _to_fen(_number(raw), scale, raw)
    text = squeeze(half_width(str(raw)))
    if text in _BLANK:
        return None
    value, scale = _from_text(text, scale, raw)
    return _to_fen(value, scale, raw)


def _number(raw: float | Decimal) -> Decimal:
    # 0.1 + 0.2 in a formula is stored as 0.30000000000000004; spreadsheets show 15 digits
    return Decimal(f"{raw:.15g}") if isinstance(raw, float) else Decimal(raw)


def figure(text: str) -> Decimal | None:
    """Read a printed figure of any unit exactly: 3.205 亩, 1,234.50, 12 人; ``None`` when empty.

    Raises:
        NotMoney: not a number.
    """
    body = squeeze(half_width(text))
    if body in _BLANK:
        return None
    bare, negative = _sign(body)
    if not _NUMBER.fullmatch(bare):
        raise NotMoney(text, "认不出数字")
    value = Decimal(bare.replace(",", ""))
    return -value if negative else value


def _from_text(text: str, scale: int, raw: object) -> tuple[Decimal, int]:
    body, negative = _sign(_PREFIX.sub("", text))
    body = _PREFIX.sub("", body).removesuffix("整")
    for ending, factor in (("万元", WAN), ("万", WAN), ("元", 1), ("圆", 1)):
        if body.endswith(ending):
            body, scale = body.removesuffix(ending), factor
            break
    if not _NUMBER.fullmatch(body):
        raise NotMoney(raw, "认不出数字")
    try:
        value = Decimal(body.replace(",", ""))
    except InvalidOperation as error:
        raise NotMoney(raw, "认不出数字") from error
    return (-value if negative else value), scale


def _sign(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1], True
    if text[:1] in "-−–△▲负":
        return text[1:], True
    return text.removeprefix("+"), False


def _to_fen(value: Decimal, scale: int, raw: object) -> int:
    if not value.is_finite():
        raise NotMoney(raw, "不是有限的数")
    fen = value * scale * FEN
    if fen != fen.to_integral_value():
        raise NotMoney(raw, "小数超过两位，分以下无法记账")
    if abs(fen) >= LIMIT_FEN:
        raise NotMoney(raw, "数太大")
    return int(fen)


def show(fen: int | None) -> str:
    """Return yuan with thousands separators and two decimals; empty for ``None``."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def capital(fen: int) -> str:
    """Return an amount in capital numerals (大写), such as 壹拾万零伍元叁角整.

    整 follows a whole yuan or jiao and not a fen (支付结算办法 附一 第二条).

    Raises:
        NotMoney: 10,000 万亿元 or more.
    """
    if abs(fen) >= LIMIT_FEN:
        raise NotMoney(fen, "数太大，写不成大写")
    yuan, rest = divmod(abs(fen), FEN)
    jiao, cents = divmod(rest, 10)
    text = "负" if fen < 0 else ""
    if yuan or not rest:
        text += f"{_whole(yuan)}元"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif cents and yuan:
        text += "零"
    return text + (f"{DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    sections = []
    while number:
        number, section = divmod(number, WAN)
        sections.append(section)
    text, gap = "", False
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section == 0:
            gap = True
            continue
        if text and (gap or section < WAN // 10):
            text += DIGITS[0]
        text += _section(section) + _section_name(sections, index)
        gap = False
    return text


def _section_name(sections: list[int], index: int) -> str:
    # 万亿 over a filled 亿 section writes 亿 only once: 壹万贰仟亿
    if index == len(_SECTIONS) - 1 and sections[index - 1]:
        return "万"
    return _SECTIONS[index]


def _section(number: int) -> str:
    """Name 1 to 9,999 without the zeros before it."""
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[digit] + _PLACES[power]
        gap = False
    return text


_UNITS = {"拾": 10, "佰": 100, "仟": 1000}
_CAPITAL = re.compile(
    rf"(?P<minus>负)?(?:(?P<yuan>[{DIGITS}拾佰仟万亿]+)[元圆])?"
    rf"(?:零?(?P<jiao>[{DIGITS}])角)?(?:零?(?P<fen>[{DIGITS[1:]}])分)?[整正]?"
)


def from_capital(text: str) -> int:
    """Read capital numerals back into fen; 圆 and 正 count as 元 and 整.

    Raises:
        NotMoney: a character that has no place there (a real notice prints 伍交角), or units out
            of order.
    """
    bare = squeeze(text).removeprefix("人民币").removeprefix(":").removeprefix("：")
    found = _CAPITAL.fullmatch(bare)
    if not found or not any(found.group("yuan", "jiao", "fen")):
        raise NotMoney(text, "大写金额有认不出的字")
    fen = _read_whole(found["yuan"], text) * FEN if found["yuan"] else 0
    for name, worth in (("jiao", 10), ("fen", 1)):
        if found[name]:
            fen += DIGITS.index(found[name]) * worth
    return -fen if found["minus"] else fen


def _read_whole(text: str, raw: str) -> int:
    high, low = text.rsplit("亿", 1) if "亿" in text else ("", text)
    if "亿" in high or ("亿" in text and not high):
        raise NotMoney(raw, "大写金额的单位次序不对")
    return _read_wan(high, raw) * WAN**2 + _read_wan(low, raw)


def _read_wan(text: str, raw: str) -> int:
    high, low = text.split("万", 1) if "万" in text else ("", text)
    if "万" in low or ("万" in text and not high):
        raise NotMoney(raw, "大写金额的单位次序不对")
    return _read_section(high, raw) * WAN + _read_section(low, raw)


def _read_section(text: str, raw: str) -> int:
    total, digit, last = 0, 0, WAN
    for sign in text:
        if sign in DIGITS:
            if digit:
                raise NotMoney(raw, "大写金额少了单位")
            digit = DIGITS.index(sign)
            continue
        if not digit or _UNITS[sign] >= last:
            raise NotMoney(raw, "大写金额的单位次序不对")
        last = _UNITS[sign]
        total, digit = total + digit * last, 0
    return total + digit
