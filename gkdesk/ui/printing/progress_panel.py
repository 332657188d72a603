"""A job while it is printed: where it is, what came out, pause and stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from gkdesk.printing.model import Item, ItemState, Job
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import Elided, box, button, column, label, row
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .run import PrintRun

PILLS: dict[ItemState, tuple[str, str]] = {
    ItemState.WAITING: ("slate", "clock"),
    ItemState.SENT: ("blue", "printer"),
    ItemState.DONE: ("green", "check"),
    ItemState.FAILED: ("red", "circle-alert"),
    ItemState.STOPPED: ("slate", "pause"),
}
_CLOCK = slice(11, 16)  # hours and minutes of an ISO time


class ProgressPanel(QWidget):
    """Stands in the place of the settings while a job runs."""

    def __init__(self, run: PrintRun, wish: Callable[[str], object]) -> None:
        super().__init__()
        self._run = run
        self._job: Job | None = None
        self._title = label("正在打印", 15, 700)
        self._place = Elided("", 15, 600)
        self._rest = label("", 14, 400, INK2)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("打印进度")
        self.pause = button("暂停", icon="pause", on=lambda: wish("pause"))
        self.stop = button("停止", icon="square", on=lambda: wish("stop"))
        columns = (
            Column("名称", 0, lambda item: item.name),
            Column("", 128, self._state_words, pill=self._pill),
        )
        self.table = RowsTable(columns, "这次打印的各项")
        self.table.horizontalHeader().hide()
        buttons = box(row(self.pause, self.stop, None, gap=8))
        self.setLayout(
            column(
                self._title, self._place, self._bar, self._rest, buttons, (self.table, 1), gap=8,
                margins=(16, 12, 12, 8),
            )
        )  # fmt: skip

    def show_job(self, job: Job) -> None:
        """Show how far a job is."""
        self._job = job
        run = self._run
        at = min(run.step + 1, run.total)
        self._place.say(f"第 {at} / {run.total} 个  {run.what}")
        self._bar.setMaximum(max(1, run.total))
        self._bar.setValue(run.step)
        minutes = run.minutes_left()
        self._rest.setText(f"还要约 {minutes} 分钟" if minutes else "正在送往打印机")
        self.table.fill(job.items)
        self.table.selectRow(at - 1)
        self.table.scrollTo(self.table.rows.index(at - 1, 0))

    def show_preparing(self) -> None:
        """Show how far the pages are made; nothing is printed before the last is."""
        run = self._run
        self._place.say(f"第 {min(run.step + 1, run.total)} / {run.total} 个  {run.what}")
        self._bar.setMaximum(max(1, run.total))
        self._bar.setValue(run.step)
        self._rest.setText("正在排好每一页，还没有打印")
        self.table.fill(())

    def halting(self, words: str) -> None:
        """Say that the wish was heard; the page in the printer is finished first."""
        self._title.setText(words)
        self.pause.setEnabled(False)
        self.stop.setEnabled(False)

    def begin(self) -> None:
        self._title.setText("正在打印")
        self.pause.setEnabled(True)
        self.stop.setEnabled(True)

    def _state_words(self, item: Item) -> str:
        if self._job is None:
            return ""
        state = self._job.state_of(item)
        if state is not ItemState.DONE:
            return state.label
        return f"{state.label} {item.sent[-1].at[_CLOCK]}"

    def _pill(self, item: Item) -> PillOf | None:
        if self._job is None:
            return None
        tone, icon = PILLS[self._job.state_of(item)]
        return (self._state_words(item), tone, icon)
