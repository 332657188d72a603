"""What the villages handed in: whose, what, every problem, before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.model import Applied, Reading
from gkdesk.village.period import Period

from .settle_dialog import FormDialog, SettleDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk


def verdict(reading: Reading) -> PillOf:
    """Say what will become of a reading."""
    if reading.only_checked:
        return ("只核对", "amber" if reading.blocking else "slate", "check")
    if reading.data is None:
        return ("不能导入", "red", "circle-alert")
    if reading.same_as_stored:
        return ("没有变化", "slate", "check")
    if reading.blocking:
        return ("有问题", "amber", "triangle-alert")
    return ("可导入", "green", "circle-check")


def asked(reading: Reading) -> str:
    """Show the printed name nobody knows with a question mark."""
    return f"？{reading.asked}" if reading.asked else "—"


def count(reading: Reading) -> str:
    """Count what must be mended, and what is only to be looked at."""
    must = sum(problem.blocking for problem in reading.problems)
    others = len(reading.problems) - must
    parts = [f"{must}处须改"] if must else []
    return "，".join([*parts, f"{others}提示"] if others else parts) or "无"


COLUMNS = (
    Column("文件", 0, lambda reading: Path(reading.path).name),
    Column("工作表", 100, lambda reading: reading.worksheet),
    Column("村", 168, lambda reading: reading.village or asked(reading), bold=True),
    Column("表", 60, lambda reading: reading.form or "—"),
    Column("期次", 158, lambda reading: reading.period.label),
    Column("行", 60, lambda reading: str(reading.rows or ""), right=True),
    Column("", 116, lambda reading: verdict(reading)[0], pill=verdict),
    Column("问题", 142, count, right=True),
)


class ImportDialog(QDialog):
    """Nothing is stored until 导入 is pressed; sheets with problems never stop the rest."""

    def __init__(
        self, parent: QWidget, context: Context, paths: Sequence[Path], period: Period
    ) -> None:
        super().__init__(parent)
        self._context, self._given, self._period = context, list(paths), period
        self._task: Task | None = None
        self.readings: list[Reading] = []
        self.setWindowTitle("导入村务表 — 政务公开工作台")
        self._words = label("", 15, 400, INK2, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = button("停止", on=self._halt)
        self.table = RowsTable(COLUMNS, "读出的表")
        self.problems = ProblemList()
        self.table.picked.connect(self._pick)
        self.go = button("导入", "primary", "check", on=self._apply)
        self.settle = button("认定村名", on=self._settle)
        self.choose = button("选定表种", on=self._choose)
        self._forms: dict[Path, str] = {}
        self.back = button("存带批注的表", icon="download", on=self.hand_back)
        self._why = label("", 13, 400, INK2, wrap=True)
        self._build()
        self._read()

    def _build(self) -> None:
        more = button("加文件夹", icon="folder-open", on=self.add_folder)
        body = column(
            row(label(f"导入村务表 {self._period.label}", 20, 700), None, more),
            self._words,
            row((self._bar, 1), self._stop, gap=8),
            (card(column((self.table, 1))), 3),
            row((self._why, 1), self.settle, self.choose, gap=8),
            (card(column((self.problems, 1), margins=(14, 10, 14, 10))), 2),
            gap=8,
            margins=(22, 14, 22, 8),
        )
        note = label("没有改动任何数据，按“导入”才入库；有问题的表单独存放", 14, 400, INK2)
        stay = button("先不导入", on=self.reject)
        foot = action_bar(note, None, self.back, stay, self.go)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1180, 660)

    def add_folder(self) -> None:
        """Read a folder of files beside what was chosen."""
        folder = say().folder(self, "选择各村交来的表所在的文件夹")
        if folder is not None:
            self._given.append(folder)
            self._read()

    def hand_back(self) -> None:
        """Write the files with findings, notes at their cells, for the villages to mend."""
        folder = say().folder(self, "带批注的表存到哪个文件夹")
        if folder is None:
            return
        readings = self.readings

        def work(desk: Desk, report: Report) -> list[Path]:
            return desk.village.hand_back(readings, folder, report)

        def done(written: list[Path]) -> None:
            self._context.status(f"已写出{len(written)}个带批注的表，在 {folder.name}")
            say().open_outside(folder)

        self._long(work, done, "正在写带批注的表……")

    def _settle(self) -> None:
        reading = self.table.current()
        if reading is None or not reading.asked:
            return
        room = self._context.desk.village
        dialog = SettleDialog(self, reading.asked, reading.near, room.villages())
        if not dialog.exec() or (village := dialog.chosen) is None:
            return
        if self._context.do(self, lambda: room.settle(reading.asked, village)):
            self._read()

    def _choose(self) -> None:
        """Say which form a worksheet is that the program cannot tell, or told wrongly."""
        reading = self.table.current()
        if reading is None:
            return
        forms = [(one.id, one.name) for one in self._context.desk.village.forms.values()]
        dialog = FormDialog(self, Path(reading.path).name, forms, reading.form)
        if dialog.exec() and dialog.chosen:
            self._forms[Path(reading.path)] = dialog.chosen
            self._read()

    def _pick(self, reading: Reading) -> None:
        self.problems.fill(reading.problems)
        self.settle.setEnabled(bool(reading.asked))
        self.choose.setEnabled(bool(reading.worksheet))
        totals = "，".join(f"{title} {value}" for title, value in list(reading.totals.items())[:4])
        parts = [f"判断依据：{reading.why}" if reading.why else "", totals]
        self._why.setText("；".join(filter(None, parts)))

    def _halt(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _read(self) -> None:
        given, period, forms = list(self._given), self._period, dict(self._forms)

        def work(desk: Desk, report: Report) -> list[Reading]:
            return desk.village.read(desk.village.gather(given), period, report, forms=forms)

        self._long(work, self._show, "正在读各村交来的文件……")

    def _long(
        self, work: Callable[[Desk, Report], object], done: Callable[[Any], None], words: str
    ) -> None:
        """Run work beside the window; until it ends nothing else can be begun here."""
        acts = (self.go, self.back, self.settle, self.choose)
        before = [act.isEnabled() for act in acts]
        said = self._words.text()
        for act in acts:
            act.setEnabled(False)
        self._bar.show()
        self._stop.show()
        self._words.setText(words)

        def progressed(step: int, total: int, what: str) -> None:
            self._bar.setMaximum(total)
            self._bar.setValue(step)
            self._words.setText(f"{words}第{step + 1}个，共{total}个：{what}" if what else words)

        def finished(result: object) -> None:
            self._words.setText(said)
            for act, enabled in zip(acts, before, strict=True):
                act.setEnabled(enabled)
            done(result)

        def settled() -> None:
            self._bar.hide()
            self._stop.hide()
            if self._words.text().startswith(words):  # stopped, or declined
                self._words.setText(said)
                for act, enabled in zip(acts, before, strict=True):
                    act.setEnabled(enabled)

        self._task = self._context.do_long(self, work, finished, progressed, settled)

    def _show(self, readings: list[Reading]) -> None:
        self.readings = readings
        self.table.fill(readings)
        taken = [reading for reading in readings if reading.data is not None]
        trouble = sum(reading.blocking for reading in taken)
        looked = sum(reading.only_checked for reading in readings)
        files = len({reading.path for reading in readings})
        self._words.setText(
            f"{files}个文件读出{len(readings)}张表：可导入{len(taken) - trouble}，"
            f"有问题{trouble}，不能导入{len(readings) - len(taken) - looked}"
            + (f"，镇县汇总表{looked}（只核对）" if looked else "")
        )
        self.go.setText(f"\u2002导入 {len(taken)} 个")
        self.go.setEnabled(bool(taken))
        self.back.setEnabled(any(reading.problems and reading.source for reading in readings))
        if readings:
            self.table.selectRow(0)

    def _apply(self) -> None:
        readings = self.readings

        def work(desk: Desk, _report: Report) -> object:
            return desk.village.apply(readings)

        def done(applied: Applied) -> None:
            self._context.refresh()
            self._context.status(f"已导入{self._period.label}的{len(applied.stored)}张表")
            self.accept()

        self._long(work, done, "正在入库……")
