"""Handing out blanks, and looking up one household."""

from __future__ import annotations

import os
from pathlib import Path

from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.documents.model import Paper
from gkdesk.ui.village.blank_dialog import BlankDialog
from gkdesk.ui.village.household_dialog import HouseholdDialog
from gkdesk.ui.village.page import PREVIEW, VillagePage
from gkdesk.ui.window import MainWindow
from gkdesk.village.model import SheetState
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
    qtbot.waitUntil(lambda: len(list(folder.glob("*.xlsx"))) == 2, timeout=10000)
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


def test_the_page_shows_any_form(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.village.add_villages({"name": name} for name in ("东河村", "西河村"))
    room = desk.village
    room.apply(room.read([save(tmp_path / "a.xlsx", changed())], "2026"))
    window.go("village", "")
    [page] = window.findChildren(VillagePage)
    periods = [str(page.period.itemData(at)) for at in range(page.period.count())]
    page.period.setCurrentIndex(periods.index("2026"))
    names = [page.form.itemText(at) for at in range(page.form.count())]
    assert "惠农补贴公示表" in names  # handed in
    assert "集体固定资产公开表（未交）" in names
    assert "最低生活保障对象公布表（未交）" not in names  # by quarters
    page.form.setCurrentIndex(names.index("惠农补贴公示表"))
    papers = [page.paper.itemData(at) for at in range(page.paper.count())]
    assert papers == [Paper.A3, Paper.A4]
    states = {row.village.name: page.state_of(row) for row in page._rows}
    assert states == {"东河村": SheetState.CHECKED, "西河村": SheetState.MISSING}
    page.table.selectRow(0)
    if folder := os.environ.get("GKDESK_LOOK"):
        qtbot.wait(800)
        window.grab().save(f"{folder}/page_l05.png")
    assert page._middle.currentIndex() == PREVIEW
    uid = page._rows[0].sheets["L05"]
    page.form.setCurrentIndex(0)
    page.open(uid)
    assert page.form.currentData() == "L05"
