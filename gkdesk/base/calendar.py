"""Which days are working days: weekends, corrected by the State Council's yearly notice.

One small JSON file a year: ``year``, ``source`` (addresses of the notices), ``off`` (spans with
name, from, to) and ``work`` (rest days worked instead). A notice may reach into the December
before its year. A file with ``"local": true`` adds days off of an autonomous area to a year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from .errors import BadFile, Declined, Problem
from .files import read

SATURDAY = 5
ONE_DAY = timedelta(days=1)
FIRST_YEAR = 2000  # no request can be older: the first regulation took effect in 2008
LAST_YEAR = 2199
DECEMBER = 12
LONGEST_SPAN = 31  # days; a longer holiday is a typing mistake
UNKNOWN = "放假安排未导入"


class CalendarMissing(Declined):
    """The notice of a year that the answer needs is not loaded."""

    message = "缺少{year}年的放假安排，算不出准确日期。请先导入当年的放假安排，已有的内容没有改动。"


class DayOutOfRange(Declined):
    """A day no office can mean."""

    message = "日期{day}不在{first}年至{last}年之间。请核对年份，已有的内容没有改动。"


class Estimate(NamedTuple):
    """A reckoned day; ``provisional`` (暂估) when it rests on a year whose notice is missing."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class YearNotice:
    """One year's notice: days off with the festival's name, and rest days worked."""

    year: int
    source: tuple[str, ...] = ()
    off: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    local: bool = False


