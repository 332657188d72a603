"""效力状态 of documents, and the re-assessment (定期评估审查) of what is not open.

A document is in force from its 施行日期 until it is amended, abolished, declared void, or its
validity (有效期) runs out; running out needs nobody to write it down, so it is computed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import tidy, visible
from gkdesk.catalog.duedays import add_months

from . import filestore
from .attributes import AttributeRules
from .model import (
    DOCUMENTS,
    Assessment,
    Attribute,
    Outcome,
    Record,
    Standing,
    State,
    Validity,
)

LONGEST_BASIS = 200
_RUNNING = (Validity.IN_FORCE, Validity.AMENDED)


class NotADocument(Declined):
    """Only documents have a validity."""

    message = (
        "“{number}”的种类是“{kind}”，没有效力状态。"
        "只有公文、政策文件和行政规范性文件才登记，数据没有改动。"
    )


class NotSettled(Declined):
    """Only what was kept back is assessed again."""

    message = "“{number}”（{attribute}，{state}）不在不公开清单里，不用评估。数据没有改动。"


class Standings:
    """The validity of each document."""

    def __init__(self, session: Session, get: Callable[[str], Record]) -> None:
        self._session, self._get = session, get

    def of(self, uid: str) -> list[Standing]:
        """Return what was noted about a document's validity, oldest first."""
        record = self._get(uid)
        rows = filestore.validities(self._session.conn, record.uid)
        return [_standing(row["status"], row["on_day"], row["basis"]) for row in rows]

    def now(self, record: Record) -> Standing | None:
        """Return a document's validity today, ``None`` when it is no document."""
        return standing(record, self.of(record.uid), self._session.today)

    def declare(self, uid: str, validity: Validity, on: date, basis: str) -> Standing:
        """Note that a document is amended, abolished, void or in force (again) from a day.

        Raises:
            NotADocument: it has no validity.
            BadValue: no basis, or the day is before the document.
        """
        session, record = self._session, self._get(uid)
        session.require(Role.REVIEWER, Role.LEADER)
        if record.kind not in DOCUMENTS:
            raise NotADocument(number=record.number, kind=record.kind.label)
        words = " ".join(tidy(visible(basis)).split("\n"))
        if not words or len(words) > LONGEST_BASIS:
            why = f"不能超过{LONGEST_BASIS}字" if words else "没有填写"
            raise BadValue("basis", "依据的文件或清理决定", why)
        demand_open(words, "basis", "依据的文件或清理决定")
        if on < record.made_on:
            raise BadValue("on", "生效日期", f"早于文件的日期{record.made_on.isoformat()}")
        with session.transaction():
            filestore.add_validity(
                session.conn,
                record_uid=record.uid,
                status=validity.value,
                on_day=on.isoformat(),
                basis=words,
                at=session.now().isoformat(timespec="seconds"),
                user=session.user.name,
            )
            session.audit("records.validity", record.number, status=validity.value)
        return Standing(validity, on, words)


def standing(record: Record, noted: list[Standing], today: date) -> Standing | None:
    """Return a document's validity on a day."""
    if record.kind not in DOCUMENTS:
        return None
    begun = [one for one in noted if one.on <= today]
    # of two noted for one day the later entry holds: it corrects the first
    last = max(enumerate(begun), key=lambda pair: (pair[1].on, pair[0]))[1] if begun else None
    until = record.facts.valid_until
    runs = last is None or (last.validity in _RUNNING and last.on <= (until or last.on))
    if runs and until is not None and until < today:
        return Standing(Validity.EXPIRED, _next_day(until), "有效期届满")
    start = record.facts.effective_on or record.made_on
    return last or Standing(Validity.IN_FORCE, start, "")


class Assessing:
    """Re-assesses what is not open: yearly, or when the ground is gone."""

    def __init__(
        self,
        session: Session,
        get: Callable[[str], Record],
        rules: Callable[[], AttributeRules],
    ) -> None:
        self._session, self._get, self._rules = session, get, rules

    def of(self, uid: str) -> list[Assessment]:
        """Return the assessments of a record, oldest first."""
        vault = self._session.vault
        return [
            Assessment(
                date.fromisoformat(row.on_day),
                Outcome(row.outcome),
                vault.open_json(row.sealed, _place(row.uid))["reason"],
                row.user,
                date.fromisoformat(row.next_on) if row.next_on else None,
            )
            for row in filestore.assessments(self._session.conn, self._get(uid).uid)
        ]

    def due_on(self, record: Record, known: dict[str, str] | None = None) -> date | None:
        """Return when a settled record is due to be looked at again.

        Args:
            record: the record.
            known: ``filestore.next_assessments``, when many are asked.
        """
        if record.state is not State.SETTLED:
            return None
        known = filestore.next_assessments(self._session.conn) if known is None else known
        settled = record.events[-1].at.date() if record.events else record.made_on
        return self.after(record.uid, settled, known)

    def after(self, uid: str, settled: date, known: dict[str, str]) -> date:
        """Return when what was settled on a day is due, by what was assessed since."""
        if uid in known:
            return date.fromisoformat(known[uid])
        return add_months(settled, self._rules().reassess_months)

    def note(self, uid: str, outcome: Outcome, reason: str) -> Assessment:
        """Note an assessment; what becomes open is drafted anew and reviewed as anything else.

        Raises:
            NotSettled: the record was not kept back.
            BadValue: no reason, or the outcome is what it is already.
        """
        session, record = self._session, self._get(uid)
        session.require(Role.REVIEWER, Role.LEADER)
        if record.state is not State.SETTLED:
            raise NotSettled(
                number=record.number, attribute=record.attribute.label, state=record.state.label
            )
        words = tidy(visible(reason))
        if not words:
            raise BadValue("reason", "评估的理由", "没有填写")
        if outcome.value == record.attribute.value == Attribute.ON_REQUEST.value:
            raise BadValue("outcome", "评估结果", "和现在的公开属性一样")
        today = session.today
        keeps = outcome is Outcome.KEEP
        next_on = add_months(today, self._rules().reassess_months) if keeps else None
        made = str(uuid.uuid4())
        with session.transaction():
            filestore.add_assessment(
                session.conn,
                filestore.StoredAssessment(
                    uid=made,
                    record_uid=record.uid,
                    on_day=today.isoformat(),
                    outcome=outcome.value,
                    next_on=next_on.isoformat() if next_on else None,
                    sealed=session.vault.seal_json({"reason": words}, _place(made)),
                    at=session.now().isoformat(timespec="seconds"),
                    user=session.user.name,
                ),
            )
            session.audit("records.assess", record.number, outcome=outcome.value)
        return Assessment(today, outcome, words, session.user.name, next_on)


def _standing(status: str, on: str, basis: str) -> Standing:
    return Standing(Validity(status), date.fromisoformat(on), basis)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _place(uid: str) -> str:
    return f"record_assessment.sealed#{uid}"
