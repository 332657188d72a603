"""The first columns of the entry grid, kept in sight while the rest scrolls aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gkdesk.ui.look import INK3, dressed, px
from gkdesk.village.entrylist import ListGrid

from .entry_paint import EntryDelegate

if TYPE_CHECKING:
    from .entry_view import EntryView

MOST_SHARE = 0.5  # of the width: more would leave no room for what is typed


class Frozen(QTableView):
    """Lies over the grid's left edge and only shows; a click puts the grid's own cursor there."""

    def __init__(self, view: EntryView) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("frozen")
        self.setStyleSheet(dressed(f"#frozen {{ border: 0; border-right: 1px solid {INK3}; }}"))
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self.setItemDelegate(EntryDelegate(view))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollMode(view.verticalScrollMode())
        self.verticalHeader().hide()
        head, own = view.horizontalHeader(), self.horizontalHeader()
        own.setFont(head.font())
        own.setDefaultAlignment(head.defaultAlignment())
        own.setFixedHeight(head.height())
        own.setHighlightSections(False)
        own.setMinimumSectionSize(head.minimumSectionSize())
        self.verticalHeader().setDefaultSectionSize(view.verticalHeader().defaultSectionSize())
        self.clicked.connect(self._clicked)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        view.horizontalScrollBar().valueChanged.connect(self.follow)
        self.hide()

    def follow(self) -> None:
        """Show the columns that are scrolled out of sight, at their widths."""
        view, count = self._view, self.count()
        wide = sum(view.columnWidth(at) for at in range(count))
        seen = view.horizontalScrollBar().value() > 0 and count > 0
        if not seen or wide > view.viewport().width() * MOST_SHARE:
            self.hide()
            return
        for at in range(view.model().columnCount()):
            self.setColumnHidden(at, at >= count)
            if at < count:
                self.setColumnWidth(at, view.columnWidth(at))
        corner, high = view.viewport().geometry().topLeft(), self.horizontalHeader().height()
        room = view.viewport().height() + high
        self.setGeometry(corner.x(), corner.y() - high, wide + px(1), room)
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())
        self.show()

    def count(self) -> int:
        """Return how many columns stay: those that say whose row it is."""
        grid = self._view.entry.grid
        if not isinstance(grid, ListGrid) or grid.told_in_words:
            return 1
        columns = grid.shown()
        named = (at for at, c in enumerate(columns) if c.kind in ("name", "text") and c.required)
        return next(named, 0) + 1

    def _clicked(self, index: QModelIndex) -> None:
        self._view.go(index.row(), index.column())
        self._view.setFocus()
