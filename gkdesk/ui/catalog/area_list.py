"""The areas of the catalog: name, number of items, a red dot where something is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gkdesk.ui.look import ACCENT, INK, INK3, RED, TINT, font, px, shade

ALL = "全部领域"
_NAME = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_GAPS = Qt.ItemDataRole.UserRole + 2
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class _Delegate(QStyledItemDelegate):
    """Name at the left, count at the right, the dot between them."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), px(34))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRectF = QRectF(option.rect)  # type: ignore[attr-defined]  # missing in the stubs
        chosen = QStyle.StateFlag.State_Selected in option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(TINT))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), px(6), px(6))
        count = str(index.data(_COUNT))
        painter.setFont(font(13))
        painter.setPen(shade(INK3))
        room = painter.fontMetrics().horizontalAdvance("0000")
        painter.drawText(area.adjusted(0, 0, -px(8), 0), _RIGHT, count)
        right = area.right() - px(12) - room
        if index.data(_GAPS):
            dot = px(8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(RED))
            painter.drawEllipse(QRectF(right - dot, area.center().y() - dot / 2, dot, dot))
            right -= dot + px(4)
        painter.setFont(font(15, 600 if chosen else 400))
        painter.setPen(shade(ACCENT if chosen else INK))
        words = area.adjusted(px(8), 0, 0, 0)
        words.setRight(right)
        shown = painter.fontMetrics().elidedText(
            str(index.data(_NAME)), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, _MIDDLE, shown)
        painter.restore()


class AreaList(QListWidget):
    """One line for each area; ``chosen`` says which, "" for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(15))
        self.setAccessibleName("领域")
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(lambda *_items: self.chosen.emit(self.area()))

    def fill(self, areas: Sequence[tuple[str, int]], gaps: Mapping[str, int]) -> None:
        """Show areas with their items and gaps; the chosen one stays chosen."""
        before = self.area() or ALL
        whole = sum(count for _name, count in areas)
        self.blockSignals(True)
        self.clear()
        lines = [(ALL, whole, sum(gaps.values())), *((a, n, gaps.get(a, 0)) for a, n in areas)]
        for name, count, missing in lines:
            said = f"，{missing}项应公开未公开" if missing else ""
            entry = QListWidgetItem(f"{name}  {count}")
            entry.setData(_NAME, name)
            entry.setData(_COUNT, count)
            entry.setData(_GAPS, missing)
            entry.setToolTip(f"{name}：{count}项{said}")
            entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}，{count}项{said}")
            self.addItem(entry)
            if name == before:
                self.setCurrentItem(entry)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(0)
        self.blockSignals(False)

    def area(self) -> str:
        """Return the chosen area, ``""`` for all."""
        entry = self.currentItem()
        name = str(entry.data(_NAME)) if entry else ""
        return "" if name == ALL else name

    def choose(self, area: str) -> None:
        """Choose an area by its name; all when there is none of it."""
        for at in range(self.count()):
            if self.item(at).data(_NAME) == (area or ALL):
                self.setCurrentRow(at)
                return
