"""Encrypt for one or more keys in the format of the tool ``age`` (age-encryption.org/v1).

Only X25519 recipients, and only the strict spelling of the specification: no other stanza, no
armour, no slack in base64. So each byte of a sealed file has exactly one meaning, and a header
costs at most ``MOST_RECIPIENTS`` key agreements however long a stranger made it. Streamed: 64 KiB
at a time, whatever the size. Own code instead of the library pyrage: see docs/package-format.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import bech32
from .packfault import Fault, PackRefused

MOST_RECIPIENTS = 128  # how many a package has says its statement, signed before this is read
CHUNK = 64 << 10  # plain bytes of one sealed piece (age specification)
_TAG = 16
_FILE_KEY = 16
_KEY = 32
_NONCE = 16
_VERSION = b"age-encryption.org/v1\n"
_STANZA = b"-> X25519 "
_WORD = 43  # base64 letters of 32 bytes without padding
_STANZA_SIZE = len(_STANZA) + 2 * (_WORD + 1)
_END = b"--- "
_NO_NONCE = bytes(12)
_MOST_DRAWN = _FILE_KEY + MOST_RECIPIENTS * _KEY + _NONCE

Read = Callable[[int], bytes]  # at most so many bytes, b"" at the end


def new_identity() -> bytes:
    """Make a private key (32 bytes)."""
    return X25519PrivateKey.generate().private_bytes_raw()


def recipient_of(identity: bytes) -> bytes:
    """Return the public key (32 bytes) of a private one."""
    return X25519PrivateKey.from_private_bytes(identity).public_key().public_bytes_raw()


@lru_cache(maxsize=256)  # written and compared several times a package; public
def recipient_text(recipient: bytes) -> str:
    """Write a public key as ``age`` does: ``age1…``."""
    return bech32.encode("age", recipient)


def read_recipient(text: str) -> bytes:
    """Read ``age1…``; raises ``ValueError``."""
    return bech32.decode("age", text, _KEY)


def identity_text(identity: bytes) -> str:
    """Write a private key as ``age -i`` reads it: ``AGE-SECRET-KEY-1…``."""
    return bech32.encode("age-secret-key-", identity).upper()


def sealed_size(plain: int, recipients: int) -> int:
    """Return how many bytes ``plain`` bytes become when sealed for so many keys."""
    head = len(_VERSION) + recipients * _STANZA_SIZE + len(_END) + _WORD + 1
    return head + _NONCE + plain + max(1, -(-plain // CHUNK)) * _TAG


def drawn(seed: bytes, about: bytes) -> Read:
    """Give secrets for ``seal`` that are the same for the same seed and content, and only then.

    Two contents sealed with one key and nonce would give each other away; so the content is part
    of the draw, and no caller can bring that about.

    Args:
        seed: 32 secret random bytes, kept as long as the sealing may have to be repeated.
        about: what determines every plain byte and every recipient.
    """
    info = b"gkdesk sealed package\0" + hashlib.sha256(about).digest()
    return io.BytesIO(HKDF(SHA256(), _MOST_DRAWN, salt=None, info=info).derive(seed)).read


def seal(
    plain: Iterable[bytes], recipients: Sequence[bytes], draw: Read = os.urandom
) -> Iterator[bytes]:
    """Encrypt a stream; yields the sealed bytes piece by piece.

    Args:
        plain: pieces of any size.
        recipients: public keys, 32 bytes each.
        draw: gives so many secret random bytes; see ``drawn``.

    Raises:
        ValueError: no recipient, too many, or a key that is no point (a caller's bug).
    """
    if not 1 <= len(recipients) <= MOST_RECIPIENTS:
        raise ValueError(f"{len(recipients)} recipients")
    file_key = draw(_FILE_KEY)
    head = _VERSION + b"".join(_stanza(file_key, one, draw(_KEY)) for one in recipients) + _END[:-1]
    yield head + b" " + _letters(_mac(file_key, head)) + b"\n"
    nonce = draw(_NONCE)
    yield nonce
    cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    for number, last, piece in _chunks(plain, CHUNK):
        yield cipher.encrypt(_piece_nonce(number, last=last), piece, None)


def unseal(read: Read, identity: bytes, *, recipients: int, where: str = "") -> Iterator[bytes]:
    """Decrypt a stream; yields plain pieces, each already authenticated.

    The end is only sure once the iterator is exhausted: a cut file breaks at its last piece.

    Args:
        read: gives the sealed bytes.
        identity: the private key, 32 bytes.
        recipients: how many keys it must be sealed for, no more and no fewer.
        where: the file's name for the finding.

    Raises:
        PackRefused: BROKEN, or OTHER_RECIPIENT when this key opens nothing.
    """
    cipher = ChaCha20Poly1305(_payload_key(read, identity, recipients, where))
    sealed = iter(lambda: read(CHUNK + _TAG), b"")
    for number, last, piece in _chunks(sealed, CHUNK + _TAG):
        # only an empty file has an empty piece
        if len(piece) < _TAG or (len(piece) == _TAG and number):
            raise PackRefused(Fault.BROKEN, where)
        try:
            yield cipher.decrypt(_piece_nonce(number, last=last), piece, None)
        except InvalidTag as error:
            raise PackRefused(Fault.BROKEN, where) from error


def _payload_key(read: Read, identity: bytes, recipients: int, where: str) -> bytes:
    size = len(_VERSION) + recipients * _STANZA_SIZE + len(_END) + _WORD + 1
    head = _exactly(read, size + _NONCE)
    try:
        file_key = _file_key(head[:size], identity, recipients)
    except ValueError as error:
        raise PackRefused(Fault.BROKEN, where) from error
    if file_key is None:
        raise PackRefused(Fault.OTHER_RECIPIENT, where)
    return _derive(file_key, head[size:], b"payload")


def _file_key(head: bytes, identity: bytes, recipients: int) -> bytes | None:
    """Open the header; ``None`` when no stanza is for this key, ``ValueError`` when it is bad."""
    if not head.startswith(_VERSION) or not head.endswith(b"\n"):
        raise ValueError("not age")
    shares = []
    for number in range(recipients):
        at = len(_VERSION) + number * _STANZA_SIZE
        lines = head[at : at + _STANZA_SIZE].split(b"\n")
        if len(lines) != 3 or lines[2] or not lines[0].startswith(_STANZA):  # noqa: PLR2004
            raise ValueError("not a stanza")
        shares.append((_bytes(lines[0].removeprefix(_STANZA)), _bytes(lines[1])))
    covered = head[: -(_WORD + 2)]
    if not covered.endswith(_END[:-1]) or head[len(covered) : len(covered) + 1] != b" ":
        raise ValueError("no end of the header")
    stated = _bytes(head[-(_WORD + 1) : -1])
    for share, wrapped in shares:
        file_key = _opened(share, wrapped, identity)
        if file_key is not None:
            if not hmac.compare_digest(_mac(file_key, covered), stated):
                raise ValueError("header changed")
            return file_key
    return None


def _opened(share: bytes, wrapped: bytes, identity: bytes) -> bytes | None:
    key = X25519PrivateKey.from_private_bytes(identity)
    shared = key.exchange(X25519PublicKey.from_public_bytes(share))  # ValueError: a weak point
    wrap = _derive(shared, share + recipient_of(identity), b"age-encryption.org/v1/X25519")
    try:
        return ChaCha20Poly1305(wrap).decrypt(_NO_NONCE, wrapped, None)
    except InvalidTag:
        return None


def _stanza(file_key: bytes, recipient: bytes, secret: bytes) -> bytes:
    once = X25519PrivateKey.from_private_bytes(secret)
    share = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(recipient))
    wrap = _derive(shared, share + recipient, b"age-encryption.org/v1/X25519")
    wrapped = ChaCha20Poly1305(wrap).encrypt(_NO_NONCE, file_key, None)
    return _STANZA + _letters(share) + b"\n" + _letters(wrapped) + b"\n"


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.new(_derive(file_key, b"", b"header"), head, hashlib.sha256).digest()


def _derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=salt, info=purpose).derive(secret)


def _piece_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _letters(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(letters: bytes) -> bytes:
    """Read 32 bytes of base64 in their only spelling; raises ``ValueError``."""
    try:
        data = base64.b64decode(letters + b"=", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(data) != _KEY or _letters(data) != letters:
        raise ValueError("not 32 bytes in canonical base64")
    return data


def _exactly(read: Read, size: int) -> bytes:
    out = bytearray()
    while len(out) < size and (piece := read(size - len(out))):
        out += piece
    return bytes(out)


def _chunks(
    pieces: Iterable[bytes], size: int
) -> Iterator[tuple[int, bool, bytes | bytearray | memoryview]]:
    """Cut a stream into (number, last, piece) of one size; the last may be shorter.

    A piece is good only until the next is asked for: nothing is copied that need not be.
    """
    held = bytearray()
    number = 0
    for piece in pieces:
        view = memoryview(piece)
        if held:
            short = size - len(held)
            held += view[:short]
            view = view[short:]
            if view:
                yield number, False, held
                number, held = number + 1, bytearray()
        while len(view) > size:
            yield number, False, view[:size]
            number, view = number + 1, view[size:]
        held += view
    yield number, True, held
