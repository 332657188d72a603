from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.sync import bag, county_store, inspection
from gkdesk.sync import county as county_module
from gkdesk.sync.contents import build
from gkdesk.sync.county import County, InboxExists, InboxInOffice, InboxTooNew, NoInbox
from gkdesk.sync.receipt import decode
from gkdesk.sync.service import Sync
from tests.conftest import StoppedClock

TOWN = "11500382787479886T"


def change(rows: list[PackageRow], position: int = 0) -> None:
    rows[position] = replace(rows[position], revision=rows[position].revision + 1)


def everything(inbox: Path) -> list[str]:
    return sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


class TestInbox:
    def test_never_in_an_office(self, tmp_path: Path, clock: StoppedClock) -> None:
        (tmp_path / "gkdesk.db").write_bytes(b"")
        with pytest.raises(InboxInOffice, match="数据文件夹"):
            County.init(tmp_path, name="云岭县", now=clock)
        assert [path.name for path in tmp_path.iterdir()] == ["gkdesk.db"]

    def test_init_open_and_refusals(self, tmp_path: Path, clock: StoppedClock) -> None:
        folder = tmp_path / "new" / "inbox"
        with pytest.raises(NoInbox):
            County.open(folder, now=clock)
        County.init(folder, name="云岭县", now=clock).close()
        with pytest.raises(InboxExists):
            County.init(folder, name="云岭县", now=clock)
        with County.open(folder, now=clock) as found:
            assert found.name == "云岭县"
            found._conn.execute("PRAGMA user_version = 99")
        with pytest.raises(InboxTooNew):
            County.open(folder, now=clock)


