"""From an item's clauses, what happened and the calendar to what is due by which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from gkdesk.base.calendar import FIRST_YEAR, WorkCalendar

from . import duedays
from .duedays import ONE_DAY
from .duemodel import Hold, Occasion, OccasionKind, Publication, Slot, Wait
from .house import HOUSED, ColumnKind, House
from .limit import FROM_MAKING
from .model import Clause, ClauseKind, TimeLimit

FOR_EVER = date(2199, 12, 31)
LONG_AGO = date(FIRST_YEAR + 1, 1, 1)  # the calendar begins a year earlier
_ROLLING = ("working_day", "day", "week")
_MID_MONTH = 20  # “每月5日前” is about the month before; “每月25日” about the month itself
_HALF = 6  # “每年1月31日前” is about the year before
_OWN = (OccasionKind.CHANGED, OccasionKind.FORMED, OccasionKind.MADE)


@dataclass(frozen=True)
class Plan:
    """The clauses of one wording, sorted by what sets them off."""

    limit: TimeLimit
    column: str = ""

    @cached_property
    def from_making(self) -> tuple[Clause, ...]:
        """Clauses that a record's own 信息形成日期 sets off."""
        return tuple(
            clause
            for clause in self.limit.clauses
            if (clause.kind is ClauseKind.RELATIVE and clause.trigger in FROM_MAKING)
            or (clause.kind in HOUSED and not clause.event)
        )

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """Clauses that something noted sets off, with the kinds of it."""
        return tuple(
            Wait(clause, kinds) for clause in self.limit.clauses if (kinds := _kinds_of(clause))
        )

    @cached_property
    def periodic(self) -> tuple[Clause, ...]:
        return tuple(
            clause
            for clause in self.limit.clauses
            if clause.kind is ClauseKind.FIXED
            or (clause.kind is ClauseKind.PERIODIC and clause.unit in duedays.MONTHS_OF)
        )

    @cached_property
    def rolling(self) -> tuple[Clause, ...]:
        """Clauses that count from the last publication: 每20个工作日, 每两周."""
        return tuple(
            clause
            for clause in self.limit.clauses
            if clause.kind is ClauseKind.PERIODIC and clause.unit in _ROLLING
        )

    @cached_property
    def longterm(self) -> tuple[Clause, ...]:
        return self._of(ClauseKind.LONGTERM)

    @cached_property
    def extends(self) -> tuple[Clause, ...]:
        return self._of(ClauseKind.EXTEND)

    @cached_property
    def holding(self) -> tuple[Clause, ...]:
        return self._of(ClauseKind.DISPLAY, ClauseKind.CONSULT, ClauseKind.UNPUBLISH)

    def _of(self, *kinds: ClauseKind) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.limit.clauses if clause.kind in kinds)


def _kinds_of(clause: Clause) -> tuple[OccasionKind, ...]:
    match clause.kind:
        case ClauseKind.RELATIVE if clause.trigger in FROM_MAKING:
            return _OWN
        case ClauseKind.RELATIVE if clause.trigger is not None:
            return (OccasionKind(clause.trigger.value),)
        case ClauseKind.BEFORE:
            return (OccasionKind.HELD,)
        case ClauseKind.AT_EVENT:
            return (OccasionKind.STARTED,)
        case ClauseKind.REALTIME | ClauseKind.PROMPT | ClauseKind.ANYTIME | ClauseKind.PROGRESS:
            return (*_OWN, OccasionKind.PROGRESS, OccasionKind.DECIDED, OccasionKind.OTHER)
    return ()


