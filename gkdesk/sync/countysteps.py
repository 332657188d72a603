"""How the county's database is laid out, step by step; an older inbox takes the steps it lacks."""

from __future__ import annotations

from pathlib import Path

from gkdesk.db import Connection
from gkdesk.db.connection import connect, database_trouble, transaction
from gkdesk.db.migrations import statements

from . import countysent, keyring

_FIRST = """
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
# signed packages and the offices' keys
_SEALED = """
CREATE TABLE statement (
    town    TEXT NOT NULL,
    number  TEXT NOT NULL,
    sha256  TEXT NOT NULL,                               -- of the signed package.json
    PRIMARY KEY (town, number)
) STRICT, WITHOUT ROWID;
"""
# undo, and what was not taken
_UNDO = """
CREATE TABLE turn (                                      -- a package's state is its newest turn
    id       INTEGER PRIMARY KEY,
    town     TEXT NOT NULL,
    number   TEXT NOT NULL,
    what     TEXT NOT NULL CHECK (what IN ('taken', 'undone')),
    reason   TEXT NOT NULL DEFAULT '',
    receipt  TEXT NOT NULL,                              -- the receipt, whole
    at       TEXT NOT NULL,
    FOREIGN KEY (town, number) REFERENCES package (town, number)
) STRICT;
CREATE INDEX turn_package ON turn (town, number, id);
CREATE VIEW package_now AS                               -- taken before there were turns: stands
SELECT p.town, p.number, p.town_name, p.name, p.manifest_sha256,
       coalesce(t.what, 'taken') = 'taken' AS standing, t.id IS NOT NULL AS undoable,
       coalesce(t.at, p.received_at) AS at, coalesce(t.receipt, p.receipt) AS receipt,
       coalesce(t.reason, '') AS reason
  FROM package p
  LEFT JOIN turn t ON t.id =
       (SELECT max(id) FROM turn WHERE town = p.town AND number = p.number);
CREATE TABLE replaced (                                  -- lines another one took the place of
    id        INTEGER PRIMARY KEY,
    town      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    revision  INTEGER NOT NULL,
    digest    TEXT NOT NULL,
    line      TEXT NOT NULL,
    number    TEXT NOT NULL                              -- the package that had brought it
) STRICT;
CREATE INDEX replaced_row ON replaced (town, kind, key, id);
CREATE TABLE conflict (                                  -- lines that came and were not taken
    id             INTEGER PRIMARY KEY,
    town           TEXT NOT NULL,
    number         TEXT NOT NULL,
    kind           TEXT NOT NULL,
    key            TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    digest         TEXT NOT NULL,
    line           TEXT NOT NULL,
    held_revision  INTEGER NOT NULL,                     -- of the line that stood
    held_digest    TEXT NOT NULL,
    at             TEXT NOT NULL,
    FOREIGN KEY (town, number) REFERENCES package (town, number)
) STRICT;
CREATE INDEX conflict_row ON conflict (town, kind, key);
CREATE TABLE settlement (
    conflict_id  INTEGER PRIMARY KEY REFERENCES conflict (id),
    how          TEXT NOT NULL CHECK (how IN ('keep', 'take')),
    reason       TEXT NOT NULL,
    at           TEXT NOT NULL
) STRICT;
CREATE TRIGGER turn_keep_update BEFORE UPDATE ON turn
BEGIN SELECT RAISE(ABORT, 'turn is append-only'); END;
CREATE TRIGGER turn_keep_delete BEFORE DELETE ON turn
BEGIN SELECT RAISE(ABORT, 'turn is append-only'); END;
CREATE TRIGGER replaced_keep_update BEFORE UPDATE ON replaced
BEGIN SELECT RAISE(ABORT, 'replaced is append-only'); END;
CREATE TRIGGER replaced_keep_delete BEFORE DELETE ON replaced
BEGIN SELECT RAISE(ABORT, 'replaced is append-only'); END;
CREATE TRIGGER conflict_keep_update BEFORE UPDATE ON conflict
BEGIN SELECT RAISE(ABORT, 'conflict is append-only'); END;
CREATE TRIGGER conflict_keep_delete BEFORE DELETE ON conflict
BEGIN SELECT RAISE(ABORT, 'conflict is append-only'); END;
CREATE TRIGGER settlement_keep_update BEFORE UPDATE ON settlement
BEGIN SELECT RAISE(ABORT, 'settlement is append-only'); END;
CREATE TRIGGER settlement_keep_delete BEFORE DELETE ON settlement
BEGIN SELECT RAISE(ABORT, 'settlement is append-only'); END;
"""
# version → what brings an inbox of the version before to it
STEPS = {
    1: _FIRST,
    2: _SEALED + keyring.TABLES.read_text("utf-8"),
    3: _UNDO,
    4: countysent.TABLES,
}
VERSION = max(STEPS)


def create(path: Path, *, name: str, made_at: str) -> Connection:
    """Make the database of a new inbox."""
    conn = connect(path)
    with transaction(conn):
        upgrade(conn)
        conn.execute(
            "INSERT INTO county (id, name, made_at) VALUES (1, :name, :made_at)",
            {"name": name, "made_at": made_at},
        )
    return conn


def upgrade(conn: Connection) -> None:
    """Take every step an inbox lacks, all or none."""
    with transaction(conn):
        # asked inside: another program may have taken them meanwhile
        for number in range(version(conn) + 1, VERSION + 1):
            for statement in statements(STEPS[number]):
                conn.execute(statement)
        conn.execute(f"PRAGMA user_version = {VERSION}")


def version(conn: Connection) -> int:
    with database_trouble():
        return int(conn.execute("PRAGMA user_version").fetchone()[0])
