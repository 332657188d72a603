"""Backups of the open office: make one, know how old the last is, keep a copy every day."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.files import file_trouble
from gkdesk.base.progress import Report, silent
from gkdesk.db.connection import connect
from gkdesk.db.migrations import copy

from . import layout, restoring, writing
from .model import Backup, OfficeDamaged, Standing, Written

KEPT_DAYS = 7  # daily copies that stay
DUE_DAYS = 7  # days after which a backup to a drive is due


class Backups:
    """The office's backups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, target: Path, place: str = "", report: Report = silent) -> Written:
        """Write a backup to a drive or folder, read it back and open it once.

        Args:
            target: a drive's top, or a folder.
            place: what the clerk calls it; default: the folder's name.
            report: progress in bytes; may raise Cancelled.

        Raises:
            Cancelled: nothing of this backup is left; earlier ones are whole.
            DriveMissing, BackupInside, BackupFull, BackupDamaged, OfficeDamaged, Blocked.
        """
        session = self._session
        _ = session.user  # somebody must be logged in
        folder, manifest = writing.write(session, target, report)
        name = place or target.name or str(target)
        with session.transaction():
            session.conn.execute(
                "INSERT INTO backup (made_at, user, place, files, size) VALUES (?, ?, ?, ?, ?)",
                (manifest.made_at, manifest.user, name, len(manifest.files), manifest.size),
            )
            session.audit("office.backup", folder.name, files=len(manifest.files))
        return Written(manifest.made_at, manifest.user, name, len(manifest.files), manifest.size)

    def written(self, most: int = 20) -> list[Written]:
        """Return the backups written to drives, newest first."""
        rows = self._session.conn.execute(
            "SELECT made_at, user, place, files, size FROM backup ORDER BY id DESC LIMIT ?", (most,)
        )
        return [Written(**row) for row in rows]

    def standing(self) -> Standing:
        """Say how old the newest copies are."""
        last = self.written(1)
        days = None
        if last:
            made = datetime.fromisoformat(last[0].made_at).date()
            days = (self._session.today - made).days
        here = [one for one in layout.local(self._session.folder) if one.kind.value == "daily"]
        return Standing(
            last[0].made_at if last else "",
            days,
            here[0].made_at if here else "",
            due=days is None or not 0 <= days <= DUE_DAYS,
        )

    def keep_daily(self, report: Report = silent) -> bool:
        """Keep today's copy of the database on this machine; tell whether one was made.

        Raises:
            Cancelled: stopped; nothing of it is left.
            OfficeDamaged: the database does not hold; older copies are kept.
            Blocked: the disk.
        """
        session = self._session
        place = session.folder / layout.BACKUPS
        now = session.now()
        start = f"{layout.DAILY}{now:%Y%m%d}-"
        with file_trouble(place):
            place.mkdir(exist_ok=True)
            if any(path.name.startswith(start) for path in place.iterdir()):
                return False
        part = place / ".daily.part"
        try:
            # a piece at a time, and the copy is checked: whoever saves meanwhile need not wait
            copy(session.conn, part, pages=writing.PAGES, report=report)
            _refuse_damaged(part)
            made = f"{start}{now:%H%M%S}.db"
            with file_trouble(part):
                part.rename(place / made)
                names = [path.name for path in place.glob(f"{layout.DAILY}*.db")]
                for old in layout.oldest_first(names, made)[:-KEPT_DAYS]:
                    (place / old).unlink()
        finally:
            writing.away(part)
        return True

    def stage(self, backup: Backup, report: Report = silent) -> restoring.Staged:
        """Lay a backup ready; the office is put back when it is opened the next time.

        Raises:
            NotAllowed: only an administrator may.
            Cancelled, OtherOffice, BackupDamaged, CopyDamaged, BackupTooNew, Blocked: no change.
        """
        session = self._session
        session.require(Role.ADMIN)
        return restoring.stage(
            backup, session.folder, session.now(), user=session.user.name, report=report
        )


def _refuse_damaged(copied: Path) -> None:
    with closing(connect(copied)) as conn:
        [state] = conn.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise OfficeDamaged(reason="内部结构对不上")
