"""A list whose rows are ticked: Space, Ctrl+A, a click on the box; rows that cannot be are grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gkdesk.ui import icons
from gkdesk.ui.look import ACCENT, LINE2, TINT, px, shade

from .rows_table import ROW, Column, RowsTable

TICK_WIDTH = 40


class TickTable(RowsTable):
    """``ticked`` when the choice changes; ``key`` names a row, ``may`` says what can be ticked."""

    ticked = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        *,
        key: Callable[[Any], str],
        may: Callable[[Any], bool],
        cannot: str = "不能打印",
    ) -> None:
        self._key, self._may, self._cannot = key, may, cannot
        self.chosen: set[str] = set()
        box = Column("", TICK_WIDTH, self._spoken)
        super().__init__((box, *columns), name)
        self.setItemDelegateForColumn(0, _Box(self))
        self.horizontalHeader().setMinimumSectionSize(px(TICK_WIDTH) // 2)
        self.horizontalHeader().sectionClicked.connect(self._tick_head)

    def set_ticks(self, keys: set[str]) -> None:
        self.chosen = keys
        self.viewport().update()
        self.ticked.emit()

    def tick_all(self, *, on: bool) -> None:
        """Tick or untick every row that is shown; rows a search hides stay as they are."""
        shown = {self._key(row) for row in self._rows() if self._may(row)}
        self.set_ticks(self.chosen | shown if on else self.chosen - shown)

    def toggle(self, row: object | None) -> None:
        if row is not None and self._may(row):
            self.set_ticks(self.chosen ^ {self._key(row)})

    def is_ticked(self, row: object) -> bool:
        return self._key(row) in self.chosen

    def may_tick(self, row: object) -> bool:
        return self._may(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle(self.current())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.tick_all(on=True)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = self.indexAt(event.position().toPoint())
        if at.isValid() and at.column() == 0 and event.button() == Qt.MouseButton.LeftButton:
            self.toggle(at.data(ROW))

    def ticked_rows(self) -> list[Any]:
        """Return the ticked rows that are shown, in their order."""
        return [row for row in self._rows() if self.is_ticked(row)]

    def _tick_head(self, at: int) -> None:
        """A click over the boxes ticks every shown row, or none if all were ticked."""
        if at == 0:
            every = all(self.is_ticked(row) for row in self._rows() if self._may(row))
            self.tick_all(on=not every)

    def _rows(self) -> list[Any]:
        return [self.rows.row(at) for at in range(self.rows.rowCount())]

    def _spoken(self, row: object) -> str:
        if not self._may(row):
            return self._cannot
        return "已选" if self.is_ticked(row) else "未选"


class _Box(QStyledItemDelegate):
    def __init__(self, table: TickTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        if QStyle.StateFlag.State_Selected in option.state:  # type: ignore[attr-defined]
            painter.fillRect(area, shade(TINT))
        row = index.data(ROW)
        side = px(20)
        place = QRectF(0, 0, side, side)
        place.moveCenter(QRectF(area).center())
        if self._table.is_ticked(row):
            icons.draw(painter, "square-check", place, ACCENT, 2.1)
        elif self._table.may_tick(row):
            icons.draw(painter, "square", place, LINE2, 1.9)
        else:
            icons.draw(painter, "minus", place, LINE2, 1.9)
