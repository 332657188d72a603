"""All SQL of the list of records.

What is public has its title in plain words, in an index of each order; everything else lies
sealed and is little. So a query is two: one over the indexes, one over the sealed rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkdesk.db import Connection, Row

from .model import UNDER_REVIEW, Attribute, State

if TYPE_CHECKING:
    from .roll import Query

# table and column names are our own; values never stand in a query's text
_STATES: dict[str, tuple[State, ...]] = {
    "mine": (State.DRAFT, *UNDER_REVIEW),
    "drafts": (State.DRAFT,),
    "review": UNDER_REVIEW,
    "published": (State.PUBLISHED,),
    "display": (State.PUBLISHED,),
    "closed": (State.SETTLED,),
    "withdrawn": (State.WITHDRAWN,),
    "discarded": (State.DISCARDED,),
    "all": tuple(state for state in State if state is not State.DISCARDED),
}
_ORDERS = {
    "number": "number",
    "title": "title_key",
    "made_on": "made_on",
    "published_on": "published_on",
}
_LINE = (
    "rowid AS id, uid, number, title, doc_number, index_number, item_key, attribute, kind, state,"
    " made_on, published_on, period, drafted_by, facts, SUBSTR(sealed, 1, 16) AS head"
)
_SEALED = (
    "rowid AS id, number, made_on, COALESCE(published_on, '') AS published_on,"
    " SUBSTR(sealed, 1, 16) AS sealed_head"
)
_WORDS = "INSTR(title || x'0a' || doc_number || x'0a' || number || x'0a' || index_number, :words)"
_UNTIL = "JSON_EXTRACT(facts, '$.display_until')"
_DISPLAY = f"{_UNTIL} IS NOT NULL AND {_UNTIL} >= :today"
# drafts wait for their writers, reviews for somebody else of the right role
_MINE = (
    "((state = 'draft' AND drafted_by = :user) OR"
    " (drafted_by <> :user AND state IN (SELECT value FROM JSON_EACH(:waiting))))"
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, on which day, and in which states a record waits for such a user."""

    user: str
    today: str
    waiting: tuple[str, ...]

    @property
    def values(self) -> dict[str, object]:
        waiting = json.dumps(self.waiting)
        return {"user": self.user, "today": self.today, "waiting": waiting}


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row whose title lies sealed; ``sealed_head`` changes whenever it is sealed anew."""

    id: int
    number: str
    made_on: str
    published_on: str
    sealed_head: bytes


def plain(conn: Connection, query: Query, asker: Asker) -> list[tuple[object, int]]:
    """Return sort key and row of what is public, in the order asked for."""
    public = State.PUBLISHED in _STATES[query.view.value]
    if not public or query.attribute not in (None, Attribute.ACTIVE):
        return []
    parts = ["state = 'published'", *_parts(query)]
    if query.words.strip():
        parts.append(f"{_WORDS} > 0")
    if query.view.value == "display":
        parts.append(_DISPLAY)
    order, way = _ORDERS[query.sort.value], "DESC" if query.descending else "ASC"
    table = f"record {_index(query)}"
    sql = f"SELECT {order}, rowid FROM {table} WHERE {' AND '.join(parts)}"  # noqa: S608
    found = conn.execute(f"{sql} ORDER BY {order} {way}", _values(query, asker))
    found.row_factory = None
    return list(found)


def _index(query: Query) -> str:
    """Name the index to read: the planner prefers the state's, which sorts nothing."""
    if query.view.value == "display":
        return "INDEXED BY record_list_display"
    if query.words.strip():
        return "INDEXED BY record_list_words"
    if query.item_key:
        return ""
    names = {"made_on": "made", "published_on": "published"}
    return f"INDEXED BY record_list_{names.get(query.sort.value, query.sort.value)}"


def sealed(conn: Connection, query: Query, asker: Asker) -> list[SealedRow]:
    """Return the rows of a query (but for its words) whose titles lie sealed."""
    states = [state for state in _STATES[query.view.value] if state is not State.PUBLISHED]
    if not states:
        return []
    parts = ["state IN (SELECT value FROM JSON_EACH(:states))", *_parts(query)]
    if query.attribute:
        parts.append("attribute = :attribute")
    if query.view.value == "mine":
        parts.append(_MINE)
    sql = f"SELECT {_SEALED} FROM record WHERE {' AND '.join(parts)}"  # noqa: S608
    values = _values(query, asker) | {"states": json.dumps(states)}
    return [SealedRow(**row) for row in conn.execute(sql, values)]


def _parts(query: Query) -> list[str]:
    parts = []
    if query.kind:
        parts.append("kind = :kind")
    if query.item_key:
        parts.append("item_key = :item_key")
    if query.area:
        parts.append("item_key IN (SELECT key FROM item WHERE area = :area)")
    if query.year:
        parts.append("COALESCE(published_on, made_on) BETWEEN :year || '-' AND :year || '.'")
    return parts


def _values(query: Query, asker: Asker) -> dict[str, object]:
    return asker.values | {
        "kind": query.kind.value if query.kind else "",
        "attribute": query.attribute.value if query.attribute else "",
        "item_key": query.item_key,
        "area": query.area,
        "year": str(query.year or ""),
        "words": query.words.strip(),
    }


def counts(conn: Connection, asker: Asker) -> dict[str, int]:
    """Return how many records each saved filter has."""
    rows = conn.execute("SELECT state, COUNT(*) AS count FROM record GROUP BY state")
    each = {row["state"]: row["count"] for row in rows}
    found = {
        view: sum(each.get(state.value, 0) for state in states) for view, states in _STATES.items()
    }
    states = json.dumps(_STATES["mine"])
    mine = f"record WHERE state IN (SELECT value FROM JSON_EACH(:states)) AND {_MINE}"  # noqa: S608
    shown = f"record INDEXED BY record_list_display WHERE state = 'published' AND {_DISPLAY}"
    for view, part in (("mine", mine), ("display", shown)):
        sql = f"SELECT COUNT(*) AS count FROM {part}"  # noqa: S608
        found[view] = conn.execute(sql, asker.values | {"states": states}).fetchone()["count"]
    return found


def rows(conn: Connection, ids: Sequence[int]) -> list[Row]:
    """Return what a line shows of some rows."""
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT {_LINE} FROM record WHERE rowid IN ({marks})"  # noqa: S608
    return conn.execute(sql, tuple(ids)).fetchall()


def row_of(conn: Connection, uid: str) -> int | None:
    row = conn.execute("SELECT rowid AS id FROM record WHERE uid = :uid", {"uid": uid}).fetchone()
    return int(row["id"]) if row else None


def sealed_words(conn: Connection, row: int) -> tuple[str, bytes]:
    """Return the uid and what lies sealed in a row."""
    found = conn.execute(
        "SELECT uid, sealed FROM record WHERE rowid = :row", {"row": row}
    ).fetchone()
    return found["uid"], found["sealed"]
