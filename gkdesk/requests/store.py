"""All SQL of the requests room."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.db import Connection, Row

from .model import Event, EventKind, Method, State


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of ``request``; the applicant is still sealed."""

    id: int
    uid: str
    number: str
    channel: str
    received_on: date
    kind: str
    org_category: str
    carrier: str
    obtain_way: str
    applicant: bytes
    state: State
    due_on: date | None
    provisional: bool
    outcome: str
    replied_on: date | None
    closed_on: date | None
    officer: str
    revision: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The computed columns of ``request``."""

    state: State
    due_on: date | None
    provisional: bool
    outcome: str
    replied_on: date | None
    closed_on: date | None


_REQUESTS = (
    "SELECT id, uid, number, channel, received_on, kind, org_category, carrier, obtain_way,"
    " applicant, state, due_on, provisional, outcome, replied_on, closed_on, officer, revision"
    " FROM request"
)
_STATES = {state.value: state for state in State}  # a look-up is quicker than the call
_KINDS = {kind.value: kind for kind in EventKind}


def add(conn: Connection, row: Stored, *, indexes: dict[str, bytes | None], at: str) -> int:
    cursor = conn.execute(
        "INSERT INTO request (uid, number, channel, received_on, kind, org_category, carrier,"
        " obtain_way, applicant, id_index, phone_index, state, officer, registered_at)"
        " VALUES (:uid, :number, :channel, :received_on, :kind, :org_category, :carrier,"
        " :obtain_way, :applicant, :id_index, :phone_index, :state, :officer, :registered_at)",
        {
            "uid": row.uid, "number": row.number, "channel": row.channel,
            "received_on": row.received_on.isoformat(), "kind": row.kind,
            "org_category": row.org_category, "carrier": row.carrier,
            "obtain_way": row.obtain_way, "applicant": row.applicant, **indexes,
            "state": row.state, "officer": row.officer, "registered_at": at,
        },
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def find(conn: Connection, number_or_uid: str) -> Stored | None:
    row = conn.execute(
        f"{_REQUESTS} WHERE uid = :word OR number = :word",
        {"word": number_or_uid},
    ).fetchone()
    return _stored(row) if row else None


def all_of(conn: Connection, year: int | None) -> list[Stored]:
    rows = conn.execute(
        f"{_REQUESTS}"
        " WHERE :year IS NULL OR substr(received_on, 1, 4) = :year ORDER BY received_on, id",
        {"year": None if year is None else f"{year:04}"},
    )
    return [_stored(row) for row in rows]


def open_ones(conn: Connection) -> list[Stored]:
    rows = conn.execute(f"{_REQUESTS} WHERE closed_on IS NULL ORDER BY received_on, id")
    return [_stored(row) for row in rows]


def before(conn: Connection, place: tuple[date, int], limit: int) -> list[Stored]:
    """Return so many requests received before a place (day of receipt and id), newest first."""
    rows = conn.execute(
        f"{_REQUESTS} WHERE (received_on, id) < (:day, :id)"
        " ORDER BY received_on DESC, id DESC LIMIT :limit",
        {"day": place[0].isoformat(), "id": place[1], "limit": limit},
    )
    return [_stored(row) for row in rows]


def within(conn: Connection, first: date, last: date) -> list[Stored]:
    """Return the requests received from ``first`` to ``last``, both included."""
    rows = conn.execute(
        f"{_REQUESTS} WHERE received_on BETWEEN :first AND :last ORDER BY received_on, id",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return [_stored(row) for row in rows]


def closed(conn: Connection, first: date, last: date, *, state: str, outcome: str) -> list[Stored]:
    """Return the closed requests received in a period; ``""`` is any state, any outcome."""
    chosen = (
        " WHERE closed_on IS NOT NULL AND received_on BETWEEN :first AND :last"
        " AND :state IN ('', state) AND :outcome IN ('', outcome) ORDER BY received_on, id"
    )
    values = {"first": first.isoformat(), "last": last.isoformat()}
    rows = conn.execute(_REQUESTS + chosen, values | {"state": state, "outcome": outcome})
    return [_stored(row) for row in rows]


def years(conn: Connection) -> dict[int, int]:
    """Count the requests received in each year, the latest first."""
    rows = conn.execute(
        "SELECT CAST(substr(received_on, 1, 4) AS INTEGER) AS year, count(*) FROM request"
        " GROUP BY year ORDER BY year DESC"
    )
    return dict(tuple(row) for row in rows)


def touched(conn: Connection) -> tuple[int, int]:
    """Return two marks of the file; while both stay as they are nothing was written to it."""
    return conn.total_changes, int(conn.execute("PRAGMA data_version").fetchone()[0])


def some(conn: Connection, ids: Sequence[int]) -> list[Stored]:
    """Return the requests with these ids."""
    chosen = "WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY received_on, id"
    rows = conn.execute(f"{_REQUESTS} {chosen}", {"ids": json.dumps(list(ids))})
    return [_stored(row) for row in rows]


def identities(conn: Connection, ids: Sequence[int]) -> list[Row]:
    """Return id, uid, number and the keyed hash of the identity number of these requests."""
    return conn.execute(
        "SELECT id, uid, number, id_index FROM request"
        " WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY received_on, id",
        {"ids": json.dumps(list(ids))},
    ).fetchall()


def last_event(conn: Connection) -> int:
    """Return the id of the last thing that happened, 0 when nothing did."""
    return int(conn.execute("SELECT ifnull(max(id), 0) FROM request_event").fetchone()[0])


def happened_since(conn: Connection, event: int) -> list[int]:
    """Return the ids of the requests to which something happened after an event."""
    rows = conn.execute(
        "SELECT DISTINCT request_id FROM request_event WHERE id > :event", {"event": event}
    )
    return [row["request_id"] for row in rows]


def unproved(conn: Connection) -> list[Stored]:
    """Return the closed requests whose answer was posted and of whose arrival nothing is noted."""
    chosen = (
        " WHERE state = :closed"
        " AND id IN (SELECT request_id FROM request_event WHERE method = :mail)"
        " AND id NOT IN (SELECT request_id FROM request_event WHERE kind = :arrived)"
        " ORDER BY received_on, id"
    )
    rows = conn.execute(
        _REQUESTS + chosen,
        {"closed": State.CLOSED, "mail": Method.MAIL, "arrived": EventKind.ARRIVED},
    )
    return [_stored(row) for row in rows]


def unfinished(conn: Connection) -> list[Stored]:
    """Return every request whose file is not archived yet."""
    rows = conn.execute(
        f"{_REQUESTS} WHERE state <> :archived ORDER BY received_on, id",
        {"archived": State.ARCHIVED},
    )
    return [_stored(row) for row in rows]


def by_identity(conn: Connection, id_index: bytes) -> list[Stored]:
    rows = conn.execute(
        f"{_REQUESTS} WHERE id_index = :id_index ORDER BY id",
        {"id_index": id_index},
    )
    return [_stored(row) for row in rows]


def put_applicant(
    conn: Connection, request_id: int, *, applicant: bytes, indexes: dict[str, bytes | None]
) -> None:
    conn.execute(
        "UPDATE request SET applicant = :applicant, id_index = :id_index,"
        " phone_index = :phone_index WHERE id = :id",
        {"id": request_id, "applicant": applicant, **indexes},
    )


def put_officer(conn: Connection, request_id: int, officer: str) -> None:
    conn.execute(
        "UPDATE request SET officer = :officer WHERE id = :id",
        {"id": request_id, "officer": officer},
    )


def put_standing(conn: Connection, request_id: int, standing: Standing) -> None:
    conn.execute(
        "UPDATE request SET state = :state, due_on = :due_on, provisional = :provisional,"
        " outcome = :outcome, replied_on = :replied_on, closed_on = :closed_on,"
        " revision = revision + 1 WHERE id = :id",
        {
            "id": request_id,
            "state": standing.state,
            "due_on": _iso(standing.due_on),
            "provisional": int(standing.provisional),
            "outcome": standing.outcome,
            "replied_on": _iso(standing.replied_on),
            "closed_on": _iso(standing.closed_on),
        },
    )


def add_event(conn: Connection, request_id: int, event: Event, detail: bytes | None) -> None:
    conn.execute(
        "INSERT INTO request_event (uid, request_id, kind, happened_on, days, received_on,"
        " until_on, key, approved, method, outcome, detail, recorded_at, recorded_by)"
        " VALUES (:uid, :request_id, :kind, :happened_on, :days, :received_on, :until_on, :key,"
        " :approved, :method, :outcome, :detail, :recorded_at, :recorded_by)",
        {
            "uid": event.uid, "request_id": request_id, "kind": event.kind,
            "happened_on": event.on.isoformat(), "days": event.days,
            "received_on": _iso(event.received_on), "until_on": _iso(event.until),
            "key": event.key, "approved": int(event.approved), "method": event.method,
            "outcome": event.outcome, "detail": detail, "recorded_at": event.recorded_at,
            "recorded_by": event.recorded_by,
        },
    )  # fmt: skip


_EVENTS = (
    "SELECT uid, kind, happened_on, days, received_on, until_on, key, approved, method, outcome,"
    " recorded_at, recorded_by, {more} FROM request_event"
)


def events(conn: Connection, request_id: int) -> list[tuple[Event, bytes | None]]:
    """Return the events in the order they were recorded, each with its sealed detail."""
    rows = conn.execute(
        f"{_EVENTS.format(more='detail')} WHERE request_id = :id ORDER BY id",
        {"id": request_id},
    )
    return [(_event(row), row["detail"]) for row in rows]


def events_of_open(conn: Connection) -> dict[int, list[Event]]:
    """Return the events of every open request by its id, without their details, in one query."""
    chosen = (
        " WHERE request_id IN (SELECT id FROM request WHERE closed_on IS NULL)"
        " ORDER BY request_id, id"
    )
    return _by_request(conn.execute(_EVENTS.format(more="request_id") + chosen))


def events_of(conn: Connection, ids: Sequence[int]) -> dict[int, list[Event]]:
    """Return the events of these requests by their ids, without the details, in one query."""
    chosen = " WHERE request_id IN (SELECT value FROM json_each(:ids)) ORDER BY request_id, id"
    rows = conn.execute(_EVENTS.format(more="request_id") + chosen, {"ids": json.dumps(list(ids))})
    return _by_request(rows)


def _by_request(rows: Iterable[Row]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for row in rows:
        found.setdefault(row["request_id"], []).append(_event(row))
    return found


def _event(row: Row) -> Event:
    (uid, kind, on, days, received, until, key, approved, method, outcome, at, by, _more) = row
    return Event(
        _KINDS[kind], date.fromisoformat(on), days, _date(received), _date(until), key,
        bool(approved), Method(method) if method else None, outcome, uid, at, by,
    )  # fmt: skip


def _stored(row: Row) -> Stored:
    (
        key,
        uid,
        number,
        channel,
        received,
        kind,
        category,
        carrier,
        way,
        applicant,
        state,
        due,
        provisional,
        outcome,
        replied,
        closed,
        officer,
        revision,
    ) = row  # the order of _REQUESTS
    return Stored(
        key, uid, number, channel, date.fromisoformat(received), kind, category, carrier, way,
        applicant, _STATES[state], _date(due), bool(provisional), outcome, _date(replied),
        _date(closed), officer, revision,
    )  # fmt: skip


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
