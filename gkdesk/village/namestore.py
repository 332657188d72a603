"""SQL of the names of villages that were settled once."""

from __future__ import annotations

from datetime import date

from gkdesk.db import Connection

from .nearvillage import NameKind, SettledName


def names(conn: Connection) -> dict[str, SettledName]:
    """Return every settled name by its key."""
    rows = conn.execute(
        "SELECT key, name, village_uid, kind, since FROM village_name ORDER BY name"
    )
    return {
        row["key"]: SettledName(
            row["key"], row["name"], row["village_uid"], NameKind(row["kind"]),
            date.fromisoformat(row["since"]) if row["since"] else None,
        )
        for row in rows
    }  # fmt: skip


def keep(conn: Connection, name: SettledName, *, at: str, by: str) -> None:
    """Remember a name, in place of what was settled about it before."""
    conn.execute(
        "INSERT INTO village_name (key, name, village_uid, kind, since, made_at, made_by)"
        " VALUES (:key, :name, :village_uid, :kind, :since, :at, :by)"
        " ON CONFLICT (key) DO UPDATE SET name = :name, village_uid = :village_uid, kind = :kind,"
        " since = :since, made_at = :at, made_by = :by",
        {
            "key": name.key, "name": name.name, "village_uid": name.village_uid,
            "kind": name.kind, "since": name.since.isoformat() if name.since else None,
            "at": at, "by": by,
        },
    )  # fmt: skip


def drop(conn: Connection, key: str) -> None:
    """Forget what was settled about a name; the audit keeps that it was."""
    conn.execute("DELETE FROM village_name WHERE key = :key", {"key": key})
