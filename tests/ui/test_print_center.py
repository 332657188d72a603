"""打印中心 where it is least expected: 存为…, two quick clicks, the lock, other printers."""

# ruff: noqa: F811 - pytest's way to use another file's fixtures
from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gkdesk.accounts.model import LoginNeeded
from gkdesk.base.errors import Declined
from gkdesk.desk import Desk
from gkdesk.documents.model import NameMask, Paper, Tiles
from gkdesk.printing.declined import PrintHalted
from gkdesk.printing.drivers import Fate, Seen, Trouble, Watch
from gkdesk.printing.model import JobState, Printer, Setup
from gkdesk.ui import crash
from gkdesk.ui.printing.page import PrintPage
from gkdesk.ui.printing.saving import ScreenDialog, TilesDialog
from gkdesk.ui.printing.unfinished import UnfinishedDialog
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.widgets.pdf_view import PdfView
from gkdesk.ui.window import MainWindow
from tests.printing.conftest import PERIOD, REVIEWED, stocked  # noqa: F401
from tests.printing.fake import NAME, FakeDriver

from .conftest import QuietSay
from .test_print_page import WAIT, buttons, desk, driver, ended, page, press, words  # noqa: F401


def test_tiles_of_the_chosen_villages(
    page: PrintPage,
    qtbot: QtBot,
    quiet: QuietSay,
    tmp_path: Path,
) -> None:
    page.sheets.table.set_ticks({page.sheets.choices[0].subject})
    found: list[tuple[str, Tiles]] = []
    dialog = TilesDialog(page, page._context, ("a4l", "a3l"), "a4l", lambda *a: found.append(a))
    qtbot.addWidget(dialog)
    dialog.accept()  # as it opens: an A3 sheet on two A4
    assert found == [("a3l", Tiles.halves(Paper.A3_LANDSCAPE))]
    dialog.form.fill({"way": "spread", "across": "1", "down": "1"})
    dialog.accept()
    assert "不用拼" in words_of(dialog)
    dialog.form.fill({"across": "3", "down": "2", "paper": "a3"})
    dialog.accept()
    assert found[1] == ("a4l", Tiles(3, 2, Paper.A3))
    quiet.chosen_folder = tmp_path / "拼贴"
    page.saver._ask_folder("", page._batch(), "拼贴", Tiles(2, 2))
    qtbot.waitUntil(lambda: "打开 拼贴" in quiet.said, timeout=WAIT)
    names = sorted(path.name for path in (tmp_path / "拼贴").iterdir())
    assert names == [
        f"{REVIEWED[0]}-F01-{PERIOD}-a4l-拼贴2x2.pdf",
        f"{REVIEWED[0]}-F01-{PERIOD}-a4l.pdf",
    ]
    assert not page.saver.isVisible()


def words_of(dialog: TilesDialog) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(each.text() for each in dialog.findChildren(QLabel))


