"""同步包 in the window: the wizard, receipts and history on a real office and real folders."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.desk import Desk
from gkdesk.sync import bag, begun, drives, store
from gkdesk.sync.county import County
from gkdesk.sync.drive import DrivePulled
from gkdesk.sync.drivestate import Drive, DriveState, Verdict
from gkdesk.sync.model import Choice, PackageState
from gkdesk.sync.story import grouped, quoted
from gkdesk.ui.sync.page import SyncPage
from gkdesk.ui.sync.verify_dialog import VerifyDialog
from gkdesk.ui.sync.wizard_draft import CHECK, CHOOSE, PAPER, WRITE, load
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD, StoppedClock
from tests.printing.fake import FakeDriver

from .conftest import QuietSay

WORKBOOK = paths.resources() / "samples" / "catalog" / "青石镇目录.xlsx"
WAIT = 10_000


class Presses(QObject):
    """Counts what the clerk presses, where it enters the program."""

    def __init__(self) -> None:
        super().__init__()
        self.mouse = self.keys = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched.isWindowType():
            self.mouse += event.type() == QEvent.Type.MouseButtonPress
            self.keys += event.type() == QEvent.Type.KeyPress
        return False


@pytest.fixture
def presses(qapp: QApplication) -> Iterator[Presses]:
    counted = Presses()
    qapp.installEventFilter(counted)
    yield counted
    qapp.removeEventFilter(counted)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugged drive: a real folder; only the system's list of drives is made up."""
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    found = Drive(str(folder), "KINGSTON", "vfat", 8 << 30, 7 << 30)
    monkeypatch.setattr(drives, "listed", lambda: [found] if folder.exists() else [])
    monkeypatch.setattr(drives, "fingerprint", lambda: str(folder.exists()))
    return folder


@pytest.fixture
def page(window: MainWindow, desk: Desk, stick: Path) -> SyncPage:
    desk.catalog.apply(desk.catalog.read(WORKBOOK))
    window.context.printing().driver = FakeDriver()
    window.go("sync", "")
    return page_of(window)


def page_of(window: MainWindow) -> SyncPage:
    found = window._pages["sync"]  # the one built last
    assert isinstance(found, SyncPage)
    return found


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def press(qtbot: QtBot, page: SyncPage, words: str) -> None:
    """Wait until a button with these words works, then click it with the mouse."""
    found: list[QPushButton] = []

    def there() -> bool:
        found[:] = [
            one
            for one in page.findChildren(QPushButton)
            if one.isVisible() and one.isEnabled() and one.text().strip("\u2002 ") == words
        ]
        return bool(found)

    qtbot.waitUntil(there, timeout=WAIT)
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def to_step(qtbot: QtBot, page: SyncPage, step: int) -> None:
    page.begin()
    for before in range(page.wizard.draft.step, step):
        qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=WAIT)
        assert page.wizard.draft.step == before
        page.wizard.primary()
    qtbot.waitUntil(lambda: not page.wizard._busy, timeout=WAIT)


def test_job_9_in_five_clicks(
    page: SyncPage, desk: Desk, qtbot: QtBot, presses: Presses, window: MainWindow
) -> None:
    for words in (
        "新建同步包",
        "下一步：检查",
        "下一步：写入 U 盘",
        "写入 U 盘",
        "打印交接单并完成",
    ):
        press(qtbot, page, words)
    assert presses.mouse <= 5
    run = window.context.printing()
    qtbot.waitUntil(lambda: bool(run.driver.works) and not run.running, timeout=WAIT)  # type: ignore[attr-defined]
    [package] = desk.sync.packages()
    assert package.state is PackageState.VERIFIED
    [document] = desk.documents.of(package.number)
    assert document.form == "sync_handover"
    assert "交接单已送去打印" in texts(page.home)
    assert not load(desk).begun


def test_job_9_by_keyboard_only(
    page: SyncPage, desk: Desk, qtbot: QtBot, presses: Presses, window: MainWindow
) -> None:
    window.go("today", "")
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    wizard = page.wizard

    def enter(ready: Callable[[], bool]) -> None:
        qtbot.waitUntil(ready, timeout=WAIT)
        qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    enter(page.home.isVisible)
    for step in (CHOOSE, CHECK, WRITE, PAPER):
        enter(lambda step=step: wizard.draft.step == step and wizard._primary.isEnabled())  # type: ignore[misc]
    qtbot.waitUntil(page.home.isVisible, timeout=WAIT)
    assert presses.mouse == 0
    assert desk.sync.packages()[0].state is PackageState.VERIFIED
    run = window.context.printing()
    qtbot.waitUntil(lambda: not run.running, timeout=WAIT)


