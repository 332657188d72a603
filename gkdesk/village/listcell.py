"""One cell of a list sheet → the one text it is kept as, or what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from gkdesk.base import money
from gkdesk.base.nearest import meant
from gkdesk.base.text import half_width, squeeze, tidy

from .finding import quoted as _shown
from .listform import MONEY_DECIMALS, Column

_DAY = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?(?:00:00:00)?")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})月?(?:[.\-/]\d{1,2}|\d{1,2}日)?(?:00:00:00)?")
_UNIT = re.compile(r"(元|亩|平方米|㎡|户|人|次|个月|月|天|日|股|度|吨|份|名|台|层)$")
_LARGEST = Decimal(10**12)  # no area, count or rate of a village comes near it


class NotAValue(ValueError):
    """A cell does not hold what its column is for; the text says why."""


def value_of(column: Column, raw: object, scale: int = 1) -> str:
    """Return a cell's value as it is kept.

    Args:
        column: what the cell is for.
        raw: the worksheet's value.
        scale: yuan in one unit of a money column.

    Raises:
        NotAValue: it is something else.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return ""
    match column.kind:
        case "money":
            return _money(raw, scale)
        case "count" | "number":
            return _number(column, raw)
        case "date" | "month":
            return _date(column, raw)
        case "choice":
            return _choice(column, _text(raw))
        case _:
            return _text(raw)


def _text(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return tidy(str(raw))


def _money(raw: object, scale: int) -> str:
    try:
        fen = money.parse(raw, scale=scale)
    except money.NotMoney as fault:
        raise NotAValue(f"“{_shown(raw)}”不是能用的金额：{fault.reason}") from fault
    return "" if fen is None else f"{Decimal(fen) / money.FEN:.2f}"


def _number(column: Column, raw: object) -> str:
    try:
        if isinstance(raw, str):
            number = money.figure(_UNIT.sub("", squeeze(half_width(raw))))
        elif isinstance(raw, float):
            number = Decimal(f"{raw:.15g}")
        elif isinstance(raw, int) and not isinstance(raw, bool):
            number = Decimal(raw)
        else:
            raise NotAValue(f"“{_shown(raw)}”不是数")
    except money.NotMoney as fault:
        raise NotAValue(f"“{_shown(raw)}”不是数") from fault
    if number is None:
        return ""
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise NotAValue(f"“{_shown(raw)}”不是能用的数：数太大")
    try:
        return kept(column, number)
    except NotAValue as fault:
        raise NotAValue(f"“{_shown(raw)}”{fault}") from fault


def kept(column: Column, number: Decimal, decimals: int = MONEY_DECIMALS) -> str:
    """Return a figure as it is kept: money with its fen, others without idle zeros.

    Args:
        column: what the figure is for.
        number: the figure; money in yuan.
        decimals: the most of an amount of money.

    Raises:
        NotAValue: a count that is not whole, or money finer than that.
    """
    if column.kind == "count" and number != number.to_integral_value():
        raise NotAValue("应为整数")
    if column.kind == "money":
        own = number.normalize().as_tuple().exponent
        if isinstance(own, int) and -own > decimals:
            raise NotAValue("小数超过两位，分以下无法记账")
        own = max(MONEY_DECIMALS, -own) if isinstance(own, int) else MONEY_DECIMALS
        return f"{number:.{own}f}"
    whole = number.to_integral_value()
    return f"{whole if number == whole else number.normalize():f}"


def _date(column: Column, raw: object) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat() if column.kind == "date" else raw.isoformat()[:7]
    text = squeeze(half_width(_text(raw)))
    pattern = _DAY if column.kind == "date" else _MONTH
    found = pattern.fullmatch(text)
    sample = "2026-03-01" if column.kind == "date" else "2026-03"
    if found:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]) if column.kind == "date" else 1)
        except ValueError:
            found = None
        else:
            return day.isoformat() if column.kind == "date" else day.isoformat()[:7]
    raise NotAValue(f"“{_shown(raw)}”认不出日期，请写成 {sample}")


def _choice(column: Column, text: str) -> str:
    if text in column.choices:
        return text
    bare = squeeze(half_width(text))
    for choice in column.choices:
        if squeeze(half_width(choice)) == bare:
            return choice
    known = "、".join(column.choices)
    near = meant(text, column.choices) or "，"
    raise NotAValue(f"“{_shown(text)}”不在可选的内容里{near}可选：{known}")
