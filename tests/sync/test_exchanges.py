"""Two hundred random steps between a town and its county: lost, late, repeated, undone, astray.

Whatever happened on the way, once packages and receipts are carried as they should be, both hold
the same rows.
"""

from __future__ import annotations

import contextlib
import os
import random
from datetime import timedelta
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.sync import county_store, county_turns, delta, inspection, merge
from gkdesk.sync.contents import mark_of
from gkdesk.sync.county import County
from gkdesk.sync.keys import KeyPair
from gkdesk.sync.model import Mark, PackageState, SyncPackage, order_of
from gkdesk.sync.service import AlreadySettled, NothingToSend, Sync
from tests.conftest import ORGAN, StoppedClock

from .exchange import Exchange

STEPS = 200
ROUNDS = 12  # of carrying everything as it should be, at the most


class World:
    """A town, a county, and what lies on drives between them."""

    def __init__(
        self, tmp: Path, seed: int, sync: Sync, county: County, pairs: list[KeyPair],
        rows: list[PackageRow], clock: StoppedClock,
    ) -> None:  # fmt: skip
        self.chance = random.Random(seed)  # noqa: S311 - the same every time
        self.tmp, self.sync, self.county, self.pairs = tmp, sync, county, pairs
        self.rows, self.clock = rows, clock
        self.on_the_way: list[SyncPackage] = []
        self.kept: list[SyncPackage] = []  # packages whose drive is still about
        self.refused = self.undone = 0
        self.before: dict[str, set[tuple[str, ...]]] = {}  # lines before each package

    def step(self) -> None:
        """Do one thing a clumsy office could do."""
        self.clock.value += timedelta(minutes=self.chance.randint(0, 90))
        act = self.chance.choices(
            (
                self.edit, self.write, self.deliver, self.again, self.lose, self.void, self.read,
                self.undo, self.retake,
            ),
            (6, 4, 4, 1, 1, 1, 3, 1, 0.5),
        )[0]  # fmt: skip
        act()
        if self.chance.random() < 0.2:
            self.same_choice()

    def same_choice(self) -> None:
        """What changed is found without looking at what did not."""
        whole = delta.choose(self.sync._session.conn, self.sync._sources, whole=True)
        quick = self.sync.choose()
        assert (quick.rows, quick.awaiting, quick.held) == (whole.rows, whole.awaiting, whole.held)
        assert quick.unchanged == whole.unchanged

    def edit(self) -> None:
        for _each in range(self.chance.randint(1, 3)):
            if not self.rows or self.chance.random() < 0.3:
                self.rows.append(PackageRow("item", f"N{len(self.rows):04d}", 1, {"name": "新"}))
                continue
            at = self.chance.randrange(len(self.rows))
            old = self.rows[at]
            data = dict(old.data) | {"note": self.chance.randint(0, 99)}
            self.rows[at] = PackageRow(old.kind, old.key, old.revision + 1, data, old.files)

    def write(self) -> None:
        folder = self.tmp / f"drive{len(list(self.tmp.glob('drive*')))}"
        folder.mkdir()
        with contextlib.suppress(NothingToSend):
            self.on_the_way.append(self.sync.write(folder))

    def deliver(self) -> None:
        if self.on_the_way:
            package = self.on_the_way.pop(self.chance.randrange(len(self.on_the_way)))
            self.receive(package)
            self.kept.append(package)

    def again(self) -> None:
        if self.kept:
            self.receive(self.chance.choice(self.kept))

    def lose(self) -> None:
        if self.on_the_way:
            self.on_the_way.pop(self.chance.randrange(len(self.on_the_way)))

    def void(self) -> None:
        packages = self.sync.packages()
        if packages:
            with contextlib.suppress(AlreadySettled):
                self.sync.void(self.chance.choice(packages).number)

    def read(self) -> None:
        found = sorted(self.tmp.glob("drive*/*.receipt.json"))
        if found:
            self.sync.read_receipt(self.chance.choice(found))

    def undo(self) -> None:
        """Undo the newest package; its receipt goes along with some drive, or with none."""
        standing = county_store.received(self.county._conn, ORGAN.credit_code)
        if standing:
            before = self.before[max(standing, key=order_of)]
            drives = [None, *sorted(self.tmp.glob("drive*"))]
            answer = self.county.undo(
                ORGAN.name, max(standing, key=order_of), "拿错了 U 盘",
                to=self.chance.choice(drives), pairs=self.pairs,
            )  # fmt: skip
            assert answer.undone
            assert before == self.entries() == self.folded()
            self.undone += 1

    def retake(self) -> None:
        """Take an undone package once more, when it still is the next one."""
        undone = [one for one in self.packages() if not one.standing]
        there = {one.number: one for one in self.kept}
        if undone and undone[0].number in there:
            self.receive(there[undone[0].number], again=True)

    def packages(self) -> list[county_turns.Kept]:
        return county_turns.packages(self.county._conn, ORGAN.credit_code)

    def receive(self, package: SyncPackage, *, again: bool = False) -> None:
        path = Path(package.folder, package.file_name)
        standing, before = (
            county_store.received(self.county._conn, ORGAN.credit_code),
            self.entries(),
        )
        self.refused += self.county.receive(path, pairs=self.pairs, again=again).refused
        if package.number not in standing:
            self.before[package.number] = before

    def entries(self) -> set[tuple[str, ...]]:
        """Every line in force, whole."""
        held = county_store.entries(self.county._conn, ORGAN.credit_code)
        return {tuple(map(str, row)) for row in held}

    def folded(self) -> set[tuple[str, ...]]:
        """What all packages that stand come to, read again from their kept folders."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for package in reversed([one for one in self.packages() if one.standing]):
            place = self.tmp / "inbox" / package.town / package.name
            for path in sorted(place.glob("data/rows/*.jsonl")):
                for line in inspection.rows_of(place, path.stem):
                    have = found.get((line.kind, line.key))
                    mark = Mark(int(have[2]), have[3]) if have else None
                    if merge.compare(mark, line.mark) in {merge.Relation.NEW, merge.Relation.NEWER}:
                        found[line.kind, line.key] = (
                            line.kind, line.key, str(line.mark.revision), line.mark.digest,
                            line.text, package.number,
                        )  # fmt: skip
        return set(found.values())

    def carry_on(self) -> None:
        """Carry what is there in its order, call lost what is not, read every receipt."""
        there = {one.number for one in (*self.on_the_way, *self.kept)}
        self.on_the_way.clear()
        for package in reversed(self.sync.packages()):
            if package.state is not PackageState.VERIFIED:
                continue
            if package.number in there:
                self.receive(package)
            else:
                self.sync.void(package.number)
        for package in self.packages():  # the county writes its undo receipts once more
            if not package.standing:
                self.county.undo(
                    package.town, package.number, "补写", to=self.tmp / "drive0", pairs=self.pairs
                )
        paths = sorted(self.tmp.glob("drive*/*.receipt.json"))
        self.chance.shuffle(paths)
        for path in paths:
            self.sync.read_receipt(path)
        before = len(self.on_the_way)
        self.write()
        if len(self.on_the_way) > before:
            self.kept.append(self.on_the_way[-1])

    def converge(self) -> None:
        for _round in range(ROUNDS):
            self.carry_on()
            if self.same() and not self.sync.choose().rows:
                return

    def same(self) -> bool:
        held = county_store.entries(self.county._conn, ORGAN.credit_code)
        theirs = {(row["kind"], row["key"]): (row["revision"], row["digest"]) for row in held}
        marks = {(row.kind, row.key): mark_of(row) for row in self.rows}
        return theirs == {key: (mark.revision, mark.digest) for key, mark in marks.items()}


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("seed", range(int(os.environ.get("GKDESK_EXCHANGES", "1"))))
def test_town_and_county_come_to_hold_the_same(
    seed: int, tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync,
    rows: list[PackageRow], *, sealed: bool,
) -> None:  # fmt: skip
    pairs: list[KeyPair] = []
    if sealed:
        exchange = Exchange(tmp_path, clock, session, county, sync)
        exchange.meet()
        pairs = exchange.pairs
    world = World(tmp_path, seed, sync, county, pairs, rows, clock)
    for _step in range(STEPS):
        world.step()
    world.converge()
    world.undo()
    assert not world.same()
    world.converge()
    assert world.same()
    assert [one.reason for one in sync.choose().held] == []
    assert bool(county_store.signed(county._conn, ORGAN.credit_code)) is sealed
    assert world.undone
    assert world.refused  # the steps were clumsy enough
