"""Sign small texts in the format of the tool ``minisign`` (Ed25519 over BLAKE2b-512, prehashed).

What is signed is always the statement of a package or the body of a key file, at most 64 KiB; the
large part is bound by its hash. A signature file has one spelling only: it is rebuilt from what was
read and compared, so not even a comment can be changed unseen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ENDING = ".minisig"
_SEED, _PUBLIC, _ID, _SIGNATURE = 32, 32, 8, 64
_KEY_KIND, _HASHED = b"Ed", b"ED"
_UNTRUSTED = "untrusted comment: signature of gkdesk"
_TRUSTED = "trusted comment: "


class BadSignature(ValueError):
    """The signature is none, or not of this text and key."""


def new_seed() -> bytes:
    """Make a private key (32 bytes)."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """Return the public key (32 bytes) of a private one."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def key_id(public: bytes) -> bytes:
    """Return the 8 bytes by which minisign finds a key: here always the start of its SHA-256."""
    return hashlib.sha256(public).digest()[:_ID]


def public_text(public: bytes) -> str:
    """Write a public key as ``minisign -P`` reads it."""
    return base64.b64encode(_KEY_KIND + key_id(public) + public).decode("ascii")


def read_public(text: str) -> bytes:
    """Read what ``public_text`` wrote; raises ``ValueError``."""
    try:
        public = base64.b64decode(text.encode("ascii"), validate=True)[len(_KEY_KIND) + _ID :]
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64") from error
    if len(public) != _PUBLIC or public_text(public) != text:
        raise ValueError("not a minisign public key of ours")
    return public


def sign(text: bytes, seed: bytes, comment: str) -> bytes:
    """Return the signature file of a text.

    Args:
        text: what is signed.
        seed: the private key.
        comment: one line that is signed too and shown by ``minisign -V``.
    """
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(_digest(text))
    whole = key.sign(signature + comment.encode("utf-8"))
    return _written(key_id(public_of(seed)), signature, comment, whole)


def verify(text: bytes, signature: bytes, public: bytes, comment: str) -> None:
    """Check a signature file.

    Raises:
        BadSignature: not of this text, key and comment, or spelt otherwise.
    """
    try:
        lines = signature.decode("utf-8").split("\n")
        first = base64.b64decode(lines[1], validate=True)
        whole = base64.b64decode(lines[3], validate=True)
    except (ValueError, IndexError) as error:
        raise BadSignature("not a signature file") from error
    own = key_id(public)
    bare = first[len(_HASHED) + _ID :]
    if len(bare) != _SIGNATURE or _written(own, bare, comment, whole) != signature:
        raise BadSignature("another key, comment or spelling")
    key = Ed25519PublicKey.from_public_bytes(public)
    try:
        key.verify(bare, _digest(text))
        key.verify(whole, bare + comment.encode("utf-8"))
    except InvalidSignature as error:
        raise BadSignature("the text is not what was signed") from error


def signature_size(comment: str) -> int:
    """Return how many bytes ``sign`` gives for such a comment."""
    return len(_written(bytes(_ID), bytes(_SIGNATURE), comment, bytes(_SIGNATURE)))


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text).digest()


def _written(own: bytes, signature: bytes, comment: str, whole: bytes) -> bytes:
    first = base64.b64encode(_HASHED + own + signature).decode("ascii")
    second = base64.b64encode(whole).decode("ascii")
    return f"{_UNTRUSTED}\n{first}\n{_TRUSTED}{comment}\n{second}\n".encode()
