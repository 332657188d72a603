"""What the office can do with requests for information; each act is one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.text import id_number as tidy_id
from gkdesk.base.text import visible

from . import acts, application, declined, fields, formchecks, steps, store
from .casefile import CaseFiles
from .checks import OpenFinding
from .clock import clock_state
from .clockstate import ClockState
from .fields import CONFIRMED
from .ledger import Ledger
from .model import (
    Event,
    EventKind,
    Field,
    FileLine,
    Inquiry,
    Move,
    Request,
    RequestRow,
    State,
)
from .paper import Paper
from .rules import OutcomeRule, Rules
from .similar import similar
from .watch import Watch

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents


class Requests:
    """依申请公开: register, act, look."""

    def __init__(self, session: Session, documents: Documents) -> None:
        self._session = session
        self._documents = documents
        self._ledger = Ledger(session)
        self._paper = Paper(session, documents, self._ledger)
        self._watch = Watch(session, self._ledger, self._paper)

    @property
    def rules(self) -> Rules:
        """The legal figures, each with its article and status."""
        return self._ledger.rules

    @property
    def calendar(self) -> WorkCalendar:
        """The shipped working days, and the office's own files over them."""
        return self._ledger.calendar

    def register_fields(self) -> tuple[Field, ...]:
        return fields.REGISTER

    def replies(self) -> list[OutcomeRule]:
        """Return the outcomes that have a document."""
        return self._paper.replies.outcomes()

    def register(self, values: Mapping[str, object]) -> Request:
        """Register an application and issue its receipt (接收回执).

        A receipt that cannot be printed does not stop it: then the request has a warning and a
        note, and ``receipt`` issues it later.

        Raises:
            BadForm: every wrong or missing box at once.
            PurposeAsked: the purpose must not be asked.
            RuleMissing: received before the regulation of 2019.
        """
        if "purpose" in values or "用途" in values:
            raise declined.PurposeAsked
        session = self._session
        form = application.read_application(values, session.today)
        received_on = date.fromisoformat(form["received_on"])
        self.rules.on(received_on)
        with session.transaction():
            applicant = acts.applicant_of(form)
            uid = str(uuid.uuid4())
            number = self._documents.next_number("request", received_on)
            row = self._ledger.new_row(uid, number, form, applicant)
            request_id = store.add(
                session.conn, row, indexes=self._ledger.indexes(applicant), at=self._ledger.stamp
            )
            self._ledger.record(
                replace(row, id=request_id), Event(EventKind.RECEIVE, received_on), {}
            )
            self._paper.first_receipt(self._ledger.find(uid))
            session.audit("requests.register", row.number, channel=row.channel)
        return self.get(uid)

    def receipt(self, number_or_uid: str, values: Mapping[str, object] | None = None) -> Document:
        """Issue the receipt that could not be printed at registering.

        Args:
            number_or_uid: the request.
            values: ``name`` or ``content`` typed anew, if a character was the reason; what they
                replace is kept with the note of the day.

        Raises:
            ReceiptIssued: there is one already.
            BadForm: other values.
            MissingGlyph: a character still cannot be printed; nothing is changed.
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        if self._paper.has_receipt(row):
            raise declined.ReceiptIssued
        form = fields.read_form(fields.RECEIPT, values or {})
        with self._session.transaction():
            if form:
                form |= self._correct(row, form)
            document = self._paper.late_receipt(self._ledger.find(row.uid))
            note = Event(EventKind.NOTE, self._session.today)
            self._ledger.record(row, note, {"text": "补打接收回执", **form})
            self._session.audit("requests.receipt", row.number)
        return document

    def preview(self, received_on: date) -> ClockState:
        """Say what the clock would be for an application received on a day.

        Raises:
            RuleMissing: before the regulation of 2019.
        """
        event = Event(EventKind.RECEIVE, received_on)
        return clock_state([event], self.rules.on(received_on), self.calendar)

    def same_applicant(self, id_number: str, content: str) -> list[RequestRow]:
        """Find earlier requests of the same person for the same thing (《条例》第36条第6项)."""
        number = tidy_id(visible(id_number))
        if not number:
            return []
        index = self._session.vault.index_of(number, "id_number")
        found = [self._ledger.row(row) for row in store.by_identity(self._session.conn, index)]
        return [row for row in found if similar(row.content, content)]

    def rows(self, *, year: int | None = None) -> list[RequestRow]:
        """Return the list, opened; ``year`` is that of the receipt."""
        return [self._ledger.row(row) for row in store.all_of(self._session.conn, year)]

    def get(self, number_or_uid: str) -> Request:
        """Return one request.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        request = self._ledger.request(row)
        return replace(request, warnings=request.warnings + self._paper.warnings(row))

    def open_in_full(self, number_or_uid: str) -> Request:
        """Return one request to be shown unmasked; who looked is written in the audit.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        request = self.get(number_or_uid)
        with self._session.transaction():
            self._session.audit("requests.look", request.number)
        return request

    def events(self, number_or_uid: str) -> list[Event]:
        """Return what happened, with the details opened.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._ledger.events(self._ledger.find(number_or_uid))

    def inquiries(self, number_or_uid: str) -> list[Inquiry]:
        """Return every consultation (征求意见), opened, the oldest letter first.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return acts.inquiries(self.events(number_or_uid))

    def clock(self, number_or_uid: str) -> ClockState:
        """Return the clock of one request as of today.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._ledger.clock(self._ledger.find(number_or_uid))

    def moves(self, number_or_uid: str) -> list[Move]:
        """Return the lawful next steps, the primary first.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        rules = self.rules.on(row.received_on)
        lacks = row.state is State.HANDLING and self._ledger.open(row).gaps
        first = EventKind.ASK_CORRECTION if lacks else None
        events = self._ledger.plain_events(row)
        before, today = self._ledger.month_before(row), self._ledger.today(events)
        taken = steps.moves(events, rules, self.calendar, today, first=first)
        found = [
            replace(move, fields=steps.counted(move.event, move.fields, before)) for move in taken
        ]
        waiting = steps.open_keys(events)
        if len(waiting) < 2:  # noqa: PLR2004 - one needs no choosing
            return found
        asked = [one for one in self.inquiries(row.uid) if one.key in waiting]
        return steps.ask_which(found, asked)

    def asked(
        self, number_or_uid: str, event: str, values: Mapping[str, object]
    ) -> Sequence[Field]:
        """Return what a step asks; a reply or letter by its ``outcome`` or ``letter``.

        Raises:
            BadForm: no outcome or letter of this name has a document.
            NoSuchRequest: no request has this number or uid.
        """
        return self._asked(self._ledger.find(number_or_uid), acts.kind_of(event), values)

    def draft_reply(
        self, number_or_uid: str, values: Mapping[str, object], *, docx: bool = False
    ) -> bytes:
        """Return a reply as it would be printed (or its .docx), without a number; nothing is kept.

        Raises:
            BadForm: every wrong or missing box at once.
            MissingGlyph: a character cannot be printed.
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        form = fields.read_form(self._asked(row, EventKind.REPLY, values), values)
        return self._paper.draft_reply(row, form, docx=docx)

    def act(
        self, number_or_uid: str, event: str, values: Mapping[str, object] | None = None
    ) -> Request:
        """Do one step: check it, issue its document, append its event, recompute the day due.

        Raises:
            UnknownEvent: no step has this name.
            BadForm: every wrong or missing box at once.
            StepDeclined: the law or the order of events forbids it, with the article.
            NoSuchRequest: no request has this number or uid.
        """
        kind = acts.kind_of(event)
        row = self._ledger.find(number_or_uid)
        steps.check_step(kind, row.state)
        rules = self.rules.on(row.received_on)
        form = fields.read_form(self._asked(row, kind, values or {}), values or {})
        before = self._ledger.events(row)
        new = self._approve(acts.event_of(kind, form, before, self._session.today), form)
        clock_state([*before, new], rules, self.calendar, today=self._session.today)
        applicant = self._ledger.open(row)
        formchecks.check_form(kind, form, applicant, rules=self.rules, filed=row.received_on)
        formchecks.check_silence(kind, form, applicant)
        formchecks.check_received(new, before, self._session.today)
        if kind is EventKind.ARRIVED:
            formchecks.check_arrival(new, before)
        if kind in (EventKind.REPLY, EventKind.CHARGE):
            form |= self._paper.checked(row, new, form)
        with self._session.transaction():
            if kind is EventKind.CORRECTED:
                form |= self._correct(row, form)
            if kind is EventKind.DELIVER:
                form.setdefault("deliverer", self._session.user.name)
            if kind is EventKind.ARCHIVE:
                form["contents"] = acts.contents_text(self.case_file(row.uid))
            self._paper.issue(row, new, form)
            self._ledger.record(row, new, form)
            self._session.audit(f"requests.{kind}", row.number, on=new.on, days=new.days)
        return self.get(row.uid)

    def case_file(self, number_or_uid: str) -> list[FileLine]:
        """Return the case file's table of contents (卷内目录): every document issued, in order.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        documents = self._documents.of(f"request:{row.uid}")
        return acts.case_file([document for document in documents if not document.voided_on])

    @property
    def cases(self) -> CaseFiles:
        """Closed cases as folders and PDFs (案卷)."""
        return CaseFiles(self._session, self._documents, self._ledger)

    def findings(self, number_or_uid: str = "") -> list[OpenFinding]:
        """Return what is to be put right in one case, or in all that are not archived.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._watch.findings(number_or_uid)

    def agenda(self) -> list[Due]:
        """Return every open request with its one next step."""
        return self._watch.agenda()

    def package_rows(self) -> list[PackageRow]:
        """Return what the county is told: no person, no content."""
        return self._ledger.package_rows()

    def _asked(
        self, row: store.Stored, kind: EventKind, values: Mapping[str, object]
    ) -> Sequence[Field]:
        if kind is EventKind.REPLY:
            asked = self._paper.reply_fields(row, values.get("outcome"))
            return [*(steps.dated(field, self._session.today) for field in asked), CONFIRMED]
        if kind is EventKind.LETTER:
            return self._paper.letter_fields(row, values.get("letter"))
        asked = steps.form_of(kind, self.rules.on(row.received_on))
        return steps.counted(kind, asked, self._ledger.month_before(row))

    def _approve(self, event: Event, form: dict[str, str]) -> Event:
        """Note who approved: the named head of the office, or the 负责人 who is logged in."""
        if event.kind not in (EventKind.EXTEND, EventKind.AGREE_DELAY):
            return event
        name = acts.approver(self._session, form.get("approved_by", ""))
        if name:
            form["approved_by"] = name
        return replace(event, approved=bool(name))

    def _correct(self, row: store.Stored, form: Mapping[str, str]) -> dict[str, str]:
        """Put what was corrected into the sealed application; return what it replaced."""
        old = self._ledger.open(row)
        changes = {
            name: form[name]
            for name in ("name", "content", "id_number", "phone", "address")
            if form.get(name)
        }
        new = replace(old, **changes)  # type: ignore[arg-type]
        store.put_applicant(
            self._session.conn,
            row.id,
            applicant=self._ledger.seal(row.uid, new),
            indexes=self._ledger.indexes(new),
        )
        return {f"{name}_before": getattr(old, name) for name in changes}
