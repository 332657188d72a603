"""The period board and the posting register, as the clerk sees them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.look import LOOK
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.village.register_dialog import RegisterDialog
from gkdesk.ui.window import MainWindow
from tests.ui.conftest import QuietSay
from tests.village.books import rows, save
from tests.village.test_life import jpeg

NAMES = ("东河村", "西河村", "石门村", "柳林村", "杨家村", "上坪村")


@pytest.fixture
def filled(desk: Desk, tmp_path: Path) -> Desk:
    """Six villages at six different steps of the quarter."""
    room, today = desk.village, desk.session.today
    for name in NAMES:
        room.add_village({"name": name, "boards": [{"name": "村口公开栏", "place": "院墙"}]})
    books = []
    for name in NAMES[:5]:
        cells = {"A1": f"青石镇{name}2026年第一季度财务收支公开表"}
        if name == "石门村":
            cells["E8"] = "1"
        books.append(save(tmp_path / f"{name}.xlsx", rows(**cells)))
    room.apply(room.read(books, "2026Q1"))
    for name in ("东河村", "柳林村"):
        room.review(uid_of(desk, name), "王监督", today)
    for name in ("东河村", "柳林村"):
        room.print_("F01", "2026Q1", folder=tmp_path / "out", village=room.village(name))
    village = room.village("东河村")
    room.post(uid_of(desk, "东河村"), room.boards(village.uid)[0], today, window="subsidy")
    return desk


def uid_of(desk: Desk, name: str) -> str:
    return next(r.sheets["F01"] for r in desk.village.board("2026Q1") if r.village.name == name)


@pytest.fixture
def page(filled: Desk, window: MainWindow) -> VillagePage:
    window.go("village", "")
    [page] = window.findChildren(VillagePage)
    page.show_board()
    return page


def grab(widget: QWidget, name: str) -> None:
    """Keep a picture where the one who looks at it wants it."""
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(f"{folder}/{name}.png")


def words(page: VillagePage, column: int) -> dict[str, str]:
    model = page.board.table.model()
    return {
        str(model.index(row, 0).data()): str(model.index(row, column).data())
        for row in range(model.rowCount())
    }


def test_the_board_shows_every_village_and_step(page: VillagePage, window: MainWindow) -> None:
    grab(window, "board")
    assert words(page, 1) == {
        "东河村": "已张贴", "西河村": "已核对", "石门村": "有问题", "柳林村": "已打印",
        "杨家村": "已核对", "上坪村": "未交",
    }  # fmt: skip
    assert words(page, page.board.table.model().columnCount() - 1)["东河村"].startswith("1/")


def test_a_row_leads_to_the_village(page: VillagePage) -> None:
    row = next(item for item in page._rows if item.village.name == "柳林村")
    page.board.chosen.emit(row)
    assert page._body.currentIndex() == 0
    assert page.table.current().village.name == "柳林村"


def test_a_reminder(page: VillagePage, quiet: QuietSay, qtbot: QtBot, tmp_path: Path) -> None:
    quiet.chosen_save = tmp_path / "上坪村-2026Q1-催报单.pdf"
    row = next(item for item in page._rows if item.village.name == "上坪村")
    page.board._reminder(row)
    qtbot.waitUntil(quiet.chosen_save.exists)
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF")


@pytest.fixture
def register(page: VillagePage, qtbot: QtBot) -> RegisterDialog:
    row = next(item for item in page._rows if item.village.name == "东河村")
    dialog = RegisterDialog(page, page._context, row, "F01")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_photos_and_objections_stand_in_the_register(
    register: RegisterDialog, filled: Desk, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    assert register.steps.model().rowCount() == 4
    quiet.chosen_files = [jpeg(tmp_path / "远景.jpg")]
    register._add_photo()
    qtbot.waitUntil(lambda: register.photos.model().rowCount() == 1)
    register._add_photo()
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "已经登记为青石镇东河村" in quiet.said[-1]
    assert register.photos.model().rowCount() == 1
    uid = uid_of(filled, "东河村")
    filled.village.objections.add(uid, filled.session.today, "办公费没有明细")
    register.reload()
    assert register.objections.model().index(0, 1).data() == "办公费没有明细"
    assert register.answer.isEnabled()
    grab(register, "register")


def test_a_proof_before_its_day_is_refused_in_a_sentence(
    register: RegisterDialog, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    quiet.chosen_save = tmp_path / "证明.pdf"
    register._proof()
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "到2026年4月26日才满" in quiet.said[-1]
    assert not quiet.chosen_save.exists()


def test_larger_type(filled: Desk, window: MainWindow, qtbot: QtBot) -> None:
    LOOK.scale = 1.4
    made = MainWindow(filled)
    qtbot.addWidget(made)
    made.resize(1366, 696)
    made.show()
    made.go("village", "")
    [page] = made.findChildren(VillagePage)
    page.show_board()
    grab(made, "board14")
    page.show_board()
    grab(made, "page14")
    page.show_board()
    row = next(item for item in page._rows if item.village.name == "东河村")
    dialog = RegisterDialog(page, page._context, row, "F01")
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "register14")
    assert page.board.table.viewport().width() > 300
    assert dialog.height() <= 768
    made.close()
