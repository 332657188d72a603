"""The widgets several pages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gkdesk.base.errors import Problem
from gkdesk.base.progress import Cancelled
from gkdesk.ui.tasks import Tasks
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.day_strip import StripDay, cells
from gkdesk.ui.widgets.field_form import Ask, FieldForm
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.ui.widgets.ticks import TickTable


@dataclass(frozen=True)
class Row:
    name: str
    amount: int


COLUMNS = (
    Column("名称", 0, lambda row: row.name),
    Column("数量", 100, lambda row: str(row.amount), right=True),
    Column("备注", 100, lambda _row: "甲\t乙\n丙", optional=True),
)


def test_the_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    table = RowsTable(COLUMNS, "试表")
    qtbot.addWidget(table)
    qtmodeltester.check(table.rows)
    table.fill([Row("甲", 1), Row("乙", 2)])
    qtmodeltester.check(table.rows)


def test_rows_speak_copy_and_open(qtbot: QtBot) -> None:
    table = RowsTable(COLUMNS, "试表")
    qtbot.addWidget(table)
    table.fill([Row("甲", 1), Row("乙", 2)])
    first = table.rows.index(0, 0)
    spoken = table.rows.data(first, Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).startswith("名称甲，数量1")
    table.selectAll()
    assert table.as_tsv() == "甲\t1\t甲 乙 丙\n乙\t2\t甲 乙 丙"
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == [Row("乙", 2)]
    table.fill([Row("乙", 2), Row("丙", 3)])
    assert table.current() == Row("丙", 3)


def test_a_blank_ticks_the_row_it_stands_on_and_without_one_nothing(qtbot: QtBot) -> None:
    table = TickTable(COLUMNS, "试表", key=lambda row: row.name, may=lambda row: row.amount > 0)
    qtbot.addWidget(table)
    table.fill([Row("甲", 1), Row("乙", 0)])
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.chosen == set()
    for at, ticked in ((0, {"甲"}), (1, {"甲"}), (0, set())):
        table.selectRow(at)
        qtbot.keyClick(table, Qt.Key.Key_Space)
        assert table.chosen == ticked


def test_optional_columns_give_way(qtbot: QtBot) -> None:
    table = RowsTable(COLUMNS, "试表")
    qtbot.addWidget(table)
    table.fill([Row("甲", 1)])
    table.resize(800, 200)
    table.show()
    assert not table.isColumnHidden(2)
    table.resize(360, 200)
    assert table.isColumnHidden(2)
    assert not table.isColumnHidden(1)


def test_ten_thousand_rows_are_shown_at_once(qtbot: QtBot) -> None:
    table = RowsTable(COLUMNS, "试表")
    qtbot.addWidget(table)
    table.fill([Row(f"第{at}行", at) for at in range(10_000)])
    table.show()
    assert table.model().rowCount() == 10_000


def _days() -> list[StripDay]:
    start = date(2026, 3, 5)
    days = [StripDay(start, 1), StripDay(start + timedelta(1), 2)]
    days += [StripDay(start + timedelta(n), 0, reason="周末") for n in (2, 3)]
    days += [StripDay(start + timedelta(n), 0, paused=True, reason="征求意见") for n in (4, 5, 6)]
    days += [StripDay(start + timedelta(7), 0, reason="清明节放假")]
    return [*days, StripDay(start + timedelta(8), 3), StripDay(start + timedelta(9), 4)]


def test_one_cell_a_counted_day_one_block_a_pause() -> None:
    made = cells(_days(), date(2026, 3, 13), date(2026, 3, 14))
    assert [cell.words for cell in made] == ["1", "2", "暂停计时", "3", "4"]
    assert [cell.kind for cell in made] == ["past", "past", "pause", "today", "due"]
    assert made[0].below == "3/5 起算"
    assert (made[2].above, made[2].below) == ("征求意见", "3/9—3/11")
    assert made[3].holiday == "清明节放假"
    assert (made[4].above, made[4].below) == ("到期", "3/14")


def test_an_open_pause_ends_the_strip() -> None:
    made = cells(_days()[:7], date(2026, 3, 11), None)
    assert made[-1].kind == "pause"


def test_chinese_typed_through_an_input_method(qtbot: QtBot) -> None:
    form = FieldForm([Ask("name", "姓名"), Ask("kind", "类别", "choice", choices=(("a", "甲"),))])
    qtbot.addWidget(form)
    form.show()
    event = QInputMethodEvent()
    event.setCommitString("李桂兰𠮷")
    QApplication.sendEvent(form.input("name"), event)
    assert form.values() == {"name": "李桂兰𠮷", "kind": "a"}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_long_choice_is_whole_in_the_open_list_and_makes_the_field_no_wider(
    qtbot: QtBot,
) -> None:
    combo = CalmCombo()
    qtbot.addWidget(combo)
    combo.addItem("短", 0)
    narrow = combo.minimumSizeHint().width()
    combo.addItem("村级集体经济组织资产资源发包租赁合同履行情况公开表（按批次）", 1)
    assert combo.minimumSizeHint().width() == narrow
    combo.show()
    qtbot.waitExposed(combo)
    combo.showPopup()
    assert combo.view().width() >= combo.view().sizeHintForColumn(0)
    combo.hidePopup()


def test_what_was_left_empty_is_asked_for_under_its_field(qtbot: QtBot) -> None:
    asks = (
        Ask("reason", "原因"),
        Ask("kind", "哪一类", "menu", choices=(("a", "甲"),), blank=True),
    )
    taken: list[str] = []
    dialog = FormDialog(
        None, "试表", asks,
        lambda values: taken.append(values.get("more", "-") + values["reason"] + values["kind"]),
        today=date(2026, 4, 10),
    )  # fmt: skip
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.form._messages["reason"].text() == "没有填"
    dialog.form.fill({"reason": "乙"})
    dialog.accept()
    assert (dialog.form._messages["kind"].text(), taken) == ("没有选", [])
    dialog.form.fill({"kind": "a"})
    dialog.accept()
    assert (dialog.result(), taken) == (FormDialog.DialogCode.Accepted, ["-乙a"])


def test_a_fault_stands_under_its_field_and_takes_the_focus(qtbot: QtBot) -> None:
    form = FieldForm([Ask("a", "甲"), Ask("b", "乙")])
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.mark({"b": "请填写乙"})
    line = form.input("b")
    assert isinstance(line, QLineEdit)
    qtbot.waitUntil(line.hasFocus)
    assert line.accessibleDescription() == "请填写乙"
    form.mark({})
    assert line.property("err") == "0"


def test_blocking_problems_come_first(qtbot: QtBot) -> None:
    shown = ProblemList()
    qtbot.addWidget(shown)
    shown.fill([Problem("A1", "提示", blocking=False), Problem("B2", "须更正")])
    model = shown.table.model()
    assert model.data(model.index(0, 1)) == "B2"


def test_long_work_reports_and_stops(qtbot: QtBot) -> None:
    tasks = Tasks()
    steps: list[int] = []
    ended: list[object] = []

    def work(report: object) -> str:
        for step in range(1000):
            report(step, 1000, "")  # type: ignore[operator]
            qtbot_free.wait(0.002)
        return "done"

    from threading import Event

    qtbot_free = Event()
    task = tasks.start(
        work,
        done=ended.append,
        failed=ended.append,
        progressed=lambda step, _total, _what: steps.append(step),
    )
    qtbot.waitUntil(lambda: len(steps) > 3)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    tasks.stop()


def test_a_sorted_list_keeps_its_order_and_the_clerks_row(qtbot: QtBot) -> None:
    columns = (
        Column("名称", 0, lambda row: row.name),
        Column("数量", 80, lambda row: str(row.amount), key=lambda row: row.amount),
    )
    table = RowsTable(columns, "试表")
    qtbot.addWidget(table)
    table.fill([Row("甲", 3), Row("乙", 10), Row("丙", 9)])
    table.selectRow(1)
    head = table.horizontalHeader()
    head.sectionClicked.emit(1)
    assert [table.rows.row(at).amount for at in range(3)] == [3, 9, 10]
    assert table.current() == Row("乙", 10)
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "数量 ↑"
    head.sectionClicked.emit(1)
    table.fill([Row("丁", 4), Row("戊", 40)])
    assert [table.rows.row(at).amount for at in range(2)] == [40, 4]
    head.sectionClicked.emit(0)  # has no key
    head.sectionClicked.emit(1)
    assert [table.rows.row(at).name for at in range(2)] == ["丁", "戊"]


def test_a_problem_just_too_long_for_its_line_gets_two(qtbot: QtBot) -> None:
    made = ProblemList()
    qtbot.addWidget(made)
    made.resize(680, 300)
    made.show()
    made.fill([Problem("B14", "还没有上期的表" * 2, blocking=True)])
    QApplication.processEvents()
    table = made.table
    one_line = table.rowHeight(0)
    room = table.columnWidth(2) - 16  # what the style sheet leaves of the cell
    words = "上"
    while table.fontMetrics().horizontalAdvance(words) <= room:
        words += "上"
    for fits, text in ((True, words[:-2]), (False, words)):
        made.fill([Problem("B14", text, blocking=True)])
        QApplication.processEvents()
        assert (table.rowHeight(0) == one_line) is fits
