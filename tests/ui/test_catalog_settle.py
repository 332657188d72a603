"""待处理: what an import did not understand is settled in the window and used at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.catalog.model import QuestionKind
from gkdesk.desk import Desk
from gkdesk.ui.catalog.import_dialog import ImportDialog
from gkdesk.ui.catalog.more import entries
from gkdesk.ui.catalog.settle_dialog import LATER, SettleDialog
from gkdesk.ui.catalog.settled_dialog import SettledDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.test_settling import book
from tests.conftest import PASSWORD

from .conftest import QuietSay


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


SAID = [
    (QuestionKind.LIMIT, "按\n规定公开", "每季度"),
    (QuestionKind.HEADING, "事项大类", "一级事项"),
    (QuestionKind.CHANNEL, "大喇叭", "保留原样"),
]


def test_what_was_settled_is_listed_and_taken_back(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.catalog.settling.settle(SAID)
    dialog = SettledDialog(window, window.context)
    qtbot.addWidget(dialog)
    dialog.show()
    look(dialog, "settled")
    assert "一级事项" in dialog.table.tsv_of(dialog.table.shown())
    dialog._search.setText("大喇叭")
    assert [one.text for one in dialog.table.shown()] == ["大喇叭"]
    assert "共3条，已筛掉2条" in dialog._count.text()
    dialog._search.setText("没有这样的")
    assert not dialog.undo.isEnabled()
    dialog._search.clear()
    dialog.table.selectRow(0)
    dialog.undo.click()
    left = [one.text for one in desk.catalog.settling.aliases()]
    assert left == ["事项大类", "大喇叭"] == [one.text for one in dialog.table.shown()]
    dialog.undo.click()
    dialog.undo.click()
    assert desk.catalog.settling.aliases() == []
    assert dialog._stack.currentIndex() == 1
    assert not dialog.undo.isEnabled()


def test_one_taken_back_elsewhere_is_told(
    window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    desk.catalog.settling.settle(SAID)
    dialog = SettledDialog(window, window.context)
    qtbot.addWidget(dialog)
    desk.catalog.settling.undo(dialog.table.current().id)
    dialog.take_back()
    assert "没有编号为" in quiet.said[-1]
    assert len(dialog.table.shown()) == 2
    desk.accounts.log_in("管理员", PASSWORD)
    dialog.take_back()
    assert "办理" in quiet.said[-1]
    assert len(desk.catalog.settling.aliases()) == 2


def test_the_menu_opens_it(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(SettledDialog, "exec", lambda self: opened.append(self.windowTitle()))
    dict(entries(window, window.context, lambda: opened.append("after")))["说定的写法"]()
    assert opened == ["说定的写法 — 政务公开工作台", "after"]
