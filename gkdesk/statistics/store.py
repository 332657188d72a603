"""SQL of the annual report: its own words, and counts over the rooms below."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written last for a year."""

    values: Mapping[str, str]
    at: str
    by: str


def saved(conn: Connection, year: int) -> Saved | None:
    row = conn.execute(
        "SELECT body, at, by FROM annual_text WHERE year = :year ORDER BY id DESC LIMIT 1",
        {"year": year},
    ).fetchone()
    return Saved(json.loads(row["body"]), row["at"], row["by"]) if row else None


def save(conn: Connection, year: int, values: Mapping[str, str], *, at: str, by: str) -> None:
    conn.execute(
        "INSERT INTO annual_text (year, body, at, by) VALUES (:year, :body, :at, :by)",
        {"year": year, "body": json.dumps(dict(values), ensure_ascii=False), "at": at, "by": by},
    )


_COUNTS = """
SELECT (SELECT count(*) FROM record WHERE attribute = 'active'
         AND published_on BETWEEN :first AND :last) AS published,
       (SELECT count(*) FROM record WHERE attribute = 'active'
         AND withdrawn_on BETWEEN :first AND :last) AS withdrawn,
       (SELECT count(*) FROM village_posting WHERE posted_on BETWEEN :first AND :last
         AND uid NOT IN (SELECT uid FROM village_void)) AS sheets
"""


def counts(conn: Connection, year: int) -> dict[str, int]:
    """Count what was published, withdrawn and posted in a year."""
    days = {"first": date(year, 1, 1).isoformat(), "last": date(year, 12, 31).isoformat()}
    return dict(conn.execute(_COUNTS, days).fetchone())
