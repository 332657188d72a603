"""Transactions, and SQLite's troubles as sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gkdesk.db.connection import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    connect,
    transaction,
)


def test_all_or_nothing(tmp_path: Path) -> None:
    conn = connect(tmp_path / "a.db")
    conn.execute("CREATE TABLE t (n INTEGER) STRICT")
    with pytest.raises(ZeroDivisionError), transaction(conn):
        conn.execute("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    assert conn.execute("SELECT count(*) FROM t").fetchone()[0] == 0
    conn.close()


def test_an_inner_block_joins_the_outer(tmp_path: Path) -> None:
    conn = connect(tmp_path / "a.db")
    conn.execute("CREATE TABLE t (n INTEGER) STRICT")
    with pytest.raises(ZeroDivisionError), transaction(conn):
        with transaction(conn):
            conn.execute("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    assert conn.execute("SELECT count(*) FROM t").fetchone()[0] == 0
    conn.close()


def test_settings_that_keep_the_data_safe(tmp_path: Path) -> None:
    conn = connect(tmp_path / "a.db")
    asked = {
        name: conn.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert asked == {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    conn.close()


def test_a_held_file_is_busy(tmp_path: Path) -> None:
    first = connect(tmp_path / "a.db")
    first.execute("CREATE TABLE t (n INTEGER) STRICT")
    second = connect(tmp_path / "a.db")
    second.execute("PRAGMA busy_timeout = 0")
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy), transaction(second):
        pass
    first.close()
    second.close()


def test_another_file_is_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"this is a letter, not a database" * 40)
    with pytest.raises(DatabaseDamaged):
        connect(path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseReadOnly):
        connect(tmp_path / "no" / "a.db")


def test_our_own_faults_stay_visible(tmp_path: Path) -> None:
    conn = connect(tmp_path / "a.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(conn):
        conn.execute("INSERT INTO nowhere VALUES (1)")
    conn.close()
