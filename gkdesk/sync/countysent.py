"""What a county has sent to its offices: tables of its inbox (since version 4) and their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkdesk.db import Connection

from .downmodel import DownInfo, DownKind, DownPart
from .model import order_of

TABLES = """
CREATE TABLE sent (
    number            TEXT PRIMARY KEY,
    name              TEXT NOT NULL UNIQUE,
    statement_sha256  TEXT NOT NULL,                     -- of the signed package.json
    note              TEXT NOT NULL,
    from_on           TEXT NOT NULL,
    folder            TEXT NOT NULL,
    made_at           TEXT NOT NULL
) STRICT;
CREATE TABLE sent_part (
    number  TEXT NOT NULL REFERENCES sent (number),
    place   INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    target  TEXT NOT NULL,
    title   TEXT NOT NULL,
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE sent_town (
    number  TEXT NOT NULL REFERENCES sent (number),
    town    TEXT NOT NULL,                               -- unified social credit code
    name    TEXT NOT NULL,
    PRIMARY KEY (number, town)
) STRICT, WITHOUT ROWID;
CREATE TABLE sent_event (
    id      INTEGER PRIMARY KEY,
    number  TEXT NOT NULL REFERENCES sent (number),
    what    TEXT NOT NULL CHECK (what IN ('written', 'verified')),
    at      TEXT NOT NULL
) STRICT;
CREATE TABLE sent_answer (
    id      INTEGER PRIMARY KEY,
    number  TEXT NOT NULL REFERENCES sent (number),
    town    TEXT NOT NULL,
    target  TEXT NOT NULL,
    state   TEXT NOT NULL,
    at      TEXT NOT NULL,                               -- as the office says
    digest  TEXT NOT NULL                                -- of the answer that said so
) STRICT;
CREATE INDEX sent_answer_number ON sent_answer (number, town, id);
CREATE TRIGGER sent_keep_update BEFORE UPDATE ON sent
BEGIN SELECT RAISE(ABORT, 'sent is append-only'); END;
CREATE TRIGGER sent_keep_delete BEFORE DELETE ON sent
BEGIN SELECT RAISE(ABORT, 'sent is append-only'); END;
CREATE TRIGGER sent_part_keep_update BEFORE UPDATE ON sent_part
BEGIN SELECT RAISE(ABORT, 'sent_part is append-only'); END;
CREATE TRIGGER sent_part_keep_delete BEFORE DELETE ON sent_part
BEGIN SELECT RAISE(ABORT, 'sent_part is append-only'); END;
CREATE TRIGGER sent_town_keep_update BEFORE UPDATE ON sent_town
BEGIN SELECT RAISE(ABORT, 'sent_town is append-only'); END;
CREATE TRIGGER sent_town_keep_delete BEFORE DELETE ON sent_town
BEGIN SELECT RAISE(ABORT, 'sent_town is append-only'); END;
CREATE TRIGGER sent_event_keep_update BEFORE UPDATE ON sent_event
BEGIN SELECT RAISE(ABORT, 'sent_event is append-only'); END;
CREATE TRIGGER sent_event_keep_delete BEFORE DELETE ON sent_event
BEGIN SELECT RAISE(ABORT, 'sent_event is append-only'); END;
CREATE TRIGGER sent_answer_keep_update BEFORE UPDATE ON sent_answer
BEGIN SELECT RAISE(ABORT, 'sent_answer is append-only'); END;
CREATE TRIGGER sent_answer_keep_delete BEFORE DELETE ON sent_answer
BEGIN SELECT RAISE(ABORT, 'sent_answer is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class TownAnswer:
    """What an office last said of a package: target → state; empty while it has said nothing."""

    code: str
    name: str
    states: dict[str, str]
    at: str


@dataclass(frozen=True, slots=True)
class SentPackage:
    """One package the county wrote."""

    number: str
    name: str
    statement_sha256: str
    note: str
    from_on: str
    folder: str
    made_at: str
    verified: bool
    parts: tuple[DownPart, ...]
    towns: tuple[TownAnswer, ...]


def add(
    conn: Connection, info: DownInfo, *, name: str, sha256: str, folder: str,
    towns: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    """Note a package that is written and read back, not yet renamed; joins a transaction."""
    conn.execute(
        "INSERT INTO sent (number, name, statement_sha256, note, from_on, folder, made_at)"
        " VALUES (:number, :name, :sha256, :note, :from_on, :folder, :made_at)",
        {
            "number": info.number, "name": name, "sha256": sha256, "note": info.note,
            "from_on": info.from_on, "folder": folder, "made_at": info.made_at,
        },
    )  # fmt: skip
    for place, one in enumerate(info.parts, start=1):
        conn.execute(
            "INSERT INTO sent_part (number, place, kind, target, title, file, sha256, size)"
            " VALUES (:number, :place, :kind, :target, :title, :file, :sha256, :size)",
            {
                "number": info.number, "place": place, "kind": one.kind, "target": one.target,
                "title": one.title, "file": one.file, "sha256": one.sha256, "size": one.size,
            },
        )  # fmt: skip
    for town, town_name in towns:
        conn.execute(
            "INSERT INTO sent_town (number, town, name) VALUES (:number, :town, :name)",
            {"number": info.number, "town": town, "name": town_name},
        )
    add_event(conn, info.number, "written", info.made_at)


def add_event(conn: Connection, number: str, what: str, at: str) -> None:
    conn.execute(
        "INSERT INTO sent_event (number, what, at) VALUES (:number, :what, :at)",
        {"number": number, "what": what, "at": at},
    )


def add_answer(
    conn: Connection, *, number: str, town: str, target: str, state: str, at: str, digest: str
) -> None:
    conn.execute(
        "INSERT INTO sent_answer (number, town, target, state, at, digest)"
        " VALUES (:number, :town, :target, :state, :at, :digest)",
        {
            "number": number, "town": town, "target": target, "state": state, "at": at,
            "digest": digest,
        },
    )  # fmt: skip


def answered(conn: Connection, number: str, town: str) -> tuple[str, str]:
    """Return when an office last answered a package and the answer's digest; ``""`` for never."""
    row = conn.execute(
        "SELECT at, digest FROM sent_answer WHERE number = :number AND town = :town"
        " ORDER BY id DESC LIMIT 1",
        {"number": number, "town": town},
    ).fetchone()
    return (row["at"], row["digest"]) if row else ("", "")


def packages(conn: Connection) -> list[SentPackage]:
    """Return what was sent, the newest first."""
    rows = conn.execute(
        "SELECT s.*, EXISTS (SELECT 1 FROM sent_event e WHERE e.number = s.number"
        " AND e.what = 'verified') AS verified FROM sent s"
    ).fetchall()
    parts, towns = _parts(conn), _towns(conn)
    found = [
        SentPackage(
            row["number"], row["name"], row["statement_sha256"], row["note"], row["from_on"],
            row["folder"], row["made_at"], bool(row["verified"]), tuple(parts[row["number"]]),
            tuple(towns[row["number"]]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: order_of(one.number), reverse=True)


def _parts(conn: Connection) -> dict[str, list[DownPart]]:
    found: dict[str, list[DownPart]] = {}
    for row in conn.execute("SELECT * FROM sent_part ORDER BY number, place"):
        found.setdefault(row["number"], []).append(
            DownPart(
                DownKind(row["kind"]), row["target"], row["title"], row["file"], row["sha256"],
                row["size"],
            )
        )  # fmt: skip
    return found


def _towns(conn: Connection) -> dict[str, list[TownAnswer]]:
    said: dict[tuple[str, str], tuple[dict[str, str], str]] = {}
    for row in conn.execute("SELECT * FROM sent_answer ORDER BY id"):
        states, _at = said.setdefault((row["number"], row["town"]), ({}, ""))
        states[row["target"]] = row["state"]
        said[row["number"], row["town"]] = states, row["at"]
    found: dict[str, list[TownAnswer]] = {}
    for row in conn.execute("SELECT number, town, name FROM sent_town ORDER BY number, town"):
        states, at = said.get((row["number"], row["town"]), ({}, ""))
        found.setdefault(row["number"], []).append(TownAnswer(row["town"], row["name"], states, at))
    return found
