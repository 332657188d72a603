"""The keys one side knows: its own, sealed, and the other side's, taken in by exchange file.

Office and county keep them in tables of the same shape; what differs is the database, who decides
and how that is noted. Nothing is deleted: what was decided about a key is appended.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.db import Connection, Row
from gkdesk.db.migrations import SCHEMA

from .keyfile import public_data, public_of
from .keys import Exchange, KeySide, KnownKey, PublicKey, read_exchange
from .model import canonical
from .packfault import Fault, PackRefused

# the office's tables of keys; a county's inbox has the same
TABLES = SCHEMA / "022_sync_keys.sql"


class FingerprintDiffers(Declined):
    """The digits read aloud are not this key's."""

    message = "念出的指纹与这把密钥的不同。请重新核对；仍不同就不要使用它，密钥没有启用。"


class NoSuchKey(Declined):
    """There is no key of this fingerprint."""

    message = "没有指纹是“{fingerprint}”的密钥。请核对后重试，没有改动任何内容。"


class KeyRevoked(Declined):
    """A revoked key stays revoked."""

    message = "这把密钥已经作废，不能再启用。请对方换一把新的，没有改动任何内容。"


@dataclass(frozen=True)
class Keeper:
    """Where keys are kept, and who decides about them."""

    conn: Connection
    transaction: Callable[[], AbstractContextManager[object]]
    stamp: Callable[[], str]  # now, as it is noted
    today: Callable[[], date]
    user: Callable[[], str]
    note: Callable[[str, str], object]  # action, fingerprint


class KeyRing:
    """Takes in the keys of the ``other`` side, trusts and revokes them."""

    def __init__(self, keeper: Keeper, other: KeySide) -> None:
        self._keeper, self._other = keeper, other

    def take_in(self, path: Path) -> KnownKey:
        """Take in an exchange file; trusted at once only when a trusted key signed it.

        Taking in the same file again changes nothing.

        Raises:
            PackRefused: BAD_KEY_FILE, SUITE, or OTHER_SIGNER when it is no key of the other side.
        """
        return self.take(read_exchange(path), path.name)

    def take(self, exchange: Exchange, name: str) -> KnownKey:
        """Take in what an exchange file said; see ``take_in``. Joins a transaction."""
        if exchange.public.side is not self._other:
            raise PackRefused(Fault.OTHER_SIGNER, name)
        known = self.others()
        for one in known:
            if one.public == exchange.public:
                return one
        voucher = exchange.vouched_by(known, self._keeper.today())
        fingerprint = exchange.public.fingerprint
        with self._keeper.transaction():
            key = self.add(exchange.public, None)
            self._keeper.note("sync.key_taken_in", fingerprint)
            if voucher is not None:
                self.append(key, "trusted", voucher.public.fingerprint)
                self._keeper.note("sync.key_vouched", fingerprint)
        return self.find(fingerprint)

    def trust(self, fingerprint: str, heard: str) -> KnownKey:
        """Trust a key whose fingerprint was read aloud.

        Args:
            fingerprint: of the key.
            heard: the digits somebody at the other side read from their screen; blanks are free.

        Raises:
            NoSuchKey, KeyRevoked, FingerprintDiffers: it stays as it is.
        """
        known = self.find(fingerprint)
        if known.revoked_at:
            raise KeyRevoked
        if "".join(heard.split()) != known.public.fingerprint.replace(" ", ""):
            raise FingerprintDiffers
        if not known.trusted_at:
            with self._keeper.transaction():
                self.append(known.id, "trusted", "")
                self._keeper.note("sync.key_trusted", known.public.fingerprint)
        return self.find(fingerprint)

    def revoke(self, fingerprint: str, reason: str) -> KnownKey:
        """Use a key no more, for ever.

        Raises:
            NoSuchKey: there is none.
        """
        known = self.find(fingerprint)
        if not known.revoked_at:
            with self._keeper.transaction():
                self.append(known.id, "revoked", reason)
                self._keeper.note("sync.key_revoked", known.public.fingerprint)
        return self.find(fingerprint)

    def others(self) -> list[KnownKey]:
        """Return the other side's keys, the newest first, whatever their state."""
        return self.keys(own=False)

    def find(self, fingerprint: str) -> KnownKey:
        """Return a key, own or the other side's.

        Raises:
            NoSuchKey: there is none.
        """
        bare = "".join(fingerprint.split())
        for one in (*self.others(), *self.keys(own=True)):
            if one.public.fingerprint.replace(" ", "") == bare:
                return one
        raise NoSuchKey(fingerprint=fingerprint)

    def keys(self, *, own: bool) -> list[KnownKey]:
        rows = self._keeper.conn.execute(
            "SELECT k.id, k.public,"
            " min(CASE WHEN e.what = 'trusted' THEN e.at END) AS trusted,"
            " min(CASE WHEN e.what = 'revoked' THEN e.at END) AS revoked"
            " FROM sync_key k LEFT JOIN sync_key_event e ON e.key_id = k.id"
            " WHERE (k.private IS NOT NULL) = :own GROUP BY k.id ORDER BY k.id DESC",
            {"own": own},
        )
        return [_known(row) for row in rows.fetchall()]

    def voucher(self, key: KnownKey) -> str:
        """Return the fingerprint of the key that vouched for one; empty: trusted by voice."""
        row = self._keeper.conn.execute(
            "SELECT reason FROM sync_key_event WHERE key_id = :id AND what = 'trusted'"
            " ORDER BY id LIMIT 1",
            {"id": key.id},
        ).fetchone()
        return row["reason"] if row else ""

    def add(self, public: PublicKey, sealed: bytes | None) -> int:
        """Note a key; joins a transaction."""
        cursor = self._keeper.conn.execute(
            "INSERT INTO sync_key (side, fingerprint, public, private, at, by)"
            " VALUES (:side, :fingerprint, :public, :private, :at, :by)",
            {
                "side": public.side,
                "fingerprint": public.fingerprint,
                "public": canonical(public_data(public)),
                "private": sealed,
                "at": self._keeper.stamp(),
                "by": self._keeper.user(),
            },
        )
        return int(cursor.lastrowid or 0)

    def append(self, key: int, what: str, reason: str) -> None:
        """Note what was decided about a key; joins a transaction."""
        self._keeper.conn.execute(
            "INSERT INTO sync_key_event (key_id, what, reason, at, by)"
            " VALUES (:key, :what, :reason, :at, :by)",
            {
                "key": key,
                "what": what,
                "reason": reason,
                "at": self._keeper.stamp(),
                "by": self._keeper.user(),
            },
        )


def _known(row: Row) -> KnownKey:
    public = public_of(json.loads(row["public"]))
    return KnownKey(public, row["trusted"] or "", row["revoked"] or "", row["id"])