class WorkCalendar:
    """Counts working days in constant time from running totals.

    In a year without notice Monday to Friday are counted so that an estimate can be shown, and
    every answer that rests on such a year says so: ``estimate`` marks it, the others decline.
    """

    def __init__(self, notices: Iterable[YearNotice] = ()) -> None:
        known = list(notices)
        self.years = frozenset(notice.year for notice in known if not notice.local)
        self._off = {day: name for notice in known for day, name in notice.off.items()}
        self._work = frozenset(day for notice in known for day in notice.work)
        self._known_until = _known_until(self.years)
        self._start = date(FIRST_YEAR, 1, 1).toordinal() - 1
        self._upto = [0]  # working days from the start to each day, that day included
        self._flags = bytearray(1)
        self._worked: list[int] = []  # ordinal of each working day
        self._end_year = FIRST_YEAR - 1
        self._growing = Lock()
        self._reach(max(self.years, default=FIRST_YEAR) + 1)

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked.

        Raises:
            CalendarMissing: the notice of that year is not loaded.
        """
        self._need(day, day)
        return self.works(day)

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after ``day``, which itself is not counted.

        Raises:
            CalendarMissing: the notice of a year on the way is not loaded.
        """
        found = self.estimate(day, n)
        if found.provisional:
            self._need(day + ONE_DAY, found.on)
        return found.on

    def estimate(self, day: date, n: int) -> Estimate:
        """Return the n-th working day after ``day``, marked when a year on the way is missing."""
        on = self.nth(self.rank(day) + n)
        return Estimate(on, not self.knows(day + ONE_DAY, on))

    def count(self, a: date, b: date) -> int:
        """Count the working days after ``a`` up to and including ``b``; negative when b < a.

        Raises:
            CalendarMissing: the notice of a year between them is not loaded.
        """
        if a != b:
            self._need(min(a, b) + ONE_DAY, max(a, b))
        return self.rank(b) - self.rank(a)

    def back(self, day: date, n: int) -> date:
        """Return the working day ``n`` before the last working day up to ``day``."""
        return self.nth(self.rank(day) - n)

    def why(self, day: date) -> str:
        """Say in words what a day is: 国庆节放假, 周末, 调休上班, 工作日."""
        if day in self._work:
            return "调休上班"
        if day in self._off:
            return f"{self._off[day]}放假"
        if day.year not in self.years:
            return UNKNOWN
        return "工作日" if day.weekday() < SATURDAY else "周末"

    def knows(self, first: date, last: date) -> bool:
        """Tell whether every year from ``first`` to ``last`` has its notice."""
        return self._known_until.get(first.year, 0) >= last.year

    def rank(self, day: date) -> int:
        """Number the working days from the calendar's start up to and including ``day``.

        Raises:
            DayOutOfRange: a year no office can mean.
        """
        at = day.toordinal() - self._start
        if not 0 < at < len(self._upto):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise DayOutOfRange(day=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
            self._reach(day.year)
        return self._upto[at]

    def worked(self, first: date, last: date) -> bytearray:
        """Return one byte for each day from first to last: 1 worked, 0 not (see ``works``)."""
        self.rank(first)
        self.rank(last)
        return self._flags[first.toordinal() - self._start : last.toordinal() - self._start + 1]

    def nth(self, rank: int) -> date:
        """Return the day with this rank (see ``rank``)."""
        while rank > len(self._worked):
            self._reach(self._end_year + 1)
        return date.fromordinal(self._worked[rank - 1])

    def works(self, day: date) -> bool:
        """Tell whether a day is taken as worked; Monday to Friday where the notice is missing."""
        if day in self._work:
            return True
        return day not in self._off and day.weekday() < SATURDAY

    def _need(self, first: date, last: date) -> None:
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                raise CalendarMissing(year=year)

    def _reach(self, year: int) -> None:
        """Extend the running totals to the end of ``year``; one thread at a time."""
        with self._growing:
            self._grow(year)

    def _grow(self, year: int) -> None:
        day = date(self._end_year + 1, 1, 1)
        end = date(year, 12, 31)
        total = self._upto[-1]
        while day <= end:
            works = self.works(day)
            if works:
                total += 1
                self._worked.append(day.toordinal())
            self._upto.append(total)
            self._flags.append(works)
            day += ONE_DAY
        self._end_year = max(year, self._end_year)


def _known_until(years: frozenset[int]) -> dict[int, int]:
    """For each loaded year, the last year of the unbroken run of loaded years it begins."""
    until: dict[int, int] = {}
    for year in sorted(years, reverse=True):
        until[year] = until.get(year + 1, year)
    return until


def load(*folders: Path) -> WorkCalendar:
    """Read every ``*.json`` of the folders; a later folder's file replaces the same year.

    The same files give the same calendar, reckoned once.

    Raises:
        BadFile: the first file that is not a calendar, with every problem in it.
        Blocked: a file cannot be read.
    """
    paths = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    return _reckoned(tuple((path.name, read(path)) for path in paths))


@lru_cache(maxsize=8)
def _reckoned(files: tuple[tuple[str, bytes], ...]) -> WorkCalendar:
    years: dict[int, YearNotice] = {}
    local: list[YearNotice] = []
    for name, content in files:
        notice = notice_of(name, content)
        if notice.local:
            local.append(notice)
        else:
            years[notice.year] = notice
    return WorkCalendar([*years.values(), *local])


def read_notice(path: Path) -> YearNotice:
    """Read and check one year's file.

    Raises:
        BadFile: not JSON, no year, wrong dates, a day both off and worked…, all at once.
    """
    return notice_of(path.name, read(path))


def notice_of(name: str, content: bytes) -> YearNotice:
    """Check the content of one year's file; ``name`` is only told. Raises like ``read_notice``."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadFile(name, [Problem("整个文件", "不是能读懂的日历文件（JSON）")]) from error
    year = data.get("year") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(year, int) or isinstance(year, bool):
        raise BadFile(name, [Problem("year", "缺少年份，例如 2027")])
    reader = _NoticeReader(data)
    notice = reader.notice()
    if reader.problems:
        raise BadFile(name, reader.problems)
    return notice


class _NoticeReader:
    """Collects every problem of one file instead of stopping at the first."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data
        self._year = int(str(data["year"]))
        self.problems: list[Problem] = []

    def notice(self) -> YearNotice:
        for key in sorted(self._data.keys() - {"year", "source", "off", "work", "local"}):
            self._fault(key, "不认识的项目，请删去或改正拼写")
        if not FIRST_YEAR <= self._year <= LAST_YEAR:
            self._fault("year", f"应在{FIRST_YEAR}至{LAST_YEAR}之间")
        source = self._items("source")
        if not source:
            self._fault("source", "缺少通知的出处（网址或文号）")
        off = self._off()
        work = frozenset(
            day for place, text in self._listed("work") if (day := self._day(place, text))
        )
        for day in sorted(work):
            if day.weekday() < SATURDAY:
                self._fault("work", f"{day}本来就是周一至周五，不是调休上班日")
            if day in off:
                self._fault("work", f"{day}既写了放假又写了上班")
        names = tuple(str(text) for text in source)
        return YearNotice(self._year, names, off, work, local=self._data.get("local") is True)

    def _off(self) -> dict[date, str]:
        days: dict[date, str] = {}
        for place, span in self._listed("off"):
            if not isinstance(span, dict) or not span.get("name"):
                self._fault(place, "应写明 name（节日）、from、to（起止日期）")
                continue
            first = self._day(place, span.get("from"))
            last = self._day(place, span.get("to", span.get("from")))
            if first is None or last is None:
                continue
            if not 0 <= (last - first).days < LONGEST_SPAN:
                self._fault(place, f"{first}至{last}不是一段假期，请核对起止日期")
                continue
            for step in range((last - first).days + 1):
                days[first + step * ONE_DAY] = str(span["name"])
        return days

    def _items(self, key: str) -> list[object]:
        found = self._data.get(key, [])
        if isinstance(found, list):
            return found
        self._fault(key, "应为列表")
        return []

    def _listed(self, key: str) -> list[tuple[str, object]]:
        return [(f"{key} 第{n}项", item) for n, item in enumerate(self._items(key), start=1)]

    def _day(self, place: str, text: object) -> date | None:
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            self._fault(place, f"“{text}”不是日期，应写成 2027-01-01")
            return None
        if day.year != self._year and (day.year, day.month) != (self._year - 1, DECEMBER):
            self._fault(place, f"{day}不在{self._year}年")
            return None
        return day

    def _fault(self, where: str, message: str) -> None:
        self.problems.append(Problem(where, message))
