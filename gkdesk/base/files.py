"""Files written so that a power cut leaves the old one or the new one, never half of either."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from .errors import Blocked

CHUNK = 1 << 20
# names Windows keeps for devices, with or without an ending
RESERVED = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?$", re.IGNORECASE)
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class DiskFull(Blocked):
    """No space left on the disk."""

    message = "磁盘空间不够，写不进“{name}”。请清理磁盘或换一个位置后重试，已有的数据没有改动。"


class NotWritable(Blocked):
    """The folder or file may not be written."""

    message = "没有写入“{name}”的权限，或者磁盘是只读的。请换一个位置或请管理员开通权限，已有的数据没有改动。"  # noqa: E501


class FileTrouble(Blocked):
    """Any other trouble the operating system has with a file."""

    message = "无法读写“{name}”（{reason}）。请检查磁盘或 U 盘后重试，已有的数据没有改动。"


class NoSuchFile(Blocked):
    """The file or folder is not there."""

    message = "找不到“{name}”。请检查文件是否被移动或改名，已有的数据没有改动。"


_BY_ERRNO: dict[int, type[Blocked]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: NotWritable,
    errno.EPERM: NotWritable,
    errno.EROFS: NotWritable,
    errno.ENOENT: NoSuchFile,
}


def blocked(error: OSError, path: Path) -> NoReturn:
    """Turn an ``OSError`` into the ``Blocked`` sentence that fits it."""
    kind = _BY_ERRNO.get(error.errno or 0)
    if kind is not None:
        raise kind(name=path.name) from error
    raise FileTrouble(name=path.name, reason=error.strerror or type(error).__name__) from error


@contextmanager
def file_trouble(path: Path) -> Iterator[None]:
    """Let no ``OSError`` about ``path`` out of the block except as ``Blocked``."""
    try:
        yield
    except OSError as error:
        blocked(error, path)


def write(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, rename.

    After the rename the file is flushed once more: on FAT drives the rename writes a directory
    entry of size 0 that only the next flush of the file fills (measured on the kernel's vfat).

    Raises:
        Blocked: disk full, no rights, or another trouble of the operating system.
    """
    with file_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # not mkstemp: what is exported must be readable as the user's other files are
        beside = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with beside.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
            with path.open("rb+") as again:
                os.fsync(again.fileno())
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> bytes:
    """Read a whole file.

    Raises:
        Blocked: not there, no rights, or a damaged disk.
    """
    with file_trouble(path):
        return path.read_bytes()


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hex, read in pieces of 1 MiB."""
    digest = hashlib.sha256()
    with file_trouble(path), path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def safe_name(text: str, *, longest: int = 80) -> str:
    """Make a name every file system takes: no reserved name, no trailing dot, 80 characters."""
    name = FORBIDDEN.sub("_", text).strip().rstrip(".")[:longest].strip() or "_"
    return f"_{name}" if RESERVED.match(name) else name
