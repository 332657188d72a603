"""One sealed, signed file: written as a stream, judged before anything in it is believed.

The file is a tar of three members: ``package.json`` (the statement), its signature, and the sealed
bag (docs/package-format.md). ``examine`` needs no private key and touches only what the signature
covers; ``unpack`` comes after it on the same open file.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Generic

from gkdesk.base.files import CHUNK, NotAFile, file_trouble

from . import signing, tarball
from .keys import KeySide, KeyState, KnownKey
from .model import SEALED_ENDING
from .packfault import Fault, PackRefused
from .tarball import BLOCK, Member, Source
from .waybill import (
    ANY_NAME,
    LARGEST,
    OtherWay,
    Statement,
    StatementOf,
    UnknownSuite,
    W,
    Waybill,
    read_statement,
)

ENDING = SEALED_ENDING
WAYBILL = "gkdesk.json"
STATEMENT, SIGNATURE, SEALED = "package.json", "package.json.minisig", "sealed.age"
LARGEST_SEALED = (4 << 30) - (1 << 20)  # FAT32 holds no file of 4 GiB
MOST_FILES = 50_000
LATE = timedelta(days=1)  # how far two offices' clocks may be apart
_SHA = "0" * 64


@dataclass(frozen=True, slots=True)
class Way(Generic[W]):
    """What tells the packages of one direction from those of the other."""

    read: Callable[[bytes], StatementOf[W]]
    side: KeySide  # who signs


UP = Way(read_statement, KeySide.OFFICE)


@dataclass(frozen=True, slots=True)
class Bag:
    """A whole bag to be sealed, its tag files made; see ``sealedbag.bag_of``."""

    name: str  # of the package
    members: tuple[Member, ...]  # all files, also the waybill and the manifests
    sha256: str  # of the tag manifest


def head(statement: StatementOf[Any], signature: bytes) -> bytes:
    """Return all that stands before the sealed bytes."""
    out = b""
    for path, data in ((STATEMENT, statement.text), (SIGNATURE, signature)):
        out += tarball.header(statement.name, path, len(data)) + data + tarball.padding(len(data))
    return out + tarball.header(statement.name, SEALED, statement.sealed_size)


@dataclass(frozen=True)
class ExaminedOf(Generic[W]):
    """A package whose signature holds and whose every byte is accounted for; still sealed."""

    statement: StatementOf[W]
    signer: KnownKey
    sha256: str  # of the statement: how the next package names this one


Examined = ExaminedOf[Waybill]


def examine(path: Path, keys: Sequence[KnownKey], now: datetime, *, office: str = "") -> Examined:
    """Judge a package without opening it; reads it once, writes nothing.

    Args:
        path: the file.
        keys: the senders' keys that were taken in.
        now: today, to tell what has expired or comes from the future.
        office: the credit code of the one office it may come from; empty for any.

    Raises:
        PackRefused: the first fault found.
        Blocked: the file cannot be read.
    """
    with opened(path) as file, file_trouble(path):
        return examine_open(file, path.name, keys, now, office=office)


def opened(path: Path) -> BinaryIO:
    """Open a package to read.

    Raises:
        NotAFile: a folder, a device or a pipe.
        Blocked: not there, no rights.
    """
    with file_trouble(path):
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotAFile(name=path.name)
        return path.open("rb")


def examine_open(
    file: BinaryIO, where: str, keys: Sequence[KnownKey], now: datetime, *, office: str = ""
) -> Examined:
    """Judge an open package from its first byte to its last; see ``examine``."""
    return examine_way(file, where, keys, now, UP, office=office)


def examine_way(
    file: BinaryIO,
    where: str,
    keys: Sequence[KnownKey],
    now: datetime,
    way: Way[W],
    *,
    office: str = "",
) -> ExaminedOf[W]:
    """Judge an open package of either direction; see ``examine``."""
    source = Source(file.read, where)
    statement, signature = _statement(source, way)
    signer = _signer(statement, way.side, keys, now, where)
    try:
        signing.verify(statement.text, signature, signer.public.sign, statement.comment)
    except signing.BadSignature as error:
        raise PackRefused(Fault.FORGED, where) from error
    _agrees(statement, where, now, office)
    digest = hashlib.sha256()
    left = statement.sealed_size
    while left:
        piece = source.take(min(left, CHUNK))
        left -= len(piece)
        digest.update(piece)
    if digest.hexdigest() != statement.sealed_sha256:
        raise PackRefused(Fault.BROKEN, where)
    if any(source.take(len(tarball.padding(statement.sealed_size)) + 2 * BLOCK)):
        raise PackRefused(Fault.REPACKED, where, where)
    source.end()
    return ExaminedOf(statement, signer, hashlib.sha256(statement.text).hexdigest())


def peek(path: Path) -> tuple[Statement, bytes]:
    """Read what a package says of itself, and its signature; neither is believed yet.

    Raises:
        PackRefused: it is no package, or its head has not its one spelling.
        Blocked: the file cannot be read.
    """
    with opened(path) as file, file_trouble(path):
        return _statement(Source(file.read, path.name), UP)


def statement_sha256(path: Path, way: Way[Any] = UP) -> str:
    """Return the SHA-256 of a package's statement, ``""`` when it has none."""
    try:
        with opened(path) as file, file_trouble(path):
            text = _statement(Source(file.read, path.name), way)[0].text
        return hashlib.sha256(text).hexdigest()
    except PackRefused:
        return ""


