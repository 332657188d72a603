"""Rows and files become the exact bytes of a package; pure, so the same content gives the same bag.

Only two things are not decided here: the archived files themselves, which are streamed later, and
the drive. Everything the manifest needs is known before the first byte is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gkdesk.accounts.organ import credit_code_fault
from gkdesk.base.handover import PackageRow

from . import summary, verify
from .model import (
    FORMAT,
    FORMAT_VERSION,
    KIND,
    SHA256,
    Link,
    Mark,
    PackageInfo,
    canonical,
    digest_of,
    order_of,
    package_name,
)

_ENDING = re.compile(r"\.([a-z0-9]{1,5})$")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One archived file that travels: where it lies in the package, and its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole package before it is written."""

    name: str
    info: PackageInfo
    texts: dict[str, bytes]  # path → bytes: tag files, package.json, rows
    attachments: tuple[Attachment, ...]
    manifest_sha256: str
    marks: tuple[tuple[str, str, Mark], ...]  # kind, key and mark of every row

    @property
    def size(self) -> int:
        return sum(map(len, self.texts.values())) + sum(one.size for one in self.attachments)

    @property
    def digests(self) -> dict[str, str]:
        """Return path → SHA-256 of everything in the package."""
        texts = {path: hashlib.sha256(data).hexdigest() for path, data in self.texts.items()}
        return texts | {one.path: one.sha256 for one in self.attachments}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in ``data/rows/<kind>.jsonl``."""

    kind: str
    key: str
    mark: Mark
    paths: tuple[str, ...]  # of its files in the package
    text: str


def attachment_path(name: str, sha256: str) -> str:
    """Return where a file lies in the package: its hash, and the ending of its name."""
    ending = _ENDING.search(name.lower())
    return f"data/files/{sha256}.{ending.group(1) if ending else 'bin'}"


def row_text(row: PackageRow) -> str:
    """Write a row as its canonical line, without the line break.

    Raises:
        ValueError: the row's kind, revision or a file's hash is not well-formed (a room's bug).
    """
    if not KIND.match(row.kind) or not row.key or row.revision < 1:
        raise ValueError(f"{row.kind}/{row.key}/{row.revision}")
    if not all(SHA256.match(sha256) for _name, sha256 in row.files):
        raise ValueError(f"{row.kind}/{row.key}: files")
    files = [
        {"name": name, "path": attachment_path(name, sha256), "sha256": sha256}
        for name, sha256 in row.files
    ]
    return canonical(
        {"kind": row.kind, "key": row.key, "revision": row.revision, "data": row.data}
        | ({"files": files} if files else {})
    )


def mark_of(row: PackageRow) -> Mark:
    """Return a row's revision and the digest of its canonical line."""
    return Mark(row.revision, digest_of(row_text(row)))


def build(
    info: PackageInfo, rows: Sequence[PackageRow], sizes: dict[str, int], software: str
) -> Plan:
    """Compose the package.

    Args:
        info: number, town and chain; its counts are filled in here.
        rows: what goes, each (kind, key) once.
        sizes: SHA-256 → bytes of every file the rows name.
        software: name and version for ``bag-info.txt``.

    Raises:
        ValueError: a row comes twice or is not well-formed (a room's bug).
    """
    lines: dict[tuple[str, str], str] = {}
    for row in rows:
        if (row.kind, row.key) in lines:
            raise ValueError(f"{row.kind}/{row.key} twice")
        lines[row.kind, row.key] = row_text(row)
    found = {attachment_path(name, sha256): sha256 for row in rows for name, sha256 in row.files}
    attachments = tuple(
        Attachment(path, sha256, sizes[sha256]) for path, sha256 in sorted(found.items())
    )
    counts = dict(sorted(Counter(kind for kind, _key in lines).items()))
    info = replace(info, counts=counts, files=len(attachments))
    texts = {verify.PACKAGE: _bytes(canonical(info.as_data()) + "\n")}
    texts[summary.PATH] = summary.workbook_of(info, rows)
    for kind in counts:
        texts[f"data/rows/{kind}.jsonl"] = _bytes(
            "".join(
                f"{text}\n" for (found_kind, _), text in sorted(lines.items()) if found_kind == kind
            )
        )
    marks = tuple(
        (kind, key, Mark(row.revision, digest_of(lines[kind, key])))
        for row in rows
        for kind, key in [(row.kind, row.key)]
    )
    return _bagged(info, texts, attachments, marks, software)


def _bagged(
    info: PackageInfo,
    texts: dict[str, bytes],
    attachments: tuple[Attachment, ...],
    marks: tuple[tuple[str, str, Mark], ...],
    software: str,
) -> Plan:
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in texts.items()}
    hashes |= {one.path: one.sha256 for one in attachments}
    manifest = _manifest(hashes)
    sha256 = hashlib.sha256(manifest).hexdigest()
    size = sum(map(len, texts.values())) + sum(one.size for one in attachments)
    tags = {
        verify.BAGIT: verify.DECLARATION,
        verify.INFO: _bytes(
            f"Source-Organization: {info.town_name}\n"
            f"External-Identifier: {info.town} {info.number}\n"
            f"Bagging-Date: {info.made_at[:10]}\n"
            f"Payload-Oxum: {size}.{len(hashes)}\n"
            f"Bag-Software-Agent: {software}\n"
        ),
        verify.MANIFEST: manifest,
    }
    tag_hashes = {path: hashlib.sha256(data).hexdigest() for path, data in tags.items()}
    tags[verify.TAG_MANIFEST] = _manifest(tag_hashes)
    name = package_name(info.town, info.number, info.made_at, sha256)
    return Plan(name, info, texts | tags, attachments, sha256, marks)


