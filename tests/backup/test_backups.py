"""A backup is made, read back, refused when damaged, and put back as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gkdesk.accounts.model import LoginNeeded, NotAllowed
from gkdesk.backup import layout, restoring, writing
from gkdesk.backup.model import (
    Backup,
    BackupDamaged,
    BackupFilled,
    BackupFull,
    BackupInside,
    BackupTooNew,
    CopyDamaged,
    Kind,
    NameNotTaken,
    NoRoomHere,
    NotABackup,
    OfficeDamaged,
    OtherOffice,
    StrangeManifest,
    StrangeNote,
    read_manifest,
)
from gkdesk.backup.rehearsal import lost
from gkdesk.base.files import DiskFull, FileTrouble, NoSuchFile
from gkdesk.base.progress import Cancelled
from gkdesk.cli.backup import _chosen
from gkdesk.db import audit
from gkdesk.db.connection import connect
from gkdesk.db.migrations import known_version, version
from gkdesk.desk import Desk
from gkdesk.documents import archive
from gkdesk.folder import FolderNotEmpty
from gkdesk.sync import drives
from gkdesk.sync.drive import DrivePulled
from gkdesk.sync.drivestate import Drive
from tests.conftest import CHEAP, NOW, ORGAN, PASSWORD, StoppedClock
from tests.db.older import back_to

SECRET = "不能丢的一份扫描件"


@pytest.fixture
def desk(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    """An office of its own folder, with an archived file, an own form and a setting."""
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    (folder / "forms").mkdir()
    (folder / "forms" / "own.toml").write_text("a = 1\n", "utf-8")
    (folder / "settings.toml").write_text("font_scale = 1.2\n", "utf-8")
    with Desk.open(folder, now=clock, cost=CHEAP) as opened:
        opened.accounts.log_in("管理员", PASSWORD)
        opened.documents.keep(SECRET.encode(), name="甲.pdf", subject="x")
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def only(stick: Path) -> Path:
    [root] = layout.roots(stick)
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in layout.office_files(folder)}


def reopened(folder: Path, clock: StoppedClock) -> Desk:
    again = Desk.open(folder, now=clock, cost=CHEAP)
    again.accounts.log_in("管理员", PASSWORD)
    return again


def test_what_was_written_is_listed_and_can_be_found(desk: Desk, stick: Path) -> None:
    told: list[tuple[int, int, str]] = []
    made = desk.backups.write(stick, "小红U盘", lambda *told_: told.append(told_))
    assert desk.backups.written() == [made]
    assert (made.made_at, made.user, made.place) == ("2026-04-10T09:30:00", "管理员", "小红U盘")
    [found] = restoring.found_at(stick)
    assert (found.kind, found.office, found.made_at) == (Kind.DRIVE, "青石镇人民政府", made.made_at)
    assert found.size == made.size
    assert {words for _done, _total, words in told} == {"复制数据文件", "写入备份", "读回核对"}
    assert all(0 <= done <= total for done, total, _words in told)
    manifest = restoring.check(found, desk.session.folder)
    assert manifest is not None
    assert {one.path.split("/")[0] for one in manifest.files} == {
        "gkdesk.db", "archive", "forms", "settings.toml",
    }  # fmt: skip
    assert not list((desk.session.folder / "backups").iterdir())
    assert [e.action for e in desk_audit(desk)][-1] == "office.backup"


def desk_audit(desk: Desk) -> list[audit.Entry]:
    return audit.entries(desk.session.conn)


def test_personal_data_stays_sealed_on_the_stick(desk: Desk, stick: Path) -> None:
    desk.backups.write(stick)
    everything = b"".join(path.read_bytes() for path in stick.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert b"office.backup" not in everything  # the copy is as of before
    assert not any(SECRET in path.name or "甲" in path.name for path in stick.rglob("*"))


def test_the_second_backup_adds_only_what_is_new(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [archived] = (only(stick) / "archive").rglob("*?" * 30)
    first = archived.stat().st_mtime_ns
    clock.value += timedelta(days=1)
    desk.documents.keep("又一份".encode(), name="乙.pdf", subject="x")
    desk.backups.write(stick)
    assert archived.stat().st_mtime_ns == first
    assert len([p for p in (only(stick) / "archive").rglob("*") if p.is_file()]) == 2
    newest, oldest = restoring.found_at(stick)
    assert newest.made_at > oldest.made_at
    assert restoring.check(oldest, desk.session.folder) is not None


def test_the_last_ten_stay(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    for _ in range(writing.KEPT + 2):
        desk.backups.write(stick)
        clock.value += timedelta(minutes=1)
    found = restoring.found_at(stick)
    assert len(found) == writing.KEPT
    assert found[-1].made_at == (NOW + timedelta(minutes=2)).isoformat()


def test_two_in_one_second_do_not_meet(desk: Desk, stick: Path) -> None:
    desk.backups.write(stick)
    desk.backups.write(stick)
    assert len(restoring.found_at(stick)) == 2


def test_a_damaged_old_file_is_found_when_all_is_read_again(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [archived] = (only(stick) / "archive").rglob("*?" * 30)
    data = bytearray(archived.read_bytes())
    data[40] ^= 1
    archived.write_bytes(data)
    clock.value += timedelta(days=1)
    desk.backups.write(stick)  # the size is right: only the new files are read back
    clock.value += timedelta(days=writing.WHOLE_DAYS + 1)
    with pytest.raises(BackupDamaged):
        desk.backups.write(stick)
    assert len(desk.backups.written()) == 2
    desk.backups.write(stick)  # the bad file was taken away, so it is written anew
    assert restoring.check(restoring.found_at(stick)[0], desk.session.folder) is not None


def test_stopped_leaves_earlier_ones_whole(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    desk.backups.write(stick)
    clock.value += timedelta(days=1)

    def stop(_done: int, _total: int, words: str = "") -> None:
        if words == "读回核对":
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.backups.write(stick, report=stop)
    [found] = restoring.found_at(stick)
    assert restoring.check(found, desk.session.folder) is not None
    assert not list(only(stick).glob("*.未写完"))
    assert len(desk.backups.written()) == 1


def test_where_a_backup_may_not_go(desk: Desk, stick: Path) -> None:
    with pytest.raises(BackupInside):
        desk.backups.write(desk.session.folder / "backups")
    with pytest.raises(NoSuchFile):
        desk.backups.write(Path("/proc/nothing-here/at/all"))
    desk.accounts.lock()
    assert not list(stick.iterdir())


def test_nobody_logged_in_writes_none(founded: Path, tmp_path: Path, stick: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    shutil.copy(founded / "gkdesk.db", folder)
    with Desk.open(folder, cost=CHEAP) as closed, pytest.raises(LoginNeeded):
        closed.backups.write(stick)
    assert not list(stick.iterdir())


def test_a_full_stick_is_said_before_a_byte_is_written(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: _Usage())
    with pytest.raises(BackupFull, match="还差"):
        desk.backups.write(stick)
    assert not [p for p in stick.rglob("*") if p.is_file()]


class _Usage:
    free = 1000


def test_a_broken_office_is_not_written_over_good_backups(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    folder = desk.session.folder
    [page] = desk.session.conn.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'village_photo'"
    ).fetchone()
    [size] = desk.session.conn.execute("PRAGMA page_size").fetchone()
    desk.close()
    data = bytearray((folder / "gkdesk.db").read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    (folder / "gkdesk.db").write_bytes(data)
    with reopened(folder, clock) as broken:
        with pytest.raises(OfficeDamaged):
            broken.backups.write(stick)
        with pytest.raises(OfficeDamaged):
            broken.backups.keep_daily()
        assert len(broken.backups.written()) == 1
    assert len(restoring.found_at(stick)) == 1
    assert restoring.found_here(folder) == []
    bad = Backup(Kind.DAILY, "2026-01-01T08:00:00", "", "", str(folder / "gkdesk.db"), 1)
    with pytest.raises(CopyDamaged):
        restoring.check(bad, stick)


def test_put_back_into_an_empty_folder(
    desk: Desk, stick: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    new = tmp_path / "new machine"
    restoring.stage(found, new, clock())
    with reopened(new, clock) as again:
        assert contents(new) == contents(desk.session.folder)
        assert again.session.organ == desk.session.organ
        [digest] = [p.name for p in (new / "archive").rglob("*?" * 30)]
        assert archive.get(new, again.session.vault, digest).decode() == SECRET
        assert again.audit_faults() == []
        restored = desk_audit(again)[-2]
        assert restored.action == "office.restore"
    assert not (new / "restore").exists()


def test_put_back_over_a_later_state_keeps_that(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    clock.value += timedelta(hours=1)
    desk.accounts.add("新来的", PASSWORD, desk.session.user.role)
    desk.documents.keep(b"later", name="c.pdf", subject="x")
    (folder / "forms" / "own.toml").write_text("a = 2\n", "utf-8")
    (folder / "gkdesk.db-journal").write_bytes(b"")  # as after a crash
    [found] = restoring.found_at(stick)
    desk.backups.stage(found)
    with desk.another() as other:  # the office is open: nothing is put back under it
        assert "新来的" in {user.name for user in other.accounts.users()}
    desk.close()
    with reopened(folder, clock) as again:
        assert "新来的" not in {user.name for user in again.accounts.users()}
        assert again.audit_faults() == []
    assert (folder / "forms" / "own.toml").read_text("utf-8") == "a = 1\n"
    assert len(list((folder / "archive").rglob("*?" * 30))) == 2  # nothing archived goes
    [kept] = [one for one in restoring.found_here(folder) if one.kind is Kind.BEFORE_RESTORE]
    clock.value += timedelta(hours=1)
    restoring.stage(kept, folder, clock())
    with reopened(folder, clock) as back:
        assert "新来的" in {user.name for user in back.accounts.users()}


def test_a_power_cut_while_it_is_put_in_place_is_gone_on_with(
    desk: Desk, stick: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    (folder / "forms" / "own.toml").write_text("a = 2\n", "utf-8")
    (folder / "settings.toml").unlink()
    [found] = restoring.found_at(stick)
    desk.backups.stage(found)
    desk.close()
    real, left = Path.replace, [0]

    def replace_(self: Path, target: Path) -> Path:
        if left[0] == 0:
            raise OSError(5, "power cut")
        left[0] -= 1
        return real(self, target)

    cut = 0
    for allowed in range(6):
        left[0] = allowed
        monkeypatch.setattr(Path, "replace", replace_)
        try:
            restoring.take_over(folder)
        except FileTrouble:
            cut += 1
        monkeypatch.setattr(Path, "replace", real)
    assert cut > 2
    with reopened(folder, clock) as again:
        assert again.audit_faults() == []
    assert (folder / "forms" / "own.toml").read_text("utf-8") == "a = 1\n"
    assert (folder / "settings.toml").read_text("utf-8") == "font_scale = 1.2\n"
    [kept] = (folder / "backups").glob("before-restore-*")
    assert (kept / "forms" / "own.toml").read_text("utf-8") == "a = 2\n"
    assert (kept / "gkdesk.db").exists()


@pytest.mark.parametrize("name", ["gkdesk.db", "forms/own.toml", "archive"])
def test_a_changed_backup_is_refused_and_nothing_has_changed(
    desk: Desk, stick: Path, name: str, tmp_path: Path
) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    [path] = (
        (only(stick) / "archive").rglob("*?" * 30)
        if name == "archive"
        else [Path(found.place) / name]
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BackupDamaged):
        restoring.check(found, desk.session.folder)
    new = tmp_path / "new"
    with pytest.raises(BackupDamaged):
        restoring.stage(found, new, NOW)
    assert sorted(p.name for p in new.iterdir()) == ["gkdesk.lock"]
    path.unlink()
    with pytest.raises(BackupDamaged):
        restoring.check(found, desk.session.folder)


@pytest.fixture
def neighbour(tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    """Another office on the same machine."""
    organ = replace(ORGAN, name="白水镇人民政府", credit_code="11500382787479894M")
    made, _key = Desk.create(
        tmp_path / "neighbour", organ, user="管理员", password=PASSWORD, now=clock, cost=CHEAP
    )
    with made:
        yield made


def test_another_offices_backup_is_refused(desk: Desk, neighbour: Desk, stick: Path) -> None:
    neighbour.backups.write(stick)
    [theirs] = restoring.found_at(stick)
    with pytest.raises(OtherOffice, match="白水镇"):
        desk.backups.stage(theirs)
    neighbour.backups.keep_daily()
    [copied] = restoring.found_here(neighbour.session.folder)
    with pytest.raises(OtherOffice, match="白水镇"):
        desk.backups.stage(copied)
    assert not (desk.session.folder / "restore").exists()


def test_an_offices_own_backups_stay_its_own_when_its_code_is_changed(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    desk.backups.keep_daily()
    folder = desk.session.folder
    desk.accounts.change_organ(replace(desk.session.organ, credit_code="11500382787479894M"))
    for one in (*restoring.found_at(stick), *restoring.found_here(folder)):
        desk.backups.stage(one)
    desk.close()
    with reopened(folder, clock) as again:
        assert again.session.organ.credit_code == ORGAN.credit_code


def test_two_offices_never_share_a_folder_of_backups(
    desk: Desk, neighbour: Desk, stick: Path, clock: StoppedClock
) -> None:
    neighbour.backups.write(stick)
    [theirs] = restoring.found_at(stick)
    for _ in range(writing.KEPT + 1):  # whichever folder is chosen
        clock.value += timedelta(minutes=1)
        desk.backups.write(Path(theirs.place).parent)
    desk.backups.write(Path(theirs.place))
    assert Path(theirs.place).is_dir()
    assert sorted(path.name for path in stick.iterdir()) == [
        f"{layout.ROOT}{ORGAN.credit_code}", f"{layout.ROOT}11500382787479894M",
    ]  # fmt: skip
    assert restoring.check(theirs, neighbour.session.folder) is not None


def test_a_newer_programs_backup_is_refused(desk: Desk, stick: Path) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    manifest = Path(found.place) / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    data["schema"] = known_version() + 1
    manifest.write_text(json.dumps(data), "utf-8")
    with pytest.raises(BackupTooNew):
        desk.backups.stage(found)
    with pytest.raises(BackupTooNew):
        read_manifest(json.dumps({**data, "format": 2}), "x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": "一"}',
        "[" * 5000,
        '{"format": null, "files": []}',
    ],
)
def test_a_strange_list_is_no_backup(text: str, stick: Path, desk: Desk) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    (Path(found.place) / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(NotABackup):
        restoring.found_at(stick)
    desk.backups.write(stick)  # and hinders no new one
    assert len(restoring.found_at(stick)) == 1


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "C:/x", "a\\..\\b", "", ".", "a/./b"])
def test_a_list_leads_nowhere_else(path: str, stick: Path, desk: Desk) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    text = (Path(found.place) / "manifest.json").read_text("utf-8")
    for key in ("path", "at"):
        data = json.loads(text)
        data["files"][0][key] = path
        with pytest.raises(StrangeManifest):
            read_manifest(json.dumps(data), "x")


def test_where_no_backup_lies(tmp_path: Path, stick: Path) -> None:
    with pytest.raises(NotABackup, match="stick"):
        restoring.found_at(stick)
    (stick / f"{layout.ROOT}x").mkdir()
    (stick / f"{layout.ROOT}x" / "20260101-010101").mkdir()  # written half and left
    with pytest.raises(NotABackup):
        restoring.found_at(stick)
    with pytest.raises(NotABackup):
        restoring.found_at(tmp_path / "nothing")


def test_other_peoples_files_are_not_mixed_with_an_office(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "论文.docx").write_bytes(b"x")
    with pytest.raises(FolderNotEmpty):
        restoring.stage(found, strange, NOW)
    assert sorted(p.name for p in strange.iterdir()) == ["论文.docx"]


def test_put_back_where_only_the_archive_is_left(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.close()
    (folder / "gkdesk.db").unlink()
    restoring.stage(restoring.found_at(stick)[0], folder, clock())
    with reopened(folder, clock) as again:
        assert again.audit_faults() == []


def test_put_back_over_a_damaged_database(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.close()
    (folder / "gkdesk.db").write_bytes(b"not a database at all" * 1000)
    restoring.stage(restoring.found_at(stick)[0], folder, clock())
    with reopened(folder, clock) as again:
        assert again.audit_faults() == []
    [kept] = (folder / "backups").glob("before-restore-*")
    assert (kept / "gkdesk.db").read_bytes().startswith(b"not a database")


def test_what_would_be_lost_is_counted(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    assert restoring.would_lose(found, desk.session.folder) == ""
    desk.village.add_villages([{"name": "东河村"}])
    assert restoring.would_lose(found, desk.session.folder) == ""
    with desk.session.transaction():
        desk.session.conn.execute(
            "INSERT INTO backup (made_at, user, place, files, size) VALUES ('', '', '', 0, 0)"
        )
    assert lost({"申请": 5, "文书": 2}, {"申请": 2, "文书": 2}) == "申请3件"
    assert restoring.would_lose(found, stick) == ""


def test_only_an_administrator_puts_back(desk: Desk, stick: Path) -> None:
    desk.backups.write(stick)
    desk.accounts.log_in("周桂芬", PASSWORD)
    with pytest.raises(NotAllowed):
        desk.backups.stage(restoring.found_at(stick)[0])
    desk.backups.write(stick)  # but anybody may make one


def test_a_copy_a_day_stays_seven_days(desk: Desk, clock: StoppedClock) -> None:
    folder = desk.session.folder
    assert desk.backups.keep_daily()
    assert not desk.backups.keep_daily()
    for _ in range(9):
        clock.value += timedelta(days=1)
        assert desk.backups.keep_daily()
    here = restoring.found_here(folder)
    assert [one.kind for one in here] == [Kind.DAILY] * 7
    assert here[0].made_at == clock.value.isoformat()
    desk.backups.stage(here[-1])
    made_at = here[-1].made_at
    desk.close()
    with reopened(folder, clock) as again:
        assert json.loads(desk_audit(again)[-2].detail)["kind"] == "daily"
        assert desk_audit(again)[-2].subject == made_at
    assert (folder / "settings.toml").exists()  # a copy of the database leaves the rest


def test_how_old_the_last_backup_is(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    assert desk.backups.standing().due
    assert desk.backups.standing().drive_days is None
    desk.backups.write(stick)
    standing = desk.backups.standing()
    assert (standing.drive_days, standing.due, standing.local) == (0, False, "")
    clock.value += timedelta(days=8)
    desk.backups.keep_daily()
    standing = desk.backups.standing()
    assert (standing.drive_days, standing.due) == (8, True)
    assert datetime.fromisoformat(standing.local) == clock.value


def test_drives_are_looked_through(
    desk: Desk, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.backups.write(stick)
    empty = tmp_path / "empty"
    empty.mkdir()
    plugged = [Drive(str(empty), "A", ""), Drive(str(stick), "B", ""), Drive("", "C", "")]
    monkeypatch.setattr(drives, "listed", lambda: plugged)
    assert [one.office for one in restoring.found_on_drives()] == ["青石镇人民政府"]


def test_a_resealed_file_lies_beside_the_old_one(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [archived] = (desk.session.folder / "archive").rglob("*?" * 30)
    archived.write_bytes(b"damaged")
    desk.documents.keep(SECRET.encode(), name="甲.pdf", subject="x")  # sealed anew
    clock.value += timedelta(days=1)
    desk.backups.write(stick)
    for one in restoring.found_at(stick):
        assert restoring.check(one, desk.session.folder) is not None
    assert len([p for p in (only(stick) / "archive").rglob("*") if p.is_file()]) == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "other", "tops": []}'])
def test_a_strange_note_stops_before_anything(
    desk: Desk, stick: Path, text: str, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.backups.stage(restoring.found_at(stick)[0])
    desk.close()
    (folder / "restore" / "note.json").write_text(text, "utf-8")
    with pytest.raises(StrangeNote):
        Desk.open(folder, now=clock, cost=CHEAP)
    (folder / "restore").rename(folder.with_name("aside"))
    with reopened(folder, clock) as again:
        assert again.audit_faults() == []


def test_a_clock_that_once_went_ahead_costs_no_backup(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    today = clock.value
    clock.value = today + timedelta(days=4000)
    for _ in range(writing.KEPT + 1):
        desk.backups.write(stick)
        desk.backups.keep_daily()
        clock.value += timedelta(days=1)
    clock.value = today
    assert desk.backups.standing().due  # a backup of tomorrow is nothing to trust
    desk.backups.write(stick)
    desk.backups.keep_daily()
    assert today.isoformat() in {one.made_at for one in restoring.found_at(stick)}
    assert today.isoformat() in {one.made_at for one in restoring.found_here(desk.session.folder)}
    [manifest] = [layout.manifest_of(path) for path in layout.dated(only(stick))
                  if path.name.startswith("2026")]  # fmt: skip
    assert manifest.whole  # all was read back: those of tomorrow do not count
    standing = desk.backups.standing()
    assert (standing.drive_days, standing.due) == (0, False)


@pytest.mark.parametrize("name", ["10:30 说明.toml", "a\\b.toml", b"\xd6\xd0.toml"])
@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_no_other_machine_reads_is_said_before(
    desk: Desk, stick: Path, name: str | bytes
) -> None:
    strange = desk.session.folder / "forms" / os.fsdecode(name)
    strange.write_bytes(b"x")
    with pytest.raises(NameNotTaken) as told:
        desk.backups.write(stick)
    str(told.value).encode("utf-8")
    assert not layout.dated(only(stick))
    strange.rename(strange.with_name("说明 一.toml"))
    desk.backups.write(stick)
    assert len(restoring.found_at(stick)) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("made_at", None), ("made_at", ""), ("made_at", "昨天"), ("made_at", "2026-01-01"),
        ("made_at", "2026-01-01T08:00:00+08:00"), ("office", 1), ("credit_code", None),
        ("user", []), ("counts", {"申请": "三"}), ("schema", "9"),
    ],
)  # fmt: skip
def test_a_list_that_could_not_be_shown_is_none(
    desk: Desk, stick: Path, key: str, value: object, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    path = Path(found.place) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
    clock.value += timedelta(days=1)
    desk.backups.write(stick)
    assert [one.made_at for one in restoring.found_at(stick)] == [clock().isoformat()]


def test_a_copy_of_no_day_is_not_listed(desk: Desk) -> None:
    place = desk.session.folder / "backups"
    place.mkdir(exist_ok=True)
    (place / "daily-20261399-250000.db").write_bytes(b"x")
    assert restoring.found_here(desk.session.folder) == []


def test_a_pulled_drive_is_called_one(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.backups.write(stick)
    for words in ("写入备份", "读回核对"):
        away = stick.with_name(f"away {words}")

        def pull(_done: int, _total: int, told: str, away: Path = away, words: str = words) -> None:
            if told == words and stick.exists():
                stick.rename(away)
                (stick).touch()  # nothing can be made there again

        with pytest.raises(DrivePulled):
            desk.backups.write(stick, report=pull)
        stick.unlink()
        away.rename(stick)
    assert len(restoring.found_at(stick)) == 1
    desk.backups.write(stick)
    assert [restoring.check(one, desk.session.folder) for one in restoring.found_at(stick)]
    real = Path.is_dir

    def gone(self: Path) -> bool:
        if self.name.startswith(layout.ROOT):
            raise OSError(5, "input/output error")
        return real(self)

    monkeypatch.setattr(Path, "is_dir", gone)
    with pytest.raises(FileTrouble):
        restoring.found_at(stick)


def test_an_archive_on_another_disk_is_taken_along_and_put_back(
    desk: Desk, stick: Path, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.session.folder
    larger = tmp_path / "larger disk"
    (folder / "archive").rename(larger)
    (folder / "archive").symlink_to(larger, target_is_directory=True)
    with pytest.raises(BackupInside):
        desk.backups.write(larger)
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    manifest = restoring.check(found, folder)
    assert manifest is not None
    assert [one.path for one in manifest.files if one.path.startswith("archive/")]
    for path in larger.rglob("*?" * 30):
        path.unlink()
    desk.backups.stage(found)
    desk.close()
    real = Path.replace

    def replace_(self: Path, target: Path) -> Path:
        if "restore" in self.parts and larger in target.resolve().parents:
            raise OSError(18, "another disk")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_)
    with reopened(folder, clock) as again:
        assert again.documents.damaged() == []
    assert len(list(larger.rglob("*?" * 30))) == 1
    assert not (folder / "restore").exists()


_CUT = """
import os, sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA cache_size = 1")
conn.execute("BEGIN IMMEDIATE")
conn.execute("CREATE TABLE half (x)")
for _ in range(200):
    conn.execute("INSERT INTO half VALUES (randomblob(2000))")
