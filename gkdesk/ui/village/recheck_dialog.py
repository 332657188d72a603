"""重新核对: a period's stored sheets by the rules as they are now, beside what came since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialog, QProgressBar, QWidget
from shiboken6 import isValid

from gkdesk.base.errors import Problem
from gkdesk.base.progress import Cancelled, Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.period import Period

from .entry_open import enter

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.ui.tasks import Task
    from gkdesk.village.liferows import Checked


def _verdict(one: Checked) -> PillOf:
    wrong = sum(problem.blocking for problem in one.problems)
    if wrong:
        return (f"{wrong}处不符", "red", "circle-alert")
    if one.problems:
        return (f"{len(one.problems)}处提示", "amber", "triangle-alert")
    return ("没有问题", "green", "circle-check")


COLUMNS = (
    Column("村", 108, lambda one: one.village, bold=True),
    Column("公开表", 0, lambda one: one.form_name),
    Column("结果", 112, lambda one: _verdict(one)[0], pill=_verdict),
)


class RecheckDialog(QDialog):
    """What is wrong on the left, why on the right; a sheet is opened at the cell."""

    def __init__(self, parent: QWidget, context: Context, period: Period) -> None:
        super().__init__(parent)
        self._context, self._period = context, period
        self.found: list[Checked] = []
        self._task: Task | None = None
        self.setWindowTitle("重新核对 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "核对过的公开表")
        self.table.picked.connect(self._explain)
        self.table.opened.connect(lambda _one: self.open_sheet())
        self.problems = ProblemList()
        self.problems.table.opened.connect(self.open_sheet)
        self.only = QCheckBox("只看有问题的")
        self.only.setFont(font(15))
        self.only.setChecked(True)
        self.only.toggled.connect(lambda _on: self._fill())
        self.told = label("", 15, 600, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop = button("停止", on=self._stop)
        self.again = button("再核对一遍", on=self.run)
        self.go = button("打开此表", "primary", "pencil", on=self.open_sheet)
        self._build()
        self.run()

    def run(self) -> None:
        """Check every stored sheet of the period beside the window's thread."""
        period = self._period

        def work(desk: Desk, report: Report) -> list[Checked] | None:
            try:
                return desk.village.check(period, report=report)
            except Cancelled:
                return None

        self._busy(True)
        self.told.setText("正在核对……")
        self._task = self._context.do_long(
            self, work, self._show, self._moved, lambda: self._busy(False)
        )

    def open_sheet(self, problem: Problem | None = None) -> None:
        """Open the chosen sheet, at the cell of a problem, and check again afterwards."""
        one: Checked | None = self.table.current()
        if one is None or self._task is not None:
            return
        chosen = problem or (one.problems[0] if one.problems else None)
        village = next(
            village for village in self._context.desk.village.villages()
            if village.uid == one.sheet.village_uid
        )  # fmt: skip
        where = chosen.where if chosen else ""
        enter(self, self._context, one.sheet.form, village, self._period, at=where)
        if isValid(self) and self._context.desk.session.unlocked:
            self.run()

    def done(self, result: int) -> None:
        """Stop what is under way: nothing is written, so nothing is half done."""
        self._stop()
        super().done(result)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _busy(self, busy: bool) -> None:  # noqa: FBT001 - a state, not a choice
        if not busy:
            self._task = None
        self._bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.again.setEnabled(not busy)
        self.go.setEnabled(not busy and self.table.current() is not None)

    def _moved(self, step: int, total: int, what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(step)
        self.told.setText(f"正在核对第{min(step + 1, total)} / {total}张　{what}")

    def _show(self, found: list[Checked] | None) -> None:
        if found is None:
            self.told.setText("停下了，没有核对完。数据没有改动。")
            return
        self.found = found
        wrong = sum(one.blocking for one in found)
        hinted = sum(bool(one.problems) and not one.blocking for one in found)
        if not found:
            words = f"{self._period.label}还没有交来的表"
        elif wrong or hinted:
            words = f"{self._period.label}共{len(found)}张表，{wrong}张有不符，{hinted}张有提示"
        else:
            words = f"{self._period.label}共{len(found)}张表，都没有问题"
        self.told.setText(words)
        self._fill()

    def _fill(self) -> None:
        chosen: Checked | None = self.table.current()
        shown = [one for one in self.found if one.problems or not self.only.isChecked()]
        self.table.fill(shown)
        uids = [one.sheet.uid for one in shown]
        before = chosen.sheet.uid if chosen else ""
        if shown:
            at = uids.index(before) if before in uids else 0
            self.table.selectRow(at)
            self._explain(shown[at])
        else:
            self.problems.fill(())
        self.go.setEnabled(bool(shown) and self._task is None)

    def _explain(self, one: Checked) -> None:
        self.problems.fill(one.problems)

    def _build(self) -> None:
        head = row(label("重新核对", 20, 700), 12, (self.told, 1), self.stop, gap=8)
        hint = "按现在的规则、对照后来交的表再核对一遍；张贴过的表改正以后要重新张贴。不改动数据。"
        left = card(column((self.table, 1), gap=0))
        left.setMinimumWidth(px(400))
        body = column(
            head, self._bar, label(hint, 14, 400, INK2, wrap=True),
            (box(row((left, 2), (self.problems, 3), gap=12)), 1),
            gap=8, margins=(22, 16, 22, 10),
        )  # fmt: skip
        foot = action_bar(self.only, None, self.again, button("关闭", on=self.accept), self.go)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1180, 640)
