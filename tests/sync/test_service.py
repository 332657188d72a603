from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from gkdesk.accounts.model import LoginNeeded
from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import Cancelled
from gkdesk.db import audit
from gkdesk.documents import archive
from gkdesk.documents.service import Documents
from gkdesk.sync import bag, drive, inspection
from gkdesk.sync.bag import ArchiveDiffers, ReadBackDiffers
from gkdesk.sync.county import County
from gkdesk.sync.drive import DriveFull, DriveMissing, DrivePulled
from gkdesk.sync.gate import HeldBack
from gkdesk.sync.model import PackageState
from gkdesk.sync.outwriter import PackageNotThere
from gkdesk.sync.receipt import NotAReceipt, ReceiptMismatch, encode
from gkdesk.sync.service import (
    AlreadySettled,
    NoSuchPackage,
    NothingToSend,
    NotSettled,
    Sync,
    UnknownReceipt,
)
from tests.conftest import StoppedClock

from .rows import sources_of

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - the shape of shutil's answer


def bump(rows: list[PackageRow], position: int, **data: object) -> None:
    old = rows[position]
    rows[position] = PackageRow(old.kind, old.key, old.revision + 1, old.data | data, old.files)


def exchange(sync: Sync, county: County, stick: Path) -> None:
    package = sync.write(stick)
    answer = county.receive(stick / package.name)
    sync.read_receipt(Path(answer.paths[-1]))


