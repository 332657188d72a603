"""Which periods the window offers."""

from __future__ import annotations

from datetime import date

from gkdesk.village.period import Period, PeriodKind


def collected(today: date) -> Period:
    """Return the quarter whose sheets the villages hand in now: the one that ended last."""
    return Period.containing(today, PeriodKind.QUARTER).previous()


def offered(today: date, count: int = 8) -> list[Period]:
    """Return the collected quarter and those before it, newest first."""
    periods = [collected(today)]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods
