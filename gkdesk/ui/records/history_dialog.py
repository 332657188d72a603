"""补录: a site's exported list of what was published, shown before it is taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.records.history import Past, PastReading
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

COLUMNS = (
    Column("标题", 0, lambda row: shown_name(row.title), bold=True),
    Column("文号", 170, lambda row: row.doc_number, optional=True),
    Column("公开日期", 110, lambda row: row.published_on.isoformat()),
    Column("目录事项", 120, lambda row: row.item_key or "（没有对应）"),
    Column("来源", 150, lambda row: row.where, optional=True),
)


class HistoryDialog(QDialog):
    """Nothing is written until 补录 is pressed."""

    def __init__(self, parent: QWidget, context: Context, path: Path) -> None:
        super().__init__(parent)
        self._context, self._path = context, path
        self.reading: PastReading | None = None
        self.setWindowTitle("补录已公开的信息 — 政务公开工作台")
        self._words = label(f"正在读“{path.name}”……", 15, 400, INK2, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.table = RowsTable(COLUMNS, "可以补录的信息")
        self._problems = ProblemList()
        self.adopt = button("补录", "primary", "check", on=self._adopt)
        self.adopt.setEnabled(False)
        body = column(
            label("补录已公开的信息", 20, 700),
            self._words,
            self._bar,
            (card(column(self.table)), 3),
            (card(column(self._problems, margins=(14, 10, 14, 10))), 2),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        note = label("补录只记下什么时候公开过，不再审核", 14, 400, INK2)
        stay = button("先不补录", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(note, None, stay, self.adopt), gap=0))
        open_at(self, 980, 620)

        def work(desk: Desk, report: Report) -> PastReading:
            return desk.records.history.read(path, report)

        context.do_long(self, work, self._show, self._progress)

    def _progress(self, step: int, total: int, what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(step)
        self._words.setText(f"正在读：{what}")

    def _show(self, reading: PastReading) -> None:
        self.reading = reading
        self._bar.hide()
        rows: list[Past] = list(reading.rows)
        self.table.fill(rows)
        self._problems.fill(reading.problems)
        known = f"，已在这里的{reading.known}条不再补录" if reading.known else ""
        self._words.setText(f"“{reading.file}”可以补录{len(rows)}条{known}")
        self.adopt.setText(f"补录{len(rows)}条")
        self.adopt.setEnabled(bool(rows))

    def _adopt(self) -> None:
        reading = self.reading
        if reading is None:
            return
        self.adopt.setEnabled(False)
        self._bar.show()

        def work(desk: Desk, report: Report) -> int:
            return desk.records.history.apply(reading, report)

        def done(taken: int) -> None:
            self._context.status(f"已补录{taken}条")
            self._context.refresh()
            self.accept()

        self._context.do_long(
            self, work, done, self._progress, settled=lambda: self.adopt.setEnabled(True)
        )
