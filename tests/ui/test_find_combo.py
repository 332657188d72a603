"""A drop-down one types into: entries by their words, then by their sound."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.ui.widgets.find_combo import FindCombo

NAMES = ("（不对应）", "临时救助", "合同XH", "西河村", "东河村")


@pytest.fixture
def combo(qtbot: QtBot) -> FindCombo:
    made = FindCombo()
    for at, name in enumerate(NAMES):
        made.addItem(name, at)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(made)
    qtbot.addWidget(holder)
    holder.show()
    return made


def leaving() -> QFocusEvent:
    return QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason)


def listed(combo: FindCombo) -> list[str]:
    model = combo.completer().completionModel()
    return [model.index(at, 0).data() for at in range(model.rowCount())]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_typing_lists_words_first_and_then_sounds(combo: FindCombo) -> None:
    combo.lineEdit().selectAll()
    QTest.keyClicks(combo.lineEdit(), "xh")
    assert listed(combo) == ["合同XH", "西河村"]
    combo.lineEdit().selectAll()
    QTest.keyClicks(combo.lineEdit(), "hc")
    assert listed(combo) == ["西河村", "东河村"]
    combo.lineEdit().setText("")
    combo.lineEdit().textEdited.emit("河")
    assert listed(combo) == ["西河村", "东河村"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_arrow_and_enter_choose(combo: FindCombo, qtbot: QtBot) -> None:
    combo.lineEdit().selectAll()
    QTest.keyClicks(combo.lineEdit(), "jiuzhu")
    popup = combo.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert combo.currentText() == "临时救助"
    assert combo.currentData() == 1


def test_leaving_takes_the_only_one_and_else_puts_the_old_one_back(combo: FindCombo) -> None:
    combo.setCurrentIndex(1)
    combo.setEditText("xhc")
    combo.focusOutEvent(leaving())
    assert combo.currentData() == 3
    combo.setEditText("hc")  # two sound so
    combo.focusOutEvent(leaving())
    assert combo.currentData() == 3
    assert combo.currentText() == "西河村"
