"""A backup is made, read back, refused when damaged, and put back as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gkdesk.accounts.model import LoginNeeded, NotAllowed
from gkdesk.backup import layout, restoring, writing
from gkdesk.backup.model import (
    Backup,
    BackupDamaged,
    BackupFull,
    BackupInside,
    BackupTooNew,
    CopyDamaged,
    Kind,
    NotABackup,
    OfficeDamaged,
    OtherOffice,
    StrangeManifest,
    StrangeNote,
    read_manifest,
)
from gkdesk.backup.rehearsal import lost
from gkdesk.base.files import FileTrouble, NoSuchFile
from gkdesk.base.progress import Cancelled
from gkdesk.db import audit
from gkdesk.db.migrations import known_version
from gkdesk.desk import Desk
from gkdesk.documents import archive
from gkdesk.folder import FolderNotEmpty
from gkdesk.sync import drives
from gkdesk.sync.drivestate import Drive
from tests.conftest import CHEAP, NOW, PASSWORD, StoppedClock

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
    real, left = Path.rename, [0]

    def rename(self: Path, target: Path) -> Path:
        if left[0] == 0:
            raise OSError(5, "power cut")
        left[0] -= 1
        return real(self, target)

    for allowed in range(6):
        left[0] = allowed
        monkeypatch.setattr(Path, "rename", rename)
        with suppress(FileTrouble):
            restoring.take_over(folder)
        monkeypatch.setattr(Path, "rename", real)
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


def test_another_offices_backup_is_refused(desk: Desk, stick: Path) -> None:
    desk.backups.write(stick)
    [found] = restoring.found_at(stick)
    manifest = Path(found.place) / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    data["credit_code"], data["office"] = "1150038278747988XX", "白水镇人民政府"
    manifest.write_text(json.dumps(data), "utf-8")
    [theirs] = restoring.found_at(stick)
    with pytest.raises(OtherOffice, match="白水镇"):
        desk.backups.stage(theirs)


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
