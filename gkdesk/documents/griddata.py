"""Cells of a boxed form and columns of a ledger: what a template says of them, and its mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ALIGNS = ("L", "C", "R")
TALL = 25.0  # mm
HIGHEST = 240  # mm: a page
WIDEST = 10_000  # weight of a column
# what a column of a ledger may hold: a subset of the kinds of fields
COLUMN_KINDS = ("text", "date", "count", "money", "identity")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid, with placeholders in a template and with words in a filled piece.

    ``label`` is printed in 黑体, ``text`` in 仿宋; ``across`` 0 is one column, or for the last
    cell of a row all that are left; ``height`` is the least in millimetres, and when ``fixed`` the
    most too. ``choices`` names a field whose options are printed to be ticked; ``foot`` stands at
    the foot of the cell, such as a signature. ``name`` is how a message calls the cell.
    """

    text: str = ""
    label: str = ""
    across: int = 0
    down: int = 1
    height: float = 0.0
    fixed: bool = False
    choices: str = ""
    foot: str = ""
    align: str = ""
    options: tuple[tuple[str, bool], ...] = ()
    name: str = ""

    @property
    def tall(self) -> bool:
        """Tell whether words begin at the top with an indent: an opinion, or room to write more."""
        return not self.label and (bool(self.foot) or (self.height >= TALL and not self.fixed))

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text of the cell, as written or as filled."""
        return (self.text, self.label, self.foot)


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column of a field that holds rows; ``width`` is a weight, ``align`` L, C or R."""

    name: str
    label: str
    width: float = 1.0
    align: str = "L"
    kind: str = "text"


_CELL_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str, "label": str, "across": int, "down": int, "height": (int, float), "fixed": bool,
    "choices": str, "foot": str, "align": str,
}  # fmt: skip
_COLUMN_TYPES: dict[str, type | tuple[type, ...]] = {
    "name": str, "label": str, "width": (int, float), "align": str, "kind": str,
}  # fmt: skip
Say = Callable[[str, str], None]


def cell_of(entry: object) -> GridCell:
    """Build a cell; a plain text is a value."""
    if not isinstance(entry, dict):
        return GridCell(text=str(entry))
    return GridCell(
        **{key: value for key, value in entry.items() if _fits(_CELL_TYPES, key, value)}
    )


def column_of(entry: object) -> RowColumn:
    found = entry if isinstance(entry, dict) else {}
    kept = {key: value for key, value in found.items() if _fits(_COLUMN_TYPES, key, value)}
    return RowColumn(**{"name": "", "label": "", **kept})


def _fits(types: dict[str, type | tuple[type, ...]], key: str, value: object) -> bool:
    kind = types.get(key)
    return kind is not None and isinstance(value, kind) and (kind is bool or value is not True)


def check_cells(where: str, rows: list[object], count: int, say: Say) -> None:
    """Tell every mistake in a grid's rows; ``count`` is how many columns there are."""
    known = True
    for number, row in enumerate(rows, start=1):
        for entry in row if isinstance(row, list) else []:
            known = _check_cell(f"{where}第{number}行", entry, say) and known
    if not known:
        return
    cells = tuple(tuple(map(cell_of, row)) for row in rows if isinstance(row, list))
    _check_places(where, cells, count, say)


def _check_places(
    where: str, cells: tuple[tuple[GridCell, ...], ...], count: int, say: Say
) -> None:
    """Tell which rows are too wide or too narrow, and which cells reach under the table."""
    used = [0] * len(cells)
    for row, column, cell, across in places(cells, count):
        if column + across > count or across < 1:
            say(f"{where}第{row + 1}行", f"格数多于 widths 的{count}列")
        if row + cell.down > len(cells):
            say(f"{where}第{row + 1}行", f"“{cell.label or cell.text}”的 down 超出了表格的末行")
        for below in range(row, min(row + cell.down, len(cells))):
            used[below] += across
    for number, width in enumerate(used, start=1):
        if width < count:
            say(f"{where}第{number}行", f"只占了{width}列，应占满{count}列")


def _check_cell(where: str, entry: object, say: Say) -> bool:
    if isinstance(entry, str):
        return True
    if not isinstance(entry, dict):
        say(where, "每一格应为文字或 {…}")
        return False
    wrong = [key for key, value in entry.items() if not _fits(_CELL_TYPES, key, value)]
    for key in wrong:
        say(where, f"格子里不认识“{key}”，或它的内容不对")
    cell = cell_of(entry)
    if cell.align not in {"", *ALIGNS}:
        say(where, "align 只能填 L、C、R")
    if cell.across < 0 or cell.down < 1 or not 0 <= cell.height <= HIGHEST:
        say(where, f"across、height 不能小于0，down 至少为1，height 最多{HIGHEST}")
        return False
    if cell.fixed and not cell.height:
        say(where, "fixed（固定高度）的格子要写 height（毫米）")
    if cell.label and (cell.text or cell.choices or cell.foot):
        say(where, "label（标签格）里不能再有 text、choices 或 foot")
    return not wrong


def check_columns(where: str, entries: list[object], say: Say) -> None:
    """Tell every mistake in the columns of a field that holds rows."""
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        place = f"{where}第{number}列"
        if not isinstance(entry, dict):
            say(place, '应写成 {name = "…", label = "…"}')
            continue
        for key, value in entry.items():
            if not _fits(_COLUMN_TYPES, key, value):
                say(place, f"不认识的项目“{key}”，或它的内容不对")
        column = column_of(entry)
        if not column.name or not column.label or column.name in seen:
            say(place, "name 和 label 都要写，name 不能重复")
        if (
            column.align not in ALIGNS
            or column.kind not in COLUMN_KINDS
            or not 0 < column.width <= WIDEST
        ):
            say(place, f"align 只能填 L、C、R，kind 只能填{'、'.join(COLUMN_KINDS)}，width 要大于0")
        seen.add(column.name)


def places(
    rows: tuple[tuple[GridCell, ...], ...], count: int
) -> Iterator[tuple[int, int, GridCell, int]]:
    """Yield (row, first column, cell, columns across), cells from above taking their room."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for at, cell in enumerate(row):
            while (number, column) in taken:
                column += 1
            across = cell.across or (
                1 if at < len(row) - 1 else _left(taken, number, column, count)
            )
            for below in range(number, number + cell.down):
                taken |= {(below, column + beside) for beside in range(across)}
            yield number, column, cell, across
            column += across


def _left(taken: set[tuple[int, int]], row: int, column: int, count: int) -> int:
    end = column
    while end < count and (row, end) not in taken:
        end += 1
    return end - column
