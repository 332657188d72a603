"""A drive is pulled while a package is written, and comes back."""

from __future__ import annotations

import os
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.documents.service import Documents
from gkdesk.sync import bag, begun, drive, drives, packwrite
from gkdesk.sync.bag import NameInUse
from gkdesk.sync.drive import DriveFull, DrivePulled
from gkdesk.sync.drivestate import Drive, DriveState, Need
from gkdesk.sync.model import PackageState
from gkdesk.sync.service import Sync
from tests.conftest import StoppedClock, log_in

from .exchange import Exchange, at
from .rows import Rows

BIG = os.urandom(1 << 20) * 5
SEALED = [True, False]


class Pulled:
    """A drive that goes away in the middle of the writing, and what was told meanwhile."""

    def __init__(self, sync: Sync, stick: Path, away: Path) -> None:
        self.sync, self.stick, self.away = sync, stick, away
        self.told: list[tuple[str, int]] = []

    def pull(self, after: int = 3) -> None:
        """Write until so many pieces have gone; what lies there then stays on the drive."""
        told = []

        def report(_step: int, _total: int, what: str = "") -> None:
            told.append(what)
            if told.count("写入") == after and self.stick.exists():
                self.stick.rename(self.away)

        with pytest.raises(DrivePulled):
            self.sync.write(self.stick, report)
        assert self.away.exists()

    def back(self, name: str = "") -> Path:
        """Plug it in again, perhaps under another name."""
        place = self.stick.with_name(name or self.stick.name)
        self.away.rename(place)
        return place

    @property
    def lying(self) -> Path:
        [place] = self.away.glob("GK_*.partial")
        return place

    def tear(self, keep: int) -> None:
        """Cut the sealed file as a drive does that was not flushed."""
        os.truncate(self.lying, keep)

    def report(self, step: int, _total: int, what: str = "") -> None:
        self.told.append((what, step))

    @property
    def found(self) -> int:
        """Bytes that were found to lie there already."""
        return max([0, *(step for what, step in self.told if what == begun.LYING)])


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flush after every mebibyte, and after every file of a folder."""
    monkeypatch.setattr(begun, "FLUSHED", 1)
    monkeypatch.setattr(begun, "EVERY", 0.0)


@pytest.fixture
def big(rows: Rows, documents: Documents) -> Rows:
    kept = documents.keep(BIG, name="图纸.pdf", subject="v2")
    rows.append(PackageRow("record", "R1", 1, {"title": "图纸"}, (("图纸.pdf", kept),)))
    return rows


@pytest.fixture
def pulled(sync: Sync, big: Rows, stick: Path, tmp_path: Path) -> Pulled:
    assert big
    return Pulled(sync, stick, tmp_path / "away")


def attempts_of(session: Session) -> int:
    row = session.conn.execute("SELECT count(*) AS n FROM sync_attempt").fetchone()
    return int(row["n"])


@pytest.mark.parametrize("name", ["", "KINGSTON1"])
def test_a_sealed_file_is_written_on(
    exchange: Exchange, pulled: Pulled, session: Session, clock: StoppedClock, name: str
) -> None:
    pulled.pull()
    assert exchange.sync.packages() == []
    pulled.tear(3 << 20)
    before = pulled.lying.read_bytes()
    clock.value += timedelta(hours=3)
    with session.transaction():
        session.audit("settings.changed", "x")  # something else happened in the office meanwhile
    place = pulled.back(name)
    package = exchange.sync.write(place, pulled.report)
    assert package.state is PackageState.VERIFIED
    assert pulled.found >= 2 << 20
    after = at(package).read_bytes()
    assert after[4096 : 2 << 20] == before[4096 : 2 << 20]
    assert [path.name for path in place.iterdir()] == [package.file_name]
    assert attempts_of(session) == 0
    assert exchange.county.receive(at(package), pairs=exchange.pairs).accepted == 4


@pytest.mark.parametrize("sealed", SEALED)
def test_what_no_flush_answered_for_is_written_anew(
    request: pytest.FixtureRequest, pulled: Pulled, sync: Sync, session: Session, sealed: bool
) -> None:
    if sealed:
        request.getfixturevalue("exchange")
    pulled.pull(8 if not sealed else 3)
    [row] = session.conn.execute("SELECT sure FROM sync_attempt").fetchall()
    assert row["sure"] > 2
    session.conn.execute("UPDATE sync_attempt SET sure = 0")
    assert sync.write(pulled.back(), pulled.report).state is PackageState.VERIFIED
    assert pulled.found == 0


def test_a_plain_folder_is_written_on(
    pulled: Pulled, sync: Sync, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled.pull(8)
    spoilt = pulled.lying / "data" / "rows" / "item.jsonl"
    lying = {path.name for path in pulled.lying.rglob("*.*")}
    assert len(lying) >= 6
    spoilt.write_bytes(spoilt.read_bytes()[:-9])
    place = pulled.back()
    written: list[str] = []
    real = packwrite.os.fsync

    def told(handle: int) -> None:
        written.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    if Path("/proc/self/fd").exists():
        monkeypatch.setattr(os, "fsync", told)
    package = sync.write(place, pulled.report)
    if written:
        assert "item.jsonl" in written[: written.index("data")]
        before = [name for name in written[: written.index("data")] if name in lying]
        assert before == ["item.jsonl"]
    assert package.state is PackageState.VERIFIED
    assert attempts_of(session) == 0


@pytest.mark.parametrize("sealed", SEALED)
def test_what_changed_meanwhile_begins_anew(
    request: pytest.FixtureRequest, pulled: Pulled, sync: Sync, big: Rows, sealed: bool
) -> None:
    if sealed:
        request.getfixturevalue("exchange")
    pulled.pull()
    old = pulled.lying.name
    big[0] = PackageRow("item", "A1", 2, {"name": "公共文化服务（修订）"})
    place = pulled.back()
    seen = sync.drives.at(place)
    assert seen.verdict.state is DriveState.BEGUN_HERE
    assert "2026-001写了一部分" in seen.verdict.sentence
    package = sync.write(place, pulled.report)
    assert (package.state, pulled.found) == (PackageState.VERIFIED, 0)
    assert sorted(path.name for path in place.iterdir()) == sorted([old, package.file_name])
    seen = sync.drives.at(place)
    assert (seen.contents.leftovers, seen.contents.begun) == ((old,), "")
    assert sync.drives.clear_own(place) == 1


def test_the_first_packages_leftover_is_known_as_ours(pulled: Pulled, sync: Sync) -> None:
    pulled.pull()
    place = pulled.back()
    sync._session.conn.execute("DELETE FROM sync_attempt")
    assert sync.drives.at(place).contents.leftovers == (pulled_name(place),)


def test_what_lies_in_a_folder_is_gone_on_with_there(pulled: Pulled, sync: Sync) -> None:
    pulled.pull()
    place = pulled.back()
    folder = place / "报送"
    folder.mkdir()
    name = pulled_name(place)
    (place / name).rename(folder / name)
    seen = sync.drives.at(place).contents
    assert (seen.begun, seen.leftovers) == ("", (name,))
    assert sync.drives.at(folder).contents.begun == "2026-001"
    assert sync.write(folder, pulled.report).state is PackageState.VERIFIED
    assert pulled.found
    assert [path.name for path in folder.iterdir()] == [name.removesuffix(".partial")]


def pulled_name(place: Path) -> str:
    [found] = place.glob("GK_*.partial")
    return found.name


def test_the_draw_is_sealed_and_forgotten(
    exchange: Exchange, pulled: Pulled, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[bytes] = []
    real = packwrite.sealing.drawn
    monkeypatch.setattr(
        packwrite.sealing, "drawn", lambda seed, about: seeds.append(seed) or real(seed, about)
    )
    pulled.pull()
    assert attempts_of(session) == 1
    dump = "\n".join(session.conn.iterdump())
    assert seeds[0].hex() not in dump.lower()
    pulled.tear(100)
    exchange.sync.write(pulled.back())
    assert (seeds, attempts_of(session)) == ([seeds[0]] * 2, 0)


def test_the_draw_of_another_office_opens_nothing(
    exchange: Exchange, pulled: Pulled, session: Session, clock: StoppedClock
) -> None:
    pulled.pull()
    session.conn.execute("UPDATE sync_attempt SET seed = zeroblob(60)")
    place = pulled.back()
    clock.value += timedelta(minutes=1)
    assert exchange.sync.write(place, pulled.report).state is PackageState.VERIFIED
    assert pulled.found == 0
    assert exchange.sync.drives.clear_own(place) == 1


def test_another_own_key_begins_anew(
    exchange: Exchange, pulled: Pulled, session: Session, clock: StoppedClock
) -> None:
    pulled.pull()
    clock.value += timedelta(days=1)
    log_in(session, "管理员")
    exchange.office.make()
    log_in(session, "周桂芬")
    package = exchange.sync.write(pulled.back(), pulled.report)
    assert (package.made_at, pulled.found) == (clock().isoformat(timespec="seconds"), 0)
    assert package.state is PackageState.VERIFIED


@pytest.mark.parametrize("sealed", SEALED)
def test_another_users_role_begins_anew(
    request: pytest.FixtureRequest, pulled: Pulled, sync: Sync, session: Session, sealed: bool
) -> None:
    if sealed:
        request.getfixturevalue("exchange")
    pulled.pull()
    log_in(session, "管理员")
    package = sync.write(pulled.back(), pulled.report)
    assert (package.state, pulled.found) == (PackageState.VERIFIED, 0)


def test_a_begun_file_that_is_not_gone_on_with_can_be_cleared_from_a_full_drive(
    exchange: Exchange, pulled: Pulled, big: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled.pull()
    place = pulled.back()
    big[0] = PackageRow("item", "A1", 2, {"name": "公共文化服务（修订）"})
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it
    free = drive.SPARE + (1 << 20)
    monkeypatch.setattr(drive.shutil, "disk_usage", lambda _at: usage(1 << 30, 0, free))
    with pytest.raises(DriveFull):
        exchange.sync.write(place)
    [partial] = place.iterdir()
    stick = Drive(str(place), "GK", "vfat", 8 << 30, free)
    monkeypatch.setattr(drives, "listed", lambda: [stick])
    [seen] = exchange.sync.drives.plugged(Need(6 << 20, 6 << 20))
    assert seen.verdict.state is DriveState.FULL_LEFTOVER
    assert seen.verdict.blocks
    assert partial.name in seen.verdict.sentence
    assert exchange.sync.drives.clear_own(place) == 1
    monkeypatch.undo()
    assert exchange.sync.write(place).state is PackageState.VERIFIED


def test_foreign_files_in_a_begun_folder_do_not_blame_the_drive(pulled: Pulled, sync: Sync) -> None:
    pulled.pull(8)
    (pulled.lying / "data" / "Thumbs.db").write_bytes(b"what Windows leaves")
    package = sync.write(pulled.back(), pulled.report)
    assert package.state is PackageState.VERIFIED
    assert pulled.found
    assert ("重写", 0) not in pulled.told


def test_what_lies_under_an_empty_mount_point_is_removed(tmp_path: Path) -> None:
    partial = tmp_path / "GK_x.partial"
    here = tmp_path.stat().st_dev
    for device, kept in ((here, True), (here + 1, False), (None, False)):
        partial.write_bytes(b"x")
        with pytest.raises(DrivePulled), bag.cleared_on_trouble(partial, device):
            raise DrivePulled
        assert partial.exists() is kept
    with pytest.raises(DrivePulled), bag.cleared_on_trouble(tmp_path / "gone" / "x", here):
        raise DrivePulled


@pytest.mark.parametrize("hours", [-1, 24 * 31])
def test_a_time_that_does_not_fit_begins_anew(
    exchange: Exchange, pulled: Pulled, clock: StoppedClock, hours: int
) -> None:
    pulled.pull()
    clock.value += timedelta(hours=hours)
    package = exchange.sync.write(pulled.back(), pulled.report)
    assert (package.made_at, pulled.found) == (clock().isoformat(timespec="seconds"), 0)


def test_what_lies_there_counts_as_room(
    exchange: Exchange, pulled: Pulled, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled.pull()
    pulled.tear(4 << 20)
    place = pulled.back()
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it
    room = drive.SPARE + (2 << 20)
    monkeypatch.setattr(drive.shutil, "disk_usage", lambda _at: usage(1 << 30, 0, room))
    [lying] = place.iterdir()
    lying.rename(place.parent / lying.name)
    with pytest.raises(DriveFull):
        exchange.sync.write(place)
    (place.parent / lying.name).rename(lying)
    assert exchange.sync.write(place).state is PackageState.VERIFIED


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_a_link(
    exchange: Exchange, pulled: Pulled, tmp_path: Path
) -> None:
    pulled.pull()
    name = pulled.lying.name
    pulled.lying.unlink()
    target = tmp_path / "somebody's.doc"
    target.write_bytes(b"text")
    (pulled.away / name).symlink_to(target)
    with pytest.raises(NameInUse):
        exchange.sync.write(pulled.back())
    assert target.read_bytes() == b"text"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_a_link_in_a_folder(
    pulled: Pulled, sync: Sync, tmp_path: Path
) -> None:
    pulled.pull(8)
    elsewhere = tmp_path / "elsewhere"
    (pulled.lying / "data").rename(elsewhere)
    before = sorted(path.name for path in elsewhere.rglob("*"))
    (pulled.lying / "data").symlink_to(elsewhere)
    (elsewhere / "rows" / "item.jsonl").write_bytes(b"mine")
    package = sync.write(pulled.back())
    assert package.state is PackageState.VERIFIED
    assert (elsewhere / "rows" / "item.jsonl").read_bytes() == b"mine"
    assert sorted(path.name for path in elsewhere.rglob("*")) == before


@pytest.fixture
def rotten(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A drive on which the first flush of the file takes other bytes."""
    left = [1]
    real = packwrite.write

    def write(target: Path, *rest: object) -> object:
        made = real(target, *rest)  # type: ignore[arg-type]
        if left[0]:
            left[0] -= 1
            with target.open("r+b") as file:
                file.seek(4 << 20)
                file.write(b"rot")
        return made

    monkeypatch.setattr(packwrite, "write", write)
    return left


def test_what_comes_back_otherwise_is_written_once_more(
    exchange: Exchange, pulled: Pulled, rotten: list[int]
) -> None:
    package = exchange.sync.write(pulled.stick, pulled.report)
    assert (package.state, rotten) == (PackageState.VERIFIED, [0])
    assert ("重写", 0) in pulled.told
    assert 3 << 20 <= pulled.found < 4 << 20 | 1
    assert exchange.county.receive(at(package), pairs=exchange.pairs).accepted == 4


def test_a_plain_file_that_comes_back_otherwise_is_written_once_more(
    pulled: Pulled, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = bag._write_new, ["item.jsonl"]

    def write(target: Path, pieces: object) -> None:
        real(target, pieces)  # type: ignore[arg-type]
        if target.name in left:
            left.remove(target.name)
            target.write_bytes(b"rot")

    monkeypatch.setattr(bag, "_write_new", write)
    assert sync.write(pulled.stick, pulled.report).state is PackageState.VERIFIED
    assert ("重写", 0) in pulled.told