os._exit(0)
"""


def test_a_power_cut_at_the_first_step_after_it_is_undone(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    """The journal beside the restored database is its own: it must be played, not put away."""
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.backups.stage(restoring.found_at(stick)[0])
    desk.close()
    restoring.take_over(folder)
    subprocess.run([sys.executable, "-c", _CUT, folder / "gkdesk.db"], check=True)
    assert (folder / "gkdesk.db-journal").stat().st_size
    with reopened(folder, clock) as again:
        assert again.audit_faults() == []
        tables = again.session.conn.execute("SELECT name FROM sqlite_schema").fetchall()
        assert "half" not in {row["name"] for row in tables}
        [state] = again.session.conn.execute("PRAGMA quick_check").fetchone()
        assert state == "ok"


def test_what_was_put_back_is_not_put_back_again(
    desk: Desk, stick: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.session.folder
    (folder / "settings.toml").unlink()
    desk.backups.write(stick)
    desk.backups.stage(restoring.found_at(stick)[0])
    desk.close()
    real = shutil.rmtree

    def held(path: Path) -> None:  # another program looks at a file in it
        if path.name != "restore":
            real(path)

    monkeypatch.setattr(shutil, "rmtree", held)
    with reopened(folder, clock) as again:
        again.choices.lock(15)
    monkeypatch.setattr(shutil, "rmtree", real)
    with reopened(folder, clock) as again:
        assert [e.action for e in desk_audit(again)].count("office.restore") == 1
    assert (folder / "settings.toml").exists()
    assert not (folder / "restore").exists()


def test_what_a_killed_program_left_half_staged_goes(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    desk.close()
    (folder / "restore.part" / "archive").mkdir(parents=True)
    (folder / "restore.part" / "archive" / "large").write_bytes(b"x" * 100)
    with reopened(folder, clock):
        assert not (folder / "restore.part").exists()


def test_a_backup_of_an_older_program_is_brought_up_to_date(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    newest = known_version()
    with suppress(Exception):
        desk.backups.keep_daily()
    [copied] = restoring.found_here(folder)
    conn = connect(copied.place)
    back_to(conn, newest - 3)
    conn.close()
    restoring.check(copied, folder)
    desk.backups.stage(copied)
    desk.close()
    with reopened(folder, clock) as again:
        assert version(again.session.conn) == newest
        assert again.audit_faults() == []
    kinds = {one.kind for one in restoring.found_here(folder)}
    assert kinds == {Kind.DAILY, Kind.BEFORE_RESTORE, Kind.BEFORE_UPDATE}


def test_the_days_copy_keeps_nobody_from_saving(desk: Desk) -> None:
    with desk.another() as other:

        def save(_done: int, _total: int, _words: str = "") -> None:
            other.session.conn.execute("PRAGMA busy_timeout = 0")
            other.accounts.save_draft("x", {"a": "b"})

        assert desk.backups.keep_daily(save)

        def stop(_done: int, _total: int, _words: str = "") -> None:
            raise Cancelled

        folder = desk.session.folder
        [path] = (folder / "backups").iterdir()
        path.unlink()
        with pytest.raises(Cancelled):
            desk.backups.keep_daily(stop)
        assert not list((folder / "backups").iterdir())


def test_a_full_disk_here_is_not_called_a_stick(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: _Usage())
    with pytest.raises(NoRoomHere, match="本机磁盘"):
        desk.backups.stage(found)
    assert not (desk.session.folder / "restore.part").exists()


def test_a_copy_removed_meanwhile_is_said(desk: Desk) -> None:
    desk.backups.keep_daily()
    [found] = restoring.found_here(desk.session.folder)
    Path(found.place).unlink()
    with pytest.raises(NoSuchFile):
        desk.backups.stage(found)


def test_a_copy_without_an_office_is_refused(desk: Desk) -> None:
    desk.backups.keep_daily()
    [found] = restoring.found_here(desk.session.folder)
    conn = connect(found.place)
    conn.execute("DELETE FROM organ")
    conn.close()
    with pytest.raises(CopyDamaged):
        desk.backups.stage(found)


def test_it_can_be_stopped_at_every_word(desk: Desk, stick: Path, clock: StoppedClock) -> None:
    """And begun again, whatever the earlier try left on the drive."""
    told = [0]
    desk.backups.write(stick, report=lambda *_told: told.__setitem__(0, told[0] + 1))
    for after in range(told[0]):
        clock.value += timedelta(minutes=1)
        desk.documents.keep(f"第{after}份".encode(), name="乙.pdf", subject="x")
        left = [after]

        def stop(*_told: object, left: list[int] = left) -> None:
            if left[0] == 0:
                raise Cancelled
            left[0] -= 1

        with pytest.raises(Cancelled):
            desk.backups.write(stick, report=stop)
        assert len(restoring.found_at(stick)) == 1
        assert not list((desk.session.folder / "backups").iterdir())
    desk.backups.write(stick)
    newest = restoring.found_at(stick)[0]
    assert restoring.check(newest, desk.session.folder) is not None


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system what was flushed")
def test_what_was_renamed_is_flushed_once_more(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On FAT a rename leaves a size of 0 until then, and a new folder is an entry of the next."""
    flushed: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    desk.backups.write(stick)
    [archived] = (only(stick) / "archive").rglob("*?" * 30)
    unfinished = f"{only(stick)}/20260410-093000{layout.UNFINISHED}"
    assert str(archived) in flushed
    assert f"{unfinished}/gkdesk.db" in flushed
    assert f"{unfinished}/forms/own.toml" in flushed
    for place in (unfinished, archived.parent, only(stick) / "archive", only(stick), stick):
        assert str(place) in flushed


