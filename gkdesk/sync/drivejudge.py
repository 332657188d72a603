"""From the facts of a drive to its state: which one thing matters most for this package. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .drivestate import (
    MB,
    SPARE,
    Contents,
    Drive,
    DriveState,
    Need,
    Plugged,
    Verdict,
    sized,
    system_name,
)

SLOW = 1.0  # MB a second; a USB 1.1 port or a worn-out stick stays below it
SETTLED = 5.0  # seconds of writing before a rate is believed
# what the county's Windows reads; fuseblk is how ntfs-3g and exfat-fuse are shown
COMMON = {"vfat", "fat", "fat32", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk"}
DISCS = {"iso9660", "udf", "cdfs"}
ENCRYPTED = {"bitlocker", "crypto_luks"}
NETWORKS = {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "fuse.sshfs", "davfs", "remote"}
# bytes of the largest single file; of vfat the system does not tell FAT16 from FAT32
FILE_LIMITS = {
    "fat": (2 << 30) - 1, "msdos": (2 << 30) - 1, "vfat": (4 << 30) - 1, "fat32": (4 << 30) - 1,
}  # fmt: skip


def judge(drive: Drive, contents: Contents, need: Need) -> Verdict:
    """Say the one thing about a drive that matters most for this package."""
    for found in (_unusable(drive), _unsettled(contents, need), _too_small(drive, contents, need)):
        if found is not None:
            return found
    return _told(contents, drive) or Verdict(
        DriveState.READY, {"free": sized(drive.free), "need": sized(need.size)}
    )


def overall(plugged: Sequence[Plugged]) -> Verdict:
    """Say how it stands with the drives together: none, several, or what the only one says."""
    if not plugged:
        return Verdict(DriveState.NONE)
    good = [one for one in plugged if not one.verdict.blocks]
    if len(good) > 1:
        return Verdict(DriveState.SEVERAL, {"count": len(plugged)})
    return (good or plugged)[0].verdict


def slowness(done: float, size: int, seconds: float) -> Verdict | None:
    """Tell a slow drive from how long a part of a package took.

    Args:
        done: the part already written, 0 to 1.
        size: bytes of the whole.
        seconds: since the first byte.
    """
    if seconds < SETTLED or not 0 < done < 1:
        return None
    rate = done * size / seconds / MB
    if rate >= SLOW:
        return None
    minutes = max(1, round(seconds / done * (1 - done) / 60))
    return Verdict(DriveState.SLOW, {"rate": f"{max(rate, 0.01):.2g}", "minutes": minutes})


def _unusable(drive: Drive) -> Verdict | None:
    kind, values = (
        drive.file_system,
        {"file_system": system_name(drive.file_system), "name": drive.name},
    )
    if kind in ENCRYPTED:
        return Verdict(DriveState.ENCRYPTED, values)
    if not drive.root:
        return Verdict(DriveState.NOT_OPENED if kind else DriveState.NO_FORMAT)
    if kind in DISCS:
        return Verdict(DriveState.DISC, values)
    if drive.read_only:
        return Verdict(DriveState.READ_ONLY if drive.locked else DriveState.MADE_READ_ONLY)
    if kind in NETWORKS:
        return Verdict(DriveState.NETWORK, values)
    if drive.removable and kind not in COMMON:
        return Verdict(DriveState.FOREIGN_FORMAT if kind else DriveState.NO_FORMAT, values)
    return None if drive.writable else Verdict(DriveState.NO_RIGHTS, values)


def _too_small(drive: Drive, contents: Contents, need: Need) -> Verdict | None:
    wanted = need.size + SPARE
    values: dict[str, object] = {
        "file_system": system_name(drive.file_system),
        "need": sized(need.size),
    }
    if not drive.size:  # such as /proc, or a stick that no longer answers
        return Verdict(DriveState.NO_FORMAT)
    limit = FILE_LIMITS.get(drive.file_system, 0)
    if limit and need.largest > limit:
        return Verdict(DriveState.FILE_LIMIT, values | {"limit": f"{(limit + 1) >> 30} GB"})
    if drive.size < wanted:
        return Verdict(DriveState.TOO_SMALL, values | {"size": sized(drive.size)})
    free = drive.free + contents.begun_size
    if free < wanted:
        short, left = sized(wanted - free), contents.leftovers
        told = {"short": short, "count": len(left), "names": _names(left)}
        return Verdict(DriveState.FULL_LEFTOVER if left else DriveState.FULL, told)
    return None


def _unsettled(contents: Contents, need: Need) -> Verdict | None:
    if contents.unfinished:
        return Verdict(DriveState.FINISH_HERE, {"number": contents.unfinished})
    return Verdict(DriveState.OTHER_DRIVE, {"number": need.waiting}) if need.waiting else None


def _told(contents: Contents, drive: Drive) -> Verdict | None:
    if contents.receipts:
        words = "；".join(one.words for one in contents.receipts[:3])
        return Verdict(DriveState.RECEIPT_HERE, {"receipts": words})
    if contents.begun:
        size = sized(contents.begun_size)
        return Verdict(DriveState.BEGUN_HERE, {"number": contents.begun, "size": size})
    if contents.leftovers:
        names = _names(contents.leftovers)
        return Verdict(DriveState.LEFTOVER, {"count": len(contents.leftovers), "names": names})
    if contents.strange:
        return Verdict(DriveState.STRANGE_LEFTOVER, {"names": _names(contents.strange)})
    if not drive.removable:
        return Verdict(DriveState.OWN_DISK)
    if contents.numbers:
        return Verdict(DriveState.OLD_PACKAGE, {"numbers": _names(contents.numbers)})
    return None


def _names(names: Sequence[str]) -> str:
    shown = "、".join(names[:3])
    return shown if len(names) <= 3 else f"{shown}等"  # noqa: PLR2004
