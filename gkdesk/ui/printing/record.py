"""打印记录: what was printed, when, where, and what was printed again."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from gkdesk.printing.model import MOST_JOBS, ItemState, LogLine
from gkdesk.ui.context import Context
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.widgets.basic import box, button, card, column, label, line, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .progress_panel import PILLS

ALL = "全部打印机"


def _pill_of(one: LogLine) -> PillOf:
    tone, icon = PILLS[one.state]
    return (one.state.label, tone, icon)


COLUMNS = (
    Column("时间", 150, lambda one: one.at[:16].replace("T", " ")),
    Column("打印的内容", 0, lambda one: one.name, bold=True),
    Column("表或文书", 0, lambda one: f"{one.period} {one.title}".strip(), optional=True),
    Column("打印机", 150, lambda one: one.printer),
    Column("页数", 76, lambda one: f"{one.sent} / {one.pages * one.copies}", right=True),
    Column("状态", 130, lambda one: one.state.label, pill=_pill_of),
    Column("说明", 150, lambda one: one.remark),
    Column("经办", 90, lambda one: one.by, optional=True),
)


class RecordPanel(QWidget):
    """The log with its three filters."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.day = QLineEdit()
        self.day.setFont(font(15))
        self.day.setPlaceholderText("日期，如 今天、4.10")
        self.day.setAccessibleName("只看这一天")
        self.day.setClearButtonEnabled(True)
        self.day.setFixedWidth(px(190))
        self.printer = CalmCombo()
        self.printer.setFont(font(15))
        self.printer.setAccessibleName("打印机")
        self.printer.setMinimumWidth(px(150))
        self.printer.addItem(ALL, "")
        self.again = button("只看补打", "chip", on=self.reload, size=14)
        self.again.setCheckable(True)
        self._count = label("", 14, 400, INK2)
        self.table = RowsTable(COLUMNS, "打印记录")
        self.day.textChanged.connect(lambda _words: self.reload())
        self.printer.currentIndexChanged.connect(lambda _at: self.reload())
        bar = row(
            self.day, self.printer, self.again, None, self._count, gap=10, margins=(14, 10, 14, 8)
        )
        whole = card(column(box(bar), line(), (self.table, 1), gap=0))
        self.setLayout(column((whole, 1), gap=0))

    def reload(self) -> None:
        """Ask for the log with the present filters."""
        typed = self.day.text().strip()
        on = parse_day(typed, self._context.desk.session.today) if typed else None
        if typed and on is None:
            self._count.setText("日期写成 4.10、今天 这样")
            return
        lines = self._context.desk.printing.log(
            on=on, printer=str(self.printer.currentData() or ""), again=self.again.isChecked()
        )
        self._offer({one.printer for one in lines})
        self.table.fill(lines, faint=lambda one: one.state is ItemState.STOPPED)
        again = sum(one.again for one in lines)
        said = f"{len(lines)}条，其中补打{again}条" if lines else "没有打印记录"
        if older := self._context.desk.printing.older_jobs(on=on):
            said = f"最近{MOST_JOBS}次打印的{said}；更早的{older}次请按日期查"
        self._count.setText(said)

    def _offer(self, names: set[str]) -> None:
        for name in sorted(names):
            if self.printer.findData(name) < 0:
                self.printer.addItem(name, name)
