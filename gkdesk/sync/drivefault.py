"""What went wrong while a package was written, as the state of the drive. One place for all."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import GkdeskError
from gkdesk.base.files import DiskFull, FileTrouble, NoSuchFile, NotWritable
from gkdesk.base.progress import Cancelled

from . import drives
from .bag import NameInUse, ReadBackDiffers
from .drive import DriveFull, DriveMissing, DrivePulled, DriveReadOnly
from .drivejudge import judge
from .drivestate import MB, SPARE, Contents, DriveState, Need, Verdict, sized

_AWAY = {errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ESTALE}
# the office's own archive is called so; trouble there is not the drive's
_ARCHIVED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Case:
    """One writing that did not come to its end."""

    error: GkdeskError
    folder: Path
    need: Need
    step: int
    total: int


def verdict_of(
    error: GkdeskError, folder: Path, need: Need, progress: tuple[int, int] = (0, 0)
) -> Verdict | None:
    """Say what an error of ``Sync.write`` or ``finish`` means for the drive.

    Args:
        error: what was raised.
        folder: where it was to be written.
        need: what the package asked.
        progress: how many of how many steps were done.

    Returns:
        ``None`` when the drive is not to blame: then the error speaks for itself.
    """
    name = str(error.values.get("name", ""))
    if _ARCHIVED.fullmatch(name) or name == Path(tempfile.gettempdir()).name:
        return None
    case = _Case(error, folder, need, *progress)
    for kind, found in _BY_KIND.items():
        if isinstance(error, kind):
            return found(case)
    return None


def _pulled(case: _Case) -> Verdict:
    step = min(case.step + 1, case.total)
    where = f"，写到第{step}项，共{case.total}项" if case.total else ""
    return Verdict(DriveState.PULLED, {"where": where})


def _full(case: _Case) -> Verdict:
    if isinstance(case.error, DriveFull):  # reckoned with what lies there already
        return Verdict(DriveState.FULL, {"short": sized(int(str(case.error.values["short"])) * MB)})
    free = 0
    with suppress(OSError):
        free = shutil.disk_usage(case.folder).free
    short = max(1, case.need.size + SPARE - free)
    return Verdict(DriveState.FULL, {"short": sized(short)})


def _unwritable(case: _Case) -> Verdict:
    """Tell a locked drive from one the system made read-only, and both from missing rights."""
    drive = drives.drive_of(case.folder) if case.folder.exists() else None
    if drive is None:
        return Verdict(DriveState.READ_ONLY)
    found = judge(drive, Contents(), case.need)
    if found.state in {DriveState.READ_ONLY, DriveState.MADE_READ_ONLY}:
        return found
    return Verdict(DriveState.NO_RIGHTS, {"name": drive.name})


def _by_code(case: _Case) -> Verdict:
    """Judge by what the operating system said; a drive that is gone says many things."""
    cause = case.error.__cause__
    code = cause.errno if isinstance(cause, OSError) else None
    if code in _AWAY or not case.folder.exists():
        return _pulled(case)
    return Verdict(DriveState.DAMAGED)


_BY_KIND: dict[type[GkdeskError], Callable[[_Case], Verdict]] = {
    Cancelled: lambda _case: Verdict(DriveState.STOPPED),
    DriveMissing: lambda case: Verdict(DriveState.GONE, {"name": str(case.folder)}),
    DrivePulled: _pulled,
    DriveFull: _full,
    DiskFull: _full,
    DriveReadOnly: _unwritable,
    NotWritable: _unwritable,
    ReadBackDiffers: lambda _case: Verdict(DriveState.DIFFERS),
    NameInUse: lambda case: Verdict(DriveState.NAME_IN_USE, case.error.values),
    NoSuchFile: _by_code,
    FileTrouble: _by_code,
}