class TestWrite:
    def test_layout_number_and_state(self, sync: Sync, stick: Path, kept: str) -> None:
        package = sync.write(stick)
        assert package.number == "2026-001"
        assert package.name.startswith("GK_7479886T_20260410_001_")
        assert package.name.isascii()
        assert len(package.name) <= 60
        assert package.state is PackageState.VERIFIED
        assert package.counts == {"item": 2, "sheet": 1}
        place = stick / package.name
        assert sorted(p.relative_to(place).as_posix() for p in bag.files_of(place)) == sorted(
            [
                "bag-info.txt",
                "bagit.txt",
                f"data/files/{kept}.pdf",
                "data/package.json",
                "data/rows/item.jsonl",
                "data/rows/sheet.jsonl",
                "data/summary.xlsx",
                "manifest-sha256.txt",
                "tagmanifest-sha256.txt",
            ]
        )
        assert not list(stick.glob("*.partial"))
        assert inspection.verify(place) == []

    def test_package_says_role_and_audit_head_but_no_person(
        self, sync: Sync, session: Session, stick: Path
    ) -> None:
        head = audit.head(session.conn)
        package = sync.write(stick)
        text = (stick / package.name / "data/package.json").read_text("utf-8")
        data = json.loads(text)
        assert data["made_by"] == "officer"
        assert (data["audit"]["id"], data["audit"]["hash"]) == head
        assert "周桂芬" not in text

    def test_same_content_gives_the_same_bag(
        self, sync: Sync, rows: list[PackageRow], stick: Path
    ) -> None:
        plan, _choice = sync._plan(stick, (), lambda *_: None)
        rows.reverse()
        assert sync._plan(stick, (), lambda *_: None)[0] == plan

    def test_numbers_follow_and_name_their_predecessor(
        self, sync: Sync, rows: list[PackageRow], stick: Path
    ) -> None:
        first = sync.write(stick)
        bump(rows, 0)
        second = sync.write(stick)
        assert (second.number, second.predecessor) == ("2026-002", "2026-001")
        info = inspection.inspect(stick / second.name).info
        assert info is not None
        assert info.predecessor == first.link

    def test_a_new_year_begins_at_one(
        self, sync: Sync, rows: list[PackageRow], stick: Path, clock: StoppedClock
    ) -> None:
        sync.write(stick)
        clock.value = clock.value.replace(year=2027)
        bump(rows, 0)
        assert sync.write(stick).number == "2027-001"
        clock.value = clock.value.replace(year=2025)  # a clock put back
        bump(rows, 0)
        assert sync.write(stick).number == "2027-002"

    def test_nothing_to_send(self, sync: Sync, stick: Path) -> None:
        sync.write(stick)
        with pytest.raises(NothingToSend, match="3条已送出"):
            sync.write(stick)

    def test_left_out_rows_stay_for_the_next(self, sync: Sync, stick: Path) -> None:
        assert sync.write(stick, without={("item", "A2")}).row_count == 2
        assert [one.row.key for one in sync.choose().rows] == ["A2"]

    def test_personal_data_is_named_masked_and_nothing_is_written(
        self, sync: Sync, rows: list[PackageRow], stick: Path
    ) -> None:
        rows.append(
            PackageRow("record", "R1", 1, {"text": {"body": ["联系人１３９００００１２３４"]}})
        )
        rows.append(PackageRow("record", "R2", 1, {"note": "11010519491231002X"}))
        with pytest.raises(HeldBack) as caught:
            sync.write(stick)
        told = [f"{p.where}{p.message}" for p in caught.value.problems]
        assert told == [
            "公开信息“R1”的文字.正文手机号 139****1234",
            "公开信息“R2”的note身份证号 11*************02X",
        ]
        assert list(stick.iterdir()) == []
        assert sync.packages() == []
        seen = sync.survey(look=True).problems
        assert [p.where for p in seen] == [p.where for p in caught.value.problems]

    def test_an_attached_text_is_searched_too(
        self, sync: Sync, rows: list[PackageRow], documents: object, stick: Path
    ) -> None:
        sha = documents.keep("电话 13900001234".encode(), name="a.txt", subject="x")  # type: ignore[attr-defined]
        rows.append(PackageRow("record", "R1", 1, {}, (("a.txt", sha),)))
        with pytest.raises(HeldBack):
            sync.write(stick)

    def test_unreadable_attachment_is_named(
        self, sync: Sync, rows: list[PackageRow], stick: Path
    ) -> None:
        rows.append(PackageRow("record", "R1", 1, {}, (("a.pdf", "0" * 64),)))
        with pytest.raises(HeldBack) as caught:
            sync.write(stick)
        assert caught.value.problems[0].where == "公开信息“R1”的附件a.pdf"

    def test_damaged_attachment_is_named_and_the_drive_left_clean(
        self, sync: Sync, session: Session, kept: str, stick: Path
    ) -> None:
        place = archive.path_of(session.folder, kept)
        place.write_bytes(place.read_bytes()[:-1])
        with pytest.raises(HeldBack, match="有1处要先处理") as caught:
            sync.write(stick)
        assert "的附件公示单.pdf" in caught.value.problems[0].where
        assert list(stick.iterdir()) == []

    def test_needs_login(self, sync: Sync, session: Session, stick: Path) -> None:
        session.lock()
        with pytest.raises(LoginNeeded):
            sync.write(stick)

    def test_row_twice_is_our_bug(self, sync: Sync, rows: list[PackageRow], stick: Path) -> None:
        rows.append(rows[0])
        with pytest.raises(ValueError, match="twice"):
            sync.write(stick)

    def test_missing_folder_on_a_present_disk_is_made(self, sync: Sync, stick: Path) -> None:
        assert sync.write(stick / "a" / "b").folder == str(stick / "a" / "b")


