"""One cell → its number, and what stood beside the number (village.md 8.6, 8.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from gkdesk.base import money
from gkdesk.base.text import half_width, squeeze

from .finding import quoted

_NUMBER = r"[-−–△▲+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_UNITS = "万元|元/亩|元/月|元/人|元|亩|户|人|个|株|头|台|辆|平方米|㎡|m2|公顷|岁|月|天|股|%"
_LEADING = re.compile(rf"(约|近|共|计)?({_NUMBER})({_UNITS})?(.*)")
_BRACKETED = re.compile(r"^[(（\[](.*)[)）\]]$")
_WAN = "万元"
_LARGEST = Decimal(10) ** 12  # a trillion: no village has it, and products of two stay exact


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from a cell.

    ``value`` is ``None`` when the cell is empty or holds none; ``note`` is the text beside the
    number; ``doubt`` says what must be looked at, ``fault`` why there is no number at all.
    ``unit`` is the unit written in the cell itself.
    """

    value: Decimal | None = None
    note: str = ""
    doubt: str = ""
    fault: str = ""
    unit: str = ""


EMPTY = Number()


def read_number(raw: object) -> Number:
    """Read a cell as a number; see ``_read``. A figure no village has is no figure."""
    if isinstance(raw, float) and not isfinite(raw):
        return Number(fault="不是能用的数")
    number = _read(raw)
    if number.value is not None and not abs(number.value) < _LARGEST:  # a NaN is not below
        return Number(fault=f"“{quoted(raw)}”太大，不像是能用的数")
    return number


def _read(raw: object) -> Number:
    """Read a cell as a number; nothing of a text is dropped without a word.

    Full-width digits, thousands separators and the bookkeeper's negatives are numbers; a unit or
    a text behind the number, and a word such as 约 before it, are told in ``doubt``.
    """
    if raw is None or raw == "":
        return EMPTY
    if isinstance(raw, float):
        # most cells: spreadsheets show 15 significant digits of what a formula left
        return Number(Decimal(f"{raw:.15g}"))
    if isinstance(raw, bool):
        return Number(fault="这是“是/否”，不是数")
    if isinstance(raw, int):
        return Number(Decimal(raw))
    if not isinstance(raw, str):
        return Number(fault=f"“{quoted(raw)}”是日期，不是数")
    try:
        return Number(money.figure(raw))
    except money.NotMoney:
        return _from_text(raw)


def _from_text(raw: str) -> Number:
    text, shown = squeeze(half_width(raw)).removeprefix("¥"), quoted(raw)
    found = _LEADING.fullmatch(text)
    if found is None:
        return Number(fault=f"“{shown}”不是数")
    about, digits, unit, rest = found.groups()
    if rest and rest[0] in ".,-~—至到/:" + "0123456789":
        return Number(fault=f"“{shown}”不是一个数")
    value = money.figure(digits)
    inner = _BRACKETED.match(rest or "")
    note = "".join((about or "", inner[1] if inner else rest or ""))
    said = f"数后面有文字“{note}”，已作说明保留" if rest else "数和文字写在一格里"
    doubt = f"“{shown}”按 {value} 读取：{said}，请在原表里只填数"
    if about in ("约", "近"):
        doubt = f"“{shown}”是约数，按 {value} 读取，请填准确的数"
    return Number(value, note, doubt, unit=unit or "")


def is_wan(text: str) -> bool:
    """Tell whether a heading gives its unit as 万元."""
    return _WAN in squeeze(half_width(text))
