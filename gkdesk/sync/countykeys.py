"""The county's own pairs of keys, in one file in its inbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from gkdesk.accounts.sealedkey import Cost
from gkdesk.base.errors import Declined

from . import keyfile
from .countylock import alone
from .keys import KeyPair, KeySide, exchange_text, name_fault

NAME = "county.gkkeys"
YEARS = 3  # longer than an office's: forty offices have to take in the next one


class NoCountyPair(Declined):
    """The inbox has no pair of keys in force."""

    message = (
        "收件箱里还没有在有效期内的密钥。请先用 gkdesk county keys make 生成，没有写入任何内容。"
    )


class NoKeyFile(Declined):
    """There is nothing to put a password on."""

    message = "收件箱里还没有密钥文件。请先用 gkdesk county keys make 生成，没有改动任何内容。"


class BadCountyName(Declined):
    """The name would not fit a key's exchange file."""

    message = "县级单位名称{reason}。请改用公章上的名称，没有写入任何内容。"


def demand_name(name: str) -> None:
    """Raises: BadCountyName."""
    if reason := name_fault(name):
        raise BadCountyName(reason=reason)


class CountyKeys:
    """Makes and gives out the county's keys; the newest in force is the one in use."""

    def __init__(
        self, inbox: Path, *, now: Callable[[], datetime], cost: Cost | None = None
    ) -> None:
        self._inbox, self._path = inbox, inbox / NAME
        self._now = now
        self._cost = cost

    @property
    def there(self) -> bool:
        """Whether a pair was ever made."""
        return self._path.exists()

    def pairs(self, password: str) -> list[KeyPair]:
        """Return all pairs, the newest first; empty when none was made yet.

        Raises:
            WrongKeyPassword, KeyFileBroken: see ``keyfile.read``.
        """
        if not self.there:
            return []
        return list(reversed(keyfile.read(self._path, password)))

    def make(self, name: str, password: str) -> KeyPair:
        """Make the first or the next pair and keep it with the others.

        Args:
            name: of the county, as its offices know it.
            password: of the key file; the first call sets it.

        Raises:
            WeakPassword: shorter than 8 characters.
            BadCountyName: no exchange file could bear it.
            WrongKeyPassword, KeyFileBroken: see ``keyfile.read``.
            InboxInUse: another program writes in the inbox.
        """
        demand_name(name)
        today = self._now().date()
        until = date(today.year + YEARS, today.month, min(today.day, 28))
        with alone(self._inbox):
            older = self.pairs(password)
            pair = KeyPair.make(KeySide.COUNTY, name, name, (today, until))
            keyfile.write(self._path, [*reversed(older), pair], password, self._cost)
        return pair

    def change_password(self, old: str, new: str) -> None:
        """Put another password on the key file; the keys stay the same.

        Copies of the file kept elsewhere still open with the old one.

        Raises:
            NoKeyFile: none was made yet.
            WeakPassword: the new one is shorter than 8 characters.
            WrongKeyPassword, KeyFileBroken: see ``keyfile.read``.
            InboxInUse: another program writes in the inbox.
        """
        if not self.there:
            raise NoKeyFile
        with alone(self._inbox):
            keyfile.write(self._path, keyfile.read(self._path, old), new, self._cost)

    def give_out(self, password: str) -> str:
        """Return the exchange file of the pair in use, signed by the one before it too.

        Raises:
            NoCountyPair: there is none in force.
            WrongKeyPassword, KeyFileBroken: see ``keyfile.read``.
        """
        return self.exchange(self.pairs(password))

    def exchange(self, pairs: Sequence[KeyPair]) -> str:
        """Return the exchange file of the newest of some opened pairs.

        Raises:
            NoCountyPair: there is none in force.
        """
        today = self._now().date()
        good = [pair for pair in pairs if pair.public.holds_on(today)]
        if not good:
            raise NoCountyPair
        return exchange_text(*good[:2])
