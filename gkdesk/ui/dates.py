"""Dates as clerks type them: 4.10, 4-10, 20260410, 2026年4月10日, 今天, 昨天, +5."""

from __future__ import annotations

import re
from datetime import date, timedelta

from gkdesk.base.text import half_width, squeeze

_WORDS = {"今天": 0, "今日": 0, ".": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1}
_OFFSET = re.compile(r"^([+-]\d{1,3})(天)?$")
_WHOLE = re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$")
_SHORT = re.compile(r"^(\d{1,2})[-./月](\d{1,2})日?$")
_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def parse_day(typed: str, today: date) -> date | None:
    """Read a date; ``None`` when it is not one. A date without a year is this year's."""
    text = squeeze(half_width(typed))
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if found := _OFFSET.match(text):
        return today + timedelta(days=int(found[1]))
    parts = _WHOLE.match(text) or _DIGITS.match(text)
    numbers = [int(part) for part in parts.groups()] if parts else []
    if not numbers and (short := _SHORT.match(text)):
        numbers = [today.year, int(short[1]), int(short[2])]
    try:
        return date(*numbers) if numbers else None
    except ValueError:
        return None
