"""All SQL of the list of records.

What is public has its title in plain words, in an index of each order; everything else lies
sealed and is little. So a query is two: one over the indexes, one over the sealed rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from gkdesk.db import Connection, Row

from .model import UNDER_REVIEW, Attribute, State

if TYPE_CHECKING:
    from .roll import Query

FEW = 600  # sealed rows put among the plain ones by looking up single keys: 17 each at the most
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
# four searches take half the time of one in the four texts put together
_WORDS = " OR ".join(
    f"INSTR({name}, :words) > 0" for name in ("title", "doc_number", "number", "index_number")
)
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


class Plain:
    """The rows of what is public, in ascending order, with the keys they are sorted by.

    Rows come as one text: a Python object for each of 100 000 rows takes longer than SQLite
    takes to walk its index. The keys are looked up one by one when only a few sealed rows are
    to be put between them.
    """

    def __init__(self, conn: Connection, query: Query, asker: Asker) -> None:
        self._conn, self._order = conn, _ORDERS[query.sort.value]
        self._sql, self._values = _plain(query), _values(query, asker)
        self.rows: list[int] = json.loads(self._one("JSON_GROUP_ARRAY(id)")) if self._sql else []

    def keys(self, wanted: int) -> Sequence[str | bytes]:
        """Return the keys, to put ``wanted`` other rows between them."""
        if wanted <= FEW:
            return _Keys(self._conn, self._order, self.rows)
        found = self._conn.execute(f"SELECT key FROM ({self._sql})", self._values)  # noqa: S608
        found.row_factory = None
        return [key for (key,) in found]

    def _one(self, what: str) -> str:
        # SQLite keeps the inner order for an aggregate that depends on it
        found = self._conn.execute(f"SELECT {what} AS one FROM ({self._sql})", self._values)  # noqa: S608
        return str(found.fetchone()["one"])


class _Keys(Sequence[str | bytes]):
    """The keys of some rows, read when they are asked for."""

    def __init__(self, conn: Connection, order: str, rows: Sequence[int]) -> None:
        self._conn, self._rows = conn, rows
        self._sql = f"SELECT {order} AS key FROM record WHERE rowid = :row"  # noqa: S608
        self._known: dict[int, str | bytes] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> str | bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[str | bytes]: ...
    def __getitem__(self, at: int | slice) -> str | bytes | list[str | bytes]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        row = self._rows[at]
        if row not in self._known:
            self._known[row] = self._conn.execute(self._sql, {"row": row}).fetchone()["key"]
        return self._known[row]


def _plain(query: Query) -> str:
    """Return the query of what is public, ``""`` when nothing public is asked for."""
    public = State.PUBLISHED in _STATES[query.view.value]
    if not public or query.attribute not in (None, Attribute.ACTIVE):
        return ""
    parts = ["state = 'published'", *_parts(query)]
    if query.words.strip():
        parts.append(f"({_WORDS})")
    if query.view.value == "display":
        parts.append(_DISPLAY)
    order = _ORDERS[query.sort.value]
    table = f"record {_index(query)}"
    return (
        f"SELECT rowid AS id, {order} AS key FROM {table}"  # noqa: S608
        f" WHERE {' AND '.join(parts)} ORDER BY {order}"
    )


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
    parts += [
        f"uid IN (SELECT record_uid FROM record_axis WHERE axis = :axis{at} AND value = :value{at})"  # noqa: S608
        for at in range(len(query.axes))
    ]
    if query.year:
        parts.append("COALESCE(published_on, made_on) BETWEEN :year || '-' AND :year || '.'")
    return parts


def _values(query: Query, asker: Asker) -> dict[str, object]:
    axes: dict[str, object] = {}
    for at, (axis, value) in enumerate(query.axes):
        axes |= {f"axis{at}": axis, f"value{at}": value}
    return (
        asker.values
        | axes
        | {
            "kind": query.kind.value if query.kind else "",
            "attribute": query.attribute.value if query.attribute else "",
            "item_key": query.item_key,
            "area": query.area,
            "year": str(query.year or ""),
            "words": query.words.strip(),
        }
    )


def titles(conn: Connection) -> tuple[list[int], list[str]]:
    """Return the rows of what is public and their titles, the last numbers first."""
    found = conn.execute(
        "SELECT JSON_GROUP_ARRAY(id) AS ids, JSON_GROUP_ARRAY(title) AS titles FROM (SELECT rowid"
        " AS id, title FROM record INDEXED BY record_list_words WHERE state = 'published'"
        " ORDER BY number DESC)"
    ).fetchone()
    return json.loads(found["ids"]), json.loads(found["titles"])


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


def used_axes(conn: Connection) -> list[tuple[str, str]]:
    """Return every classification with a value some record bears."""
    found = conn.execute("SELECT DISTINCT axis, value FROM record_axis ORDER BY axis, value")
    return [(row["axis"], row["value"]) for row in found]


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
