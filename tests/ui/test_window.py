"""The window's frame: sections, lock, type sizes, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.drafts import Draft
from gkdesk.ui.login import LoginPage
from gkdesk.ui.look import LOOK
from gkdesk.ui.sections import BOTTOM, SECTIONS
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.painted import NavItem
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD
from tests.ui.conftest import applicant

KEYS = [section.key for section in (*SECTIONS, *BOTTOM)]
BANNED = {"确定", "提交", "OK", "是", "否"}


def buttons(window: QWidget) -> list[QPushButton]:
    return [each for each in window.findChildren(QPushButton) if each.isVisible()]


@pytest.mark.parametrize("key", KEYS)
def test_every_section_opens_and_names_its_buttons(window: MainWindow, key: str) -> None:
    window.go(key, "")
    assert window.windowTitle().endswith("政务公开工作台")
    for each in buttons(window):
        assert each.accessibleName() or each.text()
        assert each.text().strip() not in BANNED
    primary = [each for each in buttons(window) if each.property("kind") == "primary"]
    assert len(primary) <= 1


@pytest.mark.parametrize("scale", [1.0, 1.2, 1.4])
@pytest.mark.parametrize("key", KEYS)
def test_no_page_is_larger_than_the_screen(
    window: MainWindow, qtbot: QtBot, key: str, scale: float
) -> None:
    window.scale_to(scale)
    qtbot.wait(1)
    window.go(key, "")
    assert LOOK.scale == scale
    needs = window.minimumSizeHint()
    assert needs.width() <= 1366, (key, scale, needs)
    if scale <= 1.2:
        assert needs.height() <= 696, (key, scale, needs)


def test_shortcuts_reach_every_section(window: MainWindow, qtbot: QtBot) -> None:
    for section in SECTIONS:
        digit = getattr(Qt.Key, f"Key_{section.shortcut[-1]}")
        qtbot.keyClick(window, digit, Qt.KeyboardModifier.AltModifier)
        assert section.words in window.windowTitle()


def test_the_mouse_reaches_every_section(window: MainWindow, qtbot: QtBot) -> None:
    items = {each.text(): each for each in window.findChildren(NavItem)}
    for section in (*SECTIONS, *BOTTOM):
        qtbot.mouseClick(items[section.words], Qt.MouseButton.LeftButton)
        assert section.words in window.windowTitle()
        assert items[section.words].isChecked()


def test_a_lock_closes_what_is_open_and_lets_it_finish(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    window.go("records", "")
    page, went = window._pages["records"], list[int]()

    def ask(parent: QWidget) -> FormDialog:
        asks = (Ask("reason", "原因"),)
        return FormDialog(parent, "试表", asks, lambda _v: None, today=desk.session.today)

    def over_it() -> None:
        went.append(ask(outer).exec())

    outer = ask(page)
    outer.remember(Draft(desk, "records.test"))
    outer.form.fill({"reason": "写了一半"})
    QTimer.singleShot(20, over_it)
    QTimer.singleShot(120, window.lock)  # as the idle watch does
    went.append(outer.exec())
    page.reload()  # as who opened it does
    assert went == [0, 0]
    assert desk.accounts.draft("records.test") == {"reason": "写了一半"}
    qtbot.waitUntil(lambda: not desk.session.unlocked)
    assert window.findChildren(LoginPage)
    assert QApplication.activeModalWidget() is None


def test_badges_count_what_waits(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.requests.register(applicant())
    window.refresh()
    [item] = [each for each in window.findChildren(NavItem) if each.text() == "依申请公开"]
    assert item.accessibleDescription() == "1件"


@pytest.mark.parametrize("key", KEYS)
def test_a_lock_polishes_no_widget_anew(window: MainWindow, key: str) -> None:
    """Dressing a full page once more, only to throw it away, took up to a third of a second."""
    window.go(key, "")

    class Watch(QObject):
        dressed = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
            self.dressed += event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange)
            return False

    watch = Watch()
    for each in window._pages[key].findChildren(QWidget):
        each.installEventFilter(watch)
    window.lock()
    assert watch.dressed == 0


def test_lock_hides_everything_until_the_password(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.requests.register(applicant())
    window.go("requests", "")
    window.lock()
    qtbot.wait(1)
    assert not desk.session.unlocked
    shown = " ".join(each.text() for each in window.findChildren(QLabel) if each.isVisible())
    assert "李桂兰" not in shown
    [login] = window.findChildren(LoginPage)
    assert login.name.currentData() == "周桂芬"
    qtbot.waitUntil(login.password.hasFocus)
    login.password.setText("not-the-password")
    login.log_in()
    qtbot.waitUntil(login.enter.isEnabled)
    assert not desk.session.unlocked
    login.password.setText(PASSWORD)
    qtbot.keyClick(login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.unlocked)
    assert "依申请公开" in window.windowTitle()


def test_the_type_size_is_remembered(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.scale_to(1.2)
    qtbot.wait(1)
    from gkdesk import settings

    assert settings.read(desk.session.folder)[0].font_scale == 1.2


def test_no_text_is_smaller_than_13(window: MainWindow) -> None:
    for key in KEYS:
        window.go(key, "")
        small = [
            each.text()
            for each in window.findChildren(QLabel)
            if each.text() and each.isVisible() and 0 < each.font().pixelSize() < 13
        ]
        assert small == []


def test_nothing_scrolls_sideways(window: MainWindow, qtbot: QtBot) -> None:
    for key in KEYS:
        window.go(key, "")
        qtbot.wait(1)
        for area in window.findChildren(QScrollArea):
            if area.isVisible():
                assert not area.horizontalScrollBar().isVisible(), key
