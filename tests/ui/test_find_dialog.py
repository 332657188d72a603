"""查找 in the window: type, arrows, Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.search.finder import Finder
from gkdesk.ui.find_dialog import HINT, FindDialog
from gkdesk.ui.window import MainWindow


def test_typed_found_opened(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.village.add_villages([{"name": "东河村"}, {"name": "西河村"}])
    dialog = FindDialog(window, window.context)
    dialog.show()
    QTest.keyClicks(dialog.words, "qqqq")
    qtbot.waitUntil(lambda: "没有找到“qqqq”" in dialog.told.text())
    assert not dialog.go.isEnabled()
    dialog.words.setText("河村")
    qtbot.waitUntil(lambda: len(dialog.table.shown()) == 2)
    assert dialog.told.text() == HINT
    QTest.keyClick(dialog.words, Qt.Key.Key_Down)
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert dialog.chosen is not None
    assert dialog.chosen.title == "西河村"
    assert dialog.result() == 1


def test_initials_lead_to_a_village(window: MainWindow, desk: Desk) -> None:
    """Ctrl+K, three letters, Enter: five keys."""
    desk.village.add_villages([{"name": "东河村"}, {"name": "西河村"}])
    dialog = FindDialog(window, window.context)
    QTest.keyClicks(dialog.words, "xhc")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert dialog.chosen is not None
    assert dialog.chosen.title == "西河村"


def test_enter_looks_for_the_last_letters_first(window: MainWindow) -> None:
    dialog = FindDialog(window, window.context)
    dialog.words.setText("操作日志")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert dialog.chosen is not None
    assert (dialog.chosen.section, dialog.chosen.subject) == ("system", "log")


def test_nothing_chosen_opens_nothing(window: MainWindow) -> None:
    dialog = FindDialog(window, window.context)
    dialog.open_chosen()
    assert dialog.chosen is None
    assert dialog.result() == 0


def test_ctrl_k_leads_there(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    [village] = desk.village.add_villages([{"name": "东河村"}])
    window.show()
    window.go("today", "")

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FindDialog):
            dialog.words.setText("东河")
            QTest.keyClick(dialog.words, Qt.Key.Key_Return)

    QTimer.singleShot(300, answer)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window._present == "village")
    page = window._pages["village"]
    assert page.table.current().village.uid == village.uid  # type: ignore[attr-defined]


def test_early_requests_come_by_and_by_and_the_choice_stays(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.village.add_villages([{"name": "东河村"}, {"name": "西河村"}])
    looks: list[int] = []

    def whole(_finder: Finder) -> bool:
        looks.append(1)
        return len(looks) > 3

    monkeypatch.setattr(Finder, "whole", property(whole))
    dialog = FindDialog(window, window.context)
    dialog.words.setText("河村")
    dialog.look()
    assert "马上列全" in dialog.told.text()
    dialog.table.selectRow(1)
    qtbot.waitUntil(lambda: dialog.told.text() == HINT)
    assert len(looks) == 4
    assert dialog.table.current().title == "西河村"
