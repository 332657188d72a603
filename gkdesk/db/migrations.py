"""Bring a database file up to date with the numbered scripts in ``schema/``."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gkdesk.base.errors import Blocked
from gkdesk.base.files import file_trouble
from gkdesk.base.progress import Report, silent

from .connection import Connection, database_trouble, transaction

SCHEMA = Path(__file__).with_name("schema")


class DatabaseTooNew(Blocked):
    """A newer program made this file."""

    message = (
        "此数据文件由更新版本的软件建立（第{found}版），本软件只认识到第{known}版。"
        "请先升级软件，数据没有改动。"
    )


class UpdateStopped(Blocked):
    """The file is not what its version says."""

    message = (
        "数据文件与它的版本号对不上，升级停下了，没有改动。"
        "请不要再用此文件，把 backups 里的“{backup}”交给技术人员。"
    )


def known_version(folder: Path = SCHEMA) -> int:
    """Return the number of the newest script this program carries."""
    return len(list(folder.glob("*.sql")))


def version(conn: Connection) -> int:
    """Return the number of scripts already applied to a file."""
    with database_trouble():
        [found] = conn.execute("PRAGMA user_version").fetchone()
    return int(found)


def migrate(conn: Connection, *, backup_to: Path | None, folder: Path = SCHEMA) -> list[str]:
    """Apply each numbered script not applied yet; return their names.

    Args:
        conn: an open connection outside any transaction.
        backup_to: where a copy of the file goes before anything changes; ``None`` for a new file.
        folder: the scripts ``001_….sql``, ``002_….sql`` in order.

    Raises:
        DatabaseTooNew: the file was made by a newer program; nothing was touched.
    """
    scripts = sorted(folder.glob("*.sql"))
    found = version(conn)
    if found > len(scripts):
        raise DatabaseTooNew(found=found, known=len(scripts))
    if found < len(scripts) and backup_to is not None:
        copy(conn, backup_to)
    try:
        for number, script in enumerate(scripts[found:], start=found + 1):
            with transaction(conn):
                for statement in statements(script.read_text("utf-8")):
                    conn.execute(statement)
                # user_version lives in page 1, so it rolls back with the script
                conn.execute(f"PRAGMA user_version = {number}")
    except sqlite3.Error as error:
        if backup_to is None:
            raise  # a new file: our script is wrong
        raise UpdateStopped(backup=backup_to.name) from error
    return [script.name for script in scripts[found:]]


def copy(conn: Connection, path: Path, *, pages: int = -1, report: Report = silent) -> None:
    """Copy the whole database to ``path`` with SQLite's backup interface, as of one moment.

    Args:
        conn: the database; others may write to it meanwhile.
        path: a file that is replaced.
        pages: copied between two reports; -1: all at once, without a report.
        report: told pages done and in all; may raise Cancelled, and a half is left to the caller.
    """

    def moved(_status: int, remaining: int, total: int) -> None:
        report(total - remaining, max(1, total), "复制数据文件")

    with file_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    with database_trouble(), closing(sqlite3.connect(path)) as target:
        conn.backup(target, pages=pages, progress=moved)


def statements(script: str) -> list[str]:
    """Split a script; ``executescript`` would commit the open transaction."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found
