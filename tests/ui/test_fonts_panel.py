"""系统 → 打印字体: what is used is shown, the choice is kept, characters are added and removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gkdesk import settings
from gkdesk.desk import Desk
from gkdesk.documents import systemfonts
from gkdesk.ui.system.fonts import FontsPanel
from gkdesk.ui.system.glyph_dialog import GlyphDialog
from gkdesk.ui.system.page import SystemPage
from gkdesk.ui.window import MainWindow
from tests.documents import facemaker
from tests.documents.scans import saved
from tests.ui.conftest import QuietSay


@pytest.fixture
def panel(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FontsPanel:
    folder = tmp_path / "machine"
    folder.mkdir()
    facemaker.save(folder, "a.ttf", facemaker.font())
    facemaker.save(folder, "b.ttf", facemaker.font("SimHei", zh="黑体", rights=2))
    monkeypatch.setattr(systemfonts, "folders", lambda: (folder,))
    monkeypatch.setattr(systemfonts, "registered", tuple)
    window.go("system", "fonts")
    [page] = window.findChildren(SystemPage)
    qtbot.waitUntil(lambda: page.fonts.report is not None)
    return page.fonts


def words(panel: FontsPanel) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in panel.findChildren(QLabel) if each.isVisible())


def column(panel: FontsPanel, at: int) -> list[str]:
    rows = panel.styles.rows
    return [str(rows.data(rows.index(row, at))) for row in range(rows.rowCount())]


def answer(text: str, notes: list[str]) -> None:
    """Fill the dialog that asks for the character; give up when it is refused."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, GlyphDialog):
            QTimer.singleShot(20, look)
            return
        line = dialog.form.input("character")
        assert isinstance(line, QLineEdit)
        line.setText(text)
        dialog.go.click()
        QApplication.processEvents()
        if dialog.isVisible():
            notes.extend(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())
            dialog.reject()

    QTimer.singleShot(20, look)


def test_the_page_says_what_is_used_and_why_not(panel: FontsPanel, desk: Desk) -> None:
    assert column(panel, 0) == ["仿宋", "黑体", "楷体", "小标宋", "宋体"]
    assert set(column(panel, 2)) == {"自带"}
    assert "a.ttf，版本 5.01）　能用，允许嵌入" in words(panel)
    assert "不能用：字体的授权不许嵌入文件" in words(panel)
    assert "GBK 全有" in words(panel)
    assert settings.read(desk.session.folder)[0].fonts == "built-in"


def test_the_choice_is_kept_and_shown(
    panel: FontsPanel, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    panel._radios["system"].click()
    qtbot.waitUntil(lambda: panel.report is not None and panel.report.choice == "system")
    assert column(panel, 2) == ["本机", "自带", "自带", "自带", "自带"]
    assert settings.read(desk.session.folder)[0].fonts == "system"
    assert desk.typefaces.faces().glyph("fang", "国").face.name == "FangSong"
    window.scale_to(1.2)
    qtbot.wait(1)
    assert settings.read(desk.session.folder)[0].fonts == "system"


def test_a_character_is_added_and_removed(
    panel: FontsPanel, desk: Desk, quiet: QuietSay, tmp_path: Path, qtbot: QtBot
) -> None:
    assert "还没有补过字" in words(panel)
    quiet.chosen_files = [saved(tmp_path)]
    notes: list[str] = []
    answer("国", notes)
    panel.add()
    assert any("已有，不用补字" in note for note in notes)
    answer("U+2EBF0", notes)
    panel.add()
    [glyph] = desk.typefaces.glyphs()
    assert "U+2EBF0" in words(panel)
    assert "周桂芬" in words(panel)
    quiet.yes = False
    panel.remove(glyph)
    assert len(desk.typefaces.glyphs()) == 1
    quiet.yes = True
    panel.remove(glyph)
    assert desk.typefaces.glyphs() == []
    qtbot.waitUntil(lambda: "还没有补过字" in words(panel))
    assert "删去" in quiet.said[-1]


def test_no_file_chosen_asks_nothing(panel: FontsPanel, desk: Desk, quiet: QuietSay) -> None:
    quiet.chosen_files = []
    panel.add()
    assert desk.typefaces.glyphs() == []
