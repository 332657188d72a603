"""Watches every transaction of a session: a row told to the county that changed must be noted.

The delta of a sync package rests on triggers (migration 025). With ``GKDESK_TOLD=1`` every test is
watched; a few always are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

import pytest

from gkdesk.accounts.session import Session
from gkdesk.desk import Desk
from gkdesk.sync import store
from gkdesk.sync.contents import mark_of
from gkdesk.sync.model import Mark

Told = dict[tuple[str, str], Mark]


def told(session: Session) -> Told:
    """What the county would be told now, of every room."""
    desk = Desk(session, cast("Any", None), None)
    rows = [row for source in desk.sync._sources.values() for row in source(None)]
    return {(row.kind, row.key): mark_of(row) for row in rows}


def watch(patch: pytest.MonkeyPatch) -> list[int]:
    """Check after every transaction from now on; the list grows by the changes each one made."""
    before: dict[int, Told] = {}
    seen: list[int] = []
    plain = Session.transaction

    @contextmanager
    def watched(session: Session) -> Iterator[None]:
        outer = not session.conn.in_transaction
        since = store.last_pending(session.conn)
        with plain(session):
            yield
        if outer and session.unlocked:
            after = told(session)
            last = before.get(id(session.conn), {})
            changed = {key for key, mark in after.items() if last.get(key) != mark}
            _check(session, changed, since if last else 0)
            before[id(session.conn)] = after
            seen.append(len(changed))

    patch.setattr(Session, "transaction", cast("AbstractContextManager[None]", watched))
    return seen


def _check(session: Session, changed: set[tuple[str, str]], since: int) -> None:
    rows = session.conn.execute(
        "SELECT kind, key FROM sync_pending WHERE id > :since", {"since": since}
    )
    missed = changed - {(row["kind"], row["key"]) for row in rows}
    assert not missed, f"the county would not be told of {sorted(missed)[:3]}"
