"""What is looked over before a reply is numbered: its draft, and the sheet it is signed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from . import declined, internal, letters, questions, store
from .approval import Opinion, Proposal, last_proposal
from .ledger import Ledger
from .model import Event, Request, State
from .replies import Replies

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

APPROVAL_SHEET = "request_approval"
Form = Mapping[str, str]


class ApprovalPaper:
    """Draws drafts of replies and 呈批单; keeps nothing."""

    def __init__(
        self, session: Session, documents: Documents, ledger: Ledger, replies: Replies
    ) -> None:
        self._session, self._documents = session, documents
        self._ledger, self._replies = ledger, replies

    def draft_reply(self, row: store.Stored, form: Form, *, docx: bool) -> bytes:
        """Return a reply as it would be printed; no number is taken, nothing is kept."""
        on = date.fromisoformat(form["on"])
        request, before = self._ledger.request(row), self._ledger.events(row)
        template, values = self._replies.values(request, form, on, before)
        make = self._documents.docx if docx else self._documents.render
        return make(template, values)

    def signed(self, row: store.Stored, event: Event, form: Form) -> letters.Values:
        """Return what 呈批单 says of a reply being made: who agreed, or who signed on paper."""
        if self._ledger.fresh(row).state is State.APPROVAL:
            proposal = last_proposal(self._ledger.events(row))
            said = list(proposal.opinions.values()) if proposal else []
        else:
            said = internal.signed_on_paper(form, event.on, self._session.user.name)
        return self._sheet(self._ledger.request(row), event.outcome, form, said)

    def sheet(self, row: store.Stored) -> bytes:
        """Draw 呈批单 of what lies before those who approve, to be signed by hand.

        Raises:
            NotNow: nothing lies before them.
        """
        proposal = self._pending(row, "打印呈批单")
        opinions = list(proposal.opinions.values())
        request = self._ledger.request(row)
        values = self._sheet(request, proposal.outcome, proposal.form, opinions)
        return self._documents.render(APPROVAL_SHEET, values)

    def proposed_reply(self, row: store.Stored) -> bytes:
        """Draw the reply that lies before those who approve, without a number.

        Raises:
            NotNow: nothing lies before them.
        """
        proposal = self._pending(row, "看送审稿")
        form = {**proposal.form, "outcome": proposal.outcome, "on": proposal.on.isoformat()}
        return self.draft_reply(row, form, docx=False)

    def _pending(self, row: store.Stored, what: str) -> Proposal:
        proposal = last_proposal(self._ledger.events(row))
        if proposal is None or self._ledger.fresh(row).state is not State.APPROVAL:
            raise declined.NotNow(state=row.state.label, label=what, article="第十七条")
        return proposal

    def _sheet(
        self, request: Request, outcome: str, form: Form, said: Sequence[Opinion]
    ) -> letters.Values:
        asked = questions.answered(self._ledger.rules.questions, form)
        return internal.approval(request, self._replies.rule(outcome), form, said, asked)
