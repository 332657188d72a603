"""备份与恢复 in the window: to a drive, back, and from the first page of a new machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk.backup import layout, restoring
from gkdesk.backup.model import Backup, NoRoomHere, Standing
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.db.connection import DatabaseDamaged
from gkdesk.desk import Desk, NoOffice
from gkdesk.sync import drives
from gkdesk.sync.drivestate import Drive
from gkdesk.ui import app
from gkdesk.ui import window as windows
from gkdesk.ui.context import Context
from gkdesk.ui.setup import SetupPage
from gkdesk.ui.system import restore_dialog
from gkdesk.ui.system.backup_panel import BackupPanel
from gkdesk.ui.system.backup_words import drive_words, when
from gkdesk.ui.system.restore_dialog import RestoreDialog, newest_here, restore_without_office
from gkdesk.ui.today.side import backup_card
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, PASSWORD, StoppedClock, log_in
from tests.ui.conftest import QuietSay


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "KINGSTON"
    place.mkdir()
    monkeypatch.setattr(drives, "listed", lambda: [Drive(str(place), "KINGSTON", "vfat")])
    return place


@pytest.fixture
def panel(window: MainWindow) -> BackupPanel:
    window.go("system", "backup")
    system: Any = window._pages["system"]
    found: BackupPanel = system.backup
    return found


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[RestoreDialog], None]:
    def wait(dialog: RestoreDialog) -> None:
        qtbot.waitUntil(lambda: not dialog._tasks.busy)

    return wait


def wrote(window: MainWindow, qtbot: QtBot, desk: Desk, count: int) -> None:
    qtbot.waitUntil(lambda: len(desk.backups.written()) == count and not window.tasks.busy)


def test_two_clicks_to_a_drive(
    window: MainWindow, panel: BackupPanel, desk: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay
) -> None:
    assert panel.go.isEnabled()
    panel.go.click()
    wrote(window, qtbot, desk, 1)
    [made] = desk.backups.written()
    assert made.place == "KINGSTON"
    assert len(restoring.found_at(stick)) == 1
    assert panel.table.shown() == [made]
    assert panel.go.isEnabled()
    assert panel.running.isHidden()
    assert quiet.said == []


def test_no_drive_is_said(
    panel: BackupPanel, quiet: QuietSay, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "listed", list)
    panel.go.click()
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "没有看到 U 盘" in quiet.said[0]
    assert panel.go.isEnabled()


def test_a_folder_and_what_may_not_be_one(
    window: MainWindow, panel: BackupPanel, desk: Desk, tmp_path: Path, qtbot: QtBot,
    quiet: QuietSay,
) -> None:  # fmt: skip
    panel.folder.click()  # none chosen
    quiet.chosen_folder = desk.session.folder
    panel.folder.click()
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "不能放进办公数据自己的文件夹" in quiet.said[0]
    quiet.chosen_folder = tmp_path / "另一块盘"
    quiet.chosen_folder.mkdir()
    qtbot.waitUntil(panel.go.isEnabled)
    panel.folder.click()
    wrote(window, qtbot, desk, 1)
    assert desk.backups.written()[0].place == "另一块盘"


def test_today_says_how_old_it_is(window: MainWindow, desk: Desk, stick: Path) -> None:
    def words(context: Context) -> str:
        card = backup_card(context)
        found: Any = card.findChildren(QLabel)  # the stubs lose the type
        return " ".join(each.text() for each in found)

    assert "还没有备份到 U 盘" in words(window.context)
    desk.backups.write(stick)
    assert "U 盘备份 今天" in words(window.context)


@pytest.fixture
def office(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    folder = tmp_path / "real"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        desk.accounts.log_in("管理员", PASSWORD)
        yield desk


def test_put_back_and_opened_anew(
    office: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay, clock: StoppedClock,
    settled: Callable[[RestoreDialog], None],
) -> None:  # fmt: skip
    office.backups.write(stick)
    office.village.add_villages([{"name": "东河村"}])
    folder = office.session.folder
    dialog = RestoreDialog(None, folder, lambda one, report: office_stage(office, one, report))
    qtbot.addWidget(dialog)
    settled(dialog)
    assert [one.office for one in dialog.table.shown()] == ["青石镇人民政府"]
    dialog.check_it()
    settled(dialog)
    assert "完好" in dialog.words.text()
    quiet.yes = False
    dialog.restore()
    settled(dialog)
    assert "恢复到2026年4月10日 09:30？" in quiet.said[-1]
    assert not (folder / "restore").exists()
    quiet.yes = True
    dialog.restore()
    qtbot.waitUntil(lambda: dialog.result() == 1)
    office.close()
    with Desk.open(folder, now=clock, cost=CHEAP) as again:
        assert again.village.villages() == []


def office_stage(office: Desk, one: Backup, report: Report) -> object:
    with office.another() as other:
        return other.backups.stage(one, report)


def test_given_up_in_the_last_moment_nothing_lies_ready(
    office: Desk, stick: Path, qtbot: QtBot, settled: Callable[[RestoreDialog], None]
) -> None:
    office.backups.write(stick)
    folder = office.session.folder
    dialog = RestoreDialog(None, folder, lambda one, report: office_stage(office, one, report))
    qtbot.addWidget(dialog)
    settled(dialog)
    dialog._tasks.start(
        lambda report: office_stage(office, restoring.found_at(stick)[0], report),
        done=lambda _staged: dialog.accept(), failed=lambda _error: None,
    )  # fmt: skip
    dialog.reject()
    assert not (folder / "restore").exists()


def test_only_an_administrator_may(
    window: MainWindow, panel: BackupPanel, desk: Desk, stick: Path, qtbot: QtBot
) -> None:
    desk.backups.write(stick)
    seen: list[tuple[bool, str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RestoreDialog) and not dialog._tasks.busy and dialog.table.shown():
            seen.append((dialog.go.isEnabled(), dialog.go.toolTip()))
            dialog.reject()

    watch = QTimer(window, interval=30)
    watch.timeout.connect(look)
    watch.start()
    panel.back.click()
    log_in(desk.session, "管理员")
    panel.back.click()
    watch.stop()
    assert seen == [(False, "须由管理员办理"), (True, "")]


def test_a_window_is_opened_anew_after_it(window: MainWindow) -> None:
    before = window.again
    window.context.reopen()
    assert (before, window.again, window.isVisible()) == (False, True, False)


def test_a_new_machine_begins_with_a_backup(
    office: Desk, stick: Path, tmp_path: Path, qtbot: QtBot, clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch, quiet: QuietSay,
) -> None:  # fmt: skip
    office.backups.write(stick)
    folder = tmp_path / "new machine"
    page = SetupPage(folder, lambda _desk: None, clock)
    qtbot.addWidget(page)
    page.show()

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RestoreDialog) and not dialog._tasks.busy:
            dialog.restore()

    watch = QTimer(page, interval=50)
    watch.timeout.connect(go)
    watch.start()
    buttons: Any = page.findChildren(QPushButton)
    [link] = [one for one in buttons if "从备份恢复" in one.text()]
    link.click()
    watch.stop()
    assert page.restored
    assert not page.isVisible()
    with Desk.open(folder, now=clock, cost=CHEAP) as again:
        again.accounts.log_in("周桂芬", PASSWORD)
        assert again.audit_faults() == []


def test_nothing_found_is_said(tmp_path: Path, qtbot: QtBot, quiet: QuietSay,
                               settled: Callable[[RestoreDialog], None],
                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(drives, "listed", list)
    dialog = RestoreDialog(None, tmp_path / "none", lambda _one, _report: None)
    qtbot.addWidget(dialog)
    settled(dialog)
    assert "没有看到备份" in dialog.words.text()
    assert not dialog.go.isEnabled()
    dialog.restore()
    dialog.check_it()
    quiet.chosen_folder = tmp_path
    dialog.choose()
    settled(dialog)
    assert "里没有本软件的备份" in quiet.said[0]
    assert dialog.other.isEnabled()


@pytest.mark.parametrize("error", [DatabaseDamaged(), NoOffice(folder="x")])
def test_a_damaged_office_offers_the_way_back(
    error: GkdeskError, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def instead(_parent: object, folder: Path, _now: object) -> bool:
        asked.append(folder)
        return True

    monkeypatch.setattr(restore_dialog, "restore_without_office", instead)

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            [go] = [one for one in box.buttons() if "从备份恢复" in one.text()]
            go.click()

    QTimer.singleShot(100, press)
    assert app.cannot_open(error, tmp_path) == app.AGAIN
    assert asked == [tmp_path]
    assert callable(restore_without_office)


def test_a_damaged_office_names_the_newest_copy_that_opens(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.session.folder
    assert "本机没有完好的备份" in newest_here(folder)
    assert office.backups.keep_daily()
    [made] = restoring.found_here(folder)
    words = newest_here(folder)
    assert f"{when(made.made_at)}的（本机每日备份），可以恢复到那时" in words
    later = folder / "backups" / "daily-20270101-080000.db"
    later.write_bytes(b"SQLite format 3\0" + bytes(4096))  # newer, and worth nothing
    assert newest_here(folder) == words

    def full(*_arguments: object) -> None:
        raise NoRoomHere(short=3)

    monkeypatch.setattr(restoring, "check", full)
    assert "2027年1月1日 08:00的（本机每日备份），还没有核对" in newest_here(folder)
    shutil.rmtree(folder / "backups")
    (folder / "backups").write_bytes(b"")  # no folder at all
    assert "本机没有完好的备份" in newest_here(folder)


def test_the_days_copy_is_made_beside_the_work(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    window._preload()
    qtbot.waitUntil(lambda: bool(restoring.found_here(desk.session.folder)), timeout=10_000)
    (desk.session.folder / "backups" / "x").write_bytes(b"")
    window._no_copy(DatabaseDamaged())
    assert "损坏" in window._status._whole


def test_the_days_copy_is_made_after_a_password_was_typed(
    office: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, quiet: QuietSay
) -> None:
    """Whoever types a password comes later than the first second and a half."""
    monkeypatch.setattr(windows, "PRELOAD_MS", 1)
    folder = office.session.folder
    office.accounts.lock()
    made = MainWindow(office)
    qtbot.addWidget(made)
    made.show()
    qtbot.wait(100)
    log_in(office.session, "周桂芬")
    made._unlocked()
    qtbot.wait(100)
    qtbot.waitUntil(lambda: bool(restoring.found_here(folder)), timeout=10_000)
    made.close()


def test_a_word_that_comes_after_it_was_closed_opens_nothing_anew(
    office: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay,
    settled: Callable[[RestoreDialog], None],
) -> None:  # fmt: skip
    office.backups.write(stick)
    folder = office.session.folder
    laid: list[bool] = []

    def stage(one: Backup, report: Report) -> object:
        try:
            return office_stage(office, one, report)
        finally:
            laid.append(True)

    dialog = RestoreDialog(None, folder, stage)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(dialog)
    dialog.restore()
    qtbot.waitUntil(lambda: len(quiet.said) == 1)
    while not laid:  # its word waits in the event loop
        pass
    dialog._tasks._pool.waitForDone()
    assert (folder / "restore").exists()
    dialog.close()
    settled(dialog)
    assert dialog.result() == 0
    assert not (folder / "restore").exists()


def test_looking_again_forgets_nothing_that_lies_ready(
    office: Desk, stick: Path, qtbot: QtBot
) -> None:
    """The clerk was told that it would be put back at the next start."""
    office.backups.write(stick)
    folder = office.session.folder
    office.backups.stage(restoring.found_at(stick)[0])
    dialog = RestoreDialog(None, folder, lambda one, report: office_stage(office, one, report))
    qtbot.addWidget(dialog)
    assert dialog._tasks.busy
    dialog.reject()
    assert (folder / "restore" / "note.json").exists()


def test_a_backup_of_tomorrow_is_said_to_be_one() -> None:
    words, well = drive_words(Standing("2037-04-02T09:30:00", -4000, "", due=True))
    assert "2037年4月2日" in words
    assert "核对电脑的日期" in words
    assert not well


def test_locked_while_a_backup_is_read_through(
    window: MainWindow, panel: BackupPanel, desk: Desk, stick: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk.backups.write(stick)
    begun: list[bool] = []

    def slow(_one: Backup, _folder: Path, report: Report) -> None:
        begun.append(True)
        while True:
            report(0, 1, "")

    monkeypatch.setattr(restoring, "check", slow)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, RestoreDialog) or not dialog.table.shown():
            return
        if begun:
            watch.stop()
            window.lock()
        else:
            dialog.check_it()

    watch = QTimer(window, interval=30)
    watch.timeout.connect(look)
    watch.start()
    panel.back.click()
    qtbot.waitUntil(lambda: not desk.session.unlocked)
    assert not window.again
    assert not (desk.session.folder / "backups" / ".check.part").exists()


def test_closed_while_a_backup_is_written(
    window: MainWindow, panel: BackupPanel, desk: Desk, stick: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    begun: list[bool] = []
    real = layout.copy

    def slow(source: Path, target: Path, moved: layout.Moved) -> str:
        begun.append(True)
        while not target.name.endswith(".toml"):
            moved(0)
        return real(source, target, moved)

    monkeypatch.setattr(layout, "copy", slow)
    panel.go.click()
    qtbot.waitUntil(lambda: bool(begun))
    window.close()
    assert [path.name for path in stick.rglob("*") if path.is_file()] == ["说明.txt"]
    assert not list((desk.session.folder / "backups").iterdir())
    assert desk.backups.written() == []


def test_a_drive_plugged_in_later_is_listed_and_the_choice_stays(
    office: Desk, stick: Path, qtbot: QtBot, settled: Callable[[RestoreDialog], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    office.backups.write(stick)
    office.backups.keep_daily()
    plugged: list[Drive] = []
    monkeypatch.setattr(drives, "listed", lambda: plugged)
    monkeypatch.setattr(drives, "fingerprint", lambda: str(len(plugged)))
    dialog = RestoreDialog(None, office.session.folder, lambda _one, _report: None)
    qtbot.addWidget(dialog)
    settled(dialog)
    [daily] = dialog.table.shown()
    plugged.append(Drive(str(stick), "KINGSTON", "vfat"))
    dialog._asking = True
    dialog.look_again()  # not while a question is open
    assert dialog.table.shown() == [daily]
    dialog._asking = False
    dialog.look_again()
    settled(dialog)
    assert len(dialog.table.shown()) == 2
    assert dialog.table.current() == daily
