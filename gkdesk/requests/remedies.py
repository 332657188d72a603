"""The last days on which a reply can be contested, and on which the office must defend it.

Pure functions of the day somebody knew, the figures of ``request_dispute.toml`` and the calendar.
The first day is not counted; a period of months ends on the day of the same number, or on the
month's last; a last day that is a rest day moves to the first day after (民事诉讼法 85).
"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gkdesk.base.calendar import WorkCalendar

from .disputes import Dispute, disputes, order, this_round
from .model import DisputeKind, Event, EventKind, Method
from .rules import Figure, Rules, Unit

_YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class LastDay:
    """One last day: ``plain`` is the day reckoned, ``on`` where it lies after moving.

    ``provisional`` (暂估): a year's notice that the answer needs is missing.
    """

    figure: Figure
    since: date  # the day of knowledge or receipt, not counted
    plain: date
    on: date
    provisional: bool
    untold: bool = False  # the longest time, because the right was not told

    @property
    def moved(self) -> bool:
        return self.on != self.plain

    @property
    def words(self) -> str:
        """Say how it was reckoned: 自某日次日起60天, moved or not, and the article."""
        begin = f"自{_short(self.since)}次日起{self.figure.words}"
        moved = f"，{_short(self.plain)}是休息日，顺延" if self.moved else ""
        unsure = "（暂估，放假安排未导入）" if self.provisional else ""
        return f"{begin}{moved}（{self.figure.basis}）{unsure}"


def last_day(
    figure: Figure, since: date, calendar: WorkCalendar, *, untold: bool = False
) -> LastDay:
    """Reckon a period from the day after ``since``."""
    if figure.unit is Unit.WORKING_DAY:
        found = calendar.estimate(since, figure.days)
        return LastDay(figure, since, found.on, found.on, found.provisional, untold)
    plain = _plain(figure, since)
    on = plain if calendar.works(plain) else calendar.estimate(plain, 1).on
    return LastDay(figure, since, plain, on, not calendar.knows(plain, on), untold)


def add_months(day: date, count: int) -> date:
    """Return the day of the same number so many months on, or that month's last day."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + count, _YEAR)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def known_on(events: Sequence[Event]) -> date | None:
    """Return the day the applicant got the last reply; ``None`` while nobody can show one.

    Handed over: the day of the signature. Posted: the day the post shows a delivery (妥投), which
    needs the events' details. Sent electronically: the day of sending.
    """
    recent = this_round(events)
    sent = [at for at, event in enumerate(recent) if event.kind is EventKind.DELIVER]
    if not sent:
        return None
    delivered, later = recent[sent[-1]], recent[sent[-1] + 1 :]
    if delivered.method is not Method.MAIL:
        return delivered.on
    arrived = [
        event.on
        for event in later
        if event.kind is EventKind.ARRIVED and event.detail.get("mail_result") != "returned"
    ]
    return arrived[-1] if arrived else None


def remedies(
    events: Sequence[Event], remedy: str, rules: Rules, calendar: WorkCalendar, *, told: bool = True
) -> list[LastDay]:
    """Return the applicant's last days for the reply in force.

    Args:
        events: what happened, with the details opened.
        remedy: the outcome's kind of remedy: A either way, B 复议 first, C both, N none.
        rules: the figures.
        calendar: rest days.
        told: whether the reply told the right, the organ and the time; if not, a year at most.
    """
    known = known_on(events)
    if known is None or remedy == "N":
        return []
    names = ["review"] if remedy == "B" else ["review", "suit"]
    found = [last_day(rules.dispute(name, known), known, calendar) for name in names]
    if not told:
        found.append(last_day(rules.dispute("untold", known), known, calendar, untold=True))
    return found + [
        last_day(rules.dispute("suit_after_review", one.decided_on), one.decided_on, calendar)
        for one in disputes(this_round(events))
        if one.kind is DisputeKind.REVIEW and one.decided_on is not None and not one.redo
    ]


def defence(dispute: Dispute, rules: Rules, calendar: WorkCalendar) -> LastDay:
    """Return the office's last day to answer (复议法 48) or to give its evidence (行诉法 67)."""
    name = "review_defence" if dispute.kind is DisputeKind.REVIEW else "suit_defence"
    return last_day(rules.dispute(name, dispute.came_on), dispute.came_on, calendar)


def redo_day(events: Sequence[Event], rules: Rules, calendar: WorkCalendar) -> LastDay | None:
    """Return the last day of a new reply that is ordered and not taken up."""
    asked = order(events)
    if asked is None:
        return None
    figure = rules.dispute("redo", asked.on)
    if asked.until is not None:
        return LastDay(figure, asked.on, asked.until, asked.until, provisional=False)
    found = calendar.estimate(asked.on, asked.days or figure.days)
    return LastDay(figure, asked.on, found.on, found.on, found.provisional)


def _plain(figure: Figure, since: date) -> date:
    match figure.unit:
        case Unit.MONTH:
            return add_months(since, figure.days)
        case Unit.YEAR:
            return add_months(since, figure.days * _YEAR)
        case _:
            return since + timedelta(days=figure.days)


def _short(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
