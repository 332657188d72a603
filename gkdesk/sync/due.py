"""What sync puts on 今日, read without the machinery that writes packages."""

from __future__ import annotations

from datetime import timedelta

from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due
from gkdesk.db import Connection

from . import downpending, merge, notices, store
from .model import SyncPackage

KEY_WARNING = timedelta(days=30)


def last_package(conn: Connection) -> SyncPackage | None:
    return next(iter(store.packages(conn)), None)


def dues(session: Session) -> list[Due]:
    """Say which packages wait for a hand (unfinished, without receipt, returned, from the county).

    And which keys end.

    The days are read from the database alone: the keys themselves load a library that the first
    page of the morning need not wait for.
    """
    conn = session.conn
    known = merge.history(store.sent(conn, only_pending=True)) if store.ever_returned(conn) else {}
    ending = [
        notices.key_due(own=own, until=until, today=session.today)
        for own, until in store.key_ends(conn).items()
        if until <= session.today + KEY_WARNING
    ]
    coming = [
        notices.down_due(number, open_) for number, _county, open_ in downpending.waiting(conn)
    ]
    return [*coming, *notices.dues(store.packages(conn), known.values()), *ending]
