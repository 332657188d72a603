"""What sync puts on 今日, read without the machinery that writes packages."""

from __future__ import annotations

from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due

from . import merge, notices, store


def dues(session: Session) -> list[Due]:
    """Say which packages wait for a hand: unfinished, without receipt, returned."""
    conn = session.conn
    known = merge.history(store.sent(conn)) if store.ever_returned(conn) else {}
    return notices.dues(store.packages(conn), known.values())
