"""All SQL of the wordings the clerk settled."""

from __future__ import annotations

from gkdesk.db import Connection, Row


def rows(conn: Connection) -> list[Row]:
    """Return id, kind, text, meaning, at and by of what is in use, oldest first."""
    return conn.execute(
        "SELECT id, kind, text, meaning, at, by FROM catalog_alias"
        " WHERE undone_at IS NULL ORDER BY id"
    ).fetchall()


def put(conn: Connection, *, kind: str, text: str, meaning: str, at: str, by: str) -> None:
    """Remember a meaning in place of an older one of the same wording."""
    values = {"kind": kind, "text": text, "meaning": meaning, "at": at, "by": by}
    conn.execute(
        "UPDATE catalog_alias SET undone_at = :at"
        " WHERE kind = :kind AND text = :text AND undone_at IS NULL",
        values,
    )
    conn.execute(
        "INSERT INTO catalog_alias (kind, text, meaning, at, by)"
        " VALUES (:kind, :text, :meaning, :at, :by)",
        values,
    )


def undo(conn: Connection, alias: int, *, at: str) -> bool:
    """Take a meaning back; tell whether it was in use."""
    found = conn.execute(
        "UPDATE catalog_alias SET undone_at = :at WHERE id = :id AND undone_at IS NULL",
        {"id": alias, "at": at},
    )
    return found.rowcount > 0
