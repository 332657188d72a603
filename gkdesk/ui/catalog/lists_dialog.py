"""清单: negative list, basic directory, duties, website columns, and the check of names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.catalog.dutyrows import DutyList
from gkdesk.catalog.listrows import ListKind
from gkdesk.catalog.names import NameFault
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .duty_panel import DutyPanel
from .list_panel import ListPanel

NAMES = (
    Column("领域", 130, lambda one: one.area),
    Column("问题", 110, lambda one: one.fault.label, bold=True),
    Column("名称", 0, lambda one: "；".join(one.names) or "（没有名称）"),
    Column("编码", 240, lambda one: "、".join(one.keys)),
)


class NamesPanel(QWidget):
    """Names that are the same or easily mistaken; only listed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.told = label("", 14, 400, INK2, wrap=True)
        self.table: RowsTable = RowsTable(NAMES, "名称检查")
        table = card(column((self.table, 1), gap=0))
        self.setLayout(column(self.told, (table, 1), gap=8, margins=(0, 8, 0, 0)))
        self.reload()

    def reload(self) -> None:
        """Check the names of the catalog as it stands."""
        found: list[NameFault] = self._context.desk.catalog.name_faults()
        self.table.fill(found)
        self.told.setText(
            f"同一领域里有{len(found)}处名称需要核对；只是提示，要改名请在“动态调整”里提出变更。"
            if found
            else "没有同名、容易混淆或者太笼统的名称。"
        )


class ListsDialog(QDialog):
    """One tab for each list; a panel is made when its tab is first shown."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self.setWindowTitle("清单 — 政务公开工作台")
        self._makers: list[tuple[str, Callable[[], QWidget]]] = [
            ("负面清单", partial(ListPanel, context, ListKind.NEGATIVE)),
            ("基本目录", partial(ListPanel, context, ListKind.BASIC)),
            ("权责清单", partial(DutyPanel, context, DutyList.POWER)),
            ("公共服务事项", partial(DutyPanel, context, DutyList.SERVICE)),
            ("网站栏目", partial(DutyPanel, context, DutyList.COLUMN)),
            ("名称检查", partial(NamesPanel, context)),
        ]
        self.panels: dict[int, QWidget] = {}
        self.tabs = [
            button(words, "tab", on=partial(self.show_tab, at))
            for at, (words, _make) in enumerate(self._makers)
        ]
        for tab in self.tabs:
            tab.setCheckable(True)
        self._body = QStackedWidget()
        body = column(
            label("清单", 20, 700),
            row(*self.tabs, None, gap=18),
            (self._body, 1),
            gap=8,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", "primary", on=self.accept)
        self.setLayout(column((box(body), 1), action_bar(None, close), gap=0))
        open_at(self, 1200, 680)
        self.show_tab(0)

    def accept(self) -> None:
        """Close, unless the clerk wants to save what was changed first."""
        if self._may_go():
            super().accept()

    def reject(self) -> None:
        """Close by Esc or the window's own button: the same question."""
        if self._may_go():
            super().reject()

    def _may_go(self) -> bool:
        lists = [one for one in self.panels.values() if isinstance(one, ListPanel)]
        return all(one.may_go() for one in lists)

    def show_tab(self, at: int) -> None:
        """Show one list; its panel is kept, so what was typed there stays."""
        if at not in self.panels:
            self.panels[at] = self._makers[at][1]()
            self._body.addWidget(self.panels[at])
        panel = self.panels[at]
        self._body.setCurrentWidget(panel)
        if isinstance(panel, (DutyPanel, NamesPanel)):
            panel.reload()
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == at)
