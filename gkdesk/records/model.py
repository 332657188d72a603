"""What one piece of disclosed information (主动公开信息) is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gkdesk.base.labels import Labelled


class Attribute(Labelled):
    """公开属性, decided with the draft."""

    ACTIVE = "active", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class State(Labelled):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    IN_FINAL_REVIEW = "in_final_review", "待终审"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"


class Act(Labelled):
    """What one can do with a record."""

    SUBMIT = "submit", "送审"
    PASS = "pass", "审核通过"
    RETURN = "return", "退回修改"
    SECRECY = "secrecy", "保密审查"
    PUBLISH = "publish", "终审并公开"
    WITHDRAW = "withdraw", "撤下"
    REDRAFT = "redraft", "重新起草"


class Secrecy(Labelled):
    """The outcome of a secrecy review (《政府信息公开条例》第十七条)."""

    CLEAR = "clear", "可以公开"
    ASK = "ask", "不能确定，报请确定"
    SECRET = "secret", "涉密，不得公开"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a record: who did what when, with his opinion."""

    at: datetime
    user: str
    act: Act
    opinion: str = ""
    result: Secrecy | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``made_on`` is the day the information came into being (信息形成日期)."""

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

    @property
    def secrecy(self) -> Secrecy | None:
        """The result of the secrecy review of the words as they now stand."""
        for event in reversed(self.events):
            if event.act in (Act.SUBMIT, Act.REDRAFT):
                return None
            if event.act is Act.SECRECY:
                return event.result
        return None
