"""工作日历: the years known; a notice or changed figures taken in after a preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import BadFile, GkdeskError
from gkdesk.requests.impact import Impact, KnownYear, Moved
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import AMBER, GREEN, INK2, dressed, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, card, column, label, line, row
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

NOTICES = "放假安排 (*.json)"
FIGURES = "期限数值 (*.toml)"
NOVEMBER = 11  # the notice of the next year comes out in this month
_EMPTY, _PREVIEW, _PROBLEMS = range(3)


def _whose(known: KnownYear) -> str:
    own = "本单位导入" if known.own else "随软件"
    return f"{own}，地方假日" if known.local else own


YEARS = (
    Column("年份", 84, lambda known: f"{known.year}年", bold=True),
    Column("放假", 76, lambda known: f"{known.off}天"),
    Column("调休上班", 90, lambda known: f"{known.worked}天"),
    Column("来自", 140, _whose),
    Column("通知出处", 0, lambda known: known.source),
)


def _due(on: date | None, provisional: bool) -> str:  # noqa: FBT001 - one cell's two halves
    return "—" if on is None else f"{on.year}年{day(on)}" + ("（暂估）" if provisional else "")


def _change(moved: Moved) -> PillOf:
    tone = {"转为确定": "green", "转为暂估": "amber", "提前": "red"}.get(moved.becomes, "blue")
    return (moved.becomes, tone, "calendar-clock")


MOVED = (
    Column("编号", 190, lambda moved: moved.number, bold=True),
    Column("环节", 84, lambda moved: moved.state.label),
    Column("现在的期限", 228, lambda moved: _due(moved.was, moved.was_provisional)),
    Column("导入后的期限", 228, lambda moved: _due(moved.due, moved.provisional)),
    Column("变化", 118, lambda moved: moved.becomes, pill=_change),
    Column("注意", 0, lambda moved: moved.warning or "—"),
)


class CalendarPanel(QWidget):
    """The years known above, what a file would move below; nothing is done before 导入."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.impact: Impact | None = None
        self.years = RowsTable(YEARS, "已有的年份")
        self.years.setSizeAdjustPolicy(self.years.SizeAdjustPolicy.AdjustToContents)
        self.moved = RowsTable(MOVED, "期限有变化的申请")
        self.problems = ProblemList()
        self._missing = label("", 14, 600)
        self._said = label("", 15, 600, wrap=True)
        self._changes = label("", 14, 400, INK2, wrap=True)
        self.take = button("导入", "primary", "check", on=self.apply)
        self._stack = QStackedWidget()
        words = "选一个文件后，这里先列出哪些没有办结的申请期限会变；点“导入”之前不改动任何内容。"
        self._stack.addWidget(box(column(label(words, 15, 400, INK2, wrap=True), None,
                                         margins=(18, 14, 18, 14))))  # fmt: skip
        self._stack.addWidget(self._preview())
        self._stack.addWidget(box(column((self.problems, 1), margins=(18, 10, 14, 10))))
        self._stack.setMinimumHeight(px(96))  # in a low window its lists scroll
        self.setLayout(column(self._years_card(), (self._impact_card(), 1), gap=12))

    def reload(self) -> None:
        """Show the years known and whether the next one is missing."""
        today = self._context.desk.session.today
        try:
            years = self._context.desk.requests.impact.years()
        except BadFile as error:  # a file somebody put into the office's folder by hand
            self._refuse(error)
            return
        self.years.fill(years)
        self.years.setMaximumHeight(px(40) * (min(len(years), 5) + 1) + px(4))
        known = {one.year for one in years if not one.local}
        needed = [today.year, *([today.year + 1] if today.month >= NOVEMBER else [])]
        lacking = [f"{year}年" for year in needed if year not in known]
        words = f"{'、'.join(lacking)}的放假安排没有导入，期限只能暂估" if lacking else "年份齐全"
        self._missing.setText(words)
        self._missing.setStyleSheet(dressed(f"color: {AMBER if lacking else GREEN};"))
        leads = self._context.desk.session.user.role in (Role.LEADER, Role.ADMIN)
        self._figures.setEnabled(leads)
        self._figures.setToolTip("" if leads else "须由负责人或者管理员办理")

    def choose_notice(self) -> None:
        """Look at a holiday notice."""
        impacts = self._context.desk.requests.impact
        self._choose("选放假安排文件", NOTICES, impacts.calendar)

    def choose_figures(self) -> None:
        """Look at changed figures of law."""
        impacts = self._context.desk.requests.impact
        self._choose("选期限数值文件", FIGURES, impacts.figures)

    def apply(self) -> None:
        """Take in what was looked at."""
        impact = self.impact
        if impact is None:
            return
        if self._context.do(self, lambda: self._context.desk.requests.impact.apply(impact)):
            self._clear()
            done = f"已导入{impact.title}，重新计算了{len(impact.moved)}件申请的期限"
            self._context.status(done)
            self.reload()

    def _choose(self, title: str, kinds: str, look: Callable[[Path], Impact]) -> None:
        files = say().files(self, title, kinds)
        if not files:
            return
        self._clear()
        try:
            self._show(look(files[0]))
        except BadFile as error:
            self._refuse(error)
        except GkdeskError as error:
            say().trouble(self, error)

    def _refuse(self, error: BadFile) -> None:
        self._said.setText(str(error))
        self.problems.fill(error.problems)
        self._stack.setCurrentIndex(_PROBLEMS)

    def _show(self, impact: Impact) -> None:
        self.impact = impact
        over = "，会代替本单位原来的文件" if impact.replaces else ""
        self._said.setText(
            f"{impact.title}：{len(impact.moved)}件申请的期限有变化，{impact.same}件不变{over}"
        )
        self._changes.setText("；".join(impact.changes) or "内容与现在的相同")
        self.moved.fill(impact.moved)
        self.take.setEnabled(True)
        self._stack.setCurrentIndex(_PREVIEW)

    def _clear(self) -> None:
        self.impact = None
        self._said.setText("")
        self.take.setEnabled(False)
        self._stack.setCurrentIndex(_EMPTY)

    def _years_card(self) -> QWidget:
        self._figures = button("导入期限数值", icon="scale", on=self.choose_figures, size=14)
        notice = button("导入放假安排", icon="calendar-days", on=self.choose_notice, size=14)
        head = row(
            label("工作日历", 15, 700), self._missing, None, self._figures, notice,
            gap=12, margins=(18, 10, 14, 8),
        )  # fmt: skip
        return card(column(box(head), line(), self.years, gap=0))

    def _impact_card(self) -> QWidget:
        head = row((self._said, 1), self.take, gap=12, margins=(18, 10, 14, 8))
        self._said.setMinimumHeight(px(24))
        self.take.setEnabled(False)
        return card(column(box(head), line(), (self._stack, 1), gap=0))

    def _preview(self) -> QWidget:
        told = box(column(self._changes, margins=(18, 8, 18, 8)))
        return box(column(told, line(), (self.moved, 1), gap=0))
