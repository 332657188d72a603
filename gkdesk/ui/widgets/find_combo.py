"""A drop-down one types into: any part of an entry finds it, or how it sounds."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from gkdesk.base import pinyin
from gkdesk.base.pinyin import Typed

from .calm_combo import CalmCombo


class FindCombo(CalmCombo):
    """Hundreds of entries: typing a few characters lists those that hold them.

    Letters list those that sound so after them. Its data is that of the entry whose words stand in
    it; words of no entry are put back to the entry chosen before when the focus leaves.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._listed = QStringListModel(self)
        completer = QCompleter(self._listed, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.popup().setFont(self.font())
        self.setCompleter(completer)
        edit: Any = self.lineEdit()
        # comes before the line edit asks the completer for its list
        edit.textEdited.connect(lambda typed: self._listed.setStringList(self.fit(typed)))

    def fit(self, typed: str) -> list[str]:
        """Return the entries that hold what was typed, then those that sound so."""
        words = typed.strip()
        texts = [self.itemText(at) for at in range(self.count())]
        folded = words.casefold()
        found = [text for text in texts if folded in text.casefold()]
        if pinyin.sounds(words):
            sound, held = Typed(words), set(found)
            passes = sound.sieve({sign for text in texts for sign in text})
            ranked = [
                (rank, text)
                for text in texts
                if text not in held and passes(text) and (rank := sound.rank(text)) is not None
            ]
            found += [text for _, text in sorted(ranked, key=lambda pair: pair[0])]
        return found

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed when it names one entry, else show the chosen one again."""
        typed = self.currentText().strip()
        exact = self.findText(typed)
        if exact < 0:
            inside = self.fit(typed) if typed else []
            exact = self.findText(inside[0]) if len(inside) == 1 else self.currentIndex()
        self.setCurrentIndex(exact)
        self.setEditText(self.itemText(exact))
        super().focusOutEvent(event)
