"""The table of the entry grid: keys and clipboard as in WPS, and the sums under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
)

from gkdesk.base.errors import GkdeskError
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import BG, COMPACT_BELOW, LINE, LOOK, dressed, font, px
from gkdesk.village.entrycell import EMPTY, WORDS, Cell
from gkdesk.village.entrygrid import EntryGrid
from gkdesk.village.entrylist import ListGrid
from gkdesk.village.entrypaste import Plan, block_of, one_for_all, plan

from .entry_frozen import Frozen
from .entry_model import EntryModel
from .entry_paint import EntryDelegate, Index, replace_text, to_end

ROW, TALL_ROW = 31, 54  # design pixels; those of a text sheet hold two lines
MARGIN = 48
LEAST_UNIT = 7.2  # design pixels for one weight of width: narrower, and the table scrolls
LEAST_WIDTH = 56  # design pixels: two hanzi of a heading beside each other
Ask = Callable[[Plan], bool]


class EntryView(QTableView):
    """The grid on the screen.

    ``ask`` decides on a paste that does not simply fit; ``refused`` carries a sentence.
    """

    edited = Signal()
    refused = Signal(str)
    find_asked = Signal()

    def __init__(self, grid: EntryGrid, today: date, ask: Ask) -> None:
        super().__init__()
        self.today, self._ask = today, ask
        self.wraps = isinstance(grid, ListGrid) and grid.told_in_words
        self.typing_over = False
        self._run: int | None = None  # the column a run of Tabs began in
        self._stood = (-1, -1)  # the cursor before the rows were laid anew
        self.entry = EntryModel(grid, self)
        self.setModel(self.entry)
        self._delegate = EntryDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(f"{grid.form.name}的录入表格")
        self.setObjectName("entrygrid")
        sheet = (
            f"#entrygrid {{ gridline-color: {LINE}; border: 0; }}"
            f"#entrygrid QTableCornerButton::section {{ background: {BG}; border: 0; }}"
        )
        self.setStyleSheet(dressed(sheet))
        self.setTabKeyNavigation(False)
        self.setWordWrap(self.wraps)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._headings()
        self.frozen = Frozen(self)
        self._laid()
        self.setMinimumHeight(px(ROW) * 3)
        self.entry.modelAboutToBeReset.connect(self._remember)
        self.entry.modelReset.connect(self._laid)
        self.entry.undo.indexChanged.connect(self._changed)

    def _headings(self) -> None:
        head = self.horizontalHeader()
        head.setFont(font(14, 600))
        centre = Qt.AlignmentFlag.AlignCenter
        head.setDefaultAlignment(centre | Qt.TextFlag.TextWordWrap)
        head.setFixedHeight(px(42))
        head.setHighlightSections(False)
        head.setMinimumSectionSize(px(36))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        rows = self.verticalHeader()
        rows.setFixedWidth(px(MARGIN))
        rows.setFont(font(13))
        rows.setDefaultAlignment(centre)
        rows.setHighlightSections(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(TALL_ROW if self.wraps else ROW))

    def _changed(self, _at: int) -> None:
        self.edited.emit()

    def _remember(self) -> None:
        index = self.currentIndex()
        self._stood = (index.row(), index.column())

    def _laid(self) -> None:
        """Let the heading of a part stand over the whole table; the cursor stays where it was."""
        self.clearSpans()
        grid = self.entry.grid
        for row in range(grid.height):
            first = grid.cell(row, 0)
            rest = [grid.cell(row, at).role for at in range(1, grid.width)]
            if first.role == WORDS and rest and set(rest) == {EMPTY}:
                self.setSpan(row, 0, 1, grid.width)
        self.fit()
        if min(self._stood) >= 0:
            row, column = self._stood
            self.go(min(row, grid.height - 1), min(column, grid.width - 1))

    @property
    def compact(self) -> bool:
        return self.width() / LOOK.scale < COMPACT_BELOW

    def fit(self) -> None:
        """Share the width among the columns by their weights."""
        widths = [heading.width for heading in self.entry.grid.headings()]
        room = self.viewport().width()
        unit = max(px(LEAST_UNIT * 100) / 100, room / max(1, sum(widths)))
        narrow = [width for width in widths if width * unit < px(LEAST_WIDTH)]
        if narrow and room > len(narrow) * px(LEAST_WIDTH):
            rest = room - len(narrow) * px(LEAST_WIDTH)
            unit = max(px(LEAST_UNIT * 100) / 100, rest / max(1, sum(widths) - sum(narrow)))
        for at, width in enumerate(widths):
            self.setColumnWidth(at, max(px(LEAST_WIDTH), int(width * unit)))
        self.frozen.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, and out from under the frozen columns."""
        super().scrollTo(index, hint)
        bar = self.horizontalScrollBar()
        if index.column() < self.frozen.count():
            bar.setValue(0)
        elif self.frozen.isVisible():
            hidden = self.frozen.width() - self.visualRect(index).left()
            bar.setValue(bar.value() - max(0, hidden))

    # where the cursor is

    def current(self) -> Cell | None:
        index = self.currentIndex()
        return self.entry.cell(index) if index.isValid() else None

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        index = self.entry.index(row, column)
        # with Ctrl held down Qt's own way would add the cell to the selection
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)

    def go_to(self, cell: Cell) -> bool:
        """Put the cursor on a cell and the focus on the table, if it stands in it."""
        place = self.entry.grid.place(cell)
        if place is None:
            return False
        self.go(*place)
        self.setFocus()
        return True

    def step(self, down: int, right: int) -> None:
        """Go to the next cell one can type into, in the column or along the row."""
        grid, index = self.entry.grid, self.currentIndex()
        row, column = max(0, index.row()), max(0, index.column())
        if right:
            self._run = column if self._run is None else self._run
            self._along(row, column, right)
            return
        if self._run is not None:
            column, self._run = self._run, None
        row += down
        while 0 <= row < grid.height and not grid.cell(row, column).typed:
            row += down
        if 0 <= row < grid.height:
            self.go(row, column)

    def _along(self, row: int, column: int, right: int) -> None:
        grid = self.entry.grid
        at = row * grid.width + column + right
        while 0 <= at < grid.height * grid.width:
            place = divmod(at, grid.width)
            if grid.cell(*place).typed:
                if place[0] != row:
                    self._run = None
                self.go(*place)
                return
            at += right

    def jump(self, down: int, right: int, *, extend: bool = False) -> None:
        """Go to the edge of the filled cells, as Ctrl with an arrow does in a spreadsheet."""
        grid, index = self.entry.grid, self.currentIndex()
        row, column = max(0, index.row()), max(0, index.column())

        def filled(at: tuple[int, int]) -> bool:
            return bool(grid.cell(*at).text)

        def inside(at: tuple[int, int]) -> bool:
            return 0 <= at[0] < grid.height and 0 <= at[1] < grid.width

        here, after = (row, column), (row + down, column + right)
        if not inside(after):
            return
        run = filled(here) and filled(after)
        while inside(after) and filled(after) == run:
            here, after = after, (after[0] + down, after[1] + right)
        if not run and inside(after):
            here = after
        self._move_to(here, extend=extend)

    def _move_to(self, place: tuple[int, int], *, extend: bool) -> None:
        index = self.entry.index(*place)
        if not extend:
            self.go(*place)
            return
        ranges = self.selectionModel().selection()
        corner = self._corner(ranges)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(
            QItemSelection(corner, index), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)

    def _corner(self, ranges: QItemSelection) -> QModelIndex:
        """Return the corner of the selection that stays."""
        index = self.currentIndex()
        if ranges.isEmpty():
            return index
        first = ranges.first()
        row = first.bottom() if index.row() == first.top() else first.top()
        column = first.right() if index.column() == first.left() else first.left()
        return self.entry.index(row, column)

    def range(self) -> tuple[range, range]:
        """Return the rows and columns of the selection, at least the current cell."""
        chosen = [(i.row(), i.column()) for i in self.selectionModel().selectedIndexes()]
        if not chosen:
            index = self.currentIndex()
            chosen = [(max(0, index.row()), max(0, index.column()))]
        rows, columns = zip(*chosen, strict=True)
        return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)

    def chosen(self) -> list[Cell]:
        """Return the selected cells that can be typed into."""
        rows, columns = self.range()
        cells = (self.entry.grid.cell(row, column) for row in rows for column in columns)
        return [cell for cell in cells if cell.typed]

    # changes

    def day(self, text: str) -> date | None:
        return parse_day(text, self.today)

    def typed(self, index: Index, text: str) -> None:
        """Take what an editor holds."""
        self.entry.type(self.entry.cell(index), text, self.day)

    def clear(self) -> None:
        self.entry.clear(self.chosen())

    def copy(self) -> None:
        """Put the range on the clipboard as WPS and Excel paste it."""
        rows, columns = self.range()
        QApplication.clipboard().setText(self.entry.grid.tsv(rows, columns))

    def cut(self) -> None:
        self.copy()
        self.entry.put([(cell, type(cell.state)()) for cell in self.chosen()], "剪切")

    def paste(self) -> None:
        """Paste at the cursor; what does not simply fit is shown first."""
        text = QApplication.clipboard().text()
        if not text:
            return
        rows, columns = self.range()
        try:
            block = block_of(text)
            one = len(block) == 1 and len(block[0]) == 1
            if one and len(rows) * len(columns) > 1:
                made = one_for_all(self.chosen(), block[0][0], self.day)
            else:
                made = plan(self.entry.grid, (rows[0], columns[0]), block, self.day)
            if made.plain or self._ask(made):
                self.entry.paste(made)
        except GkdeskError as error:
            self.refused.emit(str(error))

    def fill(self, *, down: bool) -> None:
        """Fill the selection from its first row or column; a single one from its neighbour."""
        rows, columns = self.range()
        grid = self.entry.grid
        if down and len(rows) == 1:
            rows = range(max(0, rows[0] - 1), rows[-1] + 1)
        if not down and len(columns) == 1:
            columns = range(max(0, columns[0] - 1), columns[-1] + 1)
        puts = []
        for row in rows:
            for column in columns:
                source = grid.cell(rows[0], column) if down else grid.cell(row, columns[0])
                cell = grid.cell(row, column)
                if cell is source or not cell.typed or not source.typed or cell.column is None:
                    continue
                state = source.state
                if source.column is not cell.column:
                    state = grid.type(cell, source.text)
                puts.append((cell, state._replace(mark="")))
        self.entry.put(puts, "填充")

    def today_in(self) -> None:
        """Put today into the cell, when it takes a day."""
        cell = self.current()
        if cell is not None and cell.column is not None and cell.column.kind in ("date", "month"):
            self.entry.type(cell, "今天", self.day)
        else:
            self.refused.emit("这一格不是日期")

    def choose(self) -> None:
        """Open the list of what a cell may hold."""
        cell = self.current()
        if cell is None or cell.column is None or not cell.column.choices:
            return
        menu = QMenu(self)
        menu.setFont(font(15))
        for choice in cell.column.choices:
            action = menu.addAction(choice)
            action.triggered.connect(
                lambda _on=False, words=choice, to=cell: self.entry.type(to, words, self.day)
            )
            if choice == cell.text:
                menu.setActiveAction(action)
        corner = self.visualRect(self.currentIndex()).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(QPoint(corner.x(), corner.y() + 1)))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chord(event) or self._walk(event):
            event.accept()
            return
        key = event.key()
        if key == Qt.Key.Key_F2:
            self._edit_in_place()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_F9, Qt.Key.Key_F3):
            event.ignore()  # the window's
        else:
            if not event.text().strip():
                self._run = None  # Home, Page Down and their kind
            self.typing_over = True
            super().keyPressEvent(event)

    def _edit_in_place(self) -> None:
        self.typing_over = False
        index = self.currentIndex()
        if index.isValid() and self.entry.cell(index).typed:
            self.edit(index)
            editor = self.indexWidget(index) or QApplication.focusWidget()
            if editor is not None and editor is not self:
                to_end(editor)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Begin a cell with what an input method hands over at once, which Qt would lose."""
        words, index = event.commitString(), self.currentIndex()
        editing = self.state() == QAbstractItemView.State.EditingState
        if not words or editing or not index.isValid() or not self.entry.cell(index).typed:
            super().inputMethodEvent(event)
            return
        self.typing_over = True
        self.edit(index)
        replace_text(QApplication.focusWidget(), words)

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.typing_over = False
        super().mouseDoubleClickEvent(event)  # type: ignore[arg-type]

    def mousePressEvent(self, event: object) -> None:
        self._run = None
        super().mousePressEvent(event)  # type: ignore[arg-type]

    def _chord(self, event: QKeyEvent) -> bool:
        """Do what a key with Ctrl or Alt stands for; tell whether it did."""
        keys = QKeySequence(event.keyCombination())
        acts: dict[QKeySequence, Callable[[], object]] = {
            QKeySequence("Ctrl+C"): self.copy,
            QKeySequence("Ctrl+Ins"): self.copy,
            QKeySequence("Ctrl+X"): self.cut,
            QKeySequence("Ctrl+V"): self.paste,
            QKeySequence("Shift+Ins"): self.paste,
            QKeySequence("Ctrl+D"): lambda: self.fill(down=True),
            QKeySequence("Ctrl+R"): lambda: self.fill(down=False),
            QKeySequence("Ctrl+;"): self.today_in,
            QKeySequence("Alt+Down"): self.choose,
            QKeySequence("Ctrl+Z"): self.entry.undo.undo,
            QKeySequence("Ctrl+Y"): self.entry.undo.redo,
            QKeySequence("Ctrl+Shift+Z"): self.entry.undo.redo,
            QKeySequence("Ctrl+F"): self.find_asked.emit,
        }
        act = acts.get(keys)
        if act is not None:
            act()
        return act is not None

    def _walk(self, event: QKeyEvent) -> bool:
        control = Qt.KeyboardModifier.ControlModifier in event.modifiers()
        shift = Qt.KeyboardModifier.ShiftModifier in event.modifiers()
        key = Qt.Key(event.key())
        arrows = {
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
        }  # fmt: skip
        if control and key in arrows:
            self.jump(*arrows[key], extend=shift)
        elif control:
            return False
        elif key in arrows:
            self._run = None
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if shift else 1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(0, -1 if shift or key == Qt.Key.Key_Backtab else 1)
        else:
            return False
        return True

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's signature
        return False  # Tab goes on in the grid; Ctrl+Tab and F6 leave it


def matches(grid: EntryGrid, words: str) -> Sequence[tuple[int, int]]:
    """Return the cells that hold some words, row by row."""
    wanted = words.strip().casefold()
    if not wanted:
        return []
    return [
        (row, column)
        for row in range(grid.height)
        for column in range(grid.width)
        if wanted in grid.cell(row, column).shown().casefold()
        or wanted in grid.cell(row, column).text.casefold()
    ]
