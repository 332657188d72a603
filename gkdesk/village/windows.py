"""Two spans that must not be mixed up: how long a paper stays up, and when one may object.

The keep-up period (保留期) is the law's: at least 15 days since 2026 (村民委员会组织法 Art. 35).
The objection window (公示期) comes before a decision and differs by kind and place. A paper may
have both; it comes down on the later day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.errors import Declined, Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.labels import Labelled
from gkdesk.base.privacy import masked

from .period import Period, PeriodKind

_MOST_DAY = 28  # a day every month has
_MOST_DAYS = 366


class CountMode(Labelled):
    """Whether the posting day is the first of the days printed."""

    WITH_FIRST = "with_first", "含首日"
    WITHOUT_FIRST = "without_first", "不含首日"


class DayUnit(Labelled):
    """What is counted."""

    NATURAL = "natural", "自然日"
    WORKING = "working", "工作日"


class UnknownWindow(Declined):
    """No objection window has this code."""

    message = "没有编号为“{code}”的公示期。已有：{known}。请核对编号，数据没有改动。"


@dataclass(frozen=True, slots=True)
class Window:
    """An objection window (公示期) of one kind."""

    code: str
    label: str
    days: int
    unit: DayUnit
    basis: str
    status: str

    @property
    def words(self) -> str:
        return f"{self.days}{'个工作日' if self.unit is DayUnit.WORKING else '天'}"


@dataclass(frozen=True, slots=True)
class Place:
    """What one place demands; 0 where it says nothing."""

    scope: str
    from_on: date
    basis: str
    status: str
    keep_days: int = 0
    quarter_day: int = 0
    month_day: int = 0
    event_days: int = 0
    objection_days: int = 0
    answer_days: int = 0
    escalate_days: int = 0
    count_mode: CountMode = CountMode.WITH_FIRST


NUMBERS = (
    "keep_days", "quarter_day", "month_day", "event_days", "objection_days", "answer_days",
    "escalate_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Periods:
    """The places known, the one in use, and the objection windows."""

    use: str
    default: Place
    places: tuple[Place, ...]
    windows: tuple[Window, ...]

    def place(self, scope: str = "") -> Place:
        """Return a place's figures, the usual ones where it says nothing."""
        own = next(one for one in self.places if one.scope == (scope or self.use))
        given = {name: getattr(own, name) or getattr(self.default, name) for name in NUMBERS}
        return replace(own, count_mode=self.default.count_mode, **given)

    def window(self, code: str) -> Window:
        """Return an objection window.

        Raises:
            UnknownWindow: none has this code.
        """
        for one in self.windows:
            if one.code == code:
                return one
        raise UnknownWindow(code=masked(code), known="、".join(one.code for one in self.windows))

    def own_day(self, period: Period) -> int:
        """Return the day of the month the place itself names for a period, 0 when none."""
        own = next(one for one in self.places if one.scope == self.use)
        return own.month_day if period.kind is PeriodKind.MONTH else own.quarter_day

    def due_on(self, period: Period, day: int = 0) -> date:
        """Return the day by which a period's paper must hang: in the month after it."""
        place = self.place()
        usual = place.month_day if period.kind is PeriodKind.MONTH else place.quarter_day
        after = period.last_on + timedelta(days=1)
        # a catalogue may say the 31st of a month that has none
        return after.replace(day=min(day or usual, monthrange(after.year, after.month)[1]))


def printed_end(
    start: date, days: int, *, mode: CountMode, unit: DayUnit, calendar: WorkCalendar
) -> date:
    """Return the last day of an objection window as it is printed.

    All three real notices seen count the posting day as the first; with working days a posting
    on a rest day counts from the next one.

    Raises:
        CalendarMissing: working days of a year whose notice is not loaded.
    """
    if unit is DayUnit.NATURAL:
        return start + timedelta(days=days - (mode is CountMode.WITH_FIRST))
    counts_first = mode is CountMode.WITH_FIRST and calendar.is_working(start)
    left = days - counts_first
    return calendar.add(start, left) if left else start


def closed_on(start: date, days: int, *, unit: DayUnit, calendar: WorkCalendar) -> date:
    """Return the first day after the window whichever way one counts (the safer: first day not).

    Raises:
        CalendarMissing: see ``printed_end``.
    """
    last = printed_end(start, days, mode=CountMode.WITHOUT_FIRST, unit=unit, calendar=calendar)
    return last + timedelta(days=1)


def down_on(start: date, keep_days: int, closed: date | None = None) -> date:
    """Return the first day a paper may come down: both spans over, whichever ends later."""
    kept = start + timedelta(days=keep_days + 1)
    return max(kept, closed) if closed else kept


def load(path: Path) -> Periods:
    """Read the periods.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _periods)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _periods)[1]


def _periods(table: FormTable) -> Periods | None:
    use = table.text("use")
    usual = table.table("default")
    if usual is None:
        table.problems.append(Problem("[default]", "缺少这一段"))
        return None
    default = _place(usual, "")
    places = tuple(_place(row, row.text("scope")) for row in table.tables("place"))
    windows = tuple(_window(row) for row in table.tables("notice"))
    if use not in {one.scope for one in places}:
        table.fault("use", f"没有“{use}”这一段，只能是：{'、'.join(one.scope for one in places)}")
    return Periods(use, default, places, windows)


def _place(row: FormTable, scope: str) -> Place:
    found = {}
    for name in NUMBERS:
        # only the default must know every figure; the law itself says how long a paper stays
        needed = not scope and name != "keep_days"
        found[name] = row.whole(name, required=needed)
        most = _MOST_DAY if name.endswith("_day") else _MOST_DAYS
        if name in row.data and not 1 <= found[name] <= most:
            row.fault(name, f"应在1到{most}之间")
    modes = {one.value: one for one in CountMode}
    mode = CountMode.WITH_FIRST
    if not scope:
        mode = CountMode(row.choice("count_mode", modes) or CountMode.WITH_FIRST)
    since = row.day("from") if scope else date.min
    made = Place(scope, since, row.text("basis"), row.text("status"), **found, count_mode=mode)
    row.done()
    return made


def _window(row: FormTable) -> Window:
    days = row.whole("days")
    if "days" in row.data and not 1 <= days <= _MOST_DAYS:
        row.fault("days", f"应在1到{_MOST_DAYS}之间")
    units = {one.value: one for one in DayUnit}
    made = Window(
        row.text("code"), row.text("label"), days,
        DayUnit(row.choice("unit", units) or DayUnit.NATURAL), row.text("basis"),
        row.text("status"),
    )  # fmt: skip
    row.done()
    return made
