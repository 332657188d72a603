"""镇村核对: two sources, what differs, the 核对单 on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QProgressBar, QStackedWidget, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.crosscheck import Compared, Result, between_sheets, period_words
from gkdesk.village.period import Period

if TYPE_CHECKING:
    from gkdesk.desk import Desk

WIDEST, TALLEST = 1300, 690
KINDS = "数据表 (*.csv *.xlsx *.xls *.et *.txt)"
STORED, FILE, SHEETS = range(3)
WAY_HANZI = 27  # letters of half a hanzi each: the longest way whole
WAYS = ("镇数据表，对已导入的公开表", "镇数据表，对村数据表", "两张已导入的公开表")
_TONES = {
    Result.SAME: ("green", "circle-check"), Result.ROUNDING: ("green", "check"),
    Result.DIFFERENT: ("red", "circle-alert"),
}  # fmt: skip


def _pill(one: Compared) -> PillOf:
    tone, icon = _TONES.get(one.result, ("amber", "triangle-alert"))
    word = between_sheets(one.result) if not one.check else one.result.label
    return (word, tone, icon)


def _off(one: Compared) -> str:
    if one.money:
        return f"{one.money:+,.2f}元"
    if one.area:
        return f"{one.area:+,}亩"
    return f"{one.count:+d}" if one.count else ""


COLUMNS = (
    Column("编号", 60, lambda one: one.check, optional=True),
    Column("村", 110, lambda one: one.village),
    Column("事项", 0, lambda one: one.item, bold=True),
    Column("期次", 150, lambda one: period_words(one.period), optional=True),
    Column("结论", 130, lambda one: _pill(one)[0], pill=_pill),
    Column("村比镇", 130, _off, right=True),
)


class CrossDialog(QDialog):
    """Choose two sources; what differs is listed, and one 核对单 is printed for each."""

    def __init__(self, parent: QWidget, context: Context, period: Period) -> None:
        super().__init__(parent)
        self._context, self._period = context, period
        self._town: Path | None = None
        self._own: Path | None = None
        self.found: list[Compared] = []
        self.setWindowTitle("镇村核对 — 政务公开工作台")
        self.way = _combo("核对方式")
        for words in WAYS:
            self.way.addItem(words)
        self.way.setMinimumContentsLength(WAY_HANZI)
        self._first = button("选镇数据表", icon="folder-open", on=self.choose_town)
        self._second = button("选村数据表", icon="folder-open", on=self.choose_own)
        self.left, self.right = _combo("第一张公开表"), _combo("第二张公开表")
        self._named = Elided("", 14, 400, INK2)
        self.go = button("核对", "accent", "check", on=self.run)
        self.table: RowsTable = RowsTable(COLUMNS, "核对结果")
        self.table.picked.connect(self._explain)
        self._hint = empty_page(
            "镇数据表要有“核对编号（X01 到 X12）、村、事项、期次”几列，"
            "再加户数、面积、金额、口径。选好两边的数据，按“核对”。"
        )
        self._body = QStackedWidget()
        self._body.addWidget(card(column((self.table, 1), gap=0)))
        self._body.addWidget(self._hint)
        self._body.setCurrentIndex(1)
        self._told = label("", 15, 600, wrap=True)
        self._why = label("", 14, 400, INK2, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.print_ = button("打印核对单", "primary", "printer", on=self.print_papers)
        self._build()
        for combo in (self.way, self.left, self.right):
            combo.currentIndexChanged.connect(lambda _at: self._offer())
        self.way.currentIndexChanged.connect(lambda _at: self._fill_sheets())
        self._offer()

    def choose_town(self) -> None:
        """Choose the town's table."""
        if paths := say().files(self, "选择镇公开数据表", KINDS):
            self._town = paths[0]
            self._offer()

    def choose_own(self) -> None:
        """Choose the villages' table."""
        if paths := say().files(self, "选择村公开数据表", KINDS):
            self._own = paths[0]
            self._offer()

    def run(self) -> None:
        """Compare beside the window's thread."""
        way, town, own, period = self.way.currentIndex(), self._town, self._own, self._period
        first, second = self.left.currentData(), self.right.currentData()

        def work(desk: Desk, _report: Report) -> list[Compared]:
            book = desk.village.crosscheck
            if way == SHEETS:
                return book.compare_sheets(first, second)
            assert town is not None  # noqa: S101 - the button is off without
            if way == FILE and own is not None:
                return book.compare(town, own)
            return book.compare_stored(town, period)

        self._told.setText("正在核对……")
        self.go.setEnabled(False)
        self._context.do_long(self, work, self.show_found, settled=self._offer)

    def show_found(self, found: list[Compared]) -> None:
        """List what differs first; what agrees stands below."""
        self.found = sorted(found, key=lambda one: one.result.agrees)
        self.table.fill(self.found)
        self._body.setCurrentIndex(0 if found else 1)
        self._told.setText(self._context.desk.village.crosscheck.summary(found))
        if found:
            self.table.selectRow(0)

    def print_papers(self) -> None:
        """Write one 核对单 for each chosen line that does not agree, or for all of them."""
        chosen = [one for one in self.table.selected() if not one.result.agrees]
        if len(chosen) < 2:  # noqa: PLR2004 - one line is chosen by looking at it
            chosen = [one for one in self.found if not one.result.agrees]
        folder = say().folder(self, "核对单存到哪个文件夹")
        if folder is None or not chosen:
            return

        def work(desk: Desk, _report: Report) -> list[Path]:
            return desk.village.crosscheck.write(chosen, folder)

        self._bar.show()
        self._bar.setRange(0, 0)
        self._context.do_long(self, work, partial(self._printed, folder), settled=self._bar.hide)

    def _printed(self, folder: Path, written: Sequence[Path]) -> None:
        self._context.status(f"已写{len(written)}份核对单，在 {folder.name}")
        self._told.setText(f"已写{len(written)}份核对单，在 {folder.name}")
        say().open_outside(folder)

    def _explain(self, one: Compared) -> None:
        book = self._context.desk.village.crosscheck
        self._why.setText(one.note if not one.check else book.words(one))

    def _offer(self) -> None:
        """Show what the chosen way needs."""
        way = self.way.currentIndex()
        for widget, ways in (
            (self._first, (STORED, FILE)), (self._second, (FILE,)), (self._named, (STORED, FILE)),
            (self.left, (SHEETS,)), (self.right, (SHEETS,)),
        ):  # fmt: skip
            widget.setVisible(way in ways)
        names = [path.name for path in (self._town, self._own if way == FILE else None) if path]
        if way == STORED:
            names.append(f"{self._period.label}已导入的表")
        self._named.say("，".join(names))
        ready = {
            STORED: self._town, FILE: self._town and self._own,
            SHEETS: self.left.count() and self.left.currentData() != self.right.currentData(),
        }  # fmt: skip
        self.go.setEnabled(bool(ready[way]))
        self.print_.setEnabled(way != SHEETS and any(not one.result.agrees for one in self.found))

    def _fill_sheets(self) -> None:
        """Ask for the period's sheets when two of them are to be compared."""
        if self.way.currentIndex() != SHEETS or self.left.count():
            return
        period = self._period

        def work(desk: Desk, _report: Report) -> list[tuple[str, str]]:
            room = desk.village
            return [
                (f"{item.village.name} {room.form(form).name} 第{sheet.version}版", sheet.uid)
                for item in room.board(period)
                for form, uid in sorted(item.sheets.items())
                for sheet in room.versions(room.sheet(uid))
            ]

        self._context.ask_long(self, work, self._show_sheets)

    def _show_sheets(self, found: list[tuple[str, str]]) -> None:
        for words, uid in found:
            self.left.addItem(words, uid)
            self.right.addItem(words, uid)
        self.right.setCurrentIndex(min(1, self.right.count() - 1))
        self._offer()

    def _build(self) -> None:
        chosen = row(self._first, self._second, (self.left, 1), (self.right, 1), (self._named, 1),
                     self.go, gap=8)  # fmt: skip
        body = column(
            row(label("镇村核对", 20, 700), None, self.way, gap=8),
            box(chosen),
            self._bar,
            self._told,
            (self._body, 1),
            self._why,
            gap=8,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.accept)
        words = label("选中几行只打印那几行，不选打印全部不一致的", 14, 400, INK2)
        foot = action_bar(words, None, close, self.print_)
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.resize(min(px(1040), WIDEST), min(px(640), TALLEST))


def _combo(name: str) -> QComboBox:
    made = CalmCombo()
    made.setFont(font(15))
    made.setAccessibleName(name)
    return made