def test_a_stick_full_in_the_middle(
    desk: Desk, stick: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.backups.write(stick)
    clock.value += timedelta(days=1)
    for number in range(3):
        desk.documents.keep(f"{number}".encode() * 99, name="乙.pdf", subject="x")
    real, left = os.fsync, [0]

    def fsync(handle: int) -> None:
        if left[0] == 0:
            raise OSError(28, "no space")
        left[0] -= 1
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    for allowed in range(9):
        left[0] = allowed
        # the last flushes are those of the list and of the database copied back here
        with pytest.raises((BackupFilled, DiskFull)) as told:
            desk.backups.write(stick)
        assert allowed > 3 or "“stick”写满了" in str(told.value)
        assert len(restoring.found_at(stick)) == 1
        assert not list(stick.rglob("*.part"))
        assert not list(only(stick).glob("*.未写完"))
    monkeypatch.setattr(os, "fsync", real)
    desk.backups.write(stick)
    assert restoring.check(restoring.found_at(stick)[0], desk.session.folder) is not None


def test_a_power_cut_after_it_was_written_down_writes_no_second_line(
    desk: Desk, stick: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.backups.stage(restoring.found_at(stick)[0])
    desk.close()
    monkeypatch.setattr(restoring, "finish", lambda _folder: None)
    Desk.open(folder, now=clock, cost=CHEAP).close()
    monkeypatch.undo()
    with reopened(folder, clock) as again:
        assert [e.action for e in desk_audit(again)].count("office.restore") == 1
        assert again.audit_faults() == []


def test_whoever_names_one_backup_gets_that_one(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    desk.backups.write(stick)
    [first] = restoring.found_at(stick)
    clock.value += timedelta(days=1)
    desk.backups.write(stick)
    assert _chosen(Path(first.place), "").made_at == first.made_at
    assert _chosen(stick, "").made_at == clock().isoformat()
    assert _chosen(only(stick), first.made_at) == first


def test_what_was_put_aside_after_a_power_cut_opens_with_its_journal(
    desk: Desk, stick: Path, clock: StoppedClock
) -> None:
    folder = desk.session.folder
    desk.backups.write(stick)
    desk.accounts.add("新来的", PASSWORD, desk.session.user.role)
    desk.backups.stage(restoring.found_at(stick)[0])
    desk.close()
    subprocess.run([sys.executable, "-c", _CUT, folder / "gkdesk.db"], check=True)
    reopened(folder, clock).close()
    [kept] = restoring.found_here(folder)
    assert Path(f"{kept.place}-journal").stat().st_size
    restoring.check(kept, folder)
    assert not list((folder / "backups").glob(".check*"))
    restoring.stage(kept, folder, clock())
    with reopened(folder, clock) as again:
        assert "新来的" in {user.name for user in again.accounts.users()}
        tables = again.session.conn.execute("SELECT name FROM sqlite_schema").fetchall()
        assert "half" not in {row["name"] for row in tables}


def test_an_old_backup_half_removed_is_none(
    desk: Desk, stick: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(writing.KEPT):
        desk.backups.write(stick)
        clock.value += timedelta(minutes=1)
    real = shutil.rmtree

    def cut(path: Path) -> None:
        (path / "gkdesk.db").unlink()
        raise OSError(5, "power cut")

    monkeypatch.setattr(shutil, "rmtree", cut)
    desk.backups.write(stick)
    monkeypatch.setattr(shutil, "rmtree", real)
    for one in restoring.found_at(stick):
        assert restoring.check(one, desk.session.folder) is not None
    desk.backups.write(stick)
    assert not list(only(stick).glob("*.未写完"))
