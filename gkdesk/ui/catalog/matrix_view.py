"""应公开情况: items down, periods across, one sign a cell; painted straight from the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
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
from gkdesk.catalog.duedays import period_words
from gkdesk.catalog.duemodel import STATES, Matrix, Row, Span
from gkdesk.ui.look import BG, FOCUS, INK, LINE, LINE_SOFT, SURFACE, TINT, dressed, font, px, shade

from .due_states import CELLS

Index = QModelIndex | QPersistentModelIndex
_NAME, _SHORT, _ROW = 250, 180, 34  # design pixels
_WIDTHS = {"": 76, "H": 84, "Q": 72, "-": 58}  # a year, half-year, quarter, month
_STYLE = f"""
QTableCornerButton::section {{ background: {BG}; border: 0; border-bottom: 1px solid {LINE}; }}
QHeaderView {{ background: {SURFACE}; border: 0; }}
QHeaderView::section:vertical {{ background: {SURFACE}; font-weight: 400; color: {INK};
  border-right: 1px solid {LINE}; border-bottom: 1px solid {LINE_SOFT}; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
"""
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class MatrixModel(QAbstractTableModel):
    """A matrix behind the view; Qt asks only for what is on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matrix = Matrix((), ())

    def fill(self, matrix: Matrix) -> None:
        self.beginResetModel()
        self.matrix = matrix
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.matrix.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.matrix.spans)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal:
            return self._head(self.matrix.spans[section], role)
        item = self.matrix.rows[section].item
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{item.area} · {item.key}\n{shown_name(item.name)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, span = self.matrix.rows[index.row()], self.matrix.spans[index.column()]
        state = row.cell(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return CELLS[state][0]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{shown_name(row.item.name)}，{period_words(span.label)}：{state.label}"
        return None

    def name(self, at: int) -> str:
        """Return an item's words for the left edge: its two deepest levels."""
        item = self.matrix.rows[at].item
        levels = [one for one in (item.level1, item.level2, item.level3) if one]
        return shown_name(" / ".join(levels[-2:]) or item.name)

    def _head(self, span: Span, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            year, rest = span.label[:4], span.label[4:]
            if rest[:1] == "Q":
                return f"{year[2:]}年{'一二三四'[int(rest[1:]) - 1]}季"
            if rest[:1] == "H":
                return f"{year}{'上下'[int(rest[1:]) - 1]}"
            return f"{year[2:]}.{int(rest[1:])}" if rest[:1] == "-" else f"{year}年"
        return period_words(span.label) if role == Qt.ItemDataRole.ToolTipRole else None


class _Delegate(QStyledItemDelegate):
    """Paints one sign on its tint: Qt's own way asks seven roles a cell."""

    def __init__(self, view: MatrixView) -> None:
        super().__init__(view)
        self._view = view
        self._font = font(14, 600)
        self._frame, self._line = QPen(shade(FOCUS), px(2)), QPen(shade(LINE_SOFT), 1)
        self._tones = [
            (sign, shade(ink), shade(back)) for sign, ink, back in (CELLS[s] for s in STATES)
        ]
        self._chosen = shade(TINT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state = option.state  # type: ignore[attr-defined]
        row = self._view.rows.matrix.rows[index.row()]
        sign, ink, back = self._tones[row.codes[index.column()]]
        chosen = QStyle.StateFlag.State_Selected in state
        painter.fillRect(area, self._chosen if chosen and not sign else back)
        painter.setPen(self._line)
        painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if sign:
            painter.setFont(self._font)
            painter.setPen(ink)
            painter.drawText(area, _CENTRE, sign)
        if QStyle.StateFlag.State_HasFocus in state or (chosen and self._view.is_current(index)):
            painter.setPen(self._frame)
            painter.drawRect(area.adjusted(1, 1, -2, -2))


class MatrixView(QTableView):
    """The matrix: arrows move, Enter opens, Ctrl+C copies the chosen cells."""

    looked = Signal(object, object)  # Row, Span
    opened = Signal(object, object)

    def __init__(self, *, wide: bool) -> None:
        super().__init__()
        self.rows = MatrixModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("应公开情况")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        head, side = self.horizontalHeader(), self.verticalHeader()
        head.setFont(font(13, 600))
        head.setFixedHeight(px(36))
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setFont(font(14))
        side.setDefaultSectionSize(px(_ROW))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setHighlightSections(False)
        side.setTextElideMode(Qt.TextElideMode.ElideRight)
        side.setFixedWidth(px(_NAME if wide else _SHORT))
        self.setCornerButtonEnabled(False)
        self.setStyleSheet(dressed(_STYLE))
        self.selectionModel().currentChanged.connect(self._look)

    def fill(self, matrix: Matrix, today: date) -> None:
        """Show a matrix; the cell where the clerk was stays, else the newest begun period shows."""
        before = self.cell()
        self.rows.fill(matrix)
        metrics = QFontMetrics(font(14, 600))
        for at, span in enumerate(matrix.spans):
            shown = str(self.rows.headerData(at, Qt.Orientation.Horizontal))
            least = metrics.horizontalAdvance(shown) + px(24)
            self.setColumnWidth(at, max(px(_WIDTHS.get(span.label[4:5], 72)), least))
        if not matrix.rows:
            return
        keys = [row.item.key for row in matrix.rows]
        labels = [span.label for span in matrix.spans]
        row = keys.index(before[0].item.key) if before and before[0].item.key in keys else 0
        same = before is not None and before[1].label in labels
        at = labels.index(before[1].label) if same and before else newest(matrix.spans, today)
        index = self.rows.index(row, at)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def cell(self) -> tuple[Row, Span] | None:
        """Return the cell under the cursor."""
        return self._at(self.currentIndex())

    def is_current(self, index: Index) -> bool:
        now = self.currentIndex()
        return now.row() == index.row() and now.column() == index.column()

    def as_tsv(self) -> str:
        """Return the chosen cells with items and periods, as WPS and Excel paste them."""
        places = {(index.row(), index.column()) for index in self.selectedIndexes()}
        columns = sorted({column for _row, column in places})
        matrix = self.rows.matrix
        lines = ["\t".join(["公开事项", *(matrix.spans[at].label for at in columns)])]
        for row in sorted({row for row, _column in places}):
            states = (matrix.rows[row].cell(at).label for at in columns)
            lines.append("\t".join([self.rows.name(row).replace("\t", " "), *states]))
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (found := self.cell()):
            self.opened.emit(*found)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.as_tsv())
        else:
            super().keyPressEvent(event)

    def _at(self, index: QModelIndex) -> tuple[Row, Span] | None:
        if not index.isValid():
            return None
        matrix = self.rows.matrix
        return matrix.rows[index.row()], matrix.spans[index.column()]

    def _look(self, index: QModelIndex) -> None:
        if found := self._at(index):
            self.looked.emit(*found)


def newest(spans: Sequence[Span], today: date) -> int:
    """Return the place of the last span that has begun."""
    begun = [at for at, span in enumerate(spans) if span.first <= today]
    return begun[-1] if begun else 0
