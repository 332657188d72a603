"""What is to be put right in the cases that are not archived yet."""

from __future__ import annotations

from dataclasses import replace

from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due

from . import acts, casechecks, followuplists, listing, store
from .checks import OpenFinding, findings
from .ledger import Ledger
from .model import Matter, State
from .paper import Paper
from .roster import Roster


class Watch:
    """Looks at cases without touching them."""

    def __init__(self, session: Session, ledger: Ledger, paper: Paper, roster: Roster) -> None:
        self._session = session
        self._ledger = ledger
        self._paper = paper
        self._roster = roster

    def findings(
        self, number_or_uid: str = "", *, patient: bool = True, alike: bool = True
    ) -> list[OpenFinding]:
        """Return the findings of one case, or of all that are not archived.

        Args:
            number_or_uid: the case; empty for all.
            patient: open every request first, to know who else asked for the same; else tell
                that only of what ``Roster.load`` has opened.
            alike: look for who else asked at all.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        conn = self._session.conn
        rows = [self._ledger.find(number_or_uid)] if number_or_uid else store.unfinished(conn)
        rows = [row for row in rows if row.state is not State.ARCHIVED]
        if not rows:
            return []
        if patient and alike:
            self._roster.load(float("inf"))
            self._roster.index(float("inf"))
        found: list[OpenFinding] = []
        for row in rows:
            case = self._paper.case(row)
            if row.counted and alike:
                case = replace(case, alike=self._roster.alike(row.uid, case.request.applicant))
            found += [
                OpenFinding(row.number, row.uid, one.rule.code, one.words)
                for one in findings(case, self._ledger.rules.checks, casechecks.CASE)
            ]
        return found

    def agenda(self) -> list[Due]:
        """Return every open request with its one next step, then what the post left open."""
        today, calendar = self._session.today, self._ledger.calendar
        title = self._roster.title if self._session.unlocked else _untold
        found = []
        for row, clock in self._ledger.open_clocks():
            due = acts.due_of(row, clock, calendar, title(row), today)
            if row.matter is Matter.CORRECTION and row.state is State.HANDLING:
                due = replace(due, detail="更正申请，建议的期限", verb="处理更正申请")
            found.append(due)
        return found + self._unproved() + followuplists.agenda(self._session, self._ledger)

    def _unproved(self) -> list[Due]:
        """Return the posted replies of which nobody knows whether they arrived."""
        return [
            Due("requests", row.uid, row.number, "邮寄的答复没有寄达凭证", None, "登记寄达")
            for row in listing.unproved(self._session.conn)
            if casechecks.unproved(self._ledger.plain_events(row), self._session.today)
        ]


def _untold(_row: store.Stored) -> str:
    return ""
