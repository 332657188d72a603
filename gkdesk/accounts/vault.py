"""The vault: one data key, opened by log-in, that seals every personal field and archived file.

The 32-byte data key never touches the disk bare. It is wrapped (AES key wrap, RFC 3394) by a key
that argon2id derives from each user's password and from the printed recovery key. Four working
keys come from it by HKDF-SHA256: fields, files, index and audit. A sealed value is
``version byte | 12-byte nonce | AES-256-GCM``, bound to its place so that it cannot be moved.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import struct
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from gkdesk.base.errors import Blocked

from .sealedkey import KEY_BYTES, Cost, SealedKey

VERSION = b"\x01"
NONCE_BYTES = 12
INDEX_BYTES = 16
PIECE = 1 << 20  # files are sealed in pieces of 1 MiB so that a large one fits in memory
_TAG_BYTES = 16
_FILE_HEAD = 1 + NONCE_BYTES - 4  # version and the nonces' common part
_RECOVERY_BYTES = 20  # 160 bits, printed as eight groups of four base32 letters


class SealBroken(Blocked):
    """A sealed value was changed or moved, or belongs to another office's file."""

    message = "一处加密内容校验不通过（{place}），可能被改动或损坏。请从备份恢复，其余内容完好。"


def new_data_key() -> bytes:
    return os.urandom(KEY_BYTES)


def new_recovery_key() -> str:
    """Make a recovery key to print once: eight groups of four letters and digits."""
    text = base64.b32encode(os.urandom(_RECOVERY_BYTES)).decode("ascii")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def tidy_recovery_key(text: str) -> str:
    """Undo what a person does when typing a printed key: blanks, case, 0 for O, 1 for I."""
    bare = "".join(text.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


class Vault:
    """Seals and opens; lives only while somebody is logged in."""

    def __init__(self, data_key: bytes) -> None:
        self._data_key = data_key
        self._fields = AESGCM(_working_key(data_key, b"fields"))
        self._files = AESGCM(_working_key(data_key, b"files"))
        self._index = _working_key(data_key, b"index")
        self.audit_key = _working_key(data_key, b"audit")

    def wrap_for(self, secret: str, cost: Cost) -> SealedKey:
        """Wrap the data key for one more secret (a new user, a new password)."""
        return SealedKey.wrap(self._data_key, secret, cost)

    def seal(self, text: str, place: str) -> bytes:
        """Seal one personal value.

        Args:
            text: the value.
            place: ``table.column#row`` of where it will lie; opening elsewhere fails.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._fields.encrypt(nonce, text.encode("utf-8"), place.encode("utf-8"))
        return VERSION + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Open one sealed value.

        Raises:
            SealBroken: changed, moved from its place, or sealed by another key.
        """
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if sealed[:1] != VERSION:
                raise InvalidTag
            return self._fields.decrypt(nonce, body, place.encode("utf-8")).decode("utf-8")
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place=place) from error

    def seal_json(self, value: object, place: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, sort_keys=True), place)

    def open_json(self, sealed: bytes, place: str) -> dict[str, str]:
        """Open a sealed JSON object whose values are text.

        Raises:
            SealBroken: see ``open``.
        """
        value: dict[str, str] = json.loads(self.open(sealed, place))
        return value

    def index_of(self, text: str, kind: str) -> bytes:
        """Return the keyed hash under which a value can be found again (16 bytes).

        Args:
            text: the value, already normalised.
            kind: ``id_number``, ``phone``…; equal text of two kinds must not look equal.
        """
        message = f"{kind}\x00{text}".encode()
        return hmac.new(self._index, message, hashlib.sha256).digest()[:INDEX_BYTES]

    def seal_file(self, data: bytes, place: str) -> bytes:
        """Seal a whole file in numbered pieces; a piece cannot be dropped, moved or added."""
        prefix = os.urandom(NONCE_BYTES - 4)
        out = [VERSION, prefix]
        for number, last, piece in _pieces(data, PIECE):
            nonce = prefix + struct.pack(">I", number)
            out.append(self._files.encrypt(nonce, piece, _piece_place(place, last=last)))
        return b"".join(out)

    def open_file(self, sealed: bytes, place: str) -> bytes:
        """Open a sealed file.

        Raises:
            SealBroken: changed, cut short, or not sealed for this place.
        """
        return b"".join(self.open_pieces(io.BytesIO(sealed).read, place))

    def open_pieces(self, read: Callable[[int], bytes], place: str) -> Iterator[bytes]:
        """Open a sealed file piece by piece; each was authenticated before it is given.

        Args:
            read: gives at most so many bytes, none at the end.
            place: where it lies, as ``seal_file`` was told.

        Raises:
            SealBroken: changed, cut short, or not sealed for this place.
        """
        head = read(_FILE_HEAD)
        piece = read(PIECE + _TAG_BYTES)
        if head[:1] != VERSION or len(head) < _FILE_HEAD:
            raise SealBroken(place=place)
        number, last = 0, False
        while not last:
            after = read(PIECE + _TAG_BYTES)
            last = not after
            nonce = head[1:] + struct.pack(">I", number)
            try:
                yield self._files.decrypt(nonce, piece, _piece_place(place, last=last))
            except InvalidTag as error:
                raise SealBroken(place=place) from error
            number, piece = number + 1, after


def plain_size(sealed: int) -> int:
    """Return the bytes of a file that ``seal_file`` made so many bytes of."""
    body = sealed - _FILE_HEAD
    return body - _TAG_BYTES * -(-body // (PIECE + _TAG_BYTES))


def _working_key(data_key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=b"gkdesk/" + purpose).derive(
        data_key
    )


def _pieces(data: bytes, size: int) -> list[tuple[int, bool, bytes]]:
    count = max(1, -(-len(data) // size))
    return [(n, n == count - 1, data[n * size : (n + 1) * size]) for n in range(count)]


def _piece_place(place: str, *, last: bool) -> bytes:
    return f"{place}|{'last' if last else 'more'}".encode()
