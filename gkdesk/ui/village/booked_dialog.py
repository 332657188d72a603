"""已登记的事和其他公开表: one village's entries of both kinds, and 冲销 of a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    open_at,
    row,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.liferows import Booked
from gkdesk.village.model import Village

from . import more_dialogs as dialogs
from .asks import small_dialog

KINDS = {"matter": "待公布的事", "notice": "其他公开表"}
Make = Callable[[QWidget, Context, Village], QDialog]
REASON = Ask("reason", "原因", help="不加密存放，不写姓名和号码")


def stands(one: Booked) -> str:
    """Say where an entry stands."""
    if one.kind == "notice":
        return f"{one.until.isoformat()}起可以取下"
    if one.posted_on is not None:
        return f"{one.posted_on.isoformat()}已公布"
    return f"最迟{one.until.isoformat()}张贴"


COLUMNS = (
    Column("种类", 116, lambda one: KINDS[one.kind]),
    Column("公开事项", 0, lambda one: one.item),
    Column("事情或期次", 0, lambda one: one.subject or "—", bold=True),
    Column("日期", 116, lambda one: one.on.isoformat()),
    Column("情况", 178, stands),
)


class BookedDialog(QDialog):
    """Both kinds in one list, the newest first."""

    def __init__(self, parent: QWidget, context: Context, village: Village) -> None:
        super().__init__(parent)
        self._context, self._village = context, village
        self.setWindowTitle(f"已登记的事和其他公开表：{village.name} — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "已登记的事和其他公开表")
        self.cancel = button("冲销这一条", icon="undo-2", on=self.cancel_it)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        words = "这个村还没有登记过要公布的事，也没有登记过其他公开表。"
        self._body.addWidget(empty_page(words))
        hint = "登记错了的，选中后冲销：不再提醒，也不再算已公布；原记录和原因都留在台账里。"
        body = column(
            label(f"已登记的事和其他公开表：{village.name}", 20, 700),
            row((label(hint, 14, 400, INK2, wrap=True), 1), self.cancel, gap=8),
            (card(column((self._body, 1), gap=0)), 1),
            gap=8,
            margins=(22, 16, 22, 10),
        )
        foot = action_bar(
            button("登记待公布的事", icon="plus", on=partial(self._run, dialogs.matter)),
            button("登记其他公开表", icon="plus", on=partial(self._run, dialogs.notice)),
            None,
            button("关闭", "primary", on=self.accept),
        )
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1080, 560)
        self.reload()

    def reload(self) -> None:
        """Show what is on record now."""
        found = self._context.desk.village.counters.booked(self._village.uid)
        self.table.fill(found)
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._body.setCurrentIndex(0 if found else 1)
        self.cancel.setEnabled(bool(found))

    def cancel_it(self) -> None:
        """Ask why the chosen entry was made by mistake."""
        chosen: Booked | None = self.table.current()
        if chosen is not None:
            self._after(cancel(self, self._context, chosen))

    def _run(self, make: Make) -> None:
        self._after(make(self, self._context, self._village))

    def _after(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()


def cancel(parent: QWidget, context: Context, one: Booked) -> FormDialog:
    """Ask why an entry was made by mistake."""
    counters = context.desk.village.counters
    act = counters.matter if one.kind == "matter" else counters.notice
    what = one.subject or one.item
    return small_dialog(
        parent, context, f"冲销{KINDS[one.kind]}", (REASON,),
        lambda values: act(one.uid, values.get("reason", "")),
        verb="冲销", hint=f"{what}。原记录和原因都留在台账里，冲销以后可以重新登记。",
    )  # fmt: skip
