"""What is true of a request: events, applicant, states, the fields a clerk fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.errors import Declined, Problem
from gkdesk.base.text import mask_name

from .kinds import (
    ApplicantKind,
    Carrier,
    Channel,
    Decision,
    DisputeKind,
    EventKind,
    Matter,
    Method,
    ObtainWay,
    OrgCategory,
    Run,
    State,
)

__all__ = [
    "Applicant",
    "ApplicantKind",
    "Attached",
    "BadForm",
    "Carrier",
    "Channel",
    "ClockRules",
    "Decision",
    "DisputeKind",
    "Event",
    "EventKind",
    "Field",
    "FieldFault",
    "FileLine",
    "Handed",
    "Inquiry",
    "Matter",
    "Method",
    "Move",
    "ObtainWay",
    "OrgCategory",
    "Request",
    "RequestRow",
    "Run",
    "State",
    "day_text",
    "iso_day",
]


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The figures in force on one day, in working days.

    ``rest_receipt``: whether a receipt on a rest day counts as of the next working day (a
    proposal, off unless the office's own file says so).
    """

    reply: int
    extension: int
    correction_notice: int
    correction: int
    correction_limit: int
    opinion: int
    payment: int
    internal_lead: int
    rest_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day; the first group is all the clock needs.

    ``days``: working days granted (extension, time to correct). ``received_on``: the day the
    addressee got our letter. ``until``: the agreed day. ``key``: which consultation (A, B…) or
    dispute (1, 2…). Of a dispute ``outcome`` is its kind, of a decision its result; there
    ``approved`` says that a new reply is ordered, ``days`` and ``until`` within what time.
    """

    kind: EventKind
    on: date
    days: int = 0
    received_on: date | None = None
    until: date | None = None
    key: str = ""
    approved: bool = False
    method: Method | None = None
    outcome: str = ""

    uid: str = field(default="", compare=False)
    recorded_at: str = field(default="", compare=False)
    recorded_by: str = field(default="", compare=False)
    detail: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def label(self) -> str:
        back = self.kind is EventKind.ARRIVED and self.key == "returned"
        return "邮件退回" if back else self.kind.label


@dataclass(frozen=True, slots=True)
class Applicant:
    """Personal data: kept sealed, shown masked unless asked for."""

    kind: ApplicantKind
    name: str
    content: str
    id_type: str = ""
    id_number: str = ""
    org_category: OrgCategory | None = None
    legal_representative: str = ""
    contact_person: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    email: str = ""
    fax: str = ""
    agent_name: str = ""
    agent_id_number: str = ""
    taken_by: str = ""
    remark: str = ""
    co_applicants: str = ""  # one line each: name，number
    agent_phone: str = ""
    poa: str = ""  # 授权委托书: yes, no, or not asked
    help_note: str = ""

    @property
    def pronoun(self) -> str:
        if self.co_applicants:
            return "你们"
        return "您" if self.kind is ApplicantKind.CITIZEN else "你单位"

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """The other applicants of a joint application: name, and number or ``""``."""
        lines = [line.partition("，") for line in self.co_applicants.splitlines()]
        return tuple((name, number) for name, _mark, number in lines)

    @property
    def all_names(self) -> str:
        """Everybody's name, as documents address a joint application."""
        return "、".join((self.name, *(name for name, _number in self.others)))

    @property
    def short_name(self) -> str:
        """The first name and 等, as lists show a joint application."""
        return f"{self.name}等{len(self.others) + 1}人" if self.others else self.name

    @property
    def gaps(self) -> tuple[str, ...]:
        """What 《条例》第二十九条 asks for and is missing; a reason to ask for correction."""
        reachable = self.phone or self.address or self.email or self.fax
        proved = self.id_number and all(number for _name, number in self.others)
        return (
            (() if proved else ("身份证明",))
            + (() if reachable else ("联系方式",))
            + (("授权委托书",) if self.agent_name and self.poa == "no" else ())
        )


@dataclass(frozen=True, slots=True)
class Request:
    """One application (一件申请)."""

    uid: str
    number: str
    channel: Channel
    received_on: date
    carrier: Carrier
    obtain_way: ObtainWay
    applicant: Applicant
    state: State
    due_on: date | None
    provisional: bool
    outcome: str
    replied_on: date | None
    closed_on: date | None
    officer: str
    revision: int
    warnings: tuple[str, ...] = ()
    matter: Matter = Matter.INFORMATION
    split_from: str = ""  # the number of the application it was split from
    parts: tuple[str, ...] = ()  # the numbers of what was split off


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the list. ``due_on`` is an estimate (暂估) when ``provisional``.

    ``days_left`` counts working days, 0 on the last day, negative when overdue, ``None`` when the
    clock stands still, has ended, or a year's calendar is missing.
    """

    number: str
    uid: str
    name: str
    content: str
    received_on: date
    due_on: date | None
    provisional: bool
    state: State
    days_left: int | None
    officer: str
    outcome: str
    counted: bool = True  # in the annual report and the fee: no correction, no split whole


@dataclass(frozen=True, slots=True)
class Handed:
    """How many cases were handed to another officer; each of the others says why not."""

    changed: int
    refused: tuple[str, ...]

    @property
    def words(self) -> str:
        left = f"，{len(self.refused)}件没有改" if self.refused else ""
        return f"{self.changed}件已改经办人{left}。"


@dataclass(frozen=True, slots=True)
class Field:
    """One box of an input form.

    ``kind``: text, long_text, date, choice, count, money, yes_no, list (one line each).
    ``choices`` are pairs of stored value and label.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    default: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One lawful next step; when not allowed, ``reason`` is the condition that forbids it."""

    event: EventKind
    label: str
    allowed: bool
    primary: bool
    reason: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the case file's table of contents (卷内目录)."""

    seq: int
    number: str
    title: str
    made_on: date
    pages: int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One letter asking a third party or another organ for its opinion.

    ``addressee`` is personal data unless ``official``; ``answered_on`` is ``None`` while the
    opinion is awaited.
    """

    key: str
    addressee: str
    official: bool
    sent_on: date
    received_on: date | None
    answered_on: date | None

    @property
    def masked(self) -> str:
        """The addressee as it may be shown to anybody: organs in full, others masked."""
        return self.addressee if self.official else mask_name(self.addressee)


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment (附件) of a case; ``id`` counts from 1, ``name`` may be a person's."""

    id: int
    kind: str
    name: str
    note: str
    on: date
    size: int  # bytes
    media: str  # pdf, picture, office, text, sound, archive
    sha256: str
    recorded_at: str
    recorded_by: str
    personal: str = ""  # what the text of a copy to be handed out holds, masked


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one box."""

    field: str
    label: str
    message: str


class BadForm(Declined):
    """Some boxes of a form are not acceptable; all of them are told at once."""

    message = "有{count}处需要更正：{all}。其他内容没有丢。"

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__(count=len(faults), all="；".join(fault.message for fault in faults))
        self.faults = faults

    @property
    def problems(self) -> list[Problem]:
        return [Problem(fault.label, fault.message) for fault in self.faults]


def iso_day(text: str) -> date | None:
    """Read a day written 2026-04-10 and in no other way; ``None`` if it is not one."""
    if len(text) != len("2026-04-10") or text[4] != "-" or text[7] != "-":
        return None  # 20260410 and 2026-W15-5 would be taken by fromisoformat
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_text(day: date) -> str:
    """Write a day as documents do: 2026年4月10日."""
    return f"{day.year}年{day.month}月{day.day}日"
