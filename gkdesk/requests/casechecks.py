"""What is amiss in a case that is not finished, looked at without any step being taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from .checks import Case, Look
from .delivery import awaited, last_try
from .model import Event, EventKind, Run, State, day_text
from .steps import open_keys

POSTED_DAYS = 10  # calendar days in which the post should have shown a delivery (domain sheet C28)
_UNPROVED_DAYS = 7  # calendar days until the day a letter arrived should be known
_SHOWN = 5  # so many numbers are named


def _overdue(case: Case) -> str | None:
    due = case.clock.due_on
    late = due is not None and case.request.state.open and case.on > due
    return f"期限是{day_text(due)}" if due and late else None


def _not_posted(case: Case) -> str | None:
    internal, due = case.clock.internal_due, case.clock.due_on
    if case.request.state is not State.TO_DELIVER or internal is None or due is None:
        return None
    return f"期限是{day_text(due)}" if internal <= case.on <= due else None


def _correction_soon(case: Case) -> str | None:
    gaps, until = case.request.applicant.gaps, case.clock.correction_due
    waits = case.request.state is State.HANDLING and until is not None and case.on <= until
    asked = any(event.kind is EventKind.ASK_CORRECTION for event in case.events)
    if not gaps or not waits or until is None or asked:
        return None
    return f"缺{'、'.join(gaps)}，最迟{day_text(until)}告知"


def _arrival_unknown(case: Case) -> str | None:
    waiting = set(open_keys(case.events))
    limit = case.on - timedelta(days=_UNPROVED_DAYS)
    found = [
        event
        for event in case.events
        if event.kind is EventKind.CONSULT
        and event.key in waiting
        and event.received_on is None
        and event.on < limit
    ]
    running = case.request.state is State.CONSULTING
    return f"{day_text(found[0].on)}寄出" if found and running else None


def _silent(case: Case) -> str | None:
    until = case.clock.opinion_until
    over = until is not None and case.on > until and case.clock.run is Run.RUNNING
    waiting = case.request.state is State.CONSULTING
    return f"意见期限{day_text(until)}已满" if until and over and waiting else None


def _unproved(case: Case) -> str | None:
    if case.request.state is not State.CLOSED:
        return None
    last = last_try(case.events)
    if last is not None and last.returned and last.result is not None:
        return f"{day_text(last.result.on)}退回"
    posted = unproved(case.events, case.on)
    return f"{day_text(posted)}交邮" if posted else None


def unproved(events: Sequence[Event], today: date) -> date | None:
    """Return the day a reply was posted of which nobody knows whether it arrived."""
    posted = awaited(events)
    late = posted is not None and today > posted + timedelta(days=POSTED_DAYS)
    return posted if late else None


def _asked_by_others(case: Case) -> str | None:
    if case.request.state is State.WITHDRAWN:
        return None
    numbers = case.alike
    more = f"等{len(numbers)}件" if len(numbers) > _SHOWN else ""
    return "、".join(numbers[:_SHOWN]) + more if numbers else None


def _estimated(case: Case) -> str | None:
    return "" if case.clock.provisional and case.request.state.open else None


def _not_confirmed(case: Case) -> str | None:
    if case.request.state is not State.WAIT_CONFIRM:
        return None
    arrived, calendar = case.request.received_on, case.clock.sheet.calendar
    if case.on <= calendar.estimate(arrived, case.confirm_within).on:
        return None
    return f"{day_text(arrived)}到达"


def _no_transfer(case: Case) -> str | None:
    """A letter that lay in another office first: the day it was handed over, or the slip."""
    came = case.events[0].detail if case.events else {}
    kinds = {one.detail.get("kind") for one in case.events if one.kind is EventKind.ATTACH}
    if not came.get("first_office") or came.get("handed_on") or "transfer" in kinds:
        return None
    return f"先由{came['first_office']}收到"


def _still_personal(case: Case) -> str | None:
    if not case.request.state.open:
        return None
    found = [
        one.detail["personal"]
        for one in case.events
        if one.kind is EventKind.ATTACH and one.detail.get("personal")
    ]
    return "；".join(found) if found else None


CASE: Mapping[str, Look] = {
    "C01": _overdue,
    "C02": _not_posted,
    "C04": _not_confirmed,
    "C05": _correction_soon,
    "C09": _arrival_unknown,
    "C12b": _silent,
    "C28": _unproved,
    "C38": _still_personal,
    "C41": _asked_by_others,
    "C42": _estimated,
    "C45": _no_transfer,
}
