"""One table for every list: dataclass rows, described columns, pills, copy as TSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gkdesk.base.privacy import shown_name
from gkdesk.ui.look import INK3, TINT, font, px, shade

from .painted import draw_pill, pill_width

Index = QModelIndex | QPersistentModelIndex
PillOf = tuple[str, str, str]  # words, tone, icon
PILL = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2
PADDING = 22  # design pixels left and right of a cell's words, as the style sheet has it
LEAST_FREE = 230  # design pixels a table keeps for its free columns


@dataclass(frozen=True)
class Column:
    """How one column is filled; ``width`` 0 takes what the others leave."""

    label: str
    width: int
    text: Callable[[Any], str]
    pill: Callable[[Any], PillOf | None] | None = None
    bold: bool = False
    right: bool = False
    optional: bool = False  # may be left out when the window is narrow
    key: Callable[[Any], Any] | None = None  # what a click on the heading sorts by


class RowsModel(QAbstractTableModel):
    """Rows of any dataclass behind described columns."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._rows: Sequence[Any] = []
        self._faint: Callable[[Any], bool] = lambda _row: False
        self._arrows: dict[int, str] = {}

    def describe(self, columns: Sequence[Column]) -> None:
        """Take other columns and forget the rows, which were of another kind."""
        self.beginResetModel()
        self._columns, self._rows, self._arrows = list(columns), [], {}
        self.endResetModel()

    def mark(self, arrows: dict[int, str]) -> None:
        """Show beside these columns' headings how they are sorted."""
        self._arrows = arrows
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def fill(self, rows: Sequence[Any], faint: Callable[[Any], bool] | None = None) -> None:
        """Show these rows; ``faint`` ones are done with and drawn in grey."""
        self.hold(list(rows), faint)

    def hold(self, rows: Sequence[Any], faint: Callable[[Any], bool] | None = None) -> None:
        """Show these rows as ``fill`` does; a lazy sequence is only asked for what is seen."""
        self.beginResetModel()
        self._rows = rows
        self._faint = faint or (lambda _row: False)
        self.endResetModel()

    def row(self, at: int) -> Any:  # noqa: ANN401 - rows are any room's dataclass
        return self._rows[at]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].label + self._arrows.get(section, "")
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return shown_name(column.text(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.column(), row)
            case Qt.ItemDataRole.FontRole:
                return font(15, 600 if column.bold else 400)
            case Qt.ItemDataRole.ForegroundRole:
                return shade(INK3) if self._faint(row) else None
            case Qt.ItemDataRole.TextAlignmentRole if column.right:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return self._special(column, row, role)

    def _special(self, column: Column, row: object, role: int) -> object:
        if role == PILL:
            return column.pill(row) if column.pill else None
        return row if role == ROW else None

    def _spoken(self, at: int, row: object) -> str:
        if at == 0:
            return "，".join(f"{column.label}{column.text(row)}" for column in self._columns)
        return f"{self._columns[at].label}：{self._columns[at].text(row)}"


class _Delegate(QStyledItemDelegate):
    """Paints a pill where the column asks for one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        pill = index.data(PILL)
        if pill is None:
            super().paint(painter, option, index)
            return
        text, tone, icon = pill
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        chosen = QStyle.StateFlag.State_Selected in option.state  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(area, shade(TINT))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = area.y() + (area.height() - px(24)) / 2
        place = QRectF(area.x() + px(8), top, pill_width(text, icon), px(24))
        draw_pill(painter, place, text, tone, icon)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Measure wrapped words in the room they are drawn in: Qt forgets the cell's padding."""
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        if area.width() > px(PADDING):
            option = QStyleOptionViewItem(option)
            option.rect = area.adjusted(0, 0, -px(PADDING), 0)  # type: ignore[attr-defined]
        return super().sizeHint(option, index)


class RowsTable(QTableView):
    """A list: whole rows, 40 px high, Enter or double click opens, Ctrl+C copies as TSV.

    A click on the heading of a column with a ``key`` sorts by it: up, down, as given; Shift+click
    adds a second key.
    """

    opened = Signal(object)
    picked = Signal(object)
    sorted_anew = Signal()

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self._columns = list(columns)
        self.rows = RowsModel(columns, self)
        self._given: list[Any] = []
        self._faint: Callable[[Any], bool] | None = None
        self.order: list[tuple[int, bool]] = []  # columns sorted by; True: downwards
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(40))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(px(40))
        head.setFont(font(14, 600))
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if any(column.key is not None for column in columns):
            head.sectionPressed.disconnect()  # else the press would select the whole list
            head.sectionClicked.connect(self._head_clicked)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._pick)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Describe as many columns anew: the same list shows things of another kind."""
        self._columns = list(columns)
        self.rows.describe(columns)

    def fill(self, rows: Sequence[Any], faint: Callable[[Any], bool] | None = None) -> None:
        """Show these rows, sorted as before, and keep the place where the clerk was."""
        self._given, self._faint = list(rows), faint
        self._show(self.currentIndex().row())

    def sort(self, order: Sequence[tuple[int, bool]]) -> None:
        """Sort by these columns, the first one first; ``True`` is downwards; none: as given."""
        self.order = list(order)
        self.rows.mark({at: " ↓" if down else " ↑" for at, down in self.order})
        row = self.current()
        self._show(-1)
        place = self._goes_along(row)
        if place is not None:
            self.selectRow(place)
        self.sorted_anew.emit()

    def _goes_along(self, row: object) -> int | None:
        """Return where the chosen row stands now that the rows are sorted anew."""
        shown = self.shown()
        return shown.index(row) if row in shown else None

    def prepare(self, rows: Sequence[Any]) -> None:
        """Ask every column for its sort keys ahead: keys that are dear remember themselves."""
        for column in self._columns:
            if column.key is not None:
                for row in rows:
                    column.key(row)

    def heading(self, at: int) -> str:
        return self._columns[at].label

    def _head_clicked(self, at: int) -> None:
        if self._columns[at].key is None:
            return
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        others = [pair for pair in self.order if pair[0] != at] if shift else []
        before = dict(self.order).get(at)
        self.sort(others + ([] if before else [(at, before is False)]))

    def _show(self, place: int) -> None:
        rows = self._given
        for at, down in reversed(self.order):
            rows = sorted(rows, key=self._columns[at].key, reverse=down)
        self.rows.fill(rows, self._faint)
        if 0 <= place < len(rows):
            self.selectRow(place)
        self._fit()

    def current(self) -> Any | None:  # noqa: ANN401 - rows are any room's dataclass
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.as_tsv())
        else:
            super().keyPressEvent(event)

    def as_tsv(self) -> str:
        """Return the chosen rows as WPS and Excel paste them: what is seen is what is copied."""
        return self.tsv_of(self.selected())

    def tsv_of(self, rows: Sequence[Any]) -> str:
        """Return rows as WPS and Excel paste them, without the columns that have no heading."""
        shown = [column for column in self._columns if column.label]
        return "\n".join("\t".join(_plain(c.text(row)) for c in shown) for row in rows)

    def shown(self) -> list[Any]:
        """Return every row, as shown from the top."""
        return [self.rows.row(at) for at in range(self.rows.rowCount())]

    def selected(self) -> list[Any]:
        """Return the selected rows, from the top."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.rows.row(at) for at in places]

    def _fit(self) -> None:
        """Give the free columns what is left; optional ones go when that would be too little."""
        room = self.viewport().width()
        shown = list(enumerate(self._columns))
        for place in [pair for pair in reversed(shown) if pair[1].optional]:
            if sum(px(column.width) for _at, column in shown) + px(LEAST_FREE) > room:
                shown.remove(place)
        kept = {at for at, _column in shown}
        free = [at for at, column in shown if not column.width]
        rest = room - sum(px(column.width) for _at, column in shown)
        for at, column in enumerate(self._columns):
            self.setColumnHidden(at, at not in kept)
            even = max(px(96), rest // max(1, len(free)))
            self.setColumnWidth(at, px(column.width) if column.width else even)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows.row(index.row()))

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(self.rows.row(index.row()))


def _plain(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
