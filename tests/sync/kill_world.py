"""An office, a county and a drive to be killed at any moment, and what must be true of them then.

The first package has gone there and back; the trials are about the second one, whose rows change
old rows and add new ones.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from unittest import mock

from gkdesk.accounts.model import Role
from gkdesk.base.errors import Blocked
from gkdesk.base.handover import PackageRow
from gkdesk.desk import Desk
from gkdesk.sync import bag, contents, sealedout
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.drive import DrivePulled
from gkdesk.sync.keystore import KeyStore
from gkdesk.sync.model import Mark, SyncPackage
from gkdesk.sync.service import Sync
from tests.conftest import CHEAP, NOW, ORGAN, PASSWORD
from tests.sync.rows import changed, sources_of

FIRST, SECOND = "2026-001", "2026-002"
COUNTY_PASSWORD = "县里的密码-2026"
CLERK = "周桂芬"
FILES = {"公示单.pdf": b"%PDF-1.4 sheet " * 6000, "回执联.pdf": b"%PDF-1.4 slip " * 90}


def rows_of(number: str) -> list[PackageRow]:
    """What the rooms hold when a package is made: 20 rows, then 10 of them changed and 20 more."""
    changed = 10 if number == SECOND else 0
    rows = [_item(f"A{n:02}", 1 + (n < changed)) for n in range(20)]
    if number == SECOND:
        files = [(name, hashlib.sha256(data).hexdigest()) for name, data in FILES.items()]
        rows += [_item(f"B{n:02}", 1) for n in range(18)]
        rows += [PackageRow("sheet", f"F{n}", 1, {}, (one,)) for n, one in enumerate(files)]
    return rows


def _item(key: str, revision: int) -> PackageRow:
    return PackageRow("item", key, revision, {"name": "养老服务" * 9, "basis": f"第{revision}版"})


def marks_of(number: str) -> dict[tuple[str, str], Mark]:
    return {(row.kind, row.key): contents.mark_of(row) for row in rows_of(number)}


@dataclass(frozen=True)
class World:
    """Three folders below one; the clock stands still."""

    root: Path
    now: datetime = NOW

    @property
    def office(self) -> Path:
        return self.root / "office"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def drive(self) -> Path:
        return self.root / "drive"

    @property
    def parts(self) -> tuple[Path, Path, Path]:
        return self.office, self.inbox, self.drive

    def at(self, now: datetime) -> World:
        """The same folders at another time of day."""
        return replace(self, now=now)

    @contextmanager
    def desk(self, number: str = SECOND) -> Iterator[tuple[Desk, Sync]]:
        """The office with its clerk logged in, and the room with the rows of a package."""
        with Desk.open(self.office, now=lambda: self.now, cost=CHEAP) as desk:
            desk.accounts.log_in(CLERK, PASSWORD)
            yield desk, Sync(desk.session, desk.documents, sources_of(rows_of(number)))

    def county(self) -> County:
        return County.open(self.inbox, now=lambda: self.now)

    @property
    def own(self) -> CountyKeys:
        return CountyKeys(self.inbox, now=lambda: self.now, cost=CHEAP)

    def package(self) -> SyncPackage | None:
        """The second package, when the office knows it."""
        with self.desk() as (_desk, sync):
            return next((one for one in sync.packages() if one.number == SECOND), None)

    def keep(self, where: Path) -> None:
        """Copy everything."""
        for part in self.parts:
            shutil.copytree(part, where / part.name)

    def restore(self, kept: Path) -> None:
        """Put back what was kept; the folders stay, because one may be a mounted disk."""
        for part in self.parts:
            for path in part.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(kept / part.name, part, dirs_exist_ok=True)


def export(world: World, number: str = SECOND) -> str:
    """``gkdesk sync export``."""
    with world.desk(number) as (_desk, sync):
        sync.write(world.drive)
    return ""


def receive(world: World, number: str = SECOND) -> str:
    """``gkdesk county receive``; returns what it remarks, a refusal too."""
    [package] = world.drive.glob(f"GK_*_{number[-3:]}_*.gkp")
    with world.county() as county:
        answer = county.receive(package, pairs=world.own.pairs(COUNTY_PASSWORD))
    return "；".join((*answer.findings, *answer.remarks))


def undo(world: World) -> str:
    """``gkdesk county undo``; returns what it remarks."""
    pairs = world.own.pairs(COUNTY_PASSWORD)
    with world.county() as county:
        answer = county.undo(ORGAN.name, SECOND, "拿错了 U 盘", to=world.drive, pairs=pairs)
    return "；".join(answer.remarks)


def take_again(world: World) -> None:
    """``gkdesk county receive --again``."""
    [package] = world.drive.glob(f"GK_*_{SECOND[-3:]}_*.gkp")
    with world.county() as county:
        county.receive(package, pairs=world.own.pairs(COUNTY_PASSWORD), again=True)


def receipt(world: World) -> str:
    """``gkdesk sync receipt`` with every receipt on the drive."""
    with world.desk() as (_desk, sync):
        for path in sync.receipts_at(world.drive):
            sync.read_receipt(path)
    return ""


def finish(world: World) -> str:
    """``gkdesk sync finish``."""
    with world.desk() as (_desk, sync):
        sync.finish(SECOND)
    return ""


def clear(world: World) -> str:
    """``gkdesk sync clear``."""
    with world.desk() as (_desk, sync):
        for left in sync.leftovers(world.drive):
            sync.clear(left)
    return ""


Act = Callable[[World], str]
ACTS: dict[str, Act] = {
    "export": export,
    "resume": export,
    "finish": finish,
    "clear": clear,
    "receive": receive,
    "adopt": receive,
    "again": receive,
    "receipt": receipt,
    "undo": undo,
}


def founded(root: Path) -> World:
    """Found office and county, exchange keys, and bring the first package there and back."""
    world = World(root)
    world.drive.mkdir(parents=True)
    desk, _recovery = Desk.create(
        world.office, ORGAN, user="管理员", password=PASSWORD, now=lambda: NOW, cost=CHEAP
    )
    with desk:
        desk.accounts.add(CLERK, PASSWORD, Role.OFFICER)
        for name, data in FILES.items():
            desk.documents.keep(data, name=name, subject="F")
        KeyStore(desk.session).make()
        for row in rows_of(FIRST):
            changed(desk.session.conn, row)
    _meet(world)
    export(world, FIRST)
    receive(world, FIRST)
    receipt(world)
    with world.desk() as (desk, _sync):
        for row in rows_of(SECOND):
            if row not in rows_of(FIRST):
                changed(desk.session.conn, row)
    return world


def _meet(world: World) -> None:
    """Exchange keys and read the fingerprints aloud, both ways."""
    letter = world.root / "key.gkkey"
    with (
        County.init(world.inbox, name="云岭县", now=lambda: NOW) as county,
        world.desk(FIRST) as (desk, _sync),
    ):
        pair, keys = world.own.make(county.name, COUNTY_PASSWORD), KeyStore(desk.session)
        letter.write_text(world.own.give_out(COUNTY_PASSWORD), "utf-8")
        keys.trust(keys.take_in(letter).public.fingerprint, pair.public.fingerprint)
        letter.write_text(keys.give_out(), "utf-8")
        known = county.keys.take_in(letter)
        county.keys.trust(known.public.fingerprint, keys.own().public.fingerprint)


_SETTLE = bag.settle


class _Stopped(Blocked):
    """The trial's own trouble, where a kill would leave the same."""


