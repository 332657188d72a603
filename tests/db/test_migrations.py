"""Numbered scripts: in order, whole, backed up, never backwards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gkdesk.db.connection import Connection, connect
from gkdesk.db.migrations import DatabaseTooNew, known_version, migrate, statements, version


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "001_first.sql").write_text("CREATE TABLE a (n INTEGER) STRICT;\n", "utf-8")
    return folder


@pytest.fixture
def conn(tmp_path: Path) -> Connection:
    return connect(tmp_path / "a.db")


def test_applies_what_is_missing_and_keeps_a_copy(
    conn: Connection, scripts: Path, tmp_path: Path
) -> None:
    assert migrate(conn, backup_to=None, folder=scripts) == ["001_first.sql"]
    conn.execute("INSERT INTO a VALUES (7)")
    (scripts / "002_second.sql").write_text("ALTER TABLE a ADD COLUMN m TEXT;\n", "utf-8")
    backup = tmp_path / "backups" / "before.db"
    assert migrate(conn, backup_to=backup, folder=scripts) == ["002_second.sql"]
    assert version(conn) == 2
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT * FROM a").fetchall() == [(7,)]
    copy.close()
    conn.close()


def test_a_failing_script_changes_nothing(conn: Connection, scripts: Path) -> None:
    migrate(conn, backup_to=None, folder=scripts)
    (scripts / "002_bad.sql").write_text(
        "CREATE TABLE b (n INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n", "utf-8"
    )
    with pytest.raises(sqlite3.OperationalError):
        migrate(conn, backup_to=None, folder=scripts)
    assert version(conn) == 1
    names = [row["name"] for row in conn.execute("SELECT name FROM sqlite_master")]
    assert names == ["a"]
    conn.close()


def test_a_newer_file_is_left_alone(conn: Connection, scripts: Path) -> None:
    conn.execute("PRAGMA user_version = 9")
    with pytest.raises(DatabaseTooNew, match="第9版"):
        migrate(conn, backup_to=None, folder=scripts)
    assert version(conn) == 9
    conn.close()


def test_statements_keep_triggers_whole() -> None:
    script = "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; SELECT 2; END;\nSELECT 3;\n"
    assert len(statements(script)) == 2


def test_every_shipped_table_is_strict(tmp_path: Path) -> None:
    conn = connect(tmp_path / "all.db")
    migrate(conn, backup_to=None)
    assert version(conn) == known_version()
    loose = [
        row["name"]
        for row in conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if "STRICT" not in row["sql"] and not row["name"].startswith("sqlite_")
    ]
    assert loose == []
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()
