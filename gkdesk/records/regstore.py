"""All SQL of the registers."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One row of ``register_entry``."""

    uid: str
    register: str
    year: int
    serial: int
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """One row of ``register_revision``."""

    uid: str
    entry_uid: str
    version: int
    act: str
    state: str
    at: str
    by: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StoredList:
    """One row of ``register_list``."""

    uid: str
    register: str
    period: str
    entries: int
    sha256: str
    at: str
    by: str


def next_serial(conn: Connection, register: str, year: int) -> int:
    """Return the next number of a register's year; call it inside the act's transaction."""
    [found] = conn.execute(
        "SELECT COALESCE(MAX(serial), 0) + 1 FROM register_entry"
        " WHERE register = :register AND year = :year",
        {"register": register, "year": year},
    ).fetchone()
    return int(found)


def add(conn: Connection, row: StoredEntry) -> None:
    conn.execute(
        "INSERT INTO register_entry (uid, register, year, serial, at, by)"
        " VALUES (:uid, :register, :year, :serial, :at, :by)",
        {name: getattr(row, name) for name in StoredEntry.__slots__},
    )


def revise(conn: Connection, row: StoredRevision) -> None:
    conn.execute(
        "INSERT INTO register_revision (uid, entry_uid, version, act, state, at, by, sealed)"
        " VALUES (:uid, :entry_uid, :version, :act, :state, :at, :by, :sealed)",
        {name: getattr(row, name) for name in StoredRevision.__slots__},
    )


def entries(conn: Connection, register: str) -> list[StoredEntry]:
    """Return a register's entries, newest first."""
    found = conn.execute(
        "SELECT uid, register, year, serial, at, by FROM register_entry"
        " WHERE register = :register ORDER BY year DESC, serial DESC",
        {"register": register},
    )
    return [StoredEntry(**row) for row in found]


def find(conn: Connection, uid: str) -> StoredEntry | None:
    row = conn.execute(
        "SELECT uid, register, year, serial, at, by FROM register_entry WHERE uid = :uid",
        {"uid": uid},
    ).fetchone()
    return StoredEntry(**row) if row else None


def numbered(conn: Connection, register: str, year: int, serial: int) -> StoredEntry | None:
    row = conn.execute(
        "SELECT uid, register, year, serial, at, by FROM register_entry"
        " WHERE register = :register AND year = :year AND serial = :serial",
        {"register": register, "year": year, "serial": serial},
    ).fetchone()
    return StoredEntry(**row) if row else None


def revisions(conn: Connection, uid: str) -> list[StoredRevision]:
    """Return the revisions of one entry, oldest first."""
    rows = conn.execute(
        "SELECT uid, entry_uid, version, act, state, at, by, sealed FROM register_revision"
        " WHERE entry_uid = :uid ORDER BY id",
        {"uid": uid},
    )
    return [StoredRevision(**row) for row in rows]


def revisions_of(conn: Connection, register: str) -> dict[str, list[StoredRevision]]:
    """Return the revisions of a register's entries, oldest first, by the entry's uid."""
    found: dict[str, list[StoredRevision]] = {}
    rows = conn.execute(
        "SELECT r.uid, r.entry_uid, r.version, r.act, r.state, r.at, r.by, r.sealed"
        "  FROM register_revision r JOIN register_entry e ON e.uid = r.entry_uid"
        " WHERE e.register = :register ORDER BY r.id",
        {"register": register},
    )
    for row in rows:
        found.setdefault(row["entry_uid"], []).append(StoredRevision(**row))
    return found


def newest(conn: Connection) -> int:
    """Return a mark that grows with every revision of every register."""
    [found] = conn.execute("SELECT COALESCE(MAX(id), 0) FROM register_revision").fetchone()
    return int(found)


def used(conn: Connection) -> dict[str, str]:
    """Return register → the moment its first entry was made."""
    rows = conn.execute("SELECT register, MIN(at) AS first FROM register_entry GROUP BY register")
    return {row["register"]: row["first"] for row in rows}


def add_list(conn: Connection, row: StoredList) -> None:
    conn.execute(
        "INSERT INTO register_list (uid, register, period, entries, sha256, at, by)"
        " VALUES (:uid, :register, :period, :entries, :sha256, :at, :by)",
        {name: getattr(row, name) for name in StoredList.__slots__},
    )


def lists(conn: Connection, register: str) -> list[StoredList]:
    """Return the lists made of a register, oldest first."""
    rows = conn.execute(
        "SELECT uid, register, period, entries, sha256, at, by FROM register_list"
        " WHERE register = :register ORDER BY rowid",
        {"register": register},
    )
    return [StoredList(**row) for row in rows]
