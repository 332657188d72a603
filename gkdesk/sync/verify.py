"""The rules a package's files must meet: structure, count, names, hashes; every finding.

Pure: ``bag`` lists the folder and hashes the files, this module only judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gkdesk.base.files import RESERVED

from .model import PARTIAL, Finding, FindingKind

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAGIT, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAGS = (BAGIT, INFO, MANIFEST, TAG_MANIFEST)
PACKAGE = "data/package.json"
LONGEST_TAG = 64 << 20  # bytes; a longer list of files is not one of ours
MOST_FILES = 200_000
# RFC 8493 §2.1.3 allows more white space; our packages are canonical, so a stray blank is damage
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)\n")
_OXUM = re.compile(r"^Payload-Oxum: (\d+)\.(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the package's folder, by path with ``/``, as found on the drive."""

    name: str
    files: dict[str, int]  # path → bytes
    tags: dict[str, bytes]  # the four tag files that are there and not too long
    strange: dict[str, str] = field(default_factory=dict)  # path → what it is: 链接…


Digest = Callable[[str], str | None]  # SHA-256 of a listed file, None when it cannot be read


def findings(listing: Listing, digest: Digest) -> list[Finding]:
    """Judge a whole package; an empty list means that every byte is as it was written."""
    found = list(_structure(listing))
    payload, bad_lines = parse_manifest(MANIFEST, listing.tags.get(MANIFEST, b""))
    tags, bad_tag_lines = parse_manifest(TAG_MANIFEST, listing.tags.get(TAG_MANIFEST, b""))
    found += bad_lines + bad_tag_lines
    found += _count(listing)
    found += _names(listing, payload, tags)
    found += _listed(listing, payload, _is_payload)
    found += _listed(listing, tags, lambda _path: True)
    found += _extra(listing, payload, tags)
    found += _hashes(listing, payload | tags, digest)
    return found


def _structure(listing: Listing) -> Iterator[Finding]:
    if listing.name.endswith(PARTIAL):
        yield Finding(FindingKind.UNFINISHED, listing.name)
    if BAGIT not in listing.files:
        yield Finding(FindingKind.NOT_A_BAG, listing.name, f"没有{BAGIT}")
    elif listing.tags.get(BAGIT) != DECLARATION:
        yield Finding(FindingKind.BAD_TAG, BAGIT, "不是 BagIt 1.0 的说明")
    for path in (*TAGS[1:], PACKAGE):
        if path not in listing.files:
            yield Finding(FindingKind.MISSING, path)
    large = [tag for tag in TAGS if tag in listing.files and tag not in listing.tags]
    yield from (Finding(FindingKind.BAD_TAG, tag, "大得不合理") for tag in large)
    for path, what in sorted(listing.strange.items()):
        yield Finding(FindingKind.STRANGE, path, what)


def parse_manifest(name: str, content: bytes) -> tuple[dict[str, str], list[Finding]]:
    """Read ``hash  path`` lines into path → hash; lines that are not such become findings."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {}, [Finding(FindingKind.BAD_TAG, name, "不是 UTF-8 文字")]
    entries: dict[str, str] = {}
    found: list[Finding] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            found.append(Finding(FindingKind.BAD_TAG, name, f"第{number}行"))
        elif match.group(2) in entries:
            found.append(Finding(FindingKind.TWICE, match.group(2)))
        else:
            entries[match.group(2)] = match.group(1)
    return entries, found


def _count(listing: Listing) -> Iterator[Finding]:
    if INFO not in listing.tags:
        return
    stated = _OXUM.search(listing.tags[INFO].decode("utf-8", "replace"))
    sizes = [size for path, size in listing.files.items() if _is_payload(path)]
    if stated is None:
        yield Finding(FindingKind.BAD_TAG, INFO, "没有 Payload-Oxum 一行")
    elif (int(stated.group(1)), int(stated.group(2))) != (sum(sizes), len(sizes)):
        detail = (
            f"应有{stated.group(2)}个文件{stated.group(1)}字节，"
            f"现有{len(sizes)}个文件{sum(sizes)}字节"
        )
        yield Finding(FindingKind.COUNT, listing.name, detail)


def name_fault(path: str) -> str:
    """Say why a path must never be opened or copied, or ``""``."""
    if path.startswith(("/", "~")) or re.match(r"^[A-Za-z]:", path):
        return "绝对路径"
    if "\\" in path or any(unicodedata.category(letter).startswith("C") for letter in path):
        return "含有反斜杠或控制符"
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return "指向文件夹之外"
    if any(RESERVED.match(part) for part in parts):
        return "Windows 保留名"
    if any(part.endswith((".", " ")) for part in parts):
        return "以点或空格结尾"
    return ""


def _names(listing: Listing, payload: dict[str, str], tags: dict[str, str]) -> Iterator[Finding]:
    paths = dict.fromkeys([*payload, *tags, *listing.files])
    for path in paths:
        if fault := name_fault(path):
            yield Finding(FindingKind.UNSAFE, path, fault)
    for path in payload:
        if not _is_payload(path):
            yield Finding(FindingKind.UNSAFE, path, "不在 data 文件夹内")
    twins: dict[str, str] = {}
    for path in paths:
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in twins:
            yield Finding(FindingKind.CASE_CLASH, path, twins[folded])
        twins.setdefault(folded, path)


def _is_payload(path: str) -> bool:
    return path.startswith("data/")


def _listed(
    listing: Listing, entries: dict[str, str], belongs: Callable[[str], bool]
) -> Iterator[Finding]:
    for path in entries:
        if path not in listing.files and belongs(path) and path not in {*TAGS, PACKAGE}:
            yield Finding(FindingKind.MISSING, path)


def _extra(listing: Listing, payload: dict[str, str], tags: dict[str, str]) -> Iterator[Finding]:
    for path in listing.files:
        listed = payload if _is_payload(path) else tags
        if path not in listed and path != TAG_MANIFEST:
            yield Finding(FindingKind.EXTRA, path)


def _hashes(listing: Listing, entries: dict[str, str], digest: Digest) -> Iterator[Finding]:
    for path, stated in entries.items():
        if path not in listing.files or path == TAG_MANIFEST:
            continue
        true = digest(path)
        if true is None:
            yield Finding(FindingKind.UNREADABLE, path)
        elif true != stated:
            yield Finding(FindingKind.CHANGED, path)
