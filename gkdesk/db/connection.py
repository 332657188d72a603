"""Open the database file, and turn SQLite's troubles into sentences.

Journal: rollback journal with ``synchronous=EXTRA``, not WAL. The SQLite library bundled with
Python 3.11 may carry the WAL-reset defect (3.7.0–3.51.2, two or more connections), and long work
opens a second connection; EXTRA closes the one gap rollback journals have at power loss.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gkdesk.base.errors import Blocked

Connection = sqlite3.Connection
Row = sqlite3.Row


class DatabaseBusy(Blocked):
    """Another program holds the file."""

    message = "数据文件正被另一个程序占用。请关闭另一个窗口后重试，数据没有改动。"


class DatabaseReadOnly(Blocked):
    """The file or its folder may not be written."""

    message = "数据文件是只读的，写不进去。请检查磁盘和权限，数据没有改动。"


class DatabaseDiskFull(Blocked):
    """The disk is full."""

    message = "磁盘空间不够，这一步没有保存。请清理磁盘后重试，之前的数据完好。"


class DatabaseDamaged(Blocked):
    """The file is not a database or is damaged."""

    message = "数据文件打不开，可能已损坏。请从备份恢复，不要继续使用此文件。"
    restorable = True  # a backup mends it


class DatabaseTrouble(Blocked):
    """Reading or writing failed for another reason of the machine."""

    message = "读写数据文件时磁盘出了问题。请检查磁盘后重试，未保存的这一步需要重做。"


_BY_CODE: dict[int, type[Blocked]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnly,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_FULL: DatabaseDiskFull,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_IOERR: DatabaseTrouble,
}
_PRIMARY_CODE = 0xFF  # an extended result code keeps its primary code in the low byte


@contextmanager
def database_trouble() -> Iterator[None]:
    """Let environment faults of SQLite out as ``Blocked``; other SQLite errors are our bugs."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        kind = _BY_CODE.get(code & _PRIMARY_CODE) if isinstance(code, int) else None
        if kind is None:
            raise
        raise kind from error


class _Speaking(sqlite3.Connection):
    """Its troubles are sentences outside a transaction too: a read may find the file busy."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401
        with database_trouble():
            return super().execute(sql, parameters)


def sqlite_version() -> tuple[int, ...]:
    return sqlite3.sqlite_version_info


def connect(path: Path | str) -> Connection:
    """Open a connection that never begins a transaction behind our back.

    Raises:
        Blocked: the file cannot be opened, is locked, or is not a database.
    """
    with database_trouble():
        conn = sqlite3.connect(path, isolation_level=None, timeout=5.0, factory=_Speaking)
    conn.row_factory = sqlite3.Row
    try:
        with database_trouble():
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA journal_mode = DELETE")
            conn.execute("PRAGMA synchronous = EXTRA")
            # replaced personal data must not stay behind in free pages
            conn.execute("PRAGMA secure_delete = ON")
            # a large import must not spill and take the exclusive lock before it commits
            conn.execute("PRAGMA cache_spill = OFF")
    except Blocked:
        conn.close()
        raise
    return conn


@contextmanager
def transaction(conn: Connection) -> Iterator[None]:
    """Make every write in the block happen, or none of them.

    A block inside another joins it: one use case is one transaction, however many services it
    calls. So never catch an error between the two.
    """
    if _open(conn):
        yield
        return
    with database_trouble():
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            conn.execute("COMMIT")
        finally:
            # open only when something went wrong; a RAISE(ROLLBACK) trigger or a full disk may
            # have ended it already, and a second ROLLBACK would hide the real error
            if _open(conn):
                conn.execute("ROLLBACK")


def touched(conn: Connection) -> tuple[int, int]:
    """Return two marks of the file; while both stay as they are nothing was written to it."""
    return conn.total_changes, int(conn.execute("PRAGMA data_version").fetchone()[0])


def _open(conn: Connection) -> bool:
    return conn.in_transaction