def _manifest(hashes: dict[str, str]) -> bytes:
    return _bytes("".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items())))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")


def read_info(text: str) -> PackageInfo:
    """Read ``data/package.json``.

    Raises:
        ValueError: not canonical, another format, or a value of the wrong shape.
    """
    data = _parsed(text)
    if data.get("format") != FORMAT:
        raise ValueError("不是同步包的说明")
    if data.get("version") != FORMAT_VERSION:
        raise ValueError(f"格式第{data.get('version')}版，本软件只认识第{FORMAT_VERSION}版")
    try:
        info = _info(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("缺少项目或类型不对") from error
    if canonical(info.as_data()) + "\n" != text:
        raise ValueError("有多余的项目或写法不规范")
    return info


def _parsed(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("不是能读懂的 JSON") from error
    if not isinstance(data, dict):
        raise ValueError("不是能读懂的 JSON")  # noqa: TRY004 - one kind of error for one kind of file
    return data


def _info(data: dict[str, Any]) -> PackageInfo:
    link = data["predecessor"]
    info = PackageInfo(
        town=data["town"]["credit_code"],
        town_name=data["town"]["name"],
        county=data["town"]["county"],
        number=str(data["number"]),
        made_at=str(data["made_at"]),
        made_by=str(data["made_by"]),
        counts={kind: int(count) for kind, count in data["counts"].items()},
        files=int(str(data["files"])),
        audit_id=int(data["audit"]["id"]),
        audit_hash=data["audit"]["hash"],
        predecessor=Link(link["number"], link["manifest_sha256"]) if link else None,
        void=tuple(data["void"]),
    )
    texts = (info.town_name, info.county, info.audit_hash)
    if credit_code_fault(info.town) or not all(isinstance(text, str) for text in texts):
        raise ValueError("单位信息不对")
    if not all(KIND.match(kind) for kind in info.counts):
        raise ValueError("类别不对")
    link_numbers = [info.predecessor.number] if info.predecessor else []
    try:
        datetime.fromisoformat(info.made_at)
        for number in (info.number, *info.void, *link_numbers):
            order_of(number)
    except ValueError as error:
        raise ValueError("编号或日期不对") from error
    return info


def read_line(text: str, kind: str) -> Line:
    """Read one line of ``data/rows/<kind>.jsonl``.

    Raises:
        ValueError: not a row, or of another kind than its file.
    """
    data = _parsed(text)
    if not {"kind", "key", "revision", "data"} <= data.keys():
        raise ValueError("缺少项目")
    key, revision = data["key"], data["revision"]
    well = isinstance(key, str) and key and type(revision) is int and revision >= 1
    if data["kind"] != kind or not well or not isinstance(data["data"], dict):
        raise ValueError("类型不对")
    if canonical(data) != text:
        raise ValueError("写法不规范")
    return Line(kind, key, Mark(revision, digest_of(text)), tuple(_paths(data)), text)


def _paths(data: dict[str, Any]) -> Iterable[str]:
    for file in data.get("files", []):
        if not isinstance(file, dict) or set(file) != {"name", "path", "sha256"}:
            raise ValueError("附件写法不对")
        if file["path"] != attachment_path(str(file["name"]), str(file["sha256"])):
            raise ValueError("附件位置不对")
        yield file["path"]
