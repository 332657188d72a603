"""Forgotten, old and new passwords, and the recovery key on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk.accounts.model import LoginRefused, Role
from gkdesk.desk import Desk
from gkdesk.ui.app import make_application
from gkdesk.ui.login import LoginPage
from gkdesk.ui.passwords import KeyCard, KeyDialog, change_own, print_key, renew_key, reset
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD, log_in
from tests.ui.conftest import QuietSay

NEW = {"new": "a-long-password", "twice": "a-long-password"}
KEY = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
Fill = Callable[[dict[str, str]], list[bool]]


@pytest.fixture
def fill() -> Fill:
    """Fill in the next dialog and press its button; tell whether it closed."""

    def soon(values: dict[str, str]) -> list[bool]:
        went: list[bool] = []

        def act() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, FormDialog)
            dialog.form.fill(values)
            dialog.go.click()
            went.append(not dialog.isVisible())
            dialog.close()

        QTimer.singleShot(50, act)
        return went

    return soon


def test_a_forgotten_password_is_replaced_with_the_recovery_key(
    window: MainWindow, desk: Desk, founded: Path, fill: Fill, qtbot: QtBot
) -> None:
    window.lock()
    [page] = window.findChildren(LoginPage)
    fill({"key": "AAAA", **NEW})
    page.forgotten.click()
    qtbot.waitUntil(lambda: "恢复码不对" in page._fault.text())
    assert page.enter.isEnabled()
    assert not desk.session.unlocked
    printed = (founded / "recovery.txt").read_text("utf-8").lower().replace("-", " ")
    differs = fill({"key": printed, "new": "a-long-password", "twice": "another-one"})
    page.forgotten.click()
    assert differs == [False]
    fill({"key": printed, **NEW})
    page.forgotten.click()
    qtbot.waitUntil(lambda: desk.session.unlocked)
    assert desk.session.user.name == "周桂芬"
    qtbot.waitUntil(lambda: not window.findChildren(LoginPage))
    assert desk.accounts.log_in("周桂芬", "a-long-password")


def test_one_changes_the_own_password(
    window: MainWindow, desk: Desk, quiet: QuietSay, fill: Fill, qtbot: QtBot
) -> None:
    fill({"old": "not-the-password", **NEW})
    change_own(window, window.context)
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "密码或恢复码不对" in quiet.said[0]
    short = fill({"old": PASSWORD, "new": "short", "twice": "short"})
    change_own(window, window.context)
    assert short == [False]
    fill({"old": PASSWORD, **NEW})
    reset(window, window.context, desk.session.user)  # asks for the old one too
    qtbot.waitUntil(lambda: not window.tasks.busy)
    with pytest.raises(LoginRefused):
        desk.accounts.log_in("周桂芬", PASSWORD)
    assert desk.accounts.log_in("周桂芬", "a-long-password")


def test_an_administrator_resets_one_and_renews_the_key(
    window: MainWindow, desk: Desk, quiet: QuietSay, fill: Fill, qtbot: QtBot, founded: Path
) -> None:
    window.go("system", "")
    words = {each.text().strip(): each for each in window.findChildren(QPushButton)}
    assert words["换我的密码"].isEnabled()
    assert not words["重设密码"].isEnabled()
    assert not words["新的恢复码"].isEnabled()
    log_in(desk.session, "管理员")
    window.go("system", "")
    assert words["重设密码"].isEnabled()
    [user] = [one for one in desk.accounts.users() if one.role is Role.OFFICER]
    fill(NEW)
    reset(window, window.context, user)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    shown: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, KeyDialog):
            shown.append(dialog.card.field.text())
            dialog.accept()

    watch = QTimer(window, interval=30)
    watch.timeout.connect(read)
    watch.start()
    renew_key(window, window.context)
    qtbot.waitUntil(lambda: bool(shown))
    watch.stop()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert desk.accounts.log_in(user.name, "a-long-password")
    assert desk.accounts.recover(user.name, shown[0], "another-password")
    assert shown[0] != (founded / "recovery.txt").read_text("utf-8").strip()


def test_the_key_is_printed_whole(
    qtbot: QtBot, quiet: QuietSay, desk: Desk, tmp_path: Path
) -> None:
    card = KeyCard("青石镇人民政府", KEY, desk.session.today)
    qtbot.addWidget(card)
    card.paper.click()  # no printer chosen
    quiet.chosen_save = tmp_path / "key.pdf"
    card.paper.click()
    with pdfplumber.open(tmp_path / "key.pdf") as paper:
        [page] = paper.pages
        assert page.height == pytest.approx(842, abs=1)
        text = page.extract_text()
        large = [one for one in page.chars if one["size"] > 20]
    # the screen's typeface may name its figures by number only, so those are counted
    assert "ABCD EFGH IJKL MNOP" in text
    assert "QRST UVWX YZ" in text
    assert len([one for one in large if one["text"].strip()]) == len("恢复码") + 32
    assert quiet.said == []


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_takes_nothing_is_told(
    qtbot: QtBot, quiet: QuietSay, desk: Desk, tmp_path: Path
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no folder" / "key.pdf"))
    assert not print_key(printer, "青石镇人民政府", KEY, desk.session.today)
    card = KeyCard("青石镇人民政府", KEY, desk.session.today)
    qtbot.addWidget(card)
    quiet.chosen_save = tmp_path / "no folder" / "key.pdf"
    card.paper.click()
    assert "没有打印出来" in quiet.said[0]


def test_the_menu_of_a_field_is_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    make_application(tmp_path)
    field = QLineEdit("字")
    qtbot.addWidget(field)
    words = [one.text() for one in field.createStandardContextMenu().actions() if one.text()]
    assert any("粘贴" in one for one in words)
    assert not any("Paste" in one for one in words)


def test_a_key_drawn_behind_the_lock_opens_nothing(
    window: MainWindow, desk: Desk, quiet: QuietSay, qtbot: QtBot, founded: Path
) -> None:
    log_in(desk.session, "管理员")
    window.go("system", "")
    renew_key(window, window.context)
    window.lock()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    old = (founded / "recovery.txt").read_text("utf-8").strip()
    assert desk.accounts.recover("周桂芬", old, "another-password")
