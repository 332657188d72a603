"""Write a backup to a drive, read it back, and open what was written as a restore would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gkdesk import __version__
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Blocked
from gkdesk.base.progress import Report
from gkdesk.db.migrations import copy as copy_database
from gkdesk.folder import DATABASE
from gkdesk.sync.drive import DriveMissing, missing_drive, pulled_or_not

from . import layout
from .model import (
    BackupDamaged,
    BackupFilled,
    BackupFull,
    BackupInside,
    CopyDamaged,
    Kept,
    Manifest,
    NameNotTaken,
    OfficeDamaged,
    inside,
)
from .rehearsal import Rehearsed, rehearse

KEPT = 10  # backups that stay on a drive
WHOLE_DAYS = 30  # days after which every file of the drive is read back once more
SPARE = 8 << 20  # bytes kept free beside the backup
PAGES = 2000  # of the database, between two looks at the stop button
ABOUT = """这个文件夹是政务公开工作台的备份，请不要改动里面的文件。
每个以日期命名的文件夹是一次备份，archive 里是各次备份共用的档案文件（加密存放）。
要恢复，请打开政务公开工作台，在“系统→备份与恢复”或者第一次打开的页面选“从备份恢复”。
"""


@dataclass
class Pace:
    """Adds up what is done and tells the clerk."""

    report: Report
    total: int = 1
    done: int = 0
    words: str = ""

    def moved(self, size: int) -> None:
        """Count so many bytes more; raises Cancelled when the clerk stopped."""
        self.done = min(self.done + size, self.total)
        self.report(self.done, self.total, self.words)

    def at(self, words: str) -> None:
        self.words = words
        self.moved(0)


def place_for(session: Session, target: Path) -> Path:
    """Return the folder of this office's backups below a chosen place; nothing is made yet.

    Raises:
        DriveMissing: the drive is not plugged in.
        BackupInside: it lies in the office's own folder.
    """
    if missing_drive(target):
        raise DriveMissing(folder=target.name or str(target))
    with files.file_trouble(target):
        own = (session.folder, *(session.folder / name for name in layout.FOLDERS))
        if any(target.resolve().is_relative_to(place.resolve()) for place in own):
            raise BackupInside
        return layout.root_for(target, session.organ.credit_code)


def write(session: Session, target: Path, report: Report) -> tuple[Path, Manifest]:
    """Write one backup below ``target``; return its dated folder and its list.

    Raises:
        Cancelled: stopped; nothing of this backup is left, earlier ones are whole.
        OfficeDamaged: the office's own database does not hold.
        NameNotTaken: a file is called what no other machine reads.
        DrivePulled, BackupFull, BackupFilled, BackupDamaged, Blocked: of the drive.
    """
    root = place_for(session, target)
    with files.file_trouble(root):
        root.mkdir(parents=True, exist_ok=True)
        device = root.stat().st_dev
    with pulled_or_not(root, device), files.file_trouble(root):
        return _write(session, root, report)


def _write(session: Session, root: Path, report: Report) -> tuple[Path, Manifest]:
    made_at = session.now().replace(microsecond=0)
    pace = Pace(report)
    with ExitStack() as undo:
        data = session.folder / layout.BACKUPS / ".backup.part"
        undo.callback(away, data)
        pace.at("复制数据文件")
        copy_database(session.conn, data, pages=PAGES, report=pace.report)
        try:
            rehearsed = rehearse(data, _key(session))
        except CopyDamaged as error:
            raise OfficeDamaged(**error.values) from error
        name = _free_name(root, layout.stamp(made_at.isoformat()))
        part = root / f"{name}{layout.UNFINISHED}"
        undo.callback(away, part)
        run = _Run(session, root, part, name, pace)
        kept = run.copy(data)
        manifest = Manifest(
            session.organ.name, session.organ.credit_code, made_at.isoformat(),
            session.user.name, __version__, rehearsed.schema, run.whole(made_at),
            rehearsed.counts, tuple(kept),
        )  # fmt: skip
        run.read_back(manifest)
        _rehearse_copy(session, part / DATABASE, rehearsed)
        run.flush()
        files.write(part / layout.MANIFEST, manifest.text().encode("utf-8"))
        with files.file_trouble(root):
            part.rename(root / name)
            files.flush_way(root)
    _tidy(root, name)
    return root / name, manifest


class _Run:
    """The files of one backup on their way."""

    def __init__(self, session: Session, root: Path, part: Path, name: str, pace: Pace) -> None:
        self._folder, self._root, self._part, self._pace = session.folder, root, part, pace
        self._name = name
        before = next(_manifests(root), None)
        self._known = {one.path: one for one in before.files} if before else {}
        self._fresh: set[str] = set()  # where on the drive this run wrote

    def whole(self, now: datetime) -> bool:
        """Tell whether every file is to be read back this time, not only the new ones."""
        since = (now - timedelta(days=WHOLE_DAYS)).isoformat()
        return not any(
            found.whole and since <= found.made_at <= now.isoformat()  # not of a clock gone ahead
            for found in _manifests(self._root)
        )

    def copy(self, data: Path) -> list[Kept]:
        """Copy the database and whatever the drive has not yet."""
        with files.file_trouble(self._folder):
            sources = [(path, path.relative_to(self._folder).as_posix(), path.stat())
                       for path in layout.office_files(self._folder)]  # fmt: skip
        for path, name, _stat in sources:
            if not inside(name):
                shown = path.name.encode("utf-8", "replace").decode("utf-8")
                raise NameNotTaken(name=shown)
        size = data.stat().st_size
        new = [
            stat.st_size for _path, name, stat in sources if self._there(name, stat.st_size) is None
        ]
        self._make_room(size + sum(new))
        self._pace.total = max(1, 3 * size + 2 * sum(new))
        self._pace.at("写入备份")
        kept = [self._one(data, DATABASE, 0)]
        for path, name, stat in sources:
            known = self._there(name, stat.st_size)
            if known is not None and known.mtime_ns == stat.st_mtime_ns:
                kept.append(known)
            else:
                kept.append(self._one(path, name, stat.st_mtime_ns))
        return kept

    def _there(self, name: str, size: int) -> Kept | None:
        """Return what the drive has of an archived file, if it looks whole."""
        known = self._known.get(name)
        if known is None or not name.startswith(f"{layout.ARCHIVE}/") or known.size != size:
            return None
        with suppress(OSError):
            if (self._root / known.at).stat().st_size == size:
                return known
        return None

    def _one(self, source: Path, name: str, mtime_ns: int) -> Kept:
        at = name if name.startswith(f"{layout.ARCHIVE}/") else ""
        target = self._root / at if at else self._part / name
        if at and target.exists():  # another content under the name: sealed anew after a damage
            digest = layout.digest_of(source, self._looked)
            if layout.digest_of(target, self._looked) == digest:
                return Kept(name, at, source.stat().st_size, digest, mtime_ns)
            at = f"{at}~{digest[:16]}"
            target = self._root / at
        try:
            digest = layout.copy(source, target, self._pace.moved)
        except files.DiskFull as error:  # a file of the archive is named by 64 letters
            raise BackupFilled(name=self._root.parent.name or str(self._root.parent)) from error
        at = at or f"{self._name}/{name}"
        self._fresh.add(at)
        return Kept(name, at, target.stat().st_size, digest, mtime_ns)

    def _looked(self, _size: int) -> None:
        self._pace.moved(0)  # nothing was to be written, but the clerk may stop

    def read_back(self, manifest: Manifest) -> None:
        """Read the new files from the drive, all of them when it is time.

        Raises:
            BackupDamaged: the drive gives back something else.
        """
        asked = [one for one in manifest.files if manifest.whole or one.at in self._fresh]
        left = sum(one.size for one in asked)
        self._pace.total = max(1, self._pace.done + left)
        self._pace.at("读回核对")
        bad = [one for one in asked if not self._same(one)]
        if bad:
            for one in bad:  # else the next backup would trust them
                away(self._path(one))
            raise BackupDamaged(count=len(bad), name=Path(bad[0].path).name)

    def flush(self) -> None:
        """Flush the folders written in: on FAT a new one is only an entry of the next."""
        places = {self._part, self._root}
        for at in self._fresh:
            places |= {self._root / above for above in Path(at).parents}
        with files.file_trouble(self._root):
            for place in sorted(places, reverse=True):
                if place.is_dir():  # what is still called unfinished is flushed under that name
                    files.flush_folder(place)

    def _path(self, one: Kept) -> Path:
        own = f"{self._name}/"
        if one.at.startswith(own):
            return self._part / one.at.removeprefix(own)
        return self._root / one.at

    def _same(self, one: Kept) -> bool:
        path = self._path(one)
        return path.exists() and layout.digest_of(path, self._pace.moved) == one.sha256

    def _make_room(self, need: int) -> None:
        with files.file_trouble(self._root):
            for old in self._root.glob(f"*{layout.UNFINISHED}"):
                away(old)
            free = shutil.disk_usage(self._root).free
            if free < need + SPARE:
                short = -(-(need + SPARE - free) // 1_000_000)
                raise BackupFull(name=self._root.parent.name or str(self._root.parent), short=short)
            self._part.mkdir()
        about = self._root / "说明.txt"
        if not about.exists():
            files.write(about, ABOUT.replace("\n", "\r\n").encode("utf-8-sig"))


def _quiet(_size: int) -> None:
    """Nothing to tell."""


def _manifests(root: Path) -> Iterator[Manifest]:
    """Yield the lists of the backups there, newest first; a broken old one keeps none back."""
    for path in reversed(layout.dated(root)):
        with suppress(Blocked):
            yield layout.manifest_of(path)


def _key(session: Session) -> bytes | None:
    return session.vault.audit_key if session.unlocked else None


def _rehearse_copy(session: Session, written: Path, expected: Rehearsed) -> None:
    """Open the database that lies on the drive, copied back as a restore would."""
    again = session.folder / layout.BACKUPS / ".rehearsal.part"
    try:
        layout.copy(written, again, _quiet)
        found = rehearse(again, _key(session))
    finally:
        away(again)
    if found.counts != expected.counts:
        raise CopyDamaged(reason="读回的件数对不上")


def _free_name(root: Path, name: str) -> str:
    """Return a name not in use: in a demo office the clock stands still."""
    return next(free for free in _names(name) if not (root / free).exists())


def _names(name: str) -> Iterator[str]:
    yield name
    number = 1
    while True:
        number += 1
        yield f"{name}-{number}"


def _tidy(root: Path, made: str) -> None:
    """Keep the last ``KEPT`` backups, ``made`` among them; the shared archive stays whole."""
    with suppress(OSError, Blocked):
        names = [path.name for path in layout.dated(root)]
        for old in layout.oldest_first(names, made)[:-KEPT]:
            going = root / f"{old}{layout.UNFINISHED}"
            (root / old).rename(going)  # cut off in the middle, it is no backup any more
            away(going)


def away(path: Path) -> None:
    """Remove a file or folder; what cannot be removed stays."""
    with suppress(OSError):
        layout.remove(path)
