"""A county that sends and an office that receives, each with keys the other trusts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.catalog.service import Catalog
from gkdesk.documents.service import Documents
from gkdesk.formcheck import check_on_trial
from gkdesk.requests.service import Requests
from gkdesk.sync.countysend import Letter, Sending
from gkdesk.sync.countysent import SentPackage
from gkdesk.sync.downs import Downs
from gkdesk.sync.downview import Rooms
from gkdesk.sync.keys import KeyPair, exchange_text
from gkdesk.sync.keystore import KeyStore
from tests.conftest import StoppedClock, log_in

from .sealed import COUNTY, OFFICE

SHIPPED = FormFolders(paths.forms())
CHECK = partial(check_on_trial, folders=SHIPPED)
CALENDAR = paths.resources() / "calendar" / "CN-2026.json"
TEMPLATE = paths.forms() / "documents" / "sync_handover.toml"


def desk_of(session: Session) -> Downs:
    """The room as the desk makes it."""
    catalog = Catalog(session)
    requests = Requests(session, Documents(session))
    check = partial(check_on_trial, folders=session.forms)
    return Downs(session, Rooms(lambda: catalog, lambda: requests, check))


def notice(year: int = 2026, *, source: str = "某县转发的通知", days: int = 1) -> bytes:
    """An invented notice: the first days of the year off."""
    off = [{"name": "元旦", "from": f"{year}-01-01", "to": f"{year}-01-{days:02d}"}]
    value = {"year": year, "source": [source], "off": off, "work": []}
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def template(line: str = "# 县里改过的一行") -> bytes:
    """A shipped template with one line more."""
    return f"{line}\n".encode() + TEMPLATE.read_bytes()


@dataclass
class World:
    """Both ends."""

    sending: Sending
    session: Session
    downs: Downs
    drive: Path
    clock: StoppedClock

    def write(self, files: dict[str, bytes]) -> list[Path]:
        """Lay files in a folder of the county."""
        folder = self.drive.parent / "county-files"
        made = []
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            made.append(path)
        return made

    def send(
        self, files: dict[str, bytes], letter: Letter | None = None, pair: KeyPair = COUNTY
    ) -> tuple[SentPackage, Path]:
        """Send files to the drive; return what was sent and the package's file."""
        found = self.sending.gather(self.write(files), CHECK, SHIPPED)
        sent = self.sending.send(found, self.drive, [pair], letter)
        return sent, self.drive / f"{sent.name}.gkp"

    def receive(self, path: Path) -> str:
        """Take a package in; return its number."""
        [package] = self.downs.receive(path).packages
        return package.number

    def state(self) -> tuple[dict[str, str], list[tuple[str, str, bool]]]:
        """What must be the same again: own files by hash, and the catalog's items."""
        files = {
            path.relative_to(self.session.folder).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for part in ("forms", "calendar")
            for path in sorted((self.session.folder / part).rglob("*"))
            if path.is_file()
        }
        rows = self.session.conn.execute(
            "SELECT key, data, place FROM item WHERE retired_on IS NULL ORDER BY key"
        )
        return files, [tuple(row) for row in rows]


def world_of(session: Session, tmp_path: Path, clock: StoppedClock) -> World:
    """Found a county and let both ends trust each other."""
    sending = Sending.init(tmp_path / "county", name="云岭县", now=clock)
    (tmp_path / "office.gkkey").write_text(exchange_text(OFFICE), "utf-8")
    sending.keys.take_in(tmp_path / "office.gkkey")
    digits = OFFICE.public.fingerprint
    sending.keys.trust(digits, digits)
    log_in(session, "管理员")
    put_pair(session, OFFICE)
    trust_county(session, tmp_path, COUNTY)
    drive = tmp_path / "stick"
    drive.mkdir()
    return World(sending, session, desk_of(session), drive, clock)


def put_pair(session: Session, pair: KeyPair) -> None:
    """Give the office a pair made beforehand: making one takes a while."""
    from gkdesk.sync.keyfile import pair_data
    from gkdesk.sync.model import canonical

    ring = KeyStore(session)._ring
    fingerprint = pair.public.fingerprint
    place = f"sync_key.private#{fingerprint}"
    sealed = session.vault.seal(canonical(pair_data(pair)), place)
    with session.transaction():
        ring.append(ring.add(pair.public, sealed), "trusted", "")


def trust_county(session: Session, folder: Path, pair: KeyPair) -> None:
    path = folder / f"{pair.public.key_id}.gkkey"
    path.write_text(exchange_text(pair), "utf-8")
    keys = KeyStore(session)
    keys.take_in(path)
    keys.trust(pair.public.fingerprint, pair.public.fingerprint)
