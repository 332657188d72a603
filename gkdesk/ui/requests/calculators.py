"""试算: a last day or a fee for a case that is not registered; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.requests.clockstate import ClockState
from gkdesk.requests.model import Field
from gkdesk.ui.context import Context, day
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import AMBER, INK2, px
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    label,
    open_at,
    row,
    scrolled,
)
from gkdesk.ui.widgets.field_form import FieldForm
from gkdesk.ui.widgets.rows_table import RowsTable

from .act_dialog import ask_of, told_fee
from .day_dialog import COLUMNS

_HELP = {"fee_before": "按件计收时，同一申请人当月累计"}
_WORD = re.compile(r"[^\s到至~～—–]+")


class Calculator(QDialog):
    """Boxes at the left; what follows from them at the right, anew with every change."""

    def __init__(
        self, parent: QWidget, context: Context, title: str, hint: str, fields: Sequence[Field]
    ) -> None:
        super().__init__(parent)
        self.context, self._fields = context, fields
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.form = FieldForm([ask_of(field) for field in fields], columns=1)
        self.found = label("", 20, 700, wrap=True)
        self.why = label("", 15, 400, INK2, wrap=True)
        self.copied = ""  # what 复制 puts into the clipboard; empty while nothing is reckoned
        self._copy = button("复制计算过程", icon="copy", on=self.copy)
        self.right = column(self.found, self.why, gap=8, margins=(18, 14, 18, 14))
        left = scrolled(box(column(self.form, None, gap=0, margins=(0, 0, 8, 0))))
        left.setFixedWidth(px(312))
        body = column(
            label(title, 20, 700), label(hint, 14, 400, INK2, wrap=True),
            (box(row(left, (card(self.right), 1), gap=18)), 1), gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(self._copy, None, button("关闭", "primary", on=self.accept))
        self.setLayout(column((box(body), 1), bar, gap=0))
        self.form.changed.connect(self.reckon)

    def reckon(self) -> None:
        """Reckon anew from what stands in the boxes."""
        values = self.values()
        needed = [one for one in self._fields if one.required and not values.get(one.name)]
        self.copied = ""
        if needed:
            names = "、".join(f"“{one.label}”" for one in needed)
            self.say("", f"填好{names}，这里列出结果和怎么算的。")
        else:
            try:
                self.take(values)
            except GkdeskError as error:
                self._refuse(error)
        self._copy.setEnabled(bool(self.copied))

    def take(self, values: dict[str, str]) -> None:
        """Reckon what is whole and show it."""
        raise NotImplementedError

    def say(self, found: str, why: str) -> None:
        """Show a result and what it rests on."""
        self.found.setText(found)
        self.found.setVisible(bool(found))
        self.why.setText(why)

    def copy(self) -> None:
        """Put the result with its reasons into the clipboard."""
        QApplication.clipboard().setText(self.copied)
        self.context.status("计算过程已复制，可以粘贴到文档里")

    def values(self) -> dict[str, str]:
        """Return what was typed; days as ISO when they can be read."""
        found = {name: text for name, text in self.form.values().items() if text}
        for field in self._fields:
            if field.name in found and field.kind in ("date", "list"):
                found[field.name] = _WORD.sub(self._iso, found[field.name])
        return found

    def _iso(self, word: re.Match[str]) -> str:
        on = parse_day(word[0], self.context.desk.session.today)
        return on.isoformat() if on else word[0]

    def _refuse(self, error: GkdeskError) -> None:
        faults = getattr(error, "faults", ())  # not marked: the cursor stays where one types
        self.say("", "；".join(fault.message for fault in faults) or str(error))


class FeeCalculator(Calculator):
    """信息处理费 by the standard in force."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        fields = [
            replace(one, help=_HELP.get(one.name, ""))
            for one in context.desk.requests.fee_fields()
            if one.name != "on"
        ]
        hint = "按国办函〔2020〕109号的标准试算，不登记任何内容。一件申请只能用一种方式。"
        super().__init__(parent, context, "信息处理费试算", hint, fields)
        self.right.addStretch(1)
        open_at(self, 760, 520)
        self.reckon()

    def take(self, values: dict[str, str]) -> None:
        """Show the amount and its lines."""
        piece = values.get("fee_method") == "piece"
        self.form.show_only([one.name for one in self._fields if piece or one.name != "fee_before"])
        found, lines = told_fee(self.context.desk, values)
        self.say(found, "\n".join(lines))
        self.copied = "\n".join((found, *lines))


class ClockCalculator(Calculator):
    """The last day to reply of a case that is not registered, day by day."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        fields = context.desk.requests.trial_fields()
        hint = "没有登记的申请、电话咨询时可以先算一算，不登记任何内容。"
        super().__init__(parent, context, "答复期限试算", hint, fields)
        self.table = RowsTable(COLUMNS, "逐日计算")
        self.soft = label("", 14, 400, AMBER, wrap=True)
        self.right.addWidget(self.soft)
        self.right.addWidget(box(column((self.table, 1), gap=0)), 1)  # keeps the words above
        open_at(self, 1000, 640)
        self.reckon()

    def reckon(self) -> None:
        """Reckon anew; the days are gone while there is no result."""
        self.table.fill([])
        self.soft.hide()
        super().reckon()
        self.table.setVisible(bool(self.copied))

    def take(self, values: dict[str, str]) -> None:
        """Show the last day, why, and every day."""
        state = self.context.desk.requests.trial(values)
        found = _due_words(state, self.context.desk.session.today.year)
        self.say(found, state.reason)
        self.soft.setText("；".join(state.warnings))
        self.soft.setVisible(bool(state.warnings))
        self.table.fill(state.days, faint=lambda mark: mark.number is None)
        self.copied = "\n".join(
            part for part in (found, state.reason, self.table.tsv_of(self.table.shown())) if part
        )


def _due_words(state: ClockState, year: int) -> str:
    if state.due_on is not None:
        return f"{day(state.due_on, year=year)} 下班前答复"
    if state.provisional:
        return f"最早{day(state.earliest, year=year)}（暂估，放假安排没有导入）"
    return f"{state.run.label}，没有正在计算的期限"
