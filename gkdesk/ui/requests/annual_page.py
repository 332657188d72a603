"""年报数字: table 三 of a year, its equations in words, and the cases behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gkdesk.ui.context import Context, day
from gkdesk.ui.look import GREEN, INK2, INK3, RED, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    header,
    label,
    line,
    open_at,
    picture,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.menus import more_button
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .act_dialog import ask_of
from .case_tabs import scrolled

if TYPE_CHECKING:
    from gkdesk.requests.annual import Case, YearReport

_ROW_HEIGHT, _HEAD_HEIGHT = 30, 52
_FOUR = 4  # hanzi in a line of a heading
_LABELS = 250  # design pixels of the rows' names in a narrow window: the figures scroll
_LEAST = 64  # design pixels: four digits
_HOLDS = {
    True: ("circle-check", GREEN), False: ("circle-alert", RED), None: ("circle-help", INK3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is shown: a heading has no figures."""

    code: str
    label: str
    figures: Mapping[str, int]


class AnnualPage(QWidget):
    """Counts a year anew each time it is looked at."""

    def __init__(
        self, context: Context, opened: Callable[[str], None], back: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context, self._opened, self._back = context, opened, back
        self._annual = context.desk.requests.annual
        self.report: YearReport | None = None
        self.year = CalmCombo()
        self.year.setFont(font(15))
        self.year.setAccessibleName("年份")
        for year in self._annual.years():
            self.year.addItem(f"{year}年", year)
        self.year.currentIndexChanged.connect(lambda _at: self.reload())
        self.table = RowsTable(self._columns(), "年度报告表三")
        self.table.verticalHeader().setDefaultSectionSize(px(_ROW_HEIGHT))
        self.table.horizontalHeader().setFixedHeight(px(_HEAD_HEIGHT))
        self.table.doubleClicked.connect(self._show_cases)
        self._said = column(gap=6, margins=(16, 12, 12, 12))
        self.setLayout(
            column(
                self._head(),
                (
                    box(
                        row(
                            (card(column(self.table, gap=0)), 1),
                            self._beside(),
                            gap=12,
                        )
                    ),
                    1,
                ),
                gap=12,
                margins=(20, 14, 20, 14),
            )
        )
        self._begin()

    def reload(self) -> None:
        """Count the chosen year and say whether the equations hold."""
        self.report = found = self._annual.report(self.year.currentData())
        codes = [code for code, _label in found.form.columns]
        figures = found.figures
        self.table.fill(
            [
                _Row(one.code, one.label, dict(zip(codes, figures.get(one.code, ()), strict=False)))
                for one in found.form.lines
            ],
            faint=lambda shown: not shown.code,
        )
        clear(self._said)
        self._tell(found)

    def primary(self) -> None:
        self._keep()

    def _begin(self) -> None:
        """Show last year from January to March, when its report is written; else this year."""
        today = self._context.desk.session.today
        self.year.setCurrentIndex(1 if today.month <= 3 else 0)  # noqa: PLR2004 - 31 March, article 49
        if self.report is None:
            self.reload()

    def _head(self) -> QWidget:
        back = button("返回", icon="chevron-left", on=self._back, size=14, tip="返回（Alt+←）")
        others: tuple[QPushButton, ...] = (
            button("填写上年结转", icon="pencil", on=self._type_in),
            button("导出表格", icon="file-spreadsheet", on=self._export),
        )
        if not self._context.wide():
            entries = (("填写上年结转", self._type_in), ("导出表格", self._export))
            others = (more_button(lambda: entries),)
        return header(
            "年报数字", "", self.year, *others,
            button("留存年报数字", "primary", "save", on=self._keep),
            back=back,
        )  # fmt: skip

    def _beside(self) -> QWidget:
        made = card(column((scrolled(box(self._said)), 1), gap=0))
        made.setFixedWidth(px(300 if self._context.wide() else 260))
        return made

    def _columns(self) -> tuple[Column, ...]:
        """The rows' labels take what the figures leave; a figure is shown, 0 as well."""
        form = self._annual.form
        figures = tuple(
            Column(
                words if len(words) <= _FOUR else f"{words[:_FOUR]}\n{words[_FOUR:]}",
                max(_LEAST, 22 + 15 * min(len(words), _FOUR)),
                lambda shown, code=code: str(shown.figures.get(code, "")),  # type: ignore[misc]
                right=True,
            )
            for code, words in form.columns
        )
        first = 0 if self._context.wide() else _LABELS
        return (Column("", first, lambda shown: shown.label), *figures)

    def _tell(self, found: YearReport) -> None:
        self._said.addWidget(label(f"统计截至{day(found.until, year=0)}", 15, 700))
        if found.kept:
            self._said.addWidget(label(found.kept, 14, 400, INK2, wrap=True))
        for words_of in found.fourth:
            self._said.addWidget(label(words_of, 14, 400, wrap=True))
        self._said.addWidget(line())
        for one in found.equations:
            icon, colour = _HOLDS[one.holds]
            words = label(one.words, 14, 400, wrap=True)
            self._said.addWidget(box(row(picture(icon, 18, colour), (words, 1), gap=8)))
            for fault in one.faults:
                self._said.addWidget(label(fault, 14, 600, RED, wrap=True))
            self._said.addWidget(line())
        self._said.addWidget(label("双击一个数，可以看到是哪些申请。", 14, 400, INK2, wrap=True))
        form = found.form
        self._said.addWidget(
            label(
                f"格式：{form.source}（{form.status.label}）。{form.note}。",
                13,
                400,
                INK3,
                wrap=True,
            )
        )
        self._said.addStretch(1)

    def _show_cases(self, index: QModelIndex) -> None:
        shown: _Row = self.table.rows.row(index.row())
        if self.report is None or not shown.code:
            return
        columns = self.report.form.columns
        code, words = columns[index.column() - 1] if index.column() else columns[-1]
        cases = self.report.cases(shown.code, code)
        if not cases:
            self._context.status(f"{shown.label}，{words}：没有申请")
            return
        dialog = CasesDialog(self, f"{shown.label}，{words}：{len(cases)}件", self._context, cases)
        if dialog.exec() and dialog.chosen:
            self._opened(dialog.chosen)

    def _keep(self) -> None:
        year: int = self.year.currentData()
        if self._context.do(self, lambda: self._annual.keep(year)):
            self._context.status(f"{year}年的年报数字已留存，下一年核对结转时用")
            self.reload()

    def _type_in(self) -> None:
        year: int = self.year.currentData() - 1
        dialog = FormDialog(
            self,
            f"填写{year}年年报的结转数",
            [ask_of(field) for field in self._annual.fields()],
            lambda values: self._annual.type_in(year, values),
            today=self._context.desk.session.today,
            hint=f"照{year}年年报表三“四、结转下年度继续办理”一行填写，总计由程序相加。",
            verb="留存",
        )
        if dialog.exec():
            self.reload()

    def _export(self) -> None:
        year: int = self.year.currentData()
        path = say().save(self, "导出表格", f"{year}年年报表三.xlsx", "表格 (*.xlsx)")
        if path is not None and self._context.do(self, lambda: self._annual.write(path, year)):
            self._context.status(f"已导出：{path.name}")


class CasesDialog(QDialog):
    """The cases behind one figure; Enter or a double click opens one."""

    def __init__(
        self, parent: QWidget, title: str, context: Context, cases: tuple[Case, ...]
    ) -> None:
        super().__init__(parent)
        self.chosen = ""
        self.setWindowTitle("年报数字 — 政务公开工作台")
        requests = context.desk.requests
        self.table = RowsTable(
            (
                Column("编号", 210, lambda one: one.number),
                Column("申请公开的内容", 0, lambda one: requests.row(one.uid).content, bold=True),
                Column("环节", 92, lambda one: requests.row(one.uid).state.label),
            ),
            "申请",
        )
        self.table.fill(cases)
        self.table.opened.connect(self._open)
        body = column(
            label(title, 18, 700, wrap=True),
            (card(column(self.table)), 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, close), gap=0))
        open_at(self, 760, 520)

    def _open(self, one: Case) -> None:
        self.chosen = one.uid
        self.accept()
