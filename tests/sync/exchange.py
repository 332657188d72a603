"""An office and a county that met, for tests of sealed packages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.keys import KeyPair
from gkdesk.sync.keystore import KeyStore
from gkdesk.sync.model import SyncPackage
from gkdesk.sync.service import Sync
from tests.conftest import CHEAP, StoppedClock, log_in

PASSWORD = "县里的密码-2026"


class Exchange:
    """An office and a county that know each other's keys."""

    def __init__(
        self, tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync
    ) -> None:
        self.session, self.county, self.sync = session, county, sync
        self.inbox = tmp_path / "inbox"
        self.own = CountyKeys(self.inbox, now=clock, cost=CHEAP)
        self.pair = self.own.make(county.name, PASSWORD)
        self.office = KeyStore(session)
        self.tmp = tmp_path

    def meet(self) -> None:
        """Exchange keys and read the fingerprints aloud, both ways."""
        theirs = self.tmp / "县里.gkkey"
        theirs.write_text(self.own.give_out(PASSWORD), "utf-8")
        known = self.office.take_in(theirs)
        self.office.trust(known.public.fingerprint, self.pair.public.fingerprint)
        log_in(self.session, "管理员")
        pair = self.office.make()
        log_in(self.session, "周桂芬")
        ours = self.tmp / "镇里.gkkey"
        ours.write_text(self.office.give_out(), "utf-8")
        known = self.county.keys.take_in(ours)
        self.county.keys.trust(known.public.fingerprint, pair.public.fingerprint)

    @property
    def pairs(self) -> list[KeyPair]:
        return self.own.pairs(PASSWORD)

    def database(self) -> str:
        """Return the digest of everything the county's database holds."""
        text = "\n".join(self.county._conn.iterdump())
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def at(package: SyncPackage) -> Path:
    return Path(package.folder, package.file_name)


def receipts(stick: Path) -> list[Path]:
    return sorted(stick.glob("*.receipt.json"))
