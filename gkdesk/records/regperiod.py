"""A month, a quarter or a year by which registers are listed: 2026-03, 2026Q1, 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from gkdesk.base.errors import Declined
from gkdesk.base.figures import MONTHS, add_months

from .regmodel import Per

_WRITTEN = re.compile(r"^(\d{4})(?:-(\d{1,2})|Q([1-4]))?$", re.IGNORECASE)
_NUMBERS = "一二三四"
QUARTER = 3
_EARLIEST, _LATEST = 2000, 2199


class BadPeriod(Declined):
    """Not a period."""

    message = (
        "“{text}”不是期间。请写成2026-03（月）、2026Q1（季度）或者2026（年），没有改动任何内容。"
    )


@dataclass(frozen=True, slots=True)
class Span:
    """One period from its first to its last day."""

    per: Per
    first: date

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read a period as it is written.

        Raises:
            BadPeriod: it is none.
        """
        found = _WRITTEN.match(text.strip())
        year = int(found[1]) if found else 0
        if found is None or not _EARLIEST <= year <= _LATEST:
            raise BadPeriod(text=text[:20])
        if found[3]:
            return cls(Per.QUARTER, date(year, (int(found[3]) - 1) * QUARTER + 1, 1))
        if found[2]:
            if not 1 <= int(found[2]) <= MONTHS:
                raise BadPeriod(text=text[:20])
            return cls(Per.MONTH, date(year, int(found[2]), 1))
        return cls(Per.YEAR, date(year, 1, 1))

    @classmethod
    def of(cls, per: Per, day: date) -> Span:
        """Return the period of a kind a day lies in."""
        match per:
            case Per.MONTH:
                return cls(per, day.replace(day=1))
            case Per.QUARTER:
                return cls(per, date(day.year, (day.month - 1) // QUARTER * QUARTER + 1, 1))
        return cls(per, date(day.year, 1, 1))

    @property
    def months(self) -> int:
        return {Per.MONTH: 1, Per.QUARTER: QUARTER, Per.YEAR: MONTHS}[self.per]

    @property
    def last(self) -> date:
        return add_months(self.first, self.months) - timedelta(days=1)

    def next(self) -> Span:
        return Span(self.per, add_months(self.first, self.months))

    def before(self) -> Span:
        return Span(self.per, add_months(self.first, -self.months))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        year = self.first.year
        match self.per:
            case Per.MONTH:
                return f"{year}-{self.first.month:02d}"
            case Per.QUARTER:
                return f"{year}Q{self.first.month // QUARTER + 1}"
        return str(year)

    @property
    def label(self) -> str:
        year = self.first.year
        match self.per:
            case Per.MONTH:
                return f"{year}年{self.first.month}月"
            case Per.QUARTER:
                return f"{year}年第{_NUMBERS[self.first.month // QUARTER]}季度"
        return f"{year}年"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: a period, states, words; only what is due or wrong."""

    period: Span | None = None
    states: tuple[str, ...] = ()
    words: str = ""
    due: bool = False
    wrong: bool = False
    cancelled: bool = True
