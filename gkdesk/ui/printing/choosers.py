"""What is to be printed: the villages' sheets of a form and period, or one archived document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from gkdesk.printing.model import Choice
from gkdesk.ui.context import Context
from gkdesk.ui.look import font
from gkdesk.ui.widgets.basic import box, button, column, line, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.ui.widgets.ticks import TickTable
from gkdesk.village.model import SheetState
from gkdesk.village.period import Period

if TYPE_CHECKING:
    from gkdesk.documents.model import Document

PERIODS = 8
DRAFT_PILL: PillOf = ("审核稿", "amber", "file-pen")
_PILLS: dict[str, PillOf] = {
    SheetState.MISSING: ("未交数据", "amber", "triangle-alert"),
    SheetState.PROBLEM: ("有问题", "red", "circle-alert"),
    SheetState.CHECKED: DRAFT_PILL,
    SheetState.REVIEWED: ("已审", "green", "clipboard-check"),
    SheetState.PRINTED: ("已定稿", "green", "check"),
    SheetState.POSTED: ("已张贴", "green", "map-pin"),
    SheetState.TAKEN_DOWN: ("已取下", "slate", "archive"),
}


def pill_of(choice: Choice) -> PillOf:
    """Return what a village's row says: printed is told by the log, not by the state."""
    if choice.printed_at and choice.printable:
        return ("已打印", "blue", "printer")
    if not choice.printable and choice.state not in (SheetState.MISSING, SheetState.PROBLEM):
        return ("不能打印", "red", "circle-alert")
    return _PILLS[choice.state]


def _document_words(pair: Sequence[Any]) -> str:
    document, printed_at = pair
    if document.voided_on is not None:
        return "已作废"
    return "已打印" if printed_at else ""


def _document_name(document: Document) -> str:
    """Return what tells one document from the next: its number, or what it is about."""
    if document.number:
        return document.number
    about = document.subject if "号" in document.subject else ""
    return f"{about} {document.title}".strip()


def _document_pill(pair: Sequence[Any]) -> PillOf | None:
    words = _document_words(pair)
    if not words:
        return None
    return (words, "blue", "printer") if words == "已打印" else (words, "slate", "x")


