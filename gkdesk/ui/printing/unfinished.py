"""停下的打印任务: every job that can be gone on with, not only the newest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QDialog, QWidget

from gkdesk.printing.model import Job
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, RowsTable


def _stands(job: Job) -> str:
    at = job.next
    return f"停在第{at.place}个（{at.name}）" if at else "停在最后"


COLUMNS = (
    Column("时间", 150, lambda job: job.made_at[:16].replace("T", " ")),
    Column("任务", 0, lambda job: f"{job.period} {job.title}".strip(), bold=True),
    Column("打印机", 160, lambda job: job.printer),
    Column("已打完", 90, lambda job: f"{len(job.printed)} / {len(job.items)}", right=True),
    Column("停在哪里", 210, _stands),
)
_HINT = "继续打印从停下的那一页接着打；不再打印的，已打出的仍在打印记录里。"


class UnfinishedDialog(QDialog):
    """Chooses one job and what becomes of it: ``chosen`` and ``again``."""

    def __init__(self, parent: QWidget, jobs: Sequence[Job]) -> None:
        super().__init__(parent)
        self.chosen: Job | None = None
        self.again = False
        self.setWindowTitle("停下的打印任务 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "停下的打印任务")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.fill(jobs)
        self.table.opened.connect(lambda _job: self._take(again=True))
        self.table.selectRow(0)
        self.give_up = button("不再打印", icon="x", on=lambda: self._take(again=False))
        self.go = button("继续打印", "primary", "play", on=lambda: self._take(again=True))
        body = column(
            label("停下的打印任务", 20, 700), label(_HINT, 14, 400, INK2, wrap=True),
            (card(column((self.table, 1), gap=0)), 1), gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(self.give_up, None, button("关闭", on=self.reject), self.go)
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 900, 420)

    def _take(self, *, again: bool) -> None:
        self.chosen, self.again = self.table.current(), again
        if self.chosen is not None:
            self.accept()
