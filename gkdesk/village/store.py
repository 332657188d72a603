"""All SQL of villages, boards, sheets and postings."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gkdesk.base.text import sort_key
from gkdesk.db import Connection, Row

from .model import Board, BoardKind, Posting, Sheet, Village, state_of
from .period import Period

_SHEETS = """
SELECT s.uid, s.village_uid, s.form, s.form_version, s.period, s.version, s.blocking,
       s.source_sha256, s.made_at,
       (SELECT group_concat(DISTINCT e.kind) FROM village_sheet_event e
         WHERE e.sheet_uid = s.uid) AS events,
       (SELECT count(*) FROM village_posting p
         WHERE p.sheet_uid = s.uid
           AND NOT EXISTS (SELECT 1 FROM village_void v WHERE v.uid = p.uid)) AS posted,
       (SELECT count(*) FROM village_posting p
          JOIN village_posting_end x ON x.posting_uid = p.uid
         WHERE p.sheet_uid = s.uid
           AND NOT EXISTS (SELECT 1 FROM village_void v WHERE v.uid = p.uid)) AS ended
  FROM village_sheet s
"""
_IN_ORDER = "ORDER BY s.period, s.form, s.village_uid, s.version"
_CURRENT = """
 s.version = (SELECT max(t.version) FROM village_sheet t
               WHERE t.village_uid = s.village_uid AND t.form = s.form AND t.period = s.period)
"""
# a cancelled posting is told in the sheet's life only
_POSTINGS = """
SELECT p.uid, p.sheet_uid, p.board_uid, p.posted_on, p.keep_until, x.taken_down_on
  FROM village_posting p LEFT JOIN village_posting_end x ON x.posting_uid = p.uid
 WHERE NOT EXISTS (SELECT 1 FROM village_void v WHERE v.uid = p.uid) AND
"""
_CANCELLED = """
SELECT p.uid, p.sheet_uid, p.board_uid, p.posted_on, p.keep_until, x.taken_down_on,
       v.reason, v.at AS cancelled_at
  FROM village_posting p JOIN village_void v ON v.uid = p.uid
       LEFT JOIN village_posting_end x ON x.posting_uid = p.uid
 WHERE p.sheet_uid = :sheet_uid ORDER BY v.at
"""


@dataclass(frozen=True, slots=True)
class NewSheet:
    """One row of ``village_sheet`` to be written."""

    uid: str
    village_uid: str
    form: str
    form_version: int
    period: str
    figures: str
    sealed: bytes
    fingerprint: bytes
    blocking: int
    source_sha256: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class SheetEvent:
    """One row of ``village_sheet_event``."""

    uid: str
    happened_on: date
    detail: dict[str, Any]
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A posting that was registered by mistake, and its counter-row."""

    posting: Posting
    on: date
    reason: str


def villages(conn: Connection) -> list[Village]:
    """Return all villages by code, those without one behind them in the order of pinyin."""
    found = [
        Village(
            row["uid"], row["name"], row["code"], tuple(json.loads(row["aliases"])),
            row["committee"], row["collective"], row["code8"],
        )
        for row in conn.execute("SELECT * FROM village")
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.code, one.code, sort_key(one.name)))


def add_village(conn: Connection, village: Village, *, made_at: str) -> None:
    conn.execute(
        "INSERT INTO village (uid, name, code, aliases, committee, collective, code8, made_at)"
        " VALUES (:uid, :name, :code, :aliases, :committee, :collective, :code8, :made_at)",
        {
            "uid": village.uid,
            "name": village.name,
            "code": village.code,
            "aliases": json.dumps(village.aliases, ensure_ascii=False),
            "committee": village.committee,
            "collective": village.collective,
            "code8": village.code8,
            "made_at": made_at,
        },
    )


def boards(conn: Connection) -> list[Board]:
    rows = conn.execute("SELECT * FROM village_board ORDER BY village_uid, name")
    return [Board(**(dict(row) | {"kind": BoardKind(row["kind"])})) for row in rows]


def add_board(conn: Connection, board: Board) -> None:
    conn.execute(
        "INSERT INTO village_board (uid, village_uid, name, place, w_mm, h_mm, kind)"
        " VALUES (:uid, :village_uid, :name, :place, :w_mm, :h_mm, :kind)",
        {
            "uid": board.uid, "village_uid": board.village_uid, "name": board.name,
            "place": board.place, "w_mm": board.w_mm, "h_mm": board.h_mm, "kind": board.kind,
        },
    )  # fmt: skip


