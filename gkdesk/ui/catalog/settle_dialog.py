"""待处理: the wordings an import did not understand, each settled once and remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.catalog.model import Question, QuestionKind
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, INK3, RED, font, px
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    label,
    notice,
    open_at,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo

LATER = "以后再说"
ABOUT = {
    QuestionKind.AREA: "工作表没有认出领域，选它属于哪个领域",
    QuestionKind.LIMIT: "选一种写法，或照样写一句（如“每季度”），程序按它计算；原文仍照印",
    QuestionKind.UNMARKED: "这些渠道前面没有勾选符号，说明原意",
    QuestionKind.CHANNEL: "不在标准渠道里：归入一种，或保留原样",
    QuestionKind.HEADING: "表头里不认识的栏：是标准栏目就选，不是就保留原样",
}


class SettleDialog(QDialog):
    """One line for each wording; what is left at 以后再说 stays open."""

    def __init__(self, parent: QWidget, context: Context, questions: Sequence[Question]) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("待处理 — 政务公开工作台")
        self._trouble = column(gap=0)
        self.answers: list[tuple[Question, CalmCombo]] = []
        inner = column(gap=12, margins=(2, 2, 10, 2))
        for kind in QuestionKind:
            of_kind = [one for one in questions if one.kind is kind]
            if of_kind:
                inner.addWidget(self._group(kind, of_kind))
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box(inner))
        told = "这里说定的意思会记住，下次导入不再问。不说定也能导入，原文都保留。"
        body = column(
            label("待处理", 20, 700),
            label(told, 14, 400, INK2, wrap=True),
            box(self._trouble),
            (scroll, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不处理", on=self.reject)
        self.go = button("记住并重新读取", "primary", "check", on=self.accept)
        self.setLayout(column((box(body), 1), action_bar(None, stay, self.go), gap=0))
        open_at(self, 900, 620)

    def accept(self) -> None:
        """Remember the answers; a wrong one is told and nothing is remembered."""
        meanings = [
            (question.kind, question.text, combo.currentText().strip())
            for question, combo in self.answers
            if combo.currentText().strip() not in ("", LATER)
        ]
        if not meanings:
            super().reject()
            return
        try:
            self._context.desk.catalog.settling.settle(meanings)
        except GkdeskError as error:
            clear(self._trouble)
            text = label(str(error), 15, 600, RED, wrap=True)
            self._trouble.addWidget(notice("red", "circle-alert", (text, 1), width=2))
            return
        super().accept()

    def _group(self, kind: QuestionKind, questions: Sequence[Question]) -> QWidget:
        lines = column(
            label(kind.label, 16, 700),
            label(ABOUT[kind], 13, 400, INK3, wrap=True),
            gap=6,
            margins=(14, 10, 14, 12),
        )
        for question in questions:
            lines.addWidget(self._line(question))
        return card(lines)

    def _line(self, question: Question) -> QWidget:
        combo = CalmCombo()
        combo.setFont(font(15))
        combo.setAccessibleName(f"{question.kind.label}：{question.text}")
        combo.setEditable(question.free)
        combo.addItem(LATER)
        combo.addItems(list(question.choices))
        combo.setFixedWidth(px(300))
        self.answers.append((question, combo))
        words = column(
            Elided(question.text.replace("\n", " "), 15, 600),
            label(f"{question.where}起，共{question.count}处", 13, 400, INK3),
            gap=0,
        )
        return box(row((box(words), 1), combo, gap=12))
