"""All SQL of the sealed blocks of rows, and of who stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of one sheet, sealed."""

    sheet_uid: str
    place: int
    sealed: bytes


def add(conn: Connection, block: Block, marks: Iterable[bytes]) -> None:
    """Store a block, and under which marks it is found."""
    row = conn.execute(
        "INSERT INTO village_rows (sheet_uid, place, sealed)"
        " VALUES (:sheet_uid, :place, :sealed) RETURNING id",
        {"sheet_uid": block.sheet_uid, "place": block.place, "sealed": block.sealed},
    ).fetchone()
    conn.executemany(
        "INSERT INTO village_person (mark, block) VALUES (:mark, :block)",
        [{"mark": mark, "block": row["id"]} for mark in sorted(set(marks))],
    )


def of_sheet(conn: Connection, sheet_uid: str) -> list[Block]:
    """Return a sheet's blocks in their order."""
    rows = conn.execute(
        "SELECT sheet_uid, place, sealed FROM village_rows"
        " WHERE sheet_uid = :sheet_uid ORDER BY place",
        {"sheet_uid": sheet_uid},
    )
    return [Block(row["sheet_uid"], row["place"], row["sealed"]) for row in rows]


def of_mark(conn: Connection, mark: bytes) -> list[Block]:
    """Return the blocks of current sheets that hold a mark, by period."""
    rows = conn.execute(
        "SELECT r.sheet_uid, r.place, r.sealed FROM village_person p"
        " JOIN village_rows r ON r.id = p.block"
        " JOIN village_sheet s ON s.uid = r.sheet_uid"
        " WHERE p.mark = :mark AND s.version = (SELECT max(t.version) FROM village_sheet t"
        "   WHERE t.village_uid = s.village_uid AND t.form = s.form AND t.period = s.period)"
        " ORDER BY s.period, s.form, r.place",
        {"mark": mark},
    )
    return [Block(row["sheet_uid"], row["place"], row["sealed"]) for row in rows]
