"""The field in the top bar that opens 查找: it takes a click or Enter, no letters of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from gkdesk.ui import icons
from gkdesk.ui.look import INK2, font, px

OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FindLine(QLineEdit):
    """Looks like a field, so that a clerk sees at once where to look for something."""

    def __init__(self, on: Callable[[], object]) -> None:
        super().__init__()
        self._on = on
        self.setReadOnly(True)
        self.setFont(font(15))
        self.setPlaceholderText("查找申请、信息、村名、文号（可用拼音首字母）")
        self.setToolTip("查找（Ctrl+K）")
        self.setAccessibleName("查找，按 Enter 打开")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.addAction(icons.icon("search", 18, INK2), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(px(120))
        self.setMaximumWidth(px(440))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING:
            self._on()
        else:
            super().keyPressEvent(event)
