"""The count of working days: where it began, what is left out, where it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.calendar import ONE_DAY, Estimate, WorkCalendar

from .model import ClockRules, Event, EventKind

_NEVER = 1 << 40  # the rank of an end that has not come

Gap = tuple[date, date | None]  # (sent, end]: days after sent up to end; None while it is open


@dataclass(slots=True)
class Consultation:
    """A letter asking for an opinion, and when the opinion came."""

    sent: date
    received: date | None
    end: date | None = None


@dataclass(slots=True)
class Count:
    """One running count; ``restart`` voids what was counted, extended or agreed before."""

    rules: ClockRules
    calendar: WorkCalendar
    today: date | None
    base: date = date.min
    base_kind: EventKind = EventKind.RECEIVE
    extension: int = 0
    agreed: date | None = None
    ordered: int = 0  # working days a decision gives for a new reply
    moved_from: date | None = None  # a receipt on a rest day, when the office lets it count later
    consultations: dict[str, Consultation] = field(default_factory=dict)

    def restart(self, event: Event) -> None:
        self.base, self.moved_from = event.on, None
        filed = event.kind in (EventKind.RECEIVE, EventKind.CORRECTED)
        if self.rules.rest_receipt and filed and not self.calendar.works(event.on):
            self.base, self.moved_from = self.calendar.estimate(event.on, 1).on, event.on
        self.base_kind = event.kind
        self.extension = 0
        self.agreed = None

    @property
    def allowed(self) -> int:
        return (self.ordered or self.rules.reply) + self.extension

    def gaps(self) -> list[Gap]:
        """Return the excluded intervals by the day they began.

        An interval ends with the opinion, or with the addressee's last day if that is earlier.
        """
        if not self.consultations:
            return []
        gaps: list[Gap] = []
        for one in self.consultations.values():
            limit, end = self._limit(one), one.end
            if limit is not None and (end is None or limit.on < end):
                # whether a day of a missing year has passed cannot be told
                passed = not limit.provisional and self.today is not None and self.today > limit.on
                end = limit.on if passed or end is not None or self.today is None else None
            gaps.append((one.sent, end))
        gaps.sort(key=lambda gap: gap[0])
        return gaps

    def due(self, gaps: list[Gap]) -> tuple[date | None, bool]:
        """Return the last day and whether it rests on a missing year; ``None`` if unknown yet."""
        if self.agreed is not None:
            return self.agreed, False
        rank = self.calendar.rank
        at, left = rank(self.base), self.allowed
        for sent, end in gaps:
            begin = max(at, rank(sent))
            stop = rank(end) if end is not None else _NEVER
            if stop <= begin:
                continue
            if begin - at >= left:
                break
            left -= begin - at
            at = stop
        if at == _NEVER:
            return None, False
        on = self.calendar.nth(at + left)
        return on, not self.knows(on)

    def due_if_answered_now(self, gaps: list[Gap]) -> date | None:
        """Return the last day if every awaited opinion came today."""
        cut = [(sent, end or max(sent, self.today or sent)) for sent, end in gaps]
        return self.due(list(cut))[0]

    def opinion_until(self) -> date | None:
        """Return the last day for an opinion still awaited, if its letter's arrival is known."""
        limits = [self._limit(one) for one in self.consultations.values() if one.end is None]
        return max((limit.on for limit in limits if limit is not None), default=None)

    def knows(self, last: date) -> bool:
        """Tell whether every year from the first counted day to ``last`` is loaded."""
        return self.calendar.knows(self.base + ONE_DAY, last)

    def _limit(self, consultation: Consultation) -> Estimate | None:
        if consultation.received is None:
            return None
        return self.calendar.estimate(consultation.received, self.rules.opinion)
