"""Empty drives as image files, and what is found on them after the power was cut."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import GkdeskError
from gkdesk.sync import inspectsealed
from gkdesk.sync.packfile import ENDING

FAT32, EXFAT = "fat32", "exfat"
# MiB of the drive and bytes of a cluster; the large ones are sparse files
SHAPES = {
    FAT32: ((64, 512), (256, 2048), (4096, 32768)),
    EXFAT: ((64, 4096), (256, 4096), (4096, 32768)),
}
MOUNTS = {
    FAT32: (
        "uid=1000,gid=1000,shortname=mixed,utf8=1,showexec,flush",
        "uid=1000,gid=1000,shortname=mixed,utf8=1,showexec",
    ),
    EXFAT: ("uid=1000,gid=1000,iocharset=utf8,errors=remount-ro",),
}
DRIVER = {FAT32: "vfat", EXFAT: "exfat"}
# what a checker says of every drive pulled without ejecting, and of space nobody owns
HARMLESS = re.compile(
    r"^fsck|^exfatprogs|^Dirty bit|^ Automatically removing dirty|^Leaving filesystem unchanged"
    r"|^There are differences between boot sector and its backup|^This is mostly harmless"
    r"|^  65:01/00|^  Not automatically fixing|^\d+\) |^Reclaimed \d+ unused|^Free cluster summary"
    r"|^  Auto-correcting|^.*: \d+ files, \d+/\d+ clusters|volume dirty|: clean\.|^$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One package file on a drive."""

    name: str
    size: int
    sound: bool
    trouble: str

    @property
    def final(self) -> bool:
        return self.name.endswith(ENDING)


def make(kind: str, shape: tuple[int, int], image: Path) -> None:
    """Make an empty drive."""
    megabytes, cluster = shape
    with image.open("wb") as out:
        out.truncate(megabytes << 20)
    maker = (
        ["mkfs.vfat", "-F", "32", "-s", str(cluster // 512)]
        if kind == FAT32
        else ["mkfs.exfat", "-c", str(cluster)]
    )
    subprocess.run([*maker, image], check=True, capture_output=True)


def fsck(kind: str, image: Path) -> list[str]:
    """Check without repairing; return every line that is not harmless."""
    result = subprocess.run(
        [f"fsck.{DRIVER[kind]}", "-n", image], capture_output=True, text=True, check=False
    )
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if not HARMLESS.search(line)]


def packages(kind: str, image: Path) -> list[Found]:
    """Judge every package file on a drive, finished or not."""
    with _files(kind, image) as folder:
        paths = sorted(folder.rglob("GK_*"))
        return [_judged(path) for path in paths]


def _judged(path: Path) -> Found:
    size = path.stat().st_size
    if not path.name.endswith(ENDING):
        return Found(path.name, size, sound=False, trouble="")
    try:
        look = inspectsealed.look(path)
    except (GkdeskError, OSError) as error:
        return Found(path.name, size, sound=False, trouble=str(error))
    trouble = look.finding.message if look.finding else ""
    return Found(path.name, size, look.sound, trouble)


@contextmanager
def _files(kind: str, image: Path) -> Iterator[Path]:
    """Give a folder with the drive's files: copied by mtools, or mounted by exfat-fuse."""
    place = image.with_suffix(".files")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    if kind == FAT32:
        surroundings = os.environ | {"MTOOLS_SKIP_CHECK": "1", "LC_ALL": "C.UTF-8"}
        subprocess.run(
            ["mcopy", "-s", "-n", "-Q", "-i", image, "::/", place],
            env=surroundings, check=False, capture_output=True,
        )  # fmt: skip
        yield place
    else:
        with _attached(image) as device:
            subprocess.run(
                ["mount.exfat-fuse", "-o", "ro", device, place], check=True, capture_output=True
            )
            try:
                yield place
            finally:
                subprocess.run(["umount", place], check=True)
    shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _attached(image: Path) -> Iterator[str]:
    """Give an image as a block device, read-only."""
    shown = subprocess.run(
        ["losetup", "-r", "-f", "--show", image], check=True, capture_output=True, text=True
    )
    device = shown.stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "-d", device], check=True)
