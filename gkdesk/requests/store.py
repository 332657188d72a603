"""All SQL of the requests room."""

from __future__ import annotations

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


REQUESTS = (
    "SELECT id, uid, number, channel, received_on, kind, org_category, carrier, obtain_way,"
    " applicant, state, due_on, provisional, outcome, replied_on, closed_on, officer, revision,"
    " matter, split_from FROM request"
)
_STATES = {state.value: state for state in State}  # a look-up is quicker than the call
_MATTERS = {matter.value: matter for matter in Matter}
_KINDS = {kind.value: kind for kind in EventKind}


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
        f"{REQUESTS} WHERE uid = :word OR number = :word",
        {"word": number_or_uid},
    ).fetchone()
    return stored(row) if row else None


def all_of(conn: Connection, year: int | None) -> list[Stored]:
    rows = conn.execute(
        f"{REQUESTS}"
        " WHERE :year IS NULL OR substr(received_on, 1, 4) = :year ORDER BY received_on, id",
        {"year": None if year is None else f"{year:04}"},
    )
    return [stored(row) for row in rows]


def open_ones(conn: Connection) -> list[Stored]:
    rows = conn.execute(f"{REQUESTS} WHERE closed_on IS NULL ORDER BY received_on, id")
    return [stored(row) for row in rows]


def unfinished(conn: Connection) -> list[Stored]:
    """Return every request whose file is not archived yet."""
    rows = conn.execute(
        f"{REQUESTS} WHERE state <> :archived ORDER BY received_on, id",
        {"archived": State.ARCHIVED},
    )
    return [stored(row) for row in rows]


def by_identity(conn: Connection, id_index: bytes) -> list[Stored]:
    rows = conn.execute(
        f"{REQUESTS} WHERE id_index = :id_index ORDER BY id",
        {"id_index": id_index},
    )
    return [stored(row) for row in rows]


def parts_of(conn: Connection, uid: str) -> list[Stored]:
    """Return what an application was split into."""
    rows = conn.execute(f"{REQUESTS} WHERE split_from = :uid ORDER BY id", {"uid": uid})
    return [stored(row) for row in rows]


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


EVENTS = (
    "SELECT uid, kind, happened_on, days, received_on, until_on, key, approved, method, outcome,"
    " recorded_at, recorded_by, {more} FROM request_event"
)


def events(conn: Connection, request_id: int) -> list[tuple[Event, bytes | None]]:
    """Return the events in the order they were recorded, each with its sealed detail."""
    rows = conn.execute(
        f"{EVENTS.format(more='detail')} WHERE request_id = :id ORDER BY id",
        {"id": request_id},
    )
    return [(event_of(row), row["detail"]) for row in rows]


def event_of(row: Row) -> Event:
    (uid, kind, on, days, received, until, key, approved, method, outcome, at, by, _more) = row
    return Event(
        _KINDS[kind], date.fromisoformat(on), days, _date(received), _date(until), key,
        bool(approved), Method(method) if method else None, outcome, uid, at, by,
    )  # fmt: skip


def stored(row: Row) -> Stored:
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
        matter,
        split_from,
    ) = row  # the order of REQUESTS
    return Stored(
        key, uid, number, channel, date.fromisoformat(received), kind, category, carrier, way,
        applicant, _STATES[state], _date(due), bool(provisional), outcome, _date(replied),
        _date(closed), officer, revision, _MATTERS[matter], split_from,
    )  # fmt: skip


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
