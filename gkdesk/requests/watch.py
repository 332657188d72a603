"""What is to be put right in the cases that are not archived yet."""

from __future__ import annotations

from dataclasses import replace

from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due

from . import acts, casechecks, followuplists, store
from .checks import OpenFinding, findings
from .ledger import Ledger, same_person
from .model import Applicant, Matter, State
from .paper import Paper
from .similar import similar


class Watch:
    """Looks at cases without touching them."""

    def __init__(self, session: Session, ledger: Ledger, paper: Paper) -> None:
        self._session = session
        self._ledger = ledger
        self._paper = paper

    def findings(self, number_or_uid: str = "") -> list[OpenFinding]:
        """Return the findings of one case, or of all that are not archived.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        conn = self._session.conn
        rows = [self._ledger.find(number_or_uid)] if number_or_uid else store.unfinished(conn)
        rows = [row for row in rows if row.state is not State.ARCHIVED]
        if not rows:
            return []
        everybody = [
            (row, self._ledger.open(row)) for row in store.all_of(conn, None) if row.counted
        ]
        found: list[OpenFinding] = []
        for row in rows:
            numbers = _alike(self._ledger.open(row), everybody) if row.counted else ()
            case = replace(self._paper.case(row), alike=numbers)
            found += [
                OpenFinding(row.number, row.uid, one.rule.code, one.words)
                for one in findings(case, self._ledger.rules.checks, casechecks.CASE)
            ]
        return found

    def agenda(self) -> list[Due]:
        """Return every open request with its one next step, then what the post left open."""
        found = []
        for row in store.open_ones(self._session.conn):
            title = ""
            if self._session.unlocked:
                applicant = self._ledger.open(row)
                title = f"{applicant.short_name}：{applicant.content}"
            clock, fresh = self._ledger.clock(row), self._ledger.fresh(row)
            today = self._session.today
            due = acts.due_of(fresh, clock, self._ledger.calendar, title, today)
            if row.matter is Matter.CORRECTION and fresh.state is State.HANDLING:
                due = replace(due, detail="更正申请，建议的期限", verb="处理更正申请")
            found.append(due)
        return found + self._unproved() + followuplists.agenda(self._session, self._ledger)

    def _unproved(self) -> list[Due]:
        """Return the posted replies of which nobody knows whether they arrived."""
        closed = [row for row in store.unfinished(self._session.conn) if row.state is State.CLOSED]
        return [
            Due("requests", row.uid, row.number, "邮寄的答复没有寄达凭证", None, "登记寄达")
            for row in closed
            if casechecks.unproved(self._ledger.plain_events(row), self._session.today)
        ]


def _alike(own: Applicant, everybody: list[tuple[store.Stored, Applicant]]) -> tuple[str, ...]:
    """Return the numbers under which other people asked for much the same."""
    return tuple(
        row.number
        for row, other in everybody
        if not same_person(own, other) and similar(own.content, other.content)
    )
