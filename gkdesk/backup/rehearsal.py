"""Open a copied database as a restore would: a backup counts only after that."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from gkdesk.accounts import organ as organs
from gkdesk.accounts.organ import Organ
from gkdesk.base.errors import Blocked
from gkdesk.db import Connection, audit
from gkdesk.db.connection import DatabaseDamaged, connect, database_trouble
from gkdesk.db.migrations import known_version, version

from .model import BackupTooNew, CopyDamaged

COUNTED = {
    "request": "申请", "document": "文书", "record": "公开信息", "village_sheet": "村务表",
    "sync_package": "同步包",
}  # fmt: skip


class Rehearsed(NamedTuple):
    """What a copy that opens says of itself."""

    organ: Organ
    schema: int
    counts: dict[str, int]
    audit_faults: int


def rehearse(path: Path, key: bytes | None) -> Rehearsed:
    """Open a database copy and check it, changing nothing that is kept.

    Args:
        path: a copy on this machine's disk; SQLite may write its header.
        key: the audit key, to check the keyed marks too.

    Raises:
        BackupTooNew: of a newer program.
        CopyDamaged: it does not open, or its pages do not hold.
    """
    try:
        with closing(connect(path)) as conn:
            found = version(conn)
            if found > known_version():
                raise BackupTooNew
            return _checked(conn, found, key)
    except DatabaseDamaged as error:
        raise CopyDamaged(reason="打不开") from error


def _checked(conn: Connection, schema: int, key: bytes | None) -> Rehearsed:
    with database_trouble():
        [state] = conn.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise CopyDamaged(reason="内部结构对不上")
    if schema < 1:
        raise CopyDamaged(reason="是空的")
    # a broken audit is no reason to be without a backup, or without the office
    organ = _organ_in(conn)
    if organ is None:
        raise CopyDamaged(reason="没有单位信息")
    return Rehearsed(organ, schema, counts(conn), len(audit.verify(conn, key)))


def _organ_in(conn: Connection) -> Organ | None:
    try:
        return organs.load(conn)
    except (TypeError, ValueError, KeyError):  # no such line, or what stands in it is no profile
        return None


def counts(conn: Connection) -> dict[str, int]:
    """Count what a clerk would miss."""
    tables = {row["name"] for row in conn.execute("SELECT name FROM sqlite_schema")}
    return {
        words: int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - ours
        for table, words in COUNTED.items()
        if table in tables
    }


def lost(now: dict[str, int], then: dict[str, int]) -> str:
    """Say what was added since a backup, such as ``申请3件``; ``""``: nothing."""
    gone = {words: count - then.get(words, 0) for words, count in now.items()}
    return "、".join(f"{words}{count}件" for words, count in gone.items() if count > 0)


def counts_at(path: Path) -> dict[str, int]:
    """Count in an office's database; an unreadable one counts as empty."""
    if not path.exists():  # connecting would make an empty one
        return {}
    try:
        with closing(connect(path)) as conn:
            return counts(conn)
    except Blocked:
        return {}


def organ_at(path: Path) -> Organ | None:
    """Read whose an office's database is; ``None`` when it is not there or cannot be read."""
    if not path.exists():  # connecting would make an empty one
        return None
    try:
        with closing(connect(path)) as conn:
            return _organ_in(conn) if version(conn) else None
    except Blocked:
        return None


def of_one_office(one: Path, other: Path) -> bool:
    """Tell whether two databases go back to one founding: an office's code may be changed."""
    first = _founding_at(one)
    return bool(first) and first == _founding_at(other)


def _founding_at(path: Path) -> str:
    """Return the mark of an office's first audit line, which no other office has; ``""``: none."""
    if not path.exists():  # connecting would make an empty one
        return ""
    try:
        with closing(connect(path)) as conn:
            row = conn.execute("SELECT hash, mac FROM audit WHERE id = 1").fetchone()
            return f"{row['hash']} {row['mac']}" if row else ""
    except Blocked:
        return ""
