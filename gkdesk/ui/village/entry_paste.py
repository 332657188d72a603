"""A paste that does not simply fit is looked at before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.privacy import masked
from gkdesk.ui.look import INK2, px
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.entrypaste import Plan

MOST = 200


@dataclass(frozen=True)
class _Line:
    kind: str
    where: str
    words: str


_TONES = {
    "认不出": ("认不出", "red", "circle-alert"),
    "替换": ("替换", "amber", "triangle-alert"),
    "没有位置": ("没有位置", "slate", "info"),
}
COLUMNS = (
    Column("", 116, lambda one: one.kind, pill=lambda one: _TONES[one.kind]),
    Column("位置", 200, lambda one: one.where),
    Column("情况", 0, lambda one: one.words),
)


def lines(plan: Plan) -> list[_Line]:
    """Return what is told of a plan, the worst first."""
    found = [_Line("认不出", where, words) for where, words in plan.faults]
    found += [
        _Line("替换", where, f"现在是“{masked(cell.shown())}”") for cell, where in plan.replaced
    ]  # fmt: skip
    return found + [_Line("没有位置", "", words) for words in dict.fromkeys(plan.left)]


class PasteDialog(QDialog):
    """Says what a paste would replace, what it cannot read and what has no place."""

    def __init__(self, parent: QWidget, plan: Plan) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴前看一看 — 政务公开工作台")
        good = len(plan.puts) - len(plan.faults)
        counts = [f"可粘贴{good}格"]
        counts += [f"认不出{len(plan.faults)}格，粘贴后标红"] if plan.faults else []
        counts += [f"替换{len(plan.replaced)}格"] if plan.replaced else []
        counts += [f"要新增{len(plan.extra)}行"] if plan.extra else []
        counts += ["第一行当作标题，按标题对列"] if plan.header else []
        self.table = RowsTable(COLUMNS, "粘贴的情况")
        told = lines(plan)
        self.table.fill(told[:MOST])
        if not told:
            self.table.hide()
        more = f"还有{len(told) - MOST}处没有列出" if len(told) > MOST else ""
        body = column(
            label("粘贴前看一看", 20, 700),
            label("；".join(counts), 15, 400, wrap=True),
            (card(column(self.table, margins=(8, 8, 8, 8))), 1),
            label(more or "粘贴后可用 Ctrl+Z 一次撤销", 14, 400, INK2),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        words = f"粘贴 {len(plan.puts)} 格"
        self.go = button(words, "primary", "check", on=self.accept)
        stay = button("先不粘贴", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, stay, self.go), gap=0))
        self.resize(px(760), px(460 if told else 220))
        self.go.setDefault(True)
        self.go.setFocus()
