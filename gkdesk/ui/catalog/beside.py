"""Two wordings beside each other, what the other side lacks marked in red and bold."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.catalog.versionrows import pieces
from gkdesk.ui.look import INK, INK2, RED, font, shade
from gkdesk.ui.widgets.basic import column, label, row

Field = tuple[str, str, str]  # label, left, right
BOLD, MEDIUM = 700, 600


class SideBySide(QWidget):
    """A left and a right pane of one item's fields."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = label("", 14, 600, INK2), label("", 14, 600, INK2)
        self.panes = self._pane("左边"), self._pane("右边")
        sides = [
            column(head, (pane, 1), gap=4)
            for head, pane in zip(self.heads, self.panes, strict=True)
        ]
        self.setLayout(row(gap=12))
        layout = self.layout()
        assert layout is not None  # noqa: S101 - set in the line above
        for side in sides:
            holder = QWidget()
            holder.setLayout(side)
            layout.addWidget(holder)

    def show_fields(self, left: str, right: str, fields: list[Field]) -> None:
        """Show fields under the two titles; an empty list clears both panes."""
        for head, words in zip(self.heads, (left, right), strict=True):
            head.setText(words)
        for pane in self.panes:
            pane.clear()
        for name, before, after in fields:
            for pane, runs in zip(
                self.panes, pieces(*map(shown_name, (before, after))), strict=True
            ):
                _add(pane, name, runs)
        for pane in self.panes:
            pane.moveCursor(QTextCursor.MoveOperation.Start)

    @staticmethod
    def _pane(name: str) -> QTextEdit:
        made = QTextEdit()
        made.setReadOnly(True)
        made.setFont(font(15))
        made.setAccessibleName(name)
        made.setTabChangesFocus(True)
        return made


def _add(pane: QTextEdit, name: str, runs: list[tuple[str, bool]]) -> None:
    cursor = pane.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(f"{name}\n", _format(INK2, MEDIUM))
    for text, differs in runs or [("（空）", False)]:
        cursor.insertText(text, _format(RED, BOLD) if differs else _format(INK, 400))
    cursor.insertText("\n\n", _format(INK, 400))


def _format(colour: str, weight: int) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font(15, weight))
    made.setForeground(shade(colour))
    return made
