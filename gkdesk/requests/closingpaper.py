"""What the steps at the end of a case print: P12, 会商记录, P13, the second try to deliver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import GkdeskError

from . import acts, letters, store
from .ledger import Ledger
from .model import Event, EventKind, Matter, Request, day_text

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

Form = Mapping[str, str]
Made = list[tuple[str, letters.Values]]  # templates and what they print
RECEIPTS = {Matter.INFORMATION: "request_receipt", Matter.CORRECTION: "record_receipt"}
_TRIGGERS = {
    EventKind.CORRECTION_LAPSED: "无正当理由逾期不补正",
    EventKind.PAYMENT_LAPSED: "逾期不缴纳信息处理费",
    EventKind.WITHDRAW: "申请人撤回申请",
}
_BASES = {
    EventKind.CORRECTION_LAPSED: "《政府信息公开条例》第三十条",
    EventKind.PAYMENT_LAPSED: "《政府信息公开条例》第四十二条，国办函〔2020〕109号",
    EventKind.WITHDRAW: "申请人的书面撤回",
    EventKind.SET_ASIDE: "《政府信息公开条例》第二条、第三十九条",
}
_WITHDRAWN = "已收到申请人的书面撤回，附卷。"
_NOTICES = {
    EventKind.CORRECTION_LAPSED: (EventKind.ASK_CORRECTION, "request_correction"),
    EventKind.PAYMENT_LAPSED: (EventKind.CHARGE, "request_fee"),
}


class ClosingPaper:
    """Makes the values of these papers; ``makers`` joins those of the other steps."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    @property
    def makers(self) -> dict[EventKind, Callable[[store.Stored, Event, Form], Made]]:
        noted = (*_TRIGGERS, EventKind.SET_ASIDE)
        made: dict[EventKind, Callable[[store.Stored, Event, Form], Made]] = dict.fromkeys(
            noted, self._close_note
        )
        return made | {
            EventKind.DELIVER: self._delivery,
            EventKind.RESEND: self._resend,
            EventKind.CONFER: self._conference,
            EventKind.FIX: self._fix,
        }

    def _close_note(self, row: store.Stored, event: Event, form: Form) -> Made:
        """不再处理备案单 (P12); a character no face has does not stop the closing."""
        values = letters.common(self._ledger.request(row), event.on) | {
            "trigger": _TRIGGERS.get(event.kind) or form.get("trigger", ""),
            "close_basis": _BASES[event.kind],
            "excuse_checked": form.get("excuse_checked") or form.get("reason") or _WITHDRAWN,
            "notice_proof": form.get("notice_proof", ""),
            "closed_by": self._session.user.name,
            "closed_date": event.on.isoformat(),
        }
        values |= self._notice(row, event)
        try:
            self._documents.render("request_close_note", values)
        except GkdeskError:
            return []  # the archive's checklist asks for it then, on paper
        return [("request_close_note", values)]

    def _notice(self, row: store.Stored, event: Event) -> letters.Values:
        """Say which notice ran out, when it arrived and until when it gave time."""
        if event.kind not in _NOTICES:
            return {}
        asking, template = _NOTICES[event.kind]
        papers = self._documents.of(f"request:{row.uid}")
        numbers = [one.number for one in papers if one.form == template and not one.voided_on]
        asked = [one for one in self._ledger.plain_events(row) if one.kind is asking]
        if not asked:
            return {}
        received = event.received_on or asked[-1].received_on or asked[-1].on
        rules = self._ledger.figures(row)
        days = asked[-1].days or rules.correction
        if event.kind is EventKind.PAYMENT_LAPSED:
            days = rules.payment
        until = self._ledger.calendar.estimate(received, days)
        return {
            "notice_no": numbers[-1] if numbers else "",
            "notice_received_date": day_text(received),
            "notice_due": "" if until.provisional else day_text(until.on),
        }

    def _delivery(self, row: store.Stored, event: Event, form: Form) -> Made:
        """送达回证 (F5) of this try."""
        reply = acts.reply_document(self._documents.of(f"request:{row.uid}"))
        values = letters.delivery(
            self._ledger.request(row),
            form,
            event.on,
            document=reply,
            office=self._session.organ.address,
        )
        return [("delivery_receipt", values | {"filler": self._session.user.name})]

    def _resend(self, row: store.Stored, event: Event, form: Form) -> Made:
        """The record of the call to the applicant (F7), and the receipt of the second try."""
        call: letters.Values = {
            "request_no": row.number,
            "call_date": event.on.isoformat(),
            "call_way": "拨出",
            "call_matter": "答复书邮件退回，核对送达地址和方式",
            "recorder": self._session.user.name,
        }
        names = ("call_time", "number", "talked_with", "call_content")
        call |= {name: form[name] for name in names}
        return [("request_call_record", call), *self._delivery(row, event, form)]

    def _conference(self, row: store.Stored, event: Event, form: Form) -> Made:
        """疑难件会商记录."""
        marked = [one for one in self._ledger.events(row) if one.kind is EventKind.DIFFICULT]
        values = letters.common(self._ledger.request(row), event.on) | {
            "confer_date": event.on.isoformat(),
            "attendees": form["attendees"].splitlines(),
            "cause": marked[-1].detail.get("cause_label", "") if marked else "",
        }
        names = ("place", "matter", "opinions", "conclusion", "recorder")
        return [("request_conference", values | {name: form[name] for name in names})]

    def _fix(self, row: store.Stored, event: Event, form: Form) -> Made:
        """更正申请处理告知书 (P13)."""
        values = letters.common(self._ledger.request(row), event.on) | {
            "evidence": form["evidence"].splitlines(),
            "fix_reason": letters.quoted(form["fix_reason"]),
            "record_item": letters.quoted(form["record_item"]),
            "fix_result": form["fix_result"],
            "competent_organ": form.get("competent_organ", ""),
            "remedy_a": "是",
        }
        return [("record_correction", values)]


def record_receipt(
    request: Request, evidence: list[str], receiver: str, issued_on: date
) -> letters.Values:
    """登记回执 of an application to mend a record (《条例》第四十一条)."""
    materials = ["更正申请书", *evidence]
    if request.applicant.id_number:
        materials.append("身份证明复印件")
    return letters.common(request, issued_on) | {
        "request_summary": request.applicant.content,
        "channel": request.channel.label,
        "materials": materials,
        "receiver": receiver,
    }