def test_pictures_for_the_screen_can_be_stopped(
    page: PrintPage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    masks: list[NameMask] = []
    dialog = ScreenDialog(page, page._context, masks.append)
    qtbot.addWidget(dialog)
    dialog.accept()
    assert masks == [NameMask.SURNAME]
    quiet.chosen_folder = tmp_path / "屏"
    go, begun = threading.Event(), threading.Event()
    from gkdesk.village.service import Villages

    real = Villages.screens

    def slow(self: Villages, *arguments: object, **named: object) -> object:
        begun.set()
        go.wait(10)
        return real(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Villages, "screens", slow)
    page.saver._screens_to(page._batch(), NameMask.SURNAME)
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    qtbot.waitUntil(lambda: "正在生成电子屏图片：第1 / 4个" in words(page.saver), timeout=WAIT)
    assert not page._save.isEnabled() or page.saver.busy
    page.saver.stop.click()
    go.set()
    qtbot.waitUntil(lambda: not page.saver.busy, timeout=WAIT)
    status = page.window()._status._whole  # type: ignore[attr-defined]
    assert "已存1个村的电子屏图片" in status
    assert "还有3个村没有存" in status
    assert {path.name.split("-")[0] for path in (tmp_path / "屏").iterdir()} == {REVIEWED[0]}


def test_a_village_that_cannot_be_saved_is_named_and_keeps_no_other(
    page: PrintPage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from gkdesk.village.service import Villages

    real = Villages.print_

    def print_(self: Villages, *arguments: object, **named: object) -> object:
        if named["village"].name == REVIEWED[1]:  # type: ignore[attr-defined]
            raise Declined
        return real(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Villages, "print_", print_)
    quiet.chosen_folder = tmp_path / "纸"
    page.save_chosen()
    qtbot.waitUntil(lambda: "打开 纸" in quiet.said, timeout=WAIT)
    assert any("有1个村没有存" in said for said in quiet.said)
    assert len(list((tmp_path / "纸").glob("*.pdf"))) == 3


def test_two_quick_clicks_make_one_job(
    page: PrintPage,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    page.print_chosen()
    page._count()  # a tick or an answer of the printers comes in between
    page.print_chosen()
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert len(driver.works) == 4
    assert len({line.job for line in desk.printing.log()}) == 1


def test_locked_at_once_it_prints_all_the_same(
    page: PrintPage,
    window: MainWindow,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    driver.fates[1] = Seen(Fate.QUEUED)
    page.print_chosen()
    qtbot.waitUntil(lambda: len(driver.works) == 1, timeout=WAIT)
    driver.fates.clear()
    window.lock()
    run = window.context.printing()
    qtbot.waitUntil(lambda: not run.running, timeout=WAIT)
    assert desk.printing.job(run.number).state is JobState.FINISHED


def test_the_default_printer_is_chosen_when_none_is_remembered(page: PrintPage) -> None:
    page.setup.fill_printers([Printer("a"), Printer("b", default=True)], "")
    assert page.setup.setup().printer == "b"
    page.setup.fill(Setup("一台没有了的"), ("a4l",))
    assert page.setup.setup().printer == "b"
    page.setup.fill(Setup("a"), ("a4l",))
    assert page.setup.setup().printer == "a"


def test_a_stopped_job_can_go_to_the_printer_chosen_now(
    page: PrintPage,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    driver.names = (NAME, "另一台")
    page._run.find_printers()
    qtbot.waitUntil(lambda: page.setup.printer.count() == 2, timeout=WAIT)
    driver.fates[2] = Seen(Fate.QUEUED, Trouble.JAM)
    page.primary()
    assert ended(page, desk, qtbot) is JobState.TROUBLE
    qtbot.waitUntil(lambda: "继续打印" in buttons(page), timeout=WAIT)
    qtbot.wait(100)  # the printers are asked once more when a job has ended
    page.setup.printer.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "改用“另一台”继续" in buttons(page), timeout=WAIT)
    press(page, "改用“另一台”继续")
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert driver.cancelled == [f"{NAME}-2"]
    assert desk.printing.log()[0].printer == "另一台"


def test_an_older_stopped_job_is_gone_on_with_or_given_up(
    page: PrintPage,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subjects = [page.sheets.choices[0].subject]
    first, second, third = (
        desk.printing.sheets_job("F01", PERIOD, Setup(printer=NAME), subjects) for _ in range(3)
    )
    driver.refuse = dict.fromkeys((1, 2, 3), Trouble.PAPER)
    for job in (first, second, third):
        with pytest.raises(PrintHalted):
            desk.printing.print_(job.id, driver, Watch())
    page.reload()
    qtbot.waitUntil(lambda: "停下的3个任务" in buttons(page), timeout=WAIT)
    wanted: list[tuple[int, bool]] = [(first.id, True)]
    seen: list[list[int]] = []

    def run(dialog: UnfinishedDialog) -> int:
        qtbot.addWidget(dialog)
        jobs = dialog.table.shown()
        seen.append([job.id for job in jobs])
        if not wanted:
            dialog.reject()
            return dialog.result()
        number, again = wanted.pop()
        dialog.table.selectRow(seen[-1].index(number))
        (dialog.go if again else dialog.give_up).click()
        return dialog.result()

    monkeypatch.setattr(UnfinishedDialog, "exec", run)
    press(page, "停下的3个任务")
    assert ended(page, desk, qtbot) is JobState.FINISHED
    assert seen == [[third.id, second.id, first.id]]
    assert desk.printing.job(first.id).state is JobState.FINISHED
    wanted.append((second.id, False))
    qtbot.waitUntil(lambda: "停下的2个任务" in buttons(page), timeout=WAIT)
    press(page, "停下的2个任务")
    qtbot.waitUntil(lambda: desk.printing.job(second.id).state is JobState.GIVEN_UP, timeout=WAIT)
    assert [job.id for job in desk.printing.unfinished()] == [third.id]


def test_why_it_could_not_go_on_is_shown_beside_the_stopped_job(
    page: PrintPage,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    page.setup.paper.setCurrentIndex(page.setup.paper.findData("a3l"))
    driver.fates[2] = Seen(Fate.QUEUED)
    page.primary()
    qtbot.waitUntil(lambda: len(driver.works) == 2, timeout=WAIT)
    page._run.pause()
    assert ended(page, desk, qtbot) is JobState.PAUSED
    driver.papers = ("A4",)
    qtbot.waitUntil(lambda: "继续打印" in buttons(page), timeout=WAIT)
    press(page, "继续打印")
    qtbot.waitUntil(lambda: "没有A3。可以选" in words(page), timeout=WAIT)
    assert "停在第2个" in words(page)


def test_after_printing_the_way_to_the_posting_of_these_villages(
    page: PrintPage,
    window: MainWindow,
    driver: FakeDriver,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    page.sheets.table.set_ticks({page.sheets.choices[1].subject})
    page.primary()
    assert ended(page, desk, qtbot) is JobState.FINISHED
    qtbot.waitUntil(lambda: "张贴后请登记张贴" in words(page), timeout=WAIT)
    press(page, "去登记张贴")
    [village] = window.findChildren(VillagePage)
    assert village.isVisible()
    assert village.table.current().village.name == REVIEWED[1]
    qtbot.waitUntil(lambda: "登记张贴" in buttons(village), timeout=WAIT)


def test_ticking_all_under_a_search_leaves_the_hidden_ones(page: PrintPage, qtbot: QtBot) -> None:
    page.sheets.table.set_ticks({page.sheets.choices[0].subject})
    page.sheets.search.setText("西河")
    qtbot.keyClick(page.sheets.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [one.name for one in page.sheets.chosen] == [REVIEWED[0], REVIEWED[1]]


@pytest.mark.parametrize("data", [b"", b"no pdf at all"])
def test_a_damaged_pdf_is_words_in_the_view(qtbot: QtBot, data: bytes) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.show_pdf(data)
    assert view.pages == 0
    assert bool(data) == ("打不开" in view._paper.text())


def test_an_answer_for_a_page_that_has_gone_is_dropped_and_trouble_behind_the_lock_is_kept(
    page: PrintPage,
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
) -> None:
    go, begun = threading.Event(), threading.Event()
    called: list[object] = []

    def work(_desk: object, _report: object) -> object:
        begun.set()
        go.wait(10)
        raise Declined

    window.context.do_long(page, work, called.append, settled=lambda: called.append(1))
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    window.lock()
    go.set()
    qtbot.waitUntil(lambda: len(window.context.untold) == 1, timeout=WAIT)
    assert called == []
    assert quiet.said == []
    window.context.tell_waiting(window)
    assert quiet.said == [str(Declined())]


def test_a_timer_after_the_lock_says_nothing(
    desk: Desk, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    hook = crash.install(desk.session.folder, desk.session.now)
    desk.accounts.lock()
    with pytest.raises(LoginNeeded) as met:
        _ = desk.session.vault
    hook(met.type, met.value, met.tb)
    assert quiet.said == []
    assert not (desk.session.folder / "log").exists()


def test_what_is_a_sentence_already_is_no_crash(
    desk: Desk,
    quiet: QuietSay,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    hook = crash.install(desk.session.folder, desk.session.now)
    hook(Declined, Declined(), None)
    assert quiet.said == [str(Declined())]
    assert not (desk.session.folder / "log").exists()
