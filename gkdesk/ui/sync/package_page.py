"""One package that went: its steps, its rows and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkdesk.base.progress import Report
from gkdesk.sync.drivestate import sized
from gkdesk.sync.model import PackageState, kind_label
from gkdesk.sync.story import SentRow, Story, grouped, quoted
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, INK3, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    fact,
    label,
    line,
    row,
    scrolled,
)
from gkdesk.ui.widgets.painted import Pill
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .home_page import PILLS
from .paper_step import breakable, paper_of

if TYPE_CHECKING:
    from gkdesk.desk import Desk

_OUTCOMES: dict[str, PillOf] = {
    "accepted": ("已接收", "green", "circle-check"),
    "returned": ("退回", "amber", "undo-2"),
    "": ("等回执", "blue", "clock"),
}
# what a package waits for, in the words of 今日
NEXT = {
    PackageState.WRITTEN: "继续写入",
    PackageState.VERIFIED: "导入回执",
    PackageState.RETURNED: "重新打包",
    PackageState.REFUSED: "重新打包",
}
# a step of the past, where the state's own word would say what is so now
STEPS = {PackageState.WRITTEN: "写好并读回核对", PackageState.VERIFIED: "写完，可以拔出"}
COLUMNS = (
    Column("结果", 110, lambda one: one.told, pill=lambda one: _OUTCOMES[one.outcome]),
    Column("类别", 110, lambda one: one.kind_label, optional=True),
    Column("名称", 0, lambda one: one.name),
    Column("版次", 60, lambda one: str(one.revision), optional=True),
)
REASON = Column("原因", 0, lambda one: one.reason)


class PackagePage(QWidget):
    """Opened from the list; 返回 goes back there."""

    closed = Signal()
    went_on = Signal(object)  # the package's state: what comes next depends on it
    voided = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.number = ""
        self.story: Story | None = None
        self._title = label("", 20, 700)
        self._pill = row(gap=0)
        back = button("返回", icon="chevron-left", on=self.closed.emit, tip="Alt+←")
        self._void = button("作废", icon="x", on=self.void, size=14)
        self._paper = button("存交接单", icon="printer", on=self.save_handover)
        self._next = button("", "primary", on=self._go_on, tip="Ctrl+Enter")
        head = box(
            row(back, self._title, box(self._pill), None, self._void, self._paper, self._next,
                gap=10)
        )  # fmt: skip
        head.setFixedHeight(px(40))
        self._facts = column(gap=0, margins=(18, 12, 18, 12))
        facts = card(column(scrolled(box(self._facts)), margins=(1, 1, 1, 1)))
        self._facts_card = facts
        self._count = Elided("", 15, 700)
        self._only = button("只看退回的", "chip", on=self._fill)
        self._only.setCheckable(True)
        self.table = RowsTable(COLUMNS, "包内的各条")
        self.table.opened.connect(self._go)
        rows = card(
            column(
                box(row((self._count, 1), self._only, margins=(18, 10, 14, 8))), line(),
                (self.table, 1), gap=0,
            )
        )  # fmt: skip
        body = row(facts, (rows, 1), gap=12)
        self.setLayout(column(head, (box(body), 1), gap=12, margins=(20, 14, 20, 14)))

    def show_package(self, number: str) -> None:
        """Ask for one package; the rooms are asked what its rows are called today."""
        self.number = number
        self._title.setText(f"同步包 {number}号")

        def ask(desk: Desk, _report: Report) -> Story:
            return desk.sync.history.of(desk.sync.package(number))

        self._context.ask_long(self, ask, self._show)

    def reload(self) -> None:
        self.show_package(self.number)

    def primary(self) -> None:
        if self._next.isVisible():
            self._next.click()

    def back(self) -> bool:
        self.closed.emit()
        return True

    def void(self) -> None:
        """Declare the package lost after asking."""
        words = f"把{self.number}作废？其中各条会随下一包重送，县里不会再等这一包。"
        if not say().ask(self, words, yes="作废", no="先不作废"):
            return
        if self._context.do(self, lambda: self._context.desk.sync.void(self.number)):
            self.voided.emit(f"{self.number}已作废，其中各条会随下一包重送。")

    def save_handover(self) -> None:
        """Save the paper that goes with the drive."""
        path = say().save(self, "存交接单", f"交接单 {self.number}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        desk, number = self._context.desk, self.number

        def make() -> None:
            desk.documents.save_as(paper_of(desk, number).sha256, path)

        if self._context.do(self, make):
            self._context.status(f"交接单已存：{path.name}")

    def _show(self, story: Story) -> None:
        if story.package.number != self.number:
            return
        self.story = story
        package = story.package
        clear(self._pill)
        self._pill.addWidget(Pill(*PILLS[package.state]))
        waiting = package.state is PackageState.WRITTEN
        words = NEXT.get(package.state, "")
        self._next.setText(words)
        self._next.setAccessibleName(words)
        self._next.setVisible(bool(words))
        self._paper.setVisible(not waiting)
        self._void.setVisible(package.state.in_flight)
        self._only.setVisible(bool(story.returned))
        self._only.setChecked(bool(story.returned))
        self._fill_facts(story)
        self._fill()

    def _fill(self) -> None:
        if self.story is None:
            return
        self.table.show_columns((*COLUMNS[:3], REASON) if self.story.returned else COLUMNS)
        rows = self.story.returned if self._only.isChecked() else list(self.story.rows)
        self.table.fill(rows)
        told = f"共{len(self.story.rows)}条"
        if self.story.returned:
            told += f"，退回{len(self.story.returned)}条；双击去改，改好后随下一包送"
        self._count.say(told)

    def _go_on(self) -> None:
        if self.story is not None:
            self.went_on.emit(self.story.package.state)

    def _go(self, one: SentRow) -> None:
        from gkdesk.sync.survey import place_of

        self._context.go(*place_of(one.kind, one.key))

    def _fill_facts(self, story: Story) -> None:
        package = story.package
        clear(self._facts)
        self._facts_card.setFixedWidth(px(360 if self._context.wide() else 270))
        counts = "，".join(f"{kind_label(kind)}{n}条" for kind, n in package.counts.items())
        digits = quoted(package)
        facts = [
            ("内容", counts),
            ("附件", f"{package.file_count}个，共 {sized(package.size)}"),
            ("文件名", breakable(package.file_name)),
            ("写在", package.folder),
            ("核对码", grouped(digits)),
            ("接在", package.predecessor or "第一包"),
        ]
        for at, (name, value) in enumerate(facts):
            if at:
                self._facts.addWidget(line())
            self._facts.addWidget(fact(name, value))
        self._facts.addWidget(line())
        self._facts.addWidget(label("经过", 14, 600, INK2))
        for event in story.events:
            when = label(event.at[:16].replace("T", " "), 14, 400, INK3)
            by = "，导入回执" if event.by_receipt else ""
            words = label(STEPS.get(event.state, event.state.label) + by, 15, wrap=True)
            self._facts.addWidget(box(row(when, (words, 1), gap=10)))
        self._facts.addStretch(1)
