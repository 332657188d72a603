"""Dates as villages write them: 2026.6.18, 2026年6月, 26/6/18, 20260618, Excel's serial numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gkdesk.base.text import half_width, squeeze

from .finding import quoted

# day 0 of a workbook's serial numbers (ECMA-376 part 1, 18.17.4.1, the 1900 date base)
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 … 2119
_CENTURY = 2000
_DIGITS = "〇一二三四五六七八九"
_HAN = re.compile(r"[〇零○一二三四五六七八九十]+")
_FULL = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?(?:0?0:00(?::00)?)?")
_RUN = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{2})([年.\-/])(\d{1,2})[月.\-/](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})月?份?")
_NO_YEAR = re.compile(r"(\d{1,2})[月.](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date read from a cell: the day, or the first of a month when no day was written.

    ``doubt`` says what is not certain about it; without ``day`` it says why it cannot be read.
    """

    day: date | None = None
    month_only: bool = False
    doubt: str = ""


def read_date(raw: object, year: int = 0) -> DateRead:
    """Read a cell as a date.

    Args:
        raw: the cell's value.
        year: the year of the sheet's period, for a date written without one; 0: not known.
    """
    if raw is None or raw == "":
        return DateRead()
    if isinstance(raw, datetime):
        return DateRead(raw.date())
    if isinstance(raw, date):
        return DateRead(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _of_number(float(raw))
    return _of_text(_western(squeeze(half_width(str(raw)))), quoted(raw), year)


def _of_number(value: float) -> DateRead:
    if value.is_integer():
        whole = int(value)
        if whole in _SERIALS:
            return DateRead(_DAY_ZERO + timedelta(days=whole))
        if found := _RUN.fullmatch(str(whole)):
            return _made(*found.groups())
        return DateRead(doubt=f"“{quoted(whole)}”认不出是哪一天")
    text = f"{value:.15g}"
    if found := _MONTH.fullmatch(text):
        read = _made(found[1], found[2], "1", month_only=True)
        if found[2] == "1" and read.day:  # 2026.10 typed as a number loses its nought
            doubt = f"“{text}”可能是1月，也可能是10月，请写成“{found[1]}年1月”或“{found[1]}年10月”"
            return DateRead(doubt=doubt)
        return read
    if int(value) in _SERIALS:
        return DateRead(_DAY_ZERO + timedelta(days=int(value)))
    return DateRead(doubt=f"“{quoted(text)}”认不出是哪一天")


def _of_text(text: str, shown: str, year: int) -> DateRead:
    for pattern in (_FULL, _RUN):
        if found := pattern.fullmatch(text):
            return _made(*found.groups())
    if found := _SHORT.fullmatch(text):
        read = _made(str(_CENTURY + int(found[1])), found[3], found[4])
        if read.day is None:
            return read
        doubt = "" if found[2] == "年" else f"“{shown}”按{_told(read.day)}读取，请核对"
        return DateRead(read.day, doubt=doubt)
    if found := _MONTH.fullmatch(text):
        return _made(found[1], found[2], "1", month_only=True)
    if (found := _NO_YEAR.fullmatch(text)) and year:
        read = _made(str(year), found[1], found[2])
        if read.day:
            return DateRead(read.day, doubt=f"“{shown}”没有写年份，按{_told(read.day)}读取，请核对")
        return read
    return DateRead(doubt=f"“{shown}”认不出是哪一天，请写成 2026-06-18 的样子")


def _made(year: str, month: str, day: str, *, month_only: bool = False) -> DateRead:
    try:
        return DateRead(date(int(year), int(month), int(day)), month_only)
    except ValueError:
        return DateRead(doubt=f"没有{year}年{month}月{day}日这一天")


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _western(text: str) -> str:
    """Write 二〇二六年六月十八日 with digits."""
    return _HAN.sub(lambda found: _small(found.group()), text)


def _small(han: str) -> str:
    han = han.replace("零", "〇").replace("○", "〇")
    if "十" not in han:
        return "".join(str(_DIGITS.index(sign)) for sign in han)
    tens, _, ones = han.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return han
    return str(10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0))
