"""What lies inside an examined package: opened piece by piece, compared with what was signed.

Both directions have the same inside (``packfile``): a tar of a bag, sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from gkdesk.base.files import file_trouble

from . import packfile, sealing, signing, tarball
from .packfault import Fault, PackRefused
from .packfile import ExaminedOf
from .tarball import Source
from .verify import TAG_MANIFEST


def members(
    file: BinaryIO, examined: ExaminedOf[Any], identity: bytes, where: str
) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield (path, size, pieces) of the bag inside; each must be used up in turn.

    Args:
        file: the open package.
        examined: what ``examine`` said of it.
        identity: the private sealing key.
        where: the file's name for findings.

    Raises:
        PackRefused: OTHER_RECIPIENT, or the first thing that is not as ``write`` makes it.
    """
    statement = examined.statement
    recipients = statement.waybill.recipients
    if sealing.recipient_of(identity) not in recipients:
        raise PackRefused(Fault.OTHER_RECIPIENT, where)
    file.seek(len(packfile.head(statement, bytes(signing.signature_size(statement.comment)))))
    left = [statement.sealed_size]

    def sealed(size: int) -> bytes:
        with file_trouble(Path(where)):  # a drive pulled now is not the own disk's trouble
            piece = file.read(min(size, left[0]))
        left[0] -= len(piece)
        return piece

    plain = sealing.unseal(sealed, identity, recipients=len(recipients), where=where)
    source = Source(_reader(plain), where)
    yield from tarball.read(
        source, statement.name, most=packfile.MOST_FILES, largest=statement.sealed_size
    )


def _reader(pieces: Iterable[bytes]) -> tarball.Read:
    """Turn pieces into a ``read(size)`` that may give less than asked, nothing only at the end."""
    source = iter(pieces)
    held = [b""]

    def read(size: int) -> bytes:
        while not held[0]:
            piece = next(source, None)
            if piece is None:
                return b""
            held[0] = piece
        out, held[0] = held[0][:size], held[0][size:]
        return out

    return read


def check_inside(
    examined: ExaminedOf[Any], waybill: bytes, tag_manifest: bytes, where: str
) -> None:
    """Compare what was inside with what was signed.

    Raises:
        PackRefused: MIXED.
    """
    if waybill != examined.statement.waybill.text:
        raise PackRefused(Fault.MIXED, where, packfile.WAYBILL)
    if hashlib.sha256(tag_manifest).hexdigest() != examined.statement.bag_sha256:
        raise PackRefused(Fault.MIXED, where, TAG_MANIFEST)
