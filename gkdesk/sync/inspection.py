"""Read a package that somebody brings: list it, hash it, judge it; nothing is believed before.

Needs no log-in and no office, opens no link, and writes nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.base.files import CHUNK, file_trouble, from_device, is_link
from gkdesk.base.text import printable

from . import verify as rules
from .contents import Line, read_info, read_line
from .downbill import PREFIX as DOWN_PREFIX
from .model import (
    PARTIAL,
    PREFIX,
    SEALED_ENDING,
    Finding,
    FindingKind,
    Inspection,
    PackageInfo,
    package_name,
)
from .receipt import ENDING
from .verify import Listing

LONGEST_LINE = 4 << 20  # bytes of one row


class NoPackage(Declined):
    """There is no package at this place."""

    message = "“{path}”里没有同步包。请选以 GK_ 开头的文件夹或 .gkp 文件，没有改动任何内容。"


class SeveralPackages(Declined):
    """There are several packages, and one must be named."""

    message = "“{path}”里有{count}个同步包：{names}。请指明其中一个，没有改动任何内容。"


class OtherWay(Declined):
    """The county sent it to its offices."""

    message = (
        "“{name}”是县里发给乡镇的包。"
        "请在镇里“同步包 → 县里发来的”收下，或用 gkdesk sync apply，没有改动任何内容。"
    )


def locate(path: Path) -> Path:
    """Find the package at a path: the folder itself, or the only one in it.

    Raises:
        NoPackage: none there.
        OtherWay: it goes from the county to its offices.
        SeveralPackages: more than one.
    """
    found = packages_at(path)
    if not found and path.name.startswith(DOWN_PREFIX) and path.is_file():
        raise OtherWay(name=printable(path.name))
    if not found:
        raise NoPackage(path=path.name or str(path))
    if len(found) > 1:
        names = "、".join(one.name for one in found)
        raise SeveralPackages(path=path.name or str(path), count=len(found), names=names)
    return found[0]


def packages_at(path: Path) -> list[Path]:
    """Return the package at a path, or every one in the folder, by name."""
    with file_trouble(path):
        if (path.name.startswith(PREFIX) and path.exists()) or (path / rules.BAGIT).exists():
            return [path]
        children = path.iterdir() if path.is_dir() else iter(())
        return sorted(child for child in children if _is_package(child))


def _is_package(child: Path) -> bool:
    if not child.name.startswith(PREFIX) or child.name.endswith(PARTIAL):
        return False
    return child.is_dir() or (child.name.endswith(SEALED_ENDING) and child.is_file())


def size_at(place: Path) -> int:
    """Return the bytes of a package's file.

    Raises:
        Blocked: it cannot be read.
    """
    with file_trouble(place):
        return place.stat().st_size


class NoReceipt(Declined):
    """There is no receipt in the folder."""

    message = "“{folder}”里没有县里的回执。请核对 U 盘是否已由县里读过，没有导入任何内容。"


def receipts_at(path: Path) -> list[Path]:
    """Find receipts: the file itself, or those in a folder or beside a package.

    Raises:
        NoReceipt: none there.
    """
    if not path.is_dir():
        return [path]
    pattern = f"*{ENDING}"
    found = sorted(path.glob(pattern)) or sorted(path.parent.glob(path.name + pattern))
    if not found:
        raise NoReceipt(folder=path.name or str(path))
    return found


def device_sha256(path: Path) -> str | None:
    """Hash a file as the device holds it, not the page cache; ``None`` when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb", buffering=0) as file:
            from_device(file.fileno())
            while piece := file.read(CHUNK):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()


def listing_of(package: Path) -> Listing:
    """List a package's folder without following links or opening anything but the tag files."""
    files: dict[str, int] = {}
    strange: dict[str, str] = {}
    with file_trouble(package):
        for path, entry in _walk(package, ""):
            if is_link(entry):
                strange[path] = "链接"
            elif not entry.is_file(follow_symlinks=False):
                strange[path] = "设备或管道"
            else:
                files[path] = entry.stat(follow_symlinks=False).st_size
            if len(files) > rules.MOST_FILES:
                strange[package.name] = f"多于{rules.MOST_FILES}个文件"
                break
        tags = {
            tag: (package / tag).read_bytes()
            for tag in rules.TAGS
            if files.get(tag, rules.LONGEST_TAG + 1) <= rules.LONGEST_TAG
        }
    return Listing(package.name, files, tags, strange)


