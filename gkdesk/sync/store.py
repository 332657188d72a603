"""All SQL of the sync packages of this office."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from gkdesk.db import Connection, Row

from .merge import Sent
from .model import Mark, PackageState, SyncPackage

_PACKAGE = """
SELECT p.id, p.number, p.name, p.manifest_sha256, p.predecessor, p.folder, p.made_at,
       p.file_count, p.size, coalesce(s.statement_sha256, '') AS statement_sha256,
       coalesce(s.to_revision, 0) AS to_revision, coalesce(s.size, 0) AS sealed_size,
       (SELECT e.state FROM sync_event e WHERE e.package_id = p.id ORDER BY e.id DESC LIMIT 1)
           AS state,
       (SELECT coalesce(sum(c.count), 0) FROM sync_count c WHERE c.package_id = p.id) AS row_count,
       (SELECT json_group_object(c.kind, c.count) FROM sync_count c WHERE c.package_id = p.id)
           AS counts,
       t.accepted, t.returned
  FROM sync_package p LEFT JOIN sync_sealed s ON s.package_id = p.id
       LEFT JOIN sync_tally t
       ON t.id = (SELECT max(id) FROM sync_tally WHERE package_id = p.id)
"""


def add_package(  # noqa: PLR0913 - a package has these columns
    conn: Connection,
    *,
    number: str,
    year: int,
    sequence: int,
    name: str,
    manifest_sha256: str,
    predecessor: str,
    folder: str,
    mount_root: str,
    file_count: int,
    size: int,
    made_at: str,
    made_by: str,
) -> int:
    cursor = conn.execute(
        "INSERT INTO sync_package (number, year, sequence, name, manifest_sha256, predecessor,"
        " folder, mount_root, file_count, size, made_at, made_by)"
        " VALUES (:number, :year, :sequence, :name, :manifest_sha256, :predecessor,"
        " :folder, :mount_root, :file_count, :size, :made_at, :made_by)",
        {
            "number": number, "year": year, "sequence": sequence, "name": name,
            "manifest_sha256": manifest_sha256, "predecessor": predecessor, "folder": folder,
            "mount_root": mount_root, "file_count": file_count, "size": size,
            "made_at": made_at, "made_by": made_by,
        },
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def add_sealed(
    conn: Connection, package_id: int, *, statement_sha256: str, to_revision: int, size: int
) -> None:
    """Note that a package is a sealed file of so many bytes."""
    conn.execute(
        "INSERT INTO sync_sealed (package_id, statement_sha256, to_revision, size)"
        " VALUES (:id, :sha256, :to_revision, :size)",
        {"id": package_id, "sha256": statement_sha256, "to_revision": to_revision, "size": size},
    )


def add_rows(conn: Connection, package_id: int, rows: Sequence[tuple[str, str, Mark]]) -> None:
    conn.executemany(
        "INSERT INTO sync_row (package_id, kind, key, revision, digest)"
        " VALUES (:package_id, :kind, :key, :revision, :digest)",
        [
            {
                "package_id": package_id, "kind": kind, "key": key,
                "revision": mark.revision, "digest": mark.digest,
            }
            for kind, key, mark in rows
        ],
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO sync_count (package_id, kind, count) VALUES (:package_id, :kind, :count)",
        [
            {"package_id": package_id, "kind": kind, "count": count}
            for kind, count in Counter(kind for kind, _key, _mark in rows).items()
        ],
    )


def add_event(
    conn: Connection, package_id: int, state: PackageState, at: str, receipt: str | None = None
) -> None:
    conn.execute(
        "INSERT INTO sync_event (package_id, state, at, receipt)"
        " VALUES (:package_id, :state, :at, :receipt)",
        {"package_id": package_id, "state": state, "at": at, "receipt": receipt},
    )


def add_outcomes(
    conn: Connection, package_id: int, outcomes: Sequence[tuple[str, str, str, str]]
) -> None:
    """Append (kind, key, outcome, reason) for rows of a package."""
    conn.executemany(
        "INSERT INTO sync_outcome (package_id, kind, key, outcome, reason)"
        " VALUES (:package_id, :kind, :key, :outcome, :reason)",
        [
            {
                "package_id": package_id, "kind": kind, "key": key,
                "outcome": outcome, "reason": reason,
            }
            for kind, key, outcome, reason in outcomes
        ],
    )  # fmt: skip


def add_tally(conn: Connection, package_id: int) -> None:
    """Count what became of a package's rows, after its receipt was taken in."""
    conn.execute(
        "INSERT INTO sync_tally (package_id, accepted, returned)"
        " SELECT :id, coalesce(sum(outcome = 'accepted'), 0),"
        " coalesce(sum(outcome = 'returned'), 0)"
        " FROM (SELECT outcome, max(id) FROM sync_outcome WHERE package_id = :id"
        " GROUP BY kind, key)",
        {"id": package_id},
    )


