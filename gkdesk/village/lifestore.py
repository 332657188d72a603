"""SQL of villages over time, catalogues, matters, notices, photos and objections."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from gkdesk.db import Connection, Row

from .items import Catalogue, items_of
from .liferows import ChangeRow, Matter, Notice, ObjectionRow, PhotoRow, WindowRow

_TABLES = frozenset(
    {
        "village_change", "village_board_fact", "village_catalogue", "village_matter",
        "village_notice", "village_posting_window", "village_photo", "village_objection",
        "village_objection_event", "village_posting_matter", "village_void",
        "village_change_void",
    }
)  # fmt: skip


def add(conn: Connection, table: str, row: Mapping[str, object]) -> None:
    """Append one row; the columns are the keys."""
    if table not in _TABLES:
        raise KeyError(table)
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    # the table is one of ours and the columns are our own keys
    conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(row))  # noqa: S608


def changes(conn: Connection, *, taken_back: bool = False) -> list[ChangeRow]:
    """Return the changes that hold, by the day they took force; or with those taken back."""
    rows = conn.execute(
        "SELECT c.*, c.rowid AS number, v.reason FROM village_change c"
        " LEFT JOIN village_change_void v ON v.change_uid = c.uid"
        " WHERE v.change_uid IS NULL OR :taken_back ORDER BY c.on_day, c.rowid",
        {"taken_back": taken_back},
    )
    return [
        ChangeRow(
            row["village_uid"], row["kind"], date.fromisoformat(row["on_day"]),
            json.loads(row["detail"]), row["by"], row["uid"], row["number"], row["reason"] or "",
        )
        for row in rows
    ]  # fmt: skip


def gone(conn: Connection, on: date) -> set[str]:
    """Return the villages that were merged or ended by a day."""
    return {
        one.village_uid for one in changes(conn) if one.kind in ("merged", "ended") and one.on <= on
    }


def set_village(
    conn: Connection, uid: str, *, name: str, code: str, code8: str, aliases: tuple[str, ...]
) -> None:
    """Write what a village is called now; the change itself is in ``village_change``."""
    conn.execute(
        "UPDATE village SET name = :name, code = :code, code8 = :code8, aliases = :aliases"
        " WHERE uid = :uid",
        {
            "uid": uid, "name": name, "code": code, "code8": code8,
            "aliases": json.dumps(aliases, ensure_ascii=False),
        },
    )  # fmt: skip


def describe_village(conn: Connection, uid: str, *, committee: str, collective: str) -> None:
    """Write the full names a village's papers are issued under."""
    conn.execute(
        "UPDATE village SET committee = :committee, collective = :collective WHERE uid = :uid",
        {"uid": uid, "committee": committee, "collective": collective},
    )


# what may stand of a village, and how it is called when it stands in the way of removing it
_HANG_ON = (
    ("village_sheet", "公开表"), ("village_board", "公开栏"), ("village_change", "变更"),
    ("village_matter", "待公布的事"), ("village_notice", "其他公开表"),
    ("village_name", "记住的写法"),
)  # fmt: skip


def hanging_on(conn: Connection, uid: str) -> list[str]:
    """Return what is on record of a village, by kind."""
    found = []
    for table, words in _HANG_ON:
        # the tables are our own
        query = f"SELECT 1 FROM {table} WHERE village_uid = :uid LIMIT 1"  # noqa: S608
        if conn.execute(query, {"uid": uid}).fetchone():
            found.append(words)
    query = "SELECT 1 FROM village_change WHERE json_extract(detail, '$.into') = :uid LIMIT 1"
    if "变更" not in found and conn.execute(query, {"uid": uid}).fetchone():
        found.append("变更")  # another one went up in it
    return found


def remove_village(conn: Connection, uid: str) -> None:
    """Take a village out of the list that nothing hangs on."""
    conn.execute("DELETE FROM village WHERE uid = :uid", {"uid": uid})


def board_fact(conn: Connection, board_uid: str) -> tuple[tuple[str, ...], str]:
    """Return a board's sections and the hash of its photo, as last recorded."""
    row = conn.execute(
        "SELECT sections, photo_sha256 FROM village_board_fact WHERE board_uid = :uid"
        " ORDER BY rowid DESC LIMIT 1",
        {"uid": board_uid},
    ).fetchone()
    return (tuple(json.loads(row["sections"])), row["photo_sha256"]) if row else ((), "")


def catalogue(conn: Connection, on: date) -> Catalogue | None:
    """Return the catalogue in force on a day; of the same day, the last one recorded."""
    row = conn.execute(
        "SELECT * FROM village_catalogue WHERE from_on <= :on ORDER BY from_on DESC, rowid DESC"
        " LIMIT 1",
        {"on": on.isoformat()},
    ).fetchone()
    return _catalogue(row) if row else None


def _catalogue(row: Row) -> Catalogue:
    since = date.fromisoformat(row["from_on"])
    return Catalogue(row["name"], since, row["source"], row["status"], items_of(row["items"]))


def matters(conn: Connection) -> list[Matter]:
    rows = conn.execute(
        "SELECT * FROM village_matter WHERE uid NOT IN (SELECT uid FROM village_void)"
        " ORDER BY due_on, rowid"
    )
    return [
        Matter(
            row["uid"], row["village_uid"], row["item"], row["title"],
            date.fromisoformat(row["happened_on"]), date.fromisoformat(row["due_on"]),
        )
        for row in rows
    ]  # fmt: skip


