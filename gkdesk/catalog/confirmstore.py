"""All SQL of confirmation rounds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from gkdesk.db import Connection

from .confirmrows import Answer, Given, Round, Slip


def rounds(conn: Connection, number: int | None = None) -> list[Round]:
    """Return every round, or one, the oldest first."""
    rows = conn.execute(
        "SELECT * FROM confirm_round WHERE :number IS NULL OR id = :number ORDER BY id",
        {"number": number},
    ).fetchall()
    found = []
    for row in rows:
        given, closed = _given(conn, row["id"])
        slips = tuple(
            Slip(office, keys, {key: given[office, key] for key in keys if (office, key) in given})
            for office, keys in _slips(conn, row["id"]).items()
        )
        found.append(
            Round(
                row["id"], row["title"], row["at"], row["user"],
                date.fromisoformat(row["due_on"]), row["version"], tuple(json.loads(row["areas"])),
                slips, *closed,
            )
        )  # fmt: skip
    return found


def _slips(conn: Connection, number: int) -> dict[str, tuple[str, ...]]:
    rows = conn.execute(
        "SELECT office, item_key FROM confirm_slip WHERE round = :number ORDER BY office, item_key",
        {"number": number},
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["office"]] = (*found.get(row["office"], ()), row["item_key"])
    return found


def _given(conn: Connection, number: int) -> tuple[dict[tuple[str, str], Given], tuple[str, str]]:
    """Return the last answer by office and key, and when and with what words it was closed."""
    rows = conn.execute(
        "SELECT * FROM confirm_event WHERE round = :number ORDER BY id", {"number": number}
    )
    found: dict[tuple[str, str], Given] = {}
    closed = ("", "")
    for row in rows:
        if row["act"] == "close":
            closed = (row["at"], row["words"])
        else:
            found[row["office"], row["item_key"]] = Given(
                Answer(row["act"]), row["words"], row["at"], row["user"], row["proposal"]
            )
    return found, closed


def add_round(
    conn: Connection, *, title: str, at: str, user: str, due_on: str, version: int,
    areas: Sequence[str], slips: Iterable[tuple[str, str]],
) -> int:  # fmt: skip
    found = conn.execute(
        "INSERT INTO confirm_round (title, at, user, due_on, version, areas)"
        " VALUES (:title, :at, :user, :due_on, :version, :areas)",
        {
            "title": title, "at": at, "user": user, "due_on": due_on, "version": version,
            "areas": json.dumps(list(areas), ensure_ascii=False),
        },
    )  # fmt: skip
    number = int(found.lastrowid or 0)
    conn.executemany(
        "INSERT INTO confirm_slip (round, office, item_key) VALUES (?, ?, ?)",
        [(number, office, key) for office, key in slips],
    )
    return number


def add_event(
    conn: Connection, number: int, stamp: tuple[str, str], *, act: str, office: str = "",
    key: str = "", words: str = "", proposal: int | None = None,
) -> None:  # fmt: skip
    """Append an answer, or the closing; ``stamp`` is when and by whom."""
    conn.execute(
        "INSERT INTO confirm_event (round, at, user, act, office, item_key, words, proposal)"
        " VALUES (:round, :at, :user, :act, :office, :key, :words, :proposal)",
        {
            "round": number, "at": stamp[0], "user": stamp[1], "act": act, "office": office,
            "key": key, "words": words, "proposal": proposal,
        },
    )  # fmt: skip


def open_rounds(conn: Connection) -> list[tuple[int, str, str, int, str]]:
    """Return (number, title, due day, offices that still owe answers, the first of them)."""
    rows = conn.execute(
        "SELECT r.id, r.title, r.due_on, COUNT(DISTINCT s.office) AS owing,"
        " COALESCE(MIN(s.office), '') AS first"
        " FROM confirm_round r LEFT JOIN confirm_slip s ON s.round = r.id AND NOT EXISTS"
        " (SELECT 1 FROM confirm_event e WHERE e.round = r.id AND e.office = s.office"
        "  AND e.item_key = s.item_key)"
        " WHERE NOT EXISTS (SELECT 1 FROM confirm_event c WHERE c.round = r.id AND c.act = 'close')"
        " GROUP BY r.id ORDER BY r.id"
    )
    return [(r["id"], r["title"], r["due_on"], r["owing"], r["first"]) for r in rows]


def waiting(conn: Connection) -> tuple[int, int]:
    """Return how many adjustments wait for a decision, and how many to be carried out."""
    rows = conn.execute(
        "SELECT act, COUNT(*) AS count FROM adjust_event WHERE id IN"
        " (SELECT MAX(id) FROM adjust_event GROUP BY proposal) GROUP BY act"
    )
    counts = {row["act"]: int(row["count"]) for row in rows}
    return counts.get("proposed", 0) + counts.get("revised", 0), counts.get("approved", 0)