def packages(conn: Connection) -> list[SyncPackage]:
    """Return every package, newest first."""
    rows = conn.execute(_PACKAGE + " ORDER BY p.id DESC")
    return [_package(row) for row in rows]


def next_sequence(conn: Connection, year: int) -> int:
    row = conn.execute(
        "SELECT coalesce(max(sequence), 0) + 1 AS next FROM sync_package WHERE year = :year",
        {"year": year},
    ).fetchone()
    return int(row["next"])


def mount_roots(conn: Connection) -> list[str]:
    """Return every place a drive was mounted when a package was written."""
    rows = conn.execute("SELECT DISTINCT mount_root FROM sync_package").fetchall()
    return [row["mount_root"] for row in rows]


def key_ends(conn: Connection) -> dict[bool, date]:
    """Return the last day of the newest good key of each side: own → day; unused sides missing."""
    rows = conn.execute(
        "SELECT k.private IS NOT NULL AS own, max(json_extract(k.public, '$.valid_until')) AS until"
        " FROM sync_key k JOIN sync_key_event t ON t.key_id = k.id AND t.what = 'trusted'"
        " WHERE NOT EXISTS"
        " (SELECT 1 FROM sync_key_event r WHERE r.key_id = k.id AND r.what = 'revoked')"
        " GROUP BY own"
    )
    return {bool(row["own"]): date.fromisoformat(row["until"]) for row in rows}


def receipt_known(conn: Connection, receipt: str) -> bool:
    row = conn.execute(
        "SELECT 1 FROM sync_event WHERE receipt = :receipt", {"receipt": receipt}
    ).fetchone()
    return row is not None


def receipts_known(conn: Connection) -> set[str]:
    """Return the digest of every receipt read so far."""
    rows = conn.execute("SELECT DISTINCT receipt FROM sync_event WHERE receipt IS NOT NULL")
    return {row["receipt"] for row in rows}


def events(conn: Connection, package_id: int) -> list[tuple[PackageState, str, str | None]]:
    """Return (state, at, digest of the receipt) of a package, oldest first."""
    rows = conn.execute(
        "SELECT state, at, receipt FROM sync_event WHERE package_id = :id ORDER BY id",
        {"id": package_id},
    )
    return [(PackageState(row["state"]), row["at"], row["receipt"]) for row in rows]


def fates(conn: Connection, package_id: int) -> list[tuple[str, str, int, str, str]]:
    """Return (kind, key, revision, outcome, reason) of every row of a package."""
    rows = conn.execute(
        """
        SELECT r.kind, r.key, r.revision, o.outcome, o.reason
          FROM sync_row r
          LEFT JOIN (SELECT kind, key, outcome, reason, max(id)
                       FROM sync_outcome WHERE package_id = :id GROUP BY kind, key) o
            ON o.kind = r.kind AND o.key = r.key
         WHERE r.package_id = :id ORDER BY r.kind, r.key
        """,
        {"id": package_id},
    )
    return [
        (row["kind"], row["key"], row["revision"], row["outcome"] or "", row["reason"] or "")
        for row in rows
    ]


def pass_over(conn: Connection, package: SyncPackage, receipts: Sequence[str], at: str) -> None:
    """Note answers that a later one made void: should they come still, they change nothing."""
    for receipt in receipts:
        if not receipt_known(conn, receipt):
            add_event(conn, package.id, package.state, at, receipt)


def ever_returned(conn: Connection) -> bool:
    """Tell whether the county ever returned a row: else 今日 need not read the whole history."""
    row = conn.execute("SELECT 1 FROM sync_outcome WHERE outcome = 'returned' LIMIT 1").fetchone()
    return row is not None


def package_rows(conn: Connection, package_id: int) -> list[tuple[str, str, int]]:
    """Return (kind, key, revision) of every row of a package."""
    rows = conn.execute(
        "SELECT kind, key, revision FROM sync_row WHERE package_id = :id ORDER BY kind, key",
        {"id": package_id},
    ).fetchall()
    return [(row["kind"], row["key"], row["revision"]) for row in rows]