class SheetsPanel(QWidget):
    """Form, period, and the villages with ticks."""

    picked = Signal(object)
    ticked = Signal()
    asked = Signal()  # another form or period

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._choices: list[Choice] = []
        self._fresh = True  # the ticks were not touched since form and period were chosen
        self.form, self.period = _combo("表"), _combo("期次")
        known = context.desk.village.forms.values()
        for form in sorted(known, key=lambda one: not one.expected):  # the usual ones first
            self.form.addItem(form.name, form.id)
        self.search = QLineEdit()
        self.search.setFont(font(14))
        self.search.setPlaceholderText("找村，如 东河")
        self.search.setAccessibleName("找村")
        self.search.setClearButtonEnabled(True)
        self.all = QCheckBox("")
        self.all.setFont(font(14, 600))
        self.all.setAccessibleName("全选")
        self.fresh = button("只选没打印的", "link", on=self._only_fresh, size=14)
        columns = (
            Column("村", 0, lambda one: one.name, bold=True),
            Column("状态", 112, lambda one: pill_of(one)[0], pill=pill_of),
        )
        self.table = TickTable(columns, "各村的表", key=_subject, may=lambda one: one.printable)
        self.table.horizontalHeader().hide()
        head = column(
            self.form, self.period, self.search, box(row(self.all, None, self.fresh)), gap=6,
            margins=(12, 12, 12, 4),
        )  # fmt: skip
        self.setLayout(column(box(head), line(), (self.table, 1), gap=0))
        self._fill_periods()
        self.form.currentIndexChanged.connect(self._form_changed)
        self.period.currentIndexChanged.connect(self._again)
        self.search.textChanged.connect(lambda _words: self._show())
        self.all.clicked.connect(lambda on: self.table.tick_all(on=on))
        self.table.picked.connect(self.picked)
        self.table.ticked.connect(self._count)

    def reload(self) -> None:
        """Ask which villages can be printed; at first those not printed yet are ticked."""
        desk = self._context.desk
        self._choices = desk.printing.sheets(self.form_id, self.period.currentData())
        may = {one.subject for one in self._choices if one.printable}
        self._show()
        new = {one.subject for one in self._choices if one.printable and not one.printed_at}
        self.table.set_ticks(new if self._fresh else self.table.chosen & may)
        self._fresh = False
        if self._choices and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @property
    def form_id(self) -> str:
        return str(self.form.currentData())

    @property
    def choices(self) -> list[Choice]:
        return self._choices

    @property
    def chosen(self) -> list[Choice]:
        """The ticked villages, in the list's order."""
        return [one for one in self._choices if one.subject in self.table.chosen]

    def papers(self) -> tuple[str, ...]:
        return self._context.desk.village.form(self.form_id).papers

    def untick(self, subjects: set[str]) -> None:
        """Take the ticks off what has come out, so that it is not printed again by mistake."""
        self.table.set_ticks(self.table.chosen - subjects)

    def step(self, by: int) -> None:
        """Go to another village."""
        at = self.table.currentIndex().row() + by
        if 0 <= at < self.table.rows.rowCount():
            self.table.selectRow(at)

    def place(self) -> tuple[int, int]:
        """Return which row is shown, from 1, and how many there are."""
        return self.table.currentIndex().row() + 1, self.table.rows.rowCount()

    def open(self, subject: str) -> None:
        """Choose ``form/period`` when both are known here."""
        form, _, period = subject.partition("/")
        self.form.setCurrentIndex(max(0, self.form.findData(form)))
        periods = [str(self.period.itemData(at)) for at in range(self.period.count())]
        if period in periods:
            self.period.setCurrentIndex(periods.index(period))

    def _show(self) -> None:
        words = self.search.text().strip()
        shown = [one for one in self._choices if words in one.name]
        self.table.fill(shown, faint=lambda one: not one.printable)

    def _count(self) -> None:
        may = sum(one.printable for one in self._choices)
        count = len(self.chosen)
        self.all.setText(f"已选 {count} / {len(self._choices)} 个村")
        self.all.setChecked(bool(may) and count == may)
        self.all.setEnabled(bool(may))
        self.fresh.setVisible(any(one.printed_at for one in self._choices))
        self.ticked.emit()

    def _only_fresh(self) -> None:
        fresh = {one.subject for one in self._choices if one.printable and not one.printed_at}
        self.table.set_ticks(fresh)

    def _form_changed(self) -> None:
        self.period.blockSignals(True)
        self._fill_periods()
        self.period.blockSignals(False)
        self._again()

    def _again(self) -> None:
        self._fresh = True
        self.asked.emit()

    def _fill_periods(self) -> None:
        self.period.clear()
        desk = self._context.desk
        kind = desk.village.form(self.form_id).periods[0]
        period = Period.containing(desk.session.today, kind).previous()
        for _ in range(PERIODS):
            self.period.addItem(period.label, period)
            period = period.previous()


class DocumentsPanel(QWidget):
    """The archived documents, newest first."""

    picked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[tuple[Document, str]] = []
        self.search = QLineEdit()
        self.search.setFont(font(14))
        self.search.setPlaceholderText("找文书，如 答复、7号")
        self.search.setAccessibleName("找文书")
        self.search.setClearButtonEnabled(True)
        columns = (
            Column("文书", 0, lambda pair: _document_name(pair[0]), bold=True),
            Column("", 100, _document_words, pill=_document_pill),
        )
        self.table = RowsTable(columns, "归档的文书")
        self.table.horizontalHeader().hide()
        head = column(self.search, gap=6, margins=(12, 12, 12, 8))
        self.setLayout(column(box(head), line(), (self.table, 1), gap=0))
        self.search.textChanged.connect(lambda _words: self._show())
        self.table.picked.connect(lambda pair: self.picked.emit(pair[0]))

    def reload(self) -> None:
        self._rows = self._context.desk.printing.documents()
        self._show()
        if self._rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @property
    def current(self) -> Document | None:
        pair: tuple[Document, str] | None = self.table.current()
        return pair[0] if pair else None

    def step(self, by: int) -> None:
        at = self.table.currentIndex().row() + by
        if 0 <= at < self.table.rows.rowCount():
            self.table.selectRow(at)

    def place(self) -> tuple[int, int]:
        return self.table.currentIndex().row() + 1, self.table.rows.rowCount()

    def _show(self) -> None:
        words = self.search.text().strip()
        shown = [
            pair for pair in self._rows if words in f"{pair[0].title}{_document_name(pair[0])}"
        ]
        self.table.fill(shown, faint=lambda pair: pair[0].voided_on is not None)


def _subject(choice: Choice) -> str:
    return choice.subject


def _combo(name: str) -> QComboBox:
    made = CalmCombo()
    made.setFont(font(15))
    made.setAccessibleName(name)
    return made