def set_board(conn: Connection, board: Board) -> None:
    """Write a board's place, size and kind; its name stays, for papers name it."""
    conn.execute(
        "UPDATE village_board SET place = :place, w_mm = :w_mm, h_mm = :h_mm, kind = :kind"
        " WHERE uid = :uid",
        {
            "uid": board.uid, "place": board.place, "w_mm": board.w_mm, "h_mm": board.h_mm,
            "kind": board.kind,
        },
    )  # fmt: skip


def add_sheet(conn: Connection, sheet: NewSheet) -> int:
    """Store one more version of a sheet; return its number."""
    row = conn.execute(
        "INSERT INTO village_sheet (uid, village_uid, form, form_version, period, version,"
        " figures, sealed, fingerprint, blocking, source_sha256, made_at, made_by)"
        " VALUES (:uid, :village_uid, :form, :form_version, :period,"
        " 1 + (SELECT coalesce(max(version), 0) FROM village_sheet WHERE"
        "      village_uid = :village_uid AND form = :form AND period = :period),"
        " :figures, :sealed, :fingerprint, :blocking, :source_sha256, :made_at, :made_by)"
        " RETURNING version",
        {name: getattr(sheet, name) for name in NewSheet.__slots__},
    ).fetchone()
    return int(row["version"])


def sheet(conn: Connection, uid: str) -> Sheet | None:
    row = conn.execute(f"{_SHEETS} WHERE s.uid = :uid", {"uid": uid}).fetchone()
    return _sheet(row) if row else None


def sheets_of_period(conn: Connection, period: str) -> list[Sheet]:
    """Return the current version of every sheet of a period."""
    rows = conn.execute(f"{_SHEETS} WHERE s.period = :period AND {_CURRENT}", {"period": period})
    return [_sheet(row) for row in rows]


def periods(conn: Connection) -> list[Period]:
    """Return every period a sheet is stored for."""
    rows = conn.execute("SELECT DISTINCT period FROM village_sheet")
    return [Period.parse(row["period"]) for row in rows]


def sheets_within(conn: Connection, year: int) -> list[Sheet]:
    """Return the current version of every sheet of the quarters, months and batches of a year."""
    rows = conn.execute(
        f"{_SHEETS} WHERE s.period > :year AND s.period < :after AND {_CURRENT}",
        {"year": str(year), "after": str(year + 1)},
    )
    return [_sheet(row) for row in rows]


def current_sheet(conn: Connection, *, village_uid: str, form: str, period: str) -> Sheet | None:
    row = conn.execute(
        f"{_SHEETS} WHERE s.village_uid = :village_uid AND s.form = :form"
        f" AND s.period = :period AND {_CURRENT}",
        {"village_uid": village_uid, "form": form, "period": period},
    ).fetchone()
    return _sheet(row) if row else None


def versions(conn: Connection, *, village_uid: str, form: str, period: str) -> list[Sheet]:
    rows = conn.execute(
        f"{_SHEETS} WHERE s.village_uid = :village_uid AND s.form = :form"
        " AND s.period = :period ORDER BY s.version",
        {"village_uid": village_uid, "form": form, "period": period},
    )
    return [_sheet(row) for row in rows]


def posted_sheets(conn: Connection) -> list[Sheet]:
    """Return every sheet version that hangs or hung on a board."""
    rows = conn.execute(f"{_SHEETS} WHERE posted > 0 {_IN_ORDER}")
    return [_sheet(row) for row in rows]


def told_sheets(conn: Connection, keys: Collection[str] | None) -> list[Sheet]:
    """Return every version that ever hung, or was said to; ``keys``: only of these names."""
    these = "s.uid IN (SELECT uid FROM sync_sheet WHERE key IN (SELECT value FROM json_each(:k)))"
    hung = "EXISTS (SELECT 1 FROM village_posting p WHERE p.sheet_uid = s.uid)"
    where = hung if keys is None else f"{these} AND {hung}"
    rows = conn.execute(f"{_SHEETS} WHERE {where} {_IN_ORDER}", {"k": json.dumps([*(keys or ())])})
    return [_sheet(row) for row in rows]


def _sheet(row: Row) -> Sheet:
    state = state_of(
        blocking=bool(row["blocking"]),
        events=set((row["events"] or "").split(",")),
        hanging=row["posted"] > row["ended"],
        taken_down=row["ended"] > 0,
    )
    return Sheet(
        row["uid"], row["village_uid"], row["form"], row["form_version"],
        Period.parse(row["period"]), row["version"], state, row["source_sha256"], row["made_at"],
    )  # fmt: skip


