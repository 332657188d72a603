"""Dated figures (从某天起适用的天数、次数): what a law or a local rule says, from which day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import Estimate, WorkCalendar
from .formtable import FormTable

UNITS: Mapping[str, str] = {
    "working_day": "个工作日", "day": "天", "hour": "小时", "month": "个月", "times": "次",
}  # fmt: skip
# how sure a figure is → what is said beside it
SURE: Mapping[str, str] = {"certain": "", "local": "本地规定", "unsure": "待核实"}
MONTHS = 12
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in force from a day; ``status`` is certain, local or unsure."""

    from_on: date
    n: int
    unit: str
    basis: str
    status: str

    @property
    def words(self) -> str:
        """The figure as it is said: 20个工作日, 24小时."""
        return f"{self.n}{UNITS[self.unit]}"

    @property
    def why(self) -> str:
        """What the figure rests on, and whether that is only local or unsure."""
        return "，".join(filter(None, (self.basis, SURE[self.status])))


def on(figures: Sequence[Figure], day: date) -> Figure | None:
    """Return the figure in force on a day, ``None`` before the first one."""
    held = [one for one in figures if one.from_on <= day]
    return max(held, key=lambda one: one.from_on, default=None)


def add_months(day: date, n: int) -> date:
    """Return the same day ``n`` months later; the 31st becomes the last day of a short month."""
    at = day.year * MONTHS + day.month - 1 + n
    year, month = divmod(at, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moment_after(start: datetime, figure: Figure, calendar: WorkCalendar) -> tuple[datetime, bool]:
    """Return when a span ends and whether that is provisional (a year's notice is missing).

    Hours run by the clock; every other unit ends with the day (23:59).
    """
    if figure.unit == "hour":
        return start + timedelta(hours=figure.n), False
    found = day_after(start.date(), figure, calendar)
    return datetime.combine(found.on, datetime.max.time().replace(second=0, microsecond=0)), (
        found.provisional
    )


def day_after(start: date, figure: Figure, calendar: WorkCalendar) -> Estimate:
    """Return the last day of a span; the first day is not counted."""
    match figure.unit:
        case "working_day":
            return calendar.estimate(start, figure.n)
        case "month":
            return Estimate(add_months(start, figure.n), provisional=False)
        case "hour":
            return Estimate(start + timedelta(days=-(-figure.n // 24)), provisional=False)
    return Estimate(start + timedelta(days=figure.n), provisional=False)


def next_worked(day: date, calendar: WorkCalendar) -> Estimate:
    """Return ``day`` when it is worked, else the first working day after it."""
    if calendar.works(day):
        return Estimate(day, not calendar.knows(day, day))
    return calendar.estimate(day, 1)


def read(table: FormTable, key: str = "figure", *, units: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Read the ``[[figure]]`` parts of a table; mistakes are noted with their place."""
    known = dict.fromkeys(units or UNITS)
    found = []
    for row in table.tables(key):
        from_on, n = row.day("from"), row.whole("n")
        if not 0 <= n <= MOST:
            row.fault("n", f"应在0到{MOST}之间")
        unit = row.choice("unit", known, default="" if len(known) > 1 else next(iter(known)))
        made = Figure(
            from_on, n, unit, row.text("basis"), row.choice("status", dict.fromkeys(SURE))
        )
        row.done()
        found.append(made)
    days = [one.from_on for one in found]
    if len(set(days)) < len(days):
        table.fault(key, "有两段从同一天起适用，请留一段")
    return tuple(found)
