"""打印中心 in a real window on a real office; only the printer is a fake."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.documents import raster
from gkdesk.printing.drivers import Fate, Seen, Trouble
from gkdesk.printing.model import Duplex, Fit, JobState, Setup, Shift
from gkdesk.ui.printing.calibrate import CalibrateDialog
from gkdesk.ui.printing.page import PrintPage
from gkdesk.ui.widgets.pdf_view import WIDTH, PdfView
from gkdesk.ui.window import MainWindow
from gkdesk.village.model import SheetState
from tests.conftest import CHEAP, PASSWORD, StoppedClock
from tests.printing.conftest import DRAFT, MISSING, PERIOD, REVIEWED, stocked  # noqa: F401
from tests.printing.fake import NAME, FakeDriver

from .conftest import QuietSay

WAIT = 10_000


@pytest.fixture
def desk(
    stocked: Path,  # noqa: F811 - pytest's way to use another folder's fixture
    tmp_path: Path,
    clock: StoppedClock,
) -> Iterator[Desk]:
    folder = tmp_path / "office"
    shutil.copytree(stocked, folder)
    with Desk.open(folder, now=clock, cost=CHEAP) as opened:
        opened.accounts.log_in("周桂芬", PASSWORD)
        yield opened


@pytest.fixture
def driver(window: MainWindow) -> FakeDriver:
    fake = FakeDriver()
    window.context.printing().driver = fake
    return fake


@pytest.fixture
def page(window: MainWindow, driver: FakeDriver, qtbot: QtBot) -> PrintPage:
    window.go("printing", "")
    return shown(window, qtbot)


def shown(window: MainWindow, qtbot: QtBot) -> PrintPage:
    [made] = window.findChildren(PrintPage)
    qtbot.waitUntil(lambda: made.setup.printer.count() > 0, timeout=WAIT)
    return made


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def press(widget: QWidget, text: str) -> None:
    [found] = [
        each for each in widget.findChildren(QPushButton)
        if each.isVisible() and each.text().strip() == text
    ]  # fmt: skip
    found.click()


def ended(page: PrintPage, desk: Desk, qtbot: QtBot) -> JobState:
    run = page._run
    qtbot.waitUntil(lambda: run.number > 0 and not run.running, timeout=WAIT)
    return desk.printing.job(run.number).state


def test_only_what_can_be_printed_is_counted(page: PrintPage, qtbot: QtBot) -> None:
    assert page._print.text().strip() == "打印 4 个村"
    assert page.sheets.all.text() == "已选 4 / 5 个村"
    assert f"{MISSING}还没有交数据或有问题，这次不打印" in words(page)
    page.sheets.table.selectRow(4)
    qtbot.waitUntil(lambda: f"{MISSING}：还没有交数据" in words(page), timeout=WAIT)
    qtbot.keyClick(page.sheets.table, Qt.Key.Key_Space)  # it cannot be ticked
    assert page._print.text().strip() == "打印 4 个村"


def test_space_and_ctrl_a_tick(page: PrintPage, qtbot: QtBot) -> None:
    table = page.sheets.table
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert page._print.text().strip() == "打印 3 个村"
    assert [one.name for one in page.sheets.chosen] == [REVIEWED[0], REVIEWED[2], DRAFT]
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page._print.text().strip() == "打印 4 个村"
    page.sheets.search.setText("西河")
    assert table.rows.rowCount() == 1
    assert page._print.text().strip() == "打印 4 个村"  # filtered rows stay ticked


def test_a_batch_comes_out_and_is_told(
    page: PrintPage, driver: FakeDriver, desk: Desk, qtbot: QtBot
) -> None:
    page.setup.duplex.setCurrentIndex(page.setup.duplex.findData(Duplex.LONG))
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert len(driver.works) == 4
    qtbot.waitUntil(lambda: "4个已打印" in words(page), timeout=WAIT)
    assert page._print.text().strip() == "打印 0 个村"  # no second print by a second click
    assert not page._print.isEnabled()
    assert desk.printing.setup("F01").duplex is Duplex.LONG
    uid = page.sheets.choices[0].subject
    assert desk.village.sheet(uid).state is SheetState.PRINTED
    page.sheets.table.tick_all(on=True)
    assert page._print.text().strip() == "打印 4 个村"
    page.sheets.fresh.click()
    assert page.sheets.chosen == []


def test_out_of_paper_is_one_sentence_and_goes_on_at_the_page(
    page: PrintPage, driver: FakeDriver, desk: Desk, qtbot: QtBot
) -> None:
    driver.fates[2] = Seen(Fate.QUEUED, Trouble.PAPER)
    page.primary()
    assert ended(page, desk, qtbot) is JobState.TROUBLE
    said = f"打印机缺纸，停在第2个（{REVIEWED[1]}）的第1页，已打完1个"
    qtbot.waitUntil(lambda: said in words(page), timeout=WAIT)
    driver.fates[2] = Seen(Fate.OUT)
    press(page, "继续打印")
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert len(driver.works) == 4
    assert not any(line.again for line in desk.printing.log())


def test_pause_then_a_new_window_still_knows(
    page: PrintPage,
    driver: FakeDriver,
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    driver.fates[2] = Seen(Fate.QUEUED)
    page.primary()
    qtbot.waitUntil(lambda: len(driver.works) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: "第 2 / 4 个" in words(page), timeout=WAIT)
    press(page, "暂停")  # the paper in the queue never comes out, and nobody waits for it
    assert ended(page, desk, qtbot) is JobState.PAUSED
    window.rebuild()  # another type size, or unlocked again: the page is a new one
    window.go("printing", "")
    fresh = next(each for each in window.findChildren(PrintPage) if each is not page)
    qtbot.waitUntil(lambda: f"停在第2个（{REVIEWED[1]}）" in words(fresh), timeout=WAIT)
    driver.fates.clear()
    press(fresh, "继续打印")
    assert ended(fresh, desk, qtbot) is JobState.FINISHED
    assert len(driver.works) == 4


def test_stopped_and_given_up(
    page: PrintPage, driver: FakeDriver, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    driver.fates[1] = Seen(Fate.QUEUED)
    page.primary()
    qtbot.waitUntil(page.progress.stop.isVisible, timeout=WAIT)
    qtbot.waitUntil(lambda: len(driver.works) == 1, timeout=WAIT)
    page.progress.stop.click()
    assert ended(page, desk, qtbot) is JobState.STOPPED
    qtbot.waitUntil(lambda: "不再打印" in buttons(page), timeout=WAIT)
    press(page, "不再打印")
    assert "还有4个没有打印" in quiet.said[-1]
    qtbot.waitUntil(lambda: desk.printing.unfinished() == [], timeout=WAIT)
    assert driver.cancelled == [f"{NAME}-1"]


def buttons(widget: QWidget) -> list[str]:
    found = widget.findChildren(QPushButton)
    return [each.text().strip() for each in found if each.isVisible()]


def test_no_a3_offers_two_ways_and_prints_none_before(
    page: PrintPage, driver: FakeDriver, desk: Desk, qtbot: QtBot
) -> None:
    driver.papers = ("A4",)
    page._run.find_printers()
    qtbot.waitUntil(lambda: page._run.printers[0].papers == ("A4",), timeout=WAIT)
    page.setup.paper.setCurrentIndex(page.setup.paper.findData("a3l"))
    qtbot.waitUntil(page.setup.fit.isVisible, timeout=WAIT)
    assert not page._print.isEnabled()
    assert "可以缩印到A4，或拆成两张A4拼贴" in page._print.accessibleDescription()
    page.setup.fit.setCurrentIndex(page.setup.fit.findData(Fit.TILE))
    assert page._print.isEnabled()
    assert "8 张" in words(page.setup)
    page.primary()
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert [work.media for work in driver.works] == ["A4"] * 8


def test_without_a_printer_pdfs_can_still_be_saved(
    window: MainWindow, driver: FakeDriver, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    driver.names = ()
    window.go("printing", "")
    [page] = window.findChildren(PrintPage)
    qtbot.waitUntil(lambda: "没有装打印机" in page._print.accessibleDescription(), timeout=WAIT)
    assert not page._print.isEnabled()
    qtbot.waitUntil(lambda: len(page.sheets.chosen) == 4, timeout=WAIT)
    quiet.chosen_folder = tmp_path / "纸"
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "打开 纸" in quiet.said, timeout=WAIT)
    assert len(list((tmp_path / "纸").glob("*.pdf"))) == 4


def test_the_preview_is_there_at_once_and_follows_the_keys(page: PrintPage, qtbot: QtBot) -> None:
    view = page.view
    qtbot.waitUntil(lambda: not view.picture.isNull(), timeout=WAIT)
    qtbot.keyClick(page.sheets.table, Qt.Key.Key_PageDown)
    assert page.sheets.table.current().name == REVIEWED[1]
    qtbot.waitUntil(lambda: f"第 2 个 / 共 5 个  {REVIEWED[1]}" in words(page), timeout=WAIT)
    qtbot.waitUntil(lambda: not view.picture.isNull(), timeout=WAIT)
    width = view.picture.width()
    with qtbot.waitSignal(view.drawn, timeout=WAIT):
        qtbot.keyClick(page.sheets.table, Qt.Key.Key_Plus)
    assert view.picture.width() > width
    with qtbot.waitSignal(view.drawn, timeout=WAIT):
        view.zoom_to(WIDTH)
    qtbot.keyClick(page.sheets.table, Qt.Key.Key_PageUp)
    assert page.sheets.table.current().name == REVIEWED[0]


def test_a_document_is_printed_again_and_the_log_says_so(
    window: MainWindow, driver: FakeDriver, desk: Desk, qtbot: QtBot
) -> None:
    values: dict[str, str | list[str]] = {
        "addressee": "某某", "pronoun": "你", "receipt_date": "2026-04-01", "request_no": "1号",
        "request_summary": "经费", "original_due": "2026-04-29", "extend_days": "20",
        "new_due": "2026-05-29", "extend_reason": "逐卷查找" * 150,
    }  # fmt: skip
    letter = desk.documents.issue("request_extension", values, subject="1号")
    window.go("printing", "documents")
    page = shown(window, qtbot)
    assert page._print.text().strip() == "打印此件"
    assert page.documents.current == letter
    qtbot.waitUntil(lambda: page.view.pages == letter.pages > 1, timeout=WAIT)
    page.view._scroll.setFocus()
    qtbot.waitUntil(page.view.has_focus, timeout=WAIT)
    qtbot.keyClick(page.view._scroll, Qt.Key.Key_PageDown)
    assert "第2页" in words(page.view)
    for _ in range(2):
        page.primary()
        assert ended(page, desk, qtbot) is JobState.FINISHED
        page._run.number = 0
    assert len(driver.works) == 2 * letter.pages
    window.go("printing", "record")
    assert page.record._count.text() == "2条，其中补打1条"
    page.record.again.click()
    assert page.record.table.rows.rowCount() == 1
    page.record.day.setText("昨天")
    assert page.record._count.text() == "没有打印记录"
    page.record.day.setText("哪天")
    assert "日期写成" in page.record._count.text()


def test_a_measured_shift_is_kept_for_the_printer(
    page: PrintPage, window: MainWindow, desk: Desk, driver: FakeDriver, qtbot: QtBot,
    quiet: QuietSay, tmp_path: Path,
) -> None:  # fmt: skip
    dialog = CalibrateDialog(page, window.context, NAME, "a3l")
    qtbot.addWidget(dialog)
    dialog.form.fill({"right": "很多", "down": "0"})
    dialog.accept()
    assert dialog.result() != dialog.DialogCode.Accepted
    dialog.form.fill({"right": "１.5毫米", "down": "-0.5"})
    dialog.accept()
    assert desk.printing.shift(NAME) == Shift(15, -5)
    quiet.chosen_save = tmp_path / "校准.pdf"
    dialog.save()
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF-")
    dialog.print_page.click()
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert driver.works[0].title.startswith("gkdesk-")
    page._count()
    assert "偏右1.5、偏下-0.5毫米" in words(page.setup)


def test_locked_it_goes_on_and_closing_asks(
    page: PrintPage, window: MainWindow, driver: FakeDriver, desk: Desk, qtbot: QtBot,
    quiet: QuietSay,
) -> None:  # fmt: skip
    driver.fates[2] = Seen(Fate.QUEUED)
    page.primary()
    qtbot.waitUntil(lambda: len(driver.works) == 2, timeout=WAIT)
    quiet.yes = False
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    assert "正在打印，还剩3个" in quiet.said[-1]
    run = window.context.printing()
    window.lock()
    driver.fates.clear()
    qtbot.waitUntil(lambda: not run.running, timeout=WAIT)
    assert len(driver.works) == 4
    assert desk.printing.job(run.number).state is JobState.FINISHED


def test_closing_stops_the_job_and_it_can_go_on(
    page: PrintPage, window: MainWindow, driver: FakeDriver, desk: Desk, qtbot: QtBot,
    quiet: QuietSay,
) -> None:  # fmt: skip
    driver.fates[1] = Seen(Fate.QUEUED)
    page.primary()
    qtbot.waitUntil(lambda: len(driver.works) == 1, timeout=WAIT)
    number = page._run.number
    window.close()
    assert desk.printing.job(number).state is JobState.STOPPED


def test_a_narrow_window_says_the_settings_in_one_line(
    page: PrintPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1040, 696)
    qtbot.waitUntil(page._strip.isVisible, timeout=WAIT)
    assert f"{NAME}，A4横（存档），1份" in words(page._strip)
    assert not page.setup.isVisible()
    press(page, "更改设置")
    assert page.setup.isVisible()
    assert not page.view.isVisible()
    press(page, "看版面")
    assert page.view.isVisible()


def test_settings_of_a_form_are_remembered(
    desk: Desk, window: MainWindow, driver: FakeDriver, qtbot: QtBot
) -> None:
    driver.names = ("别的", NAME)
    desk.printing.remember("F01", Setup(NAME, "Tray1", "a3l", 2))
    window.go("printing", f"F01/{PERIOD}")
    page = shown(window, qtbot)
    qtbot.waitUntil(lambda: page.setup.setup() == Setup(NAME, "Tray1", "a3l", 2), timeout=WAIT)
    assert page.setup.tray.currentText() == "纸盒1"
    assert "8 张" in words(page.setup)


def test_a_page_is_never_drawn_on_the_windows_thread(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How quickly is measured by bench/preview.py."""
    data = desk.village.preview(desk.printing.sheets("F01", PERIOD)[0].subject, paper="a3l")
    threads: list[threading.Thread] = []
    real = raster.Pdf.pixels

    def noted(pdf: raster.Pdf, page: int, *, scale: float, grey: bool = False) -> raster.Pixels:
        threads.append(threading.current_thread())
        return real(pdf, page, scale=scale, grey=grey)

    monkeypatch.setattr(raster.Pdf, "pixels", noted)
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 640)
    view.show()
    for act in (lambda: view.show_pdf(data), lambda: view.zoom_to(4.0)):
        with qtbot.waitSignal(view.drawn, timeout=WAIT):
            act()
    assert len(threads) >= 2
    assert threading.main_thread() not in threads