class Slots:
    """Makes slots; those of periods are made once for each wording and span of days."""

    def __init__(self, calendar: WorkCalendar, house: House) -> None:
        self.calendar, self.house = calendar, house
        self._planned: dict[tuple[Plan, date, date], tuple[Slot, ...]] = {}

    def of_making(
        self, plan: Plan, found: Publication, extended: Sequence[date] = ()
    ) -> list[Slot]:
        """Return what a record's own 信息形成日期 sets off."""
        return [
            slot
            for clause in plan.from_making
            if (slot := self._counted(clause, found.made_on, found.uid, plan, extended))
        ]

    def of_occasion(
        self, plan: Plan, occasion: Occasion, extended: Sequence[date] = ()
    ) -> list[Slot]:
        """Return what something noted sets off."""
        return [
            slot
            for clause, kinds in plan.waits
            if occasion.kind in kinds
            and (slot := self._counted(clause, occasion.on, occasion.uid, plan, extended))
        ]

    def of_periods(self, plan: Plan, first: date, last: date) -> tuple[Slot, ...]:
        """Return the duties of periods and fixed days due from first to last, by day."""
        key = (plan, first, last)
        found = self._planned.get(key)
        if found is None:
            made = [slot for clause in plan.periodic for slot in self._period(clause, first, last)]
            made += [slot for clause in plan.longterm for slot in self._yearly(clause, first, last)]
            found = self._planned[key] = tuple(sorted(made, key=_by_day))
        return found

    def of_rolling(
        self, plan: Plan, published: Sequence[date], begin: date, last: date
    ) -> list[tuple[Slot, date | None]]:
        """Return each span from one publication to the next: its duty, and the day it ended.

        Args:
            plan: the wording; a column's rhythm counts too.
            published: days of publication, in order.
            begin: the day counting begins when nothing was published before it.
            last: no duty due later is made.
        """
        found: list[tuple[Slot, date | None]] = []
        since = max(begin, LONG_AGO)
        for clause in self._rhythms(plan):
            days = [day for day in published if day >= since]
            before = [day for day in published if LONG_AGO <= day < since]
            start = before[-1] if before else since
            for ended in [*days, None]:
                due = duedays.after(start, clause.count, clause.unit, self.calendar)
                if due.on > last:
                    break
                until = ended or FOR_EVER
                slot = Slot(clause, "", start + ONE_DAY, due.on, until, due.provisional)
                found.append((slot, ended))
                start = ended or start
        return found

    def holds(self, plan: Plan, found: Publication, today: date) -> Iterator[Hold]:
        """Yield how long a publication must stay, or when it must come down."""
        if found.published_on is None or found.published_on < LONG_AGO:
            return
        for clause in plan.holding:
            until = duedays.after(found.published_on, clause.count, clause.unit, self.calendar).on
            down = clause.kind is ClauseKind.UNPUBLISH
            gone = found.withdrawn_on
            broken = (gone is None and today > until) if down else bool(gone and gone <= until)
            yield Hold(found, clause, until, down, broken)

    def _counted(
        self, clause: Clause, day: date, cause: str, plan: Plan, extended: Sequence[date]
    ) -> Slot | None:
        """Count one clause from a day; nothing for a house figure of 0: it only reminds.

        What is older than the calendar is older than any duty to disclose.
        """
        calendar = self.calendar
        if day < LONG_AGO:
            return None
        opens, closes = day, FOR_EVER
        if clause.kind in HOUSED:
            figure = self.house.figures[clause.kind]
            if not figure.count:
                return None
            due = duedays.after(day, figure.count, figure.unit, calendar)
        elif clause.kind is ClauseKind.BEFORE:
            clear = self.house.before_clear
            due = duedays.before(day, clause.count, clause.unit, calendar, clear=clear)
            # what was told more than a year ahead was about another one
            opens, closes = duedays.add_months(day, -duedays.MONTHS), day
        else:
            due = duedays.after(day, clause.count, clause.unit, calendar)
            for more in plan.extends:
                if any(day <= on <= due.on for on in extended):
                    longer = duedays.after(due.on, more.count, more.unit, calendar)
                    due = longer._replace(provisional=longer.provisional or due.provisional)
        return Slot(
            clause, "", opens, due.on, closes, due.provisional, cause, day, clause.kind in HOUSED
        )

    def _period(self, clause: Clause, first: date, last: date) -> Iterator[Slot]:
        make = self._fixed if clause.kind is ClauseKind.FIXED else self._periods
        return (slot for slot in make(clause, first, last) if first <= slot.due_on <= last)

    def _periods(self, clause: Clause, first: date, last: date) -> Iterator[Slot]:
        month, day = (int(part) for part in (clause.on or "00-00").split("-"))
        for span in duedays.periods(clause.unit, clause.count, first, last):
            due_on = span.last
            if month:
                start = duedays.add_months(span.first, month - 1)
                due_on = duedays.add_months(start, 1) - ONE_DAY
                due_on = min(due_on, start + timedelta(days=day - 1), span.last)
            label = span.label
            if self._about_before(clause, month, day):
                earlier = span.first - ONE_DAY
                [label] = (
                    one.label
                    for one in duedays.periods(clause.unit, clause.count, earlier, earlier)
                )
            yield Slot(clause, label, span.first, due_on, span.last)

    def _about_before(self, clause: Clause, month: int, day: int) -> bool:
        if not self.house.early_speaks_of_before or month != 1:
            return False
        return clause.unit != "month" or clause.count > 1 or day <= _MID_MONTH

    def _fixed(self, clause: Clause, first: date, last: date) -> Iterator[Slot]:
        month, day = (int(part) for part in clause.on.split("-"))
        for year in range(first.year, last.year + 1):
            start = date(year, month, 1)
            due_on = min(start + timedelta(days=day - 1), duedays.add_months(start, 1) - ONE_DAY)
            early = self.house.early_speaks_of_before and month <= _HALF
            yield Slot(clause, str(year - early), date(year, 1, 1), due_on, date(year, 12, 31))

    def _yearly(self, clause: Clause, first: date, last: date) -> Iterator[Slot]:
        """The yearly check whether what is open for long still holds."""
        for year in range(first.year, last.year + 1):
            on = date.fromisoformat(f"{year}-{self.house.longterm_on}")
            if first <= on <= last:
                end = date(year, 12, 31)
                yield Slot(clause, str(year), date(year, 1, 1), on, end, local=True)

    def _rhythms(self, plan: Plan) -> tuple[Clause, ...]:
        if not plan.column:
            return plan.rolling
        return (*plan.rolling, rhythm(ColumnKind(plan.column), self.house))


def rhythm(kind: ColumnKind, house: House) -> Clause:
    """Return the clause that a column's rhythm stands for."""
    figure = house.columns[kind]
    return Clause(ClauseKind.PERIODIC, figure.count, figure.unit, scope=kind.label)


def _by_day(slot: Slot) -> date:
    return slot.due_on
