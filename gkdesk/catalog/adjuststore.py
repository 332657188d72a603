"""All SQL of proposals."""

from __future__ import annotations

import json

from gkdesk.db import Connection, Row

from .adjustrows import Act, Content, Proposal, Step, content_from

_EVENTS = (
    "SELECT p.id AS number, p.uid, e.at, e.user, e.act, e.words, e.version, e.data"
    " FROM adjust_proposal p JOIN adjust_event e ON e.proposal = p.id"
)


def proposals(conn: Connection, number: int | None = None) -> list[Proposal]:
    """Return every proposal, or one, by number."""
    rows = conn.execute(
        f"{_EVENTS} WHERE :number IS NULL OR p.id = :number ORDER BY p.id, e.id",
        {"number": number},
    )
    by_number: dict[int, list[Row]] = {}
    for row in rows:
        by_number.setdefault(row["number"], []).append(row)
    return [_proposal(found) for found in by_number.values()]


def _proposal(rows: list[Row]) -> Proposal:
    last = next(row["data"] for row in reversed(rows) if row["data"])
    steps = tuple(
        Step(row["at"], row["user"], Act(row["act"]), row["words"], row["version"]) for row in rows
    )
    return Proposal(rows[0]["number"], rows[0]["uid"], content_from(json.loads(last)), steps)


def add_proposal(conn: Connection, uid: str) -> int:
    found = conn.execute("INSERT INTO adjust_proposal (uid) VALUES (:uid)", {"uid": uid})
    return int(found.lastrowid or 0)


def add_step(conn: Connection, number: int, step: Step, content: Content | None = None) -> None:
    conn.execute(
        "INSERT INTO adjust_event (proposal, at, user, act, words, version, data)"
        " VALUES (:proposal, :at, :user, :act, :words, :version, :data)",
        {
            "proposal": number, "at": step.at, "user": step.user, "act": step.act.value,
            "words": step.words, "version": step.version,
            "data": json.dumps(content.as_json(), ensure_ascii=False) if content else "",
        },
    )  # fmt: skip
