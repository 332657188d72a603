"""Reading the villages' workbooks: whose, what, every problem, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.model import Reading
from gkdesk.village.period import Period

if TYPE_CHECKING:
    from gkdesk.desk import Desk


def verdict(reading: Reading) -> PillOf:
    """Say what will become of a reading."""
    if reading.data is None:
        return ("不能导入", "red", "circle-alert")
    if reading.same_as_stored:
        return ("没有变化", "slate", "check")
    if reading.blocking:
        return ("有问题", "amber", "triangle-alert")
    return ("可导入", "green", "circle-check")


COLUMNS = (
    Column("文件", 0, lambda reading: Path(reading.path).name),
    Column("工作表", 130, lambda reading: reading.worksheet),
    Column("村", 110, lambda reading: reading.village or "—", bold=True),
    Column("", 120, lambda reading: verdict(reading)[0], pill=verdict),
    Column("提示", 90, lambda reading: f"{len(reading.problems)}处", right=True),
)


class ImportDialog(QDialog):
    """Nothing is stored until 导入 is pressed; sheets with problems never stop the rest."""

    def __init__(
        self, parent: QWidget, context: Context, paths: Sequence[Path], period: Period
    ) -> None:
        super().__init__(parent)
        self._context, self._paths, self._period = context, list(paths), period
        self.readings: list[Reading] = []
        self.setWindowTitle("导入村务表 — 政务公开工作台")
        self._words = label(f"正在读{len(paths)}个文件……", 15, 400, INK2, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.table = RowsTable(COLUMNS, "读出的表")
        self.problems = ProblemList()
        self.table.picked.connect(lambda reading: self.problems.fill(reading.problems))
        self.go = button("导入", "primary", "check", on=self._apply)
        self.go.setEnabled(False)
        body = column(
            label(f"导入村务表 {period.label}", 20, 700),
            self._words,
            self._bar,
            (card(column(self.table)), 3),
            (card(column(self.problems, margins=(14, 10, 14, 10))), 2),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不导入", on=self.reject)
        foot = action_bar(
            label("有问题的表单独存放，不影响其余各村", 14, 400, INK2), None, stay, self.go
        )
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.resize(px(960), px(600))
        self._read()

    def _read(self) -> None:
        def work(desk: Desk, report: Report) -> list[Reading]:
            return desk.village.read(self._paths, self._period, report)

        def progressed(step: int, total: int, what: str) -> None:
            self._bar.setMaximum(total)
            self._bar.setValue(step)
            self._words.setText(what or self._words.text())

        self._context.do_long(self, work, self._show, progressed)

    def _show(self, readings: list[Reading]) -> None:
        self.readings = readings
        self._bar.hide()
        self.table.fill(readings)
        taken = [reading for reading in readings if reading.data is not None]
        trouble = sum(reading.blocking for reading in taken)
        self._words.setText(
            f"{len(self._paths)}个文件读出{len(readings)}张表：可导入{len(taken) - trouble}，"
            f"有问题{trouble}，不能导入{len(readings) - len(taken)}"
        )
        self.go.setText(f"\u2002导入 {len(taken)} 张")
        self.go.setEnabled(bool(taken))
        if readings:
            self.table.selectRow(0)

    def _apply(self) -> None:
        if self._context.do(self, lambda: self._context.desk.village.apply(self.readings)):
            self._context.status(f"已导入{self._period.label}的{len(self.readings)}张表")
            self.accept()