def _walk(folder: Path, above: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = above + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path + "/")
        else:
            yield path, entry


def inspect(path: Path) -> Inspection:
    """Read and judge a package; needs no log-in and no office, and writes nothing.

    Raises:
        NoPackage: there is none at this place.
        SeveralPackages: one must be named.
    """
    package = locate(path)
    if not package.is_dir():
        finding = Finding(FindingKind.NOT_A_BAG, package.name, "不是文件夹")
        return Inspection(str(package), None, 0, (finding,))
    listing = listing_of(package)
    found = rules.findings(listing, lambda name: device_sha256(package / name))
    info, content = _contents(package, listing)
    if not found:
        found = content  # a damaged file is named once, not once more for what it no longer says
    size = sum(listing.files.values())
    return Inspection(str(package), info, size, tuple(found))


def verify(path: Path) -> list[Finding]:
    """Return every finding about a package; empty when every byte is as it was written.

    Raises:
        NoPackage: there is none at this place.
        SeveralPackages: one must be named.
    """
    return list(inspect(path).findings)


def manifest_sha256(package: Path) -> str:
    """Return the SHA-256 of a package's manifest, ``""`` when it cannot be read."""
    return device_sha256(package / rules.MANIFEST) or ""


def _contents(package: Path, listing: Listing) -> tuple[PackageInfo | None, list[Finding]]:
    if listing.files.get(rules.PACKAGE, CHUNK + 1) > CHUNK:
        return None, [Finding(FindingKind.CONTENT, rules.PACKAGE, "缺少或大得不合理")]
    try:
        info = read_info((package / rules.PACKAGE).read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return None, [Finding(FindingKind.CONTENT, rules.PACKAGE, "不是 UTF-8 文字")]
    except (OSError, ValueError) as error:
        return None, [Finding(FindingKind.CONTENT, rules.PACKAGE, str(error))]
    expected = package_name(info.town, info.number, info.made_at, manifest_sha256(package))
    found = []
    if package.name.removesuffix(PARTIAL) != expected:
        found.append(Finding(FindingKind.MISNAMED, package.name, expected))
    return info, found + _row_findings(package, info, listing)


def _row_findings(package: Path, info: PackageInfo, listing: Listing) -> list[Finding]:
    found: list[Finding] = []
    named: set[str] = set()
    expected = {f"data/rows/{kind}.jsonl" for kind in info.counts}
    there = {name for name in listing.files if name.startswith("data/rows/")}
    found += [
        Finding(FindingKind.CONTENT, path, "与说明中的类别不一致")
        for path in sorted(there ^ expected)
    ]
    for kind, count in info.counts.items():
        path = f"data/rows/{kind}.jsonl"
        if path not in listing.files:
            continue
        keys: set[str] = set()
        try:
            for line in rows_of(package, kind):
                named.update(line.paths)
                keys.add(line.key)
        except (OSError, ValueError) as error:
            found.append(Finding(FindingKind.CONTENT, path, str(error)))
        if len(keys) != count:
            found.append(Finding(FindingKind.CONTENT, path, f"应有{count}条，读到{len(keys)}条"))
    files = {name for name in listing.files if name.startswith("data/files/")}
    if files != named or len(files) != info.files:
        found.append(Finding(FindingKind.CONTENT, "data/files", "附件与条目所列的不一致"))
    return found


def rows_of(package: Path, kind: str) -> Iterator[Line]:
    """Read the rows of one kind, one at a time.

    Raises:
        ValueError: a line is not a row, is longer than 4 MiB, or a key comes twice.
    """
    seen: set[str] = set()
    with (package / "data" / "rows" / f"{kind}.jsonl").open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE):
            number += 1
            if not raw.endswith(b"\n"):
                raise ValueError(f"第{number}行没有写完或太长")
            try:
                line = read_line(raw[:-1].decode("utf-8"), kind)
            except UnicodeDecodeError as error:
                raise ValueError(f"第{number}行不是 UTF-8 文字") from error
            except ValueError as error:
                raise ValueError(f"第{number}行{error}") from error
            if line.key in seen:
                raise ValueError(f"第{number}行的“{line.key}”重复")
            seen.add(line.key)
            yield line
