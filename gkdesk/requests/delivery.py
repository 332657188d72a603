"""How the last reply was delivered: every try, what came of it, from when the remedies run.

A case may be answered twice (重新答复); only what followed the last reply is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gkdesk.base.labels import Labelled

from .model import Event, EventKind, Method

ANSWERS = frozenset({EventKind.REPLY, EventKind.FIX})
TRIES = frozenset({EventKind.DELIVER, EventKind.RESEND})
RETURNED = "returned"  # the key of an ``ARRIVED`` event whose letter came back


class Runs(Labelled):
    """From which day the applicant's remedies run."""

    ON = "on", "送达之日"
    ARRIVED = "arrived", "寄达之日"
    AFTER = "after", "公告期满之日"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of delivery as the rule file has it.

    ``needs`` names the boxes that must be filled; ``a|b`` is one of two. ``days`` are calendar
    days, only for ``Runs.AFTER``.
    """

    method: Method
    label: str
    since: date
    needs: tuple[str, ...]
    proof: str
    reply: str
    runs: Runs
    days: int
    basis: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Try:
    """One try to deliver: the act, and what the post said about it."""

    event: Event
    result: Event | None = None

    @property
    def on(self) -> date:
        return self.event.on

    @property
    def mailed(self) -> bool:
        return self.event.method is Method.MAIL

    @property
    def returned(self) -> bool:
        """Whether the letter came back."""
        return self.result is not None and came_back(self.result)

    @property
    def arrived_on(self) -> date | None:
        """The day it reached the applicant; ``None`` while the post has not said so."""
        if not self.mailed:
            return self.on
        return self.result.on if self.result is not None and not self.returned else None


def came_back(event: Event) -> bool:
    """Tell whether the post brought the letter back; older events say so in their detail."""
    return event.key == RETURNED or event.detail.get("mail_result") == RETURNED


def tries(events: Iterable[Event]) -> list[Try]:
    """Return the deliveries of the last reply, the oldest first."""
    found: list[Try] = []
    for event in events:
        if event.kind in ANSWERS:
            found = []
        elif event.kind in TRIES:
            found.append(Try(event))
        elif event.kind is EventKind.ARRIVED and found and found[-1].mailed:
            found[-1] = Try(found[-1].event, event)
    return found


def last_try(events: Iterable[Event]) -> Try | None:
    return next(reversed(tries(events)), None)


def posted_on(events: Iterable[Event]) -> date | None:
    """Return the day of the last try if it went by post."""
    last = last_try(events)
    return last.on if last is not None and last.mailed else None


def awaited(events: Iterable[Event]) -> date | None:
    """Return the day of the last posting of which nobody knows whether it arrived."""
    last = last_try(events)
    return last.on if last is not None and last.mailed and last.result is None else None


def returned(events: Iterable[Event]) -> bool:
    """Tell whether the last try came back, so that another must follow."""
    last = last_try(events)
    return last is not None and last.returned


def returns(events: Iterable[Event]) -> int:
    """Count the tries that came back."""
    return sum(one.returned for one in tries(events))


def delivered_on(events: Iterable[Event]) -> date | None:
    """Return the day the last reply reached the applicant, if that is known."""
    last = last_try(events)
    return last.arrived_on if last is not None else None


def remedies_from(events: Sequence[Event], ways: Iterable[Way]) -> date | None:
    """Return the day from which 复议 and 诉讼 run; the day itself is not counted.

    ``None`` while the post has not said that the letter arrived.
    """
    last = last_try(events)
    if last is None or last.event.method is None:
        return None
    way = way_of(last.event.method, ways, last.on)
    if way is None or way.runs is not Runs.AFTER:
        return last.arrived_on
    return last.on + timedelta(days=way.days)


def way_of(method: Method, ways: Iterable[Way], on: date) -> Way | None:
    """Return the rule of a way in force on a day."""
    found = [way for way in ways if way.method is method and way.since <= on]
    return max(found, key=lambda way: way.since, default=None)
