"""Is the drive there, writable and large enough? Asked before the first byte is written.

A mount point without its drive takes writes silently to the local disk (measured), so a folder
below a place where drives are mounted must have a mounted drive on the way.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.files import NotWritable, file_trouble

from .drivestate import SPARE

LARGEST_FILE = (4 << 30) - 1  # bytes; FAT32 takes no larger file
# where desktops mount drives: udisks (two places), by hand, macOS
MOUNT_AREAS = (Path("/media"), Path("/run/media"), Path("/mnt"), Path("/Volumes"))
FSTAB = Path("/etc/fstab")
IsMount = Callable[[Path], bool]


class DriveMissing(Declined):
    """The folder belongs to a drive that is not plugged in."""

    message = (
        "U 盘没有插好：“{folder}”现在不是 U 盘，写进去会留在本机。"
        "请插好 U 盘后重试，没有写入任何内容。"
    )


class DrivePulled(Blocked):
    """The drive went away while it was written."""

    message = "写到一半 U 盘被拔出或断开了。请插好 U 盘后再写一次，本机的内容没有改动。"


class DriveFull(Blocked):
    """Not enough space for the package."""

    message = "U 盘空间不够，还差 {short} MB。请删去一些文件或换一个 U 盘，没有写入任何内容。"


class DriveReadOnly(Blocked):
    """The drive may not be written."""

    message = "U 盘写保护，写不进去。请拨开侧面的锁扣，或换一个 U 盘，没有写入任何内容。"


def mount_root(folder: Path, is_mount: IsMount = os.path.ismount) -> Path:
    """Return the nearest mount point at or above a folder."""
    folder = folder.resolve()
    return next((place for place in (folder, *folder.parents) if is_mount(place)), folder)


def fstab_points(fstab: Path = FSTAB) -> list[Path]:
    """Return the mount points the machine's table lists, without ``/``."""
    try:
        lines = fstab.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines if not line.lstrip().startswith("#")]
    points = [Path(part[1].replace("\\040", " ")) for part in fields if len(part) > 1]
    return [point for point in points if point.is_absolute() and point != Path("/")]


def missing_drive(
    folder: Path,
    *,
    remembered: Iterable[Path] = (),
    listed: Iterable[Path] | None = None,
    areas: Iterable[Path] = MOUNT_AREAS,
    is_mount: IsMount = os.path.ismount,
) -> bool:
    """Tell whether a folder should lie on a drive that is not there.

    Args:
        folder: where the package is to go; it need not exist.
        remembered: places that were a drive's mount point when last written to.
        listed: mount points of the machine's table; default: ``/etc/fstab``.
        areas: folders below which desktops mount drives.
        is_mount: tells a mount point; tests give their own.
    """
    folder = folder.resolve()
    if folder.drive and not Path(folder.anchor).exists():
        return True  # Windows: a letter without a drive
    on_the_way = (folder, *folder.parents)
    expected = {
        point.resolve() for point in (*remembered, *(fstab_points() if listed is None else listed))
    } - {Path(folder.anchor)}
    if any(place in expected and not is_mount(place) for place in on_the_way):
        return True
    for area in areas:
        if folder.is_relative_to(area):
            return not any(is_mount(place) for place in on_the_way if place.is_relative_to(area))
    return False


def prepare(folder: Path, size: int, remembered: Iterable[Path] = ()) -> int:
    """Check the drive and return its device number, to be compared after the writing.

    A missing folder on a disk that is there is made.

    Raises:
        DriveMissing: the folder's drive is not plugged in.
        DriveReadOnly: its lock is on, or it is mounted read-only.
        DriveFull: less than ``size`` and 8 MB free.
        Blocked: another trouble of the operating system.
    """
    if missing_drive(folder, remembered=remembered):
        raise DriveMissing(folder=folder)
    with file_trouble(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise NotWritable(name=folder.name) from error
        if is_read_only(folder):
            raise DriveReadOnly
        free = shutil.disk_usage(folder).free
        if free < size + SPARE:
            raise DriveFull(short=-(-(size + SPARE - free) // 1_000_000))
        return folder.stat().st_dev


def is_read_only(folder: Path) -> bool:
    """Tell whether the file system is mounted read-only; Windows says so only when written to."""
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


@contextmanager
def pulled_or_not(folder: Path, device: int) -> Iterator[None]:
    """Give every trouble while a drive is written its true name: a pulled one looks like many.

    Raises:
        DrivePulled: the folder is gone or lies on another device now.
    """
    try:
        yield
    except Blocked:
        still_there(folder, device)
        raise


def still_there(folder: Path, device: int) -> None:
    """Look again after writing.

    Raises:
        DrivePulled: the folder is gone or lies on another device now.
    """
    try:
        found = folder.stat().st_dev
    except OSError as error:
        raise DrivePulled from error
    if found != device:
        raise DrivePulled
