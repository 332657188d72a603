"""All SQL of a record's files, evidence, links, validity and assessments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from gkdesk.db import Connection, Row


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One row of ``record_file``."""

    uid: str
    record_uid: str
    sha256: str
    sealed: bytes
    at: str
    user: str
    id: int = 0  # given by the database


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """One row of ``record_evidence``; ``voids`` is the uid of an entry it takes back."""

    uid: str
    record_uid: str
    channel: str
    on_day: str
    sha256: str
    sealed: bytes
    at: str
    user: str
    voids: str = ""


@dataclass(frozen=True, slots=True)
class StoredAssessment:
    """One row of ``record_assessment``."""

    uid: str
    record_uid: str
    on_day: str
    outcome: str
    next_on: str | None
    sealed: bytes
    at: str
    user: str


def add_file(conn: Connection, row: StoredFile) -> None:
    conn.execute(
        "INSERT INTO record_file (uid, record_uid, sha256, sealed, at, user)"
        " VALUES (:uid, :record_uid, :sha256, :sealed, :at, :user)",
        {name: getattr(row, name) for name in StoredFile.__slots__},
    )


def remove_file(conn: Connection, uid: str, *, at: str) -> None:
    conn.execute("UPDATE record_file SET removed_at = :at WHERE uid = :uid", {"uid": uid, "at": at})


def files(conn: Connection, record_uid: str) -> list[StoredFile]:
    found = conn.execute(
        "SELECT uid, record_uid, sha256, sealed, at, user, id FROM record_file"
        " WHERE record_uid = :uid AND removed_at IS NULL ORDER BY id",
        {"uid": record_uid},
    )
    return [StoredFile(**row) for row in found]


def with_files(conn: Connection, among: Iterable[str]) -> set[str]:
    """Return the uids of the records that have files."""
    found = conn.execute(
        "SELECT value AS record_uid FROM json_each(:among) WHERE EXISTS"
        " (SELECT 1 FROM record_file WHERE record_uid = value AND removed_at IS NULL)",
        {"among": json.dumps([*among])},
    )
    return {row["record_uid"] for row in found}


def add_evidence(conn: Connection, row: StoredEvidence) -> None:
    conn.execute(
        "INSERT INTO record_evidence"
        " (uid, record_uid, channel, on_day, sha256, sealed, at, user, voids)"
        " VALUES (:uid, :record_uid, :channel, :on_day, :sha256, :sealed, :at, :user, :voids)",
        {name: getattr(row, name) for name in StoredEvidence.__slots__},
    )


def evidence(conn: Connection, record_uid: str) -> list[StoredEvidence]:
    """Return the entries that stand, oldest first."""
    found = conn.execute(
        "SELECT uid, record_uid, channel, on_day, sha256, sealed, at, user, voids"
        " FROM record_evidence AS one WHERE record_uid = :uid AND voids = '' AND NOT EXISTS"
        " (SELECT 1 FROM record_evidence AS later WHERE later.record_uid = :uid"
        "  AND later.voids = one.uid) ORDER BY on_day, id",
        {"uid": record_uid},
    )
    return [StoredEvidence(**row) for row in found]


def channels(conn: Connection) -> dict[str, set[str]]:
    """Return for each record the channels it is proved to have gone through."""
    rows = conn.execute(
        "SELECT record_uid, channel FROM record_evidence AS one WHERE voids = '' AND NOT EXISTS"
        " (SELECT 1 FROM record_evidence AS later WHERE later.voids = one.uid)"
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["record_uid"], set()).add(row["channel"])
    return found


def add_link(
    conn: Connection, *, from_uid: str, to_uid: str, kind: str, at: str, user: str
) -> None:
    conn.execute(
        "INSERT INTO record_link (from_uid, to_uid, kind, at, user)"
        " VALUES (:from_uid, :to_uid, :kind, :at, :user)",
        {"from_uid": from_uid, "to_uid": to_uid, "kind": kind, "at": at, "user": user},
    )


def undo_link(conn: Connection, link: int, *, at: str) -> None:
    conn.execute("UPDATE record_link SET undone_at = :at WHERE id = :id", {"id": link, "at": at})


def links(conn: Connection, uid: str) -> list[Row]:
    """Return id, from_uid, to_uid and kind of every link that touches a record."""
    return conn.execute(
        "SELECT id, from_uid, to_uid, kind FROM record_link"
        " WHERE undone_at IS NULL AND (from_uid = :uid OR to_uid = :uid) ORDER BY id",
        {"uid": uid},
    ).fetchall()


def linked(conn: Connection, kind: str) -> list[tuple[str, str]]:
    """Return every pair of uids linked in one way."""
    rows = conn.execute(
        "SELECT from_uid, to_uid FROM record_link WHERE undone_at IS NULL AND kind = :kind",
        {"kind": kind},
    )
    return [(row["from_uid"], row["to_uid"]) for row in rows]


def add_validity(
    conn: Connection, *, record_uid: str, status: str, on_day: str, basis: str, at: str, user: str
) -> None:
    conn.execute(
        "INSERT INTO record_validity (record_uid, status, on_day, basis, at, user)"
        " VALUES (:record_uid, :status, :on_day, :basis, :at, :user)",
        {
            "record_uid": record_uid, "status": status, "on_day": on_day,
            "basis": basis, "at": at, "user": user,
        },
    )  # fmt: skip


def validities(conn: Connection, record_uid: str | None = None) -> list[Row]:
    """Return record_uid, status, on_day and basis, oldest entry first."""
    return conn.execute(
        "SELECT record_uid, status, on_day, basis FROM record_validity"
        " WHERE :uid IS NULL OR record_uid = :uid ORDER BY id",
        {"uid": record_uid},
    ).fetchall()


def add_assessment(conn: Connection, row: StoredAssessment) -> None:
    conn.execute(
        "INSERT INTO record_assessment"
        " (uid, record_uid, on_day, outcome, next_on, sealed, at, user)"
        " VALUES (:uid, :record_uid, :on_day, :outcome, :next_on, :sealed, :at, :user)",
        {name: getattr(row, name) for name in StoredAssessment.__slots__},
    )


def assessments(conn: Connection, record_uid: str) -> list[StoredAssessment]:
    found = conn.execute(
        "SELECT uid, record_uid, on_day, outcome, next_on, sealed, at, user"
        " FROM record_assessment WHERE record_uid = :uid ORDER BY id",
        {"uid": record_uid},
    )
    return [StoredAssessment(**row) for row in found]


def next_assessments(conn: Connection) -> dict[str, str]:
    """Return for each record assessed before the day it is due again."""
    rows = conn.execute(
        "SELECT record_uid, next_on FROM record_assessment AS one WHERE id ="
        " (SELECT MAX(id) FROM record_assessment WHERE record_uid = one.record_uid)"
    )
    return {row["record_uid"]: row["next_on"] for row in rows if row["next_on"]}
