"""What lies on a drive, and what an error of the writing means for it."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import GkdeskError
from gkdesk.base.files import DiskFull, FileTrouble, NoSuchFile, NotWritable
from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import Cancelled
from gkdesk.documents.service import Documents
from gkdesk.sync import bag, drives, notices, packfile
from gkdesk.sync.bag import NameInUse, ReadBackDiffers
from gkdesk.sync.county import County
from gkdesk.sync.drive import DriveFull, DriveMissing, DrivePulled, DriveReadOnly
from gkdesk.sync.drivestate import Drive, DriveState, Need
from gkdesk.sync.inspectsealed import digits_of
from gkdesk.sync.model import PackageState
from gkdesk.sync.outbox import Unfinished
from gkdesk.sync.outwriter import NotSettled, PackageNotThere
from gkdesk.sync.sealedout import TooLargeForDrive
from gkdesk.sync.service import Sync
from gkdesk.sync.story import grouped
from tests.conftest import StoppedClock

from .exchange import Exchange
from .rows import Rows

NEED = Need(1 << 20, 1 << 20)


def verdict(sync: Sync, error: GkdeskError, folder: Path) -> str | None:
    found = sync.drives.said(error, folder, NEED, (30, 49))
    return found.sentence if found else None


def caused(error: GkdeskError, code: int) -> GkdeskError:
    error.__cause__ = OSError(code, "as the system says")
    return error


class TestContents:
    def test_ours_and_others(self, sync: Sync, stick: Path, county: County) -> None:
        package = sync.write(stick)
        office = package.name.split("_")[1]
        (stick / f"GK_{office}_20260101_002_aa.partial").mkdir()
        (stick / "GK_ZZ999999_20260101_002_bb.gkp.partial").write_bytes(b"x")
        (stick / "GK_broken.receipt.json").write_text("{}", "utf-8")
        (stick / "别的").mkdir()
        county.receive(stick / package.name)
        [receipt] = stick.glob(f"{package.name}.receipt.json")
        shutil.move(receipt, stick / "别的" / receipt.name)
        seen = sync.drives.at(stick).contents
        assert seen.numbers == (package.number,)
        assert seen.leftovers == (f"GK_{office}_20260101_002_aa.partial",)
        assert seen.strange == ("GK_ZZ999999_20260101_002_bb.gkp.partial",)
        [one] = seen.receipts
        assert one.words == f"{package.number}，接收3条，退回0条"
        sync.read_receipt(Path(one.path))
        assert sync.drives.at(stick).contents.receipts == ()

    def test_only_ours_are_cleared(self, sync: Sync, stick: Path) -> None:
        package = sync.write(stick)
        mine = stick / f"GK_{package.name.split('_')[1]}_20260101_002_aa.partial"
        mine.mkdir()
        other = stick / "GK_ZZ999999_20260101_002_bb.gkp.partial"
        other.write_bytes(b"x")
        assert sync.drives.clear_own(stick) == 1
        assert (mine.exists(), other.exists()) == (False, True)

    def test_a_drive_that_is_gone_is_empty(self, sync: Sync, tmp_path: Path) -> None:
        assert drives.contents_of(tmp_path / "none", [], (), NEED) == drives.Contents()
        gone = sync.drives.at(Path("/media/nobody/none")).verdict
        assert gone.state is DriveState.GONE
        assert gone.blocks


class TestPlugged:
    def test_the_listed_ones_are_judged(
        self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = Drive(str(stick), "GK", "vfat", 8 << 30, 7 << 30)
        monkeypatch.setattr(drives, "listed", lambda: [found])
        [one] = sync.drives.plugged(NEED)
        assert one.verdict.state is DriveState.READY
        assert sync.drives.overall([]).state is DriveState.NONE
        assert isinstance(sync.drives.fingerprint(), str)


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "state"),
        [
            (Cancelled(), "已停止写入"),
            (DriveMissing(folder="x"), "没有插好"),
            (DrivePulled(), "写到第31项，共49项"),
            (DriveFull(short=3), "空间不够，还差"),
            (DiskFull(name="GK_1.gkp.partial"), "空间不够，还差"),
            (ReadBackDiffers(count=1, first="a"), "读回来的与写进去的不一样"),
            (NameInUse(name="GK_1"), "已有同名的“GK_1”"),
            (NotSettled(number="2026-001"), "2026-001已写好并核对"),
            (PackageNotThere(number="2026-001", folder="x"), "不在这个 U 盘上"),
            (caused(FileTrouble(name="drive", reason="x"), errno.EIO), "可能有坏块"),
            (caused(FileTrouble(name="drive", reason="x"), errno.ENODEV), "写到第31项"),
            (caused(NoSuchFile(name="drive"), errno.ENOENT), "写到第31项"),
        ],
    )
    def test_states(self, sync: Sync, stick: Path, error: GkdeskError, state: str) -> None:
        assert state in (verdict(sync, error, stick) or "")

    def test_lock_mount_and_rights(
        self, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = Drive(str(stick), "GK", "vfat", 8 << 30, 7 << 30, read_only=True, locked=True)
        monkeypatch.setattr(drives, "drive_of", lambda _folder: seen)
        assert "写保护" in (verdict(sync, DriveReadOnly(), stick) or "")
        assert "写保护" in (verdict(sync, NotWritable(name="a"), stick) or "")
        monkeypatch.undo()
        assert "没有往" in (verdict(sync, NotWritable(name="a"), stick) or "")

    def test_not_the_drives_fault(self, sync: Sync, stick: Path) -> None:
        assert verdict(sync, TooLargeForDrive(size=5), stick) is None
        assert verdict(sync, Unfinished(number="2026-001"), stick) is None
        archived = caused(FileTrouble(name="a" * 64, reason="x"), errno.EIO)
        assert verdict(sync, archived, stick) is None
        assert verdict(sync, DiskFull(name=Path(tempfile.gettempdir()).name), stick) is None


class TestPulled:
    """What the office does after a drive went away, on real folders."""

    def test_in_the_middle_then_again_without_a_second_look(
        self,
        sync: Sync,
        stick: Path,
        session: Session,
        documents: Documents,
        rows: Rows,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        seen = sync.survey(look=True)
        assert seen.checked

        def pulled(_folder: Path, _device: int) -> None:
            raise DrivePulled

        with monkeypatch.context() as patch:
            patch.setattr(bag, "still_there", pulled)
            with pytest.raises(DrivePulled) as caught:
                sync.write(stick)
        found = sync.drives.said(caught.value, stick, seen.need, (1, 3))
        assert found is not None
        assert found.action == "resume"
        assert "核对后不用重写" in found.sentence
        reads: list[str] = []

        class Counted(Documents):
            def pieces(self, sha256: str) -> Iterator[bytes]:
                reads.append(sha256)
                return super().pieces(sha256)

        counted = Sync(session, Counted(session), rows.sources)
        package = counted.write(stick, checked=seen.checked)
        assert package.state is PackageState.VERIFIED
        assert reads == []  # neither for the check nor for the writing: it lies there whole

    def test_what_changed_is_looked_at_again(self, sync: Sync, stick: Path, rows: Rows) -> None:
        checked = sync.survey(look=True).checked
        rows[0] = PackageRow("item", "A1", 2, {"name": "电话 13900001234"})
        with pytest.raises(GkdeskError, match="疑似个人信息"):
            sync.write(stick, checked=checked)

    def test_before_the_last_step_and_under_another_name(
        self, sync: Sync, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_more: object) -> Path:
            raise FileTrouble(name="x", reason="x")

        with monkeypatch.context() as patch:
            patch.setattr(bag, "settle", fails)
            with pytest.raises(NotSettled):
                sync.write(stick)
        [package] = sync.packages()
        here = sync.drives.at(stick)
        assert here.verdict.state is DriveState.FINISH_HERE
        elsewhere = tmp_path / "other"
        elsewhere.mkdir()
        assert sync.drives.at(elsewhere).verdict.state is DriveState.OTHER_DRIVE
        moved = tmp_path / "KINGSTON1"
        stick.rename(moved)
        assert sync.finish(package.number, moved).state is PackageState.VERIFIED
        assert (moved / package.file_name).is_dir()


def test_full_sends_again_and_the_county_takes_it_silently(
    sync: Sync, stick: Path, county: County, rows: Rows
) -> None:
    county.receive(stick / sync.write(stick).name)
    [receipt] = stick.glob("*.receipt.json")
    sync.read_receipt(receipt)
    assert sync.choose().rows == ()
    again = sync.choose(full=True)
    assert {one.why for one in again.rows} == {"again"}
    assert (again.unchanged, again.awaiting) == (0, ())
    package = sync.write(stick, full=True)
    answer = county.receive(stick / package.name)
    assert (answer.accepted, answer.returned) == (len(rows), ())
    [newer] = [one for one in stick.glob("*.receipt.json") if package.name in one.name]
    assert json.loads(newer.read_text("utf-8"))["accepted"] == 3
    sync.read_receipt(newer)
    assert sync.packages()[0].state is PackageState.DELIVERED
    assert sync.choose().rows == ()


def test_a_full_sealed_package_starts_at_the_first_change(
    tmp_path: Path,
    clock: StoppedClock,
    session: Session,
    county: County,
    sync: Sync,
    stick: Path,
) -> None:
    exchange = Exchange(tmp_path, clock, session, county, sync)
    exchange.meet()
    sync.write(stick)
    package = sync.write(stick, full=True)
    waybill = packfile.peek(stick / package.file_name)[0].waybill
    assert (waybill.from_revision, waybill.number) == (0, "2026-002")
    assert waybill.previous is not None
    assert package.sealed_size == (stick / package.file_name).stat().st_size
    values = notices.handover_values(package, "云岭县")
    assert values["package_size"] == f"{package.sealed_size:,}字节"
    assert values["check_sha256"] == package.statement_sha256
    assert values["check_digits"] == grouped(package.statement_sha256)
    assert digits_of(stick / package.file_name) == package.statement_sha256
    assert digits_of(stick) == ""
