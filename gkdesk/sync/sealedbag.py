"""A plan becomes the bag that is sealed, and a sealed bag becomes a folder again."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gkdesk.base.files import file_trouble, flush_folder

from . import packfile, packinside, verify
from .bag import NameInUse, Read, checked, flush_folders
from .contents import Plan, read_info
from .keys import KnownKey
from .model import PARTIAL
from .packfault import Fault, PackRefused
from .packfile import WAYBILL, Bag, Examined
from .tarball import Member
from .verify import Listing
from .waybill import Waybill


def bag_of(plan: Plan, waybill: Waybill, read: Read) -> Bag:
    """Compose the bag: the plan's files, ``gkdesk.json``, and a tag manifest that covers it.

    Args:
        plan: from ``contents.build``.
        waybill: what goes inside as ``gkdesk.json``.
        read: gives an archived file in pieces; it is hashed on its way.
    """
    texts = {path: data for path, data in plan.texts.items() if path != verify.TAG_MANIFEST}
    texts[WAYBILL] = waybill.text
    tags = [path for path in texts if not path.startswith("data/")]
    manifest = "".join(
        f"{hashlib.sha256(texts[path]).hexdigest()}  {path}\n" for path in sorted(tags)
    ).encode("ascii")
    texts[verify.TAG_MANIFEST] = manifest
    members = [Member.of(path, data) for path, data in texts.items()]
    members += [
        Member(one.path, one.size, functools.partial(checked, one.sha256, read))
        for one in plan.attachments
    ]
    members.sort(key=lambda member: member.path)
    return Bag(plan.name, tuple(members), hashlib.sha256(manifest).hexdigest())


def unpack(
    path: Path,
    into: Path,
    keys: Sequence[KnownKey],
    identity: bytes,
    now: datetime,
    *,
    office: str = "",
) -> tuple[Examined, Path]:
    """Examine a package, open it, and lay its bag down as a folder that is whole.

    Args:
        path: the file.
        into: a folder on the own disk; the bag becomes ``<into>/<name>``.
        keys: the senders' keys.
        identity: the own private sealing key.
        now: see ``packfile.examine``.
        office: see ``packfile.examine``.

    Returns:
        What was examined, and the bag's folder.

    Raises:
        PackRefused: the first fault found; nothing is left behind.
        NameInUse: the folder is there already.
        Blocked: disk full, no rights.
    """
    with packfile.opened(path) as file:
        with file_trouble(path):
            examined = packfile.examine_open(file, path.name, keys, now, office=office)
        return examined, lay_down(file, examined, into, identity, path.name)


def lay_down(file: BinaryIO, examined: Examined, into: Path, identity: bytes, where: str) -> Path:
    """Open what was examined, on the same open file; see ``unpack``.

    Whatever goes wrong, nothing is left in ``into``.
    """
    folder = into / examined.statement.name
    if folder.exists():
        raise NameInUse(name=folder.name)
    partial = into / (folder.name + PARTIAL)
    with file_trouble(partial), ExitStack() as clearing:
        shutil.rmtree(partial, ignore_errors=True)  # of a run that was killed
        clearing.callback(shutil.rmtree, partial, ignore_errors=True)
        partial.mkdir()
        found = packinside.members(file, examined, identity, where)
        sizes, digests = _laid_down(found, partial)
        _judge(partial, sizes, digests, examined, where)
        flush_folders(partial)
        partial.rename(folder)
        clearing.pop_all()
        flush_folder(into)
    return folder


def _laid_down(
    found: Iterable[tuple[str, int, Iterator[bytes]]], partial: Path
) -> tuple[dict[str, int], dict[str, str]]:
    """Write what is inside; returns sizes and SHA-256 by path."""
    sizes: dict[str, int] = {}
    digests: dict[str, str] = {}
    for name, size, pieces in found:
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        sizes[name], digests[name] = size, digest.hexdigest()
    return sizes, digests


def _judge(
    partial: Path, sizes: dict[str, int], digests: dict[str, str], examined: Examined, where: str
) -> None:
    tags = {}
    for path in (*verify.TAGS, WAYBILL):
        if path not in sizes:
            raise PackRefused(Fault.NOT_A_BAG, where, f"缺少{path}")
        if sizes[path] > verify.LONGEST_TAG // 4:
            raise PackRefused(Fault.TOO_LARGE, where, path)
        tags[path] = (partial / path).read_bytes()
    packinside.check_inside(examined, tags.pop(WAYBILL), tags[verify.TAG_MANIFEST], where)
    listing = Listing(examined.statement.name, sizes, tags)
    findings = verify.findings(listing, digests.get)
    if findings:
        raise PackRefused(Fault.NOT_A_BAG, where, findings[0].message.rstrip("。"))
    if sizes[verify.PACKAGE] > verify.LONGEST_TAG // 4:
        raise PackRefused(Fault.TOO_LARGE, where, verify.PACKAGE)
    _same_package((partial / verify.PACKAGE).read_bytes(), examined.statement.waybill, where)


def _same_package(text: bytes, waybill: Waybill, where: str) -> None:
    """Compare the rows' own description with the waybill.

    Raises:
        PackRefused: NOT_A_BAG when it cannot be read, MIXED when it is of another package.
    """
    try:
        info = read_info(text.decode("utf-8"))
    except ValueError as error:
        raise PackRefused(Fault.NOT_A_BAG, where, verify.PACKAGE) from error
    stated = (info.town, info.town_name, info.county, info.number)
    if stated != (waybill.office, waybill.office_name, waybill.county, waybill.number):
        raise PackRefused(Fault.MIXED, where, verify.PACKAGE)
