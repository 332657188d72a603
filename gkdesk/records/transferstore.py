"""All SQL of the hand-over."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class StoredTransfer:
    """One row of ``transfer_event``."""

    uid: str
    month: str
    receiver: str
    kind: str
    on_day: str
    at: str
    by: str
    sealed: bytes


def add(conn: Connection, row: StoredTransfer) -> None:
    conn.execute(
        "INSERT INTO transfer_event (uid, month, receiver, kind, on_day, at, by, sealed)"
        " VALUES (:uid, :month, :receiver, :kind, :on_day, :at, :by, :sealed)",
        {name: getattr(row, name) for name in StoredTransfer.__slots__},
    )


def events(conn: Connection, receiver: str = "") -> list[StoredTransfer]:
    """Return what happened, oldest first, towards one receiver or all."""
    rows = conn.execute(
        "SELECT uid, month, receiver, kind, on_day, at, by, sealed FROM transfer_event"
        " WHERE :receiver = '' OR receiver = :receiver ORDER BY id",
        {"receiver": receiver},
    )
    return [StoredTransfer(**row) for row in rows]
