"""Kill sending, receiving, applying and undoing of a county's package at every system call.

``python -m tests.sync.down_kill [--every N] [--what ACT]`` needs Linux and strace; it is built as
``kill_trials`` is. Exit 1 when anything is half or does not come to an end with the next run.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gkdesk.desk import Desk
from gkdesk.sync import downstore
from gkdesk.sync.countysend import Sending
from gkdesk.sync.downmodel import PartState
from gkdesk.sync.inspection import device_sha256
from tests.catalog.conftest import HEAD, book
from tests.conftest import CHEAP, PASSWORD

from .downworld import CHECK, SHIPPED, notice, template
from .kill_trials import BLOWS, Sweeper, memory
from .kill_world import COUNTY_PASSWORD, World, founded

NUMBER = "2026-001"
OWN = "forms/documents/sync_handover.toml"
MINE = template("# 本镇的说法")
ROW = [1, "综合业务", "低保", "政策文件", "《条例》", "20个工作日内", "青石镇", "■政府网站"]
FILES = {"t.toml": template(), "n.json": notice(2027), "c.xlsx": book([HEAD, ROW])}


@contextmanager
def leader(world: World) -> Iterator[Desk]:
    with Desk.open(world.office, now=lambda: world.now, cost=CHEAP) as desk:
        desk.accounts.log_in("管理员", PASSWORD)
        yield desk


def send(world: World) -> str:
    """``gkdesk county send``."""
    files = sorted((world.root / "files").iterdir())
    with Sending.open(world.inbox, now=lambda: world.now) as sending:
        found = sending.gather(files, CHECK, SHIPPED)
        sending.send(found, world.drive, world.own.pairs(COUNTY_PASSWORD))
    return ""


def receive(world: World) -> str:
    """``gkdesk sync apply PATH``."""
    with leader(world) as desk:
        desk.downs.receive(world.drive)
    return ""


def apply(world: World) -> str:
    """``gkdesk sync apply NUMBER --yes --overwrite``."""
    with leader(world) as desk:
        desk.downs.apply(NUMBER, overwrite=True)
    return ""


def undo(world: World) -> str:
    """``gkdesk sync apply NUMBER --undo``."""
    with leader(world) as desk:
        desk.downs.undo(NUMBER)
    return ""


ACTS: dict[str, Callable[[World], str]] = {
    "send": send, "receive": receive, "apply": apply, "undo": undo,
}  # fmt: skip


def stages(root: Path) -> tuple[World, dict[str, Path]]:
    """Return the world, and a copy of it as it is before each act."""
    world = founded(root / "world")
    (world.root / "files").mkdir()
    for name, data in FILES.items():
        (world.root / "files" / name).write_bytes(data)
    own = world.office / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(MINE)
    kept = {}
    for name, act in ACTS.items():
        kept[name] = root / "kept" / name
        world.keep(kept[name])
        act(world)
    return world, kept


def state_of(world: World) -> tuple[str, tuple[str, ...]]:
    """What the database says of the parts, and which of the two files stand as they should."""
    with leader(world) as desk:
        parts = [one for package in desk.downs.packages() for one in package.parts]
        items = len(desk.catalog.rows())
        left = len(downstore.unwritten(desk.session.conn))
        faults = [f"audit {one.id}" for one in desk.audit_faults()]
    states = ",".join(sorted({one.state.value for one in parts})) or "nothing"
    own, calendar = world.office / OWN, world.office / "calendar/CN-2027.json"
    ours = calendar.exists() and device_sha256(calendar) == _sha(FILES["n.json"])
    files = (own.read_bytes() == FILES["t.toml"], ours, items == 1)
    before = (own.read_bytes() == MINE, not calendar.exists(), items == 0)
    found = list(faults) + ([f"{left} left"] if left else [])
    if states == PartState.APPLIED.value and not all(files):
        found.append(f"applied, but {files}")
    if states in {"nothing", "received", "undone"} and not all(before):
        found.append(f"{states}, but {before}")
    if "," in states:
        found.append(f"half: {states}")
    for path in world.drive.glob("GKD_*.gkp"):
        with Sending.open(world.inbox, now=lambda: world.now) as sending:
            if path.stem not in {one.name for one in sending.sent()}:
                found.append(f"{path.name} is not remembered")
    return states, tuple(found)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def converged(world: World, name: str) -> list[str]:
    """Act again as a person would; everything comes to the same end."""
    if name == "send":
        for path in world.drive.glob("GKD_*.partial"):
            path.unlink()
        with Sending.open(world.inbox, now=lambda: world.now) as sending:
            done = [one for one in sending.sent() if one.verified]
        if not done and not list(world.drive.glob("GKD_*.gkp")):
            send(world)
    if name in {"send", "receive"}:
        receive(world)
    with leader(world) as desk:
        package = desk.downs.packages()[0]
        if name != "undo" and package.waiting:
            desk.downs.apply(package.name, overwrite=True)
        if name == "undo" and package.parts[0].state is PartState.APPLIED:
            desk.downs.undo(package.name)
    states, found = state_of(world)
    wanted = "undone" if name == "undo" else "applied"
    return [*found, *([] if states == wanted else [f"{states} in the end"])]


class DownSweeper(Sweeper):
    """Strikes the acts of the county's packages."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, stages)

    def strike(self, name: str, blow: str, every: int) -> tuple[str, list[str]]:
        """Strike one act at every ``every``-th call; return the figures and what is wrong."""
        self._world.restore(self._kept[name])
        self._run(ACTS[name], "")
        moments = self._moments(BLOWS[blow])
        seen: Counter[str] = Counter()
        faults = []
        tried = list(enumerate(moments, 1))[::every]
        for number, (call, nth) in tried:
            self._world.restore(self._kept[name])
            how = self._run(ACTS[name], f"{call}:{BLOWS[blow].injected}:when={nth}")
            where = f"{name} at {number} ({call} {nth}), {how}"
            found = [how] if how.startswith("BROKEN") else []
            try:
                states, wrong = state_of(self._world)
                seen[f"{how[:30]}: {states}"] += 1
                found += [*wrong, *converged(self._world, name)]
            except Exception:  # noqa: BLE001 - whatever it is, it is what the trial looks for
                found.append(traceback.format_exc(limit=-6))
            faults += [f"{where}: {one}" for one in found]
        told = f"{blow} {name}: {len(tried)} of {len(moments)} tried, {len(faults)} faults"
        return "\n".join([told, *(f"  {n:5} {one}" for one, n in seen.most_common())]), faults


def main(words: list[str] | None = None) -> int:
    """Run the sweeps that were asked for."""
    parser = argparse.ArgumentParser(prog="down_kill", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every N-th system call")
    parser.add_argument("--what", choices=list(ACTS), help="default: every act")
    parser.add_argument("--blow", choices=BLOWS, help="default: each")
    asked = parser.parse_args(words)
    if not shutil.which("strace"):
        sys.stdout.write("nothing tried: no strace\n")
        return 1
    bad = 0
    with tempfile.TemporaryDirectory(prefix="down-kill-", dir=memory()) as place:
        sweeper = DownSweeper(Path(place) / "strace")
        for blow in [asked.blow] if asked.blow else BLOWS:
            for name in [asked.what] if asked.what else ACTS:
                told, faults = sweeper.strike(name, blow, asked.every)
                sys.stdout.write("\n".join([told, *(f"  FAULT {one}" for one in faults)]) + "\n")
                sys.stdout.flush()
                bad += len(faults)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
