"""Choosing items of the catalog: ticked in a list that is searched by words and area."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.catalog.model import Item
from gkdesk.catalog.versionrows import levels_of
from gkdesk.ui.look import INK2, font
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    label,
    open_at,
    row,
    search_line,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column
from gkdesk.ui.widgets.ticks import TickTable

ALL = "全部领域"
COLUMNS = (
    Column("编码", 104, lambda item: item.key),
    Column("领域", 120, lambda item: item.area, optional=True),
    Column("公开事项", 0, levels_of, bold=True),
    Column("公开内容", 0, lambda item: " ".join(item.content.split())),
)


class PickItems(QDialog):
    """``chosen`` are the ticked items, in the catalog's order."""

    def __init__(
        self, parent: QWidget, title: str, items: Sequence[Item], *,
        least: int = 1, most: int = 500, ticked: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._items, self._least, self._most = list(items), least, most
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.area = CalmCombo()
        self.area.setFont(font(15))
        self.area.setAccessibleName("领域")
        self.area.addItems([ALL, *dict.fromkeys(item.area for item in items)])
        self.area.currentIndexChanged.connect(lambda _at: self._show())
        self._search = search_line("在本页查找：事项、内容", 280, self._show)
        self.table = TickTable(COLUMNS, "事项", key=lambda item: item.key, may=lambda _item: True)
        self.table.opened.connect(self.table.toggle)
        self.table.ticked.connect(self._count)
        self._told = label("", 14, 400, INK2)
        self.go = button("下一步", "primary", "chevron-right", on=self.accept)
        body = column(
            label(title, 20, 700),
            row(self.area, None, self._search),
            (card(column((self.table, 1), gap=0)), 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        foot = action_bar(self._told, None, button("先不办", on=self.reject), self.go)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 980, 620)
        self.table.chosen = set(ticked)
        self._show()
        self._count()

    @property
    def chosen(self) -> list[Item]:
        return [item for item in self._items if item.key in self.table.chosen]

    def _show(self) -> None:
        words, area = self._search.text().strip(), self.area.currentText()
        self.table.fill([
            item
            for item in self._items
            if area in (ALL, item.area)
            and (not words or words in f"{item.key} {levels_of(item)} {item.content}")
        ])  # fmt: skip

    def _count(self) -> None:
        count = len(self.table.chosen)
        wanted = f"要选{self._least}项" if self._least == self._most else f"至少选{self._least}项"
        enough = self._least <= count <= self._most
        self._told.setText(f"已选{count}项" + ("" if enough else f"，{wanted}"))
        self.go.setEnabled(enough)
