"""SQL of the annual report: the plain columns of the cases of a year, and the kept figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class YearCase:
    """What the report needs of a case: no person."""

    number: str
    uid: str
    group: str  # citizen, or the category of an organisation
    received_on: date
    closed_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the office reported for a year; ``origin`` is ``computed`` or ``typed``."""

    figures: Mapping[str, Sequence[int]]
    origin: str
    kept_at: str
    kept_by: str


# an organisation whose category nobody chose is counted as 其他
_GROUP = (
    "CASE WHEN kind = 'citizen' THEN 'citizen' WHEN org_category = '' THEN 'other'"
    " ELSE org_category END"
)
# corrections of a record, wholes that were split and what is not confirmed yet are not counted
_COUNTED = "matter = 'information' AND state NOT IN ('split', 'wait_confirm')"


def cases(conn: Connection, first: date, last: date) -> list[YearCase]:
    """Return every case that was open at some time from ``first`` to ``last``."""
    sql = (
        f"SELECT number, uid, {_GROUP} AS grp, received_on, closed_on, outcome FROM request"  # noqa: S608 - our own words
        f" WHERE {_COUNTED} AND received_on <= :last AND (closed_on IS NULL OR closed_on >= :first)"
        " ORDER BY received_on, id"
    )
    rows = conn.execute(sql, {"first": first.isoformat(), "last": last.isoformat()})
    return [
        YearCase(
            number, uid, group, date.fromisoformat(received),
            date.fromisoformat(closed) if closed else None, outcome,
        )
        for number, uid, group, received, closed, outcome in rows
    ]  # fmt: skip


def counted(conn: Connection, first: date, last: date) -> dict[str, dict[str, int]]:
    """Count in the database itself: new, closed and still open, by class of applicant."""
    sql = (
        f"SELECT {_GROUP} AS grp,"  # noqa: S608 - our own words
        " sum(received_on BETWEEN :first AND :last) AS new,"
        " sum(ifnull(closed_on BETWEEN :first AND :last, 0)) AS closed,"
        " sum(received_on <= :last AND (closed_on IS NULL OR closed_on > :last)) AS open"
        f" FROM request WHERE {_COUNTED} GROUP BY grp"
    )
    rows = conn.execute(sql, {"first": first.isoformat(), "last": last.isoformat()})
    return {
        row["grp"]: {"new": row["new"], "closed": row["closed"], "open": row["open"]}
        for row in rows
    }


def keep(
    conn: Connection, year: int, figures: Mapping[str, Sequence[int]], *, origin: str, at: str,
    by: str,
) -> None:  # fmt: skip
    conn.execute(
        "INSERT INTO annual_figures (year, figures, origin, kept_at, kept_by)"
        " VALUES (:year, :figures, :origin, :at, :by)",
        {
            "year": year,
            "figures": json.dumps({code: list(counts) for code, counts in figures.items()}),
            "origin": origin, "at": at, "by": by,
        },
    )  # fmt: skip


def kept(conn: Connection, year: int) -> Kept | None:
    """Return what was kept last for a year."""
    row = conn.execute(
        "SELECT figures, origin, kept_at, kept_by FROM annual_figures WHERE year = :year"
        " ORDER BY id DESC LIMIT 1",
        {"year": year},
    ).fetchone()
    return (
        Kept(json.loads(row["figures"]), row["origin"], row["kept_at"], row["kept_by"])
        if row
        else None
    )
