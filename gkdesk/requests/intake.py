"""Taking applications in: registering, the receipt, what was corrected later."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.text import id_number as tidy_id
from gkdesk.base.text import visible

from . import acts, application, boxes, declined, fields, store
from .clock import clock_state
from .clockstate import ClockState
from .intakeboxes import CAME
from .ledger import Ledger
from .model import Event, EventKind, Matter, Request, RequestRow, State
from .paper import Paper
from .receiptday import ReceiptDay, receipt_day
from .repeats import Repeats
from .similar import similar

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents


# corrections are numbered apart, so that the numbers of applications have no gap in the report
SERIES = {Matter.INFORMATION: "request", Matter.CORRECTION: "record"}


class Intake:
    """Registers applications and keeps what they say."""

    def __init__(
        self, session: Session, documents: Documents, ledger: Ledger, paper: Paper
    ) -> None:
        self._session, self._documents = session, documents
        self._ledger, self._paper = ledger, paper
        self.repeats = Repeats(session, ledger)

    def register(self, values: Mapping[str, object]) -> Request:
        """Register an application and issue its receipt (接收回执).

        A receipt that cannot be printed does not stop it: then the request has a warning and a
        note, and ``receipt`` issues it later.

        Raises:
            BadForm: every wrong or missing box at once.
            PurposeAsked: the purpose must not be asked.
            SameLetter: it looks like one registered before, and nobody has said it is another.
            RuleMissing: received before the regulation of 2019.
        """
        if "purpose" in values or "用途" in values:
            raise declined.PurposeAsked
        session = self._session
        form = application.read_application(values, session.today, self._ledger.rules.channels)
        received_on = date.fromisoformat(form["received_on"])
        self._ledger.rules.on(received_on)
        applicant = acts.applicant_of(form)
        if form.pop("confirmed", "") == "no":  # both faces ask so; "yes" is the clerk's answer
            self.repeats.demand_new(applicant, form)
        pending = form.get(application.PENDING) == "yes"
        kind = EventKind.LODGE if pending else EventKind.RECEIVE
        with session.transaction():
            uid = str(uuid.uuid4())
            series = SERIES[Matter(form["matter"])]
            number = self._documents.next_number(series, received_on)
            row = self._ledger.new_row(uid, number, form, applicant)
            request_id = store.add(
                session.conn, row, indexes=self._ledger.indexes(applicant), at=self._ledger.stamp
            )
            detail = _came(form)
            if form.get("evidence"):
                detail["evidence"] = form["evidence"]
            self._ledger.record(replace(row, id=request_id), Event(kind, received_on), detail)
            if not pending:
                self._paper.first_receipt(self._ledger.find(uid))
            session.audit("requests.register", row.number, channel=row.channel)
        return self._paper.request(self._ledger.find(uid))

    def receipt(self, number_or_uid: str, values: Mapping[str, object] | None = None) -> Document:
        """Issue the receipt that could not be printed at registering.

        Args:
            number_or_uid: the request.
            values: ``name`` or ``content`` typed anew, if a character was the reason; what they
                replace is kept with the note of the day.

        Raises:
            ReceiptIssued: there is one already.
            NotConfirmed: 双方确认 is awaited; the receipt comes with it.
            BadForm: other values.
            MissingGlyph: a character still cannot be printed; nothing is changed.
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        if self._paper.has_receipt(row):
            raise declined.ReceiptIssued
        if row.state is State.WAIT_CONFIRM:
            raise declined.NotConfirmed
        form = fields.read_form(boxes.RECEIPT, values or {})
        with self._session.transaction():
            if form:
                form |= self.correct(row, form)
            document = self._paper.late_receipt(self._ledger.find(row.uid))
            note = Event(EventKind.NOTE, self._session.today)
            self._ledger.record(row, note, {"text": "补打接收回执", **form})
            self._session.audit("requests.receipt", row.number)
        return document

    def confirmed(self, row: store.Stored, event: Event) -> None:
        """Let the day of 双方确认 be the day of receipt, and print what waited for it."""
        store.put_received(self._session.conn, row.id, event.on)
        self._paper.first_receipt(self._ledger.find(row.uid))

    def preview_of(self, values: Mapping[str, object]) -> tuple[ReceiptDay, ClockState]:
        """Say what the days typed so far come to: the receipt, its reason, and the clock.

        Wrong boxes are left out of the reckoning.

        Raises:
            RuleMissing: before the regulation of 2019.
        """
        found, _faults = fields.collect(boxes.REGISTER, {**values, "name": "", "content": ""})
        day = receipt_day(found, self._ledger.rules.channels, self._session.today)
        kind = EventKind.LODGE if day.on is None else EventKind.RECEIVE
        on = day.on or day.arrived_on
        return day, clock_state([Event(kind, on)], self._ledger.rules.on(on), self._ledger.calendar)

    def same_applicant(self, id_number: str, content: str) -> list[RequestRow]:
        """Find earlier requests of the same person for the same thing (《条例》第36条第6项)."""
        number = tidy_id(visible(id_number))
        if not number:
            return []
        index = self._session.vault.index_of(number, "id_number")
        rows = store.by_identity(self._session.conn, index)
        found = [self._ledger.row(row) for row in rows if row.counted]
        return [row for row in found if similar(row.content, content)]

    def correct(self, row: store.Stored, form: Mapping[str, str]) -> dict[str, str]:
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


def _came(form: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept of how an application came: the evidence for its day of receipt."""
    names = (*(field.name for field in CAME), application.REASON)
    return {name: form[name] for name in names if form.get(name)}
