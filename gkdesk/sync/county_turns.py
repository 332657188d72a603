"""SQL of what became of packages and lines at the county: taken, undone, not taken, settled."""

from __future__ import annotations

from collections.abc import Iterator

from gkdesk.db import Connection, Row

from . import county_store
from .contents import Line
from .countymodel import Conflict, Kept
from .model import Mark


def packages(conn: Connection, town: str = "") -> list[Kept]:
    """Return every package of a town, or of all, the newest first within a town."""
    rows = conn.execute(
        "SELECT p.town, p.number, p.town_name, p.name, p.manifest_sha256, p.standing, p.undoable,"
        " p.at, p.reason, coalesce(s.sha256, '') AS statement"
        " FROM package_now p LEFT JOIN statement s USING (town, number)"
        " WHERE :town IN ('', town)",
        {"town": town},
    )
    found = [
        Kept(**{**dict(row), "standing": bool(row["standing"]), "undoable": bool(row["undoable"])})
        for row in rows
    ]
    return sorted(sorted(found, key=lambda one: one.order, reverse=True), key=lambda one: one.town)


def package(conn: Connection, town: str, number: str) -> Kept | None:
    """Return one package, undone or not."""
    return next((one for one in packages(conn, town) if one.number == number), None)


def add_turn(
    conn: Connection, *, town: str, number: str, what: str, receipt: str, at: str, reason: str = ""
) -> None:
    conn.execute(
        "INSERT INTO turn (town, number, what, reason, receipt, at)"
        " VALUES (:town, :number, :what, :reason, :receipt, :at)",
        {
            "town": town, "number": number, "what": what, "reason": reason,
            "receipt": receipt, "at": at,
        },
    )  # fmt: skip


def answer(conn: Connection, town: str, number: str) -> str:
    """Return the newest receipt of a package."""
    row = conn.execute(
        "SELECT receipt FROM package_now WHERE town = :town AND number = :number",
        {"town": town, "number": number},
    ).fetchone()
    return str(row["receipt"])


def answers(conn: Connection, town: str, number: str) -> tuple[str, ...]:
    """Return the digests of every answer given to a package, the oldest first."""
    rows = conn.execute(
        "SELECT JSON_EXTRACT(receipt, '$.digest') AS digest FROM turn"
        " WHERE town = :town AND number = :number ORDER BY id",
        {"town": town, "number": number},
    )
    return tuple(str(row["digest"]) for row in rows)


def put_back(conn: Connection, town: str, number: str) -> int:
    """Put every line of an undone package back to what stood before; return how many.

    What stood before is the newest replaced line whose package still stands.
    """
    standing = county_store.received(conn, town)
    rows = conn.execute(
        "SELECT kind, key FROM entry WHERE town = :town AND number = :number",
        {"town": town, "number": number},
    ).fetchall()
    for row in rows:
        place = {"town": town, "kind": row["kind"], "key": row["key"]}
        before = _before(conn, place, standing)
        if before is None:
            conn.execute(
                "DELETE FROM entry WHERE town = :town AND kind = :kind AND key = :key", place
            )
        else:
            conn.execute(
                "UPDATE entry SET revision = :revision, digest = :digest, line = :line,"
                " number = :number WHERE town = :town AND kind = :kind AND key = :key",
                place | dict(before),
            )
    return len(rows)


def _before(conn: Connection, place: dict[str, str], standing: dict[str, str]) -> Row | None:
    rows = conn.execute(
        "SELECT revision, digest, line, number FROM replaced"
        " WHERE town = :town AND kind = :kind AND key = :key ORDER BY id DESC",
        place,
    )
    return next((row for row in rows if row["number"] in standing), None)


def add_conflict(
    conn: Connection, *, town: str, number: str, line: Line, held: Mark, at: str
) -> None:
    """Queue a line that was not taken, unless the same one waits or was decided against."""
    conn.execute(
        "INSERT INTO conflict (town, number, kind, key, revision, digest, line, held_revision,"
        " held_digest, at) SELECT :town, :number, :kind, :key, :revision, :digest, :line,"
        " :held_revision, :held_digest, :at WHERE NOT EXISTS"
        " (SELECT 1 FROM conflict c JOIN package_now p USING (town, number)"
        " LEFT JOIN settlement s ON s.conflict_id = c.id"
        " WHERE c.town = :town AND c.kind = :kind AND c.key = :key AND c.digest = :digest"
        " AND c.held_digest = :held_digest AND (p.standing OR c.number = :number)"
        " AND coalesce(s.how, 'keep') = 'keep')",
        {
            "town": town, "number": number, "kind": line.kind, "key": line.key,
            "revision": line.mark.revision, "digest": line.mark.digest, "line": line.text,
            "held_revision": held.revision, "held_digest": held.digest, "at": at,
        },
    )  # fmt: skip


def conflicts(conn: Connection) -> Iterator[Conflict]:
    """Yield every line that was not taken, settled or not, the oldest first."""
    rows = conn.execute(
        "SELECT c.id, c.town, p.town_name, c.number, c.kind, c.key, c.revision, c.digest, c.line,"
        " c.held_revision, c.held_digest, c.at, coalesce(s.how, '') AS how,"
        " coalesce(s.reason, '') AS reason, coalesce(s.at, '') AS settled_at, p.standing,"
        " coalesce(e.line, '') AS now, coalesce(e.revision, 0) AS now_revision,"
        " coalesce(e.digest, '') AS now_digest"
        " FROM conflict c JOIN package_now p USING (town, number)"
        " LEFT JOIN settlement s ON s.conflict_id = c.id"
        " LEFT JOIN entry e ON e.town = c.town AND e.kind = c.kind AND e.key = c.key"
        " ORDER BY c.id"
    )
    for row in rows:
        yield Conflict(**{**dict(row), "standing": bool(row["standing"])})


def settle(conn: Connection, conflict: int, *, how: str, reason: str, at: str) -> None:
    conn.execute(
        "INSERT INTO settlement (conflict_id, how, reason, at) VALUES (:id, :how, :reason, :at)",
        {"id": conflict, "how": how, "reason": reason, "at": at},
    )
