"""The office's own keys, sealed in its vault, and the counties' keys it has taken in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from .keyfile import pair_data, pair_of
from .keyring import Keeper, KeyRing
from .keys import Exchange, KeyPair, KeySide, KnownKey, exchange_text, usable
from .model import canonical

YEARS = 2  # how long a new pair holds; the old one holds on to its own last day meanwhile


class NoOwnKey(Declined):
    """The office has no pair of keys in force."""

    message = "本单位还没有在有效期内的密钥。请先由管理员生成密钥并交县里核对，没有写入任何内容。"


class NoCountyKey(Declined):
    """No county key may be used today."""

    message = (
        "县里的密钥已到期或作废，不能加密。请向县里要新的密钥文件，收下并核对指纹后再打包，"
        "没有写入任何内容。"
    )


class KeyStore:
    """What the office knows of keys; all of it audited."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ring = KeyRing(
            Keeper(
                session.conn,
                session.transaction,
                lambda: session.now().isoformat(timespec="seconds"),
                lambda: session.today,
                lambda: session.user.name,
                session.audit,
            ),
            KeySide.COUNTY,
        )

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
            key = self._ring.add(pair.public, sealed)
            self._ring.append(key, "trusted", "")
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
        good = {one.public for one in usable(self.owns(), self._session.today)}
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
        good = {one.public for one in usable(self.owns(), self._session.today)}
        older = [one for one in self.own_pairs() if one.public in good and one != pair]
        return exchange_text(pair, older[0] if older else None)

    def take_in(self, path: Path) -> KnownKey:
        """Take in a county's exchange file; see ``KeyRing.take_in``."""
        return self._ring.take_in(path)

    def take(self, exchange: Exchange, name: str) -> KnownKey:
        """Take in what a county's exchange file said; see ``KeyRing.take``."""
        return self._ring.take(exchange, name)

    def voucher(self, key: KnownKey) -> str:
        """Return who vouched for a key; see ``KeyRing.voucher``."""
        return self._ring.voucher(key)

    def trust(self, fingerprint: str, heard: str) -> KnownKey:
        """Trust a county key whose fingerprint was read aloud; see ``KeyRing.trust``."""
        return self._ring.trust(fingerprint, heard)

    def revoke(self, fingerprint: str, reason: str) -> KnownKey:
        """Use a key no more, for ever.

        Raises:
            NotAllowed: an own key only by an administrator.
            NoSuchKey: there is none.
        """
        if self._ring.find(fingerprint).public.side is KeySide.OFFICE:
            self._session.require(Role.ADMIN)
        return self._ring.revoke(fingerprint, reason)

    def counties(self) -> list[KnownKey]:
        """Return the county keys, the newest first, whatever their state."""
        return self._ring.others()

    def owns(self) -> list[KnownKey]:
        """Return the office's own keys, the newest first, whatever their state."""
        return self._ring.keys(own=True)

    def usable_counties(self) -> list[KnownKey]:
        """Return the county keys that may be used today."""
        return usable(self.counties(), self._session.today)

    @property
    def seals(self) -> bool:
        """Whether packages are sealed: a county key was trusted once, whatever became of it."""
        return any(one.trusted_at for one in self.counties())

    def recipients(self) -> tuple[bytes, ...]:
        """Return the sealing keys of the next package: the counties' in force, and the own one.

        Raises:
            NoCountyKey: no county's key may be used today.
            NoOwnKey: the office has none.
        """
        counties = self.usable_counties()
        if not counties:
            raise NoCountyKey
        return tuple(sorted({self.own().public.seal, *(one.public.seal for one in counties)}))


def _place(fingerprint: str) -> str:
    return f"sync_key.private#{fingerprint}"
