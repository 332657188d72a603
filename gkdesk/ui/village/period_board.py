"""The period board: villages down, sheets across, each cell a word and an icon."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, RED, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    row,
    scrolled,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.model import BoardRow, SheetState
from gkdesk.village.period import Period, PeriodKind

from .papers import save_pdf
from .register_dialog import RegisterDialog
from .states import PILLS

if TYPE_CHECKING:
    from pathlib import Path

    from gkdesk.desk import Desk
    from gkdesk.village.liferows import ItemDue

MOST_OWED, FEW_OWED = 9, 1  # items the side lists, with ordinary and with large type
_SHEET, _NAME = 120, 96


class PeriodBoard(QWidget):
    """Every village's sheets of one period, and what the chosen village still owes."""

    chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._period: Period | None = None
        self._dues: dict[str, list[ItemDue]] = {}
        self._forms: list[str] = []
        self._place = column(gap=0)
        self._side = column(gap=8, margins=(16, 12, 16, 12))
        self._told = label("", 15, 400, INK2, wrap=True)
        side = card(self._side)
        side.setFixedWidth(px(280 if context.wide() else 250))
        whole = row((box(column(self._told, (card(self._place), 1), gap=8)), 1), side, gap=12)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self.table = self._make([])

    def show_period(self, period: Period, rows: Sequence[BoardRow]) -> None:
        """Show the rows of a period; columns are the sheets due for it."""
        desk = self._context.desk
        self._period = period
        self._dues = {}
        for one in desk.village.items.due(period):
            self._dues.setdefault(one.village.uid, []).append(one)
        forms = sorted({form for item in rows for form in item.states})
        if forms != self._forms or not rows:
            self.table = self._make(forms)
        self.table.fill(rows)
        self._told.setText(self._summary(rows))
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_side(self.table.current())

    def _summary(self, rows: Sequence[BoardRow]) -> str:
        if self._period is None or not rows:
            return "这一期没有要交表的村。"
        due_on = self._context.desk.village.due_on(self._period)
        done = {SheetState.POSTED, SheetState.TAKEN_DOWN}
        whole = sum(len(item.states) for item in rows)
        hung = sum(state in done for item in rows for state in item.states.values())
        # a batch has no day of its own: its matters say by when
        by = f"，最迟{due_on.month}月{due_on.day}日张贴"
        by = "" if self._period.kind is PeriodKind.EVENT else by
        return f"{self._period.label}：{len(rows)}个村，{whole}张表已张贴{hung}张{by}"

    def _make(self, forms: list[str]) -> RowsTable:
        """Build the table anew: its columns are the forms of the period."""
        clear(self._place)
        self._forms = forms
        names = self._context.desk.village.forms
        sheets = [
            Column(
                _short(names[form].name) if form in names else form, _SHEET,
                partial(_word, form), pill=partial(_pill, form),
            )
            for form in forms
        ]  # fmt: skip
        items = Column("公开事项（已张贴/应张贴）", 0, self._share)
        table = RowsTable(
            (Column("村", _NAME, lambda item: item.village.name, bold=True), *sheets, items),
            "全镇各村交表和张贴情况",
        )
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.picked.connect(self._show_side)
        table.opened.connect(self.chosen)
        self._place.addWidget(table)
        return table

    def _share(self, item: BoardRow) -> str:
        dues = self._dues.get(item.village.uid, [])
        return f"{sum(one.posted_on is not None for one in dues)}/{len(dues)}" if dues else "—"

    def _show_side(self, item: BoardRow | None) -> None:
        clear(self._side)
        if item is None or self._period is None:
            self._side.addStretch(1)
            return
        self._side.addWidget(label(item.village.name, 17, 700))
        owed = [one for one in self._dues.get(item.village.uid, []) if one.posted_on is None]
        today = self._context.desk.session.today
        words = f"还有{len(owed)}项没有张贴" if owed else "本期事项都已张贴"
        self._side.addWidget(label(words, 15, 400, INK2))
        self._side.addWidget(line())
        most = MOST_OWED if self._context.wide() else FEW_OWED
        lines = column(gap=8, margins=(0, 0, 6, 0))
        for one in owed[:most]:
            late = one.due_on < today
            more = f"逾期{(today - one.due_on).days}天" if late else f"{one.due_on:%m-%d}前"
            tone = RED if late else AMBER
            title = Elided(one.item.title, 14, 400, tone)
            lines.addLayout(row((title, 1), label(more, 14, 400, tone), gap=8))
        if len(owed) > most:
            lines.addWidget(label(f"另有{len(owed) - most}项", 14, 400, INK2))
        lines.addStretch(1)
        # as many lines as there are would make the window higher than the screen
        shown = scrolled(box(lines))
        shown.setMinimumHeight(px(44))
        self._side.addWidget(shown, 1)
        self._side.addWidget(button("张贴登记和异议", "accent", on=partial(self._register, item)))
        if owed:
            remind = partial(self._reminder, item)
            self._side.addWidget(button("打印催报单", icon="printer", on=remind))
        self._side.addWidget(button("打印检查表", icon="clipboard-check", on=self.inspect))

    def _register(self, item: BoardRow) -> None:
        RegisterDialog(self, self._context, item, self._forms[0] if self._forms else "").exec()
        self._context.refresh()

    def _reminder(self, item: BoardRow) -> None:
        period, village = self._period, item.village
        if period is not None:
            save_pdf(
                self, self._context, "催报单存到哪里", f"{village.name}-{period}-催报单.pdf",
                lambda desk, path: desk.village.inspection.save_reminder(village, period, path),
            )  # fmt: skip

    def inspect(self) -> None:
        """Write the inspection forms of all villages."""
        folder = say().folder(self, "检查表存到哪个文件夹")
        if folder is not None and self._period is not None:
            self.inspect_to(folder)

    def inspect_to(self, folder: Path) -> None:
        """Inspect every village and write its papers into a folder, beside the window's thread."""
        period = self._period
        if period is None:
            return

        def work(desk: Desk, report: Report) -> list[Path]:
            room = desk.village
            return room.inspection.write(room.inspection.run(period), folder, report)

        def progressed(step: int, total: int, what: str) -> None:
            self._context.status(f"{step}/{total} {what}")

        def done(written: list[Path]) -> None:
            self._context.status(f"已写{len(written)}份检查表和催报单，在 {folder.name}")
            say().open_outside(folder)

        self._context.do_long(self, work, done, progressed)


def _word(form: str, item: BoardRow) -> str:
    pill = _pill(form, item)
    return pill[0] if pill else "—"


def _pill(form: str, item: BoardRow) -> PillOf | None:
    state = item.states.get(form)
    return PILLS[state] if state is not None else None


def _short(name: str) -> str:
    """Return a heading that fits: 财务收支公开表 is 财务收支."""
    for tail in ("公开表", "公布表", "明细表", "登记表", "表"):
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name.removesuffix(tail)
    return name
