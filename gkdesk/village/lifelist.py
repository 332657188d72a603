"""SQL over many postings at once: the agenda asks it at every start, over ten years of ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkdesk.db import Connection

from .model import Posting
from .period import Period

_HANGING = """
SELECT p.uid, p.sheet_uid, p.board_uid, p.posted_on, p.keep_until,
       s.village_uid, s.form, s.period, s.version
  FROM village_posting p JOIN village_sheet s ON s.uid = p.sheet_uid
 WHERE NOT EXISTS (SELECT 1 FROM village_posting_end x WHERE x.posting_uid = p.uid)
   AND NOT EXISTS (SELECT 1 FROM village_void v WHERE v.uid = p.uid)
 ORDER BY p.keep_until, p.rowid
"""
_LOST = """
SELECT p.sheet_uid, max(x.taken_down_on) AS down_on, max(p.uid) AS posting_uid
  FROM village_posting_end x JOIN village_posting p ON p.uid = x.posting_uid
 WHERE x.taken_down_on < p.keep_until
   AND NOT EXISTS (SELECT 1 FROM village_void v WHERE v.uid = p.uid)
   AND NOT EXISTS (
        SELECT 1 FROM village_posting k
          LEFT JOIN village_posting_end y ON y.posting_uid = k.uid
         WHERE k.sheet_uid = p.sheet_uid
           AND (y.posting_uid IS NULL OR y.taken_down_on >= k.keep_until)
           AND NOT EXISTS (SELECT 1 FROM village_void w WHERE w.uid = k.uid))
 GROUP BY p.sheet_uid ORDER BY down_on
"""
_WINDOWS = """
SELECT posting_uid, printed_end FROM village_posting_window
 WHERE closed_on > :today
   AND NOT EXISTS (SELECT 1 FROM village_posting_end x
                    WHERE x.posting_uid = village_posting_window.posting_uid)
   AND NOT EXISTS (SELECT 1 FROM village_void v
                    WHERE v.uid = village_posting_window.posting_uid)
"""


@dataclass(frozen=True, slots=True)
class Hanging:
    """One posting that was neither taken down nor cancelled, and whose sheet it shows."""

    posting: Posting
    village_uid: str
    form: str
    period: Period
    version: int

    @property
    def rank(self) -> tuple[date, int]:
        """What makes one sheet newer than another of its village and form."""
        return (self.period.last_on, self.version)


def hanging(conn: Connection) -> list[Hanging]:
    """Return everything that hangs, what may come down first at the top."""
    return [
        Hanging(
            Posting(row["uid"], row["sheet_uid"], row["board_uid"],
                    date.fromisoformat(row["posted_on"]), date.fromisoformat(row["keep_until"])),
            row["village_uid"], row["form"], Period.parse(row["period"]), row["version"],
        )
        for row in conn.execute(_HANGING)
    ]  # fmt: skip


def lost(conn: Connection) -> list[tuple[str, str, date]]:
    """Return (sheet, posting, day) of sheets that came down early and never hung their days."""
    return [
        (row["sheet_uid"], row["posting_uid"], date.fromisoformat(row["down_on"]))
        for row in conn.execute(_LOST)
    ]


def open_windows(conn: Connection, today: date) -> dict[str, date]:
    """Return posting → last printed day, of the objection windows that are open."""
    rows = conn.execute(_WINDOWS, {"today": today.isoformat()})
    return {row["posting_uid"]: date.fromisoformat(row["printed_end"]) for row in rows}


def pictured(conn: Connection, posting_uid: str) -> bool:
    """Tell whether a posting has a photo."""
    row = conn.execute(
        "SELECT 1 FROM village_photo WHERE posting_uid = :uid"
        " AND uid NOT IN (SELECT uid FROM village_void) LIMIT 1",
        {"uid": posting_uid},
    ).fetchone()
    return row is not None


def any_photo(conn: Connection) -> bool:
    return conn.execute("SELECT 1 FROM village_photo LIMIT 1").fetchone() is not None
