"""要处理的问题: what the checks find in every case that is not archived yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLabel, QStackedWidget, QWidget

from gkdesk.requests.checks import OpenFinding
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, column, empty_page, label, open_at
from gkdesk.ui.widgets.rows_table import Column, RowsTable

COLUMNS = (
    Column("编号", 206, lambda found: found.number),
    Column("问题", 330, lambda found: found.words.partition("。")[0], bold=True),
    Column("办法和依据", 0, lambda found: found.words.partition("。")[2]),
)


class FindingsDialog(QDialog):
    """The list; a double click or Enter opens the case."""

    def __init__(self, parent: QWidget, context: Context, opened: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle("要处理的问题 — 政务公开工作台")
        self._opened = opened
        self.table = RowsTable(COLUMNS, "要处理的问题")
        self.table.opened.connect(self._open)
        self._words: QLabel = label("正在检查没有归档的申请……", 14, 400, INK2)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(empty_page("没有归档的申请里没有发现要处理的问题。"))
        go = button("打开申请", "primary", "chevron-right", on=lambda: self._open(None))
        bar = action_bar(None, button("关闭", on=self.reject), go)
        inner = column(
            label("要处理的问题", 20, 700), self._words, (self._body, 1),
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        self.setLayout(column((box(inner), 1), bar, gap=0))
        open_at(self, 1040, 560)
        context.ask_long(self, lambda desk, _report: desk.requests.findings(), self.show_found)

    def show_found(self, found: list[OpenFinding]) -> None:
        """Fill the list; it is looked for beside the window's thread."""
        self.table.fill(found)
        self._body.setCurrentIndex(0 if found else 1)
        cases = len({one.number for one in found})
        self._words.setText(f"{cases}件申请，{len(found)}处" if found else "已检查")

    def _open(self, _row: object) -> None:
        chosen: OpenFinding | None = self.table.current()
        if chosen is not None:
            self.accept()
            self._opened(chosen.uid)
