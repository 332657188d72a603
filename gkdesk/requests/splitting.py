"""分件: one application with several items becomes several cases with one day of receipt."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from . import store
from .ledger import Ledger
from .model import BadForm, Event, EventKind, FieldFault, State
from .paper import Paper

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

_K = EventKind
# what moved the time limit of the whole, its scans and what was searched: every part has them too
CARRIED = frozenset({
    _K.LODGE, _K.CONFIRM, _K.RECEIVE, _K.SEARCH, _K.ASSISTED, _K.ASK_CORRECTION, _K.CORRECTED,
    _K.CONSULT, _K.OPINION, _K.EXTEND, _K.CHARGE, _K.PAID, _K.AGREE_DELAY, _K.ATTACH,
})  # fmt: skip


class Splitting:
    """Makes the parts; the whole is closed by the step that called for it."""

    def __init__(
        self, session: Session, documents: Documents, ledger: Ledger, paper: Paper
    ) -> None:
        self._session, self._documents = session, documents
        self._ledger, self._paper = ledger, paper

    def check(self, form: Mapping[str, str]) -> list[str]:
        """Return the items.

        Raises:
            BadForm: fewer than two, or one twice.
        """
        items = [line.strip() for line in form["items"].splitlines() if line.strip()]
        label = "各件的申请内容"
        if len(items) < 2:  # noqa: PLR2004 - one is no splitting
            raise BadForm([FieldFault("items", label, "分件至少要有两项，一行写一项")])
        if len(set(items)) < len(items):
            raise BadForm([FieldFault("items", label, "有两项的内容相同，请核对")])
        return items

    def split(self, row: store.Stored, form: Mapping[str, str]) -> dict[str, str]:
        """Register every item as a case of its own; return what is noted with the whole.

        Each has the day of receipt, the time limit and the scans of the whole, and a number and
        a receipt of its own. Joins the open transaction.
        """
        events = [one for one in self._ledger.events(row) if one.kind in CARRIED]
        numbers = [self._part(row, item, events) for item in self.check(form)]
        return {"parts": "、".join(numbers)}

    def _part(self, row: store.Stored, item: str, events: list[Event]) -> str:
        uid = str(uuid.uuid4())
        number = self._documents.next_number("request", row.received_on)
        applicant = replace(self._ledger.open(row), content=item)
        part = replace(
            row, id=0, uid=uid, number=number, state=State.HANDLING, split_from=row.uid,
            applicant=self._ledger.seal(uid, applicant),
        )  # fmt: skip
        indexes = self._ledger.indexes(applicant)
        added = store.add(self._session.conn, part, indexes=indexes, at=self._ledger.stamp)
        part = replace(part, id=added)
        for event in events:
            detail = {**event.detail, "carried_from": row.number}
            self._ledger.record(part, event, detail)
        self._paper.first_receipt(self._ledger.find(uid), self._session.today)
        self._session.audit("requests.register", number, channel=row.channel)
        return number
