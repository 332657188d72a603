"""操作日志和检查: who did what, found by word; whether machine, data and archive are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gkdesk.base.progress import Report
from gkdesk.health import Health, examine
from gkdesk.search.auditlog import Line, found
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, GREEN, INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    picture,
    row,
    scrolled,
    search_line,
)
from gkdesk.ui.widgets.rows_table import Column, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

SEARCH_MS = 150
AUDIT = "操作日志"
COLUMNS = (
    Column("时间", 160, lambda one: one.at[:16].replace("T", " ")),
    Column("用户", 100, lambda one: one.user),
    Column("项目", 96, lambda one: one.room, optional=True),
    Column("做了什么", 140, lambda one: one.act, bold=True),
    Column("对象", 0, lambda one: one.subject),
)


class LogPanel(QWidget):
    """The audit at the left, what was looked at by the check at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._lines: list[Line] = []
        self.table = RowsTable(COLUMNS, "操作日志")
        self.table.picked.connect(lambda _line: self._tell())
        self.search = search_line("查找：用户、编号、做了什么", 250, self._typed)
        self._wait = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._wait.timeout.connect(self._filter)
        self.count = label("", 14, 400, INK2)
        self.detail = label("", 14, 400, INK2, wrap=True)
        self.export = button("导出日志", icon="file-spreadsheet", on=self.write, size=14)
        head = row(
            label("操作日志", 15, 700), self.count, None, self.search, self.export,
            gap=10, margins=(18, 10, 14, 8),
        )  # fmt: skip
        foot = row((self.detail, 1), margins=(18, 8, 18, 10))
        left = card(column(box(head), line(), (self.table, 1), line(), box(foot), gap=0))
        self._found = column(gap=8)
        self.go = button("检查本机和数据", "primary", "shield-check", on=self.examine)
        words = "看程序、字体、数据文件、操作日志、档案文件是不是完好，什么也不改动。"
        right = card(
            column(
                label("检查", 15, 700),
                label(words, 14, 400, INK2, wrap=True),
                row(self.go, None),
                (scrolled(box(column(box(self._found), None))), 1),
                gap=10,
                margins=(18, 12, 18, 14),
            )
        )
        self.setLayout(column((box(row((left, 5), (right, 2), gap=12)), 1), gap=0))

    def reload(self) -> None:
        """Read the audit anew."""
        self._context.ask_long(self, lambda desk, _report: desk.audit_log.lines(), self._read)

    def write(self) -> None:
        """Write what is shown as a workbook."""
        shown = self._shown()
        path = say().save(self, "导出操作日志", "操作日志.xlsx", "Excel 工作簿 (*.xlsx)")
        if path is None:
            return

        def work(desk: Desk, _report: Report) -> None:
            desk.audit_log.write(shown, path)

        self._context.do_long(
            self, work, lambda _none: self._context.status(f"已导出{len(shown)}条，在 {path.name}")
        )

    def examine(self) -> None:
        """Look at everything beside the window's thread; a large archive takes a while."""
        self.go.setEnabled(False)
        clear(self._found)
        self._found.addWidget(label("正在检查……", 14, 400, INK2))
        self._context.do_long(self, _examined, self._show, settled=lambda: self.go.setEnabled(True))

    def _read(self, lines: list[Line]) -> None:
        self._lines = lines
        self._filter()

    def _typed(self) -> None:
        self._wait.start()

    def _shown(self) -> list[Line]:
        return found(self._lines, self.search.text())

    def _filter(self) -> None:
        shown = self._shown()
        self.table.fill(shown)
        self.count.setText(f"{len(shown)}条")
        self._tell()

    def _tell(self) -> None:
        one: Line | None = self.table.current()
        self.detail.setText(one.detail or "没有说明" if one else "")

    def _show(self, health: list[Health]) -> None:
        clear(self._found)
        for one in sorted(health, key=lambda one: one.ok):  # what must be seen to comes first
            icon, colour = ("circle-check", GREEN) if one.ok else ("triangle-alert", AMBER)
            words = column(
                label(one.what, 14, 600), label(one.detail, 14, 400, INK2, wrap=True), gap=1
            )
            self._found.addWidget(box(row(picture(icon, 16, colour, 2.1), (box(words), 1), gap=8)))


def _examined(desk: Desk, _report: Report) -> list[Health]:
    damaged = desk.documents.damaged()
    words = f"{len(damaged)}个缺少或损坏，请从备份恢复" if damaged else "逐个核对完好"
    faults = desk.audit_faults()  # with the key: examine looks as nobody who is logged in
    told = f"有{len(faults)}处对不上，请保留现场并联系技术人员" if faults else "逐条核对无误"
    seen = [one for one in examine(desk.session.folder) if one.what != AUDIT]
    return [*seen, Health(not faults, AUDIT, told), Health(not damaged, "档案文件", words)]
