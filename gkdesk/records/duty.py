"""应公开未公开: which items of the catalog owe which publication, and which record answers it.

The clauses and their arithmetic are the catalog's (``catalog/due*``); this is where they meet the
records. Nothing is stored: a duty is reckoned anew from what happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from gkdesk.accounts.organ import OrganKind
from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.handover import Due
from gkdesk.catalog import duechecks, duedays, duewords, house
from gkdesk.catalog.dueanswers import Answers, Cells
from gkdesk.catalog.duemodel import (
    RANK,
    Answer,
    Doubt,
    DueState,
    Duty,
    Matrix,
    Row,
    Span,
)
from gkdesk.catalog.dueslots import Plan, Slots, rhythm
from gkdesk.catalog.house import ColumnKind, House
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog

from .days import Days
from .dutyagenda import dues
from .dutyheld import AGENDA, OVERVIEW, Held
from .dutymodel import SUPPLIED, Asked, Facts, OfficeShare, YearShare
from .dutyowing import Known, Owing, answered, offices_of, plan_of
from .dutystand import Reckoned, Standing, standing

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

    from .dutypaper import Papers


class Duties:
    """What the catalog wants public, by item and period."""

    def __init__(self, session: Session, catalog: Catalog, documents: Documents) -> None:
        self._session, self._catalog = session, catalog
        self._days: tuple[WorkCalendar, Slots] | None = None
        self._calendar, self._documents = Days(session), documents
        self.held = Held(session, catalog)

    @cached_property
    def papers(self) -> Papers:
        from .dutypaper import Papers

        return Papers(self._session, self._documents, self)

    @cached_property
    def house(self) -> House:
        """The office's own figures.

        Raises:
            BadFile: the rule file is wrong.
        """
        return house.load(self._session.forms.paths("rules")[house.NAME])

    def owing(self, asked: Asked) -> list[Owing]:
        """Reckon every item asked for."""
        answers = Answers(self._slots, asked.first, asked.last, self._session.today)
        known, town = self._known, self._town
        plans: dict[tuple[str, str], Plan] = {}
        found = []
        for item in self._items(asked):
            own = known.marks_of(item)
            key = (own.reading or item.time_limit.text, own.column)
            plan = plans.get(key)
            if plan is None:
                plan = plans[key] = plan_of(item, own)
            reason = known.reason(item, town=town)
            made: Sequence[Answer] = ()
            if not reason:
                since = known.added.get(item.key, asked.first)
                happened = known.records.get(item.key, ()), known.occasions.get(item.key, ())
                made = answered(answers, plan, *happened, since)
            found.append(Owing(item, plan, made, reason))
        return found

    def matrix(self, unit: str, asked: Asked) -> Matrix:
        """Return items by months, quarters, half-years or years (``month``, ``quarter`` …)."""
        spans = tuple(duedays.periods(unit, 1, asked.first, asked.last))
        whole = asked.over(spans[0].first, spans[-1].last)
        cells, bare = Cells(spans, self._session.today), dict[tuple[int, DueState], bytes]()
        rows = []
        for one in self.owing(whole):
            # items of one wording without records share their answers, and so their cells
            key = (id(one.answers), one.usual)
            codes = bare.get(key)
            if codes is None:
                codes = bare[key] = cells.of(one.answers, one.usual)
            rows.append(Row(one.item, codes, one.answers, one.reason))
        if asked.states:
            ranks = {list(DueState).index(state) for state in asked.states}
            rows = [row for row in rows if not ranks.isdisjoint(row.codes)]
        return Matrix(spans, tuple(rows))

    def overview(self) -> dict[str, Standing]:
        """Return how each item stands, from the beginning of this year to a year ahead."""
        return self.held.kept(OVERVIEW, self._stand)

    def reckoned(self, lent: Known | None) -> Reckoned:
        """Reckon overview and agenda for another desk, which may have lent what it read."""
        self.held.borrow(lent)
        return Reckoned(self._known, self.overview(), self.agenda(), self._session.today)

    def _stand(self, today: date) -> dict[str, Standing]:
        ahead = duedays.add_months(today, duedays.MONTHS)
        asked = Asked(date(today.year, 1, 1), ahead)
        found: dict[int, Standing] = {}
        stands = {}
        for one in self.owing(asked):
            key = id(one.answers) if one.answers else -RANK[one.usual]
            if key not in found:
                found[key] = standing(one.answers, one.usual)
            stands[one.item.key] = found[key]
        return stands

    def cell(self, row: Row, span: Span) -> list[Duty]:
        """Return the duties behind one cell, by day."""
        plan = plan_of(row.item, self._known.marks_of(row.item))
        one = Owing(row.item, plan, row.answers, row.reason)
        narrow = Asked(span.first, span.last)
        return [duty for duty in self._listed(one) if narrow.holds(duty, self._session.today)]

    def duties(self, asked: Asked) -> list[Duty]:
        """List the duties asked for, by day; what waits for an event stands last."""
        found = [
            duty
            for one in self.owing(asked)
            for duty in (*self._listed(one, asked.states), *self._waiting(one))
            if not asked.states or duty.state in asked.states
        ]
        return sorted(found, key=_by_day)

    def gaps(self, asked: Asked) -> list[Duty]:
        """Return what should be public and is not, the newest first (由近及远)."""
        missing = self.duties(asked.only(DueState.MISSING))
        return missing[::-1]

    def years(self, asked: Asked) -> list[YearShare]:
        """Audit year by year, the newest first."""
        years = range(asked.last.year, asked.first.year - 1, -1)
        counts = {year: Counter[DueState]() for year in years}
        items: dict[int, set[str]] = {year: set() for year in years}
        whole = asked.over(date(years[-1], 1, 1), date(years[0], 12, 31))
        for one in self.owing(whole):
            for answer in one.answers:
                year = answer.slot.due_on.year
                if year in counts:  # a rhythm may have broken off before
                    counts[year][answer.state] += 1
                    if answer.state is DueState.MISSING:
                        items[year].add(one.item.key)
        return [YearShare(year, dict(counts[year]), len(items[year])) for year in years]

    def offices(self, asked: Asked) -> list[OfficeShare]:
        """Return what each office (公开主体) still has to supply, the most first.

        Without states asked for, what is missing or not yet due.
        """
        lists: dict[str, list[Duty]] = {}
        states = asked.states or SUPPLIED
        for duty in self.duties(asked.only(*states)):
            for name in offices_of(duty.item):
                lists.setdefault(name, []).append(duty)
        found = [OfficeShare(name, tuple(own)) for name, own in lists.items()]
        return sorted(found, key=lambda one: (-one.missing, -len(one.duties), one.office))

    def public_in(self, year: int) -> dict[str, int]:
        """Return how many records of each item were made public in a year."""
        days = ((key, one.published_on) for key, own in self._known.records.items() for one in own)
        return Counter(key for key, day in days if day and day.year == year)

    def never(self, asked: Asked) -> list[Item]:
        """Return the items that never had a public record, in the catalog's order."""
        known = self._known
        public = {key for key, own in known.records.items() if any(one.published_on for one in own)}
        return [
            item
            for item in self._items(asked)
            if item.key not in public and not known.reason(item, town=self._town)
        ]

    def doubts(self, asked: Asked) -> list[Doubt]:
        """Return wordings to look at again, first what nobody understands."""
        unclear: list[Doubt] = []
        odd: list[Doubt] = []
        for one in self._planned(asked):
            if one.reason:
                continue
            parts = "、".join(f"“{part[:40]}”" for part in one.plan.limit.unclear)
            if parts:
                unclear.append(Doubt(one.item, "unclear", f"公开时限里的{parts}认不出，请写明意思"))
            elif not one.plan.limit.text:
                unclear.append(Doubt(one.item, "empty", "没有写公开时限，请补上"))
            elif not one.plan.limit.clauses:
                words = f"公开时限“{one.plan.limit.text[:40]}”没有说哪天以前，请写明意思"
                unclear.append(Doubt(one.item, "unclear", words))
            odd += duechecks.doubts(one.item, one.plan.limit, self.house)
        return unclear + odd

    def facts(self, key: str) -> Facts:
        """Return everything about one item.

        Raises:
            NoSuchItem: no item has this key.
        """
        item, notes = self._catalog.get(key), self._catalog.occasions
        today, marks = self._session.today, self._known.marks_of(item)
        plan = plan_of(item, marks)
        records = self._known.records.get(key, ())
        asked = Asked(date(today.year, 1, 1), duedays.add_months(today, duedays.MONTHS), item=key)
        return Facts(
            item=item,
            marks=marks,
            reason=self._known.reason(item, town=self._town),
            clauses=tuple(self._clauses(plan)),
            unclear=plan.limit.unclear,
            notes=plan.limit.notes,
            duties=tuple(self.duties(asked)),
            records=tuple(records),
            holds=tuple(hold for one in records for hold in self._slots.holds(plan, one, today)),
            occasions=tuple(notes.rows(key)),
            history=tuple(notes.history(key)),
            doubts=tuple(duechecks.doubts(item, plan.limit, self.house)),
        )

    def _clauses(self, plan: Plan) -> Iterator[str]:
        for clause in plan.limit.clauses:
            yield duewords.clause_words(clause, self.house)
        if plan.column:
            clause = rhythm(ColumnKind(plan.column), self.house)
            yield duewords.clause_words(clause, self.house)

    def agenda(self) -> list[Due]:
        """Return what is owed or soon will be, one line an area."""
        return self.held.kept(AGENDA, self._due)

    def _due(self, today: date) -> list[Due]:
        soon = duedays.add_months(today, 1)
        asked = Asked(duedays.add_months(today, -duedays.MONTHS), soon)
        found = self.duties(asked.only(DueState.MISSING, DueState.OPEN))
        added = self._known.added
        # what fell due before the item was in this catalog is a matter of the audit, not of today
        mine = [duty for duty in found if duty.due_on and duty.due_on >= added[duty.item.key]]
        return dues(mine, today, self._slots.calendar)

    def basis(self, answer: Answer) -> str:
        """Say why a duty is due on its day."""
        return duewords.slot_words(answer.slot, self.house)

    def _listed(self, one: Owing, states: Sequence[DueState] = ()) -> Iterator[Duty]:
        for answer in one.answers:
            if states and answer.state not in states:
                continue
            slot, by = answer.slot, answer.by
            yield Duty(
                one.item, answer.state, self.basis(answer), slot.period, slot.opens_on,
                slot.due_on, answer.days, slot.provisional, slot.local, slot.cause, slot.cause_on,
                by.number if by else "", by.uid if by else "", by.published_on if by else None,
            )  # fmt: skip

    def _waiting(self, one: Owing) -> Iterator[Duty]:
        """Name what waits for an event, and what nobody understands, once an item."""
        if one.reason:
            return
        if one.usual is DueState.UNCLEAR:
            words = one.plan.limit.text or "没有写公开时限"
            yield Duty(one.item, DueState.UNCLEAR, words)
        seen = {answer.slot.clause for answer in one.answers}
        for wait in one.plan.waits:
            if wait.clause not in seen:
                words = duewords.clause_words(wait.clause, self.house)
                yield Duty(one.item, DueState.WAITING, words)

    def _items(self, asked: Asked) -> list[Item]:
        if asked.item:
            return [self._catalog.get(asked.item)]
        return [
            item
            for item in self._known.items
            if asked.area in ("", item.area)
            and (not asked.office or any(asked.office in name for name in offices_of(item)))
        ]

    def _planned(self, asked: Asked) -> Iterator[Owing]:
        for item in self._items(asked):
            reason = self._known.reason(item, town=self._town)
            yield Owing(item, plan_of(item, self._known.marks_of(item)), (), reason)

    @property
    def items(self) -> Sequence[Item]:
        """The items in force, as the catalog gives them; read once until something is written."""
        return self._known.items

    @property
    def _known(self) -> Known:
        return self.held.known

    @property
    def _town(self) -> bool:
        return self._session.organ.kind is OrganKind.TOWN

    @property
    def _slots(self) -> Slots:
        """The slots on the calendar, read anew when a notice was taken into the folder."""
        days = self._calendar.calendar
        if self._days is None or self._days[0] is not days:
            self._days = days, Slots(days, self.house)
        return self._days[1]


def _by_day(duty: Duty) -> tuple[date, str]:
    return duty.due_on or date.max, duty.item.key
