"""How backups lie on a drive and in the office's folder.

On the drive: ``政务公开备份_<信用代码>/`` holds one dated folder a backup (database, settings,
forms, ``manifest.json`` last) and the shared ``archive/``: archived files never change, so a backup
adds only the new ones. A dated folder and the archive, copied together by hand, are an office too.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gkdesk.base import files
from gkdesk.folder import DATABASE, LOCK, STAGED, STAGING

from .model import Backup, Kind, Manifest, is_moment, read_manifest

ROOT = "政务公开备份_"
MANIFEST = "manifest.json"
UNFINISHED = ".未写完"
ARCHIVE = "archive"
BACKUPS = "backups"
DAILY = "daily-"
BEFORE_UPDATE, BEFORE_RESTORE = "before-update-", "before-restore-"
LARGEST_MANIFEST = 256 << 20  # bytes; some 200 a file
_STAMP = re.compile(r"\d{8}-\d{6}(-\d+)?")
# not of the office: the lock, the database (copied by SQLite), its copies, the program's log
_NOT_TAKEN = {BACKUPS, "log", STAGED, STAGING} | {
    f"{name}{end}" for name in (LOCK, DATABASE) for end in ("", "-journal")
}

FOLDERS = (ARCHIVE, "forms", "calendar")

Moved = Callable[[int], None]  # told how many bytes more are done; may raise Cancelled


def office_files(folder: Path) -> Iterator[Path]:
    """Yield every file of the office besides its database.

    Links are not followed, but for the office's own folders: an archive moved to a larger disk
    is still the archive.
    """
    with os.scandir(folder) as entries:
        tops = sorted(entry.name for entry in entries if entry.name not in _NOT_TAKEN)
    for top in tops:
        place = folder / top
        if top in FOLDERS and place.is_dir():
            yield from _inside(place)
        else:
            yield from _below(place)


def _below(place: Path) -> Iterator[Path]:
    if files.is_link(place) or (place.name.startswith(".") and place.name.endswith(".part")):
        return
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from _inside(place)


def _inside(place: Path) -> Iterator[Path]:
    with os.scandir(place) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        yield from _below(place / name)


def copy(source: Path, target: Path, moved: Moved) -> str:
    """Copy a file beside and rename it; return the SHA-256 of what was written.

    Raises:
        Blocked: of the disk it names.
    """
    digest = hashlib.sha256()
    with files.file_trouble(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with files.file_trouble(source):
            opened = source.open("rb")
        with opened, files.file_trouble(target), beside.open("xb") as out:
            while piece := opened.read(files.CHUNK):
                out.write(piece)
                digest.update(piece)
                moved(len(piece))
            out.flush()
            os.fsync(out.fileno())
        with files.file_trouble(target):
            beside.replace(target)
            with target.open("rb+") as again:  # FAT writes the size only now: see files.write
                os.fsync(again.fileno())
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return digest.hexdigest()


def move(source: Path, target: Path) -> None:
    """Move a file or folder whole; the archive or the backups may lie on another disk.

    Raises:
        OSError: of the disk; what lies at the target is whole or not there.
    """
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{os.urandom(8).hex()}.part")
        if source.is_dir():
            shutil.copytree(source, beside)
        else:
            shutil.copy2(source, beside)
            with beside.open("rb+") as copied:
                os.fsync(copied.fileno())
        beside.replace(target)
        remove(source)


def remove(path: Path) -> None:
    """Remove a file or folder; raises OSError."""
    if path.is_dir() and not files.is_link(path):
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def digest_of(path: Path, moved: Moved) -> str:
    """Return the SHA-256 of a file as its drive gives it, not as the memory still has it."""
    digest = hashlib.sha256()
    with files.file_trouble(path), path.open("rb") as file:
        files.from_device(file.fileno())
        while piece := file.read(files.CHUNK):
            digest.update(piece)
            moved(len(piece))
    return digest.hexdigest()


def roots(place: Path) -> list[Path]:
    """Return the folders of backups at a place: itself, or the ones at its top."""
    with files.file_trouble(place):
        if not place.is_dir():
            return []
        own = [place, place.parent] if _STAMP.fullmatch(place.name) else [place]
        below = [path for path in sorted(place.iterdir()) if path.name.startswith(ROOT)]
        return [path for path in (*own, *below) if path.name.startswith(ROOT) and path.is_dir()]


def root_for(target: Path, credit_code: str) -> Path:
    """Return an office's folder of backups at a chosen place.

    Whoever chose a folder of backups, or one backup in it, means the place where that lies: two
    offices must never share a folder, for each keeps only its own last ones.
    """
    if _STAMP.fullmatch(target.name) and target.parent.name.startswith(ROOT):
        target = target.parent
    if target.name.startswith(ROOT):
        target = target.parent
    return target / f"{ROOT}{credit_code}"


def dated(root: Path) -> list[Path]:
    """Return the finished backups of a folder, oldest first."""
    with files.file_trouble(root):
        if not root.is_dir():
            return []
        names = sorted(path.name for path in root.iterdir() if _STAMP.fullmatch(path.name))
        return [root / name for name in names if (root / name / MANIFEST).is_file()]


def manifest_of(backup: Path) -> Manifest:
    """Read the list of a dated folder; raises StrangeManifest, BackupTooNew or Blocked."""
    data = files.read(backup / MANIFEST, largest=LARGEST_MANIFEST)
    return read_manifest(data.decode("utf-8", "replace"), backup.name)


def local(folder: Path) -> list[Backup]:
    """Return the copies of the database in the office's own folder, newest first."""
    place, found = folder / BACKUPS, []
    with files.file_trouble(place):
        if not place.is_dir():
            return []
        for path in sorted(place.iterdir()):
            kind, name = _kind(path.name)
            data = path / DATABASE if path.is_dir() else path
            if kind is None or not data.is_file():
                continue
            made = _stamp(name)
            if made:
                found.append(Backup(kind, made, "", "", str(data), data.stat().st_size))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _kind(name: str) -> tuple[Kind | None, str]:
    for start, kind in (
        (DAILY, Kind.DAILY),
        (BEFORE_UPDATE, Kind.BEFORE_UPDATE),
        (BEFORE_RESTORE, Kind.BEFORE_RESTORE),
    ):
        if name.startswith(start):
            return kind, name.removeprefix(start).removesuffix(".db")
    return None, ""


def _stamp(name: str) -> str:
    """Read ``20261123-101500`` as ISO, ``""`` when it is none."""
    match = re.match(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)", name)
    iso = "{}-{}-{}T{}:{}:{}".format(*match.groups()) if match else ""
    return iso if is_moment(iso) else ""


def oldest_first(names: Iterable[str], now: str) -> list[str]:
    """Sort dated names, those of a clock that once went ahead before all others.

    Else what was written under a wrong clock would stay for ever, and the newest be removed.

    Args:
        names: such as ``20261123-101500`` or ``daily-20261123-101500.db``.
        now: the name of one made this moment.
    """
    return sorted(names, key=lambda name: (name <= now, name))


def stamp(iso: str) -> str:
    """Write an ISO time as it stands in file names."""
    return iso[:19].replace("-", "").replace(":", "").replace("T", "-")