class TestTrouble:
    def test_full_drive(self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _p: Usage(10**9, 0, 5 << 20))
        with pytest.raises(DriveFull, match="还差 4 MB"):
            sync.write(stick)
        assert list(stick.iterdir()) == []
        assert sync.packages() == []

    def test_drive_missing(self, sync: Sync) -> None:
        with pytest.raises(DriveMissing, match="没有插好"):
            sync.write(Path("/media/nobody/no-such-drive"))
        assert sync.packages() == []
        assert not Path("/media/nobody").exists()

    def test_a_remembered_drive_that_is_gone(
        self, sync: Sync, rows: list[PackageRow], stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mounted = {stick}
        real = os.path.ismount
        monkeypatch.setattr(drive, "mount_root", lambda _folder: stick)
        sync.write(stick)
        bump(rows, 0)
        assert stick in mounted
        assert not real(stick)
        with pytest.raises(DriveMissing):
            sync.write(stick)

    def test_read_only_folder(self, sync: Sync, stick: Path) -> None:
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            pytest.skip("root writes everywhere")
        stick.chmod(0o500)
        with pytest.raises(Exception, match="只读"):
            sync.write(stick)

    def test_a_file_where_the_folder_should_be(self, sync: Sync, stick: Path) -> None:
        (stick / "f").write_bytes(b"")
        with pytest.raises(Exception, match="没有写入"):
            sync.write(stick / "f")

    def test_bytes_changed_on_the_way_to_the_device(
        self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = bag._write_new

        def rotten(target: Path, pieces: Iterable[bytes]) -> None:
            real(target, [piece.replace(b"A1", b"B1") for piece in pieces])

        monkeypatch.setattr(bag, "_write_new", rotten)
        with pytest.raises(ReadBackDiffers, match=r"item\.jsonl"):
            sync.write(stick)
        assert list(stick.iterdir()) == []
        assert sync.packages() == []

    def test_pulled_while_writing(
        self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = bag._write_new

        def pulled(target: Path, data: bytes) -> None:
            real(target, data)
            if target.name == "bagit.txt":
                shutil.rmtree(stick)

        monkeypatch.setattr(bag, "_write_new", pulled)
        with pytest.raises(DrivePulled):
            sync.write(stick)
        assert sync.packages() == []

    def test_archive_changed_between_check_and_write(
        self, session: Session, rows: list[PackageRow], documents: Documents, stick: Path
    ) -> None:
        class Rotten:
            calls = 0

            size_of = documents.size_of

            def pieces(self, sha256: str) -> Iterator[bytes]:
                self.calls += 1
                data = documents.read(sha256)
                yield data if self.calls == 1 else data[:-1]

        sync = Sync(session, Rotten(), sources_of(rows))  # type: ignore[arg-type]
        with pytest.raises(ArchiveDiffers):
            sync.write(stick)
        assert list(stick.iterdir()) == []

    def test_cancel_leaves_nothing(self, sync: Sync, stick: Path) -> None:
        def stop(step: int, _total: int, what: str = "") -> None:
            if what == "读回核对" and step:
                raise Cancelled

        with pytest.raises(Cancelled):
            sync.write(stick, stop)
        assert list(stick.iterdir()) == []
        assert sync.packages() == []

    def test_crash_before_the_commit_leaves_a_partial_that_can_be_cleared(
        self, sync: Sync, stick: Path
    ) -> None:
        plan, _choice = sync._plan(stick, (), lambda *_: None)
        bag.write_partial(plan, stick, sync._documents.pieces, stick.stat().st_dev)
        [left] = sync.leftovers(stick)
        assert left.number == ""
        assert left.size == plan.size
        with pytest.raises(bag.NameInUse):
            sync.write(stick)
        sync.clear(left)
        assert sync.write(stick).number == "2026-001"

    def test_crash_after_the_commit_is_finished_later(
        self, sync: Sync, rows: list[PackageRow], stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(*_: object) -> None:
            raise DrivePulled

        with monkeypatch.context() as patch:
            patch.setattr(bag, "settle", dies)
            with pytest.raises(NotSettled, match="继续写入"):
                sync.write(stick)
        [package] = sync.packages()
        assert package.state is PackageState.WRITTEN
        assert [due.verb for due in sync.agenda()] == ["继续写入"]
        bump(rows, 0)
        with pytest.raises(Exception, match="没有写完"):
            sync.write(stick)
        [left] = sync.leftovers(stick)
        with pytest.raises(Exception, match="没有写完"):
            sync.clear(left)
        with pytest.raises(Exception, match="没有写完"):
            sync.handover("2026-001")
        assert sync.finish("2026-001").state is PackageState.VERIFIED
        assert sync.finish("2026-001").state is PackageState.VERIFIED
        assert inspection.verify(stick / package.name) == []
        assert sync.write(stick).number == "2026-002"

    def test_finish_refuses_a_changed_partial(
        self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(*_: object) -> None:
            raise DrivePulled

        with monkeypatch.context() as patch:
            patch.setattr(bag, "settle", dies)
            with pytest.raises(NotSettled, match="继续写入"):
                sync.write(stick)
        [left] = sync.leftovers(stick)
        target = Path(left.path, "data", "rows", "item.jsonl")
        target.write_bytes(target.read_bytes()[:-3])
        with pytest.raises(ReadBackDiffers):
            sync.finish("2026-001")
        shutil.rmtree(left.path)
        with pytest.raises(PackageNotThere):
            sync.finish("2026-001")
        assert sync.void("2026-001").state is PackageState.VOID
        assert len(sync.choose().rows) == 3


class TestReceipts:
    def test_there_and_back(
        self, sync: Sync, county: County, stick: Path, session: Session
    ) -> None:
        package = sync.write(stick)
        answer = county.receive(stick)
        assert (answer.accepted, answer.returned, answer.findings) == (3, (), ())
        [beside] = stick.glob("*.json")
        assert beside.name == f"{package.name}.receipt.json"
        result = sync.read_receipt(beside)
        assert result.package.state is PackageState.DELIVERED
        assert (result.package.accepted, result.repeated) == (3, False)
        before = audit.head(session.conn)
        again = sync.read_receipt(beside)
        assert again.repeated
        assert audit.head(session.conn) == before
        assert sync.choose().unchanged == 3
        assert sync.agenda() == []

    def test_only_what_changed_goes_the_second_time(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        exchange(sync, county, stick)
        bump(rows, 1, name="养老")
        assert [(c.row.key, c.why) for c in sync.choose().rows] == [("A2", "changed")]
        exchange(sync, county, stick)
        assert county.book.rows("11500382787479886T") == [
            ("item", "A1", 1), ("item", "A2", 4), ("sheet", "F01/2026Q3/v1", 1),
        ]  # fmt: skip

    def test_returned_rows_come_again(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        exchange(sync, county, stick)
        # the county holds another text of the next revision: a fork, kept for a person
        county._conn.execute(
            "UPDATE entry SET revision = 2, digest = 'f' WHERE key = 'A1' AND kind = 'item'"
        )
        bump(rows, 0, name="公共文化")
        package = sync.write(stick)
        answer = county.receive(stick / package.name)
        assert [(r.key, r.reason) for r in answer.returned] == [
            ("A1", "与县里已有的同一版内容不同")
        ]
        result = sync.read_receipt(Path(answer.paths[-1]))
        assert result.package.state is PackageState.RETURNED
        assert (result.package.accepted, result.package.returned) == (0, 1)
        [due] = sync.agenda()
        assert due.title == "县里退回1条，还没有重送"
        [again] = sync.choose().rows
        assert (again.why, again.reason) == ("returned", "与县里已有的同一版内容不同")
        bump(rows, 0, name="公共文化服务事项")
        exchange(sync, county, stick)
        assert sync.agenda() == []
        assert sync.choose().unchanged == 3

    def test_refused_whole_goes_again(self, sync: Sync, county: County, stick: Path) -> None:
        package = sync.write(stick)
        (stick / package.name / "data/rows/item.jsonl").unlink()
        answer = county.receive(stick / package.name)
        assert answer.refused
        result = sync.read_receipt(Path(answer.paths[-1]))
        assert result.package.state is PackageState.REFUSED
        assert [due.verb for due in sync.agenda()] == ["重新打包"]
        second = sync.write(stick)
        info = inspection.inspect(stick / second.name).info
        assert info is not None
        assert (info.number, info.predecessor, info.void) == ("2026-002", None, ("2026-001",))
        answer = county.receive(stick / second.name)
        assert (answer.accepted, answer.findings) == (3, ())
        assert sync.read_receipt(Path(answer.paths[-1])).package.state is PackageState.DELIVERED
        assert sync.agenda() == []

    def test_a_refusal_never_undoes_a_delivery(
        self, sync: Sync, county: County, stick: Path
    ) -> None:
        exchange(sync, county, stick)
        [package] = sync.packages()
        (stick / package.name / "bag-info.txt").write_bytes(b"")
        answer = county.receive(stick / package.name)
        assert answer.refused
        assert answer.paths[0].endswith(".2.receipt.json")
        result = sync.read_receipt(Path(answer.paths[0]))
        assert result.package.state is PackageState.DELIVERED
        assert sync.choose().unchanged == 3

    def test_void_frees_the_rows_and_the_next_says_so(
        self, sync: Sync, county: County, stick: Path, rows: list[PackageRow]
    ) -> None:
        exchange(sync, county, stick)
        bump(rows, 0)
        lost = sync.write(stick)
        sync.void(lost.number)
        package = sync.write(stick)
        info = inspection.inspect(stick / package.name).info
        assert info is not None
        assert info.predecessor is not None
        assert (info.predecessor.number, info.void) == ("2026-001", ("2026-002",))
        assert county.receive(stick / package.name).accepted == 1
        with pytest.raises(AlreadySettled):
            sync.void("2026-001")
        with pytest.raises(NoSuchPackage):
            sync.void("2026-009")

    def test_foreign_changed_and_unfitting_receipts(
        self, sync: Sync, county: County, stick: Path, tmp_path: Path
    ) -> None:
        from dataclasses import replace

        package = sync.write(stick)
        answer = county.receive(stick / package.name)
        path = tmp_path / "r.json"
        good = encode(answer)
        for wrong in (good[:-2], good.replace(b'"accepted":3', b'"accepted":2'), b"", b"[]"):
            path.write_bytes(wrong)
            with pytest.raises(NotAReceipt):
                sync.read_receipt(path)
        for foreign in (
            replace(answer, number="2026-002"),
            replace(answer, manifest_sha256="0" * 64),
            replace(answer, town="x"),
        ):
            path.write_bytes(encode(foreign))
            with pytest.raises(UnknownReceipt):
                sync.read_receipt(path)
        path.write_bytes(encode(replace(answer, accepted=2)))
        with pytest.raises(ReceiptMismatch):
            sync.read_receipt(path)
        assert sync.package(package.number).state is PackageState.VERIFIED

    def test_append_only_tables(self, sync: Sync, session: Session, stick: Path) -> None:
        sync.write(stick)
        for table in ("sync_package", "sync_row", "sync_event"):
            with pytest.raises(Exception, match="append-only"):
                session.conn.execute(f"DELETE FROM {table}")  # noqa: S608

    def test_handover_paper(self, sync: Sync, documents: Documents, stick: Path) -> None:
        sync.write(stick)
        paper = sync.handover("2026-001")
        assert (paper.subject, paper.pages) == ("2026-001", 1)
        assert documents.read(paper.sha256).startswith(b"%PDF")

    def test_receipts_are_found_in_a_folder_or_beside_a_package(
        self, sync: Sync, county: County, stick: Path
    ) -> None:
        package = sync.write(stick)
        with pytest.raises(inspection.NoReceipt):
            sync.receipts_at(stick)
        county.receive(stick)
        beside = stick / f"{package.name}.receipt.json"
        for place in (stick, stick / package.name, beside):
            assert sync.receipts_at(place) == [beside]
