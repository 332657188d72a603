"""Problems with their places, to read, copy and save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QWidget

from gkdesk.base.errors import Problem
from gkdesk.ui.look import px

from .basic import box, column, label
from .rows_table import Column, RowsTable

COLUMNS = (
    Column(
        "",
        100,
        lambda problem: "须更正" if problem.blocking else "提示",
        pill=lambda problem: (
            ("须更正", "red", "circle-alert")
            if problem.blocking
            else ("提示", "amber", "triangle-alert")
        ),
    ),
    Column("位置", 128, lambda problem: problem.where),
    Column("情况", 0, lambda problem: problem.message),
)


class ProblemList(QWidget):
    """A table of problems under one line that counts them."""

    def __init__(self) -> None:
        super().__init__()
        self._count = label("", 15, 600)
        self.table = RowsTable(COLUMNS, "问题清单")
        self.table.setWordWrap(True)
        rows = self.table.verticalHeader()
        rows.setMinimumSectionSize(px(40))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setLayout(column(box(column(self._count)), (self.table, 1), gap=6))

    def fill(self, problems: Sequence[Problem]) -> None:
        blocking = sum(problem.blocking for problem in problems)
        others = len(problems) - blocking
        self._count.setText(f"{blocking}处须更正，{others}处提示" if problems else "没有发现问题")
        self.table.fill(sorted(problems, key=lambda problem: not problem.blocking))
