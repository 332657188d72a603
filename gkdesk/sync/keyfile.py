"""A county's own private keys: one file beside its inbox, protected by a password.

The same construction as the office's vault: argon2id over the password wraps a data key, and that
seals the pairs. A county without gkdesk needs none of this; it makes a key with ``age-keygen``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from gkdesk.accounts.model import check_password
from gkdesk.accounts.sealedkey import Cost, SealedKey, WrongKey
from gkdesk.accounts.vault import SealBroken, Vault, new_data_key
from gkdesk.base import files
from gkdesk.base.errors import Blocked, Declined

from . import sealing, signing
from .keys import KeyPair, KeySide, PublicKey
from .model import canonical

FORMAT = "gkdesk-county-keys"
LARGEST = 256 << 10  # bytes
_PLACE = "county.keys"
# what a stranger's file may make this machine spend on one guess
_MOST = Cost(time=16, memory_kib=1 << 20, lanes=16)


class WrongKeyPassword(Declined):
    """The password does not open the key file."""

    message = "密码不对，打不开密钥文件“{name}”。请核对后重试，没有改动任何内容。"


class KeyFileBroken(Blocked):
    """The county's own key file cannot be read."""

    message = "密钥文件“{name}”读不懂，可能损坏或被改动。请用另存的那一份换上，没有改动任何内容。"


def write(path: Path, pairs: Sequence[KeyPair], password: str, cost: Cost | None = None) -> None:
    """Write all pairs, the one in use last, in place of the file before.

    Raises:
        WeakPassword: shorter than 8 characters.
        Blocked: the disk is full, no rights.
    """
    check_password(password)
    vault = Vault(new_data_key())
    key = vault.wrap_for(password, cost or Cost())
    texts = [pair_data(pair) for pair in pairs]
    value = {
        "format": FORMAT,
        "version": 1,
        "salt": base64.b64encode(key.salt).decode("ascii"),
        "cost": key.cost.as_json(),
        "wrapped": base64.b64encode(key.wrapped).decode("ascii"),
        "sealed": base64.b64encode(vault.seal(canonical(texts), _PLACE)).decode("ascii"),
    }
    files.write(path, (canonical(value) + "\n").encode("ascii"))


def read(path: Path, password: str) -> list[KeyPair]:
    """Open a key file.

    Raises:
        WrongKeyPassword: the password is another.
        KeyFileBroken: it is none, or changed.
        Blocked, NotAFile, TooLarge: the file cannot be read.
    """
    data = files.read(path, largest=LARGEST)
    try:
        value = json.loads(data)
        if value["format"] != FORMAT or value["version"] != 1:
            raise ValueError("another format")
        cost = Cost.from_json(value["cost"])
        key = SealedKey(_raw(value["salt"]), _checked(cost), _raw(value["wrapped"]))
        sealed = _raw(value["sealed"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeyFileBroken(name=path.name) from error
    try:
        vault = Vault(key.unwrap(password))
        return [pair_of(one) for one in json.loads(vault.open(sealed, _PLACE))]
    except WrongKey as error:
        raise WrongKeyPassword(name=path.name) from error
    except (SealBroken, ValueError) as error:
        raise KeyFileBroken(name=path.name) from error


def pair_data(pair: KeyPair) -> dict[str, str]:
    """Return a pair as text; only ever to be sealed."""
    return public_data(pair.public) | {"seed": pair.seed.hex(), "identity": pair.identity.hex()}


def public_data(public: PublicKey) -> dict[str, str]:
    return public.as_data()


def pair_of(data: dict[str, str]) -> KeyPair:
    """Read what ``pair_data`` wrote; raises ``ValueError``."""
    return KeyPair(public_of(data), bytes.fromhex(data["seed"]), bytes.fromhex(data["identity"]))


def public_of(data: dict[str, str]) -> PublicKey:
    """Read what ``public_data`` wrote; raises ``ValueError``."""
    return PublicKey(
        KeySide(data["side"]),
        data["owner"],
        data["name"],
        signing.read_public(data["sign"]),
        sealing.read_recipient(data["seal"]),
        date.fromisoformat(data["valid_from"]),
        date.fromisoformat(data["valid_until"]),
    )


def _checked(cost: Cost) -> Cost:
    """Raises ``ValueError`` when one guess would cost more than is sensible."""
    pairs = (
        (cost.time, _MOST.time),
        (cost.memory_kib, _MOST.memory_kib),
        (cost.lanes, _MOST.lanes),
    )
    if not all(isinstance(value, int) and 1 <= value <= most for value, most in pairs):
        raise ValueError("cost")
    if cost.memory_kib < 8 * cost.lanes:
        raise ValueError("cost")
    return cost


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
