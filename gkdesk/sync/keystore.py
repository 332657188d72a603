"""The office's own keys, sealed in its vault, and the counties' keys it has taken in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined
from gkdesk.db import Row

from .keyfile import pair_data, pair_of, public_data, public_of
from .keys import (
    KeyPair,
    KeySide,
    KeyState,
    KnownKey,
    PublicKey,
    exchange_text,
    read_exchange,
    usable,
)
from .model import canonical
from .packfault import Fault, PackRefused

YEARS = 2  # how long a new pair holds; the old one holds on to its own last day meanwhile


class NoOwnKey(Declined):
    """The office has no pair of keys in force."""

    message = "本单位还没有在有效期内的密钥。请先由管理员生成密钥并交县里核对，没有写入任何内容。"


class NoCountyKey(Declined):
    """No county key may be used today."""

    message = "没有可用的县级密钥。请先收下县里的密钥文件并核对指纹，没有写入任何内容。"


class FingerprintDiffers(Declined):
    """The digits read aloud are not this key's."""

    message = "念出的指纹与这把密钥的不同。请重新核对；仍不同就不要使用它，密钥没有启用。"


class NoSuchKey(Declined):
    """There is no key of this fingerprint."""

    message = "没有指纹是“{fingerprint}”的密钥。请核对后重试，没有改动任何内容。"


class KeyRevoked(Declined):
    """A revoked key stays revoked."""

    message = "这把密钥已经作废，不能再启用。请对方换一把新的，没有改动任何内容。"


