"""Hold a file for one program with SQLite's own lock, which dies with the process."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import ClassVar, Self

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


class Hold:
    """One program per file: the first taker of a process takes it, the last gives it back."""

    _held: ClassVar[dict[Path, tuple[Connection, int]]] = {}
    _guard = threading.Lock()

    def __init__(self, path: Path, *, first: bool) -> None:
        self._path = path
        self.first = first  # nobody else in this process has it

    @classmethod
    def take(cls, path: Path) -> Self:
        """Raises: DatabaseBusy, or another Blocked of the disk."""
        path = path.resolve()
        with cls._guard:
            lock, count = cls._held.get(path) or (hold(path), 0)
            cls._held[path] = (lock, count + 1)
        return cls(path, first=count == 0)

    def release(self) -> None:
        with self._guard:
            lock, count = self._held.pop(self._path, (None, 0))
            if lock is None:
                return
            if count > 1:
                self._held[self._path] = (lock, count - 1)
            else:
                lock.close()
