"""The sums under the entry grid."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gkdesk.ui.look import BG, INK, LINE, font, px, shade
from gkdesk.village.entrylist import ListGrid

from .entry_view import MARGIN, ROW, EntryView


class SumBar(QWidget):
    """The sums of a table without parts: they stay in sight under the grid."""

    def __init__(self, view: EntryView) -> None:
        super().__init__()
        self._view = view
        self.setAccessibleName("合计")
        view.horizontalScrollBar().valueChanged.connect(lambda _at: self.update())
        view.horizontalHeader().sectionResized.connect(lambda *_: self.update())
        view.entry.dataChanged.connect(lambda *_: self.update())
        view.entry.modelReset.connect(self._again)
        view.selectionModel().currentChanged.connect(lambda *_: self.update())
        self._again()

    def _again(self) -> None:
        lines = self.lines()
        self.setVisible(bool(lines))
        self.setFixedHeight(px(ROW) * max(1, len(lines)))
        self.update()

    def lines(self) -> list[tuple[str, dict[str, str]]]:
        """Return each line's name and its sums by column."""
        grid = self._view.entry.grid
        if not isinstance(grid, ListGrid) or grid.told_in_words or grid.body.parts:
            return []
        summed = [column for column in grid.shown() if column.sum]
        if not summed:
            return []
        found = []
        if grid.body.group and not self._view.compact:
            group = grid.group_of(self._view.currentIndex().row())
            values = {c.key: grid.subtotal(c.key, group) for c in summed} if group else {}
            texts = {key: f"{value:,f}" for key, value in values.items() if value is not None}
            found.append((f"{group}{grid.body.subtotal}" if group else grid.body.subtotal, texts))
        total = {c.key: cell.shown() for c in summed if (cell := grid.total(c.key))}
        found.append((grid.body.total, total))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        grid = self._view.entry.grid
        if not isinstance(grid, ListGrid):
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade(BG))
        painter.setPen(shade(LINE))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setFont(font(15, 600))
        painter.setPen(shade(INK))
        head, left, high = self._view.horizontalHeader(), px(MARGIN), px(ROW)
        frozen = self._view.frozen
        edge = left + (frozen.width() - px(2) if frozen.isVisible() else 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        columns = grid.shown()
        first = next((at for at, column in enumerate(columns) if column.sum), 0)
        for at, (name, texts) in enumerate(self.lines()):
            room = left + head.sectionViewportPosition(first) - px(16)
            label = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(px(8), at * high, max(room, px(60)), high), middle, label)
            for place, column in enumerate(columns):
                start = left + head.sectionViewportPosition(place)
                if (text := texts.get(column.key, "")) and start >= edge:
                    area = QRect(start, at * high, head.sectionSize(place) - px(8), high)
                    painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignRight), text)
