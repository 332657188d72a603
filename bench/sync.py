"""A sync package: 1 GB of attachments sealed and read back, and one change among 100 000 records.

Beside the sealing stands a plain copy of the same bytes with one SHA-256 pass over them, flushed,
on the same disk. The limit is twice its time, and 80 MB of memory over the base; 0.3 s for the
change.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from gkdesk.desk import Desk

FILES, SIZE = 64, 16 << 20  # 1 GiB
RECORDS = 100_000
MB = 1 << 20
_PASSWORD = "bench-password"  # noqa: S105 - opens nothing but the bench


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def found(folder: Path) -> tuple[Desk, Any, list[Any]]:
    """An office and a county that have exchanged keys; the county's pairs."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.desk import Desk, wall_clock
    from gkdesk.sync.county import County
    from gkdesk.sync.countykeys import CountyKeys

    organ = Organ(
        name="青石镇人民政府", kind=OrganKind.TOWN, county="云岭县",
        credit_code="11500382787479886T", prefix="青政", address="云岭县青石镇", postcode="100000",
        phone="0000-0000123", review_authority="云岭县人民政府", court="云岭县人民法院",
    )  # fmt: skip
    cost = Cost(1, 8, 1)
    desk, _key = Desk.create(folder / "office", organ, user="周桂芬", password=_PASSWORD, cost=cost)
    county = County.init(folder / "inbox", name="云岭县", now=wall_clock)
    own, letter = CountyKeys(folder / "inbox", now=wall_clock, cost=cost), folder / "key.gkkey"
    pair = own.make(county.name, _PASSWORD)
    letter.write_text(own.give_out(_PASSWORD), "utf-8")
    desk.keys.make()
    desk.keys.trust(desk.keys.take_in(letter).public.fingerprint, pair.public.fingerprint)
    letter.write_text(desk.keys.give_out(), "utf-8")
    known = county.keys.take_in(letter)
    county.keys.trust(known.public.fingerprint, desk.keys.own().public.fingerprint)
    return desk, county, own.pairs(_PASSWORD)


def record(desk: Desk, at: int, files: list[str]) -> None:
    """One published record, written below the service."""
    from gkdesk.records import cabinet

    vault, uid = desk.session.vault, f"r{at:06d}"
    words = {"title": f"第{at}号公告", "doc_number": "", "body": "予以公开。" * 60}
    desk.session.conn.execute(
        "INSERT INTO record (uid, number, attribute, made_on, sealed, drafted_by, state,"
        " published_on) VALUES (?, ?, 'active', '2026-01-05', ?, '周桂芬', 'published',"
        " '2026-01-06')",
        (uid, f"2026-{at:06d}", vault.seal_json(words, cabinet.place(uid))),
    )
    for name in files:
        file = f"{uid}{name[:8]}"
        desk.session.conn.execute(
            "INSERT INTO record_file (uid, record_uid, sha256, sealed, at, user)"
            " VALUES (?, ?, ?, ?, '2026-01-05', '周桂芬')",
            (file, uid, name,
             vault.seal_json({"name": "附件.pdf", "note": ""}, f"record_file.sealed#{file}")),
        )  # fmt: skip


def attachments(folder: Path) -> list[tuple[str, str]]:
    """Copy, seal and take in 1 GiB, each in turn."""
    desk, county, pairs = found(folder)
    plain = folder / "plain"
    plain.mkdir()
    with desk.session.transaction():
        for at in range(FILES):
            data = b"%PDF-1.4" + os.urandom(SIZE - 8)
            (plain / f"{at}.pdf").write_bytes(data)
            record(desk, at, [desk.documents.keep(data, name="附件.pdf", subject=f"r{at:06d}")])
    del data
    desk.close()
    bare = min(timed(partial(_copied, plain, folder / f"copy{n}")) for n in range(2))
    for n in range(2):
        shutil.rmtree(folder / f"copy{n}")
    lines = [("copy and one SHA-256 pass", f"{FILES * SIZE / MB / bare:.0f} MB/s")]
    out = subprocess.run(
        [sys.executable, __file__, str(folder)], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    taken, base, peak = float(out[0]), int(out[1]), int(out[2])
    lines += [
        ("export, read back from the disk", f"{taken / bare:.2f} times (limit 2)"),
        ("memory over the base", f"{(peak - base) / 1024:.0f} MB (limit 80)"),
    ]
    lines.append(("export gone on with, 60 % on the drive", resumed(folder, bare)))
    [package] = (folder / "drive").glob("*_001_*.gkp")
    judged = timed(lambda: _judged(package, county))
    lines.append(("verify", f"{judged / bare:.2f} times (limit 2)"))
    received = timed(lambda: county.receive(package, pairs=pairs))
    lines.append(("take in at the county", f"{received / bare:.2f} times"))
    return lines


def _copied(plain: Path, into: Path) -> None:
    into.mkdir()
    for path in plain.iterdir():
        digest = hashlib.sha256()
        with path.open("rb") as source, (into / path.name).open("wb") as target:
            while piece := source.read(MB):
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())