def test_job_10_in_two_clicks(
    page: SyncPage,
    desk: Desk,
    stick: Path,
    qtbot: QtBot,
    presses: Presses,
    tmp_path: Path,
    clock: StoppedClock,
) -> None:
    package = desk.sync.write(stick)
    with County.init(tmp_path / "county", name="云岭县", now=clock) as county:
        county.receive(stick / package.name)
    page.reload()
    count = package.row_count
    words = f"U 盘上有县里的回执（{package.number}，接收{count}条，退回0条）。"
    qtbot.waitUntil(lambda: words in texts(page.home), timeout=WAIT)
    [take] = [one for one in page.home._seen.findChildren(QPushButton) if "导入回执" in one.text()]
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: f"县里接收{count}条，退回0条" in texts(page.home), timeout=WAIT)
    assert presses.mouse <= 2
    assert desk.sync.packages()[0].state is PackageState.DELIVERED
    qtbot.waitUntil(lambda: words not in texts(page.home), timeout=WAIT)


def test_rows_and_kinds_left_out_are_kept_when_the_program_closes(
    page: SyncPage, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    to_step(qtbot, page, CHOOSE)
    step, whole = page.wizard.choose, len(desk.catalog.rows())
    step.table.toggle(step.table.shown()[0])
    step.table.toggle(step.table.shown()[2])
    assert f"共 {whole - 2} 项" in texts(step)
    left = set(page.wizard.draft.left)
    page.wizard.primary()
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=WAIT)
    assert page.wizard.draft.checked
    checked = page.wizard.draft.checked
    page.wizard.leave()
    assert "停在“检查”" in texts(page.home)
    again = load(desk)
    assert (again.left, again.step, again.checked) == (left, CHECK, checked)
    window.rebuild()  # as after another type size
    page = page_of(window)
    page.begin()
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=WAIT)
    assert page.wizard.back()
    qtbot.waitUntil(lambda: f"共 {whole - 2} 项" in texts(page.wizard.choose), timeout=WAIT)
    [tick] = page.wizard.choose._kinds.values()
    assert tick.checkState() is Qt.CheckState.PartiallyChecked
    tick.click()
    tick.click()
    assert page.wizard.draft.left == {(one.row.kind, one.row.key) for one in step_rows(page)}
    assert not page.wizard._primary.isEnabled()
    tick.click()
    assert page.wizard.draft.left == set()


def step_rows(page: SyncPage) -> list:  # type: ignore[type-arg]
    survey = page.wizard.survey
    return list(survey.choice.rows) if survey else []


def with_number(desk: Desk, folder: Path) -> None:
    """Take in a catalog with a mobile number in one item."""
    book = openpyxl.load_workbook(WORKBOOK)
    cell = next(c for row in book.worksheets[1] for c in row if "办法" in str(c.value or ""))
    cell.value = f"{cell.value}\n咨询 13900001234"
    path = folder / "目录.xlsx"
    book.save(path)
    desk.catalog.apply(desk.catalog.read(path))


