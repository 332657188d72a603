"""Script 014 on a filled file: rows, keys, indexes and triggers of the sheets survive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gkdesk.db.connection import Connection, connect
from gkdesk.db.migrations import SCHEMA, migrate, version

SCRIPT = next(SCHEMA.glob("*_village_life.sql"))
BEFORE = sorted(SCHEMA.glob("*.sql")).index(SCRIPT)  # scripts applied before it
SHEETS = 40
TABLES = ("village", "village_board", "village_sheet", "village_sheet_event", "village_posting",
          "village_posting_end")  # fmt: skip
AT = ("2026-04-10T09:00:00", "周桂芬")


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Connection]:
    """An office as the program before left it: villages, boards, sheets, events, postings."""
    older = tmp_path / "schema"
    older.mkdir()
    for script in sorted(SCHEMA.glob("*.sql"))[:BEFORE]:
        (older / script.name).write_bytes(script.read_bytes())
    conn = connect(tmp_path / "office.db")
    migrate(conn, backup_to=None, folder=older)
    conn.execute("BEGIN")
    for at in range(4):
        conn.execute(
            "INSERT INTO village (uid, name, code, aliases, made_at) VALUES (?, ?, ?, ?, ?)",
            (f"v{at}", f"村{at}", f"99999910120{at}", f'["别名{at}"]', AT[0]),
        )
        conn.execute(
            "INSERT INTO village_board VALUES (?, ?, '村口', '院墙', 2400, 1200, 'glass')",
            (f"b{at}", f"v{at}"),
        )
    for at in range(SHEETS):
        _sheet(conn, at)
    conn.execute("COMMIT")
    yield conn
    conn.close()


def _sheet(conn: Connection, at: int) -> None:
    uid, village = f"s{at:02d}", at % 4
    conn.execute(
        "INSERT INTO village_sheet VALUES (?, ?, 'F01', 1, ?, ?, '{}', ?, ?, ?, 'ab', ?, ?)",
        (uid, f"v{village}", f"20{20 + at // 8}Q1", 1 + at // 4 % 2, b"sealed", b"print",
         int(at % 7 == 0), *AT),
    )  # fmt: skip
    # the later event first: the order of writing must stay, it says which printing was first
    for number, kind in enumerate(("printed", "reviewed", "printed")[: at % 4]):
        sealed = b"name" if kind == "reviewed" else None
        conn.execute(
            "INSERT INTO village_sheet_event VALUES (?, ?, ?, '2026-04-10', ?, ?, ?, ?)",
            (f"e{99 - at:02d}{number}", uid, kind, *AT, f'{{"n":{number}}}', sealed),
        )
    if at % 4 == 3:
        conn.execute(
            "INSERT INTO village_posting VALUES (?, ?, ?, '2026-04-10', '2026-04-26', ?, ?)",
            (f"p{at}", uid, f"b{village}", *AT),
        )
        if at % 8 == 3:
            conn.execute(
                "INSERT INTO village_posting_end VALUES (?, '2026-04-20', '刮落', ?, ?)",
                (f"p{at}", *AT),
            )


def rows(conn: Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in conn.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608


def named(conn: Connection, kind: str) -> dict[str, str]:
    found = conn.execute(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = :kind", {"kind": kind}
    )
    return {row["name"]: row["tbl_name"] for row in found}


def test_a_filled_file_is_brought_up_to_date(filled: Connection, tmp_path: Path) -> None:
    assert version(filled) == BEFORE
    before = {table: rows(filled, table) for table in TABLES}
    assert [len(before[table]) for table in TABLES] == [4, 4, SHEETS, 60, 10, 5]
    indexes, triggers = named(filled, "index"), named(filled, "trigger")

    done = migrate(filled, backup_to=tmp_path / "before.db")

    assert done[0] == SCRIPT.name
    assert filled.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert filled.execute("PRAGMA foreign_key_check").fetchall() == []
    assert filled.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for table in TABLES[1:]:
        assert rows(filled, table) == before[table], table
    assert [row[: len(before["village"][0])] for row in rows(filled, "village")] == before[
        "village"
    ]
    assert {row["code8"] for row in filled.execute("SELECT code8 FROM village")} == {""}
    assert indexes.items() <= named(filled, "index").items()
    assert triggers.items() <= named(filled, "trigger").items()
    assert "village_sheet_event_new" not in named(filled, "table")
    copy = sqlite3.connect(tmp_path / "before.db")
    assert copy.execute("SELECT count(*) FROM village_sheet_event").fetchone() == (60,)
    copy.close()


def test_the_events_still_keep_and_point_to_sheets(filled: Connection) -> None:
    migrate(filled, backup_to=None)
    for statement in (
        "UPDATE village_sheet_event SET by = 'x'",
        "DELETE FROM village_sheet_event",
        "DELETE FROM village_posting",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            filled.execute(statement)
    add = "INSERT INTO village_sheet_event VALUES (?, ?, ?, '2026-04-10', 'a', 'b', '{}', NULL)"
    filled.execute(add, ("new", "s00", "archived"))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        filled.execute(add, ("newer", "nowhere", "printed"))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        filled.execute(add, ("newest", "s00", "lost"))
    plan = filled.execute(
        "EXPLAIN QUERY PLAN SELECT 1 FROM village_sheet_event WHERE sheet_uid = 's00'"
    ).fetchall()
    assert "village_sheet_event_sheet" in plan[0]["detail"]


def test_every_new_table_only_grows(filled: Connection) -> None:
    migrate(filled, backup_to=None)
    text = SCRIPT.read_text("utf-8")
    made = [line.split()[2] for line in text.splitlines() if line.startswith("CREATE TABLE")]
    triggers = named(filled, "trigger")
    for table in made:
        table = table.removesuffix("_new")  # noqa: PLW2901 - the name it is given at the end
        assert triggers[f"{table}_keep_update"] == table
        assert triggers[f"{table}_keep_delete"] == table
