"""The drives of a Windows machine; ``Kernel`` is the edge to the system, everything else is ours.

Source: Microsoft, "GetDriveTypeW", "GetVolumeInformationW", "GetDiskFreeSpaceExW".
"""

from __future__ import annotations

import os
import sys
from typing import Any, Protocol

from .drivestate import Drive

REMOVABLE, FIXED, REMOTE, DISC = 2, 3, 4, 5  # what GetDriveTypeW answers
READ_ONLY_VOLUME = 0x00080000  # a flag of GetVolumeInformationW
NOT_READY = {15, 21}  # ERROR_INVALID_DRIVE, ERROR_NOT_READY: a card reader without a card
UNRECOGNIZED = 1005  # ERROR_UNRECOGNIZED_VOLUME: no format, or one Windows does not know
LOCKED_VOLUME = 0x80310000  # FVE_E_LOCKED_VOLUME: BitLocker wants its password


class VolumeTrouble(Exception):
    """What the system answered instead of a volume's name."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code & 0xFFFFFFFF


class Kernel(Protocol):
    """The calls of kernel32 that are used."""

    def letters(self) -> int:
        """GetLogicalDrives: bit 0 is A."""

    def kind(self, root: str) -> int:
        """GetDriveTypeW."""

    def volume(self, root: str) -> tuple[str, str, int]:
        """GetVolumeInformationW: label, file system, flags; raises ``VolumeTrouble``."""

    def space(self, root: str) -> tuple[int, int]:
        """GetDiskFreeSpaceExW: bytes in all, bytes free to this user."""


def drives(kernel: Kernel) -> list[Drive]:
    """List the removable drives and discs that hold something, by letter."""
    roots = [f"{chr(65 + at)}:\\" for at in range(26) if kernel.letters() >> at & 1]
    found = [drive_at(root, kernel) for root in roots if kernel.kind(root) in {REMOVABLE, DISC}]
    return [drive for drive in found if drive is not None]


def drive_at(root: str, kernel: Kernel) -> Drive | None:
    """Describe the drive of a letter; ``None`` when there is nothing in it."""
    kind = kernel.kind(root)
    removable = kind in {REMOVABLE, DISC}
    try:
        label, file_system, flags = kernel.volume(root)
    except VolumeTrouble as trouble:
        if trouble.code in NOT_READY:
            return None
        locked = trouble.code == LOCKED_VOLUME
        return Drive("", root, "bitlocker" if locked else "", removable=removable)
    size, free = kernel.space(root)
    read_only = bool(flags & READ_ONLY_VOLUME)
    return Drive(
        root=root,
        label=label,
        file_system="remote" if kind == REMOTE else file_system.lower(),
        size=size,
        free=free,
        read_only=read_only,
        locked=read_only,  # Windows mounts nothing read-only by itself but what refuses writing
        removable=removable,
        writable=read_only or os.access(root, os.W_OK),
    )


class Kernel32:
    """The real calls."""

    def __init__(self) -> None:
        import ctypes

        loader: Any = ctypes
        self._ctypes = loader
        self._kernel = loader.WinDLL("kernel32", use_last_error=True)
        if sys.platform == "win32":
            # an empty card reader must not put up a box of the system
            self._kernel.SetErrorMode(0x0001)  # SEM_FAILCRITICALERRORS

    def letters(self) -> int:
        return int(self._kernel.GetLogicalDrives())

    def kind(self, root: str) -> int:
        return int(self._kernel.GetDriveTypeW(root))

    def volume(self, root: str) -> tuple[str, str, int]:
        c = self._ctypes
        label, system = c.create_unicode_buffer(261), c.create_unicode_buffer(261)
        flags = c.c_uint32()
        done = self._kernel.GetVolumeInformationW(
            root, label, 261, None, None, c.byref(flags), system, 261
        )
        if not done:
            raise VolumeTrouble(int(c.get_last_error()))
        return label.value, system.value, flags.value

    def space(self, root: str) -> tuple[int, int]:
        c = self._ctypes
        free, size = c.c_uint64(), c.c_uint64()
        self._kernel.GetDiskFreeSpaceExW(root, c.byref(free), c.byref(size), None)
        return size.value, free.value
