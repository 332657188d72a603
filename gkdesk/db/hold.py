"""Hold a file for one program with SQLite's own lock, which dies with the process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from .connection import Connection, database_trouble


def hold(path: Path) -> Connection:
    """Take a file's exclusive lock and keep it until the connection is closed.

    An empty database beside the data, so that readers of the data itself are not kept out.

    Raises:
        DatabaseBusy: another program holds it.
        Blocked: no rights, a full disk, or no such folder.
    """
    with database_trouble():
        conn = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            conn.execute("PRAGMA locking_mode = EXCLUSIVE")
            conn.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            conn.close()
            raise
    return conn