def notices(conn: Connection) -> list[Notice]:
    rows = conn.execute(
        "SELECT * FROM village_notice WHERE uid NOT IN (SELECT uid FROM village_void)"
        " ORDER BY posted_on, rowid"
    )
    return [
        Notice(
            row["uid"], row["village_uid"], row["item"], row["period"], row["matter_uid"] or "",
            date.fromisoformat(row["posted_on"]), date.fromisoformat(row["keep_until"]),
        )
        for row in rows
    ]  # fmt: skip


_FIRST_POSTED = """
SELECT s.village_uid, s.form, s.period, min(p.posted_on) AS posted_on
  FROM village_sheet s JOIN village_posting p ON p.sheet_uid = s.uid
 WHERE p.uid NOT IN (SELECT uid FROM village_void)
"""


def first_posted(conn: Connection, period: str = "") -> dict[tuple[str, str, str], date]:
    """Return (village, form, period) → the first day a sheet of it hung; of one period, or all."""
    of_one = " AND s.period = :period" if period else ""  # so that its index is used
    groups = " GROUP BY s.village_uid, s.form, s.period"
    rows = conn.execute(_FIRST_POSTED + of_one + groups, {"period": period})
    return {
        (row["village_uid"], row["form"], row["period"]): date.fromisoformat(row["posted_on"])
        for row in rows
    }


def answered_by_sheets(conn: Connection) -> dict[str, date]:
    """Return matter → the first day a sheet that answers it hung."""
    rows = conn.execute(
        "SELECT m.matter_uid, min(p.posted_on) AS posted_on"
        "  FROM village_posting_matter m JOIN village_posting p ON p.uid = m.posting_uid"
        " WHERE p.uid NOT IN (SELECT uid FROM village_void) GROUP BY m.matter_uid"
    )
    return {row["matter_uid"]: date.fromisoformat(row["posted_on"]) for row in rows}


def window(conn: Connection, posting_uid: str) -> WindowRow | None:
    row = conn.execute(
        "SELECT * FROM village_posting_window WHERE posting_uid = :uid", {"uid": posting_uid}
    ).fetchone()
    if row is None:
        return None
    values = dict(row) | {
        name: date.fromisoformat(row[name]) for name in ("printed_end", "closed_on")
    }
    return WindowRow(**values)


_PHOTOS = """
SELECT uid, posting_uid, kind, sha256, likeness, taken_at, warnings, at FROM village_photo
 WHERE uid NOT IN (SELECT uid FROM village_void)
   AND posting_uid NOT IN (SELECT uid FROM village_void)
"""


def photos(conn: Connection, posting_uid: str = "") -> list[PhotoRow]:
    """Return the photos of one posting, or all; none that was cancelled."""
    of_one = " AND posting_uid = :posting" if posting_uid else ""  # so that its index is used
    rows = conn.execute(_PHOTOS + of_one + " ORDER BY rowid", {"posting": posting_uid})
    return [
        PhotoRow(**(dict(row) | {"warnings": tuple(json.loads(row["warnings"]))})) for row in rows
    ]


def objections(conn: Connection, sheet_uid: str = "") -> list[ObjectionRow]:
    """Return every objection with where it stands, or those to one sheet; the oldest first."""
    rows = conn.execute(
        "SELECT o.uid, o.sheet_uid, o.received_on, o.channel, o.due_on, o.subject, o.sealed,"
        "       e.kind, e.happened_on, e.due_on AS town_due, e.result, e.escalated_to,"
        "       (SELECT f.founded FROM village_objection_event f"
        "         WHERE f.objection_uid = o.uid AND f.kind <> 'escalated'"
        "         ORDER BY f.rowid DESC LIMIT 1) AS founded"
        "  FROM village_objection o LEFT JOIN village_objection_event e ON e.rowid ="
        "       (SELECT max(rowid) FROM village_objection_event l WHERE l.objection_uid = o.uid)"
        " WHERE :sheet = '' OR o.sheet_uid = :sheet ORDER BY o.received_on, o.rowid",
        {"sheet": sheet_uid},
    )
    return [_objection(row) for row in rows]


def _objection(row: Row) -> ObjectionRow:
    kind = row["kind"] or "new"
    ended = kind in ("answered", "closed")
    return ObjectionRow(
        uid=row["uid"],
        sheet_uid=row["sheet_uid"],
        received_on=date.fromisoformat(row["received_on"]),
        channel=row["channel"],
        due_on=date.fromisoformat(row["town_due"] or row["due_on"]),
        subject=row["subject"],
        state=kind,
        founded=bool(row["founded"]),
        result=row["result"] or "",
        escalated_to=row["escalated_to"] or "",
        last_on=date.fromisoformat(row["happened_on"]) if row["happened_on"] else None,
        ended_on=date.fromisoformat(row["happened_on"]) if ended else None,
        sealed=row["sealed"],
    )


def posted_paper(conn: Connection, sheet_uid: str) -> dict[str, Any]:
    """Return what was noted of the printing that hangs: the last one before the last posting."""
    row = conn.execute(
        "SELECT detail FROM village_sheet_event WHERE sheet_uid = :sheet_uid AND kind = 'printed'"
        # a clock that was put back must not leave a posted sheet without its paper
        " ORDER BY at <= (SELECT max(at) FROM village_posting WHERE sheet_uid = :sheet_uid) DESC,"
        " at DESC, rowid DESC LIMIT 1",
        {"sheet_uid": sheet_uid},
    ).fetchone()
    found: dict[str, Any] = json.loads(row["detail"])
    return found
