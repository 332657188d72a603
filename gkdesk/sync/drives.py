"""Which drives are plugged in, what of ours lies on them, and what to say of each."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError

from . import bag, driveslinux, driveswin, receipt
from .drive import missing_drive
from .drivejudge import judge
from .drivestate import Contents, Drive, DriveState, Need, Plugged, ReceiptSeen, Verdict
from .model import PARTIAL, PREFIX, PackageState, SyncPackage

MOST_FOLDERS = 50  # of a drive's own folders that are looked into
_LONGEST = 4 << 20  # bytes of a receipt that is counted on the screen


def fingerprint() -> str:
    """Return something that changes when a drive comes or goes; takes under a millisecond."""
    if os.name == "nt":
        return str(driveswin.Kernel32().letters())
    with suppress(OSError):
        return driveslinux.System().mounts.read_text("utf-8", "replace")
    return ""


def listed() -> list[Drive]:
    """Ask the system for its removable drives."""
    if os.name == "nt":
        return driveswin.drives(driveswin.Kernel32())
    return driveslinux.drives(driveslinux.System())


def drive_of(folder: Path) -> Drive | None:
    """Describe what a folder lies on; ``None`` when nothing is there."""
    if os.name == "nt":
        return driveswin.drive_at(folder.resolve().anchor, driveswin.Kernel32())
    return driveslinux.drive_at(folder, driveslinux.System())


def look(packages: Sequence[SyncPackage], known: Collection[str], need: Need) -> list[Plugged]:
    """List the plugged drives, each judged for a package.

    Args:
        packages: every package of this office.
        known: digests of the receipts read already.
        need: what the package asks.
    """
    return [judged(drive, packages, known, need) for drive in listed()]


def look_at(
    folder: Path, packages: Sequence[SyncPackage], known: Collection[str], need: Need
) -> Plugged:
    """Judge a folder the clerk chose by hand."""
    drive = None if missing_drive(folder) else drive_of(folder)
    if drive is None:
        gone = Verdict(DriveState.GONE, {"name": str(folder)})
        return Plugged(Drive(str(folder), "", ""), Contents(), gone)
    return judged(drive, packages, known, need)


def judged(
    drive: Drive, packages: Sequence[SyncPackage], known: Collection[str], need: Need
) -> Plugged:
    contents = contents_of(Path(drive.root), packages, known, need) if drive.root else Contents()
    return Plugged(drive, contents, judge(drive, contents, need))


def contents_of(
    root: Path, packages: Sequence[SyncPackage], known: Collection[str], need: Need
) -> Contents:
    """Look for packages and receipts at the top of a drive and in its own folders.

    A drive that does not answer counts as empty: writing to it will tell more.
    """
    ours = {package.file_name: package for package in packages}
    receipts: list[ReceiptSeen] = []
    partial: list[str] = []
    numbers: list[str] = []
    unfinished, begun = "", 0
    for place in _places(root):
        name = place.name.removesuffix(PARTIAL)
        package = ours.get(name)
        waiting = package is not None and package.state is PackageState.WRITTEN
        if waiting and package is not None:
            unfinished = package.number
        elif place.name == need.begun_name and place.parent == root:  # where it would be written
            begun = _size_of(place)
        elif place.name.endswith(PARTIAL):
            partial.append(place.name)
        elif package is not None:
            numbers.append(package.number)
        elif place.name.endswith(receipt.ENDING):
            receipts += _receipt(place, packages, known)
    mine = tuple(name for name in partial if name.startswith(f"{PREFIX}{need.office}_"))
    return Contents(
        receipts=tuple(sorted(receipts, key=lambda one: one.number)),
        leftovers=mine,
        strange=tuple(name for name in partial if name not in mine),
        numbers=tuple(sorted(numbers)),
        unfinished=unfinished,
        begun=need.begun if begun else "",
        begun_size=begun,
    )


def _size_of(place: Path) -> int:
    """Return the bytes of an unfinished package, at least 1; a drive that does not answer has 1."""
    with suppress(OSError):
        return max(1, bag.size_of(place))
    return 1


def _places(root: Path) -> Iterator[Path]:
    """Yield everything called like a package, at the top and one folder below."""
    with suppress(OSError):
        top = sorted(root.iterdir())
        yield from (place for place in top if place.name.startswith(PREFIX))
        folders = [one for one in top if one.is_dir() and not one.name.startswith((PREFIX, "."))]
        for folder in folders[:MOST_FOLDERS]:
            with suppress(OSError):
                yield from sorted(folder.glob(f"{PREFIX}*"))


def _receipt(
    path: Path, packages: Sequence[SyncPackage], known: Collection[str]
) -> list[ReceiptSeen]:
    """Read a receipt for the notice; whether it may be believed is asked when it is taken in."""
    try:
        answer = receipt.decode(files.read(path, largest=_LONGEST), path.name)
    except GkdeskError:
        return []
    if receipt.digest(answer) in known:
        return []
    return [
        ReceiptSeen(
            str(path), package.number, answer.accepted, len(answer.returned), answer.refused
        )
        for package in packages
        if receipt.answers(answer, package)
    ]
