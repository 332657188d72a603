"""自查: the indicators with their points, the cases behind each figure, what goes to 整改."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.progress import Report
from gkdesk.records.regmodel import Per
from gkdesk.records.regperiod import Span
from gkdesk.records.selfcheckmodel import Checked, Result
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, INK3, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    column,
    label,
    open_at,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .register_form import small

if TYPE_CHECKING:
    from gkdesk.desk import Desk

QUARTERS = 6  # so many can be looked at
TONES = {
    "自动": ("blue", "circle-dot"), "经办填写": ("green", "pencil"), "已更正": ("amber", "pencil"),
    "待填": ("amber", "clock"),
}  # fmt: skip


def _how(one: Result) -> PillOf:
    return (one.how, *TONES[one.how])


def _number(value: int | None) -> str:
    return "—" if value is None else str(value)


def _issues(one: Result) -> str:
    return f"{one.issues - one.open}/{one.issues}" if one.issues else "—"


RESULTS = (
    Column("编号", 62, lambda one: one.indicator.code),
    Column("指标", 0, lambda one: one.indicator.name, bold=True),
    Column("分值", 58, lambda one: str(one.indicator.points), right=True, optional=True),
    Column("件数", 58, lambda one: _number(one.count), right=True),
    Column("得分", 58, lambda one: _number(one.score), right=True),
    Column("来源", 112, lambda one: one.how, pill=_how),
    Column("已整改", 78, _issues, optional=True),
)
CASES = (
    Column("哪一条", 0, lambda case: case.subject, bold=True),
    Column("问题", 0, lambda case: case.words),
)


class SelfCheckDialog(QDialog):
    """Indicators on the left, the chosen one with its cases on the right."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context, self._check = context, context.desk.registers.selfcheck
        self._checked: Checked | None = None
        self.setWindowTitle("政务公开自查 — 政务公开工作台")
        self.period = CalmCombo()
        self.period.setFont(font(15))
        self.period.setAccessibleName("自查期间")
        self.period.setFixedWidth(px(190))
        span = Span.of(Per.QUARTER, context.desk.session.today)
        for _each in range(QUARTERS):
            self.period.addItem(span.label, str(span))
            span = span.before()
        self.score = label("", 18, 700)
        self.results = RowsTable(RESULTS, "指标")
        self.results.picked.connect(lambda _one: self._show())
        self.name, self.how = label("", 17, 700, wrap=True), label("", 14, 400, INK2, wrap=True)
        self.source = Elided("", 13, 400, INK3)
        self.cases = RowsTable(CASES, "算进去的各件")
        self.note = label("", 14, 400, INK2, wrap=True)
        self._build()
        self.period.currentIndexChanged.connect(lambda _at: self.reload())
        open_at(self, 1280, 690)
        self.reload()

    def reload(self) -> None:
        """Measure the period beside the window's thread."""
        period = self.period.currentData()
        self.score.setText("正在统计……")
        for one in (self.answer, self.issue):
            one.setEnabled(False)

        def work(desk: Desk, _report: Report) -> Checked:
            return desk.registers.selfcheck.run(period)

        self._context.ask_long(self, work, self.show_checked)

    def show_checked(self, checked: Checked) -> None:
        """Show a sheet, unless another period was chosen meanwhile."""
        if str(checked.span) != self.period.currentData():
            return
        self._checked = checked
        left = f"，{checked.unanswered}项待填" if checked.unanswered else ""
        self.score.setText(f"{checked.score}分 / 已评{checked.possible}分{left}")
        self.results.fill(list(checked.results))
        if self.results.current() is None:
            self.results.selectRow(0)
        self._show()

    def ask_answer(self) -> None:
        """Ask how many cases the clerk counts."""
        one = self._one()
        if one is None:
            return
        rule, period = one.indicator, self.period.currentData()

        def take(values: Mapping[str, str]) -> None:
            text = values.get("cases", "")
            if text and not (text.isascii() and text.isdigit()):
                raise BadValue("cases", "件数", "应为整数")
            self._check.answer(period, rule.code, int(text) if text else None,
                               values.get("note", ""))  # fmt: skip

        measured = "" if one.cases is None else f"程序量出{len(one.cases)}件；更正的要写理由。"
        unit = "每件加" if rule.plus else "每件扣"
        help_ = "不填就还按量出的数字" if one.cases is not None else f"{unit}{rule.penalty}分"
        known = "" if one.answer is None else str(one.answer.cases)
        note = one.answer.note if one.answer else ""
        self._run(small(
            self, self._context, f"{rule.code} {rule.name}",
            (Ask("cases", "件数", "count", False, known, help_),
             Ask("note", "说明", "longtext", False, note)),
            take, verb="保存", hint=f"{rule.how}。{measured}",
        ))  # fmt: skip

    def ask_issue(self) -> None:
        """Ask who sets right what was found, and until when."""
        one = self._one()
        if one is None:
            return
        code, period = one.indicator.code, self.period.currentData()
        title = f"自查发现：{one.indicator.name}{one.count}件"
        self._run(small(
            self, self._context, "交办整改",
            (Ask("title", "问题", default=title), Ask("owner", "责任人"),
             Ask("due_on", "整改期限", "date", hint="如 4.20、+5")),
            lambda values: self._check.hand_over(
                period, code, owner=values.get("owner", ""), due_on=values.get("due_on", ""),
                title=values.get("title", ""),
            ),
            verb="登进整改台账", hint="办结情况在问题整改台账里登记。",
        ))  # fmt: skip

    def open_issues(self) -> None:
        from .registers_dialog import RegistersDialog

        RegistersDialog(self, self._context, "rectify").exec()
        self.reload()

    def _build(self) -> None:
        head = row(label("政务公开自查", 20, 700), self.period, 10, self.score, None, gap=10)
        left = card(column((self.results, 1), gap=0))
        side = card(column(
            self.name, self.how, self.source, (self.cases, 1), self.note, gap=6,
            margins=(14, 12, 14, 10),
        ))  # fmt: skip
        self.answer = button("填写件数", "accent", "pencil", on=self.ask_answer)
        self.issue = button("交办整改", "primary", "send", on=self.ask_issue)
        foot = action_bar(
            self.answer, self.issue, button("整改台账", icon="list-checks", on=self.open_issues),
            None, button("导出", icon="file-spreadsheet", on=partial(self._save, ".xlsx")),
            button("打印", icon="printer", on=partial(self._save, ".pdf")),
            button("关闭", on=self.accept),
        )  # fmt: skip
        lists = row((left, 11), (side, 10), gap=12)
        body = column(head, (box(lists), 1), gap=10, margins=(18, 12, 18, 8))
        self.setLayout(column((box(body), 1), foot, gap=0))

    def _show(self) -> None:
        one = self._one()
        if one is None:
            return
        rule = one.indicator
        self.name.setText(f"{rule.code} {rule.name}（{rule.area}，{rule.points}分）")
        self.how.setText(rule.how)
        self.source.say(f"出处：{rule.why}")
        found = one.cases or ()
        self.cases.fill(found)
        none = "由经办人填写" if one.cases is None else "没有发现问题"
        hide = self._context.desk.registers.book.shown_text
        note = f"说明：{hide(one.answer.note)}" if one.answer and one.answer.note else ""
        self.note.setText(note or ("" if found else none))
        self.answer.setEnabled(True)
        self.issue.setEnabled(bool(one.count) and not rule.plus)

    def _one(self) -> Result | None:
        found: Result | None = self.results.current()
        return found

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()

    def _save(self, ending: str) -> None:
        checked = self._checked
        if checked is None:
            return
        kinds = "表格 (*.xlsx)" if ending == ".xlsx" else "PDF (*.pdf)"
        path = say().save(self, "自查表存到哪里", f"自查表-{checked.span}{ending}", kinds)
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(ending)

        def work(desk: Desk, _report: Report) -> None:
            desk.registers.selfcheck.write(checked, target)

        self._context.do_long(
            self, work, lambda _none: self._context.status(f"已存为 {target.name}")
        )
