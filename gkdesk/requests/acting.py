"""Doing one step of a case: what may follow, what it asks, and the act in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from . import acts, delivery, fields, followups, formchecks, steps, store
from .approval import Proposal, check_opinion, demand_signed, last_proposal, opinion_of
from .archive import Archiving, lines
from .clock import clock_state
from .closing import Closing
from .guide import Guide
from .intake import Intake
from .ledger import Ledger
from .model import Event, EventKind, Field, FileLine, Move, Request, State
from .paper import LOOKS, Paper
from .signing import signer
from .splitting import Splitting
from .stepasks import Asks

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents


class Acting:
    """Takes the steps of a case."""

    def __init__(
        self, session: Session, documents: Documents, ledger: Ledger, paper: Paper, intake: Intake
    ) -> None:
        self._session, self._documents = session, documents
        self._ledger, self._paper, self._intake = ledger, paper, intake
        self._archiving = Archiving(session, documents, ledger)
        splitting = Splitting(session, documents, ledger, paper)
        self._closing = Closing(session, ledger, self._archiving, splitting)
        self._asks = Asks(session, ledger, paper, self._closing)

    def moves(self, number_or_uid: str) -> list[Move]:
        """Return the lawful next steps, the primary first.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        rules = self._ledger.figures(row)
        events = self._ledger.events(row)
        missing = self._unsigned(row, events)
        first = EventKind.RESEND if delivery.returned(events) else None
        if row.state is State.HANDLING and self._ledger.open(row).gaps:
            first = EventKind.ASK_CORRECTION
        elif row.state is State.APPROVAL and not missing:
            first = EventKind.REPLY
        before, today = self._ledger.month_before(row), self._ledger.today(events)
        hidden = followups.hidden(events, row.matter)
        taken = steps.moves(events, rules, self._ledger.calendar, today, first=first, hidden=hidden)
        found = []
        for move in self._closing.moves(row, events, taken):
            if move.event in (EventKind.REVIEW, EventKind.APPROVE, EventKind.REDO):
                fields = tuple(self._asks.of(row, move.event, {}))
            else:
                fields = steps.counted(move.event, move.fields, before)
            waits = move.event is EventKind.REPLY and missing
            one = replace(move, fields=fields)
            found.append(replace(one, allowed=False, reason=f"还没有{missing}") if waits else one)
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
        return self._asks.of(self._ledger.find(number_or_uid), acts.kind_of(event), values)

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
        form = fields.read_form(self._asks.of(row, EventKind.PROPOSE, values), values)
        return self._paper.approvals.draft_reply(row, form, docx=docx)

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
        rules = self._ledger.figures(row)
        form = fields.read_form(self._asks.of(row, kind, values or {}), values or {})
        before = self._ledger.events(row)
        if kind is EventKind.REPLY and row.state is State.APPROVAL:
            form = self._signed(before) | form
        new = self._approve(acts.event_of(kind, form, before, self._session.today), form)
        tried = replace(new, kind=EventKind.REPLY) if kind is EventKind.PROPOSE else new
        clock_state([*before, tried], rules, self._ledger.calendar, today=self._session.today)
        form |= self._checked(row, new, form, before)
        with self._session.transaction():
            if kind is EventKind.CORRECTED:
                form |= self._intake.correct(row, form)
            form |= self._closing.added(row, kind, form)
            if kind is EventKind.RECALL:
                self._paper.void_answer(row, form["reason"])
            if kind is EventKind.ARCHIVE:
                form["contents"] = acts.contents_text(self.case_file(row.uid))
            self._paper.issue(row, new, form)
            self._ledger.record(row, new, form)
            if kind is EventKind.CONFIRM:
                self._intake.confirmed(row, new)
            self._session.audit(f"requests.{kind}", row.number, on=new.on, days=new.days)
        return self._paper.request(self._ledger.find(row.uid))

    def _checked(
        self, row: store.Stored, new: Event, form: dict[str, str], before: Sequence[Event]
    ) -> dict[str, str]:
        """Look for what stands against a step; return what is noted with it."""
        kind, applicant = new.kind, self._ledger.open(row)
        formchecks.check_form(
            kind, form, applicant, rules=self._ledger.rules, filed=row.received_on
        )
        formchecks.check_silence(kind, form, applicant)
        formchecks.check_received(new, before, self._session.today)
        self._closing.check(row, new, form, before)
        if kind is EventKind.APPROVE:
            self._check_opinion(new, form, before)
        return self._paper.checked(row, new, form) if kind in LOOKS else {}

    def case_file(self, number_or_uid: str) -> list[FileLine]:
        """Return the case file's table of contents (卷内目录): every paper and file, in order.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        return lines(self._archiving.pieces(row))

    def proposal(self, number_or_uid: str) -> Proposal | None:
        """Return the reply last laid before those who approve, with what they said.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return last_proposal(self._ledger.events(self._ledger.find(number_or_uid)))

    def review(self, number_or_uid: str) -> Guide:
        """Return where the five-step review stands.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._asks.review(self._ledger.find(number_or_uid))

    def _unsigned(self, row: store.Stored, events: Sequence[Event]) -> str:
        """Name the stages a proposal still lacks; empty when there is none or it has all."""
        proposal = last_proposal(events) if row.state is State.APPROVAL else None
        missing = proposal.missing(self._ledger.rules.stages) if proposal else []
        return "、".join(stage.label for stage in missing)

    def _signed(self, before: Sequence[Event]) -> dict[str, str]:
        """Return the boxes of the proposal that everybody needed has agreed to.

        Raises:
            StageMissing: somebody has not.
        """
        proposal = last_proposal(before)
        assert proposal is not None  # noqa: S101 - the state says so
        demand_signed(proposal, self._ledger.rules.stages)
        return {**proposal.form, "outcome": proposal.outcome}

    def _check_opinion(self, event: Event, form: dict[str, str], before: Sequence[Event]) -> None:
        """Refuse an opinion out of its turn, or by somebody whose role does not cover it."""
        stages = self._ledger.rules.stages
        stage = next(one for one in stages if one.code == event.key)
        by = signer(self._session, stage, form.get("by", ""))
        if by:
            form["by"] = by
        else:
            form.pop("by", None)
        proposal = last_proposal(before)
        assert proposal is not None  # noqa: S101 - the state says so
        said = replace(event, detail=form, recorded_by=self._session.user.name)
        check_opinion(opinion_of(said), proposal, stages)

    def _approve(self, event: Event, form: dict[str, str]) -> Event:
        """Note who approved: the named head of the office, or the 负责人 who is logged in."""
        if event.kind not in (EventKind.EXTEND, EventKind.AGREE_DELAY):
            return event
        name = acts.approver(self._session, form.get("approved_by", ""))
        if name:
            form["approved_by"] = name
        return replace(event, approved=bool(name))
