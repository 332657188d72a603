"""Handing out blanks, and looking up one household."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.village.blank_dialog import BlankDialog
from gkdesk.ui.village.household_dialog import HouseholdDialog
from gkdesk.ui.window import MainWindow
from gkdesk.village.period import Period
from tests.village.books import save
from tests.village.lists import changed


def test_blanks_for_all_villages(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.village.add_villages({"name": name} for name in ("东河村", "西河村"))
    dialog = BlankDialog(window, window.context, "L05", Period.parse("2026Q3"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.go.click()  # a list of batches has no quarters
    assert dialog.isVisible()
    dialog.form.fill({"period": "2026E02", "stage": "notice"})
    dialog.go.click()
    assert not dialog.isVisible()
    folder = tmp_path / "空白"
    folder.mkdir()
    dialog.write(folder)
    qtbot.waitUntil(lambda: len(list(folder.iterdir())) == 2, timeout=10000)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["东河村2026年第2批惠农补贴公示表.xlsx", "西河村2026年第2批惠农补贴公示表.xlsx"]
    assert load_workbook(folder / names[0])["L05"]["A1"].value == (
        "青石镇东河村2026年第2批惠农补贴公示表"
    )


def test_a_household_is_looked_up(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.village.add_villages({"name": name} for name in ("东河村", "西河村"))
    room = desk.village
    room.apply(room.read([save(tmp_path / "a.xlsx", changed())], "2026"))
    dialog = HouseholdDialog(window, window.context, "东河村")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.setText("张测三")
    dialog.go.click()
    model = dialog.table.model()
    shown = [str(model.data(model.index(0, at))) for at in range(5)]
    figures = "面积（亩） 4.25，标准（元/亩） 93.21，补贴金额 396.14"
    assert shown == ["2026年度", "惠农补贴公示表", figures, "6", "已核对"]
    dialog.village.setCurrentText("西河村")
    dialog.go.click()
    assert dialog._body.currentIndex() == 1
