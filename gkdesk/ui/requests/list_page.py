"""The list of requests, sorted by how soon the reply is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from gkdesk.requests.model import RequestRow, State
from gkdesk.ui.context import Context, short_day
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    header,
    label,
    line,
    row,
    search_line,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .more_dialogs import ListsDialog, correction_dialog

SOON = 3
WAITING = {
    State.WAIT_CORRECTION: ("待补正", "amber", "undo-2"),
    State.WAIT_PAYMENT: ("待缴费", "amber", "wallet"),
    State.WAIT_CONFIRM: ("待双方确认", "amber", "phone"),
    State.CONSULTING: ("暂停计时", "slate", "pause"),
    State.CLOSED: ("已办结", "green", "circle-check"),
    State.ARCHIVED: ("已归档", "green", "archive"),
    State.LAPSED: ("视为放弃", "slate", "circle"),
    State.WITHDRAWN: ("已撤回", "slate", "circle"),
    State.DISPUTE: ("复议诉讼中", "amber", "gavel"),
    State.REDO: ("待重新答复", "red", "gavel"),
    State.SPLIT: ("已分件", "slate", "circle"),
}


def pill_of(item: RequestRow) -> PillOf:
    """Return words, tone and icon of what is left of the time."""
    if item.state in WAITING:
        return WAITING[item.state]
    if item.days_left is None:
        return ("期限暂估", "slate", "calendar-clock")
    if item.days_left < 0:
        return (f"逾期 {-item.days_left} 个工作日", "red", "circle-alert")
    if item.days_left == 0:
        return ("今天到期", "amber", "clock")
    tone = "amber" if item.days_left <= SOON else "blue"
    return (f"剩 {item.days_left} 个工作日", tone, "clock")


COLUMNS = (
    Column("编号", 206, lambda item: item.number),
    Column("申请人", 110, lambda item: item.name),
    Column("申请公开的内容", 0, lambda item: item.content, bold=True),
    Column("收到", 92, lambda item: short_day(item.received_on), optional=True),
    Column(
        "期限",
        104,
        lambda item: short_day(item.due_on) + ("（暂估）" if item.provisional else ""),
    ),
    Column("剩余期限", 164, lambda item: pill_of(item)[0], pill=pill_of),
    Column("环节", 92, lambda item: item.state.label, optional=True),
    Column("经办", 84, lambda item: item.officer, optional=True),
)


class ListPage(QWidget):
    """All requests of a year behind a few saved filters."""

    def __init__(self, context: Context, opened: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._opened = context, opened
        self._filter = "open"
        self._rows: list[RequestRow] = []
        self._register = button(
            "登记申请", "primary", "plus", on=lambda: opened("register"), tip="登记申请（Ctrl+N）"
        )
        self._chips = row(gap=8)
        width = 330 if context.wide() else 190
        self._search = search_line("在本页查找：申请人、内容、编号", width, self._show)
        self.table = RowsTable(COLUMNS, "依申请公开列表")
        self.table.opened.connect(lambda item: opened(item.uid))
        self._count = label("", 14, 400, INK2)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(
            empty_page("没有符合条件的申请。有人当面提交时，点“登记申请”，约1分钟办完。")
        )
        bar = row(box(self._chips), None, self._search, gap=8, margins=(14, 10, 14, 10))
        foot = box(row(None, self._count, margins=(14, 6, 14, 6)))
        inner = card(column(box(bar), line(), (self._body, 1), line(), foot, gap=0))
        self.setLayout(column(self._head(), (inner, 1), gap=12, margins=(20, 14, 20, 14)))

    def reload(self) -> None:
        """Ask for the requests and show them through the present filter."""
        self._rows = self._context.desk.requests.rows()
        self._fill_chips()
        self._show()

    def primary(self) -> None:
        self._register.click()

    def _head(self) -> QWidget:
        mend = button("登记更正申请", icon="file-pen", on=self._mend, size=14)
        lists = button("疑难和转公开", icon="list-checks", on=self._lists, size=14)
        return header("依申请公开", "", lists, mend, self._register)

    def _mend(self) -> None:
        correction_dialog(self, self._context, self._opened).exec()

    def _lists(self) -> None:
        ListsDialog(self, self._context, self._opened).exec()

    def _matching(self, key: str) -> list[RequestRow]:
        year = self._context.desk.session.today.year
        test: dict[str, Callable[[RequestRow], bool]] = {
            "open": lambda item: item.state.open,
            "soon": lambda item: (
                item.state.open and item.days_left is not None and item.days_left <= SOON
            ),
            "year": lambda item: item.received_on.year == year,
            "done": lambda item: not item.state.open,
        }
        return [item for item in self._rows if test[key](item)]

    def _fill_chips(self) -> None:
        clear(self._chips)
        group = QButtonGroup(self)
        names = {"open": "办理中", "soon": "三日内到期", "year": "今年全部", "done": "已办结"}
        for key, words in names.items():
            count = len(self._matching(key))
            chip = button(f"{words} {count}", "chip", on=partial(self._choose, key), size=14)
            chip.setCheckable(True)
            chip.setChecked(key == self._filter)
            group.addButton(chip)
            self._chips.addWidget(chip)

    def _choose(self, key: str) -> None:
        self._filter = key
        self._show()

    def _show(self) -> None:
        words = self._search.text().strip()
        shown = [
            item
            for item in self._matching(self._filter)
            if not words or any(words in text for text in (item.number, item.name, item.content))
        ]
        shown.sort(key=lambda item: (not item.state.open, item.due_on or date.max))
        self.table.fill(shown, faint=lambda item: not item.state.open)
        self._body.setCurrentIndex(0 if shown else 1)
        hidden = len(self._rows) - len(shown)
        self._count.setText(
            f"共{len(shown)}行，按期限由近到远" + (f"，已筛掉{hidden}行" if hidden else "")
        )
