"""The data key as one secret wraps it: what is read before anybody has logged in.

The library that opens it is loaded at the first password, not with the log-in page.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from gkdesk.base.errors import Declined

KEY_BYTES = 32


class WrongKey(Declined):
    """The password or recovery key does not open the data key."""

    message = "密码或恢复码不对，打不开加密数据。请核对后重试，数据没有改动。"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of the password costs (argon2id, RFC 9106: second recommended option)."""

    time: int = 3
    memory_kib: int = 65536
    lanes: int = 4

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Cost:
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class SealedKey:
    """The data key as one person's password (or the recovery key) wraps it (RFC 3394)."""

    salt: bytes
    cost: Cost
    wrapped: bytes

    @classmethod
    def wrap(cls, data_key: bytes, secret: str, cost: Cost) -> SealedKey:
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        salt = os.urandom(16)
        return cls(salt, cost, aes_key_wrap(_stretch(secret, salt, cost), data_key))

    def unwrap(self, secret: str) -> bytes:
        """Return the data key.

        Raises:
            WrongKey: this secret does not open it.
        """
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        try:
            return aes_key_unwrap(_stretch(secret, self.salt, self.cost), self.wrapped)
        except InvalidUnwrap as error:
            raise WrongKey from error


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.time,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    # a password typed on a console of another code page may hold bytes that are no text
    return kdf.derive(secret.encode("utf-8", "surrogatepass"))
