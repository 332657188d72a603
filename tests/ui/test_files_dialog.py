"""检查文件里的个人信息: files of no record, their finds, and masked copies of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.ui.records.files_dialog import FilesDialog
from gkdesk.ui.records.page import RecordsPage
from gkdesk.ui.window import MainWindow
from tests.records.scanfiles import ID, MOBILE, pdf, word

from .conftest import QuietSay


def look(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> FilesDialog:
    made = FilesDialog(window, window.context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    given = {
        "公示.docx": word(), "电话.pdf": pdf(f"电话{MOBILE}"), "图.png": b"\x89PNG\r\n",
        f"{ID}.txt": ID.encode(), "空.txt": b"", "通知.txt": "现予公示。".encode(),
    }  # fmt: skip
    for name, data in given.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in given]


def idle(qtbot: QtBot, dialog: FilesDialog) -> None:
    qtbot.waitUntil(lambda: dialog._task is None, timeout=10_000)


def shown(dialog: FilesDialog) -> str:
    tables = (dialog.files, dialog.lines)
    return "\n".join(table.tsv_of(table.shown()) for table in tables)


def test_files_are_looked_through_and_copies_saved(
    qtbot: QtBot, dialog: FilesDialog, files: list[Path], quiet: QuietSay, tmp_path: Path
) -> None:
    assert not dialog.save.isEnabled()
    before = {path: path.read_bytes() for path in files}
    quiet.chosen_files = [*files, files[0], tmp_path / "没有.txt"]
    dialog.choose()
    idle(qtbot, dialog)
    pills = [row.split("\t")[0] for row in dialog.files.tsv_of(dialog.files.shown()).split("\n")]
    assert pills == [
        "个人信息 8 处", "个人信息 2 处", "没有查全", "个人信息 2 处", "没有查全", "没有发现",
        "没有查全",
    ]  # fmt: skip
    assert "139****0872" in shown(dialog) or "138****" in shown(dialog)
    dialog.files.selectRow(2)
    assert "是图片" in shown(dialog)
    look(dialog, "files")
    assert "存3份" in dialog.save.text()
    dialog.save.click()  # no folder was chosen
    assert quiet.said == []
    quiet.chosen_folder = tmp_path / "out"
    dialog.save.click()
    idle(qtbot, dialog)
    out = sorted(path.name for path in quiet.chosen_folder.iterdir())
    assert [name.endswith(("（已遮盖）.txt", "（已遮盖）.docx")) for name in out] == [True, True]
    assert "已存2份遮盖后的副本" in quiet.said[-1]
    dialog.files.selectRow(1)
    assert "不能自动遮盖" in shown(dialog)
    assert {path: path.read_bytes() for path in files} == before
    assert ID not in shown(dialog) + "".join(quiet.said) + "".join(out)
    quiet.yes = False
    dialog.save.click()
    assert "已有2份同名的副本" in quiet.said[-1]
    assert dialog._task is None
    dialog.start_anew()
    assert dialog.files.shown() == dialog.lines.shown() == []
    assert not dialog.save.isEnabled()


def test_a_folder_that_takes_nothing_is_told(
    qtbot: QtBot, dialog: FilesDialog, files: list[Path], quiet: QuietSay, tmp_path: Path
) -> None:
    dialog.take(files[:1])
    idle(qtbot, dialog)
    quiet.chosen_folder = tmp_path / "file"
    quiet.chosen_folder.write_text("", "utf-8")
    dialog.save.click()
    idle(qtbot, dialog)
    assert quiet.said[-1] == "没有可存的副本。原文件没有改动。"
    assert "没有存" in shown(dialog)


def test_files_are_dropped_folders_are_not(
    qtbot: QtBot, dialog: FilesDialog, files: list[Path]
) -> None:
    def drop(path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        dialog.dropEvent(QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, data, left, none))

    drop(files[0].parent)
    assert "文件夹" in dialog._words.text()
    drop(files[0])
    idle(qtbot, dialog)
    assert len(dialog.files.shown()) == 1


def test_it_is_stopped(qtbot: QtBot, dialog: FilesDialog, files: list[Path]) -> None:
    dialog.take(files)
    assert dialog.stop.isVisible()
    dialog.cancel()
    idle(qtbot, dialog)
    assert not dialog.stop.isVisible()
    dialog.take(files)
    dialog.reject()
    idle(qtbot, dialog)


def test_the_page_offers_it(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(FilesDialog, "exec", lambda self: opened.append(self.windowTitle()))
    window.go("records", "")
    [page] = window.findChildren(RecordsPage)
    dict(page._rarer())["检查文件里的个人信息"]()
    assert opened[0].startswith("检查文件里的个人信息")
