"""All SQL of the sync packages of this office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gkdesk.db import Connection, Row

from .merge import Sent
from .model import Mark, PackageState, SyncPackage

_PACKAGE = """
SELECT p.id, p.number, p.name, p.manifest_sha256, p.predecessor, p.folder, p.made_at,
       p.file_count, p.size, coalesce(s.statement_sha256, '') AS statement_sha256,
       coalesce(s.to_revision, 0) AS to_revision,
       (SELECT e.state FROM sync_event e WHERE e.package_id = p.id ORDER BY e.id DESC LIMIT 1)
           AS state,
       (SELECT count(*) FROM sync_row r WHERE r.package_id = p.id) AS row_count
  FROM sync_package p LEFT JOIN sync_sealed s ON s.package_id = p.id
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
    conn: Connection, package_id: int, *, statement_sha256: str, to_revision: int
) -> None:
    """Note that a package is a sealed file."""
    conn.execute(
        "INSERT INTO sync_sealed (package_id, statement_sha256, to_revision)"
        " VALUES (:id, :sha256, :to_revision)",
        {"id": package_id, "sha256": statement_sha256, "to_revision": to_revision},
    )


def add_rows(conn: Connection, package_id: int, rows: Iterable[tuple[str, str, Mark]]) -> None:
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


def packages(conn: Connection) -> list[SyncPackage]:
    """Return every package, newest first."""
    rows = conn.execute(_PACKAGE + " ORDER BY p.id DESC").fetchall()
    counts = _counts(conn)
    outcomes = _outcome_counts(conn)
    return [_package(row, counts.get(row["id"], {}), outcomes.get(row["id"], {})) for row in rows]


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


def sent(conn: Connection) -> list[Sent]:
    """Return every row ever sent, oldest package first, with its package's state and its fate."""
    rows = conn.execute(
        """
        SELECT r.kind, r.key, r.revision, r.digest, o.outcome, o.reason, s.state
          FROM sync_row r
          JOIN (SELECT package_id, state, max(id) FROM sync_event GROUP BY package_id) s
            ON s.package_id = r.package_id
          LEFT JOIN (SELECT package_id, kind, key, outcome, reason, max(id)
                       FROM sync_outcome GROUP BY package_id, kind, key) o
            ON o.package_id = r.package_id AND o.kind = r.kind AND o.key = r.key
         ORDER BY r.package_id
        """
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


def _counts(conn: Connection) -> dict[int, dict[str, int]]:
    rows = conn.execute(
        "SELECT package_id, kind, count(*) AS count FROM sync_row"
        " GROUP BY package_id, kind ORDER BY kind"
    ).fetchall()
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["package_id"], {})[row["kind"]] = row["count"]
    return found


def _outcome_counts(conn: Connection) -> dict[int, dict[str, int]]:
    rows = conn.execute(
        "SELECT package_id, outcome, count(*) AS count FROM"
        " (SELECT package_id, outcome, max(id) FROM sync_outcome GROUP BY package_id, kind, key)"
        " GROUP BY package_id, outcome"
    ).fetchall()
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["package_id"], {})[row["outcome"]] = row["count"]
    return found


def _package(row: Row, counts: dict[str, int], outcomes: dict[str, int]) -> SyncPackage:
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
        accepted=outcomes.get("accepted", 0),
        returned=outcomes.get("returned", 0),
        counts=counts,
        statement_sha256=row["statement_sha256"],
        to_revision=row["to_revision"],
    )