def stages(root: Path) -> tuple[World, dict[str, Path]]:
    """Build the world once; return it, and where it is kept as it is before each act."""
    world = founded(root / "live")
    kept = {name: root / f"before-{name}" for name in ACTS}
    world.keep(kept["export"])
    with mock.patch.object(sealedout, "settle", side_effect=_Stopped), suppress(Blocked):
        export(world)
    world.keep(kept["finish"])
    world.restore(kept["export"])
    with mock.patch.object(sealedout, "check_whole", side_effect=DrivePulled), suppress(Blocked):
        export(world)
    [partial] = world.drive.glob("*.partial")
    os.truncate(partial, partial.stat().st_size * 2 // 3)
    world.keep(kept["resume"])
    world.restore(kept["finish"])
    finish(world)
    world.keep(kept["receive"])
    with mock.patch.object(bag, "settle", _settled_in_vain), suppress(Blocked):
        receive(world)
    world.keep(kept["adopt"])
    receive(world)
    world.keep(kept["receipt"])
    receipt(world)
    world.keep(kept["undo"])
    world.restore(kept["receipt"])
    for path in [*world.root.rglob("GK_*_002_*.receipt.json*")]:
        path.unlink()
    world.keep(kept["again"])
    world.restore(kept["export"])
    (world.drive / "GK_7479886T_20260401_002_0badcafe.gkp.partial").write_bytes(b"half" * 9999)
    world.keep(kept["clear"])
    return world, kept


def _settled_in_vain(partial: Path, manifest_sha256: str) -> Path:
    _SETTLE(partial, manifest_sha256)
    raise _Stopped
