"""The statutory clock: from what happened to the day the reply is due (domain rules 1 to 11).

A pure function of events, figures and calendar. The events are folded one by one in the order
they happened; each is checked against what came before it and refused with its article.

How events combine:

* an application that waits for 双方确认 (lodged) has no count yet; its confirmation is the receipt;
* receipt, correction and payment each begin a fresh count; what was counted, extended or agreed
  before is void, while the one extension stays used;
* consultation time is excluded wherever it meets the count, whichever came first, and only
  until the count is full: a letter sent after the last day changes nothing;
* an extension lengthens the count by its working days, so exclusions keep their effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from gkdesk.base.calendar import Estimate, WorkCalendar

from . import declined
from .clockstate import ClockState, Verdict
from .counting import Consultation, Count, Gap
from .daysheet import DaySheet, Interval
from .model import ClockRules, Event, EventKind, Run, day_text
from .refusing import need_passed, out_of_order, refuse


def clock_state(
    events: Iterable[Event],
    rules: ClockRules,
    calendar: WorkCalendar,
    *,
    today: date | None = None,
) -> ClockState:
    """Fold the events into the state of the clock.

    Args:
        events: in the order they happened, the receipt first.
        rules: the figures in force on the day of receipt.
        calendar: the working days.
        today: refuses later events and tells a running consultation from one that ran out;
            ``None`` reckons a case that need not have happened.

    Raises:
        StepDeclined: an event that the law or the order does not allow.
    """
    fold = Fold(rules, calendar, today)
    for event in events:
        fold.take(event)
    return fold.state()


class Fold:
    """The count so far. ``take`` one event after the other, then ask for the ``state``."""

    def __init__(self, rules: ClockRules, calendar: WorkCalendar, today: date | None) -> None:
        self._rules = rules
        self._calendar = calendar
        self._today = today
        self._count = Count(rules, calendar, today)
        self._last: Event | None = None
        self._received: date | None = None
        self._filed = date.min
        self._began: date | None = None  # a new reply was ordered
        self._extended = False
        self._waiting: Run | None = None
        self._corrections = 0
        self._correction_days = rules.correction
        self._correction_until: Estimate | None = None
        self._payment_until: Estimate | None = None
        self._before: Event | None = None  # what came last before the answer
        self._recalled: Event | None = None
        self._ended: Event | None = None
        self._warnings: list[str] = []

    def take(self, event: Event) -> None:
        """Add one event.

        Raises:
            StepDeclined: see ``clock_state``.
        """
        if self._today is not None and event.on > self._today:
            raise declined.FutureEvent(
                label=event.label, on=day_text(event.on), today=day_text(self._today)
            )
        step = _TAKE.get(event.kind)
        if step is None:  # a note or the archiving: the clock does not mind
            return
        last = self._last
        if (last is None) != (event.kind in _FIRST):
            raise declined.NoReceipt
        if last is not None and event.on < last.on:
            raise out_of_order(event, last)
        step(self, event)
        self._last = self._before if event.kind is EventKind.RECALL else event

    def receive(self, event: Event) -> None:
        self._received = event.on
        self._restart(event)
        self._filed = self._count.base

    def lodge(self, event: Event) -> None:
        self.receive(event)
        self._waiting = Run.WAIT_CONFIRM

    def ask_correction(self, event: Event) -> None:
        limit = self._calendar.estimate(self._filed, self._rules.correction_notice)
        if event.on > limit.on and not limit.provisional:
            refuse(event, declined.CorrectionLate(limit=day_text(limit.on)), self._warnings)
        if self._corrections:
            self._warnings.append(
                "已经告知过一次补正；补正应一次性告知，再次告知须慎重（第三十条）"
            )
        self._corrections += 1
        self._waiting = Run.WAIT_CORRECTION
        self._correction_days = event.days or self._rules.correction
        self._correction_until = self._correct_by(event)

    def corrected(self, event: Event) -> None:
        self._restart(event)
        self._filed = self._count.base

    def correction_lapsed(self, event: Event) -> None:
        until = self._correct_by(event) or self._correction_until
        if until is None:
            raise declined.CorrectionNotProved
        need_passed(event, until, declined.CorrectionNotDue, self._warnings)
        self._ended = event

    def consult(self, event: Event) -> None:
        self._count.consultations[event.key] = Consultation(event.on, event.received_on)

    def opinion(self, event: Event) -> None:
        found = self._count.consultations.get(event.key)
        if found is None or found.end is not None:
            raise declined.NoSuchConsultation
        if event.received_on is not None:
            found.received = event.received_on
        found.end = event.on

    def extend(self, event: Event) -> None:
        if self._extended:
            raise declined.SecondExtension
        self._need_own_limit()
        if not 1 <= event.days <= self._rules.extension:
            long = declined.ExtensionTooLong(longest=self._rules.extension, days=event.days)
            refuse(event, long, self._warnings)
        if not event.approved:
            raise declined.NoApprover(article="第三十三条第二款")
        self._need_time_left(event, declined.ExtensionLate)
        self._count.extension = event.days
        self._extended = True

    def charge(self, event: Event) -> None:
        self._need_time_left(event, declined.ChargeLate)
        self._waiting = Run.WAIT_PAYMENT
        received = event.received_on or event.on
        self._payment_until = self._calendar.estimate(received, self._rules.payment)

    def paid(self, event: Event) -> None:
        until = self._payment_until
        if until is not None and event.on > until.on and not until.provisional:
            self._warnings.append(f"缴费晚于最后一天{day_text(until.on)}（国办函〔2020〕109号）")
        self._restart(event)

    def payment_lapsed(self, event: Event) -> None:
        if self._payment_until is not None:
            need_passed(event, self._payment_until, declined.PaymentNotDue, self._warnings)
        self._ended = event

    def agree_delay(self, event: Event) -> None:
        if not event.approved:
            raise declined.NoApprover(article="第三十五条")
        self._need_own_limit()
        due = self._need_time_left(event, declined.ExtensionLate)
        if event.until is None or (due is not None and event.until <= due):
            until = day_text(event.until) if event.until else "（没有填写）"
            early = declined.DelayNotLater(until=until, due=day_text(due) if due else "")
            refuse(event, early, self._warnings)
        self._count.agreed = event.until

    def reply(self, event: Event) -> None:
        gives = event.outcome in ("OPEN_GRANT", "PARTIAL")
        if gives and any(end is None for _sent, end in self._count.gaps()):
            refuse(event, declined.OpinionPending(days=self._rules.opinion), self._warnings)
        if self._recalled is not None and event.on < self._recalled.on:
            raise out_of_order(event, self._recalled)
        self._before = self._last

    def recall(self, event: Event) -> None:
        self._recalled = event

    def end(self, event: Event) -> None:
        self._ended = event

    def redo(self, event: Event) -> None:
        """Begin anew: a decision orders another reply in its own time (复议法 64, 行诉法 70)."""
        self._ended = None
        self._count.consultations.clear()
        self._restart(event)
        self._count.ordered, self._count.agreed = event.days, event.until
        self._filed = self._began = event.on

    def verdict(self) -> Verdict:
        """Return the day due and no more: what a batch of cases asks."""
        if self._received is None:
            raise declined.NoReceipt
        count, gaps = self._count, self._count.gaps()
        due, provisional = self._due(gaps)
        run = self._run(due)
        if run is Run.WAIT_CONFIRM:  # the safe day: as if it had counted from the arrival
            return Verdict(run, None, False, count.due(gaps)[0], gaps)
        if run is Run.STOPPED:
            return Verdict(run, None, False, count.due_if_answered_now(gaps), gaps)
        if provisional:
            return Verdict(run, None, True, due, gaps)
        return Verdict(run, due, False, None, gaps)

    def state(self) -> ClockState:
        """Return what the clock says after the events taken so far."""
        run, known, provisional, earliest, gaps = self.verdict()
        count = self._count
        due = earliest if provisional or run is Run.WAIT_CONFIRM else known
        replied = self._ended if self._ended and self._ended.kind is EventKind.DELIVER else None
        lead = self._rules.internal_lead
        return ClockState(
            received_on=self._received or count.base,
            base=count.base,
            base_kind=count.base_kind,
            run=run,
            due_on=known,
            provisional=provisional,
            earliest=earliest,
            correction_due=self.correction_due,
            internal_due=self._calendar.back(known, lead) if known else None,
            allowed_days=count.allowed,
            extension=count.extension,
            extended=self._extended,
            agreed=count.agreed,
            excluded=tuple(Interval(sent, end) for sent, end in gaps),
            correction_until=self._correction_until.on if self._correction_until else None,
            payment_until=self._payment_until.on if self._payment_until else None,
            opinion_until=count.opinion_until(),
            replied_on=replied.on if replied else None,
            in_time=self._in_time(replied, due, provisional=provisional),
            ended_by=self._ended.kind if self._ended else None,
            ended_on=self._ended.on if self._ended else None,
            warnings=tuple(self._warnings),
            sheet=self.sheet(due, gaps),
        )

    @property
    def correction_due(self) -> date | None:
        """The last day for asking for a correction; ``None`` if it rests on a missing year."""
        found = self._calendar.estimate(self._filed, self._rules.correction_notice)
        return None if found.provisional else found.on

    def sheet(self, due: date | None, gaps: Iterable[Gap]) -> DaySheet:
        """Return the day sheet up to the day due, or up to now while that is unknown."""
        count, event = self._count, self._last
        return DaySheet(
            calendar=self._calendar,
            received_on=self._began or self._received or count.base,
            base=count.base,
            base_kind=count.base_kind,
            moved_from=count.moved_from,
            excluded=tuple(Interval(sent, end) for sent, end in gaps),
            last=due or self._today or (event.on if event else count.base),
            allowed=count.allowed,
            agreed=count.agreed is not None,
        )

    def _in_time(
        self, replied: Event | None, due: date | None, *, provisional: bool
    ) -> bool | None:
        """Tell whether the reply was in time; ``None`` when a missing year leaves it open."""
        if replied is None:
            return None
        if due is None:  # answered while the count stood still
            return True
        if provisional:
            return True if replied.on.year < due.year and self._count.knows(replied.on) else None
        return replied.on <= due

    def _run(self, due: date | None) -> Run:
        if self._ended is not None:
            return Run.ENDED
        if self._waiting is not None:
            return self._waiting
        return Run.STOPPED if due is None else Run.RUNNING

    def _correct_by(self, event: Event) -> Estimate | None:
        """Return the applicant's last day to correct, when the notice's arrival is known."""
        if event.received_on is None:
            return None
        return self._calendar.estimate(event.received_on, self._correction_days)

    def _restart(self, event: Event) -> None:
        self._count.restart(event)
        self._waiting = None

    def _need_own_limit(self) -> None:
        """Refuse to move a limit that a decision has set."""
        if self._began is not None:
            raise declined.LimitOrdered

    def _due(self, gaps: list[Gap]) -> tuple[date | None, bool]:
        return (None, False) if self._waiting is not None else self._count.due(gaps)

    def _need_time_left(
        self, event: Event, late: type[declined.ExtensionLate | declined.ChargeLate]
    ) -> date | None:
        """Refuse an event after the last day; return that day, ``None`` in a consultation."""
        if self._waiting is not None:
            raise declined.ClockStopped(why=self._waiting.label)
        due, provisional = self._count.due(self._count.gaps())
        if due is not None and event.on > due:
            if provisional and not event.uid:
                self._calendar.count(self._count.base, due)  # declines: names the missing year
            refuse(event, late(due=day_text(due)), self._warnings)
        return due


_TAKE: dict[EventKind, Callable[[Fold, Event], None]] = {
    EventKind.RECEIVE: Fold.receive,
    EventKind.ASK_CORRECTION: Fold.ask_correction,
    EventKind.CORRECTED: Fold.corrected,
    EventKind.CORRECTION_LAPSED: Fold.correction_lapsed,
    EventKind.CONSULT: Fold.consult,
    EventKind.OPINION: Fold.opinion,
    EventKind.EXTEND: Fold.extend,
    EventKind.CHARGE: Fold.charge,
    EventKind.PAID: Fold.paid,
    EventKind.PAYMENT_LAPSED: Fold.payment_lapsed,
    EventKind.AGREE_DELAY: Fold.agree_delay,
    EventKind.REPLY: Fold.reply,
    EventKind.RECALL: Fold.recall,
    EventKind.DELIVER: Fold.end,
    EventKind.WITHDRAW: Fold.end,
    EventKind.REDO: Fold.redo,
    EventKind.SET_ASIDE: Fold.end,
    EventKind.SPLIT: Fold.end,
    EventKind.FIX: Fold.reply,
    EventKind.LODGE: Fold.lodge,
    EventKind.CONFIRM: Fold.receive,
}
_FIRST = (EventKind.RECEIVE, EventKind.LODGE)
