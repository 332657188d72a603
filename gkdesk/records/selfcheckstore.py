"""All SQL of the self-check."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One row of ``selfcheck_revision``."""

    uid: str
    period: str
    at: str
    by: str
    sealed: bytes


def add(conn: Connection, row: StoredCheck) -> None:
    conn.execute(
        "INSERT INTO selfcheck_revision (uid, period, at, by, sealed)"
        " VALUES (:uid, :period, :at, :by, :sealed)",
        {name: getattr(row, name) for name in StoredCheck.__slots__},
    )


def last(conn: Connection, period: str) -> StoredCheck | None:
    row = conn.execute(
        "SELECT uid, period, at, by, sealed FROM selfcheck_revision"
        " WHERE period = :period ORDER BY id DESC LIMIT 1",
        {"period": period},
    ).fetchone()
    return StoredCheck(**row) if row else None