def test_a_row_held_back_is_mended_or_left_out(
    window: MainWindow, desk: Desk, stick: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    with_number(desk, tmp_path)
    window.go("sync", "new")
    page = page_of(window)
    to_step(qtbot, page, CHECK)
    wizard, whole = page.wizard, len(desk.catalog.rows())
    shown = texts(wizard.check)
    assert "有1条需先处理" in shown
    assert "手机号 139****1234" in shown
    assert wizard._primary.text() == "处理此条"
    stop = wizard.survey.stops()[0] if wizard.survey else None
    wizard.primary()
    assert window._present == "catalog"
    window.go("sync", "")  # back to where it was
    qtbot.waitUntil(wizard._second.isVisible, timeout=WAIT)
    press(qtbot, page, "暂不放入此条，继续")
    assert stop is not None
    assert wizard.draft.left == {stop.key}
    qtbot.waitUntil(wizard._primary.isEnabled, timeout=WAIT)
    assert wizard.draft.checked  # nothing was read a second time
    assert "没有个人隐私" in texts(wizard.check)
    press(qtbot, page, "下一步：写入 U 盘")
    press(qtbot, page, "写入 U 盘")
    qtbot.waitUntil(lambda: wizard.draft.step == PAPER, timeout=WAIT)
    [package] = desk.sync.packages()
    assert package.row_count == whole - 1
    assert wizard.draft.left == set()


def test_pulled_and_plugged_again(
    page: SyncPage,
    desk: Desk,
    stick: Path,
    qtbot: QtBot,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    before = desk.session.conn.execute("SELECT count(*) AS n FROM sync_package").fetchone()["n"]
    away = tmp_path / "away"

    def pulled(_folder: Path, _device: int) -> None:
        if stick.exists():
            [partial] = stick.glob("*.partial")
            (partial / "tagmanifest-sha256.txt").unlink()
            stick.rename(away)
        raise DrivePulled

    monkeypatch.setattr(begun, "FLUSHED", 1)
    monkeypatch.setattr(begun, "EVERY", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(bag, "still_there", pulled)
        to_step(qtbot, page, WRITE)
        page.wizard.primary()
        qtbot.waitUntil(lambda: "U 盘被拔出，写到第" in texts(page.wizard), timeout=WAIT)
    qtbot.waitUntil(lambda: not page.wizard._busy, timeout=WAIT)
    assert "U 盘被拔出" in window._status.accessibleName()
    assert page.wizard._primary.text() == "继续写入"
    assert not page.wizard._primary.isEnabled()
    after = desk.session.conn.execute("SELECT count(*) AS n FROM sync_package").fetchone()["n"]
    assert after == before
    away.rename(stick)
    page.wizard._watch.look()
    qtbot.waitUntil(lambda: "2026-001写了一部分的文件" in texts(page.wizard), timeout=WAIT)
    run = page.wizard._run
    kept: list[tuple[float, str]] = []
    run.changed.connect(lambda: kept.append((run.kept, page.wizard.write._count.text())))
    press(qtbot, page, "继续写入")
    qtbot.waitUntil(lambda: page.wizard.draft.step == PAPER, timeout=WAIT)
    assert len(desk.sync.packages()) == 1
    assert 0.5 < max(part for part, _words in kept) < 1
    assert any("核对无误，不用重写" in words for _part, words in kept)


def test_what_came_back_otherwise_was_written_again(
    page: SyncPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = bag._write_new, ["bagit.txt"]

    def rotten(target: Path, pieces: Iterable[bytes]) -> None:
        real(target, pieces)
        if target.name in left:
            left.remove(target.name)
            target.write_bytes(b"rot")

    monkeypatch.setattr(bag, "_write_new", rotten)
    to_step(qtbot, page, WRITE)
    said: list[str] = []
    monkeypatch.setattr(window.context, "status", lambda words, **_more: said.append(words))
    press(qtbot, page, "写入 U 盘")
    qtbot.waitUntil(lambda: page.wizard.draft.step == PAPER, timeout=WAIT)
    assert "2026-001号已写入并读回核对，有不一致，已自动重写并通过，可以拔出 U 盘" in said
    page.wizard.write.show_run()
    labels = [one.text() for one in page.wizard.write.findChildren(QLabel)]
    assert "读回并逐项核对，有不一致，已自动重写并通过" in labels


def test_a_stick_that_hangs_holds_up_no_other_question(
    page: SyncPage, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_step(qtbot, page, WRITE)
    inside, go_on = threading.Event(), threading.Event()

    def hangs() -> list[Drive]:
        inside.set()
        go_on.wait(10)
        return []

    monkeypatch.setattr(drives, "listed", hangs)
    page.wizard._look_at_drives()
    qtbot.waitUntil(inside.is_set, timeout=WAIT)
    answered: list[int] = []
    window.context.ask_long(page, lambda _desk, _report: 7, answered.append)
    qtbot.waitUntil(lambda: answered == [7], timeout=5000)
    assert not go_on.is_set()
    go_on.set()
    qtbot.waitUntil(lambda: not page.wizard._busy, timeout=WAIT)


class Held:
    """Stops the writing in the middle until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()
        real = bag._write_new

        def slowly(target: Path, data: bytes) -> None:
            self.inside.set()
            self.go_on.wait(10)
            real(target, data)

        monkeypatch.setattr(bag, "_write_new", slowly)


def test_stop_asks_and_leaves_nothing(
    page: SyncPage,
    desk: Desk,
    stick: Path,
    qtbot: QtBot,
    quiet: QuietSay,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(monkeypatch)
    to_step(qtbot, page, WRITE)
    page.wizard.primary()
    qtbot.waitUntil(held.inside.is_set, timeout=WAIT)
    assert "正在写入 U 盘，请勿拔出" in texts(page.wizard)
    quiet.yes = False
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert quiet.said[-1] == "停止写入？"
    assert not window.context.writing().stopping
    quiet.yes = True
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    held.go_on.set()
    qtbot.waitUntil(lambda: "已停止写入" in texts(page.wizard), timeout=WAIT)
    assert list(stick.iterdir()) == []
    assert desk.sync.packages() == []
    press(qtbot, page, "继续写入")
    qtbot.waitUntil(lambda: page.wizard.draft.step == PAPER, timeout=WAIT)


def test_in_the_background_and_behind_the_lock(
    page: SyncPage,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(monkeypatch)
    to_step(qtbot, page, WRITE)
    page.wizard.primary()
    qtbot.waitUntil(held.inside.is_set, timeout=WAIT)
    press(qtbot, page, "转到后台继续")
    assert "正在后台写入 U 盘" in texts(page.home)
    quiet.yes = False
    assert not window.context.writing().may_close(window)
    assert "正在写入 U 盘" in quiet.said[-1]
    window.lock()
    held.go_on.set()
    run = window.context.writing()
    qtbot.waitUntil(lambda: not run.running, timeout=WAIT)
    desk.accounts.log_in("周桂芬", PASSWORD)
    window._unlocked()
    page = page_of(window)
    number = desk.sync.packages()[0].number
    assert f"{number}号已写入，交接单还没有打印" in texts(page.home)
    page.begin()
    qtbot.waitUntil(lambda: page.wizard.paper.ready, timeout=WAIT)
    assert page.wizard.draft.step == PAPER
    quiet.chosen_save = desk.session.folder / "交接单.pdf"
    press(qtbot, page, "存 PDF")
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF")
    assert len(desk.documents.of(number)) == 1  # the paper is made once


def test_the_last_step_on_a_drive_that_came_back(
    page: SyncPage, desk: Desk, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_more: object) -> Path:
        raise bag.ReadBackDiffers(count=1, first="x")

    with monkeypatch.context() as patch:
        patch.setattr(bag, "settle", fails)
        to_step(qtbot, page, WRITE)
        page.wizard.primary()
        qtbot.waitUntil(lambda: "最后一步 U 盘断开了" in texts(page.wizard), timeout=WAIT)
    [package] = desk.sync.packages()
    window.go("sync", package.number)
    press(qtbot, page, "继续写入")
    press(qtbot, page, "写完上一包")
    qtbot.waitUntil(lambda: page.wizard.draft.step == PAPER, timeout=WAIT)
    assert desk.sync.packages()[0].state is PackageState.VERIFIED


def test_full_on_demand(page: SyncPage, desk: Desk, stick: Path, qtbot: QtBot) -> None:
    package = desk.sync.write(stick)
    to_step(qtbot, page, CHOOSE)
    assert "没有要送县里的新内容" in texts(page.wizard.choose)
    assert not page.wizard._primary.isEnabled()
    page.wizard.choose.full.click()
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=WAIT)
    assert f"共 {package.row_count} 项" in texts(page.wizard.choose)
    assert load(desk).full


def test_what_the_county_returned_is_shown_and_opened(
    page: SyncPage,
    desk: Desk,
    stick: Path,
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    clock: StoppedClock,
) -> None:
    package = desk.sync.write(stick)
    kind, key, _revision = store.package_rows(desk.session.conn, package.id)[0]
    with County.init(tmp_path / "county", name="云岭县", now=clock) as county:
        county._conn.execute(
            "INSERT INTO entry (town, kind, key, revision, digest, line, number)"
            " VALUES (:town, :kind, :key, 99, 'x', '{}', '2025-001')",
            {"town": desk.session.organ.credit_code, "kind": kind, "key": key},
        )
        county.receive(stick / package.name)
    [receipt] = stick.glob("*.receipt.json")
    page.home.take_receipts([receipt])
    qtbot.waitUntil(lambda: "退回1条" in texts(page.home), timeout=WAIT)
    assert "已列在今日待办" in texts(page.home)
    assert any(item.subject == "returned" for item in desk.agenda.items())
    window.go("sync", "returned")
    qtbot.waitUntil(lambda: page.package.story is not None, timeout=WAIT)
    [row] = page.package.table.shown()
    assert (row.told, row.reason) == ("退回", "县里已有更新的第99版")
    page.package._only.click()
    assert len(page.package.table.shown()) == package.row_count
    page.package.table.opened.emit(row)
    assert window._present == "catalog"
    window.go("sync", "")
    assert page.back()
    assert page.currentWidget() is page.home


def test_what_lies_on_a_drive_is_judged(
    page: SyncPage, desk: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    package = desk.sync.write(stick)
    page.reload()
    opened: list[VerifyDialog] = []

    def run(dialog: VerifyDialog) -> int:
        opened.append(dialog)
        qtbot.addWidget(dialog)
        dialog.show()
        return 0

    monkeypatch.setattr(VerifyDialog, "exec", run)
    press(qtbot, page, "核对 U 盘上的包")
    assert opened == []  # no drive was chosen
    quiet.chosen_folder = stick
    press(qtbot, page, "核对 U 盘上的包")
    [dialog] = opened
    assert "正在逐个字节核对" in texts(dialog)
    qtbot.waitUntil(lambda: bool(dialog.table.shown()), timeout=WAIT)
    assert f"是本单位的{package.number}号，已写入。可以送县里" in texts(dialog)
    assert dialog.table.rows.index(0, 4).data() == grouped(quoted(package))
    [line] = (stick / package.name).rglob("item.jsonl")
    line.write_bytes(line.read_bytes() + b"\n")
    dialog.choose()
    qtbot.waitUntil(lambda: "不完整或被改动过" in texts(dialog), timeout=WAIT)
    assert dialog.table.rows.index(0, 0).data() == "不完整"
    empty = tmp_path / "身份证110101199003070000"
    empty.mkdir()
    dialog.look_at(empty)
    qtbot.waitUntil(lambda: "里没有同步包" in texts(dialog), timeout=WAIT)
    assert dialog.table.shown() == []
    dialog.look_at(tmp_path / "拔掉了")
    qtbot.waitUntil(dialog.other.isEnabled, timeout=WAIT)
    assert "里没有同步包" in texts(dialog)


def test_a_lost_package_is_voided(
    page: SyncPage, desk: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay
) -> None:
    package = desk.sync.write(stick)
    page.reload()
    page.open(package.number)
    press(qtbot, page, "作废")
    assert desk.sync.packages()[0].state is PackageState.VOID
    assert "其中各条会随下一包重送" in texts(page.home)


def test_drives_that_cannot_be_written(
    page: SyncPage,
    qtbot: QtBot,
    quiet: QuietSay,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = Drive(str(stick), "K", "vfat", 8 << 30, 7 << 30, read_only=True, locked=True)
    monkeypatch.setattr(drives, "listed", lambda: [locked])
    to_step(qtbot, page, WRITE)
    assert "U 盘写保护，写不进去" in texts(page.wizard)
    assert not page.wizard._primary.isEnabled()
    monkeypatch.setattr(drives, "listed", list)
    press(qtbot, page, "锁扣已拨开")
    qtbot.waitUntil(lambda: "没有看到 U 盘" in texts(page.wizard), timeout=WAIT)
    quiet.chosen_folder = tmp_path / "own"
    quiet.chosen_folder.mkdir()
    press(qtbot, page, "选别的文件夹…")
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=WAIT)
    assert "在本机硬盘上，不是 U 盘" in texts(page.wizard)
    assert load(page._context.desk).folder == str(quiet.chosen_folder)


def test_a_package_without_receipt_asks_for_it(
    page: SyncPage, desk: Desk, stick: Path, qtbot: QtBot, quiet: QuietSay, window: MainWindow,
    tmp_path: Path, clock: StoppedClock,
) -> None:  # fmt: skip
    package = desk.sync.write(stick)
    with County.init(tmp_path / "county", name="云岭县", now=clock) as county:
        county.receive(stick / package.name)
    quiet.chosen_files = list(stick.glob("*.receipt.json"))
    window.go("sync", package.number)  # as 今日 does
    press(qtbot, page, "导入回执")
    qtbot.waitUntil(lambda: "退回0条" in texts(page.home), timeout=WAIT)
    other = stick / "GK_x.receipt.json"
    other.write_text("{}", "utf-8")
    page.home.take_receipts([other])
    qtbot.waitUntil(lambda: any("不是完整的县级回执" in one for one in quiet.said), timeout=WAIT)


def test_a_late_answer_does_not_lead_back(
    page: SyncPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_step(qtbot, page, WRITE)
    wizard, kept = page.wizard, []
    assert wizard.survey is not None
    nothing = replace(wizard.survey, choice=Choice((), (), (), 0))
    with monkeypatch.context() as patch:
        patch.setattr(page._context, "ask_anyway", lambda _work, **calls: kept.append(calls))
        wizard._look_at_drives()
        wizard._go(CHECK)
        kept[0]["done"](([], Verdict(DriveState.NONE), nothing))
        assert wizard.draft.step == CHECK
    wizard.reload()
    qtbot.waitUntil(wizard._primary.isEnabled, timeout=WAIT)


def test_alt_left_goes_back_through_the_steps(
    page: SyncPage, qtbot: QtBot, window: MainWindow
) -> None:
    to_step(qtbot, page, WRITE)

    def left() -> None:
        qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    left()
    assert page.wizard.draft.step == CHECK
    left()
    assert page.wizard.draft.step == CHOOSE
    left()
    assert page.currentWidget() is page.home
