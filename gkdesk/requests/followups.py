"""What may still be done beside the reply: difficult cases, 转主动公开, 更正, and who may when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from . import closingdeclined as no
from . import declined
from .delivery import ANSWERS, last_try, returned
from .model import Event, EventKind, Matter

_K = EventKind
# what an application to mend a record never takes
_ONLY_INFORMATION = frozenset({
    _K.REPLY, _K.CONSULT, _K.OPINION, _K.EXTEND, _K.ASK_CORRECTION, _K.CORRECTED, _K.CHARGE,
    _K.AGREE_DELAY, _K.LETTER, _K.PROPOSE, _K.APPROVE, _K.REVIEW, _K.SPLIT, _K.TO_PUBLIC,
    _K.PUBLIC_DECIDED, _K.PUBLISHED,
})  # fmt: skip
_DISTURBS_SPLIT = (_K.DIFFICULT, _K.PROPOSE, _K.REPLY)


class PublicStage(StrEnum):
    """How far the way to 主动公开 has come."""

    NONE = "none"
    PROPOSED = "proposed"
    DECIDED = "decided"
    REFUSED = "refused"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Opening:
    """The last proposal to publish what was asked for, and what came of it."""

    stage: PublicStage
    proposed: Event | None = None
    decided: Event | None = None
    published: Event | None = None


def opening(events: Iterable[Event]) -> Opening:
    """Return the state of the last proposal (《条例》第四十四条)."""
    found = Opening(PublicStage.NONE)
    for event in events:
        match event.kind:
            case EventKind.TO_PUBLIC:
                found = Opening(PublicStage.PROPOSED, event)
            case EventKind.PUBLIC_DECIDED:
                stage = PublicStage.DECIDED if event.approved else PublicStage.REFUSED
                found = Opening(stage, found.proposed, event)
            case EventKind.PUBLISHED:
                found = Opening(PublicStage.PUBLISHED, found.proposed, found.decided, event)
            case _:
                pass
    return found


@dataclass(frozen=True, slots=True)
class Hard:
    """A difficult case (疑难件): its last marking, conference and filing."""

    marked: Event | None = None
    conferred: Event | None = None
    filed: Event | None = None


def hard(events: Iterable[Event]) -> Hard:
    """Return what was done last; the filing of a reply that was taken back counts no more."""
    last: dict[EventKind, Event] = {}
    before: Event | None = None  # the filing of an earlier reply
    for event in events:
        last[event.kind] = event
        if event.kind in ANSWERS:
            before = last.get(_K.FILE_UP)
        elif event.kind is _K.RECALL and before is not None:
            last[_K.FILE_UP] = before
        elif event.kind is _K.RECALL:
            last.pop(_K.FILE_UP, None)
    return Hard(last.get(_K.DIFFICULT), last.get(_K.CONFER), last.get(_K.FILE_UP))


def answered_on(events: Iterable[Event]) -> date | None:
    """Return the day of the last reply: that of its first delivery."""
    found: date | None = None
    for event in events:
        if event.kind in (_K.REPLY, _K.FIX):
            found = None
        elif event.kind is _K.DELIVER and found is None:
            found = event.on
    return found


def refusal(
    kind: EventKind, events: Sequence[Event], matter: Matter
) -> type[declined.StepDeclined] | None:
    """Return why a step has no place in this case now, ``None`` if it has."""
    if matter is Matter.CORRECTION and kind in _ONLY_INFORMATION:
        return no.NotForCorrection
    if kind is _K.FIX and matter is not Matter.CORRECTION:
        return no.OnlyForCorrection
    stage, case, last = opening(events).stage, hard(events), last_try(events)
    marked = case.marked is not None
    allowed = {
        _K.ARRIVED: (last is not None and last.mailed, declined.NotPosted),
        _K.RESEND: (returned(events), no.NotReturned),
        _K.DIFFICULT: (not marked, no.DifficultAlready),
        _K.CONFER: (marked, no.NotDifficult),
        _K.FILE_UP: (marked and case.filed is None, no.NotDifficult),
        _K.TO_PUBLIC: (
            stage in (PublicStage.NONE, PublicStage.REFUSED), no.OpeningUnderWay,
        ),
        _K.PUBLIC_DECIDED: (stage is PublicStage.PROPOSED, no.NothingProposed),
        _K.PUBLISHED: (stage is PublicStage.DECIDED, no.NothingDecided),
        _K.SPLIT: (not any(one.kind in _DISTURBS_SPLIT for one in events), no.SplitLate),
    }  # fmt: skip
    fine, why = allowed.get(kind, (True, declined.StepDeclined))
    return None if fine else why


def hidden(events: Sequence[Event], matter: Matter) -> set[EventKind]:
    """Return the steps that are not even shown."""
    return {kind for kind in EventKind if refusal(kind, events, matter) is not None}


def check(kind: EventKind, events: Sequence[Event], matter: Matter) -> None:
    """Refuse a step that has no place in this case now.

    Raises:
        StepDeclined: a child that says why.
    """
    why = refusal(kind, events, matter)
    if why is not None:
        raise why
