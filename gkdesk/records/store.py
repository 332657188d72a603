"""All SQL of the records."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of ``record``."""

    uid: str
    number: str
    item_key: str | None
    attribute: str
    made_on: str
    sealed: bytes
    drafted_by: str
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of ``record_event``."""

    uid: str
    record_uid: str
    at: str
    user: str
    act: str
    result: str
    opinion: bytes


def next_number(conn: Connection, year: int) -> str:
    """Return the next number of a year; call it inside the transaction that uses it."""
    row = conn.execute(
        "SELECT COALESCE(MAX(CAST(SUBSTR(number, 6) AS INTEGER)), 0) + 1 FROM record"
        " WHERE number LIKE :year || '-%'",
        {"year": str(year)},
    ).fetchone()
    return f"{year}-{row[0]:05d}"


def add(conn: Connection, row: Stored) -> None:
    conn.execute(
        "INSERT INTO record (uid, number, item_key, attribute, made_on, sealed, drafted_by,"
        " state, revision) VALUES (:uid, :number, :item_key, :attribute, :made_on, :sealed,"
        " :drafted_by, :state, :revision)",
        _values(row),
    )


def change(conn: Connection, row: Stored) -> None:
    conn.execute(
        "UPDATE record SET item_key = :item_key, attribute = :attribute, made_on = :made_on,"
        " sealed = :sealed, drafted_by = :drafted_by WHERE uid = :uid",
        _values(row),
    )


def set_state(conn: Connection, uid: str, *, state: str, revision: int) -> None:
    conn.execute(
        "UPDATE record SET state = :state, revision = :revision WHERE uid = :uid",
        {"uid": uid, "state": state, "revision": revision},
    )


def find(conn: Connection, uid_or_number: str) -> Stored | None:
    row = conn.execute(
        "SELECT * FROM record WHERE uid = :key OR number = :key", {"key": uid_or_number}
    ).fetchone()
    return _stored(row) if row else None


def rows(conn: Connection, state: str | None = None) -> list[Stored]:
    found = conn.execute(
        "SELECT * FROM record WHERE :state IS NULL OR state = :state ORDER BY number",
        {"state": state},
    )
    return [_stored(row) for row in found]


def add_event(conn: Connection, event: StoredEvent) -> None:
    conn.execute(
        "INSERT INTO record_event (record_uid, uid, at, user, act, result, opinion)"
        " VALUES (:record_uid, :uid, :at, :user, :act, :result, :opinion)",
        {name: getattr(event, name) for name in StoredEvent.__slots__},
    )


def events(conn: Connection, record_uid: str) -> list[StoredEvent]:
    found = conn.execute(
        "SELECT uid, record_uid, at, user, act, result, opinion FROM record_event"
        " WHERE record_uid = :uid ORDER BY id",
        {"uid": record_uid},
    )
    return [StoredEvent(**row) for row in found]


def _stored(row: Row) -> Stored:
    return Stored(**{name: row[name] for name in Stored.__slots__})


def _values(row: Stored) -> dict[str, object]:
    return {name: getattr(row, name) for name in Stored.__slots__}
