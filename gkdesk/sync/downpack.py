"""The inside of a package from the county: composed as a bag, and read back whole into memory.

``data/package.json`` describes the parts, ``data/parts/<place>`` are they. All of it is small (a
workbook, a few text files), so nothing is laid down on a disk before it is judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from gkdesk.base.files import RESERVED, file_trouble

from . import packfile, packinside, verify
from .downbill import DOWN, DownExamined, DownWaybill, package_name
from .downmodel import FORM_KINDS, LONGEST_NOTE, TARGET, DownInfo, DownKind, DownPart
from .keys import KnownKey
from .model import NUMBER, SHA256, canonical, order_of
from .packfault import Fault, PackFinding, PackRefused
from .packfile import WAYBILL, Bag
from .tarball import Member
from .verify import Listing
from .waybill import is_name, matching

FORMAT = "gkdesk-down-contents"
VERSION = 1
MOST_PARTS = 200
LARGEST = 64 << 20  # bytes of all parts together


def place_of(place: int) -> str:
    """Return where the n-th part lies in the bag; ``place`` counts from 1."""
    return f"data/parts/{place:03d}"


def info_data(info: DownInfo) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "county": info.county,
        "number": info.number,
        "made_at": info.made_at,
        "note": info.note,
        "from_on": info.from_on,
        "parts": [
            {
                "kind": one.kind,
                "target": one.target,
                "title": one.title,
                "file": one.file,
                "path": place_of(place),
                "sha256": one.sha256,
                "size": one.size,
            }
            for place, one in enumerate(info.parts, start=1)
        ],
    }


def texts_of(
    info: DownInfo, contents: Sequence[bytes], software: str
) -> tuple[str, dict[str, bytes]]:
    """Return the package's name and all files of its bag but ``gkdesk.json`` and the tag manifest.

    Args:
        info: the description.
        contents: of the parts, in their order.
        software: for ``bag-info.txt``.
    """
    payload = {verify.PACKAGE: (canonical(info_data(info)) + "\n").encode("utf-8")}
    payload |= {place_of(place): data for place, data in enumerate(contents, start=1)}
    manifest = _manifest(payload)
    size = sum(map(len, payload.values()))
    words = (
        f"Source-Organization: {info.county}\n"
        f"External-Identifier: {info.number}\n"
        f"Bagging-Date: {info.made_at[:10]}\n"
        f"Payload-Oxum: {size}.{len(payload)}\n"
        f"Bag-Software-Agent: {software}\n"
    )
    tags = {
        verify.BAGIT: verify.DECLARATION,
        verify.INFO: words.encode("utf-8"),
        verify.MANIFEST: manifest,
    }
    digest = hashlib.sha256(manifest).hexdigest()
    return package_name(info.county, info.number, info.made_at, digest), payload | tags


def bag_of(name: str, texts: Mapping[str, bytes], waybill: DownWaybill) -> Bag:
    """Add ``gkdesk.json`` and the tag manifest that covers it."""
    whole = dict(texts) | {WAYBILL: waybill.text}
    tags = {path: data for path, data in whole.items() if not path.startswith("data/")}
    manifest = _manifest(tags)
    whole[verify.TAG_MANIFEST] = manifest
    members = tuple(Member.of(path, whole[path]) for path in sorted(whole))
    return Bag(name, members, hashlib.sha256(manifest).hexdigest())


def _manifest(texts: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(texts[path]).hexdigest()}  {path}\n" for path in sorted(texts))
    return "".join(lines).encode("ascii")


def examine(file: BinaryIO, path: Path, keys: Sequence[KnownKey], now: datetime) -> DownExamined:
    """Judge an open package by its signature and bytes; see ``packfile.examine``.

    Raises:
        PackRefused: the first fault found.
        Blocked: the drive cannot be read.
    """
    with file_trouble(path):
        return packfile.examine_way(file, path.name, keys, now, DOWN)


def judge(examined: DownExamined, office: str, received: Mapping[str, str]) -> PackFinding | None:
    """Say why a genuine package must not be taken in, or ``None``; a gap is no reason.

    Args:
        examined: a package whose signature holds.
        office: the own credit code.
        received: number → SHA-256 of the statement of every package of this county taken in.
    """
    waybill = examined.statement.waybill
    where, number = examined.statement.name, waybill.number
    told = f"第{number}号包"
    before = waybill.before(office)
    if before is None:
        return PackFinding(Fault.OTHER_RECIPIENT, where)
    if number in received:
        same = received[number] == examined.sha256
        return PackFinding(Fault.REPLAYED if same else Fault.FORK, where, told)
    newest = max(received, key=order_of, default="")
    if newest and order_of(number) < order_of(newest):
        return PackFinding(Fault.OLDER, where, told)
    link = waybill.previous
    forked = link is not None and received.get(link.number, link.sha256) != link.sha256
    # the county knows of no package to us after ``before``, and we hold one
    forgotten = bool(newest) and (not before or order_of(newest) > order_of(before))
    return PackFinding(Fault.FORK, where, told) if forked or forgotten else None


def open_parts(
    file: BinaryIO, examined: DownExamined, identity: bytes, where: str
) -> tuple[DownInfo, tuple[bytes, ...]]:
    """Open what was examined, on the same open file, and judge all of it; writes nothing.

    Raises:
        PackRefused: the first fault found.
    """
    if examined.statement.sealed_size > 2 * LARGEST:
        raise PackRefused(Fault.TOO_LARGE, where, packfile.SEALED)
    found = {
        path: b"".join(pieces)
        for path, _size, pieces in packinside.members(file, examined, identity, where)
    }
    for path in (*verify.TAGS, WAYBILL):
        if path not in found:
            raise PackRefused(Fault.NOT_A_BAG, where, f"缺少{path}")
    packinside.check_inside(examined, found[WAYBILL], found[verify.TAG_MANIFEST], where)
    sizes = {path: len(data) for path, data in found.items()}
    tags = {path: found[path] for path in verify.TAGS}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}
    listing = Listing(examined.statement.name, sizes, tags)
    if findings := verify.findings(listing, digests.get):
        raise PackRefused(Fault.NOT_A_BAG, where, findings[0].message.rstrip("。"))
    info = _described(found, where)
    waybill = examined.statement.waybill
    stated = (waybill.county, waybill.number, waybill.made_at.isoformat(timespec="seconds"))
    if (info.county, info.number, info.made_at) != stated:
        raise PackRefused(Fault.MIXED, where, verify.PACKAGE)
    return info, tuple(found[place_of(at)] for at in range(1, len(info.parts) + 1))


def _described(found: Mapping[str, bytes], where: str) -> DownInfo:
    """Read ``data/package.json`` and compare it with the files beside it."""
    try:
        info = _info(json.loads(found[verify.PACKAGE].decode("utf-8")), where)
        told = (canonical(info_data(info)) + "\n").encode("utf-8")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PackRefused(Fault.NOT_A_BAG, where, verify.PACKAGE) from error
    places = {place_of(at) for at in range(1, len(info.parts) + 1)}
    there = {path for path in found if path.startswith("data/")} - {verify.PACKAGE}
    fits = all(
        one.sha256 == hashlib.sha256(found.get(place_of(at), b"")).hexdigest()
        and one.size == len(found.get(place_of(at), b""))
        for at, one in enumerate(info.parts, start=1)
    )
    if told != found[verify.PACKAGE] or places != there or not fits:
        raise PackRefused(Fault.NOT_A_BAG, where, verify.PACKAGE)
    return info


def _info(data: dict[str, Any], where: str) -> DownInfo:
    if (data["format"], data["version"]) != (FORMAT, VERSION):
        raise PackRefused(Fault.SUITE, where, f"{data['format']}，第{data['version']}版")
    parts = tuple(_part(one, where) for one in data["parts"])
    note, from_on = str(data["note"]), str(data["from_on"])
    if not 1 <= len(parts) <= MOST_PARTS or len({one.target for one in parts}) < len(parts):
        raise ValueError("parts")
    if len(note) > LONGEST_NOTE or (note and not note.isprintable()):
        raise ValueError("note")
    if from_on:
        date.fromisoformat(from_on)
    return DownInfo(
        str(data["county"]), matching(NUMBER, data["number"]), str(data["made_at"]), note, from_on,
        parts,
    )  # fmt: skip


def _part(data: dict[str, Any], where: str) -> DownPart:
    kind, target = str(data["kind"]), str(data["target"])
    if kind not in {one.value for one in DownKind} or not is_target(kind, target):
        raise PackRefused(Fault.UNKNOWN_PART, where, f"{kind} {target}")
    if not is_name(data["title"]) or not is_name(data["file"]):
        raise ValueError("names")
    size = data["size"]
    if not isinstance(size, int) or not 0 < size <= LARGEST:
        raise ValueError("size")
    return DownPart(
        DownKind(kind), target, data["title"], data["file"], matching(SHA256, data["sha256"]), size
    )


def is_target(kind: str, target: str) -> bool:
    """Tell whether a part may become what it says: no other file or place than these."""
    if not TARGET.fullmatch(target) or not target.isascii():
        return False
    head, *rest = target.split("/")
    if head == "forms":
        return kind == DownKind.FORM and rest[0] in FORM_KINDS and not RESERVED.match(rest[1])
    return head == kind
