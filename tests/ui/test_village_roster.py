"""村名单 in the window: villages from a table, what happened to them, names remembered, 冲销."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.base.errors import BadValue
from gkdesk.desk import Desk
from gkdesk.ui.village import roster_acts
from gkdesk.ui.village.booked_dialog import BookedDialog, cancel
from gkdesk.ui.village.entry_open import ChooseSheet
from gkdesk.ui.village.page import EMPTY, ONE, VillagePage
from gkdesk.ui.village.roster_dialog import NOTHING, RosterDialog
from gkdesk.ui.village.roster_paste import FEW, RosterPaste
from gkdesk.ui.village.settle_dialog import SettleDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from gkdesk.village.period import Period
from gkdesk.village.roster import Verdict
from tests.ui.conftest import QuietSay, applicant

D = TypeVar("D", bound=QDialog)
ID = str(applicant()["id_number"])
LIST = (
    "村名\t区划代码\t别名\n东河村\t\t\n南河村\t999999101205\t南河\n北河村\t12\t\n"
    f"{ID}村\t\t\n南河村\t\t\n"
)


@pytest.fixture
def listed(desk: Desk) -> Desk:
    boards = [{"name": "村口公开栏", "place": "院墙"}]
    desk.village.add_villages([
        {"name": "东河村", "code": "999999101200", "boards": boards}, {"name": "西河村"},
        {"name": "石门村"},
    ])  # fmt: skip
    return desk


@pytest.fixture
def roster(listed: Desk, window: MainWindow, qtbot: QtBot) -> RosterDialog:
    return shown(qtbot, RosterDialog(window, window.context))


def shown(qtbot: QtBot, dialog: D) -> D:
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def grab(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(f"{folder}/{name}.png")


def copy(text: str) -> None:
    QApplication.clipboard().setText(text)


def fill(dialog: FormDialog, **values: str) -> None:
    dialog.form.fill(values)
    dialog.accept()


def column(dialog: RosterDialog, at: int) -> list[str]:
    model = dialog.table.model()
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def words_of(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put into a layout is not shown yet
    labels: Any = widget.findChildren(QLabel)  # the stubs lose the type
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_an_office_without_villages_is_led_to_the_list(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    window.go("village", "")
    pages: Any = window.findChildren(VillagePage)  # the stubs lose the type
    page: VillagePage = pages[0]
    assert page._body.currentIndex() == EMPTY
    assert "还没有村。先填村名单，可以从 Excel 粘贴。" in words_of(page)
    grab(window, "page_empty")
    assert [words for words, _act in page._rarer()] == ["村名单", "公开目录"]
    copy("村名\t代码\n东河村\t999999101200\n西河村\t")

    def act() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, RosterPaste):
            assert len(found.roster.of(Verdict.NEW)) == 2
            found.go.click()
            QTimer.singleShot(20, act)
        elif isinstance(found, RosterDialog) and not desk.village.villages():
            assert found._body.currentIndex() == NOTHING
            grab(found, "roster_empty")
            QTimer.singleShot(0, found, found.paste)
            QTimer.singleShot(20, act)
        elif isinstance(found, RosterDialog):
            found.accept()
        else:
            QTimer.singleShot(20, act)

    QTimer.singleShot(20, act)
    assert not page._print.isVisible()  # one primary button at a time
    page.primary()
    qtbot.waitUntil(lambda: page._body.currentIndex() == ONE, timeout=5000)
    assert [row.village.name for row in page._rows] == ["东河村", "西河村"]
    assert page._overview.isEnabled()
    assert page._print.isVisible()
    page.show_board()
    page.reload()
    assert page._body.currentIndex() != ONE  # a reload leaves the clerk where they are


def test_the_list_says_where_every_village_stands(roster: RosterDialog, listed: Desk) -> None:
    room = listed.village
    room.changes.rename(room.village("西河村"), "西溪村", date(2026, 3, 1))
    room.changes.merge(room.village("石门村"), room.village("东河村"), date(2026, 2, 1))
    room.changes.end(room.village("西溪村"), date(2026, 12, 1))
    roster.reload()
    assert column(roster, 0) == ["东河村", "石门村", "西溪村"]
    assert column(roster, 5) == ["在用", "2026年2月1日起并入东河村", "2026年12月1日起撤销"]
    assert column(roster, 4) == ["1块", "没有", "没有"]
    assert [row.gone for row in roster._rows] == [False, True, False]
    assert roster._count.text() == "2个村，另有1个已并入或撤销"
    assert "2026年2月1日　石门村并入此村" in words_of(roster)
    roster.table.selectRow(2)
    assert "2026年3月1日　由西河村改名为西溪村" in words_of(roster)
    for typed, found in (("西河", ["西溪村"]), ("1200", ["东河村"]), ("没有", [])):
        roster.search.setText(typed)
        assert column(roster, 0) == found
    assert not roster.change.isEnabled()
    assert "没有找到" in words_of(roster)


def test_changes_are_registered_from_the_menu(
    roster: RosterDialog, listed: Desk, quiet: QuietSay, qtbot: QtBot
) -> None:
    room, context = listed.village, roster._context
    titles = [words for words, _do in roster.changes()]
    assert titles == [
        "改名", "合并到另一个村", "撤销", "增加别名", "改区划代码", "从名单去掉（增加错了）",
    ]  # fmt: skip
    village = room.village("石门村")
    dialog = shown(qtbot, roster_acts.rename(roster, context, village))
    dialog.accept()
    assert dialog.isVisible()  # no name
    fill(dialog, name="东河村")
    assert dialog.isVisible()  # another village's
    fill(dialog, name="石桥村", on="2026-03-01")
    village = room.village("石桥村")
    assert village.aliases == ("石门村",)
    fill(shown(qtbot, roster_acts.alias(roster, context, village)), alias="石桥")
    fill(shown(qtbot, roster_acts.code(roster, context, village)), code="999999101209")
    village = room.village("999999101209")
    assert village.aliases == ("石门村", "石桥")
    far = shown(qtbot, roster_acts.end(roster, context, village))
    fill(far, on="2062-03-01")
    assert far.isVisible()
    assert "离今天太远" in words_of(far)
    quiet.yes = False
    merge = shown(qtbot, roster._merge(roster, context, village))
    assert isinstance(merge, FormDialog)
    merge.accept()
    assert quiet.said == ["石桥村自2062年3月1日起撤销？"]  # nothing is asked of what is not chosen
    east = room.village("东河村").uid
    fill(merge, into=east, on="2026-04-01")
    assert merge.isVisible()
    assert not any(one.kind == "merged" for one in room.changes.all())
    quiet.yes = True
    merge.accept()
    assert quiet.said[1:] == ["石桥村自2026年4月1日起并入东河村？"] * 2
    [merged] = [one for one in room.changes.history(village) if one.kind == "merged"]
    assert (merged.detail["into"], merged.on) == (east, date(2026, 4, 1))
    roster.reload()
    again = shown(qtbot, roster._merge(roster, context, room.village("西河村")))
    assert isinstance(again, FormDialog)
    assert [value for value, _words in again.form._asks["into"].choices] == [east]


def test_a_change_registered_by_mistake_is_taken_back(
    roster: RosterDialog, listed: Desk, qtbot: QtBot
) -> None:
    room = listed.village
    west = room.village("西河村")
    room.changes.rename(west, "西溪村", date(2026, 3, 1))
    room.changes.merge(west, room.village("东河村"), date(2026, 4, 1))
    roster.reload()
    roster.table.selectRow(2)
    assert "撤回最近一项变更" in [words for words, _do in roster.changes()]
    dialog = shown(qtbot, roster._take_back(roster, roster._context, room.village("西溪村")))
    assert isinstance(dialog, FormDialog)
    assert "2026年4月1日并入东河村。" in words_of(dialog)
    dialog.accept()
    assert dialog.isVisible()  # no reason
    fill(dialog, reason="批复的是另一个村")
    roster.reload()
    assert column(roster, 5) == ["在用", "在用", "在用"]
    roster.table.selectRow(2)
    assert "2026年4月1日　并入东河村（已撤回：批复的是另一个村）" in words_of(roster)
    back = shown(qtbot, roster._take_back(roster, roster._context, room.village("西溪村")))
    assert isinstance(back, FormDialog)
    fill(back, reason="村名写错了")
    roster.reload()
    grab(roster, "roster_taken_back")
    assert column(roster, 0)[2] == "西河村"
    assert "撤回最近一项变更" not in [words for words, _do in roster.changes()]


def test_full_names_are_kept_and_go_back(roster: RosterDialog, listed: Desk, qtbot: QtBot) -> None:
    room = listed.village
    dialog = shown(qtbot, roster_acts.describe(roster, roster._context, room.village("东河村")))
    fill(dialog, committee=f"村委会{ID}")
    assert dialog.isVisible()
    assert ID not in words_of(dialog)
    fill(dialog, committee="青石镇东河联村村民委员会")
    roster.reload()
    assert column(roster, 3)[0] == "青石镇东河联村村民委员会"
    dialog = shown(qtbot, roster_acts.describe(roster, roster._context, room.village("东河村")))
    fill(dialog, committee="")
    roster.reload()
    assert column(roster, 3)[0] == "青石镇东河村村民委员会"


def test_one_village_is_added_by_hand(roster: RosterDialog, listed: Desk, qtbot: QtBot) -> None:
    dialog = shown(qtbot, roster_acts.add_one(roster, roster._context))
    for values in ({}, {"name": "东河村"}, {"name": "南河村", "code": "12"}):
        fill(dialog, **values)
        assert dialog.isVisible()
    fill(dialog, name="青石镇南河村", code="９９９９９９１０１２０５", aliases="南河 、河南，南河")
    assert not dialog.isVisible()
    made = listed.village.village("南河村")
    assert (made.code, made.aliases) == ("999999101205", ("南河", "河南"))


def test_a_pasted_list_is_looked_at_mended_and_added(
    roster: RosterDialog, listed: Desk, qtbot: QtBot
) -> None:
    room = listed.village
    dialog = shown(qtbot, RosterPaste(roster, roster._context))
    assert not dialog.go.isEnabled()
    assert "Ctrl+V" in words_of(dialog)
    copy("  ")
    dialog.paste()
    assert "还没有复制内容" in words_of(dialog)
    copy(LIST)
    dialog.paste()
    new, wrong = Verdict.NEW, Verdict.WRONG
    kinds = [line.verdict for line in dialog.roster.lines]
    assert kinds == [Verdict.KNOWN, new, wrong, wrong, wrong]
    assert ID not in dialog.table.tsv_of(dialog.roster.lines)
    assert dialog.table.currentIndex().row() == 2  # the first that must be mended
    grab(dialog, "paste")
    copy("只是一封信")
    dialog.paste()  # words alone may be a name: the clerk sees what would be added
    assert [line.name for line in dialog.roster.lines] == ["只是一封信"]
    copy("1\t2")
    dialog.paste()
    assert "没有找到村名" in words_of(dialog)
    assert len(dialog.roster.lines) == 1
    copy(LIST)
    dialog.paste()
    assert len(room.villages()) == 3
    dialog.go.click()
    qtbot.waitUntil(lambda: len(dialog.roster.lines) == 3, timeout=5000)
    assert dialog.isVisible()
    assert "已增加1个村，剩下没有增加的：可增加0，已有1，须更正2" in words_of(dialog)

    def mend() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, FormDialog):
            QTimer.singleShot(20, mend)
            return
        assert "区划代码应为12位数字" in words_of(asking)
        fill(asking, code="999999101206")

    dialog.table.selectRow(0)
    QTimer.singleShot(20, mend)
    dialog.change.click()
    assert dialog.roster.lines[0].verdict is new
    dialog.table.selectRow(1)
    dialog.leave.click()
    assert [line.verdict for line in dialog.roster.lines] == [new, Verdict.KNOWN]
    dialog.table.selectRow(1)
    assert not dialog.change.isEnabled()
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=5000)
    assert room.village("北河村").code == "999999101206"
    assert len(room.villages()) == 5


def test_a_file_and_a_long_list_are_read_beside_the_window(
    roster: RosterDialog, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = shown(qtbot, RosterPaste(roster, roster._context))
    quiet.chosen_files = [tmp_path / "名单.csv"]
    dialog.choose()
    qtbot.waitUntil(lambda: "找不到“名单.csv”" in dialog._words.text(), timeout=5000)
    quiet.chosen_files[0].write_text("村名,代码\n南河村,999999101205\n", "utf-8")
    dialog.choose()
    qtbot.waitUntil(lambda: len(dialog.roster.lines) == 1, timeout=5000)
    assert dialog._words.text() == "名单.csv：可增加1，已有0，须更正0"
    copy("村名\n" + "".join(f"第{at}村\n" for at in range(FEW + 5)))
    dialog.paste()
    qtbot.waitUntil(lambda: len(dialog.roster.lines) == FEW + 5, timeout=5000)
    copy("村名\n" + "".join(f"第{at}村\n" for at in range(3000)))
    dialog.paste()
    qtbot.waitUntil(lambda: "一次最多读2000行" in dialog._words.text(), timeout=5000)
    assert len(dialog.roster.lines) == FEW + 5


def test_a_village_added_meanwhile_stops_the_whole_list(
    roster: RosterDialog, listed: Desk, quiet: QuietSay, qtbot: QtBot
) -> None:
    dialog = shown(qtbot, RosterPaste(roster, roster._context))
    copy("南河村\n北河村")
    dialog.paste()
    listed.village.add_village({"name": "北河村"})
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(quiet.said), timeout=5000)
    assert "北河村" in quiet.said[0]
    assert len(listed.village.villages()) == 4
    assert dialog.isVisible()
    assert dialog.go.isEnabled()


def test_names_remembered_are_settled_anew_or_forgotten(
    roster: RosterDialog, listed: Desk, quiet: QuietSay
) -> None:
    room, names = listed.village, roster.names
    roster.show_tab(1)
    assert "还没有记住的写法" in words_of(names)
    room.settle("东和村", room.village("西河村"))
    room.changes.rename(room.village("石门村"), "石桥村", date(2026, 3, 1))
    names.reload()
    by_name = {one.name: at for at, one in enumerate(names.table.shown())}
    names.table.selectRow(by_name["石门村"])
    assert not names.settle.isEnabled()
    assert not names.forget.isEnabled()
    assert "改名或者合并" in words_of(names)
    names.table.selectRow(by_name["东和村"])

    def answer() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, SettleDialog):
            QTimer.singleShot(20, answer)
            return
        assert asking.box.currentText() == "东河村"  # the nearest is offered first
        asking._keep.click()

    QTimer.singleShot(20, answer)
    names.settle.click()
    assert room.settled_names()["东和村"].village_uid == room.village("东河村").uid
    names.table.selectRow(by_name["东和村"])
    names.forget.click()
    assert "东和村" not in room.settled_names()
    assert not quiet.said


def test_a_wrong_entry_is_cancelled_in_the_window(
    listed: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    room, context = listed.village, window.context
    village = room.village("东河村")
    dialog = shown(qtbot, BookedDialog(window, context, village))
    assert "还没有登记过" in words_of(dialog)
    assert not dialog.cancel.isEnabled()
    room.matters.add(village, "C17", "耕地补贴第1批", date(2026, 4, 1))
    made = room.matters.add(village, "C17", "耕地补贴第2批", date(2026, 4, 2))
    assert made.matter is not None
    board = room.boards(village.uid)[0]
    room.items.add_notice(board, "C17", date(2026, 4, 3), matter=made.matter.uid)
    room.items.add_notice(board, "C05", date(2026, 4, 4), period="2026Q1")
    dialog.reload()
    model = dialog.table.model()
    shown_rows = [[model.index(at, c).data() for c in (0, 2, 4)] for at in range(4)]
    assert shown_rows == [
        ["其他公开表", "2026年第一季度", "2026-04-20起可以取下"],
        ["其他公开表", "耕地补贴第2批", "2026-04-19起可以取下"],
        ["待公布的事", "耕地补贴第2批", "2026-04-03已公布"],
        ["待公布的事", "耕地补贴第1批", "最迟2026-04-11张贴"],
    ]
    grab(dialog, "booked")
    wrong = dialog.table.shown()[1]
    asking = shown(qtbot, cancel(dialog, context, wrong))
    asking.accept()
    assert asking.isVisible()  # a reason is needed
    fill(asking, reason=f"写错了{ID}")
    assert asking.isVisible()
    fill(asking, reason="写成了另一个村的")
    assert not asking.isVisible()
    last = dialog.table.shown()[3]
    fill(shown(qtbot, cancel(dialog, context, last)), reason="不用公布")
    dialog.reload()
    subjects = [(one.kind, one.subject) for one in dialog.table.shown()]
    assert subjects == [("notice", "2026年第一季度"), ("matter", "耕地补贴第2批")]
    assert [one.subject for one in room.matters.open(village.uid)] == ["耕地补贴第2批"]


def test_a_village_added_by_mistake_goes_again(
    roster: RosterDialog, listed: Desk, quiet: QuietSay
) -> None:
    for at in (1, 0):  # 石门村 has no code and stands behind; 东河村 has a board
        roster.table.selectRow(at)
        roster.changes()[-1][1]()
    assert column(roster, 0) == ["东河村", "西河村"]
    assert quiet.said[0] == "从名单去掉石门村？"
    assert "已经有公开栏的记录" in quiet.said[-1]
    quiet.yes = False
    roster.table.selectRow(1)
    roster.changes()[-1][1]()
    assert len(listed.village.villages()) == 2
    quiet.yes = True
    for _each in range(2):
        roster.table.selectRow(1)
        roster.changes()[-1][1]()
    assert column(roster, 0) == ["东河村"]


def test_a_sheet_is_not_entered_for_nobody(window: MainWindow, qtbot: QtBot) -> None:
    window.go("village", "")
    pages: Any = window.findChildren(VillagePage)
    asked = ChooseSheet(
        pages[0], window.context, form="F01", village="", period=Period.parse("2026Q1")
    )
    qtbot.addWidget(asked)
    asked.accept()
    assert asked.chosen is None
    labels: Any = asked.findChildren(QLabel)
    assert any("“村”没有填" in label.text() for label in labels)
    with pytest.raises(BadValue, match="先填村名单"):  # one that is not on the list any more
        asked._take({"form": "F01", "village": "gone", "period": "2026Q1"})
