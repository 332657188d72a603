"""Whose sheet is this? A printed name nobody knows is settled once, by typing a village's name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QWidget

from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label
from gkdesk.village.model import Village


class SettleDialog(QDialog):
    """Ask which village a printed name means; ``chosen`` is it after 记住."""

    def __init__(
        self, parent: QWidget, asked: str, near: Sequence[str], villages: Sequence[Village]
    ) -> None:
        super().__init__(parent)
        self._by_name = {village.name: village for village in villages}
        self.chosen: Village | None = None
        self.setWindowTitle("认定村名 — 政务公开工作台")
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setFont(font(16))
        self.box.setAccessibleName("村名")
        first = [name for name in near if name in self._by_name]
        self.box.addItems([*first, *(name for name in self._by_name if name not in first)])
        self.box.setCurrentIndex(0 if first else -1)
        completer = self.box.completer() or QCompleter(self.box.model(), self.box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.box.setCompleter(completer)
        self._keep = button("记住", "primary", "check", on=self._settled)
        self.box.currentTextChanged.connect(lambda _text: self._allow())
        close = f"最接近的是{'、'.join(first)}" if first else "没有相近的村名，请输入或选择"
        body = column(
            label(f"表上写的“{asked}”是哪个村？", 18, 700, wrap=True),
            label(f"{close}。认定后记在库里，以后不再问。", 14, 400, INK2, wrap=True),
            self.box,
            gap=12,
            margins=(22, 18, 22, 12),
        )
        foot = action_bar(None, button("取消", on=self.reject), self._keep)
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.resize(px(460), px(230))
        self._allow()

    def _allow(self) -> None:
        self._keep.setEnabled(self.box.currentText().strip() in self._by_name)

    def _settled(self) -> None:
        self.chosen = self._by_name.get(self.box.currentText().strip())
        self.accept()
