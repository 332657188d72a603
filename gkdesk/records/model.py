"""What one piece of disclosed information (主动公开信息) is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gkdesk.base.labels import Labelled


class Attribute(Labelled):
    """公开属性, decided with the draft."""

    ACTIVE = "active", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class RecordKind(Labelled):
    """What a record is, as far as more is asked of it than of any other."""

    INFO = "info", "一般信息"
    DOCUMENT = "document", "公文"
    POLICY = "policy", "政策文件"
    NORMATIVE = "normative", "行政规范性文件"
    INTERPRETATION = "interpretation", "政策解读"


# a 公文 carries a mark, a number and a validity
DOCUMENTS = (RecordKind.DOCUMENT, RecordKind.POLICY, RecordKind.NORMATIVE)
# these are published together with their interpretation (解读)
POLICIES = (RecordKind.POLICY, RecordKind.NORMATIVE)


class Origin(Labelled):
    """Whose document it is: a forwarded one keeps the attribute of the original."""

    OWN = "own", "本机关制作"
    FORWARDED = "forwarded", "转发上级文件"
    JOINT = "joint", "联合发文"


class State(Labelled):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待一审"
    IN_SECOND_REVIEW = "in_second_review", "待二审"
    IN_FINAL_REVIEW = "in_final_review", "待终审"
    PUBLISHED = "published", "已公开"
    SETTLED = "settled", "已审定"  # decided not to be published on our own initiative
    WITHDRAWN = "withdrawn", "已撤下"
    DISCARDED = "discarded", "已作废"


UNDER_REVIEW = (State.IN_REVIEW, State.IN_SECOND_REVIEW, State.IN_FINAL_REVIEW)


class Act(Labelled):
    """What one can do with a record."""

    SUBMIT = "submit", "送审"
    PASS = "pass", "审核通过"
    RETURN = "return", "退回修改"
    SECRECY = "secrecy", "保密审查"
    PUBLISH = "publish", "终审并公开"
    SETTLE = "settle", "审定不主动公开"
    WITHDRAW = "withdraw", "撤下"
    REDRAFT = "redraft", "重新起草"
    DISCARD = "discard", "作废"
    CORRECT = "correct", "起草更正"  # the first entry of what takes a published record's place
    IMPORT = "import", "补录"  # published before the office kept it here; no step of a review


class Secrecy(Labelled):
    """The outcome of a secrecy review (《政府信息公开条例》第十七条)."""

    CLEAR = "clear", "可以公开"
    ASK = "ask", "不能确定，报请确定"
    SECRET = "secret", "涉密，不得公开"


class Validity(Labelled):
    """效力状态 of a document."""

    IN_FORCE = "in_force", "有效"
    AMENDED = "amended", "已修改"
    EXPIRED = "expired", "失效"
    ABOLISHED = "abolished", "废止"


class LinkKind(Labelled):
    """What one record is to another."""

    INTERPRETS = "interprets", "解读"
    AMENDS = "amends", "修改"
    ABOLISHES = "abolishes", "废止"
    CORRECTS = "corrects", "更正"
    FORWARDS = "forwards", "转发"
    ANSWERS = "answers", "结果反馈"
    REPLACES = "replaces", "更正后代替"  # the other is withdrawn when this one is published


class Outcome(Labelled):
    """What a re-assessment (定期评估审查, 《条例》第十八条) comes to."""

    KEEP = "keep", "继续不公开"
    ON_REQUEST = "on_request", "转为依申请公开"
    ACTIVE = "active", "转为主动公开"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a record: who did what when, with opinion and the points ticked."""

    at: datetime
    user: str
    act: Act
    opinion: str = ""
    result: Secrecy | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What else is known of a record; nothing personal, so it lies in plain words.

    ``axes`` maps the classifications (主题、体裁、机构、服务对象、五公开环节) to their values;
    ``ground`` is the code of the legal ground for not publishing; ``redacted`` says 删减后公开;
    ``origin_attribute`` is the attribute a forwarded original carries; ``no_interpretation`` says
    why a policy needs none; ``display_until`` is the last day of a 公示; ``writers`` are the users
    who wrote on it, none of whom may review it.
    """

    axes: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    redacted: bool = False
    origin: Origin = Origin.OWN
    origin_attribute: Attribute | None = None
    partners: str = ""
    effective_on: date | None = None
    valid_until: date | None = None
    display_until: date | None = None
    drafting_unit: str = ""
    unified_number: str = ""
    no_interpretation: str = ""
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``made_on`` is the day the information came into being (信息形成日期).

    ``period`` is the 所属期 (2026, 2026H1, 2026Q1, 2026-03) or ``""``; ``reason`` says why it is
    not published; ``parts`` are the named parts of an interpretation (解读机关、解读人…).
    """

    uid: str
    number: str
    title: str
    doc_number: str
    item_key: str | None
    attribute: Attribute
    body: str
    made_on: date
    drafted_by: str
    state: State
    revision: int
    events: tuple[Event, ...] = ()
    kind: RecordKind = RecordKind.INFO
    period: str = ""
    facts: Facts = Facts()
    index_number: str = ""
    published_on: date | None = None
    withdrawn_on: date | None = None
    reason: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def secrecy(self) -> Secrecy | None:
        """The result of the secrecy review of the words as they now stand."""
        for event in reversed(self.events):
            if event.act in (Act.SUBMIT, Act.REDRAFT):
                return None
            if event.act is Act.SECRECY:
                return event.result
        return None

    @property
    def returned(self) -> Event | None:
        """The return a draft still has to answer, or ``None``."""
        for event in reversed(self.events):
            if event.act is Act.RETURN:
                return event if self.state is State.DRAFT else None
            if event.act is Act.SUBMIT:
                return None
        return None

    @property
    def this_round(self) -> tuple[Event, ...]:
        """The steps since the draft was last handed in."""
        for at in range(len(self.events) - 1, -1, -1):
            if self.events[at].act is Act.SUBMIT:
                return self.events[at:]
        return self.events


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out with a record; ``sha256`` names it in the archive.

    ``marks`` are the attributes its text carries as a mark, ``stops`` what in it must not go out:
    both read once, when it was added.
    """

    uid: str
    name: str
    sha256: str
    note: str
    at: datetime
    user: str
    marks: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a record was public through a channel (渠道) on a day, and what proves it."""

    uid: str
    channel: str
    on: date
    address: str
    note: str
    file: str  # its name, or ""
    sha256: str
    at: datetime
    user: str


@dataclass(frozen=True, slots=True)
class Link:
    """One record about another, seen from one of them: ``outward`` when it is ours to the other."""

    id: int
    kind: LinkKind
    outward: bool
    other: str  # uid
    number: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Standing:
    """效力状态 of a document since a day, and by which act or rule."""

    validity: Validity
    on: date
    basis: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One re-assessment; ``next_on`` is when it is due again."""

    on: date
    outcome: Outcome
    reason: str
    user: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a look at a record found: ``blocks`` when it may not go on like this."""

    code: str
    words: str
    blocks: bool = False
