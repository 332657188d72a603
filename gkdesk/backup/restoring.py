"""Find backups, check one, and put one back: staged beside the office, taken at the next opening.

Staging copies and checks everything first, so a pulled drive or a damaged backup changes nothing.
What is replaced goes to ``backups/before-restore-…``; archived files are only added.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from gkdesk.accounts.organ import Organ
from gkdesk.base import files
from gkdesk.base.errors import Blocked, GkdeskError
from gkdesk.base.progress import Report, silent
from gkdesk.db.migrations import known_version
from gkdesk.folder import DATABASE, NOTE, STAGED, STAGING, FolderLock, make_way
from gkdesk.sync import drives

from . import layout
from .model import (
    Backup,
    BackupDamaged,
    BackupTooNew,
    Kept,
    Kind,
    Manifest,
    NoRoomHere,
    NotABackup,
    OtherOffice,
    StrangeNote,
)
from .rehearsal import counts_at, lost, of_one_office, organ_at, rehearse
from .writing import SPARE, Pace, away

_STATE = ("settings.toml", "forms", "calendar", "demo.txt")  # goes with the database


@dataclass(frozen=True, slots=True)
class Staged:
    """A backup that lies ready beside the office."""

    made_at: str  # of the backup
    kind: Kind
    user: str  # who asked for it, "" before log-in
    before: str  # where the present state goes, below backups/
    tops: tuple[str, ...]  # what is put in place, the archive aside


def found_at(place: Path) -> list[Backup]:
    """Return the backups on a drive or in a folder, newest first.

    Raises:
        NotABackup: there is none that can be read.
        Blocked: the drive.
    """
    found = []
    for root in layout.roots(place):
        for path in layout.dated(root):
            with suppress(Blocked):  # one broken list hides no other backup
                manifest = layout.manifest_of(path)
                found.append(
                    Backup(
                        Kind.DRIVE, manifest.made_at, manifest.office, manifest.credit_code,
                        str(path), manifest.size, manifest.counts,
                    )
                )  # fmt: skip
    if not found:
        raise NotABackup(name=place.name or str(place))
    return sorted({one.place: one for one in found}.values(), key=_newest, reverse=True)


def _newest(backup: Backup) -> tuple[str, str]:
    return backup.made_at, backup.place


def found_on_drives() -> list[Backup]:
    """Return the backups on all plugged drives, newest first; others are passed over."""
    found: list[Backup] = []
    for drive in drives.listed():
        if drive.root:
            with suppress(GkdeskError):
                found += found_at(Path(drive.root))
    return sorted(found, key=_newest, reverse=True)


def plugged() -> str:
    """Return something that changes when a drive comes or goes; takes under a millisecond."""
    return drives.fingerprint()


def found_here(folder: Path) -> list[Backup]:
    """Return the copies of the database in the office's own folder, newest first."""
    return layout.local(folder)


def would_lose(backup: Backup, folder: Path) -> str:
    """Say what the office has got since a backup, such as ``申请3件、文书2件``."""
    now = counts_at(folder / DATABASE)
    then = dict(backup.counts) or (
        counts_at(Path(backup.place)) if backup.kind is not Kind.DRIVE else {}
    )
    return lost(now, then)


def check(backup: Backup, folder: Path, report: Report = silent) -> Manifest | None:
    """Read a whole backup and open its database, changing nothing.

    Args:
        backup: one of those found.
        folder: where a copy of its database may lie for a moment.
        report: progress in bytes; may raise Cancelled.

    Raises:
        BackupDamaged, CopyDamaged, BackupTooNew, Blocked.
    """
    manifest = _manifest(backup)
    pace = Pace(report, max(1, manifest.size) if manifest else 1)
    pace.at("核对备份")
    if manifest is not None:
        root = Path(backup.place).parent
        bad = [one for one in manifest.files if not _same(root / one.at, one, pace)]
        if bad:
            raise BackupDamaged(count=len(bad), name=Path(bad[0].path).name)
    with _copy_of_database(backup, folder, pace) as copied:
        rehearse(copied, None)
    return manifest


