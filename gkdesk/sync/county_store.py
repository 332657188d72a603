"""All SQL of the county's inbox: its own small database, apart from any office's."""

from __future__ import annotations

from collections.abc import Iterator

from gkdesk.db import Connection, Row
from gkdesk.db.connection import database_trouble

from .contents import Line
from .model import Mark

DATABASE = "county.db"


def county_name(conn: Connection) -> str:
    with database_trouble():
        return str(conn.execute("SELECT name FROM county WHERE id = 1").fetchone()["name"])


def received(conn: Connection, town: str) -> dict[str, str]:
    """Return number → manifest SHA-256 of every package taken from a town and not undone."""
    rows = conn.execute(
        "SELECT number, manifest_sha256 FROM package_now WHERE town = :town AND standing",
        {"town": town},
    ).fetchall()
    return {row["number"]: row["manifest_sha256"] for row in rows}


def signed(conn: Connection, town: str) -> dict[str, str]:
    """Return number → SHA-256 of the statement of every sealed package taken and not undone."""
    rows = conn.execute(
        "SELECT s.number, s.sha256 FROM statement s JOIN package_now p USING (town, number)"
        " WHERE town = :town AND p.standing",
        {"town": town},
    )
    return {row["number"]: row["sha256"] for row in rows}


def add_statement(conn: Connection, *, town: str, number: str, sha256: str) -> None:
    """Note the signed statement of a package."""
    conn.execute(
        # there already when the package was undone and is taken again
        "INSERT INTO statement (town, number, sha256) VALUES (:town, :number, :sha256)"
        " ON CONFLICT DO NOTHING",
        {"town": town, "number": number, "sha256": sha256},
    )


def add_package(  # noqa: PLR0913 - a package has these columns
    conn: Connection,
    *,
    town: str,
    number: str,
    town_name: str,
    name: str,
    manifest_sha256: str,
    audit_id: int,
    audit_hash: str,
    receipt: str,
    received_at: str,
) -> None:
    """Note a package, unless it was undone and is taken again."""
    conn.execute(
        "INSERT INTO package (town, number, town_name, name, manifest_sha256, audit_id,"
        " audit_hash, receipt, received_at) VALUES (:town, :number, :town_name, :name,"
        " :manifest_sha256, :audit_id, :audit_hash, :receipt, :received_at)"
        " ON CONFLICT DO NOTHING",
        {
            "town": town, "number": number, "town_name": town_name, "name": name,
            "manifest_sha256": manifest_sha256, "audit_id": audit_id, "audit_hash": audit_hash,
            "receipt": receipt, "received_at": received_at,
        },
    )  # fmt: skip


def mark(conn: Connection, town: str, kind: str, key: str) -> Mark | None:
    row = conn.execute(
        "SELECT revision, digest FROM entry WHERE town = :town AND kind = :kind AND key = :key",
        {"town": town, "kind": kind, "key": key},
    ).fetchone()
    return Mark(row["revision"], row["digest"]) if row else None


def put_entry(conn: Connection, *, town: str, number: str, line: Line) -> None:
    """Put a line in force and keep the one it takes the place of."""
    conn.execute(
        "INSERT INTO replaced (town, kind, key, revision, digest, line, number)"
        " SELECT town, kind, key, revision, digest, line, number FROM entry"
        " WHERE town = :town AND kind = :kind AND key = :key",
        {"town": town, "kind": line.kind, "key": line.key},
    )
    conn.execute(
        "INSERT INTO entry (town, kind, key, revision, digest, line, number)"
        " VALUES (:town, :kind, :key, :revision, :digest, :line, :number)"
        " ON CONFLICT (town, kind, key) DO UPDATE SET revision = :revision, digest = :digest,"
        " line = :line, number = :number",
        {
            "town": town, "kind": line.kind, "key": line.key, "revision": line.mark.revision,
            "digest": line.mark.digest, "line": line.text, "number": number,
        },
    )  # fmt: skip


def entries(conn: Connection, town: str) -> list[Row]:
    """Return kind, key, revision, digest, line and number of every row of a town."""
    return conn.execute(
        "SELECT kind, key, revision, digest, line, number FROM entry WHERE town = :town"
        " ORDER BY kind, key",
        {"town": town},
    ).fetchall()


def all_entries(conn: Connection, kind: str = "") -> Iterator[Row]:
    """Yield town, kind, key, revision, line and number of every row, of one kind or of all."""
    yield from conn.execute(
        "SELECT town, kind, key, revision, line, number FROM entry"
        " WHERE :kind IN ('', kind) ORDER BY kind, town, key",
        {"kind": kind},
    )


def entry_digests(conn: Connection) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return town, kind and key → the digest of every row in force, and the package it came in."""
    found = conn.execute("SELECT town, kind, key, digest, number FROM entry")
    found.row_factory = None
    return {(town, kind, key): (digest, number) for town, kind, key, digest, number in found}


def entry_texts(conn: Connection) -> Iterator[tuple[str, str, str, int, str, str, str]]:
    """Yield town, kind, key, revision, number, digest and data (as JSON) of every row."""
    found = conn.execute(
        "SELECT town, kind, key, revision, number, digest, JSON_EXTRACT(line, '$.data') FROM entry"
    )
    found.row_factory = None
    yield from found


def entry_counts(conn: Connection) -> list[Row]:
    """Return how many rows of each kind every town has."""
    return conn.execute(
        "SELECT town, kind, count(*) AS count FROM entry GROUP BY town, kind ORDER BY kind"
    ).fetchall()


def newest_packages(conn: Connection) -> list[Row]:
    """Return each town's newest package that stands, by its number, and how many stand.

    A town whose packages were all undone has the number ``""`` and the count 0.
    """
    # with max() SQLite takes the other columns from the row that has it; 2026-1000 follows -999
    return conn.execute(
        "SELECT town, town_name, CASE WHEN standing THEN number ELSE '' END AS number,"
        " at AS received_at, sum(standing) AS packages,"
        " max(standing || substr(number, 1, 5) || printf('%09d', substr(number, 6))) AS newest"
        " FROM package_now GROUP BY town"
    ).fetchall()


def add_refusal(conn: Connection, *, name: str, receipt: str, at: str) -> None:
    conn.execute(
        "INSERT INTO refusal (name, receipt, at) VALUES (:name, :receipt, :at)",
        {"name": name, "receipt": receipt, "at": at},
    )
