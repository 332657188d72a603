"""Doing one step of a case: what may follow, what it asks, and the act in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from . import acts, fields, formchecks, steps, store
from .boxes import CONFIRMED
from .clock import clock_state
from .intake import Intake
from .ledger import Ledger
from .model import Event, EventKind, Field, FileLine, Move, Request, State
from .paper import Paper

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents


class Acting:
    """Takes the steps of a case."""

    def __init__(
        self, session: Session, documents: Documents, ledger: Ledger, paper: Paper, intake: Intake
    ) -> None:
        self._session, self._documents = session, documents
        self._ledger, self._paper, self._intake = ledger, paper, intake

    def moves(self, number_or_uid: str) -> list[Move]:
        """Return the lawful next steps, the primary first.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        rules = self._ledger.rules.on(row.received_on)
        lacks = row.state is State.HANDLING and self._ledger.open(row).gaps
        first = EventKind.ASK_CORRECTION if lacks else None
        events = self._ledger.plain_events(row)
        before, today = self._ledger.month_before(row), self._ledger.today(events)
        taken = steps.moves(events, rules, self._ledger.calendar, today, first=first)
        found = [
            replace(move, fields=steps.counted(move.event, move.fields, before)) for move in taken
        ]
        waiting = steps.open_keys(events)
        if len(waiting) < 2:  # noqa: PLR2004 - one needs no choosing
            return found
        asked = [one for one in acts.inquiries(self._ledger.events(row)) if one.key in waiting]
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
        rules = self._ledger.rules.on(row.received_on)
        form = fields.read_form(self._asked(row, kind, values or {}), values or {})
        before = self._ledger.events(row)
        new = self._approve(acts.event_of(kind, form, before, self._session.today), form)
        clock_state([*before, new], rules, self._ledger.calendar, today=self._session.today)
        self._check(row, new, before, form)
        if kind in (EventKind.REPLY, EventKind.CHARGE):
            form |= self._paper.checked(row, new, form)
        with self._session.transaction():
            if kind is EventKind.CORRECTED:
                form |= self._intake.correct(row, form)
            if kind is EventKind.DELIVER:
                form.setdefault("deliverer", self._session.user.name)
            if kind is EventKind.ARCHIVE:
                form["contents"] = acts.contents_text(self.case_file(row.uid))
            self._paper.issue(row, new, form)
            self._ledger.record(row, new, form)
            if kind is EventKind.CONFIRM:
                self._intake.confirmed(row, new)
            self._session.audit(f"requests.{kind}", row.number, on=new.on, days=new.days)
        return self._paper.request(self._ledger.find(row.uid))

    def case_file(self, number_or_uid: str) -> list[FileLine]:
        """Return the case file's table of contents (卷内目录): every document issued, in order.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        documents = self._documents.of(f"request:{row.uid}")
        return acts.case_file([document for document in documents if not document.voided_on])

    def _asked(
        self, row: store.Stored, kind: EventKind, values: Mapping[str, object]
    ) -> Sequence[Field]:
        if kind is EventKind.REPLY:
            asked = self._paper.reply_fields(row, values.get("outcome"))
            return [*(steps.dated(field, self._session.today) for field in asked), CONFIRMED]
        if kind is EventKind.LETTER:
            return self._paper.letter_fields(row, values.get("letter"))
        asked = steps.form_of(kind, self._ledger.rules.on(row.received_on))
        return steps.counted(kind, asked, self._ledger.month_before(row))

    def _check(
        self, row: store.Stored, new: Event, before: Sequence[Event], form: Mapping[str, str]
    ) -> None:
        """Check what a step says beyond its single boxes; raises as ``formchecks`` does."""
        kind, rules = new.kind, self._ledger.rules
        applicant = self._ledger.open(row)
        formchecks.check_form(kind, form, applicant, rules=rules, filed=row.received_on)
        formchecks.check_silence(kind, form, applicant)
        formchecks.check_received(new, before, self._session.today)
        if kind is EventKind.ARRIVED:
            formchecks.check_arrival(new, before)

    def _approve(self, event: Event, form: dict[str, str]) -> Event:
        """Note who approved: the named head of the office, or the 负责人 who is logged in."""
        if event.kind not in (EventKind.EXTEND, EventKind.AGREE_DELAY):
            return event
        name = acts.approver(self._session, form.get("approved_by", ""))
        if name:
            form["approved_by"] = name
        return replace(event, approved=bool(name))
