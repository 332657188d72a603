"""The import dialog: files in a table, a village settled by type-ahead, files handed back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.look import LOOK
from gkdesk.ui.village.import_dialog import ImportDialog
from gkdesk.ui.village.settle_dialog import FormDialog, SettleDialog
from gkdesk.ui.window import MainWindow
from gkdesk.village.period import Period
from tests.village.books import rows, save

from .conftest import QuietSay

TITLE = "青石镇{}2026年第一季度财务收支公开表"


@pytest.fixture
def dialog(window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> ImportDialog:
    desk.village.add_villages({"name": name} for name in ("东河村", "西河村", "石门村"))
    folder = tmp_path / "交来"
    folder.mkdir()
    save(folder / "东河.xlsx", rows(A1=TITLE.format("东河村")))
    save(folder / "西和.xlsx", rows(A1=TITLE.format("西和村")))
    save(folder / "石门.xlsx", rows(A1=TITLE.format("石门村"), E8=1))
    (folder / "坏.xlsx").write_bytes(b"PK damaged")
    made = ImportDialog(window, window.context, [folder], Period.parse("2026Q1"))
    made.show()
    qtbot.waitUntil(lambda: len(made.readings) == 4, timeout=10000)
    return made


def row_of(dialog: ImportDialog, name: str) -> int:
    paths = [Path(reading.path).name for reading in dialog.readings]
    return paths.index(name)


def settle_as(name: str) -> None:
    def look() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, SettleDialog):
            QTimer.singleShot(20, look)
            return
        assert asking.box.currentText() == "西河村"  # the nearest is offered first
        asking.box.setCurrentText("没有的村")
        assert not asking._keep.isEnabled()
        asking.box.setCurrentText(name)
        asking._keep.click()

    QTimer.singleShot(20, look)


def test_a_village_is_settled_and_the_rest_go_in(
    dialog: ImportDialog, desk: Desk, qtbot: QtBot
) -> None:
    model = dialog.table.model()
    at = row_of(dialog, "西和.xlsx")
    assert "？青石镇西和村" in [model.data(model.index(at, each)) for each in range(8)]
    dialog.table.selectRow(row_of(dialog, "东河.xlsx"))
    assert not dialog.settle.isEnabled()
    dialog.table.selectRow(at)
    settle_as("西河村")
    dialog.settle.click()
    qtbot.waitUntil(lambda: dialog.readings[at].village == "西河村", timeout=10000)
    assert dialog.go.text().strip() == "导入 3 个"
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10000)
    states = {row.village.name: row.states["F01"] for row in desk.village.board("2026Q1")}
    assert states == {"东河村": "checked", "西河村": "checked", "石门村": "problem"}


def test_files_go_back_with_their_notes(
    dialog: ImportDialog, desk: Desk, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    quiet.chosen_folder = tmp_path / "退回"
    quiet.chosen_folder.mkdir()
    dialog.back.click()
    qtbot.waitUntil(dialog.back.isEnabled, timeout=10000)
    names = sorted(path.name for path in quiet.chosen_folder.iterdir())
    assert names == ["东河-批注.xlsx", "石门-批注.xlsx", "西和-批注.xlsx"]
    assert all(not row.sheets for row in desk.village.board("2026Q1"))


def test_another_folder_is_read_beside(
    dialog: ImportDialog, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    quiet.chosen_folder = tmp_path / "补交"
    quiet.chosen_folder.mkdir()
    save(quiet.chosen_folder / "北.xlsx", rows(A1=TITLE.format("石门村")))
    dialog.add_folder()
    qtbot.waitUntil(lambda: len(dialog.readings) == 5, timeout=10000)
    assert "请只留一份" in dialog.readings[4].problems[-1].message


def test_a_form_the_program_cannot_tell_is_chosen(
    dialog: ImportDialog, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    quiet.chosen_folder = tmp_path / "补交"
    quiet.chosen_folder.mkdir()
    table = [["青石镇石门村2026年公示"], ["组别", "户主姓名", "标准", "面积", "金额"],
             ["一组", "王测一", 2, 3, 6]]  # fmt: skip
    save(quiet.chosen_folder / "不明.xlsx", table)
    dialog.add_folder()
    qtbot.waitUntil(lambda: len(dialog.readings) == 5, timeout=10000)
    at = row_of(dialog, "不明.xlsx")
    dialog.table.selectRow(at)

    def pick() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, FormDialog):
            QTimer.singleShot(20, pick)
            return
        asking.box.setCurrentText("L05")
        assert not asking._keep.isEnabled()
        asking.box.setCurrentText("L05 惠农补贴公示表")
        asking._keep.click()

    QTimer.singleShot(20, pick)
    dialog.choose.click()
    qtbot.waitUntil(lambda: dialog.readings[at].why.startswith("必填的5列"), timeout=10000)
    assert (dialog.readings[at].form, dialog.readings[at].rows) == ("L05", 1)


def test_no_dialog_is_larger_than_its_window(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    LOOK.scale = 1.4
    save(tmp_path / "东河.xlsx", rows(A1=TITLE.format("东河村")))
    made = ImportDialog(window, window.context, [tmp_path / "东河.xlsx"], Period.parse("2026Q1"))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.readings) == 1, timeout=10000)
    assert made.width() <= window.width()
    assert made.height() <= window.height()
    foot = made.go.mapTo(made, made.go.rect().bottomRight())
    assert made.rect().contains(foot)
