"""How an item stands at one glance: the one thing about it that matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.base.handover import Due
from gkdesk.catalog.duemodel import Answer, DueState

if TYPE_CHECKING:
    from .dutyowing import Known


@dataclass(frozen=True, slots=True)
class Standing:
    """An item's state, how many of its duties are in it, and the day that matters."""

    state: DueState
    count: int = 0
    due_on: date | None = None
    provisional: bool = False
    local: bool = False


@dataclass(frozen=True)
class Reckoned:
    """What one desk hands to another: nothing in it is ever changed."""

    known: Known
    overview: dict[str, Standing]
    agenda: list[Due]
    today: date


def standing(answers: Sequence[Answer], usual: DueState) -> Standing:
    """Return what matters most: gaps, then the next day due, then how the last one was met.

    ``usual`` is said when nothing was due at all.
    """
    missing = [one for one in answers if one.state is DueState.MISSING]
    if missing:
        return _of(missing[-1], len(missing))
    coming = [one for one in answers if one.state is DueState.OPEN]
    if coming:
        return _of(coming[0], len(coming))
    told = [one for one in answers if one.state is DueState.UNCLEAR] or answers[-1:]
    return _of(told[-1], len(answers)) if told else Standing(usual)


def _of(one: Answer, count: int) -> Standing:
    return Standing(one.state, count, one.slot.due_on, one.slot.provisional, one.slot.local)
