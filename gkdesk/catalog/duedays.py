"""Arithmetic of 公开时限: days after and before a day, and the periods of a calendar year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from gkdesk.base.calendar import Estimate, WorkCalendar

from .duemodel import Span

ONE_DAY = timedelta(days=1)
MONTHS = 12
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_HOURS = 24


def after(day: date, count: int, unit: str, calendar: WorkCalendar) -> Estimate:
    """Return the last day of a span that begins the day after ``day``.

    A last day that is a rest day stays: the laws that would move it speak of procedures, and the
    earlier day is the safer one.

    Raises:
        DayOutOfRange: working days beyond the calendar.
    """
    if unit == "working_day":
        if not count:
            return Estimate(day, provisional=False)
        return calendar.estimate(day, count)
    if unit in MONTHS_OF:
        return Estimate(add_months(day, count * MONTHS_OF[unit]), provisional=False)
    days = {"week": 7 * count, "hour": -(-count // _HOURS)}.get(unit, count)
    return Estimate(day + timedelta(days=days), provisional=False)


def before(day: date, count: int, unit: str, calendar: WorkCalendar, *, clear: bool) -> Estimate:
    """Return the last day that is ``count`` days before ``day``, which is never counted.

    With ``clear`` so many whole days lie between the two; weeks and months are simply taken off.

    Raises:
        DayOutOfRange: working days beyond the calendar.
    """
    if unit == "working_day":
        on = calendar.nth(calendar.rank(day - ONE_DAY) - count + (not clear))
        return Estimate(on, provisional=not calendar.knows(on, day - ONE_DAY))
    if unit in MONTHS_OF:
        return Estimate(add_months(day, -count * MONTHS_OF[unit]), provisional=False)
    days = 7 * count if unit == "week" else count + clear
    return Estimate(day - timedelta(days=days), provisional=False)


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, the last of the month where it has no such day."""
    at = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(at, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def periods(unit: str, count: int, first: date, last: date) -> Iterator[Span]:
    """Yield the periods of ``count`` months, quarters … that touch first to last, in order.

    They begin with the calendar year; of several years, with a year that divides by their number.
    """
    months = MONTHS_OF[unit] * max(1, count)
    at = (first.year * MONTHS + first.month - 1) // months * months
    if MONTHS % months and months < MONTHS:  # every 5 months: counted from January anew
        at = first.year * MONTHS + (first.month - 1) // months * months
    while (start := date(at // MONTHS, at % MONTHS + 1, 1)) <= last:
        until = at + months
        if months < MONTHS:
            until = min(until, (at // MONTHS + 1) * MONTHS)
        end = date(until // MONTHS, until % MONTHS + 1, 1) - ONE_DAY
        yield Span(label_of(start, until - at), start, end)
        at = until


def label_of(start: date, months: int) -> str:
    """Return a period as it is stored: 2026-03, 2026Q1, 2026H1, 2026; else its first and last."""
    match months:
        case 1:
            return f"{start:%Y-%m}"
        case 3 if start.month % 3 == 1:
            return f"{start.year}Q{start.month // 3 + 1}"
        case 6 if start.month % 6 == 1:
            return f"{start.year}H{start.month // 6 + 1}"
        case 12 if start.month == 1:
            return str(start.year)
    last = add_months(start, months - 1)
    return f"{start:%Y-%m}~{last:%Y-%m}"


def period_words(label: str) -> str:
    """Return a stored period as it is read: 2026年一季度."""
    year, rest = label[:4], label[4:]
    if rest.startswith("Q"):
        return f"{year}年{'一二三四'[int(rest[1:]) - 1]}季度"
    if rest.startswith("H"):
        return f"{year}年{'上下'[int(rest[1:]) - 1]}半年"
    if "~" in rest:
        return label
    return f"{year}年{int(rest[1:])}月" if rest.startswith("-") else f"{label}年"


def shape(label: str) -> str:
    """Tell what kind of period a label is: Q, H, -, ~ or a year's empty text."""
    return "~" if "~" in label else label[4:5]
