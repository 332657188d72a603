"""The entry grid in the window: keys as in WPS, drafts, findings, and a sheet typed in whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gkdesk.desk import Desk
from gkdesk.ui.look import LOOK, style_sheet
from gkdesk.ui.village.entry_dialog import EntryDialog
from gkdesk.ui.village.entry_open import ChooseSheet, enter
from gkdesk.ui.village.entry_paste import PasteDialog
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.window import MainWindow
from gkdesk.village.entrylist import ListGrid
from gkdesk.village.entrysheet import Opened, grid_of
from gkdesk.village.entrysides import SidesGrid
from gkdesk.village.model import SheetState
from tests.conftest import PASSWORD
from tests.ui.conftest import QuietSay
from tests.village.books import rows, save
from tests.village.fill import filled, period_of

WAIT = 4000
KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> VillagePage:
    desk.village.add_board(desk.village.add_village({"name": "东河村"}), "村口", place="院墙")
    window.go("village", "")
    [made] = window.findChildren(VillagePage)
    return made


class Hands:
    """A clerk at the keyboard: keys go to whatever has the focus."""

    def __init__(self, dialog: EntryDialog, qtbot: QtBot) -> None:
        self.dialog, self.view = dialog, dialog.view
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
        self.view.setFocus()
        assert QApplication.focusWidget() is self.view

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self._focus(), key, with_ or Qt.KeyboardModifier.NoModifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        for letter in text:
            if letter == "\t":
                self.press(KEY.Key_Tab)
            elif letter == "\n":
                self.press(KEY.Key_Return)
            elif letter.isascii():
                QTest.keyClicks(self._focus(), letter)
            else:  # as an input method hands it over
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(self._focus(), event)

    def at(self) -> tuple[int, int]:
        return self.view.currentIndex().row(), self.view.currentIndex().column()

    def text(self, row: int, column: int) -> str:
        return self.dialog.opened.grid.cell(row, column).text

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.view


def opened_with(desk: Desk, form: str, count: int = 0, stage: str = "") -> Opened:
    village, chosen = desk.village.villages()[0], desk.village.form(form)
    opened = desk.village.entry.open(form, village, period_of(chosen), stage=stage)
    if count:
        data = filled(chosen, period_of(chosen), count=count, stage=opened.grid.stage)
        opened.grid.take_json(grid_of(chosen, data).as_json())
    return opened


@pytest.fixture
def begin(page: VillagePage, desk: Desk, window: MainWindow, qtbot: QtBot) -> Iterator[object]:
    made: list[EntryDialog] = []

    def open_(form: str, count: int = 0, stage: str = "") -> Hands:
        dialog = EntryDialog(page, window.context, opened_with(desk, form, count, stage))
        dialog.setModal(False)
        dialog.show()
        made.append(dialog)
        return Hands(dialog, qtbot)

    yield open_
    for dialog in filter(isValid, made):
        dialog.draft._timer.stop()
        dialog._check.stop()
        dialog.close()


def test_typing_goes_on_as_in_a_spreadsheet(begin: object) -> None:
    hands: Hands = begin("L05", stage="notice")  # type: ignore[operator]
    hands.view.go(0, 1)
    hands.type("一组\t赵建国\t７．４９\t125.69\n")  # the amount follows; Enter begins a new row
    assert hands.at() == (1, 1)
    assert [hands.text(0, at) for at in range(1, 6)] == ["一组", "赵建国", "7.49", "125.69",
                                                          "941.42"]  # fmt: skip
    hands.press(KEY.Key_D, CTRL)
    assert hands.text(1, 1) == "一组"
    hands.view.go(0, 5)
    hands.press(KEY.Key_F2)
    hands.press(KEY.Key_Backspace)
    hands.press(KEY.Key_Escape)
    assert hands.text(0, 5) == "941.42"
    hands.type("1041.42")
    hands.press(KEY.Key_Down)
    assert (hands.text(0, 5), hands.at()) == ("1041.42", (1, 5))
    hands.press(KEY.Key_Z, CTRL)
    assert hands.text(0, 5) == "941.42"
    hands.press(KEY.Key_Y, CTRL)
    assert hands.text(0, 5) == "1041.42"
    hands.dialog.check_now()
    assert any("应为 941.42" in one.message for one in hands.dialog.found)
    hands.view.go(0, 5)
    hands.press(KEY.Key_Delete)
    assert hands.text(0, 5) == ""


def test_arrows_ranges_and_the_clipboard(begin: object) -> None:
    hands: Hands = begin("L05", 30)  # type: ignore[operator]
    hands.view.go(0, 3)
    hands.press(KEY.Key_Down, CTRL)
    assert hands.at() == (29, 3)
    hands.press(KEY.Key_Up, CTRL)
    assert hands.at() == (0, 3)
    hands.press(KEY.Key_Down, SHIFT)
    hands.press(KEY.Key_Right, SHIFT)
    hands.press(KEY.Key_C, CTRL)
    grid = hands.dialog.opened.grid
    copied = QApplication.clipboard().text()
    assert copied.splitlines() == [
        f"{grid.cell(r, 3).text}\t{grid.cell(r, 4).text}" for r in (0, 1)
    ]
    hands.press(KEY.Key_Down, CTRL | SHIFT)
    assert [len(one) for one in hands.view.range()] == [30, 2]
    hands.view.go(40, 3)
    hands.press(KEY.Key_V, CTRL)
    assert hands.text(41, 3) == grid.cell(1, 3).text
    hands.press(KEY.Key_X, CTRL)
    assert hands.text(40, 3) == ""
    hands.press(KEY.Key_Z, CTRL)
    hands.press(KEY.Key_Z, CTRL)
    assert (hands.text(40, 3), hands.text(41, 3)) == ("", "")


def test_a_paste_over_filled_cells_is_shown_first(begin: object, qtbot: QtBot) -> None:
    hands: Hands = begin("L05", 3)  # type: ignore[operator]
    before = hands.text(0, 2)
    told: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PasteDialog)
        told.append(dialog.table.as_tsv() or dialog.go.text())
        (dialog.accept if len(told) > 1 else dialog.reject)()

    QApplication.clipboard().setText("钱多多\tx\n孙小小\t3\n")
    hands.view.go(0, 2)
    QTimer.singleShot(50, look)
    hands.press(KEY.Key_V, CTRL)
    assert hands.text(0, 2) == before  # 先不粘贴
    QTimer.singleShot(50, look)
    hands.press(KEY.Key_V, CTRL)
    assert [hands.text(0, 2), hands.text(0, 3), hands.text(1, 3)] == ["钱多多", "x", "3"]
    hands.press(KEY.Key_Z, CTRL)
    assert hands.text(0, 2) == before


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_days_choices_and_finding(begin: object, qtbot: QtBot) -> None:
    hands: Hands = begin("V01")  # type: ignore[operator]
    hands.view.go(1, 1)
    hands.press(KEY.Key_Semicolon, CTRL)
    assert hands.text(1, 1) == "2026-04-10"
    hands.view.go(1, 2)
    hands.type("今天\n")
    assert hands.text(1, 2) == "2026-04-10"
    hands.view.go(0, 1)

    def pick() -> None:
        menu = QApplication.activePopupWidget()
        assert menu is not None
        QTest.keyClick(menu, KEY.Key_Down)
        QTest.keyClick(menu, KEY.Key_Return)

    QTimer.singleShot(50, pick)
    hands.press(KEY.Key_Down, ALT)
    qtbot.waitUntil(lambda: hands.text(0, 1) == "村民会议", timeout=WAIT)
    hands.press(KEY.Key_F, CTRL)
    hands.dialog.search.setText("2026")
    QTest.keyClick(hands.dialog.search, KEY.Key_Return)
    assert hands.at() == (1, 1)


def test_lines_come_and_go_by_keys(begin: object) -> None:
    hands: Hands = begin("L05", 3)  # type: ignore[operator]
    names = [hands.text(at, 2) for at in range(3)]
    hands.view.go(1, 2)
    hands.dialog.insert()
    assert [hands.text(at, 2) for at in range(4)] == [names[0], "", *names[1:]]
    hands.dialog.remove()
    hands.view.go(0, 2)
    hands.dialog.remove()
    assert hands.text(0, 2) == names[1]
    for _ in range(3):
        hands.press(KEY.Key_Z, CTRL)
    assert [hands.text(at, 2) for at in range(3)] == names


@pytest.mark.parametrize("form", ["L03", "L05", "P01"])
def test_a_list_emptied_takes_lines_again(begin: object, form: str) -> None:
    hands = begin(form)  # type: ignore[operator]
    grid = hands.view.entry.grid
    assert isinstance(grid, ListGrid)
    before = grid.as_json()
    for _ in grid.parts:
        first = next(c for c in grid.cells() if (at := grid.place(c)) and grid.record_at(*at))
        hands.view.go_to(first)
        for _ in range(len(grid.records)):
            hands.press(KEY.Key_Minus, CTRL | SHIFT)
    assert [record.part for record in grid.records] == grid.parts
    for key, held in ((KEY.Key_Delete, None), (KEY.Key_D, CTRL), (KEY.Key_C, CTRL),
                      (KEY.Key_X, CTRL), (KEY.Key_Down, CTRL), (KEY.Key_Space, None)):  # fmt: skip
        hands.press(key, held)
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_Equal, CTRL | SHIFT)
    assert len(grid.records) == len(grid.parts) + 1
    while hands.view.entry.undo.canUndo():
        hands.press(KEY.Key_Z, CTRL)
    assert grid.as_json() == before


def test_the_cursor_stays_when_lines_come_and_go(begin: object) -> None:
    """Without one the next Delete would empty the first cell."""
    hands = begin("L03")  # type: ignore[operator]
    hands.view.go(0, 1)
    hands.type("甲\n")
    hands.view.go(3, 1)
    hands.press(KEY.Key_Minus, CTRL | SHIFT)
    hands.press(KEY.Key_Z, CTRL)
    assert hands.at() == (3, 1)
    hands.press(KEY.Key_Delete)
    assert hands.text(0, 1) == "甲"


def test_a_finding_leads_to_its_cell(begin: object, qtbot: QtBot) -> None:
    hands: Hands = begin("F01", 1)  # type: ignore[operator]
    grid = hands.dialog.opened.grid
    assert isinstance(grid, SidesGrid)
    closing = grid.pairs["closing"]
    hands.view.go_to(closing)
    hands.type(f"{Decimal(closing.text) + Decimal('0.30')}\n")
    qtbot.waitUntil(lambda: "差 0.30 元" in hands.dialog.balance.text(), timeout=WAIT)
    hands.view.go(0, 1)
    table = hands.dialog.list
    spot = table.visualRect(table.rows.index(0, 2)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert hands.view.current() is closing
    assert "差 0.30 元" in hands.dialog.told.accessibleName()


def test_what_was_typed_survives(
    begin: object, desk: Desk, window: MainWindow, page: VillagePage, qtbot: QtBot
) -> None:
    hands: Hands = begin("L08", stage="notice")  # type: ignore[operator]
    hands.view.go(0, 1)
    hands.type("赵建国\tabc\n")
    place = hands.dialog.opened.place
    qtbot.waitUntil(lambda: bool(desk.accounts.draft(place)), timeout=WAIT)
    again = EntryDialog(page, window.context, opened_with(desk, "L08", stage="notice"))
    qtbot.addWidget(again)
    grid = again.opened.grid
    assert isinstance(grid, ListGrid)
    assert [c.text for c in list(grid.records[0].cells.values())[:2]] == ["赵建国", "abc"]
    assert [one.message for one in again.found if one.spot == "@0,2"] == ["“abc”不是数"]
    again._anew()
    assert grid.blank
    assert desk.accounts.draft(place) == {}


@pytest.mark.qt_log_ignore("Keyboard event not accepted", extend=True)
def test_a_sheet_is_typed_in_by_keyboard_alone(
    page: VillagePage, desk: Desk, window: MainWindow, qtbot: QtBot, quiet: QuietSay
) -> None:
    """From the board to a stored sheet: Enter on the village, figures, Ctrl+Enter."""
    seen: list[str] = []

    def type_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, EntryDialog)
        hands = Hands(dialog, qtbot)
        hands.type("100\n200.5\n")  # 经营收入, 发包及上交收入
        grid = dialog.opened.grid
        assert isinstance(grid, SidesGrid)
        seen.append(grid.sides["income"][0].cells["ytd"].text)
        hands.view.go_to(grid.pairs["opening"])
        hands.type("50\t")
        for key, amount in (("flow_in", "0"), ("flow_out", "0"), ("closing", "350.5"),
                            ("cash", "50.5"), ("bank", "300"), ("other_funds", "0")):  # fmt: skip
            hands.view.go_to(grid.pairs[key])
            hands.type(f"{amount}\n")
        hands.view.go_to(grid.sides["expense"][0].cells["period"])
        hands.type("0\n")
        hands.press(KEY.Key_S, CTRL)
        seen.append(dialog.told.accessibleName())
        hands.press(KEY.Key_F9)
        seen.append(dialog.balance.text())
        hands.press(KEY.Key_Return, CTRL)

    QTimer.singleShot(100, type_in)
    page.table.setFocus()
    QTest.keyClick(page.table, KEY.Key_Return)
    assert seen[0] == "100.00"
    assert "草稿已经保存" in seen[1]
    assert seen[2] == "账目平：本期结余核对相符"
    [row] = page._rows
    assert row.states["F01"] is SheetState.CHECKED
    data = desk.village.data(row.sheets["F01"])
    assert data.sum("income", "total", "period") == 30050
    assert desk.accounts.draft(f"village.entry.F01.{row.village.uid}.2026Q1") == {}


def test_a_problem_of_an_imported_sheet_leads_to_its_cell(
    page: VillagePage, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    from gkdesk import paths

    title = "青石镇东河村2026年第一季度财务收支公开表"
    folder = desk.session.folder
    path = save(folder / "交来.xlsx", rows(A1=title, E6=1))
    desk.village.apply(desk.village.read([path], "2026Q1"))
    assert paths.forms().is_dir()
    page.reload()
    [row] = page._rows
    problem = next(p for p in desk.village.problems(row.sheets["F01"]) if p.blocking)
    told: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, EntryDialog)
        QApplication.processEvents()
        cell = dialog.view.current()
        told.append(cell.origin if cell else "")
        dialog.reject()

    QTimer.singleShot(150, look)
    page._enter_at(problem)
    assert told == [problem.where]


def test_a_sheet_with_problems_is_stored_only_when_wanted(
    begin: object, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    hands: Hands = begin("F01", 1)  # type: ignore[operator]
    grid = hands.dialog.opened.grid
    assert isinstance(grid, SidesGrid)
    hands.view.go_to(grid.pairs["cash"])
    hands.type("123456789\n")
    hands.press(KEY.Key_F9)
    quiet.yes = False
    hands.dialog.save()
    assert "先存为“有问题”吗" in quiet.said[-1]
    assert hands.dialog.isVisible()
    hands.view.go_to(grid.pairs["cash"])
    hands.type("x\n")
    hands.press(KEY.Key_F9)
    hands.dialog.save()
    assert "1格的内容认不出，如“其中：库存现金”" in quiet.said[-1]
    hands.view.go_to(grid.pairs["cash"])
    hands.type("1\n")
    hands.press(KEY.Key_F9)
    quiet.yes = True
    hands.dialog.save()
    qtbot.waitUntil(lambda: not hands.dialog.isVisible(), timeout=WAIT)
    [row] = desk.village.board("2026Q1")
    assert row.states["F01"] is SheetState.PROBLEM


def test_choosing_a_sheet(page: VillagePage, desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    village = desk.village.villages()[0]
    asked = ChooseSheet(
        page, window.context, form="F05", village=village.uid, period=page.period.currentData()
    )
    qtbot.addWidget(asked)
    asked.accept()
    assert asked.chosen is not None
    assert [asked.chosen[0], str(asked.chosen[2])] == ["F05", "2026"]  # published by the year
    year = period_of(desk.village.form("F05"))
    other = ChooseSheet(page, window.context, form="L01", village=village.uid, period=year)
    qtbot.addWidget(other)
    other.accept()
    assert other.chosen is None  # stays open with the reason
    assert other.result() != QDialog.DialogCode.Accepted


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_every_button_and_the_grid_fit(
    begin: object, window: MainWindow, scale: float, qtbot: QtBot
) -> None:
    LOOK.scale = scale
    window.setStyleSheet(style_sheet())
    for form in ("F01", "F09", "L05", "P01"):
        hands: Hands = begin(form, 3)  # type: ignore[operator]
        dialog = hands.dialog
        dialog.resize(1366, 684)
        QApplication.processEvents()
        assert dialog.height() <= 684
        assert dialog.view.viewport().height() >= 60 * scale
        for one in dialog.findChildren(QPushButton):
            if one.isVisible():
                corner = one.mapTo(dialog, QPoint(one.width(), one.height()))
                assert corner.x() <= 1366
                assert one.width() >= one.sizeHint().width() - 1


def test_a_long_sheet_is_checked_beside_the_window(begin: object, qtbot: QtBot) -> None:
    hands: Hands = begin("L05", 400)  # type: ignore[operator]
    grid = hands.dialog.opened.grid
    assert isinstance(grid, ListGrid)
    hands.view.go_to(grid.records[399].cells["amount"])
    hands.type("1\n")
    qtbot.waitUntil(lambda: any(one.blocking for one in hands.dialog.found), timeout=WAIT)
    assert hands.dialog.found[0].where == "第400行 补贴金额"


def test_every_form_opens_and_paints(
    begin: object, desk: Desk, page: VillagePage, window: MainWindow, qtbot: QtBot
) -> None:
    for form in desk.village.forms:
        dialog = EntryDialog(page, window.context, opened_with(desk, form))
        qtbot.addWidget(dialog)
        grid = dialog.opened.grid
        picture = dialog.view.grab()
        assert picture.width() > 0
        cell = dialog.view.current()
        assert cell is not None, form
        assert cell.typed
        assert dialog.view.entry.headerData(grid.width - 1, Qt.Orientation.Horizontal)
        assert dialog.list.rows.rowCount() <= 1, form  # an empty sheet is not accused


def test_locking_keeps_the_draft_and_closes_the_window(
    page: VillagePage, desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    village, period = desk.village.villages()[0], page.period.currentData()
    outcome: list[bool] = []

    def lock() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, EntryDialog)
        hands = Hands(dialog, qtbot)
        hands.type("77\n")
        place = dialog.opened.place
        qtbot.waitUntil(lambda: bool(desk.accounts.draft(place)), timeout=WAIT)
        window.lock()

    QTimer.singleShot(100, lock)
    outcome.append(enter(page, window.context, "F01", village, period))
    assert outcome == [False]
    assert QApplication.activeModalWidget() is None
    desk.accounts.log_in("周桂芬", PASSWORD)
    again = desk.village.entry.open("F01", village, period)
    assert again.grid.take_json(desk.accounts.draft(again.place)["doc"])
    assert isinstance(again.grid, SidesGrid)
    assert again.grid.sides["income"][0].cells["period"].text == "77.00"


def test_the_names_stay_in_sight_while_the_rest_scrolls(begin: object) -> None:
    hands: Hands = begin("F05", 3)  # type: ignore[operator]
    view = hands.view
    hands.dialog.resize(700, 500)
    QApplication.processEvents()
    view.go(0, 0)
    assert not view.frozen.isVisible()
    view.go(1, 11)
    assert view.frozen.isVisible()
    assert view.frozen.count() == 2
    heads = view.frozen.horizontalHeader()
    assert heads.isVisible()
    assert heads.mapTo(view, QPoint(0, 0)).y() == view.horizontalHeader().y()
    assert view.frozen.viewport().mapTo(view, QPoint(0, 0)) == view.viewport().pos()
    shown = view.visualRect(view.currentIndex())
    assert view.frozen.width() <= shown.left() < shown.right() <= view.viewport().width()
    view.go(1, 3)
    assert view.visualRect(view.currentIndex()).left() >= view.frozen.width()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    spot = view.frozen.visualRect(view.frozen.model().index(2, 1)).center()
    QTest.mouseClick(view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert hands.at() == (2, 1)
    assert not view.frozen.isVisible()
    hands.type("机井房\n")
    assert hands.text(2, 1) == "机井房"
