"""Handing cases to another officer (改经办人): several at once, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.accounts import store as accounts
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from .ledger import Ledger
from .model import Event, EventKind, Handed, State


class NoSuchOfficer(Declined):
    """Nobody of this name works with the program."""

    message = "没有名为“{name}”的在用用户。请先在“系统”里添加，或者换一个人，经办人没有改动。"


class Officers:
    """Changes who handles a case; the change stands in the case's own record and in the audit."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger

    def change(self, numbers_or_uids: Sequence[str], officer: str) -> Handed:
        """Hand cases to an officer; tell how many, and which not and why.

        Raises:
            NoSuchOfficer: no active user has this name.
            NoSuchRequest: one of the cases is not there; nothing is changed.
        """
        session = self._session
        user = accounts.user_by_name(session.conn, officer)
        if user is None or not user.active:
            raise NoSuchOfficer(name=officer)
        rows = [self._ledger.find(one) for one in dict.fromkeys(numbers_or_uids)]
        changed, refused = 0, []
        with session.transaction():
            for row in rows:
                if row.state is State.ARCHIVED:
                    refused.append(f"{row.number}已归档，不能改经办人")
                elif row.officer == officer:
                    refused.append(f"{row.number}本来就由{officer}办理")
                else:
                    self._ledger.hand_over(row, officer)
                    note = {"text": f"经办人由{row.officer}改为{officer}"}
                    self._ledger.record(row, Event(EventKind.NOTE, session.today), note)
                    session.audit("requests.officer", row.number, before=row.officer, now=officer)
                    changed += 1
        return Handed(changed, tuple(refused))
