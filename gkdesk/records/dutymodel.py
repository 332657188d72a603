"""What one asks about duties, and what is told of an office, a year and an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gkdesk.catalog.duedays import period_words
from gkdesk.catalog.duemodel import (
    Doubt,
    DueState,
    Duty,
    Hold,
    ItemChange,
    Marks,
    Noted,
    Publication,
)
from gkdesk.catalog.model import Item

SUPPLIED = (DueState.MISSING, DueState.OPEN)  # what an office is asked to supply
WAITED = (*SUPPLIED, DueState.WAITING)  # and what it is asked whether anything happened


@dataclass(frozen=True, slots=True)
class Asked:
    """Which duties: due from first to last, of an area, an office (part of its name), an item."""

    first: date
    last: date
    area: str = ""
    office: str = ""
    item: str = ""
    states: tuple[DueState, ...] = ()

    @classmethod
    def year(cls, year: int) -> Asked:
        return cls(date(year, 1, 1), date(year, 12, 31))

    def only(self, *states: DueState) -> Asked:
        return replace(self, states=states)

    def over(self, first: date, last: date) -> Asked:
        return replace(self, first=first, last=last)

    def holds(self, duty: Duty, today: date) -> bool:
        """Tell whether a duty lies in the days asked for; a rhythm is owed until it was kept."""
        if duty.due_on is None:
            return False
        until = duty.due_on
        if not duty.period and not duty.cause:
            ended = duty.published_on if duty.state is DueState.LATE else None
            until = today if duty.state is DueState.MISSING else ended or until
        return duty.due_on <= self.last and until >= self.first


@dataclass(frozen=True, slots=True)
class YearShare:
    """One year of an audit: duties by state, and how many items lack something."""

    year: int
    counts: Mapping[DueState, int]
    items: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class OfficeShare:
    """What one office still has to supply, by day."""

    office: str
    duties: tuple[Duty, ...]

    @property
    def missing(self) -> int:
        return sum(duty.state is DueState.MISSING for duty in self.duties)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one item: what it asks for, what happened, what answered."""

    item: Item
    marks: Marks
    reason: str
    clauses: tuple[str, ...]
    unclear: tuple[str, ...]
    notes: tuple[str, ...]
    duties: tuple[Duty, ...]
    records: tuple[Publication, ...]
    holds: tuple[Hold, ...]
    occasions: tuple[Noted, ...]
    history: tuple[ItemChange, ...]
    doubts: tuple[Doubt, ...]


def what_of(duty: Duty) -> str:
    """Say which period or event a duty is about."""
    if duty.period:
        return period_words(duty.period)
    if duty.cause_on is not None:
        return f"{duty.cause_on:%Y-%m-%d}发生"
    if duty.opens_on is not None:
        return f"{duty.opens_on:%Y-%m-%d}以来"
    return "待事件"
