"""怎么算的: every day from receipt to the last day, counted or why not."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.requests.clockstate import ClockState
from gkdesk.ui.context import day
from gkdesk.ui.look import INK2, px
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label
from gkdesk.ui.widgets.rows_table import Column, RowsTable

COLUMNS = (
    Column("日期", 170, lambda mark: day(mark.on)),
    Column("第几个工作日", 130, lambda mark: str(mark.number) if mark.number else "—"),
    Column("为什么", 0, lambda mark: mark.why),
)


class DayDialog(QDialog):
    """The day sheet as a table that can be copied."""

    def __init__(self, parent: QWidget, clock: ClockState) -> None:
        super().__init__(parent)
        self.setWindowTitle("期限怎么算的 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "逐日计算")
        self.table.fill(clock.sheet.days(), faint=lambda mark: mark.number is None)
        body = column(
            label("期限怎么算的", 20, 700),
            label(clock.reason, 15, 400, INK2, wrap=True),
            (card(column(self.table)), 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, close), gap=0))
        self.resize(px(640), px(560))
