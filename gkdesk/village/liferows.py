"""What the ledger holds, row by row: matters, notices, photos, objections; and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled

from .items import Item
from .model import BoardKind, Sheet, Village
from .period import Period


class Channel(Labelled):
    """How an objection came in."""

    SPOKEN = "spoken", "口头"
    WRITTEN = "written", "书面"
    PHONE = "phone", "电话"
    ONLINE = "online", "网络"


class Level(Labelled):
    """Who answers an objection when the village's answer is not accepted (Art. 36)."""

    TOWN = "town", "镇"
    COUNTY = "county", "县"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something a village must publish within days of its happening."""

    uid: str
    village_uid: str
    item: str
    title: str
    happened_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """A paper of another make that hangs or hung."""

    uid: str
    village_uid: str
    item: str
    period: str
    matter_uid: str
    posted_on: date
    keep_until: date


@dataclass(frozen=True, slots=True)
class Booked:
    """A matter or a paper of another make as it stands in a village's ledger."""

    uid: str
    kind: str  # matter, notice
    item: str  # code and title
    subject: str
    on: date  # it happened, or was posted
    until: date  # the paper is due, or must hang
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class WindowRow:
    """The objection window printed on one posted sheet."""

    posting_uid: str
    code: str
    label: str
    days: int
    unit: str
    mode: str
    printed_end: date
    closed_on: date


@dataclass(frozen=True, slots=True)
class Spans:
    """What a posting day means, both ways of counting; ``label`` is empty without a 公示期."""

    label: str
    words: str  # 7天, 5个工作日
    with_first: date | None
    without_first: date | None
    printed: date | None  # the one of the two that this office prints
    closed_on: date | None  # from then on the statement can be made
    keep_days: int
    keep_until: date


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo; ``taken_at`` is the camera's time, empty when the file has none."""

    uid: str
    posting_uid: str
    kind: str
    sha256: str
    likeness: str
    taken_at: str
    warnings: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection; ``state`` is new, answered, escalated or closed."""

    uid: str
    sheet_uid: str
    received_on: date
    channel: str
    due_on: date
    subject: str
    state: str
    founded: bool
    result: str
    ended_on: date | None
    sealed: bytes
    escalated_to: str = ""  # town, county
    last_on: date | None = None  # of what happened last

    @property
    def moved_on(self) -> date:
        return self.last_on or self.received_on


def state_words(row: ObjectionRow) -> str:
    """Return where an objection stands, in at most four characters."""
    if row.state == "escalated":
        return f"已报{Level(row.escalated_to or 'town').label}"
    return {"new": "待答复", "answered": "已答复", "closed": "已办结"}[row.state]


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What a board shows, from the left, and its photo in the archive."""

    sections: tuple[str, ...]
    photo_sha256: str


@dataclass(frozen=True, slots=True)
class Looks:
    """What may be said of a board anew; what is ``None`` stays as it is known.

    ``sections`` are 党务, 村务, 财务… from the left; sizes are millimetres; ``photo`` is the
    content of the file.
    """

    sections: tuple[str, ...] | None = None
    photo: bytes = b""
    place: str | None = None
    w_mm: int | None = None
    h_mm: int | None = None
    kind: BoardKind | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a village, with the day it took force.

    ``number`` grows with each that is registered; ``taken_back`` says why it holds no more.
    """

    village_uid: str
    kind: str
    on: date
    detail: dict[str, Any]
    by: str
    uid: str
    number: int
    taken_back: str


@dataclass(frozen=True, slots=True)
class ItemDue:
    """One item one village owes: for a period, or since something happened."""

    village: Village
    item: Item
    due_on: date
    period: Period | None = None
    matter: Matter | None = None
    posted_on: date | None = None

    @property
    def subject(self) -> str:
        """What it is due for: 2026年第三季度, or the batch."""
        if self.period is not None:
            return self.period.label
        return self.matter.title if self.matter else ""

    def late(self, today: date) -> bool:
        return (self.posted_on or today) > self.due_on

    @property
    def on_time(self) -> bool:
        return self.posted_on is not None and self.posted_on <= self.due_on


@dataclass(frozen=True, slots=True)
class Checked:
    """One stored sheet and everything found in it now."""

    village: str
    sheet: Sheet
    form_name: str
    problems: tuple[Problem, ...]

    @property
    def blocking(self) -> bool:
        return any(problem.blocking for problem in self.problems)
