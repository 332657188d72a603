"""A drop-down that does not change by accident."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox


class CalmCombo(QComboBox):
    """A drop-down the wheel changes only when it has the focus, no wider than its place.

    ``whole`` makes it as wide as its longest choice. Else a long choice is cut in the closed
    field, and stands whole in its tip and in the open list.
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        narrow = self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToContents if whole else narrow)
        self.setMinimumContentsLength(0 if whole else 8)
        self.currentTextChanged.connect(lambda _words: self._tell())

    def showPopup(self) -> None:
        bar = self.view().verticalScrollBar().sizeHint().width()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar)
        super().showPopup()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        box = QStyleOptionComboBox()
        self.initStyleOption(box)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, box, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        cut = self.fontMetrics().horizontalAdvance(self.currentText()) > field.width()
        self.setToolTip(self.currentText() if cut else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
