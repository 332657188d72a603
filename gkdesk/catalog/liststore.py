"""All SQL of the lists beside the catalog."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gkdesk.db import Connection

from .listrows import ListKind, ListReading, ListVersion


def versions(conn: Connection, kind: ListKind, number: int | None = None) -> list[ListVersion]:
    """Return every version of a list, or one, the oldest first."""
    rows = conn.execute(
        "SELECT * FROM office_list WHERE list = :list AND (:number IS NULL OR number = :number)"
        " ORDER BY number",
        {"list": kind.value, "number": number},
    )
    return [
        ListVersion(
            kind, row["number"], row["at"], row["user"], row["file"], row["sha256"], row["note"],
            json.loads(row["head"]), tuple(json.loads(row["rows"])),
        )
        for row in rows
    ]  # fmt: skip


def last(conn: Connection, kind: ListKind) -> ListVersion | None:
    row = conn.execute(
        "SELECT MAX(number) AS number FROM office_list WHERE list = :list", {"list": kind.value}
    ).fetchone()
    return versions(conn, kind, row["number"])[0] if row["number"] else None


def add(conn: Connection, made: ListReading, *, at: str, user: str, note: str) -> int:
    """Append a version; return its number."""
    row = conn.execute(
        "INSERT INTO office_list (list, number, at, user, file, sha256, note, head, rows) VALUES"
        " (:list, (SELECT COALESCE(MAX(number), 0) + 1 FROM office_list WHERE list = :list),"
        " :at, :user, :file, :sha256, :note, :head, :rows) RETURNING number",
        {
            "list": made.kind.value, "at": at, "user": user, "file": made.file,
            "sha256": made.sha256, "note": note, "head": _json(made.head), "rows": _json(made.rows),
        },
    ).fetchone()  # fmt: skip
    return int(row["number"])


def _json(value: object) -> str:
    plain = [dict(one) for one in value] if isinstance(value, Sequence) else value
    return json.dumps(plain, ensure_ascii=False)
