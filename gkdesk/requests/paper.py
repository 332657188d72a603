"""The letters of a request: what each step issues, and the receipt that may have to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import GkdeskError

from . import acts, letters, replies, store
from .clock import clock_state
from .clockstate import ClockState
from .ledger import Ledger
from .model import Event, EventKind, Field, Request

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

RECEIPT_FORM = "request_receipt"
_LATER = "登记有效，期限照常计算；更正此字或者补充字形后请补打回执。"
_UNPRINTED = "unprinted"  # the key in a note's detail that says why there is no receipt


class Paper:
    """Issues documents inside the transaction of the act they belong to."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session = session
        self._documents = documents
        self._ledger = ledger

    @cached_property
    def replies(self) -> replies.Replies:
        return replies.Replies(self._documents, self._ledger.rules)

    def first_receipt(self, row: store.Stored) -> None:
        """Issue the receipt; if it cannot be drawn, note why: registering never waits for paper.

        The time limit runs from the submission (《条例》第三十一条), whatever our fonts can draw.
        """
        values = self._receipt_values(row, row.received_on)
        trouble = self._trouble(values)
        if not trouble:
            self._documents.issue(RECEIPT_FORM, values, subject=_subject(row))
            return
        note = Event(EventKind.NOTE, self._session.today)
        self._ledger.record(row, note, {"text": trouble, _UNPRINTED: trouble})

    def late_receipt(self, row: store.Stored) -> Document:
        """Issue the receipt that could not be made at registering, dated today.

        Raises:
            MissingGlyph: it still cannot be drawn.
        """
        values = self._receipt_values(row, self._session.today)
        return self._documents.issue(RECEIPT_FORM, values, subject=_subject(row))

    def has_receipt(self, row: store.Stored) -> bool:
        """Tell whether there is a receipt that was not voided."""
        issued = self._documents.of(_subject(row))
        return any(one.form == RECEIPT_FORM and not one.voided_on for one in issued)

    def warnings(self, row: store.Stored) -> tuple[str, ...]:
        """Say that the receipt is missing, and why."""
        if self.has_receipt(row):
            return ()
        notes = [event.detail.get(_UNPRINTED) for event in self._ledger.events(row)]
        return (next((note for note in reversed(notes) if note), "接收回执还没有生成，请补打。"),)

    def issue(self, row: store.Stored, event: Event, form: Mapping[str, str]) -> None:
        """Issue the document the step has, if any."""
        request, organ = self._ledger.request(row), self._session.organ
        match event.kind:
            case EventKind.ASK_CORRECTION:
                way = f"当面提交或者邮寄至{organ.address}（{organ.postcode}），电话{organ.phone}"
                values = letters.correction(request, form, event.on, way)
                self._documents.issue("request_correction", values, subject=_subject(row))
            case EventKind.EXTEND:
                self._extension(request, row, event, form)
            case EventKind.CONSULT:
                self._consultation(request, row, event, form)
            case EventKind.CHARGE:
                days = self._ledger.rules.on(row.received_on).payment
                method = letters.chosen_label(event.kind, "fee_method", form["fee_method"])
                found = acts.fee_of(form, self._ledger.rules, row.received_on)
                values = replies.fee_notice(request, form, event.on, found) | {
                    "fee_method": method, "pay_days": str(days),
                }  # fmt: skip
                self._documents.issue("request_fee", values, subject=_subject(row))
            case EventKind.AGREE_DELAY:
                values = replies.delay(request, form, event.on)
                self._documents.issue("request_delay", values, subject=_subject(row))
            case EventKind.REPLY:
                before = self._ledger.plain_events(row)
                template, values = self.replies.values(request, form, event.on, before)
                self._documents.issue(template, values, subject=_subject(row))
            case EventKind.DELIVER:
                reply = acts.reply_document(self._documents.of(_subject(row)))
                values = letters.delivery(
                    request, form, event.on, document=reply, office=organ.address
                )
                self._documents.issue("delivery_receipt", values, subject=_subject(row))
            case _:
                pass

    def reply_fields(self, row: store.Stored, outcome: object) -> tuple[Field, ...]:
        """Return what a reply of this outcome asks, filled with what the case knows.

        Raises:
            BadForm: no such outcome.
        """
        papers = self._documents.of(_subject(row))
        return self.replies.fields(outcome, row.carrier, self._ledger.events(row), papers)

    def draft_reply(self, row: store.Stored, form: Mapping[str, str]) -> bytes:
        """Return a reply as it would be printed; no number is taken, nothing is kept."""
        on = date.fromisoformat(form["on"])
        request, before = self._ledger.request(row), self._ledger.plain_events(row)
        template, values = self.replies.values(request, form, on, before)
        return self._documents.render(template, values)

    def _consultation(
        self, request: Request, row: store.Stored, event: Event, form: Mapping[str, str]
    ) -> None:
        """The letter that asks, and the notice that tells the applicant (《条例》第三十三条)."""
        days = self._ledger.rules.on(row.received_on).opinion
        kind = letters.chosen_label(event.kind, "consult_kind", form["consult_kind"])
        if form["consult_kind"] == "organ":
            values = replies.organ_letter(form, event.on, days)
            self._documents.issue("consult_organ", values, subject=_subject(row))
        else:
            values = replies.third_party_letter(form, event.on, days)
            self._documents.issue("consult_third_party", values, subject=_subject(row))
        notice = replies.consult_notice(request, event.on, kind)
        self._documents.issue("consult_notice", notice, subject=_subject(row))

    def _extension(
        self, request: Request, row: store.Stored, event: Event, form: Mapping[str, str]
    ) -> None:
        values = letters.extension(
            request,
            form,
            event.on,
            original_due=acts.fixed_due(self._outer_clock(row)),
            new_due=acts.fixed_due(self._outer_clock(row, event)),
        )
        self._documents.issue("request_extension", values, subject=_subject(row))

    def _outer_clock(self, row: store.Stored, *more: Event) -> ClockState:
        """Return the clock with awaited opinions taken to come on their last day."""
        events = [*self._ledger.plain_events(row), *more]
        rules = self._ledger.rules.on(row.received_on)
        return clock_state(events, rules, self._ledger.calendar)

    def _receipt_values(self, row: store.Stored, issued_on: date) -> letters.Values:
        request = self._ledger.request(row)
        clock = self._ledger.clock(row)
        return letters.receipt(request, clock, self._session.user.name, issued_on)

    def _trouble(self, values: letters.Values) -> str:
        """Draw the receipt without keeping anything; say what is in the way, ``""`` if nothing."""
        from gkdesk.documents.fontface import MissingGlyph

        try:
            self._documents.render(RECEIPT_FORM, values)
        except MissingGlyph as error:
            what = error.values
            character = f"{what['place']}的“{what['character']}”（{what['code']}）"
            return f"接收回执没有生成：{character}没有可用的字形。{_LATER}"
        except GkdeskError as error:
            return f"接收回执没有生成：{error}登记有效，期限照常计算；排除后请补打回执。"
        return ""


def _subject(row: store.Stored) -> str:
    return f"request:{row.uid}"
