"""What a register (台账) is, what stands in it, and what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gkdesk.accounts.model import Role
from gkdesk.base.figures import Figure
from gkdesk.base.labels import Labelled

# who keeps the registers
WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
CANCELLED = "cancelled"  # the state of every register's entries that were cancelled
CANCELLED_LABEL = "已作废"
# what a printed column may show beside a field
NUMBER, STATE, ATTACHED = "number", "state", "attached"


class Kind(Labelled):
    """What a field holds."""

    TEXT = "text", "文字"
    LONGTEXT = "longtext", "长文字"
    DATE = "date", "日期"
    DATETIME = "datetime", "日期和时间"
    CHOICE = "choice", "选项"
    NUMBER = "number", "数字"
    FILE = "file", "附件"  # filled by attaching a file, not by typing
    PERSON = "person", "姓名"
    PHONE = "phone", "电话"
    RECORD = "record", "公开信息编号"
    ITEM = "item", "目录事项"


class Per(Labelled):
    """How long a period is."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    YEAR = "year", "年"


class Severity(Labelled):
    """How grave a finding is."""

    ERROR = "error", "须更正"
    WARN = "warn", "请核对"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a register asks.

    ``personal`` values are never shown whole on lists and paper; ``own`` ones are filled by the
    program and not asked.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    personal: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Where an entry stands; ``done`` ones want nothing more."""

    code: str
    label: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One step: from which states, where it leads, what it asks and what it cannot do without."""

    code: str
    label: str
    sources: tuple[str, ...]
    to: str
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueRule:
    """A day by which something must be done.

    ``after`` is a date field, ``added``, or ``state:CODE``; the clock runs in ``states`` (all open
    ones when empty) until one of the fields ``until`` is filled.
    """

    code: str
    label: str
    verb: str
    after: str
    until: tuple[str, ...]
    states: tuple[str, ...]
    when: tuple[str, tuple[str, ...]]  # only while this field has one of these values
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with an entry.

    ``kind``: need (``fields`` must be filled), hit (wrong whenever ``when`` holds), order (dates in
    ``fields`` rise), span (between the two of ``fields`` at least the figure), sum (all but the
    last of ``fields`` add up to it).
    It looks only in ``states`` (all when empty) and while ``when`` holds.
    """

    code: str
    kind: str
    words: str
    severity: Severity
    fields: tuple[str, ...]
    states: tuple[str, ...] = ()
    when: tuple[str, tuple[str, ...]] = ("", ())
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """So many entries in each period; ``remind`` days before its end it is due."""

    code: str
    label: str
    per: Per
    field: str
    values: tuple[str, ...]
    remind: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of the printed and exported list; ``width`` is a weight (millimetres)."""

    field: str
    label: str
    width: int


@dataclass(frozen=True, slots=True)
class Nil:
    """Whether a period without entries still wants a stamped list, and until when."""

    per: Per
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Register:
    """One register as its form says."""

    id: str
    version: int
    title: str
    group: str
    order: int
    hint: str
    basis: tuple[str, ...]
    status: str
    day: str  # the field by which an entry belongs to a period; empty: the day it was added
    subject: str  # the field an entry is called by
    page: str  # landscape, form
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    acts: tuple[Act, ...] = ()
    dues: tuple[DueRule, ...] = ()
    checks: tuple[Check, ...] = ()
    quotas: tuple[Quota, ...] = ()
    columns: tuple[ListColumn, ...] = ()
    nil: Nil | None = None
    hidden: bool = False  # kept by a window of its own, not among the registers

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def label(self, name: str) -> str:
        found = self.field(name)
        return found.label if found else name

    def state(self, code: str) -> State:
        if code == CANCELLED:
            return State(CANCELLED, CANCELLED_LABEL, done=True)
        return next((one for one in self.states if one.code == code), State(code, code))

    @property
    def typed(self) -> tuple[Field, ...]:
        """The fields that are typed in, attachments left out."""
        return tuple(one for one in self.fields if one.kind is not Kind.FILE)


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in an entry's life; ``act`` is add, change, cancel, attach or a register's act."""

    uid: str
    at: datetime
    by: str
    act: str
    state: str
    values: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file kept with an entry; ``id`` counts from 1 within the entry."""

    id: int
    field: str
    name: str
    note: str
    sha256: str
    size: int
    media: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it now stands."""

    uid: str
    register: str
    number: str  # 2026-003, gap-free in a year
    at: datetime
    by: str
    state: str
    values: Mapping[str, str]
    revisions: tuple[Revision, ...]
    files: tuple[Attachment, ...] = ()

    @property
    def cancelled(self) -> bool:
        return self.state == CANCELLED

    def day(self, form: Register) -> date:
        """Return the day by which the entry belongs to a month and a year."""
        text = self.values.get(form.day, "") if form.day else ""
        return date.fromisoformat(text[:10]) if text else self.at.date()

    def entered(self, state: str) -> datetime | None:
        """Return when the entry last came into a state."""
        found, before = None, ""
        for one in self.revisions:
            if one.state == state and before != state:
                found = one.at
            before = one.state
        return found


@dataclass(frozen=True, slots=True)
class DueState:
    """One rule of one entry: by when, and whether it was met.

    ``late_days`` counts calendar days after the day due, 0 when in time; ``met`` when done.
    """

    rule: DueRule
    at: datetime
    provisional: bool
    figure: Figure
    met: bool
    late_days: int

    @property
    def on(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an entry, in words."""

    code: str
    severity: Severity
    words: str


@dataclass(frozen=True, slots=True)
class QuotaState:
    """How a quota stands in one period."""

    quota: Quota
    period: str
    label: str
    need: int
    have: int
    last_on: date

    @property
    def missing(self) -> int:
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what is owed and wrong, as the list shows it."""

    entry: Entry
    title: str  # masked
    day: date
    state: State
    dues: tuple[DueState, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def next_due(self) -> DueState | None:
        """The open rule with the earliest day."""
        return min((one for one in self.dues if not one.met), key=lambda one: one.at, default=None)


@dataclass(frozen=True, slots=True)
class Summary:
    """One register in the list of registers."""

    form: Register
    entries: int
    open: int
    due: int  # of what is overdue or due within the days looked ahead
    wrong: int
    quotas: tuple[QuotaState, ...] = field(default=())
