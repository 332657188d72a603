"""冲突: rows that were not taken, both sides of each, and somebody's decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.progress import Report
from gkdesk.sync.county import County
from gkdesk.sync.countymodel import Conflict
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .inbox import Inbox

_CONFLICTS = (
    Column("单位", 180, lambda one: one.town_name),
    Column("包号", 110, lambda one: one.number),
    Column("条目", 0, lambda one: one.label, bold=True),
    Column("版次", 200, lambda one: one.versions),
    Column("状态", 190, lambda one: one.stands),
)
_FIELDS = (
    Column("项目", 160, lambda one: one[0], bold=True),
    Column("县里已有的", 0, lambda one: one[1]),
    Column("镇里送来的", 0, lambda one: one[2]),
)
_ABOUT = (
    "这些条目与县里已有的版次对不上，没有接收，已在回执里退回。县里已有的内容不会自动被覆盖；"
    "定了以后镇里下一包再送来时照此办理。"
)


class ConflictsDialog(QDialog):
    """The queue above, what differs in the chosen row below."""

    def __init__(self, parent: QWidget, inbox: Inbox, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._inbox, self._changed = inbox, changed
        self.setWindowTitle("冲突 — 政务公开工作台")
        self.table = RowsTable(_CONFLICTS, "冲突")
        self.fields = RowsTable(_FIELDS, "不同之处")
        self.table.picked.connect(lambda _one: self._show())
        self.why = label("", 14, 400, INK2, wrap=True)
        self.none = label("没有要处理的冲突。", 15, 400, INK2)
        self.keep = button("保留县里的", on=lambda: self._settle(take=False))
        self.take = button("改用镇里的", "accent", on=lambda: self._settle(take=True))
        self.all = button("处理过的也列出", "chip", on=self.reload, size=14)
        self.all.setCheckable(True)
        body = column(
            row(label("冲突", 20, 700), None, self.all),
            label(_ABOUT, 14, 400, INK2, wrap=True), self.none,
            (card(column((self.table, 1), gap=0)), 1),
            row(label("不同之处", 15, 700), 8, (self.why, 1)),
            (card(column((self.fields, 1), gap=0)), 1), gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(self.keep, self.take, None, button("关闭", "primary", on=self.accept))
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 960, 640)
        self.reload()

    def reload(self) -> None:
        """Ask for the queue anew."""
        everything = self.all.isChecked()

        def work(county: County, _report: Report) -> list[Conflict]:
            return county.conflicts.all() if everything else county.conflicts.open()

        self._inbox.run(self, work, self._fill)

    def _fill(self, found: list[Conflict]) -> None:
        self.table.fill(found, faint=lambda one: not one.open)
        self.none.setVisible(not found)
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show()

    def _show(self) -> None:
        one: Conflict | None = self.table.current() if self.table.shown() else None
        self.fields.fill(one.differences if one else [])
        settled = one is not None and bool(one.how)
        self.why.setText(f"{one.settled_at[:10]}定，原因：{one.reason}" if one and settled else "")
        for act in (self.keep, self.take):
            act.setEnabled(one is not None and one.open)

    def _settle(self, *, take: bool) -> None:
        one: Conflict | None = self.table.current()
        if one is None:
            return
        title = "改用镇里的" if take else "保留县里的"
        hint = f"{one.town_name}的{one.label}：{one.versions}。"

        def settle(values: Mapping[str, str]) -> None:
            with County.open(self._inbox.folder, now=self._inbox.now) as county:
                county.conflicts.settle(one.id, take=take, reason=values.get("reason", ""))

        ask = Ask("reason", "原因", "longtext", hint="如：已与镇里电话核实，以镇里的为准")
        today = self._inbox.now().date()
        if FormDialog(self, title, (ask,), settle, today=today, hint=hint, columns=1).exec():
            self._changed()
            self.reload()