@contextmanager
def _copy_of_database(backup: Backup, folder: Path, pace: Pace) -> Iterator[Path]:
    """Lay a copy of a backup's database on this machine for a moment."""
    copied = folder / layout.BACKUPS / ".check.part"
    try:
        _copy_database(backup, copied, pace)
        yield copied
    finally:
        away(copied)
        away(_journal(copied))


def stage(
    backup: Backup, folder: Path, now: datetime, *, user: str = "", report: Report = silent
) -> Staged:
    """Copy and check a backup beside the office; the next opening of the office takes it.

    Args:
        backup: one of those found.
        folder: the office's folder, or an empty one.
        now: for the name of the safety copy.
        user: who asks, ``""`` before log-in.
        report: progress in bytes; may raise Cancelled.

    Raises:
        Cancelled, OtherOffice, BackupDamaged, CopyDamaged, BackupTooNew, Blocked: no change.
    """
    make_way(folder, {layout.ARCHIVE, STAGED, f"{DATABASE}-journal"})
    lock = FolderLock.take(folder)
    with ExitStack() as undo:
        undo.callback(lock.release)
        staging = folder / STAGING
        away(staging)
        undo.callback(away, staging)
        manifest = _manifest(backup)
        pace = Pace(report)
        _refuse_other_office(backup, folder, pace)
        tops = _copied(backup, manifest, folder, staging, pace)
        rehearsed = rehearse(staging / DATABASE, None)
        if not backup.credit_code:
            _refuse_strange(rehearsed.organ, staging / DATABASE, folder)
        staged = Staged(backup.made_at, backup.kind, user, _kept_as(folder, now), tops)
        note = json.dumps(asdict(staged), ensure_ascii=False)
        files.write(staging / NOTE, note.encode("utf-8"))
        with files.file_trouble(folder):
            away(folder / STAGED)
            staging.rename(folder / STAGED)
            files.flush_folder(folder)
    return staged


