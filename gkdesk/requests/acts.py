"""The parts of an act that need no database: event from form, checks, agenda line, case file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts import store as accounts
from gkdesk.accounts.model import Role
from gkdesk.base.calendar import CalendarMissing, WorkCalendar
from gkdesk.base.errors import Declined
from gkdesk.base.handover import Due
from gkdesk.base.text import half_width

from . import declined, disputes
from .boxes import FORMS
from .clockstate import ClockState
from .delivery import RETURNED, TRIES
from .model import (
    Applicant,
    ApplicantKind,
    Event,
    EventKind,
    FileLine,
    Inquiry,
    Method,
    OrgCategory,
    Run,
    State,
)
from .recalling import standing
from .steps import LABELS, open_keys

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.model import Document

    from .store import Stored

REPLY_PREFIX = "request_reply_"  # every reply's template begins so
FIX_FORM = "record_correction"  # answers an application to mend a record
_OUTCOME_OF_END = {
    EventKind.CORRECTION_LAPSED: "X_NOCORR",
    EventKind.PAYMENT_LAPSED: "X_NOPAY",
    EventKind.WITHDRAW: "X_OTHER",
    EventKind.SET_ASIDE: "X_OTHER",
}
# the box that holds what the answer came to
_OUTCOME_BOX = {
    EventKind.REPLY: "outcome", EventKind.PROPOSE: "outcome", EventKind.FIX: "fix_result",
}  # fmt: skip
# the box that says yes to something
_AGREED = {EventKind.APPROVE: "result", EventKind.PUBLIC_DECIDED: "decision"}
_ANSWERED = (EventKind.REPLY, EventKind.FIX)


class UnknownEvent(Declined):
    """No step has this name."""

    message = "没有名为“{event}”的步骤。可用的步骤：{known}。内容没有改动。"


class ReplyVoided(Declined):
    """The reply that is to go out was voided."""

    message = (
        "本件的答复书{number}已经作废，不能登记送达。没有送达过的，请先点“收回答复书”，"
        "重新作出答复以后再送达。内容没有改动。"
    )


def kind_of(event: str) -> EventKind:
    """Find a step by its English word or Chinese label.

    Raises:
        UnknownEvent: no step has this name.
    """
    for kind in FORMS:
        if event in (kind.value, kind.label, LABELS[kind]):
            return kind
    known = "、".join(f"{kind.value}（{LABELS[kind]}）" for kind in FORMS)
    raise UnknownEvent(event=event, known=known)


def event_of(
    kind: EventKind, form: Mapping[str, str], before: Sequence[Event], today: date
) -> Event:
    """Make the event from a checked form.

    Args:
        kind: the step.
        form: from ``read_form``.
        before: what happened; for an opinion with the details opened.
        today: the day if the form names none.

    Raises:
        NoSuchConsultation: an opinion nobody asked for.
        WhichConsultation: several are awaited and it is not said which one came.
        StepDeclined: see ``disputes.event_of``.
    """
    if kind in disputes.KINDS:
        return disputes.event_of(kind, form, before, today)

    def day(name: str) -> date | None:
        return date.fromisoformat(form[name]) if form.get(name) else None

    return Event(
        kind=kind,
        on=day("on") or today,
        days=int(form.get("correction_days") or form.get("extend_days") or 0),
        received_on=day("received_on"),
        until=day("agreed_due"),
        key=_key(kind, form, before),
        approved=form.get(_AGREED.get(kind, "")) in ("yes", "agree"),
        method=Method(form["method"]) if kind in TRIES else None,
        outcome=form.get(_OUTCOME_BOX.get(kind, ""), ""),
    )


def _key(kind: EventKind, form: Mapping[str, str], before: Sequence[Event]) -> str:
    if kind is EventKind.CONSULT:
        sent = sum(event.kind is EventKind.CONSULT for event in before)
        return chr(ord("A") + sent) if sent < 26 else f"A{sent}"  # noqa: PLR2004 - letters
    if kind is EventKind.REVIEW:
        return f"{form['step']}:{form['part']}"
    if kind is EventKind.APPROVE:
        return form["stage"]
    if kind is EventKind.ARRIVED and form.get("mail_result") == RETURNED:
        return RETURNED
    if kind is not EventKind.OPINION:
        return ""
    waiting = open_keys(before)
    if not waiting:
        raise declined.NoSuchConsultation
    typed = half_width(form.get("key", "")).upper()
    key = typed or (waiting[0] if len(waiting) == 1 else "")
    if key not in waiting:
        asked = [f"{one.key} {one.masked}" for one in inquiries(before) if one.key in waiting]
        raise declined.WhichConsultation(count=len(waiting), all="；".join(asked))
    return key


def inquiries(events: Sequence[Event]) -> list[Inquiry]:
    """Return every consultation in the order of its letter; the details must be opened."""
    opinions = {event.key: event for event in events if event.kind is EventKind.OPINION}
    found = []
    for event in events:
        if event.kind is EventKind.CONSULT:
            answer = opinions.get(event.key)
            found.append(
                Inquiry(
                    key=event.key,
                    addressee=event.detail.get("addressee", ""),
                    official=event.detail.get("consult_kind") == "organ",
                    sent_on=event.on,
                    received_on=(answer and answer.received_on) or event.received_on,
                    answered_on=answer.on if answer else None,
                )
            )
    return found


def approver(session: Session, named: str) -> str:
    """Return who approves: the named person, or the logged-in 负责人; ``""`` when nobody may.

    A name that is one of our users must be a 负责人; any other name is one who signed on paper.
    """
    if not named:
        return session.user.name if session.user.role is Role.LEADER else ""
    user = accounts.user_by_name(session.conn, named)
    return "" if user is not None and user.role is not Role.LEADER else named


def outcome_of(events: Sequence[Event]) -> str:
    """Return the outcome's code: the annual report counts one for each request.

    The last reply's; none while a new reply is ordered and being made.
    """
    for event in reversed(standing(disputes.this_round(events))):
        if event.kind in _ANSWERED:
            return event.outcome
        if event.kind in _OUTCOME_OF_END:
            return _OUTCOME_OF_END[event.kind]
    return ""


def fixed_due(clock: ClockState) -> date:
    """Return the day due that can be printed on a letter.

    Raises:
        CalendarMissing: it rests on a year whose notice is not loaded.
        ClockStopped: an opinion is awaited and nobody knows until when.
    """
    if clock.due_on is not None:
        return clock.due_on
    if clock.provisional and clock.earliest is not None:
        raise CalendarMissing(year=clock.earliest.year)
    raise declined.ClockStopped(why="正在征求意见，还没有登记对方收到征求意见书的日期")


def reply_document(documents: Sequence[Document]) -> Document:
    """Return the last reply among a request's documents; a reply event never lacks one.

    Raises:
        ReplyVoided: an older version let it be voided by itself.
    """
    last = answers_of(documents)[-1]
    if last.voided_on is not None:
        raise ReplyVoided(number=last.number)
    return last


def replies_of(documents: Sequence[Document]) -> list[Document]:
    """Return the replies that were not voided, the oldest first."""
    return [one for one in answers_of(documents) if not one.voided_on]


def answers_of(documents: Sequence[Document]) -> list[Document]:
    """Return every reply that was ever issued, voided or not, the oldest first."""
    return [one for one in documents if one.form.startswith(REPLY_PREFIX) or one.form == FIX_FORM]


def contents_text(lines: Sequence[FileLine]) -> str:
    """Write a table of contents as JSON, kept with the archive event."""
    rows = [
        [line.seq, line.number, line.title, line.made_on.isoformat(), line.pages] for line in lines
    ]
    return json.dumps(rows, ensure_ascii=False)


_WAITS = {
    State.WAIT_CONFIRM: ("当日与申请人双方确认", "登记双方确认"),
    State.WAIT_CORRECTION: ("等待申请人补正", "登记补正材料"),
    State.WAIT_PAYMENT: ("等待申请人缴费", "登记缴费"),
    State.APPROVAL: ("答复呈批中", "登记审批意见"),
    State.TO_DELIVER: ("答复书待送达", "登记送达"),
}


def due_of(
    row: Stored, clock: ClockState, calendar: WorkCalendar, sealed_title: str, today: date
) -> Due:
    """Return the agenda's line: the day, why, and the one next step."""
    day, provisional = clock.shown_due, clock.provisional
    detail, verb = _WAITS.get(row.state, ("答复期限", "拟写答复书"))
    match row.state:
        case State.WAIT_CORRECTION:
            day = clock.correction_until
        case State.WAIT_PAYMENT:
            day = clock.payment_until
        case State.WAIT_CONFIRM:  # 《条例》第三十一条: on the very day it came
            day = row.received_on
        case State.CONSULTING if clock.run is Run.STOPPED:
            day, detail, verb = clock.opinion_until, "征求意见，期限暂停", "登记收到意见"
        case State.TO_DELIVER if day and clock.internal_due and clock.internal_due <= today <= day:
            detail = "答复书待送达，期限将到，交邮才算答复"
        case State.HANDLING | State.CONSULTING if provisional:
            detail = "答复期限暂估，放假安排未导入"
        case _:
            pass
    if day is not None and day != clock.shown_due:
        provisional = day.year not in calendar.years
    return Due("requests", row.uid, row.number, detail, day, verb, provisional, sealed_title)


def applicant_of(form: Mapping[str, str]) -> Applicant:
    """Make an applicant from a checked register form."""
    category = form.get("org_category")
    names = Applicant.__dataclass_fields__.keys() - {"kind", "org_category"}
    return Applicant(
        kind=ApplicantKind(form["applicant_kind"]),
        org_category=OrgCategory(category) if category else None,
        **{name: form[name] for name in names if name in form},
    )
