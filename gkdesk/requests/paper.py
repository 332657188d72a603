"""The letters of a request: what each step issues, and the receipt that may have to wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import GkdeskError

from . import (
    acts,
    closingchecks,
    disputes,
    formchecks,
    internal,
    letters,
    questionchecks,
    replies,
    searches,
    store,
)
from .approvalpaper import APPROVAL_SHEET, ApprovalPaper
from .archive import Archiving, named
from .checks import Case, Look, Prior, demand, findings
from .clock import clock_state
from .clockstate import ClockState
from .closingpaper import RECEIPTS, ClosingPaper, record_receipt
from .delivery import delivered_on
from .guide import guide
from .ledger import Ledger
from .letterchecks import LETTER
from .model import Event, EventKind, Field, Matter, Request, State, day_text
from .recalling import void_answer
from .replychecks import FEE, REPLY, SIGNING

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

SLIP = "consult_reply_slip"
SEARCH_RECORD = "request_search_record"
_BESIDE = frozenset({APPROVAL_SHEET, SEARCH_RECORD})  # issued together with a reply
CALL_RECORD = "request_call_record"
_LATER = "登记有效，期限照常计算；更正此字或者补充字形后请补打回执。"
_UNPRINTED = "unprinted"  # the key in a note's detail that says why there is no receipt


# what is looked for before a step
LOOKS: Mapping[EventKind, Mapping[str, Look]] = {
    EventKind.PROPOSE: {**REPLY, **LETTER, **closingchecks.REPLY},
    EventKind.REPLY: {**REPLY, **LETTER, **closingchecks.REPLY},
    EventKind.CHARGE: FEE,
    EventKind.CORRECTION_LAPSED: closingchecks.LAPSE,
    EventKind.DELIVER: closingchecks.DELIVERY,
    EventKind.RESEND: closingchecks.DELIVERY,
    EventKind.ARCHIVE: closingchecks.ARCHIVE,
}
REPLYING = (EventKind.PROPOSE, EventKind.REPLY)
Form = Mapping[str, str]
Made = list[tuple[str, letters.Values]]  # templates and what they print


class Paper:
    """Issues documents inside the transaction of the act they belong to."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session = session
        self._documents = documents
        self._ledger = ledger
        self._makers: dict[EventKind, Callable[[store.Stored, Event, Form], Made]] = {
            EventKind.ASK_CORRECTION: self._correction,
            EventKind.CONSULT: self._consultation,
            EventKind.EXTEND: self._extension,
            EventKind.CHARGE: self._charge,
            EventKind.AGREE_DELAY: self._delay,
            EventKind.LETTER: self._letter,
            EventKind.CALL: self._call,
            EventKind.REPLY: self._reply,
            **ClosingPaper(session, documents, ledger).makers,
        }

    @cached_property
    def approvals(self) -> ApprovalPaper:
        return ApprovalPaper(self._session, self._documents, self._ledger, self.replies)

    @cached_property
    def replies(self) -> replies.Replies:
        return replies.Replies(self._documents, self._ledger.rules)

    def first_receipt(self, row: store.Stored, on: date | None = None) -> None:
        """Issue the receipt; if it cannot be drawn, note why: registering never waits for paper.

        The time limit runs from the submission (《条例》第三十一条), whatever our fonts can draw.
        """
        values = self._receipt_values(row, on or row.received_on)
        trouble = self._trouble(row, values)
        if not trouble:
            self._documents.issue(RECEIPTS[row.matter], values, subject=_subject(row))
            return
        note = Event(EventKind.NOTE, self._session.today)
        self._ledger.record(row, note, {"text": trouble, _UNPRINTED: trouble})

    def late_receipt(self, row: store.Stored) -> Document:
        """Issue the receipt that could not be made at registering, dated today.

        Raises:
            MissingGlyph: it still cannot be drawn.
        """
        values = self._receipt_values(row, self._session.today)
        return self._documents.issue(RECEIPTS[row.matter], values, subject=_subject(row))

    def has_receipt(self, row: store.Stored) -> bool:
        """Tell whether there is a receipt that was not voided."""
        issued = self._documents.of(_subject(row))
        return any(one.form == RECEIPTS[row.matter] and not one.voided_on for one in issued)

    def request(self, row: store.Stored) -> Request:
        """Return one request, with a warning when its receipt is missing."""
        request = self._ledger.request(row)
        return replace(request, warnings=request.warnings + self.warnings(row))

    def warnings(self, row: store.Stored) -> tuple[str, ...]:
        """Say that the receipt is missing, and why."""
        if row.state is State.WAIT_CONFIRM or self.has_receipt(row):
            return ()
        issued = {one.form for one in self._documents.of(_subject(row))}  # and voided
        events = [] if RECEIPTS[row.matter] in issued else self._ledger.events(row)
        notes = [event.detail.get(_UNPRINTED) for event in events]
        return (next((note for note in reversed(notes) if note), "接收回执还没有生成，请补打。"),)

    def issue(self, row: store.Stored, event: Event, form: Mapping[str, str]) -> None:
        """Issue the documents the step has, if any."""
        make = self._makers.get(event.kind)
        number = ""
        for template, values in make(row, event, form) if make is not None else ():
            if template == SLIP:  # names the letter it goes with
                values["consult_number"] = number
            number = self._documents.issue(template, values, subject=_subject(row)).number

    def void_answer(self, row: store.Stored, reason: str) -> None:
        """Void the answer that has not gone out, with the papers issued beside it."""
        issued = self._documents.of(_subject(row))
        void_answer(self._documents, issued, acts.answers_of(issued), _BESIDE, reason)

    def _correction(self, row: store.Stored, event: Event, form: Form) -> Made:
        organ = self._session.organ
        way = f"当面提交或者邮寄至{organ.address}（{organ.postcode}），电话{organ.phone}"
        values = letters.correction(self._ledger.request(row), form, event.on, way)
        return [("request_correction", values)]

    def _charge(self, row: store.Stored, event: Event, form: Form) -> Made:
        found = formchecks.fee_of(form, self._ledger.rules, row.received_on)
        values = replies.fee_notice(self._ledger.request(row), form, event.on, found)
        values["fee_method"] = letters.chosen_label(event.kind, "fee_method", form["fee_method"])
        values["pay_days"] = str(self._ledger.rules.on(row.received_on).payment)
        return [("request_fee", values)]

    def _delay(self, row: store.Stored, event: Event, form: Form) -> Made:
        return [("request_delay", replies.delay(self._ledger.request(row), form, event.on))]

    def _letter(self, row: store.Stored, event: Event, form: Form) -> Made:
        return [self.replies.letter_values(self._ledger.request(row), form, event.on)]

    def _call(self, row: store.Stored, event: Event, form: Form) -> Made:
        return [(CALL_RECORD, internal.call(row.number, form, event.on, self._session.user.name))]

    def _reply(self, row: store.Stored, event: Event, form: Form) -> Made:
        """The sheet it was approved on, the record of the search, then the reply itself."""
        events, request = self._ledger.events(row), self._ledger.request(row)
        made: Made = [(APPROVAL_SHEET, self.approvals.signed(row, event, form))]
        if searches.searches(events):
            found = searches.record(
                events, number=request.number, content=request.applicant.content
            )
            made.append((SEARCH_RECORD, dict(found)))
        return [*made, self.replies.values(request, form, event.on, events)]

    def _consultation(self, row: store.Stored, event: Event, form: Form) -> Made:
        """The letter that asks, and the notice that tells the applicant (《条例》第三十三条)."""
        days = self._ledger.rules.on(row.received_on).opinion
        kind = letters.chosen_label(event.kind, "consult_kind", form["consult_kind"])
        notice = replies.consult_notice(self._ledger.request(row), event.on, kind)
        if form["consult_kind"] == "organ":
            asking = [("consult_organ", replies.organ_letter(form, event.on, days))]
        else:
            letter = replies.third_party_letter(form, event.on, days)
            asking = [("consult_third_party", letter), (SLIP, replies.reply_slip(form))]
        return [*asking, ("consult_notice", notice)]

    def _extension(self, row: store.Stored, event: Event, form: Form) -> Made:
        values = letters.extension(
            self._ledger.request(row),
            form,
            event.on,
            original_due=acts.fixed_due(self._outer_clock(row)),
            new_due=acts.fixed_due(self._outer_clock(row, event)),
        )
        return [("request_extension", values)]

    def reply_fields(self, row: store.Stored, outcome: object) -> tuple[Field, ...]:
        """Return what a reply of this outcome asks, filled with what the case knows.

        Raises:
            BadForm: no such outcome.
        """
        papers = self._documents.of(_subject(row))
        prior = self._prior(self._ledger.answered_alike(row))
        events = self._ledger.events(row)
        return self.replies.fields(outcome, row.carrier, events, papers, prior=prior)

    def letter_fields(self, row: store.Stored, letter: object) -> tuple[Field, ...]:
        """Return what another letter of the case asks, filled with what the office knows.

        Raises:
            BadForm: no such letter.
        """
        found = sorted(
            [*self._ledger.of_same_number(row), row], key=lambda one: (one.received_on, one.id)
        )
        same_year = [one for one in found if one.received_on.year == row.received_on.year]
        asked = [
            f"{one.number}，{day_text(one.received_on)}，{self._ledger.open(one).content}"
            for one in same_year
        ]
        known = replies.objection(self._ledger.events(row)) | {
            "period_from": same_year[0].received_on.isoformat(),
            "period_to": same_year[-1].received_on.isoformat(),
            "request_count": str(len(asked)),
            "request_list": "\n".join(line.replace("\n", " ") for line in asked),
        }
        return self.replies.letter_fields(letter, known)

    def checked(self, row: store.Stored, event: Event, form: Form) -> dict[str, str]:
        """Look for what stands against a step of ``LOOKS``; return what is noted with it.

        Raises:
            Stopped: something blocking was found.
            Unconfirmed: something to be thought over, and the clerk has not said so.
        """
        case = replace(self.case(row), on=event.on, outcome=event.outcome, form=form)
        if event.kind is EventKind.ARCHIVE:
            lacks = Archiving(self._session, self._documents, self._ledger).missing(row)
            case = replace(case, missing=named(lacks))
        elif event.kind in REPLYING:
            case = replace(case, wording=self.replies.wording(event.outcome))
        found = findings(case, self._ledger.rules.checks, self._looks(row, event.kind))
        demand(found, confirmed=form.get("confirmed") == "yes")
        return {"checked": "、".join(one.rule.code for one in found)} if found else {}

    def _looks(self, row: store.Stored, kind: EventKind) -> Mapping[str, Look]:
        """Return what is looked for: beside the step's own checks, what the rule files ask."""
        if kind not in REPLYING:
            return LOOKS[kind]
        asked = questionchecks.looks(self._ledger.rules.questions)
        direct = kind is EventKind.REPLY and row.state is not State.APPROVAL
        return {**LOOKS[kind], **asked, **(SIGNING if direct else {})}

    def case(self, row: store.Stored) -> Case:
        """Return everything a check may look at, as of today."""
        events = self._ledger.events(row)
        reviewed = guide(events, self._ledger.rules.steps).outcome
        labels = {rule.code: rule.label for rule in self._ledger.rules.outcomes()}
        return Case(
            request=self._ledger.request(row),
            events=events,
            reviewed=(reviewed, labels.get(reviewed, reviewed)),
            papers=self._documents.of(_subject(row)),
            clock=self._ledger.clock(row),
            organ=self._session.organ,
            on=self._session.today,
            prior=lambda number: self._prior(self._ledger.answered(number, row)),
            month_before=self._ledger.month_before(row),
            copies=lambda: self._copies(row),
            confirm_within=self._ledger.rules.channels[row.channel].within,
        )

    def _copies(self, row: store.Stored) -> list[tuple[str, str]]:
        """Return title and text of the attached files that are to be handed out."""
        from gkdesk.documents.plaintext import text_of

        listed = self._ledger.rules.checklist.papers
        given = {kind for one in listed if one.when == "gives" for kind in one.files}
        kinds = given - {"original"}  # stays in the office
        found = []
        for event in self._ledger.events(row):
            detail = event.detail
            if event.kind is EventKind.ATTACH and detail.get("kind") in kinds:
                data = self._documents.read(detail["sha256"])
                text = text_of(data, detail.get("suffix", ""))
                if text:
                    found.append((detail.get("title", "附件"), text))
        return found

    def _prior(self, row: store.Stored | None) -> Prior | None:
        """Return what a reply says about an earlier one; ``None`` if its paper is voided."""
        if row is None or row.replied_on is None:
            return None
        papers = acts.replies_of(self._documents.of(_subject(row)))
        events = self._ledger.events(row)
        days = {event.kind: event.on for event in disputes.this_round(events)}
        if not papers:
            return None
        return Prior(
            number=row.number,
            content=self._ledger.open(row).content,
            reply_number=papers[-1].number,
            replied_on=days[EventKind.REPLY],
            delivered_on=delivered_on(events),
        )

    def _outer_clock(self, row: store.Stored, *more: Event) -> ClockState:
        """Return the clock with awaited opinions taken to come on their last day."""
        events = [*self._ledger.plain_events(row), *more]
        rules = self._ledger.rules.on(row.received_on)
        return clock_state(events, rules, self._ledger.calendar)

    def _receipt_values(self, row: store.Stored, issued_on: date) -> letters.Values:
        request = self._ledger.request(row)
        clock = self._ledger.clock(row)
        came = self._ledger.events(row)[0].detail
        if row.matter is Matter.CORRECTION:
            evidence = came.get("evidence", "").splitlines()
            return record_receipt(request, evidence, self._session.user.name, issued_on)
        return letters.receipt(request, clock, self._session.user.name, issued_on, came)

    def _trouble(self, row: store.Stored, values: letters.Values) -> str:
        """Draw the receipt without keeping anything; say what is in the way, ``""`` if nothing."""
        from gkdesk.documents.fontface import MissingGlyph

        try:
            self._documents.render(RECEIPTS[row.matter], values)
        except MissingGlyph as error:
            what = error.values
            character = f"{what['place']}的“{what['character']}”（{what['code']}）"
            return f"接收回执没有生成：{character}没有可用的字形。{_LATER}"
        except GkdeskError as error:
            return f"接收回执没有生成：{error}登记有效，期限照常计算；排除后请补打回执。"
        return ""


def _subject(row: store.Stored) -> str:
    return f"request:{row.uid}"
