"""What the office can do with requests for information; each act is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.handover import Due, PackageRow

from . import acts, application, boxes, telling
from .approval import Proposal
from .checks import OpenFinding
from .clockstate import ClockState
from .guide import Guide
from .intake import Intake
from .ledger import Ledger
from .model import Event, Field, FileLine, Inquiry, Move, Request, RequestRow, State
from .offers import Offers
from .paper import Paper
from .receiptday import ReceiptDay
from .roster import Roster
from .rules import OutcomeRule, Rules
from .watch import Watch

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

    from .acting import Acting
    from .fees import Fee
    from .pasted import Pasted


class Requests(Offers):
    """依申请公开: register, act, look."""

    def __init__(self, session: Session, documents: Documents) -> None:
        self._session = session
        self._documents = documents
        self._ledger = Ledger(session)
        self._paper = Paper(session, documents, self._ledger)
        self._intake = Intake(session, documents, self._ledger, self._paper)
        self._roster = Roster(session, self._ledger)
        self._watch = Watch(session, self._ledger, self._paper, self._roster)

    @cached_property
    def _acting(self) -> Acting:
        from .acting import Acting

        return Acting(self._session, self._documents, self._ledger, self._paper, self._intake)

    @property
    def rules(self) -> Rules:
        """The legal figures, each with its article and status."""
        return self._ledger.rules

    @property
    def calendar(self) -> WorkCalendar:
        """The shipped working days, and the office's own files over them."""
        return self._ledger.calendar

    def register_fields(self) -> tuple[Field, ...]:
        return boxes.REGISTER

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
        return self._intake.register(values)

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
        return self._intake.receipt(number_or_uid, values)

    def receipt_fields(self) -> tuple[Field, ...]:
        """Return what may be typed anew for a receipt that could not be printed."""
        return boxes.RECEIPT

    def lacks_receipt(self, number_or_uid: str) -> bool:
        """Tell whether the receipt could not be printed at registering and waits for it.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        return row.state is not State.WAIT_CONFIRM and not self._paper.has_receipt(row)

    def preview_of(self, values: Mapping[str, object]) -> tuple[ReceiptDay, ClockState]:
        """Say what the days typed so far come to: the receipt, its reason, and the clock.

        Raises:
            RuleMissing: before the regulation of 2019.
        """
        return self._intake.preview_of(values)

    def parse(self, data: bytes | str) -> Pasted:
        """Read a chat, an e-mail or a filled form; see ``pasted``."""
        from . import pasted

        return pasted.read(data)

    def category_of(self, name: str) -> tuple[str, str]:
        """Return the annual report's column an organisation's name points to, and a hint."""
        return application.category_of(name)

    def fee_fields(self) -> tuple[Field, ...]:
        """Return what a fee is reckoned from (信息处理费)."""
        from . import formchecks

        return formchecks.FEE

    def fee(self, values: Mapping[str, object]) -> Fee:
        """Reckon a fee by the standard in force today or on the day ``on``; nothing is kept.

        Other boxes of a fee notice may be among the values and are passed over.

        Raises:
            BadForm: what the amount comes from is missing or wrong.
        """
        from . import formchecks

        return formchecks.typed_fee(values, self.rules, self._session.today)

    def trial_fields(self) -> tuple[Field, ...]:
        """Return what the clock of a case that is not registered is reckoned from."""
        from . import trial

        return trial.FIELDS

    def trial(self, values: Mapping[str, object]) -> ClockState:
        """Reckon the clock of a case that is not registered (期限试算); nothing is kept.

        Raises:
            BadForm: every wrong or missing box at once.
            Declined: the law or the order of the dates forbids it.
        """
        from . import batch, trial

        return batch.clock_of(trial.case_of(values), self.rules, self.calendar)

    def same_applicant(self, id_number: str, content: str) -> list[RequestRow]:
        """Find earlier requests of the same person for the same thing (《条例》第36条第6项)."""
        return self._intake.same_applicant(id_number, content)

    def rows(self, *, year: int | None = None) -> list[RequestRow]:
        """Return the list, opened; ``year`` is that of the receipt."""
        found = self._roster.every()
        return [row for row in found if year is None or row.received_on.year == year]

    def row(self, number_or_uid: str) -> RequestRow:
        """Return one line of the list.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._ledger.row(self._ledger.find(number_or_uid))

    @property
    def roster(self) -> Roster:
        """The list of many years, opened a slice at a time."""
        return self._roster

    def get(self, number_or_uid: str) -> Request:
        """Return one request.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._paper.request(self._ledger.find(number_or_uid))

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

    def told(self, number_or_uid: str) -> list[tuple[Event, str, str]]:
        """Return what happened with its heading and its words, the oldest first.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        steps, stages = self.rules.steps, self.rules.stages
        return [
            (event, telling.heading(event, steps, stages), telling.words(event))
            for event in self.events(number_or_uid)
        ]

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
        return self._acting.moves(number_or_uid)

    def asked(
        self, number_or_uid: str, event: str, values: Mapping[str, object]
    ) -> Sequence[Field]:
        """Return what a step asks; a reply or letter by its ``outcome`` or ``letter``.

        Raises:
            BadForm: no outcome or letter of this name has a document.
            NoSuchRequest: no request has this number or uid.
        """
        return self._acting.asked(number_or_uid, event, values)

    def draft_reply(
        self, number_or_uid: str, values: Mapping[str, object], *, docx: bool = False
    ) -> bytes:
        """Return a reply as it would be printed (or its .docx), without a number; nothing is kept.

        Raises:
            BadForm: every wrong or missing box at once.
            MissingGlyph: a character cannot be printed.
            NoSuchRequest: no request has this number or uid.
        """
        return self._acting.draft_reply(number_or_uid, values, docx=docx)

    def review(self, number_or_uid: str) -> Guide:
        """Return where the five-step review (五步审查) stands.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._acting.review(number_or_uid)

    def proposal(self, number_or_uid: str) -> Proposal | None:
        """Return the reply last laid before those who approve (呈批), and what they said.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._acting.proposal(number_or_uid)

    def approval_sheet(self, number_or_uid: str) -> bytes:
        """Return 呈批单 as a PDF to be signed by hand; nothing is kept.

        Raises:
            NotNow: nothing lies before those who approve.
            NoSuchRequest: no request has this number or uid.
        """
        return self._paper.approvals.sheet(self._ledger.find(number_or_uid))

    def proposed_reply(self, number_or_uid: str) -> bytes:
        """Return the reply that lies before those who approve, as a PDF without a number.

        Raises:
            NotNow: nothing lies before them.
            NoSuchRequest: no request has this number or uid.
        """
        return self._paper.approvals.proposed_reply(self._ledger.find(number_or_uid))

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
        return self._acting.act(number_or_uid, event, values)

    def case_file(self, number_or_uid: str) -> list[FileLine]:
        """Return the case file's table of contents (卷内目录): every paper and file, in order.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._acting.case_file(number_or_uid)

    def findings(
        self, number_or_uid: str = "", *, patient: bool = True, alike: bool = True
    ) -> list[OpenFinding]:
        """Return what is to be put right in one case, or in all that are not archived.

        ``patient`` opens every request first, to know who else asked for the same; without
        ``alike`` nobody looks for that.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._watch.findings(number_or_uid, patient=patient, alike=alike)

    def agenda(self) -> list[Due]:
        """Return every open request with its one next step."""
        return self._watch.agenda() + self.aftercare.agenda()

    def package_rows(self, keys: Collection[str] | None = None) -> list[PackageRow]:
        """Return what the county is told: no person, no content."""
        return self._ledger.package_rows(keys)
