"""All SQL of the county's inbox: its own small database, apart from any office's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gkdesk.db import Connection, Row
from gkdesk.db.connection import connect, database_trouble, transaction
from gkdesk.db.migrations import statements

from . import countysent, keyring
from .contents import Line
from .model import Mark

DATABASE = "county.db"
VERSION = 4
# since version 2: signed packages and the offices' keys
_SEALED = """
CREATE TABLE statement (
    town    TEXT NOT NULL,
    number  TEXT NOT NULL,
    sha256  TEXT NOT NULL,                               -- of the signed package.json
    PRIMARY KEY (town, number)
) STRICT, WITHOUT ROWID;
"""
SCHEMA = """
CREATE TABLE county (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    name     TEXT NOT NULL,
    made_at  TEXT NOT NULL
) STRICT;
CREATE TABLE package (
    town             TEXT NOT NULL,                      -- unified social credit code
    number           TEXT NOT NULL,
    town_name        TEXT NOT NULL,
    name             TEXT NOT NULL,
    manifest_sha256  TEXT NOT NULL,
    audit_id         INTEGER NOT NULL,                   -- anchor of the town's audit chain
    audit_hash       TEXT NOT NULL,
    receipt          TEXT NOT NULL,                      -- the receipt, whole
    received_at      TEXT NOT NULL,
    PRIMARY KEY (town, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
    town      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    revision  INTEGER NOT NULL,
    digest    TEXT NOT NULL,
    line      TEXT NOT NULL,                             -- the row, canonical JSON
    number    TEXT NOT NULL,                             -- the package that brought it
    PRIMARY KEY (town, kind, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE refusal (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    receipt   TEXT NOT NULL,
    at        TEXT NOT NULL
) STRICT;
CREATE TRIGGER package_keep_update BEFORE UPDATE ON package
BEGIN SELECT RAISE(ABORT, 'package is append-only'); END;
CREATE TRIGGER package_keep_delete BEFORE DELETE ON package
BEGIN SELECT RAISE(ABORT, 'package is append-only'); END;
"""


def _steps() -> dict[int, str]:
    """Return what each version of the inbox added to the one before; the first is ``SCHEMA``."""
    return {2: _SEALED + keyring.TABLES.read_text("utf-8"), 4: countysent.TABLES}


def create(path: Path, *, name: str, made_at: str) -> Connection:
    conn = connect(path)
    with transaction(conn):
        for statement in statements(SCHEMA):
            conn.execute(statement)
        _step_up(conn, 1)
        conn.execute(
            "INSERT INTO county (id, name, made_at) VALUES (1, :name, :made_at)",
            {"name": name, "made_at": made_at},
        )
        conn.execute(f"PRAGMA user_version = {VERSION}")
    return conn


def upgrade(conn: Connection) -> None:
    """Bring the inbox of an older program to this version."""
    with transaction(conn):
        _step_up(conn, version(conn))
        conn.execute(f"PRAGMA user_version = {VERSION}")


def _step_up(conn: Connection, found: int) -> None:
    for step, script in sorted(_steps().items()):
        if found < step:
            for statement in statements(script):
                conn.execute(statement)


def version(conn: Connection) -> int:
    with database_trouble():
        return int(conn.execute("PRAGMA user_version").fetchone()[0])


def county_name(conn: Connection) -> str:
    with database_trouble():
        return str(conn.execute("SELECT name FROM county WHERE id = 1").fetchone()["name"])


def received(conn: Connection, town: str) -> dict[str, str]:
    """Return number → manifest SHA-256 of every package taken from a town."""
    rows = conn.execute(
        "SELECT number, manifest_sha256 FROM package WHERE town = :town", {"town": town}
    ).fetchall()
    return {row["number"]: row["manifest_sha256"] for row in rows}


def signed(conn: Connection, town: str) -> dict[str, str]:
    """Return number → SHA-256 of the statement of every sealed package taken from a town."""
    rows = conn.execute("SELECT number, sha256 FROM statement WHERE town = :town", {"town": town})
    return {row["number"]: row["sha256"] for row in rows}


def add_statement(conn: Connection, *, town: str, number: str, sha256: str) -> None:
    conn.execute(
        "INSERT INTO statement (town, number, sha256) VALUES (:town, :number, :sha256)",
        {"town": town, "number": number, "sha256": sha256},
    )


def receipt(conn: Connection, town: str, number: str) -> str:
    row = conn.execute(
        "SELECT receipt FROM package WHERE town = :town AND number = :number",
        {"town": town, "number": number},
    ).fetchone()
    return str(row["receipt"])


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
    conn.execute(
        "INSERT INTO package (town, number, town_name, name, manifest_sha256, audit_id,"
        " audit_hash, receipt, received_at) VALUES (:town, :number, :town_name, :name,"
        " :manifest_sha256, :audit_id, :audit_hash, :receipt, :received_at)",
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


def entry_digests(conn: Connection) -> dict[tuple[str, str, str], str]:
    """Return town, kind and key → the digest of every row in force."""
    found = conn.execute("SELECT town, kind, key, digest FROM entry")
    found.row_factory = None
    return {(town, kind, key): digest for town, kind, key, digest in found}


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
    """Return each town's newest package, by its number, and how many it has sent."""
    # with max() SQLite takes the other columns from the row that has it; 2026-1000 follows -999
    return conn.execute(
        "SELECT town, town_name, number, received_at, count(*) AS packages,"
        " max(substr(number, 1, 5) || printf('%09d', substr(number, 6))) AS newest"
        " FROM package GROUP BY town"
    ).fetchall()


def add_refusal(conn: Connection, *, name: str, receipt: str, at: str) -> None:
    conn.execute(
        "INSERT INTO refusal (name, receipt, at) VALUES (:name, :receipt, :at)",
        {"name": name, "receipt": receipt, "at": at},
    )
