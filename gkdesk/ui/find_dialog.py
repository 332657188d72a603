"""查找 (Ctrl+K): type a few words, choose with the arrows, Enter opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.search.finder import Hit

from .context import Context
from .look import INK2, font, style_sheet
from .widgets.basic import button, column, label, open_at, row
from .widgets.rows_table import Column, PillOf, RowsTable

WAIT_MS = 120  # after the last key
_TONES = {
    "申请": ("blue", "inbox"), "公开信息": ("green", "newspaper"), "村": ("amber", "landmark"),
    "目录事项": ("slate", "book-open"), "文书": ("slate", "file-text"), "同步包": ("slate", "usb"),
    "可以做的事": ("blue", "arrow-right"),
}  # fmt: skip
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def _pill(hit: Hit) -> PillOf:
    tone, icon = _TONES[hit.kind]
    return (hit.kind, tone, icon)


COLUMNS = (
    Column("种类", 130, lambda hit: hit.kind, pill=_pill),
    Column("找到的", 0, lambda hit: hit.title, bold=True),
    Column("说明", 300, lambda hit: hit.detail, optional=True),
)
HINT = "申请人、申请内容、编号、标题、文号、村名、事项名称，写其中几个字或拼音（首字母）就行。"


class FindDialog(QDialog):
    """``chosen`` is what the clerk opened."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self.chosen: Hit | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.look)
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("查找 — 政务公开工作台")
        self.words = QLineEdit()
        self.words.setFont(font(17))
        self.words.setPlaceholderText("查找：姓名、编号、标题、村名，或者要做的事")
        self.words.setAccessibleName("查找")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _text: self._wait.start())
        self.words.installEventFilter(self)
        self.table = RowsTable(COLUMNS, "找到的")
        self.table.opened.connect(self._take)
        self.told = label(HINT, 14, 400, INK2, wrap=True)
        self.go = button("打开", "primary", on=self.open_chosen)
        self.setLayout(
            column(
                self.words, (self.table, 1), row((self.told, 1), self.go, gap=10),
                gap=10, margins=(18, 16, 18, 14),
            )
        )  # fmt: skip
        self.go.setEnabled(False)
        open_at(self, 880, 520)

    def look(self) -> None:
        """Look for what stands in the box."""
        self._wait.stop()
        words = self.words.text().strip()
        try:
            found = self._context.desk.finder.find(words)
        except GkdeskError as error:
            self.table.fill([])
            self.told.setText(str(error))
            return
        if found != self.table.shown():
            self.table.fill(found)
            self.table.selectRow(0)
        self.go.setEnabled(bool(found))
        if words and not self._context.desk.finder.whole:
            self.told.setText("正在打开早年的申请和信息，马上列全……")
            self._wait.start()  # each look opens some more
            return
        more = "可以试试少写几个字，早年的申请在“依申请公开”里按年份找。"
        nothing = f"没有找到“{words[:20]}”。{more}"
        self.told.setText(nothing if words and not found else HINT)

    def open_chosen(self) -> None:
        """Open the chosen line; what was typed in the last moment is looked for first."""
        if self._wait.isActive():
            self.look()
        self._take(self.table.current())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list and Enter open while the box has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                QApplication.sendEvent(self.table, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_chosen()
                return True
        return super().eventFilter(watched, event)

    def _take(self, hit: Hit | None) -> None:
        if hit is not None:
            self.chosen = hit
            self.accept()
