"""怎么算的: every day from receipt to the last day, counted or why not; and the same on paper."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.ui.context import Context, day
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, RowsTable

COLUMNS = (
    Column("日期", 170, lambda mark: day(mark.on)),
    Column("第几个工作日", 130, lambda mark: str(mark.number) if mark.number else "—"),
    Column("为什么", 0, lambda mark: mark.why),
)
FIGURES = (
    Column("用到的期限", 210, lambda one: one.label, bold=True),
    Column("数值", 120, lambda one: "是" if one.name == "rest_receipt" else one.words),
    Column("依据", 0, lambda one: one.basis),
    Column("可靠程度", 130, lambda one: one.status.label),
)
MOST = 4  # lines of figures that are seen at once


class DayDialog(QDialog):
    """The day sheet as a table that can be copied, saved as a PDF and printed."""

    def __init__(self, parent: QWidget, context: Context, uid: str) -> None:
        super().__init__(parent)
        self._context, self._uid = context, uid
        clock = context.desk.requests.clock(uid)
        self.setWindowTitle("期限怎么算的 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "逐日计算")
        self.table.fill(clock.sheet.days(), faint=lambda mark: mark.number is None)
        self.figures = RowsTable(FIGURES, "用到的期限")
        found = context.desk.requests.day_paper.figures(uid)
        self.figures.fill(found)
        self.figures.setFixedHeight(px(40) * (min(len(found), MOST) + 1) + px(4))
        body = column(
            label("期限怎么算的", 20, 700),
            label(clock.reason, 15, 400, INK2, wrap=True),
            (card(column(self.table)), 1),
            card(column(self.figures)),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        tip = "放入本案文书，到打印中心打印"
        bar = action_bar(
            button("打印", icon="printer", on=self.print_, tip=tip),
            button("存为 PDF", icon="save", on=self.save),
            None,
            button("关闭", on=self.reject),
        )
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 860, 640)

    def save(self) -> None:
        """Write the sheet where the clerk wants it."""
        number = self._context.desk.requests.get(self._uid).number
        path = say().save(self, "存为 PDF", f"答复期限逐日计算表-{number}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        paper = self._context.desk.requests.day_paper
        if self._context.do(self, lambda: paper.save(self._uid, path)):
            self._context.status("已存为 PDF，申请人姓名只印姓氏")

    def print_(self) -> None:
        """File the sheet with the case, which is how every document comes to the printer."""
        paper = self._context.desk.requests.day_paper
        if self._context.do(self, lambda: paper.issue(self._uid)):
            self.accept()
            self._context.go("printing", "documents")
