"""What stands above the table of an entry grid: stage, facts, day, note, and the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import COMPACT_BELOW, INK2, LOOK, font, px
from gkdesk.ui.widgets.basic import label
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.village.entrycell import Cell, hint
from gkdesk.village.entrylist import ListGrid

from .entry_model import EntryModel

REASON = "更正原因"
_FIELD = 290  # design pixels for a name and its field
_LINE = 42  # of one line of fields
MOST_LINES = 3  # in sight; beyond that the fields scroll, so that the table keeps its room


class HeadStrip(QScrollArea):
    """The fields above the table, so many in a line as there is room for.

    The reason of a correction is the strip's own: it is not part of the sheet until it is saved.
    """

    changed = Signal()

    def __init__(self, model: EntryModel, today: date, *, correcting: Callable[[], bool]) -> None:
        super().__init__()
        self._model, self._today, self._correcting = model, today, correcting
        self._lines: dict[int, tuple[Cell, QLineEdit]] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self.setWidget(self._inner)
        self._layout = QGridLayout(self._inner)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(px(8))
        self._layout.setVerticalSpacing(px(6))
        self._across = 0
        self._room = px(1200)
        self.stage = CalmCombo()
        self.stage.setFont(font(15))
        self.stage.setAccessibleName("阶段")
        self.reason = QLineEdit()
        self.reason.setFont(font(15))
        self.reason.setAccessibleName(REASON)
        self.reason.setPlaceholderText("会印在备注里")
        self.reason.setToolTip("如：支出合计少计100元")
        self.reason.textEdited.connect(lambda _text: self.changed.emit())
        if isinstance(model.grid, ListGrid):
            for key, words in model.grid.stages():
                self.stage.addItem(words, key)
        self.stage.activated.connect(self._staged)
        model.modelReset.connect(self.lay)
        model.dataChanged.connect(lambda *_: self.show_texts())

    def lay(self) -> None:
        """Set the fields out for the present stage and width."""
        across = max(1, self._room // px(_FIELD))
        self._take_up()
        self._lines, self._across = {}, across
        parts = self._parts()
        for at, (words, widget) in enumerate(parts):
            row, column = divmod(at, across)
            last = at == len(parts) - 1
            name = self._name(words, widget)
            self._layout.addWidget(name, row, column * 2)
            span = (across - column) * 2 - 1 if last else 1
            self._layout.addWidget(widget, row, column * 2 + 1, 1, span)
            widget.show()
        for column in range(across):
            self._layout.setColumnStretch(column * 2 + 1, 1)
        lines = -(-len(parts) // across)
        most = MOST_LINES if self._room / LOOK.scale >= COMPACT_BELOW else MOST_LINES - 1
        self._layout.setRowStretch(lines, 1)
        self.setFixedHeight(px(_LINE) * min(lines, most))
        self.show_texts()

    def _take_up(self) -> None:
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in (self.stage, self.reason):
                widget.hide()
                widget.deleteLater()
        for line in range(self._layout.rowCount()):
            self._layout.setRowStretch(line, 0)
        for at in range(self._layout.columnCount()):
            self._layout.setColumnStretch(at, 0)

    def _parts(self) -> list[tuple[str, QWidget]]:
        """Return the fields with their names, in their order."""
        parts: list[tuple[str, QWidget]] = []
        if self.stage.count() > 1:
            parts.append(("阶段", self.stage))
        heads = self._model.grid.heads()
        parts += [(cell.column.label if cell.column else "", self._line(cell)) for cell in heads]
        correcting = self._correcting()
        if not correcting:
            self.reason.hide()  # shown by ``lay``, once it has a parent
        return [*parts, (REASON, self.reason)] if correcting else parts

    def refit(self, width: int) -> None:
        """Set the fields out anew when more or fewer fit in a line."""
        self._room = width
        if max(1, width // px(_FIELD)) != self._across:
            self.lay()

    def _name(self, words: str, buddy: QWidget) -> QLabel:
        made = label(words, 14, 600, INK2)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setBuddy(buddy)
        return made

    def _line(self, cell: Cell) -> QLineEdit:
        made = QLineEdit()
        made.setFont(font(15))
        if cell.column is not None:
            made.setAccessibleName(cell.column.label)
            made.setToolTip(hint(cell.column))
            required = "必填" if cell.column.required else ""
            made.setPlaceholderText(required)
        made.editingFinished.connect(partial(self._typed, cell, made))
        self._lines[id(cell)] = (cell, made)
        return made

    def _typed(self, cell: Cell, line: QLineEdit) -> None:
        if line.text() != cell.text:
            self._model.type(cell, line.text(), lambda text: parse_day(text, self._today))

    def _staged(self, at: int) -> None:
        self._model.set_stage(self.stage.itemData(at))

    def show_texts(self) -> None:
        """Show what the cells hold, and which are wrong."""
        grid = self._model.grid
        self.stage.setCurrentIndex(max(0, self.stage.findData(grid.stage)))
        for cell, line in self._lines.values():
            if not line.hasFocus() or not line.isModified():
                line.setText(cell.text)
            found = self._model.mark_of(cell)
            self._flag(line, wrong=bool(cell.fault or (found and found.blocking)))
            told = self._model.told(cell)
            line.setToolTip(told or (hint(cell.column) if cell.column else ""))

    @staticmethod
    def _flag(line: QLineEdit, *, wrong: bool) -> None:
        if bool(line.property("err")) != wrong:
            line.setProperty("err", "1" if wrong else None)
            line.style().unpolish(line)
            line.style().polish(line)

    def go_to(self, cell: Cell) -> bool:
        """Put the focus on a field."""
        found = self._lines.get(id(cell))
        if found is None:
            return False
        self.ensureWidgetVisible(found[1])
        found[1].setFocus()
        found[1].selectAll()
        return True

    def field(self, key: str) -> QLineEdit:
        """Return a field by its key: ``open_on``, ``note`` or ``field.…``."""
        return self._lines[id(self._model.grid.head[key])][1]
