"""待处理: what an import did not understand is settled in the window and used at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.catalog.import_dialog import ImportDialog
from gkdesk.ui.catalog.settle_dialog import LATER, SettleDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.test_settling import book


def look(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def dialog(window: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot) -> ImportDialog:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(book())
    made = ImportDialog(window, window.context, path)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made.reading is not None, timeout=10_000)
    return made


def test_answers_are_remembered_and_the_workbook_read_again(
    dialog: ImportDialog, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "待处理 4 处" in dialog.settle.text()

    def answer(settle: SettleDialog) -> int:
        settle.show()
        look(settle, "settle")
        for question, combo in settle.answers:
            assert combo.currentText() == LATER
            combo.setCurrentText("每季度" if question.free else question.choices[0])
        settle.accept()
        return settle.result()

    monkeypatch.setattr(SettleDialog, "exec", answer)
    dialog._settle()
    qtbot.waitUntil(lambda: dialog.reading is not None and not dialog.reading.questions)
    assert dialog.settle.isHidden()
    assert len(desk.catalog.settling.aliases()) == 4


def test_a_wrong_answer_is_told_and_nothing_is_remembered(
    dialog: ImportDialog, window: MainWindow, desk: Desk
) -> None:
    assert dialog.reading is not None
    settle = SettleDialog(dialog, window.context, dialog.reading.questions)
    for question, combo in settle.answers:
        if question.free:
            combo.setCurrentText("看着办")
    settle.accept()
    assert settle.result() != QDialog.DialogCode.Accepted
    assert desk.catalog.settling.aliases() == []


def test_nothing_answered_changes_nothing(dialog: ImportDialog, window: MainWindow) -> None:
    assert dialog.reading is not None
    settle = SettleDialog(dialog, window.context, dialog.reading.questions)
    settle.accept()
    assert settle.result() != QDialog.DialogCode.Accepted
