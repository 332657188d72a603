"""In the guest: write one sealed package onto the drive and say when it may be pulled.

The orders stand in the environment: ``SIZE`` (bytes of the attachment), ``PLACE`` (``root``, or a
folder that is ``old``, made ``fresh`` by somebody else, or ``new``: made by the program), ``OLD``
(how many older files lie in it), ``STEPS`` (say every flush and rename, so that the host can cut
the power between two), ``SEED`` (of content and keys: the same package in two boots), ``AGAIN``
(the drive was cut off before: go on), ``SURE`` (how much of the file was said to be sure then) and
``FLUSHED`` (bytes between two flushes).
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import silent
from gkdesk.sync import begun, contents, drive, packfile, sealedout, sealing, signing
from gkdesk.sync.begun import Attempt
from gkdesk.sync.contents import Plan
from gkdesk.sync.keys import KeyPair, KeySide, PublicKey
from gkdesk.sync.model import PARTIAL, PackageInfo
from gkdesk.sync.waybill import Waybill

DONE = "可以拔出"
START, WRITTEN, STEP, KEPT, SURE = "start", "written", "step", "kept", "sure"
FAILED = "failed"  # said by guest_init.sh
CODE, TOWN, COUNTY = "11500382787479886T", "青石镇人民政府", "云岭县"
MADE = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001 - the office's wall clock
DAYS = (date(2026, 1, 1), date(2027, 12, 31))


def main() -> int:
    """Do as ``Sync.write`` does, without its database."""
    folder, again = _folder(Path(sys.argv[1]), os.environ["PLACE"]), os.environ["AGAIN"] == "1"
    dice = random.Random(os.environ["SEED"])  # noqa: S311 - repeatable, not secret
    file = dice.randbytes(int(os.environ["SIZE"]))
    if folder.exists() and not again:
        _older_files(folder, int(os.environ["OLD"]))
    os.sync()
    begun.FLUSHED, begun.EVERY = int(os.environ["FLUSHED"]), 0.0
    pair = _pair(KeySide.OFFICE, CODE, TOWN, dice)
    waybill = _waybill(pair, dice)
    bag = sealedout.bag_of(_plan(file), waybill, lambda _sha256: [file], silent)
    if os.environ["STEPS"] == "1":
        _say_steps()
    say(START)
    there = again and (folder / f"{bag.name}{packfile.ENDING}{PARTIAL}").exists()
    sure, kept = int(os.environ["SURE"]), [0]
    attempt = Attempt(dice.randbytes(32), there, sure=sure, note=lambda size: say(f"{SURE} {size}"))

    def told(step: int, _total: int, what: str = "") -> None:
        if what == begun.LYING:
            kept[0] = step

    device = drive.prepare(folder, 0 if there else sealedout.size_of(bag, waybill))
    partial, statement = sealedout.write_partial(
        bag, waybill, pair, folder, device, told, attempt=attempt
    )
    say(f"{KEPT} {kept[0]}")
    sha256 = hashlib.sha256(statement.text).hexdigest()
    say(f"{WRITTEN} {bag.name} {partial.stat().st_size} {sha256}")
    sealedout.settle(partial, sha256)
    say(DONE)
    return 0


def say(line: str) -> None:
    """Send a line to the host at once."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def _plan(file: bytes) -> Plan:
    sha256 = hashlib.sha256(file).hexdigest()
    row = PackageRow("item", "A1", 1, {"name": "养老服务"}, (("公示单.pdf", sha256),))
    info = PackageInfo(
        CODE, TOWN, COUNTY, "2026-001", MADE.isoformat(), "officer", {}, 0, 7, "c" * 64
    )
    return contents.build(info, [row], {sha256: len(file)}, "gkdesk trial")


def _pair(side: KeySide, owner: str, name: str, dice: random.Random) -> KeyPair:
    seed, identity = dice.randbytes(32), dice.randbytes(32)
    seal = sealing.recipient_of(identity)
    public = PublicKey(side, owner, name, signing.public_of(seed), seal, *DAYS)
    return KeyPair(public, seed, identity)


def _waybill(pair: KeyPair, dice: random.Random) -> Waybill:
    county = _pair(KeySide.COUNTY, COUNTY, f"{COUNTY}政务公开办", dice)
    return Waybill(
        office=CODE,
        office_name=TOWN,
        county=COUNTY,
        number="2026-001",
        made_at=MADE,
        expires_on=date(2027, 4, 10),
        from_revision=0,
        to_revision=12,
        signer=pair.public.sign,
        recipients=tuple(sorted([county.public.seal, pair.public.seal])),
        previous=None,
    )


def _folder(stick: Path, place: str) -> Path:
    if place == "root":
        return stick
    folder = stick / "报送" / "二〇二六年"
    if place == "old":
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _older_files(folder: Path, count: int) -> None:
    """Lay files there and remove every third: a drive in use has gaps and a long directory."""
    names = [f"关于第{number:03d}号事项的通知{'稿' * (number % 7)}.txt" for number in range(count)]
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(b"x" * 3000)
    os.sync()
    for path in paths[::3]:
        path.unlink()


def _say_steps() -> None:
    def told(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def both(*args: Any, **more: Any) -> Any:
            given = call(*args, **more)
            say(f"{STEP} {name}")
            return given

        return both

    os.fsync = told("fsync", os.fsync)
    os.rename = told("rename", os.rename)


if __name__ == "__main__":
    raise SystemExit(main())