def _statement(source: Source, way: Way[W]) -> tuple[StatementOf[W], bytes]:
    """Read the head of the file; what is returned is not yet believed, but it has one spelling."""
    where = source.where
    block = source.take(BLOCK)
    size = _first_size(block, where)
    text = source.take(size)
    try:
        statement = way.read(text)
    except OtherWay as error:
        raise PackRefused(Fault.OTHER_WAY, where) from error
    except UnknownSuite as error:
        raise PackRefused(Fault.SUITE, where, str(error)) from error
    except ValueError as error:
        raise PackRefused(Fault.BAD_STATEMENT, where, str(error)) from error
    if not 1 <= statement.sealed_size <= LARGEST_SEALED:
        raise PackRefused(Fault.TOO_LARGE, where, SEALED)
    signature_size = signing.signature_size(statement.comment)
    expected = head(statement, bytes(signature_size))
    found = block + text + source.take(len(expected) - BLOCK - size)
    at = BLOCK + size + -size % BLOCK + BLOCK
    signature = found[at : at + signature_size]
    if found != head(statement, signature):
        raise PackRefused(Fault.REPACKED, where, STATEMENT)
    return statement, signature


def _first_size(block: bytes, where: str) -> int:
    top = block[345:500].rstrip(b"\0").decode("ascii", "replace")
    digits = block[124:135]
    if not ANY_NAME.fullmatch(top) or not re.fullmatch(rb"[0-7]{11}", digits):
        raise PackRefused(Fault.NOT_A_PACKAGE, where)
    size = int(digits, 8)
    if not 0 < size <= LARGEST or tarball.header(top, STATEMENT, size) != block:
        raise PackRefused(Fault.NOT_A_PACKAGE, where)
    return size


_BY_STATE = {
    KeyState.NEW: Fault.UNTRUSTED,
    KeyState.REVOKED: Fault.REVOKED,
    KeyState.EXPIRED: Fault.KEY_EXPIRED,
}


def _signer(
    statement: StatementOf[Any],
    side: KeySide,
    keys: Sequence[KnownKey],
    now: datetime,
    where: str,
) -> KnownKey:
    waybill = statement.waybill
    known = next((one for one in keys if one.public.sign == waybill.signer), None)
    if known is None:
        raise PackRefused(Fault.UNKNOWN_SIGNER, where)
    if known.public.side is not side or known.public.owner != waybill.sender:
        raise PackRefused(Fault.OTHER_SIGNER, where)
    fault = _BY_STATE.get(known.state(now.date()))
    if fault is not None:
        raise PackRefused(fault, where)
    return known


def _agrees(statement: StatementOf[Any], where: str, now: datetime, office: str) -> None:
    waybill = statement.waybill
    if where != statement.name + ENDING:
        raise PackRefused(Fault.RENAMED, where, statement.name + ENDING)
    if office and waybill.sender != office:
        raise PackRefused(Fault.OTHER_OFFICE, where, waybill.sender_name)
    if waybill.made_at > now + LATE:
        raise PackRefused(Fault.FUTURE, where, waybill.made_at.isoformat(" ", "seconds"))
    if waybill.expires_on < now.date():
        raise PackRefused(Fault.EXPIRED, where, waybill.expires_on.isoformat())
