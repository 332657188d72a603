"""All SQL of the privacy scan's certificates and decisions."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class StoredScan:
    """One row of ``record_scan``."""

    uid: str
    record_uid: str
    at: str
    user: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """One row of ``record_scan_decision``."""

    uid: str
    record_uid: str
    at: str
    user: str
    role: str
    choice: str
    sealed: bytes


def add(conn: Connection, row: StoredScan) -> None:
    conn.execute(
        "INSERT INTO record_scan (uid, record_uid, at, user, sealed)"
        " VALUES (:uid, :record_uid, :at, :user, :sealed)",
        {name: getattr(row, name) for name in StoredScan.__slots__},
    )


def last(conn: Connection, record_uid: str) -> StoredScan | None:
    row = conn.execute(
        "SELECT uid, record_uid, at, user, sealed FROM record_scan"
        " WHERE record_uid = :uid ORDER BY id DESC LIMIT 1",
        {"uid": record_uid},
    ).fetchone()
    return StoredScan(**row) if row else None


def add_decision(conn: Connection, row: StoredDecision) -> None:
    conn.execute(
        "INSERT INTO record_scan_decision (uid, record_uid, at, user, role, choice, sealed)"
        " VALUES (:uid, :record_uid, :at, :user, :role, :choice, :sealed)",
        {name: getattr(row, name) for name in StoredDecision.__slots__},
    )


def with_releases(conn: Connection) -> set[str]:
    """Return the records of which something was let go."""
    rows = conn.execute(
        "SELECT DISTINCT record_uid FROM record_scan_decision WHERE choice = 'release'"
    )
    return {row["record_uid"] for row in rows}


def decisions(conn: Connection, record_uid: str) -> list[StoredDecision]:
    found = conn.execute(
        "SELECT uid, record_uid, at, user, role, choice, sealed FROM record_scan_decision"
        " WHERE record_uid = :uid ORDER BY id",
        {"uid": record_uid},
    )
    return [StoredDecision(**row) for row in found]
