"""The office's folder before its database is opened: its lock, its disk, the mark of a demo."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from gkdesk.accounts.session import DEMO_MARK
from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.files import file_trouble, read, sweep
from gkdesk.db.connection import DatabaseBusy
from gkdesk.db.hold import Hold

LOCK = "gkdesk.lock"
DATABASE = "gkdesk.db"
STAGED, NOTE = "restore", "note.json"  # a backup that the next opening puts in place
STAGING = "restore.part"  # one that is being laid ready
# what may lie in a folder before an office is founded in it
OURS = {LOCK, "settings.toml", "log", "forms", "calendar", "demo.txt", "backups", STAGING}


class OfficeExists(Declined):
    """The folder already holds an office."""

    message = "“{folder}”里已有办公数据。请换一个空文件夹，原有数据没有改动。"


class FolderNotEmpty(Declined):
    """Other people's files lie in the folder."""

    message = "“{folder}”里已有其他文件（如“{name}”）。请换一个空文件夹，原有文件没有改动。"


class OfficeInUse(Blocked):
    """Another program has the folder open."""

    message = "此办公数据正在另一个窗口或程序中使用。请先关闭那一个再打开，数据没有改动。"


class NetworkDrive(Blocked):
    """The folder lies on another machine."""

    message = "“{folder}”在网络盘上，断网时数据可能损坏。请把办公数据放在本机硬盘，数据没有改动。"


class BadDemoMark(Declined):
    """The mark of a demo office names no moment."""

    message = (
        "“{folder}”里的 demo.txt 写的不是时间。请删去它或写成 2026-04-10T09:30:00，数据没有改动。"
    )


def demo_clock(folder: Path) -> Callable[[], datetime] | None:
    """Return the clock of a demo office, which stands at the day its mark names, else ``None``."""
    mark = folder / DEMO_MARK
    if not mark.exists():
        return None
    try:
        stands = datetime.fromisoformat(read(mark).decode("ascii").splitlines()[0].strip())
    except (ValueError, IndexError) as error:
        raise BadDemoMark(folder=folder.name) from error
    return lambda: stands


class FolderLock(Hold):
    """One program per folder: the first Desk of a process takes it, the last gives it back."""

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Raises: OfficeInUse, NetworkDrive, or another Blocked of the disk."""
        folder = folder.resolve()
        if is_network_drive(folder):
            raise NetworkDrive(folder=folder.name)
        try:
            held = super().take(folder / LOCK)
        except DatabaseBusy as error:
            raise OfficeInUse from error
        if held.first:
            _sweep(folder)
        return held


# where the office's own files are written beside and renamed, and where in their folders too
_OWN = ("", "forms", "calendar", "backups", "archive")
_DEEPER = {"forms": re.compile(""), "archive": re.compile("[0-9a-f]{2}$")}
_SLACK = 5  # seconds by which a file system may round a time


def _sweep(folder: Path) -> None:
    """Remove the halves that a killed program left; nobody else writes here now.

    Only folders changed since the last time are read, so a large archive costs no more than a
    small one. The lock's own time says when that was.
    """
    lock = folder / LOCK
    places = [str(folder / name) for name in _OWN]
    for name, ours in _DEEPER.items():
        with suppress(OSError), os.scandir(folder / name) as entries:
            places += [
                entry.path
                for entry in entries
                if ours.match(entry.name) and entry.is_dir(follow_symlinks=False)
            ]
    with suppress(OSError):
        since = lock.stat().st_mtime - _SLACK
        for place in places:
            with suppress(OSError):
                if os.stat(place).st_mtime >= since:  # noqa: PTH116 - 250 of them at every start
                    sweep(Path(place))
        os.utime(lock)


_NETWORK_KINDS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs")


def is_network_drive(folder: Path) -> bool:
    """Tell whether a folder lies on another machine (SQLite's locks do not hold there)."""
    import sys

    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == remote)
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        _device, point, found, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and folder.is_relative_to(point):
            best, kind = point, found
    return kind in _NETWORK_KINDS


def make_room(folder: Path) -> None:
    """Make the folder an office is founded in.

    Raises:
        OfficeExists: it holds one already.
        FolderNotEmpty: other people's files lie in it.
        Blocked: disk or rights.
    """
    with file_trouble(folder):
        if os.path.lexists(folder / DATABASE):
            raise OfficeExists(folder=folder.name)
    make_way(folder)


def make_way(folder: Path, besides: Collection[str] = ()) -> None:
    """Make a folder for an office to be founded or put back in, or take one that holds an office.

    Args:
        folder: where.
        besides: names that may lie there too.

    Raises:
        FolderNotEmpty: other people's files lie in it.
        Blocked: disk or rights.
    """
    with file_trouble(folder):
        if os.path.lexists(folder / DATABASE):
            return
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted(
            path.name for path in folder.iterdir() if path.name not in OURS | {*besides}
        )
    if strange:
        raise FolderNotEmpty(folder=folder.name, name=strange[0])


def pending(folder: Path) -> bool:
    """Tell whether a backup lies ready to be put in place."""
    return (folder / STAGED / NOTE).exists()
