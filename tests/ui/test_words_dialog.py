"""本单位的词和电话: added, deleted, set aside and used again in the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.records.page import RecordsPage
from gkdesk.ui.records.words_dialog import WordForm, WordsDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD
from tests.records.scanfiles import ID, MOBILE

from .conftest import QuietSay


def look(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> WordsDialog:
    made = WordsDialog(window, window.context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(dialog: WordsDialog) -> list[str]:
    return [one.text for one in dialog.table.shown()]


def put(dialog: WordsDialog, monkeypatch: pytest.MonkeyPatch, **values: str) -> list[WordForm]:
    """Fill the form for one word and press its button."""
    asked: list[WordForm] = []

    def answer(form: WordForm) -> int:
        asked.append(form)
        form.form.fill(values)
        form.form.changed.emit()
        look(form, "word_form")
        form.accept()
        return form.result()

    monkeypatch.setattr(WordForm, "exec", answer)
    dialog.add.click()
    return asked


def test_a_word_is_added_and_deleted(
    dialog: WordsDialog, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not dialog.remove.isEnabled()
    assert "本单位的 0" in dialog.own.text()
    [form] = put(dialog, monkeypatch, kind="wrong", text="秸杆灰", suggestion="秸秆灰")
    assert form.form.shown == ["kind", "text", "suggestion", "block"]
    put(dialog, monkeypatch, kind="allow", text="0831-5551234")
    assert texts(dialog) == ["秸杆灰", "0831-5551234"]
    assert "应为“秸秆灰”" in dialog.table.tsv_of(dialog.table.shown())
    look(dialog, "words")
    dialog.table.selectRow(0)
    dialog.remove.click()
    assert texts(dialog) == ["0831-5551234"]
    assert [one.text for one in desk.records.privacy.words.all()] == ["0831-5551234"]


@pytest.mark.parametrize("text", ["", "词", f"张三{ID}", "汉" * 300, "\x00"])
def test_a_word_that_is_none_is_told_in_the_form(
    dialog: WordsDialog, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    [form] = put(dialog, monkeypatch, text=text)
    words = "".join(one.text() for one in form.findChildren(QLabel))
    assert "其他内容没有丢" in words
    assert ID not in words
    assert texts(dialog) == []


def test_a_mobile_is_for_a_leader(
    dialog: WordsDialog, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    [form] = put(dialog, monkeypatch, kind="allow", text=MOBILE)
    assert "须由负责人办理" in "".join(one.text() for one in form.findChildren(QLabel))
    desk.accounts.log_in("何敏", PASSWORD)
    put(dialog, monkeypatch, kind="allow", text=MOBILE)
    assert texts(dialog) == [MOBILE]
    assert str(dialog.table.rows.data(dialog.table.rows.index(0, 0))) == "139****0872"


def test_a_shipped_word_is_set_aside_and_used_again(dialog: WordsDialog, desk: Desk) -> None:
    dialog.shipped.click()
    first = texts(dialog)[0]
    assert "停用此词" in dialog.remove.text()
    dialog.remove.click()
    assert first not in texts(dialog)
    dialog.own.click()
    assert texts(dialog) == [first]
    assert "恢复使用" in dialog.remove.text()
    dialog.remove.click()
    assert texts(dialog) == []
    assert first in [one.text for one in desk.records.privacy.words.shipped()]


def test_an_administrator_is_told(dialog: WordsDialog, desk: Desk, quiet: QuietSay) -> None:
    desk.accounts.log_in("管理员", PASSWORD)
    dialog.shipped.click()
    dialog.remove.click()
    assert "须由经办或审核或负责人办理" in quiet.said[-1]
    assert desk.records.privacy.words.all() == []


def test_the_page_offers_it(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(WordsDialog, "exec", lambda self: opened.append(self.windowTitle()))
    window.go("records", "")
    [page] = window.findChildren(RecordsPage)
    dict(page._rarer())["本单位的词和电话"]()
    assert opened[0].startswith("本单位的词和电话")
