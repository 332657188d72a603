"""公开信息: the records, the words of the chosen one, and what I may do with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QStackedWidget, QWidget

from gkdesk.records.model import Act, Record, State
from gkdesk.ui.context import Context, day, short_day
from gkdesk.ui.look import AMBER, INK2, INK3, px
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    fact,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .dialogs import DraftDialog, StepDialog
from .registers_menu import ledgers_button, open_subject
from .scan_dialog import ScanDialog

PILLS: dict[State, PillOf] = {
    State.DRAFT: ("草稿", "slate", "pencil"),
    State.IN_REVIEW: ("待审", "amber", "clock"),
    State.IN_FINAL_REVIEW: ("待终审", "amber", "clock"),
    State.PUBLISHED: ("已公开", "green", "circle-check"),
    State.WITHDRAWN: ("已撤下", "slate", "undo-2"),
}
COLUMNS = (
    Column("编号", 130, lambda record: record.number),
    Column("标题", 0, lambda record: record.title, bold=True),
    Column("形成日期", 92, lambda record: short_day(record.made_on)),
    Column("状态", 110, lambda record: record.state.label, pill=lambda r: PILLS[r.state]),
)


class RecordsPage(QWidget):
    """List on the left, the chosen record on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._new = button("新增公开信息", "primary", "plus", on=self.draft)
        self.table = RowsTable(COLUMNS, "公开信息")
        self.table.picked.connect(self._show)
        self._detail = column(gap=6, margins=(18, 12, 18, 12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(self._detail))
        side = card(column((scroll, 1)))
        side.setFixedWidth(px(430 if context.wide() else 330))
        tables = box(row((card(column((self.table, 1), gap=0)), 1), side, gap=12))
        words = "这里放已经或准备公开的信息。点“新增公开信息”，写好后送审。"
        self._body = QStackedWidget()
        self._body.addWidget(tables)
        self._body.addWidget(card(column(empty_page(words))))
        head = header("公开信息", "", ledgers_button(self, context), self._new)
        self.setLayout(column(head, (self._body, 1), gap=12, margins=(20, 14, 20, 14)))

    def reload(self) -> None:
        """Ask for the records and keep the place."""
        records = self._context.desk.records.rows()
        self.table.fill(records, faint=lambda record: record.state is State.WITHDRAWN)
        self._body.setCurrentIndex(0 if records else 1)
        if records and self.table.current() is None:
            self.table.selectRow(0)
        self._show(self.table.current())

    def open(self, subject: str) -> None:
        """Show one record by its uid."""
        self.reload()
        if open_subject(self, self._context, subject):
            return
        for at, record in enumerate(self._context.desk.records.rows()):
            if record.uid == subject:
                self.table.selectRow(at)

    def primary(self) -> None:
        self._new.click()

    def draft(self) -> None:
        self._after(DraftDialog(self, self._context))

    def edit(self, record: Record) -> None:
        self._after(DraftDialog(self, self._context, record))

    def step(self, record: Record, act: Act) -> None:
        """Ask for the opinion and take the step."""
        self._after(StepDialog(self, self._context, record, act))

    def scan(self, record: Record) -> None:
        """Open the privacy check of a record."""
        ScanDialog(self, self._context, record).exec()
        self._context.refresh()
        self.reload()

    def _after(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()

    def _show(self, record: Record | None) -> None:
        clear(self._detail)
        if record is None:
            return
        records = self._context.desk.records
        self._detail.addWidget(label(record.title, 17, 700, wrap=True))
        for finding in records.findings(record.uid)[:4]:
            words = label(f"{finding.hit}（{finding.hit.where}）", 14, 600, AMBER, wrap=True)
            self._detail.addWidget(notice("amber", "shield-alert", (words, 1)))
        secrecy = record.secrecy.label if record.secrecy else "还没有审查"
        for name, value in (
            ("文号", record.doc_number or "—"),
            ("公开属性", record.attribute.label),
            ("形成日期", day(record.made_on)),
            ("起草", record.drafted_by),
            ("保密审查", secrecy),
        ):
            self._detail.addWidget(fact(name, value))
        self._detail.addWidget(line())
        self._detail.addWidget(label(record.body, 15, wrap=True))
        self._detail.addWidget(line())
        for event in reversed(record.events):
            opinion = f"：{event.opinion}" if event.opinion else ""
            did = f"{event.act.label} {event.user} {short_day(event.at.date())}{opinion}"
            self._detail.addWidget(label(did, 13, 400, INK3, wrap=True))
        self._detail.addStretch(1)
        self._add_acts(record)

    def _add_acts(self, record: Record) -> None:
        allowed = self._context.desk.records.acts(record.uid)
        if not allowed:
            text = label("这一步由其他人办理", 14, 400, INK2)
            self._detail.addWidget(text)
        self._detail.addWidget(
            button("隐私检查", icon="shield-alert", on=partial(self.scan, record))
        )
        if record.state is State.DRAFT:
            self._detail.addWidget(button("修改草稿", on=partial(self.edit, record)))
        for act in allowed:
            self._detail.addWidget(button(act.label, "accent", on=partial(self.step, record, act)))