def take_over(folder: Path) -> Staged:
    """Put the staged backup in place; only while nobody has the office open.

    Each step is a rename, and what is done is not done again: a power cut in the middle is gone on
    with at the next opening.

    Raises:
        StrangeNote: what was laid ready cannot be read; it is left as it is.
        Blocked: of the disk; the next opening goes on.
    """
    place = folder / STAGED
    staged = _note_of(place)
    kept = folder / layout.BACKUPS / staged.before
    with files.file_trouble(folder):
        kept.mkdir(parents=True, exist_ok=True)
        leaving = []
        if (place / DATABASE).exists():  # else it is in place, and what lies there is its own
            # first: left behind, SQLite would play it into the restored database
            leaving += [f"{DATABASE}-journal"]
            if staged.kind is Kind.DRIVE:  # not a copy of the database alone
                leaving += [name for name in _STATE if name not in staged.tops]
        for name in leaving:
            _move(folder / name, kept / name)
        for name in staged.tops:
            if (place / name).exists():
                _move(folder / name, kept / name)
                layout.move(place / name, folder / name)
        for path in sorted((place / layout.ARCHIVE).rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(place)
                target.parent.mkdir(parents=True, exist_ok=True)
                layout.move(path, target)
        files.flush_folder(folder)
    return staged


def _note_of(place: Path) -> Staged:
    try:
        data = json.loads(files.read(place / NOTE).decode("utf-8"))
        return Staged(**(data | {"kind": Kind(data["kind"]), "tops": tuple(data["tops"])}))
    except (ValueError, TypeError, KeyError) as error:
        raise StrangeNote from error


def finish(folder: Path) -> None:
    """Forget the staged backup: it is in place and written down, or not wanted any more.

    The note first: what cannot be removed then is never put in place once more.
    """
    away(folder / STAGED / NOTE)
    away(folder / STAGED)


def clear_halves(folder: Path) -> None:
    """Remove what a killed program left half staged; only for who holds the folder's lock alone."""
    away(folder / STAGING)
    if (folder / DATABASE).exists() and not (folder / STAGED / DATABASE).exists():
        away(folder / STAGED)  # all of it is in place


def _kept_as(folder: Path, now: datetime) -> str:
    """Return the name under which the present state is kept."""
    name = f"{layout.BEFORE_RESTORE}{layout.stamp(now.isoformat())}"
    while (folder / layout.BACKUPS / name).exists():
        name += "-1"
    return name


def _move(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        layout.move(source, target)


def _database(backup: Backup) -> Path:
    place = Path(backup.place)
    return place / DATABASE if backup.kind is Kind.DRIVE else place


def _copy_database(backup: Backup, target: Path, pace: Pace) -> None:
    """Copy a database; what was put aside after a power cut has its journal beside it."""
    source = _database(backup)
    away(_journal(target))
    if _journal(source).exists():
        layout.copy(_journal(source), _journal(target), pace.moved)
    layout.copy(source, target, pace.moved)


def _journal(database: Path) -> Path:
    return database.with_name(f"{database.name}-journal")


def _manifest(backup: Backup) -> Manifest | None:
    if backup.kind is not Kind.DRIVE:
        return None
    manifest = layout.manifest_of(Path(backup.place))
    if manifest.schema > known_version():
        raise BackupTooNew
    return manifest


def _same(path: Path, one: Kept, pace: Pace) -> bool:
    with files.file_trouble(path):
        there = path.is_file()
    return there and layout.digest_of(path, pace.moved) == one.sha256


def _copied(
    backup: Backup, manifest: Manifest | None, folder: Path, staging: Path, pace: Pace
) -> tuple[str, ...]:
    """Copy what the office has not; return the names at its top, the archive aside."""
    with files.file_trouble(staging):
        staging.mkdir()
    if manifest is None:
        with files.file_trouble(_database(backup)):
            size = _database(backup).stat().st_size
        _room(folder, size)
        _copy_database(backup, staging / DATABASE, pace)
        return (DATABASE,)
    root = Path(backup.place).parent
    pace.total = max(1, manifest.size)
    pace.at("核对和复制备份")
    asked = [one for one in manifest.files if not _have(folder / one.path, one, pace)]
    _room(folder, sum(one.size for one in asked))
    for one in asked:
        if layout.copy(root / one.at, staging / one.path, pace.moved) != one.sha256:
            raise BackupDamaged(count=1, name=Path(one.path).name)
    return tuple(
        sorted({top for one in asked if (top := one.path.split("/")[0]) != layout.ARCHIVE})
    )


def _have(path: Path, one: Kept, pace: Pace) -> bool:
    """Tell whether the office's archive has the very file already."""
    return (
        one.path.startswith(f"{layout.ARCHIVE}/")
        and path.is_file()
        and path.stat().st_size == one.size
        and layout.digest_of(path, pace.moved) == one.sha256
    )


def _room(folder: Path, need: int) -> None:
    with files.file_trouble(folder):
        free = shutil.disk_usage(folder).free
    if free < need + SPARE:
        raise NoRoomHere(short=-(-(need + SPARE - free) // 1_000_000))


def _refuse_other_office(backup: Backup, folder: Path, pace: Pace) -> None:
    """Refuse by the list, before much is copied; the database decides when the code differs."""
    ours = organ_at(folder / DATABASE)
    if backup.credit_code and ours is not None and ours.credit_code != backup.credit_code:
        with _copy_of_database(backup, folder, pace) as copied:
            if not of_one_office(copied, folder / DATABASE):
                raise OtherOffice(theirs=backup.office, ours=ours.name)


def _refuse_strange(theirs: Organ, copied: Path, folder: Path) -> None:
    """Refuse another office's backup where an office is; a damaged one cannot be asked."""
    ours = organ_at(folder / DATABASE)
    if ours is None or ours.credit_code == theirs.credit_code:
        return
    if not of_one_office(copied, folder / DATABASE):
        raise OtherOffice(theirs=theirs.name, ours=ours.name)