class TestReceive:
    def test_whole_package_is_kept_with_its_receipt(
        self, sync: Sync, county: County, stick: Path, inbox: Path
    ) -> None:
        package = sync.write(stick)
        answer = county.receive(stick / package.name)
        kept = inbox / TOWN / package.name
        assert inspection.verify(kept) == []
        assert [Path(path).parent for path in answer.paths] == [inbox / TOWN, stick]
        contents = {Path(path).read_bytes() for path in answer.paths}
        assert len(contents) == 1
        [content] = contents
        data = json.loads(content)
        assert data["county"] == "云岭县"
        assert data["accepted"] == 3
        assert data["manifest_sha256"] == package.manifest_sha256
        assert decode(content, "r").number == "2026-001"
        assert len(county.book.rows(TOWN)) == 3

    def test_receiving_twice_gives_the_same_receipt(
        self, sync: Sync, county: County, stick: Path, inbox: Path, clock: StoppedClock
    ) -> None:
        package = sync.write(stick)
        first = county.receive(stick / package.name)
        before = everything(inbox)
        clock.value = clock.value.replace(day=20)
        second = county.receive(stick / package.name)
        assert (first.repeated, second.repeated) == (False, True)
        assert replace(second, repeated=False) == first
        assert everything(inbox) == before
        assert len(list(stick.glob("*.json"))) == 1

    def test_damaged_package_leaves_nothing_in_the_inbox(
        self, sync: Sync, county: County, stick: Path, inbox: Path
    ) -> None:
        package = sync.write(stick)
        before = everything(inbox)
        path = stick / package.name / "data/rows/item.jsonl"
        path.write_bytes(path.read_bytes().replace(b"A1", b"A3"))
        answer = county.receive(stick / package.name)
        assert answer.refused
        assert answer.findings == (
            "文件“data/rows/item.jsonl”的内容与清单不符，可能被改动或损坏。",
        )
        assert (answer.accepted, answer.number) == (0, "2026-001")
        assert everything(inbox) == before
        assert county.book.rows(TOWN) == []
        assert [Path(path).name for path in answer.paths] == [f"{package.name}.receipt.json"]

    def test_package_too_damaged_to_name_its_town(
        self, sync: Sync, county: County, stick: Path
    ) -> None:
        package = sync.write(stick)
        (stick / package.name / "data/package.json").unlink()
        answer = county.receive(stick / package.name)
        assert (answer.town, answer.number) == ("", "")
        assert sync.read_receipt(Path(answer.paths[0])).package.state == "refused"

    def test_gap_is_refused_until_the_missing_one_comes(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        county.receive(stick / sync.write(stick).name)
        change(rows)
        second = sync.write(stick)
        change(rows)
        third = sync.write(stick)
        answer = county.receive(stick / third.name)
        assert answer.findings == ("前一包2026-002还没有收到，请先送来或由镇里声明作废。",)
        assert county.receive(stick / second.name).accepted == 1
        answer = county.receive(stick / third.name)
        assert answer.accepted == 1
        assert answer.paths[-1].endswith(".2.receipt.json")

    def test_older_number_again(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        first = sync.write(stick)
        county.receive(stick / first.name)
        change(rows)
        lost = sync.write(stick)
        sync.void(lost.number)
        county.receive(stick / sync.write(stick).name)
        answer = county.receive(stick / lost.name)
        assert answer.findings == ("编号2026-002比已收到的2026-003旧，不再接收。",)
        again = county.receive(stick / first.name)
        assert again.repeated
        assert county.book.rows(TOWN)[0] == ("item", "A1", 2)

    def test_same_number_with_other_content(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        twin, _choice = sync._plan(stick, (), lambda *_: None)
        county.receive(stick / sync.write(stick).name)
        plan = replace(twin.info, made_at="2026-04-10T09:31:00")
        forged = build(plan, rows, {rows[2].files[0][1]: 3000}, "x")
        part = bag.write_partial(forged, stick, sync._documents.pieces, stick.stat().st_dev)
        final = bag.settle(part, forged.manifest_sha256)
        answer = county.receive(final)
        assert answer.findings == ("编号2026-001已经收过，内容却不同，可能是伪造或误拷的包。",)

    def test_first_package_of_a_new_inbox_may_stand_anywhere(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        sync.write(stick)
        change(rows)
        answer = county.receive(stick / sync.write(stick).name)
        assert answer.accepted == 1
        assert answer.remarks == ("此前的2026-001不在本收件箱，从这一包开始接收。",)

    def test_read_only_drive_keeps_the_receipt_in_the_inbox(
        self, sync: Sync, county: County, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from gkdesk.base import files

        package = sync.write(stick)
        real = files.write

        def locked(path: Path, data: bytes) -> None:
            if path.parent == stick:
                raise files.NotWritable(name=path.name)
            real(path, data)

        monkeypatch.setattr(files, "write", locked)
        answer = county.receive(stick / package.name)
        assert len(answer.paths) == 1
        assert answer.remarks[0].startswith("回执没有写到 U 盘上")

    def test_crash_between_rename_and_commit_is_healed(
        self, sync: Sync, county: County, stick: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = sync.write(stick)
        real = bag.settle

        def dies(partial: Path, manifest: str) -> Path:
            real(partial, manifest)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(county_module.bag, "settle", dies)
            with pytest.raises(KeyboardInterrupt):
                county.receive(stick / package.name)
        assert county.book.rows(TOWN) == []
        assert (inbox / TOWN / package.name).is_dir()
        assert county.receive(stick / package.name).accepted == 3
        assert inspection.verify(inbox / TOWN / package.name) == []

    def test_half_a_package_left_in_the_inbox_is_replaced(
        self, sync: Sync, county: County, stick: Path, inbox: Path
    ) -> None:
        package = sync.write(stick)
        shutil.copytree(stick / package.name, inbox / TOWN / package.name)
        (inbox / TOWN / package.name / "bag-info.txt").unlink()
        (inbox / TOWN / (package.name + ".partial")).mkdir()
        assert county.receive(stick / package.name).accepted == 3
        assert inspection.verify(inbox / TOWN / package.name) == []
        assert not list((inbox / TOWN).glob("*.partial"))

    def test_copy_that_differs_is_not_kept(
        self, sync: Sync, county: County, stick: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = sync.write(stick)

        def rotten(source: Path, target: Path) -> None:
            target.write_bytes(source.read_bytes()[:-1])

        monkeypatch.setattr(bag, "copy_new", rotten)
        with pytest.raises(bag.ReadBackDiffers):
            county.receive(stick / package.name)
        assert not list((inbox / TOWN).iterdir())
        assert county.book.rows(TOWN) == []

    def test_package_table_is_append_only(self, sync: Sync, county: County, stick: Path) -> None:
        county.receive(stick / sync.write(stick).name)
        with pytest.raises(Exception, match="append-only"):
            county._conn.execute("DELETE FROM package")
        assert county_store.received(county._conn, "x") == {}
