"""The entry grid for Qt: what a view asks of it, and each change as one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoCommand, QUndoStack

from gkdesk.village.entrycell import Cell, Day, Record, State, hint, typed
from gkdesk.village.entrycheck import Found
from gkdesk.village.entrygrid import Change, EntryGrid
from gkdesk.village.entrylist import ListGrid
from gkdesk.village.entrypaste import Plan
from gkdesk.village.entrysides import SideLine, SidesGrid

Index = QModelIndex | QPersistentModelIndex
Put = tuple[Cell, State]

_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _READ | Qt.ItemFlag.ItemIsEditable


class EntryModel(QAbstractTableModel):
    """A grid behind Qt's model; every change goes through ``undo``."""

    def __init__(self, grid: EntryGrid, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        self.undo = QUndoStack(self)
        self._marks: dict[int, Found] = {}
        self._headings = grid.headings()

    # what a view asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.grid.height

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.grid.width

    def cell(self, index: Index) -> Cell:
        return self.grid.cell(index.row(), index.column())

    def flags(self, index: Index) -> Qt.ItemFlag:
        # asked for every cell of every frame: two values made once
        return _TYPED if index.isValid() and self.cell(index).typed else _READ

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return self.grid.row_name(section) if role == Qt.ItemDataRole.DisplayRole else None
        heading = self._headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.label
        if role == Qt.ItemDataRole.ToolTipRole and heading.column is not None:
            return hint(heading.column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.shown()
            case Qt.ItemDataRole.EditRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return self.told(cell) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                where = self.grid.name_of(index.row(), index.column())
                return f"{where}：{cell.shown() or '空'}{self.told(cell)}"
        return None

    def told(self, cell: Cell) -> str:
        """Return what is wrong with a cell, or doubtful."""
        found = self._marks.get(id(cell))
        return found.message if found else cell.fault

    def mark_of(self, cell: Cell) -> Found | None:
        return self._marks.get(id(cell))

    def mark(self, found: Iterable[Found]) -> None:
        """Colour the cells of findings; of two at one cell the first counts."""
        self._marks = {}
        for one in found:
            cell = self.grid.at_spot(one.spot)
            if cell is not None:
                self._marks.setdefault(id(cell), one)
        self.shown_anew()

    def shown_anew(self) -> None:
        """Paint what is seen once more."""
        if self.grid.height and self.grid.width:
            last = self.index(self.grid.height - 1, self.grid.width - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def shown_rows(self, changes: Sequence[Change]) -> None:
        """Paint the rows of changed cells once more; all of them where sums stand among them."""
        places = [place for one in changes if (place := self.grid.place(one.cell))]
        simple = isinstance(self.grid, ListGrid) and not self.grid.body.parts
        if not simple or not places:
            self.shown_anew()
            return
        rows = [row for row, _column in places]
        self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), self.grid.width - 1))

    # changes

    def put(self, puts: Sequence[Put], words: str) -> bool:
        """Change cells as one step; tell whether anything changed."""
        changes = self.grid.change(puts)
        if changes:
            self.undo.push(_Cells(self, changes, words))
        return bool(changes)

    def type(self, cell: Cell, raw: str, day: Day) -> bool:
        """Put what was typed into a cell."""
        if cell.column is None or not cell.typed:
            return False
        return self.put([(cell, typed(cell.column, raw, day))], "填写")

    def clear(self, cells: Iterable[Cell]) -> bool:
        return self.put([(cell, State()) for cell in cells if cell.typed], "清除")

    def paste(self, plan: Plan) -> None:
        """Do what a plan says, as one step."""
        self.undo.beginMacro("粘贴")
        if plan.extra:
            self.insert(self._end(plan.part), plan.extra)
        self.put(plan.puts, "粘贴")
        self.undo.endMacro()

    def _end(self, part: str) -> int:
        return self.grid.end_of(part) if isinstance(self.grid, ListGrid) else 0

    def insert(self, at: int, records: Sequence[Record]) -> None:
        """Put records in before a place, as one step."""
        self.undo.push(_Insert(self, at, records))

    def remove(self, records: Sequence[Record]) -> None:
        self.undo.push(_Remove(self, records))

    def add_line(self, block: str, line: SideLine) -> None:
        """Put a line of the village's own at the end of a side."""
        self.undo.push(_AddLine(self, block, line))

    def remove_line(self, block: str, line: SideLine) -> None:
        self.undo.push(_RemoveLine(self, block, line))

    def set_stage(self, stage: str) -> None:
        if isinstance(self.grid, ListGrid) and stage != self.grid.stage:
            self.undo.push(_Stage(self, self.grid.stage, stage))

    def laid_anew(self, work: Callable[[], object]) -> None:
        """Change the rows or columns with ``work`` and tell the view."""
        self.beginResetModel()
        try:
            work()
        finally:
            self._headings = self.grid.headings()
            self.endResetModel()