def _judged(package: Path, county: Any) -> None:  # noqa: ANN401 - loaded late
    from gkdesk.desk import wall_clock
    from gkdesk.sync import packfile

    packfile.examine(package, county.keys.others(), wall_clock())


def exported(folder: Path) -> None:
    """Write the package in this process; print its time, the memory before and the most."""
    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.desk import Desk

    with Desk.open(folder / "office", cost=Cost(1, 8, 1)) as desk:
        desk.accounts.log_in("周桂芬", _PASSWORD)
        desk.sync.choose()
        base = _most()
        taken = timed(lambda: desk.sync.write(folder / "drive"))
        print(taken, base, _most())


def resumed(folder: Path, bare: float) -> str:
    """Send everything again, pull the drive at its end, cut the file, and go on with it."""
    from unittest import mock

    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.desk import Desk
    from gkdesk.sync import begun, drive, sealedout

    kept = [0, 1]

    def told(step: int, total: int, what: str = "") -> None:
        if what == begun.LYING:
            kept[:] = step, total

    with Desk.open(folder / "office", cost=Cost(1, 8, 1)) as desk:
        desk.accounts.log_in("周桂芬", _PASSWORD)
        with (
            mock.patch.object(sealedout, "check_whole", side_effect=drive.DrivePulled),
            suppress(drive.DrivePulled),
        ):
            desk.sync.write(folder / "drive", full=True)
        [lying] = (folder / "drive").glob("*.partial")
        os.truncate(lying, lying.stat().st_size * 6 // 10)
        taken = timed(lambda: desk.sync.write(folder / "drive", told, full=True))
    return f"{taken / bare:.2f} times, {1 - kept[0] / kept[1]:.0%} of it written"


def _most() -> int:
    """The most memory this process held, in KiB; getrusage would count the parent's in."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0])


def delta(folder: Path) -> list[tuple[str, str]]:
    """One changed record among 100 000 that the county has."""
    from gkdesk.sync import store

    desk, county, pairs = found(folder)
    with desk.session.transaction():
        for at in range(RECORDS):
            record(desk, at, [])
    first = timed(lambda: desk.sync.write(folder / "drive"))
    [package] = (folder / "drive").glob("*.gkp")
    answer = county.receive(package, pairs=pairs)
    desk.sync.read_receipt(Path(answer.paths[-1]))
    desk.session.conn.execute("UPDATE record SET revision = 2 WHERE uid = 'r050000'")
    chosen = timed(desk.sync.choose)
    checked = timed(desk.sync.check)
    written = timed(lambda: desk.sync.write(folder / "drive"))
    assert len(store.package_rows(desk.session.conn, 2)) == 1  # noqa: S101 - what is measured
    desk.close()
    return [
        ("the first package of 100 000 records", f"{first:.1f} s"),
        ("1 changed among them: chosen", f"{chosen * 1000:.0f} ms (limit 300)"),
        ("1 changed among them: checked", f"{checked * 1000:.0f} ms (limit 300)"),
        ("1 changed among them: sealed, read back", f"{written * 1000:.0f} ms (limit 300)"),
    ]


def run() -> list[tuple[str, str]]:
    """Measure both, each in a folder of its own."""
    lines = []
    for work in (delta, attachments):
        with tempfile.TemporaryDirectory() as folder:
            lines += work(Path(folder))
    return lines


if __name__ == "__main__":
    exported(Path(sys.argv[1]))
