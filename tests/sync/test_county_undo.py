"""Undo at the county: one step back, exactly; and the town sends it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.files import NoSuchFile
from gkdesk.base.handover import PackageRow
from gkdesk.db.connection import DatabaseTrouble, connect
from gkdesk.sync import county_store, county_turns, countyundo, inspection
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import NoCountyPair
from gkdesk.sync.countyundo import NoReason, NoSuchTown, NotKept, NotNewest, NotTaken
from gkdesk.sync.model import PackageState, Receipt, SyncPackage
from gkdesk.sync.receipt import ReceiptUnsigned
from gkdesk.sync.service import Sync
from tests.conftest import ORGAN, StoppedClock

from .exchange import Exchange, at, receipts
from .test_county import change

TOWN = ORGAN.credit_code
WHY = "拿错了 U 盘"
Carry = Callable[[], SyncPackage]


def held(county: County) -> list[tuple[object, ...]]:
    """Every line in force with its package."""
    return [tuple(row) for row in county_store.entries(county._conn, TOWN)]


def drive(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def read_all(sync: Sync, *folders: Path) -> None:
    for folder in folders:
        for path in sorted(folder.glob("*.receipt.json")):
            sync.read_receipt(path)


@pytest.fixture
def carry(sync: Sync, county: County, stick: Path) -> Carry:
    """Write a package, take it, read its receipt."""

    def carry() -> SyncPackage:
        package = sync.write(stick)
        answer = county.receive(stick / package.name)
        assert not answer.refused
        sync.read_receipt(Path(answer.paths[-1]))
        return package

    return carry


@pytest.fixture
def sealed(
    tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync
) -> Exchange:
    made = Exchange(tmp_path, clock, session, county, sync)
    made.meet()
    return made


class TestBack:
    def test_every_line_stands_as_before(
        self, county: County, carry: Carry, rows: list[PackageRow], tmp_path: Path
    ) -> None:
        first = carry()
        before = held(county)
        change(rows)
        rows.append(PackageRow("item", "A9", 1, {"name": "新事项"}))
        second = carry()
        middle = held(county)
        change(rows)
        third = carry()
        assert held(county) != middle != before
        county.undo(TOWN, third.number, WHY)
        assert held(county) == middle
        county.undo(ORGAN.name, second.number, WHY)
        assert held(county) == before
        county.undo(TOWN, first.number, WHY)
        assert held(county) == []
        assert inspection.verify(tmp_path / "inbox" / TOWN / first.name) == []
        states = [(one.number, one.standing, one.reason) for one in county.book.packages()]
        assert states == [
            ("2026-003", False, WHY), ("2026-002", False, WHY), ("2026-001", False, WHY)
        ]  # fmt: skip
        [town] = county.book.towns()
        assert (town.packages, town.last_number, dict(town.counts)) == (0, "", {})

    def test_only_from_the_newest_backwards(
        self, county: County, carry: Carry, rows: list[PackageRow]
    ) -> None:
        first = carry()
        change(rows)
        carry()
        lines = held(county)
        with pytest.raises(NotNewest, match="最近的一包是2026-002，请先撤销它"):
            county.undo(TOWN, first.number, WHY)
        with pytest.raises(NotTaken, match="2026-077号包"):
            county.undo(TOWN, "2026-077", WHY)
        with pytest.raises(NotTaken, match="□"):
            county.undo(TOWN, "不是\n编号", WHY)
        with pytest.raises(NoSuchTown, match="“白石镇”的包"):
            county.undo("白石镇", first.number, WHY)
        for reason in ("", "  \n", "字" * 161, "打 13900001234 问过"):
            with pytest.raises(NoReason):
                county.undo(TOWN, "2026-002", reason)
        assert held(county) == lines

    def test_twice_changes_nothing_and_writes_the_receipt_again(
        self, county: County, carry: Carry, tmp_path: Path, clock: StoppedClock
    ) -> None:
        package = carry()
        one, other = drive(tmp_path, "one"), drive(tmp_path, "other")
        first = county.undo(TOWN, package.number, WHY, to=one)
        clock.value = clock.value.replace(day=20)
        second = county.undo(TOWN, package.number, "别的原因", to=other)
        assert (first.repeated, second.repeated, second.undone) == (False, True, WHY)
        [made], [again] = one.iterdir(), other.iterdir()
        assert made.name == again.name == f"{package.name}.undone.receipt.json"
        assert made.read_bytes() == again.read_bytes()

    def test_all_or_nothing(
        self, county: County, carry: Carry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        package = carry()
        lines = held(county)

        def dies(*_words: object) -> int:
            raise DatabaseTrouble

        with monkeypatch.context() as patch:
            patch.setattr(county_turns, "put_back", dies)
            with pytest.raises(DatabaseTrouble):
                county.undo(TOWN, package.number, WHY, to=tmp_path)
        assert held(county) == lines
        assert county.book.packages()[0].standing
        assert not list(tmp_path.glob("*.undone.*"))
        county.undo(TOWN, package.number, WHY)
        assert held(county) == []

    def test_what_an_older_program_took_stays(
        self, county: County, carry: Carry, rows: list[PackageRow], tmp_path: Path,
        clock: StoppedClock, sync: Sync, stick: Path,
    ) -> None:  # fmt: skip
        """An inbox of version 2, as that program left it."""
        first = carry()
        county.close()
        conn = connect(tmp_path / "inbox" / county_store.DATABASE)
        later = ("sent_answer", "sent_event", "sent_town", "sent_part", "sent")
        for table in (*later, "settlement", "conflict", "replaced", "turn"):
            conn.execute(f"DROP TABLE IF EXISTS {table}")
        conn.execute("DROP VIEW package_now")
        conn.execute("PRAGMA user_version = 2")
        conn.close()
        with County.open(tmp_path / "inbox", now=clock) as again:
            lines = held(again)
            with pytest.raises(NotKept, match="旧版软件接收的"):
                again.undo(TOWN, first.number, WHY)
            assert [one.standing for one in again.book.packages()] == [True]
            change(rows)
            assert again.receive(stick / sync.write(stick).name).accepted == 1
            again.undo(TOWN, "2026-002", WHY)
            assert held(again) == lines

    def test_the_book_is_append_only(self, county: County, carry: Carry) -> None:
        package = carry()
        county.undo(TOWN, package.number, WHY)
        for table in ("turn", "package"):
            with pytest.raises(Exception, match="append-only"):
                county._conn.execute(f"DELETE FROM {table}")  # noqa: S608

    def test_a_drive_that_cannot_be_written(
        self, county: County, carry: Carry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = carry()
        with pytest.raises(NoSuchFile, match="找不到“pulled”"):
            county.undo(TOWN, package.number, WHY, to=tmp_path / "pulled")
        assert len(held(county)) == 3
        full = drive(tmp_path, "full")

        def locked(path: Path, data: bytes) -> None:
            if path.parent == full:
                raise files.NotWritable(name=path.name)
            write(path, data)

        write = files.write
        monkeypatch.setattr(files, "write", locked)
        answer = county.undo(TOWN, package.number, WHY, to=full)
        assert len(answer.paths) == 1
        assert answer.remarks[0].startswith("回执没有写到 U 盘上")
        assert held(county) == []


class TestAtTheTown:
    def test_the_next_package_carries_it_again(
        self, county: County, carry: Carry, sync: Sync, stick: Path, rows: list[PackageRow]
    ) -> None:
        carry()
        change(rows)
        second = carry()
        lines = held(county)
        county.undo(TOWN, second.number, WHY, to=stick)
        read_all(sync, stick)
        package = sync.package(second.number)
        assert (package.state, package.returned) == (PackageState.REFUSED, 1)
        [coming] = sync.choose().rows
        assert coming.reason == f"县里撤销了这一包：{WHY}"
        third = carry()
        assert [row[:5] for row in held(county)] == [row[:5] for row in lines]
        assert sync.package(third.number).state is PackageState.DELIVERED
        assert sync.choose().rows == ()

    def test_an_older_receipt_that_comes_late_is_void(
        self, county: County, sync: Sync, stick: Path, tmp_path: Path
    ) -> None:
        package = sync.write(stick)
        taken = county.receive(stick / package.name)
        undone = county.undo(TOWN, package.number, WHY, to=drive(tmp_path, "back"))
        sync.read_receipt(Path(undone.paths[-1]))
        late = sync.read_receipt(Path(taken.paths[-1]))
        assert late.repeated
        assert sync.package(package.number).state is PackageState.REFUSED
        assert len(sync.choose().rows) == 3

    def test_a_voided_package_stays_void(
        self, county: County, sync: Sync, stick: Path, tmp_path: Path
    ) -> None:
        package = sync.write(stick)
        county.receive(stick / package.name)
        sync.void(package.number)
        answer = county.undo(TOWN, package.number, WHY, to=drive(tmp_path, "back"))
        assert sync.read_receipt(Path(answer.paths[-1])).package.state is PackageState.VOID

    def test_built_on_an_undone_package(
        self, county: County, carry: Carry, sync: Sync, stick: Path, rows: list[PackageRow],
        tmp_path: Path,
    ) -> None:  # fmt: skip
        first = carry()
        county.undo(TOWN, first.number, WHY)
        change(rows)
        following = drive(tmp_path, "next")
        answer = county.receive(following / sync.write(following).name)
        assert answer.findings == (
            "它接在2026-001之后，2026-001县里已经撤销；请先导入撤销回执，再重新打包。",
        )
        assert held(county) == []
        # the undo receipt went along, so the town can go on
        names = sorted(path.name for path in following.glob("*.json"))
        assert names[0] == f"{first.name}.undone.receipt.json"
        read_all(sync, following)
        carry()
        assert len(held(county)) == 3
        assert sync.choose().rows == ()


class TestAgain:
    def test_the_same_file_is_answered_with_the_undo(
        self, county: County, carry: Carry, stick: Path
    ) -> None:
        package = carry()
        county.undo(TOWN, package.number, WHY)
        answer = county.receive(stick / package.name)
        assert (answer.undone, answer.repeated) == (WHY, True)
        assert held(county) == []
        assert (stick / f"{package.name}.undone.receipt.json").exists()

    def test_an_explicit_word_takes_it_again(
        self, county: County, carry: Carry, sync: Sync, stick: Path, tmp_path: Path
    ) -> None:
        package = carry()
        lines = held(county)
        undone = county.undo(TOWN, package.number, WHY, to=drive(tmp_path, "late"))
        answer = county.receive(stick / package.name, again=True)
        assert (answer.undone, answer.accepted) == ("", 3)
        assert held(county) == lines
        assert len(answer.before) == 2
        sync.read_receipt(Path(answer.paths[-1]))
        assert sync.read_receipt(Path(undone.paths[-1])).repeated
        assert sync.package(package.number).state is PackageState.DELIVERED
        county.undo(TOWN, package.number, "又错了")
        assert held(county) == []
        assert len(county_turns.answers(county._conn, TOWN, package.number)) == 4

    def test_the_next_one_came_meanwhile(
        self, county: County, carry: Carry, sync: Sync, stick: Path
    ) -> None:
        package = carry()
        county.undo(TOWN, package.number, WHY, to=stick)
        read_all(sync, stick)
        carry()
        lines = held(county)
        answer = county.receive(stick / package.name, again=True)
        assert answer.findings == ("编号2026-001比已收到的2026-002旧，不再接收。",)
        assert held(county) == lines


class TestSealed:
    def undone(self, sealed: Exchange, package: SyncPackage, to: Path) -> Receipt:
        return sealed.county.undo(TOWN, package.number, WHY, to=to, pairs=sealed.pairs)

    def test_there_and_back_signed(
        self,
        sealed: Exchange,
        stick: Path,
        tmp_path: Path,
        rows: list[PackageRow],
    ) -> None:
        package = sealed.sync.write(stick)
        sealed.county.receive(at(package), pairs=sealed.pairs)
        with pytest.raises(NoCountyPair):
            sealed.county.undo(TOWN, package.number, WHY)
        back = drive(tmp_path, "back")
        answer = self.undone(sealed, package, back)
        [path] = receipts(back)
        signature = path.with_name(path.name + ".minisig")
        kept = signature.read_bytes()
        signature.write_bytes(kept[:40])
        with pytest.raises(ReceiptUnsigned):
            sealed.sync.read_receipt(path)
        signature.write_bytes(kept)
        assert sealed.sync.read_receipt(path).receipt.undone == WHY
        assert answer.before
        again = sealed.county.receive(at(package), pairs=sealed.pairs)
        assert again.undone == WHY
        third = sealed.sync.write(stick)
        answer = sealed.county.receive(at(third), pairs=sealed.pairs)
        assert (answer.accepted, answer.refused) == (3, False)
        twice = sealed.county.receive(at(package), pairs=sealed.pairs, again=True)
        assert "比已收到的包旧" in twice.findings[0]

    def test_built_on_an_undone_package(
        self,
        sealed: Exchange,
        stick: Path,
        tmp_path: Path,
        rows: list[PackageRow],
    ) -> None:
        first = sealed.sync.write(stick)
        sealed.county.receive(at(first), pairs=sealed.pairs)
        self.undone(sealed, first, drive(tmp_path, "lost"))
        change(rows)
        following = drive(tmp_path, "next")
        second = sealed.sync.write(following)
        answer = sealed.county.receive(at(second), pairs=sealed.pairs)
        assert "县里已经撤销" in answer.findings[0]
        read_all(sealed.sync, following)
        third = sealed.sync.write(following)
        assert not sealed.county.receive(at(third), pairs=sealed.pairs).refused
        assert countyundo.find(sealed.county._conn, TOWN, third.number).statement
