"""SQL that looks at many requests at once: the list, the agenda, disputes, who is who."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from gkdesk.db import Connection, Row

from .model import Event, EventKind, Matter, Method, State
from .store import EVENTS, REQUESTS, Stored, all_of, event_of, stored

_WITH_EVENT = "WHERE id IN (SELECT request_id FROM request_event WHERE kind = :kind)"


def before(conn: Connection, place: tuple[date, int], limit: int) -> list[Stored]:
    """Return so many requests received before a place (day of receipt and id), newest first."""
    rows = conn.execute(
        f"{REQUESTS} WHERE (received_on, id) < (:day, :id)"
        " ORDER BY received_on DESC, id DESC LIMIT :limit",
        {"day": place[0].isoformat(), "id": place[1], "limit": limit},
    )
    return [stored(row) for row in rows]


def within(conn: Connection, first: date, last: date) -> list[Stored]:
    """Return the requests received from ``first`` to ``last``, both included."""
    rows = conn.execute(
        f"{REQUESTS} WHERE received_on BETWEEN :first AND :last ORDER BY received_on, id",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return [stored(row) for row in rows]


def closed(conn: Connection, first: date, last: date, *, state: str, outcome: str) -> list[Stored]:
    """Return the closed requests received in a period; ``""`` is any state, any outcome."""
    chosen = (
        " WHERE closed_on IS NOT NULL AND received_on BETWEEN :first AND :last"
        " AND :state IN ('', state) AND :outcome IN ('', outcome) ORDER BY received_on, id"
    )
    values = {"first": first.isoformat(), "last": last.isoformat()}
    rows = conn.execute(REQUESTS + chosen, values | {"state": state, "outcome": outcome})
    return [stored(row) for row in rows]


def years(conn: Connection) -> dict[int, int]:
    """Count the requests received in each year, the latest first."""
    rows = conn.execute(
        "SELECT CAST(substr(received_on, 1, 4) AS INTEGER) AS year, count(*) FROM request"
        " GROUP BY year ORDER BY year DESC"
    )
    return dict(tuple(row) for row in rows)


def some(conn: Connection, ids: Sequence[int]) -> list[Stored]:
    """Return the requests with these ids."""
    chosen = "WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY received_on, id"
    rows = conn.execute(f"{REQUESTS} {chosen}", {"ids": json.dumps(list(ids))})
    return [stored(row) for row in rows]


def identities(conn: Connection, ids: Sequence[int]) -> list[Row]:
    """Return id, uid, number and the keyed hash of the identity number of these requests.

    Only those that are counted: neither corrections of a record nor a whole that was split.
    """
    return conn.execute(
        "SELECT id, uid, number, id_index FROM request"
        " WHERE id IN (SELECT value FROM json_each(:ids))"
        " AND matter = :matter AND state <> :split ORDER BY received_on, id",
        {"ids": json.dumps(list(ids)), "matter": Matter.INFORMATION, "split": State.SPLIT},
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
        REQUESTS + chosen,
        {"closed": State.CLOSED, "mail": Method.MAIL, "arrived": EventKind.ARRIVED},
    )
    return [stored(row) for row in rows]


def first_received(conn: Connection) -> date | None:
    """Return the day of the oldest receipt, ``None`` when there is no request."""
    row = conn.execute("SELECT min(received_on) AS first FROM request").fetchone()
    return date.fromisoformat(row["first"]) if row["first"] else None


def disputed(conn: Connection) -> list[Stored]:
    """Return every request that was ever contested."""
    rows = conn.execute(
        f"{REQUESTS} {_WITH_EVENT} ORDER BY received_on, id",
        {"kind": EventKind.DISPUTE},
    )
    return [stored(row) for row in rows]


def with_events(conn: Connection, kinds: Sequence[str]) -> list[Stored]:
    """Return the requests to which one of these things happened."""
    found = conn.execute(
        "SELECT DISTINCT request_id FROM request_event"
        " WHERE kind IN (SELECT value FROM json_each(:kinds))",
        {"kinds": json.dumps(list(kinds))},
    )
    wanted = {row["request_id"] for row in found}
    return [row for row in all_of(conn, None) if row.id in wanted] if wanted else []


def events_of_open(conn: Connection) -> dict[int, list[Event]]:
    """Return the events of every open request by its id, without their details, in one query."""
    chosen = (
        " WHERE request_id IN (SELECT id FROM request WHERE closed_on IS NULL)"
        " ORDER BY request_id, id"
    )
    return _by_request(conn.execute(EVENTS.format(more="request_id") + chosen))


def events_of(conn: Connection, ids: Sequence[int]) -> dict[int, list[Event]]:
    """Return the events of these requests by their ids, without the details, in one query."""
    chosen = " WHERE request_id IN (SELECT value FROM json_each(:ids)) ORDER BY request_id, id"
    rows = conn.execute(EVENTS.format(more="request_id") + chosen, {"ids": json.dumps(list(ids))})
    return _by_request(rows)


def _by_request(rows: Iterable[Row]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for row in rows:
        found.setdefault(row["request_id"], []).append(event_of(row))
    return found
