"""帮助: the manual in the window, at the page one is on."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.ui.help import CHAPTERS, HelpDialog, chapters
from gkdesk.ui.sections import BOTTOM, SECTIONS
from gkdesk.ui.window import MainWindow
from tests.ui.conftest import QuietSay


def test_every_section_has_its_chapter(window: MainWindow) -> None:
    assert set(CHAPTERS) == {one.key for one in (*SECTIONS, *BOTTOM)}
    titles = [title for title, _body in chapters()]
    dialog = HelpDialog(window)
    assert dialog.names.currentRow() == 0
    for words in CHAPTERS.values():
        dialog.go_to(words)
        title = titles[dialog.names.currentRow()]
        assert words in title
        assert title in dialog.text.toPlainText()


def test_f1_opens_it_and_turns_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.go("requests", "")
    QTest.keyClick(window, Qt.Key.Key_F1)
    [dialog] = window.findChildren(HelpDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert "补正" in dialog.text.toPlainText()
    window.go("village", "")
    window.help()
    assert window.findChildren(HelpDialog) == [dialog]
    assert "村务监督委员会" in dialog.text.toPlainText()
    dialog.close()
    qtbot.waitUntil(lambda: not window.findChildren(HelpDialog))


def test_a_word_is_found_through_all_chapters(window: MainWindow) -> None:
    dialog = HelpDialog(window)
    dialog.search.setText("恢复码")
    assert dialog.text.textCursor().selectedText() == "恢复码"
    seen = {dialog.names.currentRow()}
    for _ in range(12):
        dialog.find_next()
        seen.add(dialog.names.currentRow())
        assert dialog.text.textCursor().selectedText() == "恢复码"
    assert len(seen) >= 1
    dialog.search.setText("没有这样的词")
    assert dialog.told.text() == "手册里没有这个词"
    dialog.search.setText("")
    assert dialog.told.text() == ""


def test_it_is_printed_whole(window: MainWindow, quiet: QuietSay, tmp_path: Path) -> None:
    dialog = HelpDialog(window)
    dialog.print_all()  # no printer chosen
    quiet.chosen_save = tmp_path / "manual.pdf"
    dialog.print_all()
    with pdfplumber.open(tmp_path / "manual.pdf") as paper:
        assert len(paper.pages) > 10


def test_a_missing_manual_is_said(
    window: MainWindow, quiet: QuietSay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "manual", lambda: tmp_path / "none.md")
    window.help()
    assert "找不到“none.md”" in quiet.said[0]
