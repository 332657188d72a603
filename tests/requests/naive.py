"""A second opinion on dates, written without the program: one day after the other.

It reads the notices' JSON itself and knows nothing of running totals, ranks or folds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from gkdesk import paths

DAY = timedelta(days=1)
Span = tuple[date, date]  # the days after the first up to and including the second


@cache
def notices() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Return all days off, all rest days worked, and the years known."""
    off, work, years = set(), set(), set()
    for path in (paths.resources() / "calendar").glob("*.json"):
        data = json.loads(path.read_text("utf-8"))
        years.add(data["year"])
        work |= {date.fromisoformat(text) for text in data["work"]}
        for span in data["off"]:
            day = date.fromisoformat(span["from"])
            while day <= date.fromisoformat(span.get("to", span["from"])):
                off.add(day)
                day += DAY
    return frozenset(off), frozenset(work), frozenset(years)


def worked(day: date) -> bool:
    off, work, _years = notices()
    if day in work:
        return True
    return day not in off and day.isoweekday() <= 5


def nth(start: date, count: int, spans: Iterable[Span] = ()) -> date:
    """Return the day on which ``count`` working days after ``start`` are full."""
    spans, day, counted = list(spans), start, 0
    while counted < count:
        day += DAY
        if worked(day) and not any(first < day <= last for first, last in spans):
            counted += 1
    return day


def known(first: date, last: date) -> bool:
    _off, _work, years = notices()
    return all(year in years for year in range(first.year, last.year + 1))


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return the union of spans as spans that do not touch."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
