"""说定的写法: what the clerk said the wordings of workbooks mean, each to be taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.catalog.model import Alias
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
    search_line,
)
from gkdesk.ui.widgets.rows_table import Column, RowsTable

HINT = (
    "导入目录时在“待处理”里说定的意思，以后导入都按它。"
    "取消后下次导入会再问；已经导入的事项要重新导入才会改变。"
)
EMPTY = "还没有说定的写法。导入目录时有认不出的写法，按“待处理”说定，就记在这里。"
COLUMNS = (
    Column("类别", 128, lambda one: one.kind.label, key=lambda one: one.kind.label),
    Column("写法", 0, lambda one: _one_line(one.text), bold=True, key=lambda one: one.text),
    Column("意思", 0, lambda one: one.words, key=lambda one: one.words),
    Column("说定", 170, lambda one: f"{one.by} {one.at[:10]}", key=lambda one: one.at,
           optional=True),
)  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join(text.split())


class SettledDialog(QDialog):
    """One line for each wording that is settled."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self._settling = context.desk.catalog.settling
        self.setWindowTitle("说定的写法 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "说定的写法")
        self._count = label("", 14, 400, INK2)
        self._search = search_line("查找：写法、意思", 230, self.reload)
        bar = row(self._count, None, self._search, gap=8, margins=(14, 8, 12, 8))
        self._stack = QStackedWidget()
        self._stack.addWidget(card(column(box(bar), (self.table, 1), gap=0)))
        self._stack.addWidget(card(column(empty_page(EMPTY))))
        self.undo = button("取消这条约定", icon="undo-2", on=self.take_back)
        body = column(
            label("说定的写法", 20, 700),
            label(HINT, 14, 400, INK2, wrap=True),
            (self._stack, 1),
            gap=10,
            margins=(20, 14, 20, 10),
        )
        foot = action_bar(self.undo, None, button("关闭", on=self.reject))
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 980, 560)
        self.reload()

    def reload(self) -> None:
        """Ask for what is settled again and keep the place."""
        every = self._settling.aliases()
        wanted = self._search.text().strip()
        found = [one for one in every if wanted in one.text or wanted in one.words]
        self._stack.setCurrentIndex(0 if every else 1)
        self.table.fill(found)
        if found and self.table.current() is None:
            self.table.selectRow(0)
        hidden = f"，已筛掉{len(every) - len(found)}条" if len(found) < len(every) else ""
        self._count.setText(f"共{len(every)}条{hidden}")
        self.undo.setEnabled(bool(found))

    def take_back(self) -> None:
        """Take back the chosen one: its wording is asked again at the next import."""
        chosen: Alias | None = self.table.current()
        if chosen is None:
            return
        if self._context.do(self, lambda: self._settling.undo(chosen.id)):
            self._context.status(f"已取消：{_one_line(chosen.text)[:30]}")
        self.reload()