class KeyStore:
    """What the office knows of keys; nothing is deleted, what was decided is appended."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(self, years: int = YEARS) -> KeyPair:
        """Make the office's next pair of keys; the one before holds on until its last day.

        Raises:
            NotAllowed: only an administrator may.
        """
        self._session.require(Role.ADMIN)
        today = self._session.today
        until = date(today.year + years, today.month, min(today.day, 28))
        organ = self._session.organ
        pair = KeyPair.make(KeySide.OFFICE, organ.credit_code, organ.name, (today, until))
        fingerprint = pair.public.fingerprint
        sealed = self._session.vault.seal(canonical(pair_data(pair)), _place(fingerprint))
        with self._session.transaction():
            key = self._add(pair.public, sealed)
            self._append(key, "trusted", "")
            self._session.audit("sync.key_made", fingerprint)
        return pair

    def own_pairs(self) -> list[KeyPair]:
        """Return the office's pairs, the newest first; revoked and expired ones still open.

        Raises:
            LoginNeeded: nobody is logged in.
        """
        rows = self._session.conn.execute(
            "SELECT fingerprint, private FROM sync_key WHERE private IS NOT NULL ORDER BY id DESC"
        )
        vault = self._session.vault
        return [
            pair_of(json.loads(vault.open(row["private"], _place(row["fingerprint"]))))
            for row in rows.fetchall()
        ]

    def own(self) -> KeyPair:
        """Return the pair to sign with: the newest in force.

        Raises:
            NoOwnKey: there is none.
        """
        good = {one.public for one in usable(self._keys(own=True), self._session.today)}
        for pair in self.own_pairs():
            if pair.public in good:
                return pair
        raise NoOwnKey

    def give_out(self) -> str:
        """Return the exchange file of the pair in force, signed by the one before it too.

        Raises:
            NoOwnKey: there is none.
        """
        pair = self.own()
        good = {one.public for one in usable(self._keys(own=True), self._session.today)}
        older = [one for one in self.own_pairs() if one.public in good and one != pair]
        return exchange_text(pair, older[0] if older else None)

    def take_in(self, path: Path) -> KnownKey:
        """Take in a county's exchange file; trusted at once only when a trusted key signed it.

        Taking in the same file again changes nothing.

        Raises:
            PackRefused: BAD_KEY_FILE, SUITE, or OTHER_SIGNER when it is no county's key.
        """
        exchange = read_exchange(path)
        if exchange.public.side is not KeySide.COUNTY:
            raise PackRefused(Fault.OTHER_SIGNER, path.name)
        known = self.counties()
        for one in known:
            if one.public == exchange.public:
                return one
        voucher = exchange.vouched_by(known, self._session.today)
        fingerprint = exchange.public.fingerprint
        with self._session.transaction():
            key = self._add(exchange.public, None)
            self._session.audit("sync.key_taken_in", fingerprint)
            if voucher is not None:
                self._append(key, "trusted", voucher.public.fingerprint)
                self._session.audit("sync.key_vouched", fingerprint)
        return self._find(fingerprint)

    def trust(self, fingerprint: str, heard: str) -> KnownKey:
        """Trust a county key whose fingerprint was read aloud.

        Args:
            fingerprint: of the key.
            heard: the digits somebody at the county read from their own screen; blanks are free.

        Raises:
            NoSuchKey, KeyRevoked, FingerprintDiffers: it stays as it is.
        """
        known = self._find(fingerprint)
        if known.revoked_at:
            raise KeyRevoked
        if "".join(heard.split()) != known.public.fingerprint.replace(" ", ""):
            raise FingerprintDiffers
        if not known.trusted_at:
            with self._session.transaction():
                self._append(known.id, "trusted", "")
                self._session.audit("sync.key_trusted", known.public.fingerprint)
        return self._find(fingerprint)

    def revoke(self, fingerprint: str, reason: str) -> KnownKey:
        """Use a key no more, for ever.

        Raises:
            NotAllowed: an own key only by an administrator.
            NoSuchKey: there is none.
        """
        known = self._find(fingerprint)
        if known.public.side is KeySide.OFFICE:
            self._session.require(Role.ADMIN)
        if not known.revoked_at:
            with self._session.transaction():
                self._append(known.id, "revoked", reason)
                self._session.audit("sync.key_revoked", known.public.fingerprint)
        return self._find(fingerprint)

    def counties(self) -> list[KnownKey]:
        """Return the county keys, the newest first, whatever their state."""
        return self._keys(own=False)

    def owns(self) -> list[KnownKey]:
        """Return the office's own keys, the newest first, whatever their state."""
        return self._keys(own=True)

    def recipients(self) -> tuple[bytes, ...]:
        """Return the sealing keys of the next package: the counties' in force, and the own one.

        Raises:
            NoCountyKey: no county's key may be used today.
            NoOwnKey: the office has none.
        """
        today = self._session.today
        counties = [one for one in self.counties() if one.state(today) is KeyState.TRUSTED]
        if not counties:
            raise NoCountyKey
        return tuple(sorted({self.own().public.seal, *(one.public.seal for one in counties)}))

    def _find(self, fingerprint: str) -> KnownKey:
        bare = "".join(fingerprint.split())
        for one in (*self.counties(), *self.owns()):
            if one.public.fingerprint.replace(" ", "") == bare:
                return one
        raise NoSuchKey(fingerprint=fingerprint)

    def _keys(self, *, own: bool) -> list[KnownKey]:
        rows = self._session.conn.execute(
            "SELECT k.id, k.public,"
            " min(CASE WHEN e.what = 'trusted' THEN e.at END) AS trusted,"
            " min(CASE WHEN e.what = 'revoked' THEN e.at END) AS revoked"
            " FROM sync_key k LEFT JOIN sync_key_event e ON e.key_id = k.id"
            " WHERE (k.private IS NOT NULL) = :own GROUP BY k.id ORDER BY k.id DESC",
            {"own": own},
        )
        return [_known(row) for row in rows.fetchall()]

    def _add(self, public: PublicKey, sealed: bytes | None) -> int:
        cursor = self._session.conn.execute(
            "INSERT INTO sync_key (side, fingerprint, public, private, at, by)"
            " VALUES (:side, :fingerprint, :public, :private, :at, :by)",
            {
                "side": public.side,
                "fingerprint": public.fingerprint,
                "public": canonical(public_data(public)),
                "private": sealed,
                "at": self._stamp(),
                "by": self._session.user.name,
            },
        )
        return int(cursor.lastrowid or 0)

    def _append(self, key: int, what: str, reason: str) -> None:
        self._session.conn.execute(
            "INSERT INTO sync_key_event (key_id, what, reason, at, by)"
            " VALUES (:key, :what, :reason, :at, :by)",
            {
                "key": key,
                "what": what,
                "reason": reason,
                "at": self._stamp(),
                "by": self._session.user.name,
            },
        )

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def _known(row: Row) -> KnownKey:
    public = public_of(json.loads(row["public"]))
    return KnownKey(public, row["trusted"] or "", row["revoked"] or "", row["id"])


def _place(fingerprint: str) -> str:
    return f"sync_key.private#{fingerprint}"
