"""Write a package's file, or go on with one that a pulled drive brought back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from gkdesk.base.files import CHUNK, file_trouble, flush_way, from_device
from gkdesk.base.hashing import sha256_beside
from gkdesk.base.progress import Report, silent

from . import packfile, sealing, signing, tarball
from .begun import LYING, Attempt, Pace
from .keys import KeyPair
from .packfile import Bag
from .tarball import BLOCK
from .waybill import StatementOf, W

_NO_SHA = "0" * 64


def write(
    target: Path, bag: Bag, waybill: W, pair: KeyPair,
    attempt: Attempt | None = None, found: Report = silent,
) -> StatementOf[W]:  # fmt: skip
    """Write a package as one flushed file; of one that is begun only what differs.

    The statement comes first and is filled in last: its length is known before its hash is. What
    the file holds up to the first difference is kept: the same attempt seals the same content to
    the same bytes.

    Args:
        target: ``<bag.name>.gkp`` with whatever ending says that it is not finished.
        bag: what goes in.
        waybill: what it says; ``pair`` must be its signer.
        pair: the office's own keys.
        attempt: its draw, and whether the file is begun; default: a new one.
        found: told how many bytes of how many lie there already.

    Raises:
        ValueError: the pair is not the waybill's signer, or the bag is larger than a drive holds.
        Blocked: the disk is full, the name is taken, no rights. What was written stays.
    """
    if pair.public.sign != waybill.signer:
        raise ValueError("another signer")
    draft, attempt = _draft(bag, waybill), attempt or Attempt()
    with file_trouble(target), target.open("r+b" if attempt.begun else "xb") as out:
        _cut(out, attempt)
        out.write(packfile.head(draft, bytes(signing.signature_size(draft.comment))))
        plain, draw = tarball.write(bag.name, bag.members), sealing.drawn(attempt.seed, draft.text)
        sealed = sealing.seal(plain, waybill.recipients, draw)
        _flushed_way(out, target)  # a new folder too, or nothing could be gone on with
        compared = _Compared(out, draft.sealed_size, found) if attempt.begun else None
        statement = replace(draft, sealed_sha256=_copied(sealed, out, attempt, compared))
        out.write(tarball.padding(draft.sealed_size) + bytes(2 * BLOCK))
        out.truncate()
        out.seek(0)
        out.write(_signed(statement, pair))
        _flushed_way(out, target)
        attempt.note(out.seek(0, os.SEEK_END))
    return statement


def _cut(out: BinaryIO, attempt: Attempt) -> None:
    """Drop what is not sure, and what the page cache holds."""
    if attempt.begun:
        out.truncate(min(attempt.sure, out.seek(0, os.SEEK_END)))
        out.seek(0)
    from_device(out.fileno())


def _draft(bag: Bag, waybill: W) -> StatementOf[W]:
    """Say all but the hash of the sealed bytes."""
    size = sealing.sealed_size(tarball.size_of(bag.members), len(waybill.recipients))
    if size > packfile.LARGEST_SEALED:
        raise ValueError(f"{size} bytes")
    return StatementOf(waybill, bag.name, size, _NO_SHA, bag.sha256)


def _signed(statement: StatementOf[Any], pair: KeyPair) -> bytes:
    return packfile.head(statement, signing.sign(statement.text, pair.seed, statement.comment))


class _Compared:
    """What an unfinished file holds already, compared with what belongs there."""

    def __init__(self, file: BinaryIO, size: int, found: Report) -> None:
        self._file, self._size, self._found = file, size, found
        self._kept = 0
        self._same = True

    def holds(self, block: bytes) -> bool:
        """Tell whether the block lies there; after the first difference none does any more."""
        if not self._same:
            return False
        at = self._file.tell()
        try:
            self._same = self._file.read(len(block)) == block
        except OSError:  # a torn chain of clusters
            self._same = False
        if not self._same:
            self._file.seek(at)
            return False
        self._kept += len(block)
        self._found(self._kept, self._size, LYING)
        return True


def _copied(
    pieces: Iterable[bytes], out: BinaryIO, attempt: Attempt, compared: _Compared | None
) -> str:
    """Write pieces and return their SHA-256; hashed and flushed in threads beside, a block behind.

    What a flush has answered for is noted.
    """
    pace = Pace()
    with sha256_beside() as digest, ThreadPoolExecutor(1) as beside:
        flushing, upto = beside.submit(int), 0
        for block in _gathered(pieces, CHUNK):
            digest.update(block)
            if compared is not None and compared.holds(block):
                continue
            out.write(block)
            if pace.due(len(block)):
                _noted(flushing, upto, attempt)
                out.flush()
                flushing, upto = beside.submit(_flushed, out), out.tell()
        _noted(flushing, upto, attempt)
        return digest.hexdigest()


def _noted(flushing: Future[int], upto: int, attempt: Attempt) -> None:
    flushing.result()
    if upto > attempt.sure:
        attempt.note(upto)


def _flushed_way(out: BinaryIO, target: Path) -> None:
    out.flush()
    os.fsync(out.fileno())
    flush_way(target.parent)


def _flushed(out: BinaryIO) -> int:
    os.fsync(out.fileno())
    return 0


def _gathered(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Join small pieces to blocks of at least ``size`` bytes."""
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    yield b"".join(held)