def contents(conn: Connection, uid: str) -> tuple[str, bytes]:
    """Return a sheet's figures as JSON and its sealed part."""
    row = conn.execute(
        "SELECT figures, sealed FROM village_sheet WHERE uid = :uid", {"uid": uid}
    ).fetchone()
    return row["figures"], row["sealed"]


def fingerprint(conn: Connection, uid: str) -> tuple[bytes, bool]:
    """Return the keyed hash of a sheet's contents, and whether it had blocking problems."""
    row = conn.execute(
        "SELECT fingerprint, blocking FROM village_sheet WHERE uid = :uid", {"uid": uid}
    ).fetchone()
    return row["fingerprint"], bool(row["blocking"])


def add_event(  # noqa: PLR0913 - the columns of one row
    conn: Connection,
    *,
    uid: str,
    sheet_uid: str,
    kind: str,
    happened_on: date,
    at: str,
    by: str,
    detail: dict[str, object],
    sealed: bytes | None = None,
) -> None:
    conn.execute(
        "INSERT INTO village_sheet_event"
        " (uid, sheet_uid, kind, happened_on, at, by, detail, sealed)"
        " VALUES (:uid, :sheet_uid, :kind, :happened_on, :at, :by, :detail, :sealed)",
        {
            "uid": uid, "sheet_uid": sheet_uid, "kind": kind,
            "happened_on": happened_on.isoformat(), "at": at, "by": by,
            "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True), "sealed": sealed,
        },
    )  # fmt: skip


def events(conn: Connection, *, sheet_uid: str, kind: str) -> list[SheetEvent]:
    """Return a sheet's events of one kind, the newest first."""
    rows = conn.execute(
        "SELECT uid, happened_on, detail, sealed FROM village_sheet_event"
        " WHERE sheet_uid = :sheet_uid AND kind = :kind ORDER BY at DESC, rowid DESC",
        {"sheet_uid": sheet_uid, "kind": kind},
    )
    return [
        SheetEvent(
            row["uid"], date.fromisoformat(row["happened_on"]), json.loads(row["detail"]),
            row["sealed"],
        )
        for row in rows
    ]  # fmt: skip


def add_posting(conn: Connection, posting: Posting, *, at: str, by: str) -> None:
    conn.execute(
        "INSERT INTO village_posting (uid, sheet_uid, board_uid, posted_on, keep_until, at, by)"
        " VALUES (:uid, :sheet_uid, :board_uid, :posted_on, :keep_until, :at, :by)",
        {
            "uid": posting.uid, "sheet_uid": posting.sheet_uid, "board_uid": posting.board_uid,
            "posted_on": posting.posted_on.isoformat(),
            "keep_until": posting.keep_until.isoformat(), "at": at, "by": by,
        },
    )  # fmt: skip


def end_posting(
    conn: Connection, *, posting_uid: str, taken_down_on: date, reason: str, at: str, by: str
) -> None:
    conn.execute(
        "INSERT INTO village_posting_end (posting_uid, taken_down_on, reason, at, by)"
        " VALUES (:posting_uid, :taken_down_on, :reason, :at, :by)",
        {
            "posting_uid": posting_uid, "taken_down_on": taken_down_on.isoformat(),
            "reason": reason, "at": at, "by": by,
        },
    )  # fmt: skip


def posting(conn: Connection, uid: str) -> Posting | None:
    row = conn.execute(f"{_POSTINGS} p.uid = :uid", {"uid": uid}).fetchone()
    return _posting(row) if row else None


def postings_of(conn: Connection, sheet_uid: str) -> list[Posting]:
    rows = conn.execute(
        f"{_POSTINGS} p.sheet_uid = :sheet_uid ORDER BY p.posted_on, p.at",
        {"sheet_uid": sheet_uid},
    )
    return [_posting(row) for row in rows]


def cancelled_postings(conn: Connection, sheet_uid: str) -> list[Cancelled]:
    """Return the postings of a sheet that were registered by mistake, with the counter-row."""
    rows = conn.execute(_CANCELLED, {"sheet_uid": sheet_uid})
    return [
        Cancelled(_posting(row), datetime.fromisoformat(row["cancelled_at"]).date(), row["reason"])
        for row in rows
    ]


def _posting(row: Row) -> Posting:
    ended = row["taken_down_on"]
    return Posting(
        row["uid"], row["sheet_uid"], row["board_uid"], date.fromisoformat(row["posted_on"]),
        date.fromisoformat(row["keep_until"]), date.fromisoformat(ended) if ended else None,
    )  # fmt: skip
