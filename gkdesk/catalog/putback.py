"""Make the catalog again what it was in an earlier version: an import is undone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from . import store, versionstore
from .compare import fields_of
from .itemjson import from_json

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session


class Standing(NamedTuple):
    """How an item stands: its JSON, its place, whether it is retired."""

    data: str
    place: int
    gone: bool


def put_back(session: Session, number: int, file: str) -> int:
    """Write every item as it stood in a version; return the import's number.

    Items that came later are retired, never deleted. Joins the caller's transaction.

    Args:
        session: the office.
        number: the version, 0 for before the first.
        file: what the import is said to be of.
    """
    conn = session.conn
    now, then = versionstore.standing_now(conn), versionstore.standing_at(conn, number)
    counts = {"added": 0, "changed": 0, "gone": 0, "same": 0}
    import_id = store.add_import(
        conn, at=session.now().isoformat(timespec="seconds"), user=session.user.name, file=file,
        sha256="", counts=counts,
    )  # fmt: skip
    for key, (data, place, gone) in now.items():
        kind = _put(session, key, Standing(data, place, gone), then.get(key), import_id)
        counts[kind] += 1
    session.audit("catalog.put_back", number, **counts)
    return import_id


def _put(
    session: Session, key: str, now: Standing, then: tuple[str, int, bool] | None, import_id: int
) -> str:
    """Bring one item back; return what became of it."""
    conn, today = session.conn, session.today.isoformat()
    if then is None or then[2]:
        if now.gone:
            return "same"
        store.retire_item(conn, key, today=today)
        store.add_event(conn, key=key, import_id=import_id, kind="retired")
        return "gone"
    old, new = from_json(json.loads(now.data)), from_json(json.loads(then[0]))
    if now.gone:
        store.change_item(conn, new, place=then[1], today=today)
        store.unretire_item(conn, key)
        store.add_event(conn, key=key, import_id=import_id, kind="added")
        return "added"
    if now.data != then[0]:
        store.change_item(conn, new, place=then[1], today=today)
        changes = fields_of(old, new)
        store.add_event(conn, key=key, import_id=import_id, kind="changed", changes=changes)
        return "changed"
    store.move_item(conn, new, place=then[1])
    return "same"
