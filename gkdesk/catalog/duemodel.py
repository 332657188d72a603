"""What is due: slots that want a publication, what answered them, and how a cell is called.

Days are the office's local dates. Nothing here knows the database or the records room: whatever
publishes is handed in as ``Publication``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gkdesk.base.labels import Labelled

from .model import Clause, FieldChange, Item


class DueState(Labelled):
    """How one duty stands, the worst last but one: a cell shows the greatest of its duties."""

    NONE = "none", "不涉及"
    WAITING = "waiting", "待事件"
    DONE = "done", "已按时公开"
    OPEN = "open", "未到期"
    UNCLEAR = "unclear", "不清楚"
    EARLY = "early", "过早"
    LATE = "late", "迟公开"
    MISSING = "missing", "应公开未公开"


STATES = tuple(DueState)
RANK = {state: at for at, state in enumerate(STATES)}


class OccasionKind(Labelled):
    """What may have happened about an item; the first eight are triggers of a time limit."""

    CHANGED = "changed", "信息变更"
    FORMED = "formed", "信息形成"
    MADE = "made", "制作或者获取信息"
    APPROVED = "approved", "批准、批复"
    DECIDED = "decided", "作出决定"
    RECEIVED = "received", "收到文件、申请"
    FINISHED = "finished", "工作结束、结果确定"
    OTHER = "other", "其他事件"
    HELD = "held", "会议、听证、活动举行"
    STARTED = "started", "启动、同时公开的事"
    PROGRESS = "progress", "有新进展"
    EXTENDED = "extended", "决定延长"
    CHECKED = "checked", "核对仍然有效"


class Occasion(NamedTuple):
    """Something that happened on a day and set a clause off."""

    uid: str
    item_key: str
    kind: OccasionKind
    on: date


class Publication(NamedTuple):
    """A record of an item: made, perhaps published, perhaps withdrawn; ``period`` as filled in."""

    uid: str
    number: str
    item_key: str
    made_on: date
    published_on: date | None = None
    withdrawn_on: date | None = None
    period: str = ""


class Slot(NamedTuple):
    """One duty of a clause, without the item: items of one wording share the slots of periods.

    ``opens_on`` is the day from which a publication counts, ``closes_on`` the last day one without
    a period of its own is counted for it; ``cause`` is the uid of the record or occasion that set
    it off, ``""`` for a period; ``local`` marks a figure of the office itself.
    """

    clause: Clause
    period: str
    opens_on: date
    due_on: date
    closes_on: date
    provisional: bool = False
    cause: str = ""
    cause_on: date | None = None
    local: bool = False


class Answer(NamedTuple):
    """A slot and what became of it; ``days`` are calendar days late, early or overdue."""

    slot: Slot
    state: DueState
    by: Publication | None = None
    days: int = 0


class Hold(NamedTuple):
    """How long a publication must stay (``until``), or the day it must come down (``down``)."""

    by: Publication
    clause: Clause
    until: date
    down: bool
    broken: bool  # taken down before, or still up after


class Wait(NamedTuple):
    """A clause that waits for something to happen, and what may be noted for it."""

    clause: Clause
    kinds: tuple[OccasionKind, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """One occasion as it is shown; ``voided`` is why it counts no more."""

    occasion: Occasion
    what: str
    by: str
    at: str
    voided: str | None = None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One entry of an item's history."""

    at: str
    user: str
    file: str
    words: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the clerk settled about an item.

    ``absent``: why nothing is owed; ``column``: ``dynamic``, ``static`` or ``""``; ``reading``: the
    words that an unclear 公开时限 stands for.
    """

    absent: str = ""
    column: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One column of a matrix."""

    label: str
    first: date
    last: date


class Row(NamedTuple):
    """One item of a matrix: ``codes`` holds for each column the place of its state in STATES."""

    item: Item
    codes: bytes
    answers: Sequence[Answer]
    reason: str = ""

    def cell(self, at: int) -> DueState:
        return STATES[self.codes[at]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items by periods."""

    spans: tuple[Span, ...]
    rows: tuple[Row, ...]

    def counts(self) -> dict[DueState, int]:
        """Return how many cells stand how."""
        found = dict.fromkeys(STATES, 0)
        for row in self.rows:
            for at, state in enumerate(STATES):
                found[state] += row.codes.count(at)
        return found


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty with its item, as it is listed; ``due_on`` is ``None`` while it waits."""

    item: Item
    state: DueState
    basis_words: str
    period: str = ""
    opens_on: date | None = None
    due_on: date | None = None
    days: int = 0
    provisional: bool = False
    local: bool = False
    cause: str = ""
    cause_on: date | None = None
    record: str = ""  # number of the record that answers
    record_uid: str = ""
    published_on: date | None = None

    @property
    def state_words(self) -> str:
        """The state with its days: 迟公开12天."""
        numbered = (DueState.LATE, DueState.EARLY, DueState.MISSING)
        return self.state.label + (f"{self.days}天" if self.state in numbered and self.days else "")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to ask about an item's wording; ``code`` names the check."""

    item: Item
    code: str
    words: str
    basis: str = ""
