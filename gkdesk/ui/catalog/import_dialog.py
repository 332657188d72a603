"""Reading a workbook: progress, then what is added, changed, gone, and every problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QProgressBar, QStackedWidget, QWidget

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.catalog.model import Item, Reading
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .settle_dialog import SettleDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk

MARKS: dict[str, PillOf] = {
    "added": ("新增", "green", "plus"),
    "changed": ("有变化", "amber", "pencil"),
    "gone": ("不再有", "slate", "minus"),
}


def _levels(item: Item) -> str:
    return " / ".join(level for level in (item.level1, item.level2, item.level3) if level)


COLUMNS = (
    Column("", 104, lambda pair: MARKS[pair[0]][0], pill=lambda pair: MARKS[pair[0]]),
    Column("领域", 130, lambda pair: pair[1].area),
    Column("公开事项", 0, lambda pair: _levels(pair[1]), bold=True),
    Column("变化", 260, lambda pair: pair[2]),
)


class ImportDialog(QDialog):
    """Nothing is written until 采用 is pressed."""

    def __init__(
        self, parent: QWidget, context: Context, path: Path, data: bytes | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._path, self._data = context, path, data
        self.reading: Reading | None = None
        self.setWindowTitle("导入目录 — 政务公开工作台")
        self._words = label(f"正在读“{path.name}”……", 15, 400, INK2, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._tables = QStackedWidget()
        self._changes = RowsTable(COLUMNS, "变化")
        self._problems = ProblemList()
        self.adopt = button("采用", "primary", "check", on=self._adopt)
        self.adopt.setEnabled(False)
        body = column(
            label("导入目录", 20, 700),
            self._words,
            self._bar,
            (card(column(self._changes)), 3),
            (card(column(self._problems, margins=(14, 10, 14, 10))), 2),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不导入", on=self.reject)
        self.annotate = button("存带批注的表", icon="message-square-text", on=self._annotate)
        self.annotate.hide()
        self.settle = button("待处理", icon="circle-help", on=self._settle)
        self.settle.hide()
        words = label("采用之前不改动现有目录", 14, 400, INK2)
        foot = action_bar(words, None, self.settle, self.annotate, stay, self.adopt)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 980, 620)
        self._read()

    def _read(self) -> None:
        def work(desk: Desk, report: Report) -> Reading:
            if self._data is not None:  # pasted: the path is only its name
                return desk.catalog.read_data(self._data, self._path.name, report)
            return desk.catalog.read(self._path, report)

        self._context.do_long(self, work, self._show, self._progress)

    def _annotate(self) -> None:
        """Save the workbook with its problems noted at the cells, to hand it back."""
        if self.reading is None:
            return
        usual = f"{self._path.stem}（带批注）.xlsx"
        path = say().save(self, "存带批注的表", usual, "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        try:
            data = self._data if self._data is not None else files.read(self._path)
            self._context.desk.catalog.annotate(self.reading, data, path)
        except GkdeskError as error:
            say().trouble(self, error)

    def _settle(self) -> None:
        """Ask what wordings mean, then read the workbook again with the answers."""
        if self.reading is None:
            return
        dialog = SettleDialog(self, self._context, self.reading.questions)
        if dialog.exec():
            self.adopt.setEnabled(False)
            self._bar.show()
            self._read()

    def _progress(self, step: int, total: int, what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(step)
        if what:
            self._words.setText(f"正在读：{what}")

    def _show(self, reading: Reading) -> None:
        self.reading = reading
        changes = reading.changes
        self._bar.hide()
        rows: list[tuple[str, Item, str]] = [("added", item, "") for item in changes.added]
        rows += [
            ("changed", change.item, "、".join(field.label for field in change.fields))
            for change in changes.changed
        ]
        rows += [("gone", item, "") for item in changes.gone]
        self._changes.fill(rows)
        self._problems.fill(reading.problems)
        self.annotate.setVisible(bool(reading.problems))
        self._words.setText(
            f"“{self._path.name}”读出{len(reading.items)}项：新增{len(changes.added)}，"
            f"有变化{len(changes.changed)}，不再有{len(changes.gone)}，没变{len(changes.same)}"
        )
        self.settle.setVisible(bool(reading.questions))
        self.settle.setText(f"\u2002待处理 {len(reading.questions)} 处")
        blocking = any(problem.blocking for problem in reading.problems)
        self.adopt.setText(f"采用{len(reading.items)}项")
        self.adopt.setEnabled(not blocking and bool(rows))
        if blocking:
            self.adopt.setToolTip("有须更正的问题，更正后重新导入")

    def _adopt(self) -> None:
        reading = self.reading
        if reading is not None and self._context.do(
            self, lambda: self._context.desk.catalog.apply(reading)
        ):
            self._context.status(f"已采用“{self._path.name}”的{len(reading.items)}项")
            self.accept()
