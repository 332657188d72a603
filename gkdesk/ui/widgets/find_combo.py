"""A drop-down one types into: any part of an entry finds it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from .calm_combo import CalmCombo


class FindCombo(CalmCombo):
    """Hundreds of entries: typing a few characters lists those that hold them.

    Its data is that of the entry whose words stand in it; words of no entry are put back to the
    entry chosen before when the focus leaves.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.popup().setFont(self.font())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed when it names one entry, else show the chosen one again."""
        typed = self.currentText().strip()
        exact = self.findText(typed)
        if exact < 0:
            inside = [at for at in range(self.count()) if typed and typed in self.itemText(at)]
            exact = inside[0] if len(inside) == 1 else self.currentIndex()
        self.setCurrentIndex(exact)
        self.setEditText(self.itemText(exact))
        super().focusOutEvent(event)