def sent(conn: Connection, *, only_pending: bool = False) -> list[Sent]:
    """Return every row ever sent, oldest package first, with its package's state and its fate.

    Args:
        conn: the office's.
        only_pending: only rows that may have to go; the cost follows their number.
    """
    pending = "JOIN sync_pending p ON p.kind = r.kind AND p.key = r.key" if only_pending else ""
    rows = conn.execute(
        f"""
        SELECT r.kind, r.key, r.revision, r.digest, o.outcome, o.reason, s.state
          FROM sync_row r
          {pending}
          JOIN (SELECT package_id, state, max(id) FROM sync_event GROUP BY package_id) s
            ON s.package_id = r.package_id
          LEFT JOIN sync_outcome o
            ON o.id = (SELECT max(id) FROM sync_outcome WHERE package_id = r.package_id
                       AND kind = r.kind AND key = r.key)
         ORDER BY r.package_id
        """  # noqa: S608 - our own names
    ).fetchall()
    return [
        Sent(
            row["kind"],
            row["key"],
            Mark(row["revision"], row["digest"]),
            PackageState(row["state"]),
            row["outcome"] or "",
            row["reason"] or "",
        )
        for row in rows
    ]


def pending(conn: Connection) -> list[tuple[str, str]]:
    """Return (kind, key) of every row that may have to go."""
    rows = conn.execute("SELECT kind, key FROM sync_pending ORDER BY kind, key")
    return [(row["kind"], row["key"]) for row in rows]


def last_pending(conn: Connection) -> int:
    """Return how far the changes have come; a later one has a higher number."""
    row = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'sync_pending'").fetchone()
    return int(row["seq"]) if row else 0


def add_seen(conn: Connection, package_id: int, pending_id: int) -> None:
    conn.execute(
        "INSERT INTO sync_seen (package_id, pending_id) VALUES (:package_id, :pending_id)",
        {"package_id": package_id, "pending_id": pending_id},
    )


def drop_pending(conn: Connection, keys: Collection[tuple[str, str]], *, until: int) -> None:
    """Forget rows that need not go, unless they changed after ``until``."""
    conn.executemany(
        "DELETE FROM sync_pending WHERE kind = :kind AND key = :key AND id <= :until",
        [{"kind": kind, "key": key, "until": until} for kind, key in keys],
    )


def drop_accepted(conn: Connection, package_id: int) -> None:
    """Forget the rows the county accepted, unless they changed since the package saw them."""
    conn.execute(
        "DELETE FROM sync_pending WHERE id <="
        " (SELECT pending_id FROM sync_seen WHERE package_id = :id)"
        " AND 'accepted' = (SELECT outcome FROM sync_outcome o WHERE o.package_id = :id"
        " AND o.kind = sync_pending.kind AND o.key = sync_pending.key ORDER BY o.id DESC LIMIT 1)",
        {"id": package_id},
    )


def accepted_count(conn: Connection) -> int:
    """Return how many rows the county ever accepted in one revision or another."""
    row = conn.execute(
        "SELECT count(*) AS count FROM"
        " (SELECT DISTINCT kind, key FROM sync_outcome WHERE outcome = 'accepted')"
    ).fetchone()
    return int(row["count"])


def accepted_pending_count(conn: Connection) -> int:
    """Return how many of them may have to go again."""
    row = conn.execute(
        "SELECT count(*) AS count FROM sync_pending p WHERE EXISTS (SELECT 1 FROM sync_outcome o"
        " WHERE o.outcome = 'accepted' AND o.kind = p.kind AND o.key = p.key)"
    ).fetchone()
    return int(row["count"])


def _package(row: Row) -> SyncPackage:
    return SyncPackage(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        manifest_sha256=row["manifest_sha256"],
        folder=row["folder"],
        state=PackageState(row["state"]),
        made_at=row["made_at"],
        row_count=row["row_count"],
        file_count=row["file_count"],
        size=row["size"],
        predecessor=row["predecessor"],
        accepted=row["accepted"] or 0,
        returned=row["returned"] or 0,
        counts=dict(sorted(json.loads(row["counts"]).items())),
        statement_sha256=row["statement_sha256"],
        to_revision=row["to_revision"],
        sealed_size=row["sealed_size"],
    )
