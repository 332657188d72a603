"""The drives of a Linux machine, from what everybody may read: mounts, /sys and udev's notes.

Whether a FAT drive carries its dirty mark cannot be read without root; what can be seen is that a
device which takes writing is mounted read-only all the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .drivejudge import COMMON, DISCS, NETWORKS
from .drivestate import Drive

_OCTAL = re.compile(r"\\([0-7]{3})")
# where desktops and people open drives; a file manager's gvfs places are no drives
AREAS = (Path("/media"), Path("/run/media"), Path("/mnt"))


@dataclass(frozen=True, slots=True)
class System:
    """Where the system says these things; tests give their own folders."""

    mounts: Path = Path("/proc/self/mounts")
    sys: Path = Path("/sys")
    udev: Path = Path("/run/udev/data")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the mount table."""

    source: str
    root: str
    kind: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block device that is a file system or could be one."""

    name: str  # sdb1
    removable: bool
    locked: bool  # its own switch says read-only
    kind: str  # of file system, as udev found it
    label: str
    size: int  # bytes


def mounts(system: System) -> list[Mount]:
    """Read the mount table; blanks in names stand there as octal numbers."""
    try:
        lines = system.mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    fields = [[_plain(part) for part in line.split(" ")] for line in lines]
    return [Mount(f[0], f[1], f[2], frozenset(f[3].split(","))) for f in fields if len(f) > 3]  # noqa: PLR2004


def drives(system: System) -> list[Drive]:
    """List the removable drives, opened ones first; discs too."""
    opened: list[Drive] = []
    mounted: set[str] = set()
    for mount in mounts(system):
        block = _block(system, mount.source)
        if block is not None:
            mounted.add(block.name)
        if block is not None and block.removable and not _hidden(mount.root):
            opened.append(_drive(mount, block))
    rest = [
        Drive("", block.label, block.kind, block.size, locked=block.locked)
        for block in _removable_blocks(system)
        if block.name not in mounted
    ]
    return [*sorted(opened, key=lambda one: one.root), *rest]


def drive_at(folder: Path, system: System) -> Drive:
    """Describe what a folder lies on; it need not exist yet."""
    folder = folder.resolve()
    around = [m for m in mounts(system) if folder.is_relative_to(m.root)]
    if not around:
        return _measured(str(folder), "", "", frozenset(), removable=False)
    mount = max(reversed(around), key=lambda one: len(one.root))
    block = _block(system, mount.source)
    if block is not None and block.removable:
        return _drive(mount, block, str(folder))
    # a place under the desktop's own mount area is a drive even where /sys does not say so
    removable = mount.kind in COMMON | DISCS and any(
        Path(mount.root).is_relative_to(area) for area in AREAS
    )
    return _measured(str(folder), "", mount.kind, mount.options, removable=removable)


def _drive(mount: Mount, block: _Block, root: str = "") -> Drive:
    kind = block.kind if mount.kind == "fuseblk" and block.kind else mount.kind
    return _measured(
        root or mount.root, block.label or Path(mount.root).name, kind, mount.options,
        removable=True, locked=block.locked,
    )  # fmt: skip


def _measured(
    root: str,
    label: str,
    kind: str,
    options: frozenset[str],
    *,
    removable: bool,
    locked: bool = False,
) -> Drive:
    size = free = 0
    there = _nearest(Path(root))
    with suppress(OSError):
        found = os.statvfs(there)
        size, free = found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
    read_only = "ro" in options
    return Drive(
        root=root, label=label, file_system=kind.lower(), size=size, free=free,
        read_only=read_only, locked=locked, removable=removable and kind not in NETWORKS,
        writable=read_only or os.access(there, os.W_OK),
    )  # fmt: skip


def _nearest(place: Path) -> Path:
    return next((one for one in (place, *place.parents) if one.exists()), place)


def _hidden(root: str) -> bool:
    return "/gvfs" in root or root in {"/", "/boot", "/boot/efi"}


def _block(system: System, source: str) -> _Block | None:
    """Find what /sys says of the device behind a mount."""
    if not source.startswith("/dev/"):
        return None
    name = Path(source).name
    with suppress(OSError):  # /dev/mapper/luks-… is a link to dm-0
        name = Path(source).resolve().name
    return _described(system, name)


def _described(system: System, name: str) -> _Block | None:
    place = system.sys / "class" / "block" / name
    if not place.exists():
        return None
    real = place.resolve()
    disk = real.parent if (real / "partition").exists() else real
    notes = _udev(system, _read(real / "dev"))
    # an unlocked drive is a device of its own; what it was opened from says what it is
    below = [_described(system, one.name) for one in _inner(real / "slaves")]
    by_usb = "/usb" in str(real)  # a USB hard disk does not call itself removable
    removable = by_usb or _read(disk / "removable") == "1"
    return _Block(
        name=name,
        removable=removable or any(one is not None and one.removable for one in below),
        locked=_read(disk / "ro") == "1" or any(one is not None and one.locked for one in below),
        kind=notes.get("ID_FS_TYPE", "").lower(),
        label=_plain_hex(notes.get("ID_FS_LABEL_ENC", notes.get("ID_FS_LABEL", ""))),
        size=int(_read(real / "size") or "0") * 512,
    )


def _removable_blocks(system: System) -> Iterator[_Block]:
    """Yield the removable devices that could hold files: partitions, or disks without any."""
    with suppress(OSError):
        for place in sorted((system.sys / "class" / "block").iterdir()):
            block = _described(system, place.name)
            if block is None or not block.removable or not block.size:
                continue
            parts = any((inner / "partition").exists() for inner in place.resolve().iterdir())
            held = any(True for _ in _inner(place / "holders"))
            # an opened encrypted drive is shown as what was opened from it
            if not parts and not held and _is_disk(block):
                yield block


def _is_disk(block: _Block) -> bool:
    made = block.name.startswith(("loop", "zram", "ram", "dm-"))
    return not made and block.kind != "swap"


def _inner(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from folder.iterdir()


def _udev(system: System, number: str) -> dict[str, str]:
    """Read udev's notes of a device: lines such as ``E:ID_FS_TYPE=vfat``."""
    if not number:
        return {}
    pairs = [
        line[2:].partition("=")
        for line in _read(system.udev / f"b{number}").splitlines()
        if line.startswith("E:")
    ]
    return {name: value for name, _, value in pairs}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _plain(text: str) -> str:
    raw = _OCTAL.sub(lambda hit: chr(int(hit[1], 8)), text)
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw


def _plain_hex(text: str) -> str:
    """Undo udev's way to write blanks and Chinese in hex."""
    raw = re.sub(r"\\x([0-9a-fA-F]{2})", lambda hit: chr(int(hit[1], 16)), text)
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw
