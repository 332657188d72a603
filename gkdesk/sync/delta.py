"""Which rows the next package looks at: those changed since the county took them, and no others.

``sync_pending`` holds their names. Triggers on the rooms' tables write it (migration 025); a name
goes when the county accepted what was read after it was written, so a change made between reading
and answer is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from gkdesk.base.handover import PackageRow
from gkdesk.db import Connection

from . import contents, merge, store
from .model import Choice

# gives a room's rows: those of these keys, in any order, or all
Source = Callable[[Collection[str] | None], list[PackageRow]]
Sources = Mapping[str, Source]  # kind → source


def choose(
    conn: Connection, sources: Sources, *, whole: bool = False, full: bool = False
) -> Choice:
    """Sort the rooms' rows into what goes and what stays.

    Args:
        conn: the office's.
        sources: the rooms, by kind of row.
        whole: look at every row, not only at those that changed.
        full: send again what has gone.
    """
    as_of = store.last_pending(conn)
    pending = store.pending(conn)
    rows = [
        row
        for kind, source in sources.items()
        for row in _rows(source, None if whole else [key for one, key in pending if one == kind])
    ]
    known = merge.history(store.sent(conn, only_pending=not whole))
    choice = merge.choose([(row, contents.mark_of(row)) for row in rows], known, full=full)
    told = (*choice.rows, *choice.awaiting, *choice.held)
    open_ones = {(one.row.kind, one.row.key) for one in told}
    settled = tuple(one for one in pending if one[0] in sources and one not in open_ones)
    unchanged = choice.unchanged
    if not whole:  # what is not looked at is what the county has
        unchanged += store.accepted_count(conn) - store.accepted_pending_count(conn)
    return replace(choice, unchanged=unchanged, as_of=as_of, settled=settled)


def leaving(choice: Choice, without: Collection[tuple[str, str]]) -> list[PackageRow]:
    """Return what goes, but for the (kind, key) of ``without``."""
    left = frozenset(without)
    return [one.row for one in choice.rows if (one.row.kind, one.row.key) not in left]


def _rows(source: Source, keys: list[str] | None) -> list[PackageRow]:
    return [] if keys == [] else source(keys)


def seen(conn: Connection, package_id: int, choice: Choice) -> None:
    """Note what a package saw, and forget the names that turned out to be settled."""
    store.add_seen(conn, package_id, choice.as_of)
    store.drop_pending(conn, choice.settled, until=choice.as_of)
