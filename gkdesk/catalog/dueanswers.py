"""Which publication answers which duty of an item, and how each duty stands today."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from .duedays import shape
from .duemodel import RANK, Answer, DueState, Occasion, OccasionKind, Publication, Slot, Span
from .dueslots import Plan, Slots
from .model import ClauseKind

_UNSETTLED = RANK[DueState.WAITING]
_OWED = RANK[DueState.LATE]


class Answers:
    """Answers the duties of items for days from ``first`` to ``last``, as seen ``today``."""

    def __init__(self, slots: Slots, first: date, last: date, today: date) -> None:
        self._slots = slots
        self.first, self.last, self.today = first, last, today
        self._bare: dict[Plan, tuple[Answer, ...]] = {}
        self._unanswered: dict[Plan, tuple[Answer, ...]] = {}

    def bare(self, plan: Plan) -> tuple[Answer, ...]:
        """Return the answers of an item without any record or occasion: made once a wording."""
        found = self._bare.get(plan)
        if found is None:
            found = self._bare[plan] = tuple(self.of(plan, (), ()))
        return found

    def of(
        self,
        plan: Plan,
        publications: Sequence[Publication],
        occasions: Sequence[Occasion],
        begin: date | None = None,
    ) -> list[Answer]:
        """Answer one item's duties, by the day due.

        Args:
            plan: its wording.
            publications: its records, published or on the way.
            occasions: what was noted about it.
            begin: the day a rhythm counts from when nothing was published; ``first`` if not given.
        """
        extended = [one.on for one in occasions if one.kind is OccasionKind.EXTENDED]
        public = sorted((one for one in publications if one.published_on), key=_day)
        first, last = self.first, self.last
        # only the record itself can answer what its own day sets off
        found = [
            self._answer(slot, one if one.published_on else None)
            for one in (publications if plan.from_making else ())
            for slot in self._slots.of_making(plan, one, extended)
            if first <= slot.due_on <= last
        ]
        if occasions:
            made = {one.made_on for one in publications}
            found += self._noted(plan, public, occasions, extended, made)
        if plan.periodic or plan.longterm:
            found += self._in_periods(plan, public, occasions)
        if plan.rolling or plan.column:
            found += self._rolling(plan, public, begin or first)
        found.sort(key=_by_day)
        return found

    def _noted(
        self,
        plan: Plan,
        public: Sequence[Publication],
        occasions: Sequence[Occasion],
        extended: Sequence[date],
        made: Collection[date],
    ) -> Iterable[Answer]:
        """Answer what occasions set off: one publication answers one occasion of a clause.

        A record made on the very day is taken first, else the earliest that may count.
        """
        used: set[tuple[object, str]] = set()
        for occasion in sorted(occasions, key=lambda one: one.on):
            recorded = occasion.on in made  # then the record's own day has set the same duty off
            for slot in self._slots.of_occasion(plan, occasion, extended):
                if recorded and slot.clause in plan.from_making:
                    continue
                free = [one for one in public if (slot.clause, one.uid) not in used]
                taken = _nearest(slot, free)
                if taken is not None:
                    used.add((slot.clause, taken.uid))
                if self._within(slot):
                    yield self._answer(slot, taken)

    def _in_periods(
        self, plan: Plan, public: Sequence[Publication], occasions: Sequence[Occasion]
    ) -> Iterable[Answer]:
        days = [_day(one) for one in public]
        named: dict[str, Publication] = {}
        for one in public:
            if one.period:
                named.setdefault(one.period, one)
        checked = {one.on.year for one in occasions if one.kind is OccasionKind.CHECKED}
        for bare in self._periods_of(plan):
            slot = bare.slot
            if slot.clause.kind is ClauseKind.LONGTERM:
                yield self._checked(slot, public, checked)
                continue
            by = named.get(slot.period)
            at = bisect_left(days, slot.opens_on)
            while by is None and at < len(days) and days[at] <= slot.closes_on:
                by = public[at] if _may_count(public[at], slot) else None
                at += 1
            yield self._answer(slot, by) if by is not None else bare

    def _periods_of(self, plan: Plan) -> tuple[Answer, ...]:
        """Return the periods of a wording, each as it stands without any publication."""
        found = self._unanswered.get(plan)
        if found is None:
            slots = self._slots.of_periods(plan, self.first, self.last)
            found = self._unanswered[plan] = tuple(self._answer(slot, None) for slot in slots)
        return found

    def _checked(self, slot: Slot, public: Sequence[Publication], checked: set[int]) -> Answer:
        """Answer the yearly check of what is open for long."""
        year = slot.due_on.year
        by = next((one for one in public if _day(one).year == year), None)
        standing = [
            one
            for one in public
            if _day(one) <= slot.due_on
            and not (one.withdrawn_on and one.withdrawn_on < slot.due_on)
        ]
        if by is not None or (year in checked and standing):
            return Answer(slot, DueState.DONE, by or standing[0])
        if self.today <= slot.due_on:
            return Answer(slot, DueState.OPEN, standing[0] if standing else None)
        if standing:  # it hangs, but nobody looked whether it still holds
            return Answer(slot, DueState.UNCLEAR, standing[0], (self.today - slot.due_on).days)
        return Answer(slot, DueState.MISSING, None, (self.today - slot.due_on).days)

    def _rolling(self, plan: Plan, public: Sequence[Publication], begin: date) -> Iterable[Answer]:
        by_day = {_day(one): one for one in reversed(public)}
        # a span that touches the days asked for may have begun long before them
        since = min([begin, *by_day])
        for slot, ended in self._slots.of_rolling(plan, sorted(by_day), since, self.last):
            if (ended or self.today) >= self.first or slot.due_on >= self.first:
                yield self._answer(slot, by_day[ended] if ended else None)

    def _answer(self, slot: Slot, by: Publication | None) -> Answer:
        if by is None or by.published_on is None:
            over = (self.today - slot.due_on).days
            return Answer(slot, DueState.MISSING if over > 0 else DueState.OPEN, None, max(0, over))
        day = by.published_on
        if day > slot.due_on:
            return Answer(slot, DueState.LATE, by, (day - slot.due_on).days)
        if day < slot.opens_on:
            return Answer(slot, DueState.EARLY, by, (slot.opens_on - day).days)
        return Answer(slot, DueState.DONE, by)

    def _within(self, slot: Slot) -> bool:
        return self.first <= slot.due_on <= self.last


class Cells:
    """Says how each column of a matrix stands: the worst of what is due in it."""

    def __init__(self, spans: Sequence[Span], today: date) -> None:
        self._today = _month(today)
        self._width = len(spans)
        self._begun = sum(span.first <= today for span in spans)
        self._first = _month(spans[0].first) if spans else 0
        # the column of each month, so that a duty finds its own at once
        self._columns = [
            at
            for at, span in enumerate(spans)
            for _month_of in range(_month(span.first), _month(span.last) + 1)
        ]

    def of(self, answers: Iterable[Answer], usual: DueState) -> bytes:
        """Return the rank of each column's state.

        The usual state (waiting, unclear) is only said of columns that have begun.
        """
        codes = bytearray([RANK[usual]]) * self._begun + bytearray(self._width - self._begun)
        columns, count = self._columns, len(self._columns)
        for slot, state, by, _days in answers:
            rank = RANK[state]
            first = last = _month(slot.due_on) - self._first
            if rank >= _OWED and rolls(slot):  # what should have been renewed is owed until it was
                last = (_month(_day(by)) if by is not None else self._today) - self._first
            for at in range(max(0, first), min(last + 1, count)) if first < last else (first,):
                if 0 <= at < count and (
                    rank > codes[columns[at]] or codes[columns[at]] <= _UNSETTLED
                ):
                    codes[columns[at]] = rank
        return bytes(codes)


def rolls(slot: Slot) -> bool:
    """Tell whether a duty counts from the publication before it."""
    return slot.clause.kind is ClauseKind.PERIODIC and not slot.period


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _nearest(slot: Slot, free: Sequence[Publication]) -> Publication | None:
    for one in free:
        if one.made_on == slot.cause_on and slot.opens_on <= _day(one):
            return one
    fits = [one for one in free if _day(one) >= slot.opens_on]
    if slot.clause.kind is not ClauseKind.BEFORE:
        return fits[0] if fits else None
    # of what was told before an event, the last that came before it
    early = [one for one in fits if _day(one) <= slot.closes_on]
    return early[-1] if early else None


def _may_count(one: Publication, slot: Slot) -> bool:
    """Tell whether the day may speak: a period of the slot's own kind speaks for itself."""
    return not one.period or shape(one.period) != shape(slot.period)


def _day(one: Publication) -> date:
    return one.published_on or date.max


def _by_day(answer: Answer) -> date:
    return answer.slot.due_on
