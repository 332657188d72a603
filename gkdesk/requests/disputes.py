"""复议 and 诉讼 after a reply: what is pending, what was decided, and the round of a new reply.

A new reply ordered by a decision opens a new *round*: what was replied, delivered and archived
before stays in the record, and the case is handled as if it had come on the day of the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gkdesk.base.text import half_width

from . import declined
from .model import (
    BadForm,
    Decision,
    DisputeKind,
    Event,
    EventKind,
    Field,
    FieldFault,
    State,
    day_text,
)
from .refusing import out_of_order

KINDS = frozenset({EventKind.DISPUTE, EventKind.DEFEND, EventKind.DECIDE, EventKind.REDO})
ON_PENDING = (EventKind.DEFEND, EventKind.DECIDE)
LONGEST_REDO = 120  # working days; more is a typing mistake


@dataclass(frozen=True, slots=True)
class Dispute:
    """One 复议 or 诉讼; ``number`` and ``organ`` are empty when the details were not opened.

    ``days`` and ``until``: within what time a new reply is ordered, if ``redo``.
    """

    key: str
    kind: DisputeKind
    came_on: date
    number: str = ""
    organ: str = ""
    defended_on: date | None = None
    decided_on: date | None = None
    result: Decision | None = None
    redo: bool = False
    days: int = 0
    until: date | None = None

    @property
    def words(self) -> str:
        """Say in one line what it is and where it stands."""
        name = f"{self.key} {self.kind.label}{self.number}，{day_text(self.came_on)}收到"
        if self.decided_on is not None and self.result is not None:
            order = "，责令重新答复" if self.redo else ""
            return f"{name}，{day_text(self.decided_on)}{self.result.label}{order}"
        if self.defended_on is not None:
            return f"{name}，{day_text(self.defended_on)}已提交答复或者证据，等待结果"
        return f"{name}，还没有提交答复或者证据"


def disputes(events: Iterable[Event]) -> list[Dispute]:
    """Return every dispute of a case in the order they came."""
    found: dict[str, Dispute] = {}
    for event in events:
        match event.kind:
            case EventKind.DISPUTE:
                found[event.key] = Dispute(
                    event.key, DisputeKind(event.outcome), event.on,
                    event.detail.get("case_no", ""), event.detail.get("dispute_organ", ""),
                )  # fmt: skip
            case EventKind.DEFEND if event.key in found:
                found[event.key] = replace(found[event.key], defended_on=event.on)
            case EventKind.DECIDE if event.key in found:
                found[event.key] = replace(
                    found[event.key],
                    decided_on=event.on, result=Decision(event.outcome), redo=event.approved,
                    days=event.days, until=event.until,
                )  # fmt: skip
            case _:
                pass
    return list(found.values())


def pending(events: Iterable[Event]) -> list[Dispute]:
    """Return the disputes that are not decided."""
    return [one for one in disputes(events) if one.decided_on is None]


def this_round(events: Iterable[Event]) -> list[Event]:
    """Return what happened since a new reply was last ordered and taken up; all if it never was."""
    found = events if isinstance(events, list) else list(events)
    for at in range(len(found) - 1, -1, -1):
        if found[at].kind is EventKind.REDO:
            return found[at:]
    return found


def order(events: Iterable[Event]) -> Event | None:
    """Return the decision that orders a new reply, if nothing was taken up or delivered since."""
    found = None
    for event in this_round(events):
        if event.kind is EventKind.DECIDE and event.approved:
            found = event
        elif event.kind is EventKind.DELIVER:
            found = None
    return found


def redo_basis(events: Sequence[Event]) -> str:
    """Name the decision the present reply follows, as the letter says it; empty if none does.

    The details must be opened, else the organ and the number are left out.
    """
    begun = this_round(events)
    before = events[: len(events) - len(begun)]
    asked = order(before)
    if asked is None or not begun or begun[0].kind is not EventKind.REDO:
        return ""
    one = next((one for one in disputes(before) if one.key == asked.key), None)
    if one is None:
        return ""
    what = "行政复议决定" if one.kind is DisputeKind.REVIEW else "行政裁判文书"
    number = asked.detail.get("decision_no", "")
    made = f"{one.organ}作出的" if one.organ else ""
    return f"{made}{what}{f'（{number}）' if number else ''}"


def after_life(events: Sequence[Event]) -> State | None:
    """Return the state of a finished case that is contested, ``None`` when it rests."""
    if order(events) is not None:
        return State.REDO
    return State.DISPUTE if pending(events) else None


def apt(kind: EventKind, events: Sequence[Event], *, done: bool) -> bool:
    """Tell whether a step of this module is worth offering.

    ``done``: the case is finished or its time is over; before, nothing can be contested.
    """
    if kind is EventKind.DISPUTE:
        return done
    if kind is EventKind.REDO:
        return order(events) is not None
    return kind not in ON_PENDING or bool(pending(events))


def event_of(
    kind: EventKind, form: Mapping[str, str], before: Sequence[Event], today: date
) -> Event:
    """Make a dispute's event from a checked form.

    Raises:
        BadForm: days or a day for the new reply that cannot be.
        NoSuchDispute, WhichDispute: which dispute it is about cannot be told.
        NoOrder: nobody ordered a new reply.
        OutOfOrder: before what it follows.
    """
    on = date.fromisoformat(form["on"]) if form.get("on") else today
    if kind is EventKind.DISPUTE:
        number = str(1 + sum(event.kind is EventKind.DISPUTE for event in before))
        return _after(Event(kind, on, key=number, outcome=form["dispute_kind"]), before[:1])
    ordered = form.get("redo_order") == "yes" or kind is EventKind.REDO
    days, until = _time(form, on) if ordered else (0, None)
    if kind is EventKind.REDO:
        asked = order(before)
        if asked is None:
            raise declined.NoOrder
        return _after(Event(kind, on, days=days, until=until), [asked])
    key = _key(kind, form, before)
    begun = [one for one in before if one.kind is EventKind.DISPUTE and one.key == key]
    event = Event(
        kind, on, key=key, days=days, until=until, approved=ordered,
        outcome=form.get("result", ""),
    )  # fmt: skip
    return _after(event, begun)


def redo_fields(fields: Sequence[Field], events: Sequence[Event], days: int) -> tuple[Field, ...]:
    """Fill the boxes of the new reply with what the decision says, else the figure in force."""
    asked = order(events)
    if asked is None:
        return tuple(fields)
    known = {
        "on": asked.on.isoformat(),
        "redo_days": str(asked.days or days),
        "redo_due": asked.until.isoformat() if asked.until else "",
    }
    return tuple(replace(field, default=known.get(field.name, field.default)) for field in fields)


def _key(kind: EventKind, form: Mapping[str, str], before: Sequence[Event]) -> str:
    waiting = pending(before)
    keys = [one.key for one in waiting]
    typed = half_width(form.get("key", "")).strip()
    if not waiting or (typed and typed not in keys and len(waiting) == 1):
        raise declined.NoSuchDispute(label=kind.label)
    key = typed or (keys[0] if len(keys) == 1 else "")
    if key not in keys:
        raise declined.WhichDispute(
            count=len(waiting), all="；".join(f"{one.key} {one.kind.label}" for one in waiting)
        )
    return key


def _time(form: Mapping[str, str], on: date) -> tuple[int, date | None]:
    """Return the working days, and the fixed last day, that a decision gives."""
    days = int(form.get("redo_days") or 0)
    until = date.fromisoformat(form["redo_due"]) if form.get("redo_due") else None
    faults = []
    if days > LONGEST_REDO:
        message = f"重新答复的期限不超过{LONGEST_REDO}个工作日，请核对"
        faults.append(FieldFault("redo_days", "重新答复的期限", message))
    if until is not None and until < on:
        message = f"重新答复的最后一天{day_text(until)}早于{day_text(on)}，请核对"
        faults.append(FieldFault("redo_due", "重新答复的最后一天", message))
    if faults:
        raise BadForm(faults)
    return days, until


def _after(event: Event, before: Sequence[Event]) -> Event:
    if before and event.on < before[-1].on:
        raise out_of_order(event, before[-1])
    return event
