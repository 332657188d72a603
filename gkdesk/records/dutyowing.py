"""One item with its wording and what answered it; who is to supply it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.catalog import duechecks, limit
from gkdesk.catalog.dueanswers import Answers
from gkdesk.catalog.duemodel import Answer, DueState, Marks, Occasion, Publication
from gkdesk.catalog.dueslots import Plan
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog
from gkdesk.db import Connection

from . import dutystore

NOBODY = "未写公开主体"
Stamp = tuple[int, int]
# rooms whose acts change no duty, and the one act of theirs that does
_ELSEWHERE = frozenset(
    ("accounts", "documents", "printing", "requests", "sync", "typefaces", "village")
)
_AND_YET = ("requests.calendar",)
_OFFICES = re.compile(r"[\n、,，;；/]+")
NO_MARKS = Marks()


class Watch:
    """Counts the writes after which duties must be reckoned anew: every write is audited.

    Most of a day's writes are about requests and villages and change no duty. Not to be asked
    inside a transaction: a line taken back would be missed when its number is given again.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn, self._seen = conn, dutystore.last_act(conn)
        self._items = self._all = 0

    def look(self) -> Stamp:
        """Return how often the items changed, and how often anything a duty rests on."""
        for number, action in dutystore.acts_since(self._conn, self._seen):
            self._seen = number
            room = action.partition(".")[0]
            if room in _ELSEWHERE and action not in _AND_YET:
                continue
            self._all += 1
            self._items += room != "records" and action not in _AND_YET
        return self._items, self._all


@dataclass(frozen=True)
class Known:
    """What duties are reckoned from, as it stood at one moment (``stamp``)."""

    stamp: Stamp
    items: Sequence[Item]
    records: Mapping[str, Sequence[Publication]]
    occasions: Mapping[str, Sequence[Occasion]]
    marks: Mapping[str, Marks]
    added: Mapping[str, date]
    levelled: frozenset[str]  # areas whose list has a column for the town's level

    @classmethod
    def read(cls, conn: Connection, catalog: Catalog, stamp: Stamp, old: Known | None) -> Known:
        """Read everything; the items only when they changed since ``old``."""
        notes, records = catalog.occasions, dutystore.publications(conn)
        items = old.items if old and old.stamp[0] == stamp[0] else catalog.rows()
        levelled = frozenset(item.area for item in items if duechecks.town_level(item))
        happened = notes.standing(), notes.marks(), notes.added()
        return cls(stamp, items, records, *happened, levelled)

    def marks_of(self, item: Item) -> Marks:
        return self.marks.get(item.key, NO_MARKS)

    def reason(self, item: Item, *, town: bool) -> str:
        """Say why an item owes nothing; see ``duechecks.absent_reason``."""
        levelled = town and item.area in self.levelled
        return duechecks.absent_reason(item, self.marks_of(item), levelled=levelled)


@dataclass(frozen=True, slots=True)
class Owing:
    """One item with its wording, what answered it, and why it owes nothing (``reason``)."""

    item: Item
    plan: Plan
    answers: Sequence[Answer]
    reason: str = ""

    @property
    def usual(self) -> DueState:
        """What a period shows when nothing in particular is due in it."""
        if self.reason:
            return DueState.NONE
        if not self.plan.limit.clauses and not self.plan.column:
            return DueState.UNCLEAR
        return DueState.WAITING if self.plan.waits else DueState.NONE


def plan_of(item: Item, marks: Marks) -> Plan:
    """Return an item's wording as it counts: the clerk's reading of it, and the column's rhythm."""
    read = limit.parse(marks.reading) if marks.reading else item.time_limit
    return Plan(read, marks.column)


def offices_of(item: Item) -> list[str]:
    """Return the offices named in 公开主体."""
    text = item.ditto.get("agency", item.agency)
    return [name for part in _OFFICES.split(text) if (name := part.strip())] or [NOBODY]


def answered(
    answers: Answers,
    plan: Plan,
    records: Sequence[Publication],
    occasions: Sequence[Occasion],
    since: date,
) -> Sequence[Answer]:
    """Answer one item's duties; ``since`` is the day it came into the catalog."""
    if records or occasions or plan.rolling or plan.column:
        # a rhythm nobody has begun counts from the day the item came into the catalog
        return answers.of(plan, records, occasions, max(since, answers.first))
    return answers.bare(plan)
