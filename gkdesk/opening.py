"""How an office's folder becomes an open session: put back, brought up to date, handed out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk import paths
from gkdesk.accounts.organ import Organ
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.db import Connection, audit
from gkdesk.db.connection import DatabaseDamaged
from gkdesk.db.migrations import known_version, migrate, version
from gkdesk.folder import DATABASE, LOCK, STAGED, STAGING, pending

if TYPE_CHECKING:
    from gkdesk.backup.restoring import Staged


HALVES = (STAGED, STAGING)  # what a killed program leaves of putting a backup back


def is_there(folder: Path) -> bool:
    """Tell whether a folder holds an office, or one that lies ready to be put back."""
    return (folder / DATABASE).exists() or pending(folder)


def put_back(folder: Path) -> Staged | None:
    """Take a backup that lies ready; only for who holds the folder's lock alone.

    Raises:
        Blocked: of the disk; the next opening goes on.
    """
    if any((folder / name).exists() for name in HALVES) and not pending(folder):
        from gkdesk.backup.restoring import clear_halves

        clear_halves(folder)
    if not pending(folder):
        return None
    from gkdesk.backup.restoring import take_over

    return take_over(folder)


def write_down(conn: Connection, staged: Staged, folder: Path, now: datetime) -> None:
    """Put into the audit that a backup was taken, then forget it; once, if cut off in between."""
    from gkdesk.backup.restoring import finish

    detail = {"kind": staged.kind, "asked_by": staged.user, "kept": staged.before}
    last = audit.entries(conn, newest=1)
    if not last or json.loads(last[0].detail) != detail:
        audit.record(
            conn,
            at=now,
            user="",  # the audit of that day does not know who is logged in today
            action="office.restore",
            subject=staged.made_at,
            detail=dict(detail),
            key=None,
        )
    finish(folder)


def clear(folder: Path) -> None:
    for name in (DATABASE, LOCK):
        (folder / name).unlink(missing_ok=True)


def never_founded(conn: Connection) -> bool:
    """Tell whether the program was ended while it founded this office: nothing is in it yet."""
    empty = "SELECT NOT EXISTS (SELECT 1 FROM organ) AND NOT EXISTS (SELECT 1 FROM audit)"
    return version(conn) > 0 and bool(conn.execute(empty).fetchone()[0])


def session_of(
    conn: Connection, folder: Path, organ: Organ, now: Callable[[], datetime]
) -> Session:
    forms = FormFolders(paths.forms(), folder / "forms")
    return Session(conn, folder, organ, forms, paths.resources(), now)


def bring_up_to_date(conn: Connection, folder: Path, now: Callable[[], datetime]) -> None:
    found = version(conn)
    if found == known_version():
        return
    if found < 1:  # every office has its first script: this file was emptied or is no office
        raise DatabaseDamaged
    backup = folder / "backups" / f"before-update-{now():%Y%m%d-%H%M%S}.db"
    applied = migrate(conn, backup_to=backup)
    audit.record(
        conn,
        at=now(),
        user="",
        action="office.migrate",
        subject="",
        detail={"scripts": applied},
        key=None,
    )