class _Cells(QUndoCommand):
    """Cells changed; the change itself was made before it is pushed."""

    def __init__(self, model: EntryModel, changes: Sequence[Change], words: str) -> None:
        super().__init__(words)
        self._model, self._changes, self._first = model, changes, True

    def redo(self) -> None:
        if not self._first:
            self._model.grid.again(self._changes)
        self._first = False
        self._model.shown_rows(self._changes)

    def undo(self) -> None:
        self._model.grid.back(self._changes)
        self._model.shown_rows(self._changes)


class _Insert(QUndoCommand):
    def __init__(self, model: EntryModel, at: int, records: Sequence[Record]) -> None:
        super().__init__("插入")
        self._model, self._at, self._records = model, at, list(records)

    def redo(self) -> None:
        grid = _list(self._model)
        self._model.laid_anew(lambda: grid.put_in(self._at, self._records))

    def undo(self) -> None:
        grid = _list(self._model)
        self._model.laid_anew(lambda: grid.take_out(self._records))


class _Remove(QUndoCommand):
    def __init__(self, model: EntryModel, records: Sequence[Record]) -> None:
        super().__init__("删除")
        self._model, self._records = model, list(records)
        self._taken: list[tuple[int, Record]] = []

    def redo(self) -> None:
        def work() -> None:
            self._taken = _list(self._model).take_out(self._records)

        self._model.laid_anew(work)

    def undo(self) -> None:
        self._model.laid_anew(lambda: _list(self._model).put_back(self._taken))


class _AddLine(QUndoCommand):
    def __init__(self, model: EntryModel, block: str, line: SideLine) -> None:
        super().__init__("添加一行")
        self._model, self._block, self._line = model, block, line

    def redo(self) -> None:
        grid = _sides(self._model)
        end = len(grid.sides[self._block])
        self._model.laid_anew(lambda: grid.put_in(self._block, end, self._line))

    def undo(self) -> None:
        grid = _sides(self._model)
        self._model.laid_anew(lambda: grid.take_out(self._block, self._line))


class _RemoveLine(QUndoCommand):
    def __init__(self, model: EntryModel, block: str, line: SideLine) -> None:
        super().__init__("删除一行")
        self._model, self._block, self._line, self._at = model, block, line, 0

    def redo(self) -> None:
        def work() -> None:
            self._at = _sides(self._model).take_out(self._block, self._line)

        self._model.laid_anew(work)

    def undo(self) -> None:
        grid = _sides(self._model)
        self._model.laid_anew(lambda: grid.put_in(self._block, self._at, self._line))


class _Stage(QUndoCommand):
    def __init__(self, model: EntryModel, before: str, after: str) -> None:
        super().__init__("改阶段")
        self._model, self._before, self._after = model, before, after

    def redo(self) -> None:
        grid = _list(self._model)
        self._model.laid_anew(lambda: grid.set_stage(self._after))

    def undo(self) -> None:
        grid = _list(self._model)
        self._model.laid_anew(lambda: grid.set_stage(self._before))


def _list(model: EntryModel) -> ListGrid:
    assert isinstance(model.grid, ListGrid)  # noqa: S101 - only lists have records
    return model.grid


def _sides(model: EntryModel) -> SidesGrid:
    assert isinstance(model.grid, SidesGrid)  # noqa: S101 - only two-sided sheets have lines
    return model.grid
