"""After the reply: the last days to contest it, pending disputes, and table 四 of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due

from . import disputes, listing, remedies
from .disputes import Dispute
from .disputetable import DisputeTable, dispute_table
from .ledger import Ledger
from .model import Event
from .remedies import LastDay


class Aftercare:
    """Looks at what follows a reply; the steps themselves are taken with ``act``."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger

    def remedies(self, number_or_uid: str) -> list[LastDay]:
        """Return the applicant's last days; none before the reply is shown to have arrived.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        if not row.outcome:
            return []
        ledger, events = self._ledger, self._ledger.events(row)
        known = remedies.known_on(events)
        if known is None:
            return []
        kind = ledger.rules.outcome(row.outcome).remedy_on(known)
        return remedies.remedies(events, kind, ledger.rules, ledger.calendar)

    def of(self, number_or_uid: str) -> list[Dispute]:
        """Return every dispute of a case, the details opened.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return disputes.disputes(self._ledger.events(self._ledger.find(number_or_uid)))

    def defence(self, dispute: Dispute) -> LastDay:
        """Return the office's last day to answer a dispute or to give its evidence."""
        return remedies.defence(dispute, self._ledger.rules, self._ledger.calendar)

    def table(self, year: int | None = None) -> DisputeTable:
        """Return table 四 (15 cells) of a year, this year if none is named."""
        rows = listing.disputed(self._session.conn)
        cases = [self._ledger.plain_events(row) for row in rows]
        return dispute_table(cases, year or self._session.today.year)

    def agenda(self) -> list[Due]:
        """Return the office's own last days: to answer, to give evidence, to reply anew."""
        found = []
        for row in listing.disputed(self._session.conn):
            lines, title = self._lines(self._ledger.plain_events(row)), ""
            if lines and self._session.unlocked:
                applicant = self._ledger.open(row)
                title = f"{applicant.name}：{applicant.content}"
            found += [
                Due("requests", row.uid, row.number, words, on, verb, unsure, title)
                for words, on, unsure, verb in lines
            ]
        return found

    def _lines(self, events: Sequence[Event]) -> list[tuple[str, date | None, bool, str]]:
        """Return words, day, whether it is estimated, and the next step."""
        lines: list[tuple[str, date | None, bool, str]] = []
        for one in disputes.pending(events):
            if one.defended_on is not None:
                words = f"{one.kind.label}，等待结果"
                lines.append((words, None, False, "登记结果"))
                continue
            last = self.defence(one)
            words = f"{one.kind.label}，{last.figure.label}"
            lines.append((words, last.on, last.provisional, "提交答复"))
        again = remedies.redo_day(events, self._ledger.rules, self._ledger.calendar)
        if again is not None:
            lines.append(("责令重新答复", again.on, again.provisional, "重新办理"))
        return lines
