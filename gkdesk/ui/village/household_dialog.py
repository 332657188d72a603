"""查一户: every list one household stood in, over the years."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, column, empty_page, label, open_at, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.model import HouseholdRow

COLUMNS = (
    Column("期次", 128, lambda one: one.period.label),
    Column("表", 200, lambda one: one.form_name, bold=True),
    Column("数", 0, lambda one: "，".join(f"{key} {text}" for key, text in one.figures.items())),
    Column("第几行", 84, lambda one: str(one.row or ""), right=True),
    Column("状态", 96, lambda one: one.state.label),
)


class HouseholdDialog(QDialog):
    """Village and name on top, the rows below, the newest first."""

    def __init__(self, parent: QWidget, context: Context, village: str = "") -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("查一户 — 政务公开工作台")
        self.village = CalmCombo()
        self.village.setFont(font(15))
        self.village.setAccessibleName("村")
        self.village.addItems([one.name for one in context.desk.village.villages()])
        self.village.setCurrentText(village)
        self.name = QLineEdit()
        self.name.setFont(font(15))
        self.name.setAccessibleName("户主姓名")
        self.name.setPlaceholderText("户主姓名，写全名")
        self.name.setMinimumWidth(px(220))
        self.go = button("查", "primary", "search", on=self.look_up)
        self.name.returnPressed.connect(self.look_up)
        self.table = RowsTable(COLUMNS, "历年各表")
        self._words = label(
            "输入村和户主姓名，看历年上过哪些表、各是多少。", 14, 400, INK2, wrap=True
        )
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._nothing = empty_page("没有查到。请核对村和姓名；较早版本软件导入的名单不在内。")
        self._body.addWidget(self._nothing)
        inner = column(
            label("查一户", 20, 700),
            row(self.village, self.name, self.go, None, gap=8),
            self._words,
            (self._body, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        self.setLayout(
            column((box(inner), 1), action_bar(None, button("关闭", on=self.reject)), gap=0)
        )
        open_at(self, 1200, 600)
        self.name.setFocus()

    def look_up(self) -> None:
        """Fill the list; a household of ten years opens in under a tenth of a second."""
        room, name = self._context.desk.village, self.name.text().strip()
        if not name:
            self.name.setFocus()
            return
        try:
            found: list[HouseholdRow] = room.household(
                room.village(self.village.currentText()), name
            )
        except GkdeskError as error:
            say().trouble(self, error)
            return
        self.table.fill(found)
        self._body.setCurrentIndex(0 if found else 1)
        lists = len({one.sheet_uid for one in found})
        more = "；同一张表里有多行的，可能是同名的人" if lists < len(found) else ""
        self._words.setText(f"{lists}张表，{len(found)}行{more}" if found else "")
