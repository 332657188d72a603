"""How the cells of the entry grid are painted and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen, QStaticText, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gkdesk.ui.look import (
    ACCENT,
    AMBER_TINT,
    BG,
    FOCUS,
    INK,
    INK2,
    RED,
    RED_TINT,
    TINT,
    TINT2,
    dressed,
    font,
    px,
    shade,
)
from gkdesk.village.entrycell import AUTO, CARRIED, EMPTY, SUM, WORDS, Cell

if TYPE_CHECKING:
    from .entry_view import EntryView

Index = QModelIndex | QPersistentModelIndex
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft)
MOST_SHAPED = 4000  # texts kept as glyphs: more than a few screens of the widest sheet
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
_ASIDE = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_SPACED = 5  # text sheets wrap: so many pixels above and below
_TWO_LINES = 1.8  # a text that may need more begins at the top


class EntryDelegate(QStyledItemDelegate):
    """Paints straight from the grid: Qt's own way asks for seven roles a cell and styles each."""

    def __init__(self, view: EntryView) -> None:
        super().__init__(view)
        self._view = view
        self.sized()

    def sized(self) -> None:
        """Take the present type size."""
        self._body, self._bold = font(15), font(15, 600)
        self._pad, self._letter = px(8), px(15)
        self._colours = {name: shade(name) for name in (
            ACCENT, AMBER_TINT, BG, FOCUS, INK, INK2, RED, RED_TINT, TINT, TINT2, "#FFFFFF",
        )}  # fmt: skip
        self._frame = QPen(self._colours[FOCUS], 2)
        self._shaped: dict[tuple[str, int, bool], tuple[QStaticText, float, float]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state = option.state  # type: ignore[attr-defined]
        model = self._view.entry
        cell = model.cell(index)
        found = model.mark_of(cell)
        wrong = found.blocking and not found.missing if found else None
        back, ink = self._tones(cell, blocking=wrong)
        if QStyle.StateFlag.State_Selected in state:
            back = TINT if back in ("#FFFFFF", BG) else back
        painter.fillRect(area, self._colours[back])
        if text := cell.shown():
            self._write(painter, area, cell, text, ink)
        if found is not None or cell.mark == CARRIED:
            self._corner(painter, area, RED if wrong else ACCENT)
        if index == self._view.currentIndex():
            painter.setPen(self._frame)
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _tones(self, cell: Cell, *, blocking: bool | None) -> tuple[str, str]:
        if cell.fault or blocking:
            return RED_TINT, RED
        if blocking is not None:
            return AMBER_TINT, INK
        if cell.role in (WORDS, EMPTY, SUM):
            return BG, INK2 if cell.role == WORDS else INK
        if cell.mark == CARRIED:
            return TINT2, INK
        return "#FFFFFF", INK2 if cell.mark == AUTO else INK

    def _write(self, painter: QPainter, area: QRect, cell: Cell, text: str, ink: str) -> None:
        bold = cell.role == SUM
        painter.setPen(self._colours[ink])
        painter.setFont(self._bold if bold else self._body)
        if self._view.wraps and cell.role != WORDS:
            inner = area.adjusted(self._pad, 0, -self._pad, 0)
            long = len(text) * self._letter > _TWO_LINES * inner.width() or "\n" in text
            inner = inner.adjusted(0, px(_SPACED), 0, -px(_SPACED))
            painter.drawText(inner, _LEFT | _WRAP | (0 if long else _MIDDLE), text)
            return
        room = area.width() - 2 * self._pad
        shaped, wide, high = self._shape(painter, text, room, bold=bold)
        align = cell.column.align if cell.column else "L"
        if cell.role == WORDS and cell.column is None and text.isdecimal():
            align = "C"
        left = area.x() + self._pad
        if align == "R":
            left += int(room - wide)
        elif align == "C":
            left += int((room - wide) / 2)
        painter.drawStaticText(left, area.y() + int((area.height() - high) / 2), shaped)

    def _shape(
        self, painter: QPainter, text: str, room: int, *, bold: bool
    ) -> tuple[QStaticText, float, float]:
        """Return a text set once: its glyphs are found and measured for the first frame only."""
        key = (text, room, bold)
        found = self._shaped.get(key)
        if found is None:
            one = text.replace("\n", " ")
            if len(one) * self._letter > room:
                one = painter.fontMetrics().elidedText(one, Qt.TextElideMode.ElideRight, room)
            made = QStaticText(one)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=painter.font())
            if len(self._shaped) > MOST_SHAPED:
                self._shaped.clear()
            found = self._shaped[key] = (made, made.size().width(), made.size().height())
        return found

    def _corner(self, painter: QPainter, area: QRect, colour: str) -> None:
        """Mark the cell's corner, so that it is not told by its colour alone."""
        size = px(7)
        painter.fillRect(area.right() - size, area.top(), size, size, self._colours[colour])

    # editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: QLineEdit | QPlainTextEdit
        if self._view.wraps and self._view.entry.cell(index).column is not None:
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
        else:
            editor = QLineEdit(parent)
            editor.setFrame(False)
        editor.setFont(QFont(self._body))
        editor.setObjectName("celleditor")
        sheet = (
            f"#celleditor {{ border: 2px solid {FOCUS}; border-radius: 0; min-height: 0;"
            f" padding: 0 {px(5)}px; background: white; }}"
        )
        editor.setStyleSheet(dressed(sheet))
        editor.setAccessibleName(self._view.entry.grid.name_of(index.row(), index.column()))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = self._view.entry.cell(index).text
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        self._view.typed(index, _text_of(editor))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]  # missing in the stubs

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes down, Tab right; what was typed is taken. Alt+Enter is a line end."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(
            watched, (QLineEdit, QPlainTextEdit)
        ):
            return super().eventFilter(watched, event)
        key: Any = event
        step = self._step(key, watched)
        if step is None:
            return super().eventFilter(watched, event)
        if step == (0, 0):
            assert isinstance(watched, QPlainTextEdit)  # noqa: S101 - see _step
            watched.insertPlainText("\n")
            return True
        self.commitData.emit(watched)
        self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
        self._view.step(*step)
        return True

    def _step(self, event: QKeyEvent, editor: QWidget) -> tuple[int, int] | None:
        """Return where a key takes the cursor; ``None`` when it belongs to the editor."""
        shift = Qt.KeyboardModifier.ShiftModifier in event.modifiers()
        alt = Qt.KeyboardModifier.AltModifier in event.modifiers()
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if alt and isinstance(editor, QPlainTextEdit):
                return 0, 0
            if Qt.KeyboardModifier.ControlModifier in event.modifiers():
                return None
            return (-1, 0) if shift else (1, 0)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return (0, -1) if shift or key == Qt.Key.Key_Backtab else (0, 1)
        if alt or isinstance(editor, QPlainTextEdit):
            return None
        if key in _STEPS:
            return _STEPS[key]
        # as in a spreadsheet: while typing over a cell the arrows leave it, after F2 they do not
        return _ASIDE.get(key) if self._view.typing_over else None


def _text_of(editor: QWidget) -> str:
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()  # type: ignore[attr-defined]


def to_end(editor: QWidget) -> None:
    """Put the text cursor behind what stands in the cell, as F2 does."""
    if isinstance(editor, QLineEdit):
        editor.setCursorPosition(len(editor.text()))
    elif isinstance(editor, QPlainTextEdit):
        editor.moveCursor(QTextCursor.MoveOperation.End)


def replace_text(editor: QWidget | None, words: str) -> None:
    """Begin anew what stands in an editor."""
    if isinstance(editor, QLineEdit):
        editor.setText(words)
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(words)
        editor.moveCursor(QTextCursor.MoveOperation.End)
