"""Files written so that a power cut leaves the old one or the new one, never half of either."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from .errors import Blocked, Declined

CHUNK = 1 << 20
LARGEST = 512 << 20  # bytes read at once at the most
# names Windows keeps for devices, with or without an ending
RESERVED = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?$", re.IGNORECASE)
_BESIDE = re.compile(r"\.[0-9a-f]{16}\.part")  # what ``write`` calls the half it renames
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT
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


class NotAFile(Declined):
    """A folder, a device or a pipe where a file is wanted."""

    message = "“{name}”不是普通文件。请选择一个文件，没有读取任何内容。"


class TooLarge(Declined):
    """Larger than anything of its kind can sensibly be."""

    message = "“{name}”有{size}，超过了{largest}。请核对是不是选错了文件，没有读取任何内容。"


_BY_ERRNO: dict[int, type[Blocked]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: NotWritable,
    errno.EPERM: NotWritable,
    errno.EROFS: NotWritable,
    errno.ENOENT: NoSuchFile,
}


# what the operating system calls these is English
_REASONS = {
    errno.EISDIR: "它是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EINVAL: "名称里有此磁盘不支持的字符",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被占用",
    errno.ENODEV: "设备不在",
    errno.ENXIO: "设备不在",
    errno.EFBIG: "文件太大，此磁盘放不下",
    errno.EMFILE: "打开的文件太多",
}


def trouble_of(error: OSError, path: Path) -> Blocked:
    """Return the ``Blocked`` sentence that fits an ``OSError``."""
    kind = _BY_ERRNO.get(error.errno or 0)
    if kind is not None:
        return kind(name=path.name)
    reason = _REASONS.get(error.errno or 0, f"系统报告第{error.errno}号问题")
    return FileTrouble(name=path.name, reason=reason)


def blocked(error: OSError, path: Path) -> NoReturn:
    """Raise the ``Blocked`` sentence that fits an ``OSError``."""
    raise trouble_of(error, path) from error


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
        new = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        # not mkstemp: what is exported must be readable as the user's other files are
        beside = path.with_name(f".{os.urandom(8).hex()}.part")
        try:
            with beside.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
            with path.open("rb+") as again:
                os.fsync(again.fileno())
        finally:
            beside.unlink(missing_ok=True)  # there only when something went wrong
        (flush_way if new else flush_folder)(path.parent)


def sweep(folder: Path) -> int:
    """Remove the halves that killed programs left in one folder; return how many.

    Only for a folder nobody writes in meanwhile. What cannot be removed stays: it harms nobody.
    """
    removed = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (
                entry.name[0] == "."
                and _BESIDE.fullmatch(entry.name)
                and entry.is_file(follow_symlinks=False)
            ):
                with suppress(OSError):
                    Path(entry.path).unlink()
                    removed += 1
    return removed


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_way(folder: Path) -> None:
    """Flush a folder and all above it on its drive: a new one is only an entry of the next.

    Neither the flush of a file nor that of its folder reaches them on FAT, so a power cut took a
    flushed file with the folder it lay in (measured on the kernel's vfat).
    """
    if os.name == "nt":
        return
    folder = folder.resolve()
    device = folder.stat().st_dev
    flush_folder(folder)
    for above in folder.parents:
        if above.stat().st_dev != device:
            return
        with suppress(PermissionError):  # somebody else's; then it is not new either
            flush_folder(above)


def is_link(path: os.PathLike[str]) -> bool:
    """Tell a link, also Windows' junction, which Python 3.11 does not call one; raises OSError."""
    found = os.lstat(path)
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION


def from_device(descriptor: int) -> None:
    """Drop what the page cache holds of a flushed file, so that it is read from the device.

    Windows has no such call; there the cache may answer.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def read(path: Path, *, largest: int = LARGEST) -> bytes:
    """Read a whole file.

    Args:
        path: a regular file; a device or pipe could be without end.
        largest: bytes; nothing is read of a larger one.

    Raises:
        NotAFile, TooLarge: nothing was read.
        Blocked: not there, no rights, or a damaged disk.
    """
    with file_trouble(path):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise NotAFile(name=path.name)
        if found.st_size > largest:
            raise TooLarge(
                name=path.name, size=_rounded_up(found.st_size), largest=_rounded_up(largest)
            )
        return path.read_bytes()


def _rounded_up(size: int) -> str:
    unit, name = (20, "MB") if size >= 1 << 20 else (10, "KB")
    return f"{-(-size >> unit)} {name}"


def safe_name(text: str, *, longest: int = 80) -> str:
    """Make a name every file system takes: no reserved name, no trailing dot, 80 characters."""
    name = FORBIDDEN.sub("_", text).strip().rstrip(".")[:longest].strip() or "_"
    return f"_{name}" if RESERVED.match(name) else name
