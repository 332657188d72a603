"""作废文书: which document of a case may be voided, so that the case still says what is true.

A reply is what the case was answered with, and nothing can take its place. A notice on which the
time limit rests was sent, or the limit is wrong. What lies in an archived file stays there. Every
other paper may go: the receipt is issued again, the rest the archive's checklist then asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined
from gkdesk.base.text import tidy, visible
from gkdesk.documents.service import AlreadyVoid

from . import store
from .acts import replies_of
from .declined import NoSuchRequest
from .ledger import Ledger
from .model import Event, EventKind

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

SUBJECT = "request:"
# the notices a time limit stands still, begins anew or grows by
_TIMED = frozenset({
    "request_correction", "request_fee", "request_extension", "request_delay",
    "consult_third_party", "consult_organ",
})  # fmt: skip


class AnswerStands(Declined):
    """A reply cannot be voided: the case was answered with it."""

    message = (
        "“{paper}”是本件的答复，不能单独作废。还没有送达的，请在案件里点“收回答复书”；"
        "已经送达的，请另行书面告知申请人并写备注。文书没有改动。"
    )


class LimitRests(Declined):
    """The case's time limit is reckoned from this notice."""

    message = (
        "本件的期限按“{paper}”计算，不能作废。内容有误的，请另行书面更正并写备注。文书没有改动。"
    )


class Archived(Declined):
    """The document lies in an archived file."""

    message = "“{paper}”已经随案卷归档，不能作废。需要说明的，请写备注。文书没有改动。"


_SHORT: dict[type[Declined], str] = {
    AnswerStands: "是本件的答复，未送达的可以收回", LimitRests: "期限按此件计算，不能作废",
    Archived: "已经归档，不能作废",
}  # fmt: skip


class Voiding:
    """Voids documents of cases; says beforehand why one cannot be."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    def why_not(self, document_id: int) -> tuple[str, str]:
        """Return in few words and in a sentence why a document cannot be voided; ``""`` if it can.

        Raises:
            NoDocument: there is none of this id.
        """
        found = self._documents.get(document_id)
        if found.voided_on is not None:
            return "已经作废", str(AlreadyVoid(number=found.number or found.title))
        against = self._against(found, self._row(found))
        return (_SHORT[type(against)], str(against)) if against else ("", "")

    def void(self, document_id: int, reason: str) -> None:
        """Void a document; its number stays on the list, and the case notes it.

        Raises:
            NoDocument: there is none of this id.
            AnswerStands, LimitRests, Archived: the case would say what is not true.
            AlreadyVoid, NoReason, BadValue: see ``Documents.void``.
        """
        found = self._documents.get(document_id)
        row = self._row(found)
        against = self._against(found, row)
        if against is not None:
            raise against
        with self._session.transaction():
            self._documents.void(document_id, reason)
            if row is not None:
                text = f"作废“{found.title}{found.number}”：{tidy(visible(reason))}"
                note = Event(EventKind.NOTE, self._session.today)
                self._ledger.record(row, note, {"text": text})

    def _row(self, found: Document) -> store.Stored | None:
        """Return the case a document belongs to; other rooms' papers have none."""
        if not found.subject.startswith(SUBJECT):
            return None
        try:
            return self._ledger.find(found.subject.removeprefix(SUBJECT))
        except NoSuchRequest:
            return None

    def _against(self, found: Document, row: store.Stored | None) -> Declined | None:
        if row is None or found.voided_on is not None:
            return None
        paper = f"{found.title}{found.number}"
        archived = [
            event.on for event in self._ledger.plain_events(row) if event.kind is EventKind.ARCHIVE
        ]
        if archived and found.made_on <= archived[-1]:
            return Archived(paper=paper)
        if replies_of([found]):
            return AnswerStands(paper=paper)
        return LimitRests(paper=paper) if found.form in _TIMED else None
