"""When a record must be public, what it shows once it is, and what the county is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.handover import PackageRow
from gkdesk.base.text import sort_key
from gkdesk.catalog.duedays import after
from gkdesk.catalog.model import ClauseKind, Item, Trigger
from gkdesk.documents import numbers

from . import cabinet, filestore, scanstore, store
from .indexnumbers import IndexRules
from .model import File, Record, State

if TYPE_CHECKING:
    from .attached import Attached
    from .privacy import Privacy

_TOLD = (State.PUBLISHED.value, State.WITHDRAWN.value)
_FROM_MAKING = (Trigger.CHANGED, Trigger.FORMED, Trigger.MADE)


def lay_open(session: Session, record: Record, rules: IndexRules) -> None:
    """Number a record that is published, and keep its title in plain words; joins a transaction.

    A record published again after it was withdrawn counts from the new day.
    """
    index = record.index_number
    if not index and not rules.site:
        index = _next_index(session, record, rules)
    store.set_public(
        session.conn,
        record.uid,
        on=session.today.isoformat(),
        index_number=index,
        title=record.title,
        doc_number=record.doc_number,
        title_key=sort_key(record.title),
    )


def _next_index(session: Session, record: Record, rules: IndexRules) -> str:
    today = session.today
    while True:  # a number of ours may have been written by hand before
        serial = numbers.take(session.conn, f"records.index/{rules.series(today)}", today.year)
        index = rules.written(session.organ.credit_code, today, serial)
        if store.indexed(session.conn, index, but=record.uid) is None:
            return index


def due(item: Item, made_on: date, calendar: WorkCalendar) -> Estimate | None:
    """Return the day by which a time limit that counts from the making wants a record public."""
    for clause in item.time_limit.clauses:
        if clause.kind is not ClauseKind.RELATIVE or clause.trigger not in _FROM_MAKING:
            continue
        return after(made_on, clause.count, clause.unit, calendar)
    return None


def package_rows(
    session: Session, keys: Collection[str] | None, privacy: Privacy, files: Attached
) -> list[PackageRow]:
    """Return what the county is told of records, all or those of some uids.

    Only few have anything let go, or files.
    """
    conn = session.conn
    if keys is None:
        stored = [row for state in _TOLD for row in store.rows(conn, state)]
    else:
        stored = [row for uid in keys if (row := store.find(conn, uid)) and row.state in _TOLD]
    let_go = scanstore.with_releases(conn)
    attached = filestore.with_files(conn, [row.uid for row in stored])
    found = []
    for one in (cabinet.opened(session, row) for row in stored):
        released = privacy.released(one) if one.uid in let_go else frozenset[str]()
        out = one.state is State.PUBLISHED and one.uid in attached
        found.append(package_row(one, released, files.of(one.uid) if out else ()))
    return found


def package_row(
    record: Record, released: frozenset[str] = frozenset(), files: Sequence[File] = ()
) -> PackageRow:
    """Return what the county is told of a record; of a withdrawn one not its words and files."""
    shown = record if record.state is State.PUBLISHED else replace(record, body="")
    data: dict[str, object] = {
        "number": shown.number,
        "title": shown.title,
        "doc_number": shown.doc_number,
        "item_key": shown.item_key,
        "attribute": shown.attribute.value,
        "body": shown.body,
        "made_on": shown.made_on.isoformat(),
        "state": shown.state.value,
    }
    named = tuple((one.name, one.sha256) for one in files)
    return PackageRow("record", record.uid, record.revision, data, named, released=released)
