"""Public keys of offices and counties: the exchange file, the fingerprint read aloud, the states.

An exchange file is TOML with one key each of ``minisign`` and ``age``, who it belongs to and how
long it holds, signed by itself (so every slip shows) and, when it replaces another, by that one too
(so a change of keys needs no second call). The file proves nothing about who sent it: that is what
the fingerprint is for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.labels import Labelled

from . import sealing, signing
from .model import canonical
from .packfault import Fault, PackRefused

FORMAT = "gkdesk-key"
SUITE = "age-x25519+minisign-ed25519"
ENDING = ".gkkey"
LARGEST = 16 << 10  # bytes of an exchange file
_GROUPS, _DIGITS = 6, 5  # 30 digits: 99 bits, one breath
_LONGEST = 200  # letters of a name


class KeySide(Labelled):
    """Whose key it is."""

    OFFICE = "office", "乡镇"
    COUNTY = "county", "县级"


class KeyState(Labelled):
    """How far a key is trusted."""

    NEW = "new", "待核对指纹"
    TRUSTED = "trusted", "可用"
    EXPIRED = "expired", "不在有效期"
    REVOKED = "revoked", "已作废"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What everybody may know of one office's or county's pair of keys."""

    side: KeySide
    owner: str  # an office's credit code; a county's name
    name: str
    sign: bytes
    seal: bytes
    valid_from: date
    valid_until: date  # the last day

    @property
    def key_id(self) -> str:
        return signing.key_id(self.sign).hex()

    def as_data(self) -> dict[str, str]:
        return {
            "format": FORMAT,
            "suite": SUITE,
            "side": self.side,
            "owner": self.owner,
            "name": self.name,
            "sign": signing.public_text(self.sign),
            "seal": sealing.recipient_text(self.seal),
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }

    @property
    def body(self) -> bytes:
        """Return what is signed and what the fingerprint is of."""
        return canonical(self.as_data()).encode("utf-8")

    @property
    def fingerprint(self) -> str:
        """Return 30 digits in six groups, to be read aloud: the start of the body's SHA-256."""
        count = _GROUPS * _DIGITS
        number = int.from_bytes(hashlib.sha256(self.body).digest(), "big") % 10**count
        digits = f"{number:0{count}d}"
        return " ".join(digits[at : at + _DIGITS] for at in range(0, count, _DIGITS))

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A public key and its two private halves; ``repr`` shows neither."""

    public: PublicKey
    seed: bytes  # signs
    identity: bytes  # opens

    def __repr__(self) -> str:
        return f"KeyPair({self.public.key_id})"

    @classmethod
    def make(cls, side: KeySide, owner: str, name: str, days: tuple[date, date]) -> KeyPair:
        """Make a new pair that holds from the first of ``days`` to the second."""
        seed, identity = signing.new_seed(), sealing.new_identity()
        seal = sealing.recipient_of(identity)
        return cls(
            PublicKey(side, owner, name, signing.public_of(seed), seal, *days), seed, identity
        )


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that was taken in, and what was decided about it."""

    public: PublicKey
    trusted_at: str = ""
    revoked_at: str = ""
    id: int = 0

    def state(self, today: date) -> KeyState:
        if self.revoked_at:
            return KeyState.REVOKED
        if not self.trusted_at:
            return KeyState.NEW
        return KeyState.TRUSTED if self.public.holds_on(today) else KeyState.EXPIRED


def usable(keys: Iterable[KnownKey], today: date) -> list[KnownKey]:
    """Return the keys a package may be sealed for today."""
    return [one for one in keys if one.state(today) is KeyState.TRUSTED]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an exchange file says; ``replaces`` is the key id whose signature it bears, or empty."""

    public: PublicKey
    replaces: str = ""
    passed_on: bytes = b""

    def vouched_by(self, keys: Sequence[KnownKey], today: date) -> KnownKey | None:
        """Return the trusted key of the same owner that signed this one, if there is one."""
        for known in usable(keys, today):
            same = (known.public.side, known.public.owner) == (self.public.side, self.public.owner)
            if same and known.public.key_id == self.replaces:
                try:
                    signing.verify(
                        self.public.body, self.passed_on, known.public.sign, "gkdesk key"
                    )
                except signing.BadSignature:
                    continue
                return known
        return None


def name_fault(name: str) -> str:
    """Say why a name cannot stand in an exchange file, after the words 名称; ``""`` when it can."""
    if not name.strip():
        return "没有填写"
    if len(name) > _LONGEST:
        return f"超过了{_LONGEST}个字"
    return "" if name.isprintable() else "里有换行或看不见的字符"


def exchange_text(pair: KeyPair, before: KeyPair | None = None) -> str:
    """Write a key's exchange file.

    Args:
        pair: the key to give out.
        before: the key it replaces; its signature lets the other side trust the new one at once.
    """
    proof = _signature(pair, pair.public.body)
    if before is None:
        return _text(pair.public, proof)
    return _text(pair.public, proof, before.public.key_id, _signature(before, pair.public.body))


def _text(public: PublicKey, proof: str, replaces: str = "", passed_on: str = "") -> str:
    """Write the one spelling of an exchange file, its comment too: people read the digits there."""
    values = public.as_data() | {"proof": proof}
    if replaces:
        values |= {"replaces": replaces, "passed_on": passed_on}
    # a JSON string of printable text is a TOML string too
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    head = [f"# 指纹：{public.fingerprint}", "# 收到后请与对方通话，逐组核对以上数字。"]
    return "\n".join([*head, *lines]) + "\n"


def read_exchange(path: Path) -> Exchange:
    """Read an exchange file.

    Raises:
        PackRefused: BAD_KEY_FILE, or SUITE when its algorithms are not known.
        Blocked, NotAFile, TooLarge: the file cannot be read.
    """
    return exchange_of(files.read(path, largest=LARGEST), path.name)


def exchange_of(data: bytes, where: str) -> Exchange:
    """Read the bytes of an exchange file; raises like ``read_exchange``."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackRefused(Fault.BAD_KEY_FILE, where, "写法不对") from error
    if found.get("format") != FORMAT:
        raise PackRefused(Fault.BAD_KEY_FILE, where, "不是密钥文件")
    if found.get("suite") != SUITE:
        raise PackRefused(Fault.SUITE, where, str(found.get("suite")))
    try:
        return _exchange(found, text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackRefused(Fault.BAD_KEY_FILE, where, "缺少项目，或内容被改动") from error


def _exchange(found: dict[str, object], text: str) -> Exchange:
    texts = {name: value for name, value in found.items() if isinstance(value, str)}
    public = PublicKey(
        side=KeySide(texts["side"]),
        owner=texts["owner"],
        name=texts["name"],
        sign=signing.read_public(texts["sign"]),
        seal=sealing.read_recipient(texts["seal"]),
        valid_from=date.fromisoformat(texts["valid_from"]),
        valid_until=date.fromisoformat(texts["valid_until"]),
    )
    if name_fault(public.owner) or name_fault(public.name):
        raise ValueError("name")
    if public.valid_until < public.valid_from:
        raise ValueError("days")
    signing.verify(public.body, _unwrapped(texts["proof"]), public.sign, "gkdesk key")
    replaces, passed_on = texts.get("replaces", ""), texts.get("passed_on", "")
    if _text(public, texts["proof"], replaces, passed_on) != text:
        raise ValueError("another spelling")
    return Exchange(public, replaces, _unwrapped(passed_on))


def _signature(pair: KeyPair, body: bytes) -> str:
    return base64.b64encode(signing.sign(body, pair.seed, "gkdesk key")).decode("ascii")


def _unwrapped(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
