"""All SQL of the requests room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.db import Connection, Row

from .model import Event, EventKind, Matter, Method, State


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
    matter: Matter = Matter.INFORMATION
    split_from: str = ""  # the uid of the application it was split from

    @property
    def counted(self) -> bool:
        """Whether the annual report and the fee of 109号 count it; a split whole is its parts."""
        return self.matter is Matter.INFORMATION and self.state is not State.SPLIT


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
    " applicant, state, due_on, provisional, outcome, replied_on, closed_on, officer, revision,"
    " matter, split_from FROM request"
)
_WITH_EVENT = "WHERE id IN (SELECT request_id FROM request_event WHERE kind = :kind)"
_DATES = ("received_on", "due_on", "replied_on", "closed_on")


def add(conn: Connection, row: Stored, *, indexes: dict[str, bytes | None], at: str) -> int:
    cursor = conn.execute(
        "INSERT INTO request (uid, number, channel, received_on, kind, org_category, carrier,"
        " obtain_way, applicant, id_index, phone_index, state, officer, registered_at,"
        " matter, split_from)"
        " VALUES (:uid, :number, :channel, :received_on, :kind, :org_category, :carrier,"
        " :obtain_way, :applicant, :id_index, :phone_index, :state, :officer, :registered_at,"
        " :matter, :split_from)",
        {
            "uid": row.uid, "number": row.number, "channel": row.channel,
            "received_on": row.received_on.isoformat(), "kind": row.kind,
            "org_category": row.org_category, "carrier": row.carrier,
            "obtain_way": row.obtain_way, "applicant": row.applicant, **indexes,
            "state": row.state, "officer": row.officer, "registered_at": at,
            "matter": row.matter, "split_from": row.split_from,
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


def unfinished(conn: Connection) -> list[Stored]:
    """Return every request whose file is not archived yet."""
    rows = conn.execute(
        f"{_REQUESTS} WHERE state <> :archived ORDER BY received_on, id",
        {"archived": State.ARCHIVED},
    )
    return [_stored(row) for row in rows]


def first_received(conn: Connection) -> date | None:
    """Return the day of the oldest receipt, ``None`` when there is no request."""
    row = conn.execute("SELECT min(received_on) AS first FROM request").fetchone()
    return _date(row["first"])


def disputed(conn: Connection) -> list[Stored]:
    """Return every request that was ever contested."""
    rows = conn.execute(
        f"{_REQUESTS} {_WITH_EVENT} ORDER BY received_on, id",
        {"kind": EventKind.DISPUTE},
    )
    return [_stored(row) for row in rows]


def with_events(conn: Connection, kinds: Sequence[str]) -> list[Stored]:
    """Return the requests to which one of these things happened."""
    found = conn.execute(
        "SELECT DISTINCT request_id FROM request_event"
        " WHERE kind IN (SELECT value FROM json_each(:kinds))",
        {"kinds": json.dumps(list(kinds))},
    )
    wanted = {row["request_id"] for row in found}
    return [row for row in all_of(conn, None) if row.id in wanted] if wanted else []


def by_identity(conn: Connection, id_index: bytes) -> list[Stored]:
    rows = conn.execute(
        f"{_REQUESTS} WHERE id_index = :id_index ORDER BY id",
        {"id_index": id_index},
    )
    return [_stored(row) for row in rows]


def parts_of(conn: Connection, uid: str) -> list[Stored]:
    """Return what an application was split into."""
    rows = conn.execute(f"{_REQUESTS} WHERE split_from = :uid ORDER BY id", {"uid": uid})
    return [_stored(row) for row in rows]


def put_applicant(
    conn: Connection, request_id: int, *, applicant: bytes, indexes: dict[str, bytes | None]
) -> None:
    conn.execute(
        "UPDATE request SET applicant = :applicant, id_index = :id_index,"
        " phone_index = :phone_index WHERE id = :id",
        {"id": request_id, "applicant": applicant, **indexes},
    )


def put_received(conn: Connection, request_id: int, received_on: date) -> None:
    conn.execute(
        "UPDATE request SET received_on = :received_on WHERE id = :id",
        {"id": request_id, "received_on": received_on.isoformat()},
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


def events(conn: Connection, request_id: int) -> list[tuple[Event, bytes | None]]:
    """Return the events in the order they were recorded, each with its sealed detail."""
    rows = conn.execute(
        "SELECT uid, kind, happened_on, days, received_on, until_on, key, approved, method,"
        " outcome, detail, recorded_at, recorded_by FROM request_event"
        " WHERE request_id = :id ORDER BY id",
        {"id": request_id},
    )
    return [(_event(row), row["detail"]) for row in rows]


def _event(row: Row) -> Event:
    return Event(
        kind=EventKind(row["kind"]),
        on=date.fromisoformat(row["happened_on"]),
        days=row["days"],
        received_on=_date(row["received_on"]),
        until=_date(row["until_on"]),
        key=row["key"],
        approved=bool(row["approved"]),
        method=Method(row["method"]) if row["method"] else None,
        outcome=row["outcome"],
        uid=row["uid"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
    )


def _stored(row: Row) -> Stored:
    values = dict(row)
    values.update({key: _date(row[key]) for key in _DATES})
    values["state"] = State(row["state"])
    values["matter"] = Matter(row["matter"])
    values["provisional"] = bool(row["provisional"])
    return Stored(**values)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
