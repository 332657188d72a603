"""A pasted range: what each of its cells would become, before anything is changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze, tidy

from .entrycell import SUM, Cell, Day, Record, State, typed
from .entrygrid import MOST_ROWS, EntryGrid, TooManyRows
from .entrylist import ListGrid
from .form import plain
from .listform import Column

_TOTALS = frozenset({"合计", "总计", "共计", "小计", "本页小计"})
_FEWEST = 2  # column titles that make a header
Block = list[list[str]]


@dataclass(slots=True)
class Plan:
    """What a paste would do.

    Attributes:
        puts: cells and what comes into them.
        extra: records to be added first, behind the last one of ``part``.
        replaced: filled cells that would become something else.
        faults: cells whose text would be no value, with the reason.
        left: what has no place to go, in words.
        header: whether the first line was taken for column titles.
    """

    puts: list[tuple[Cell, State]] = field(default_factory=list)
    extra: list[Record] = field(default_factory=list)
    part: str = ""
    replaced: list[tuple[Cell, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    header: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether it can be done without asking: all fits and nothing filled is lost."""
        return not (self.extra or self.replaced or self.faults or self.left or self.header)


def block_of(text: str) -> Block:
    """Read what WPS and Excel put on the clipboard: tabs, quotes, line ends within quotes.

    Raises:
        TooManyRows: more rows than a sheet takes.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))
    except csv.Error:  # a field beyond csv's limit
        rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, count=len(rows))
    return [row or [""] for row in rows]


def plan(
    grid: EntryGrid, at: tuple[int, int], block: Block, day: Day | None = None
) -> Plan:  # fmt: skip
    """Return what pasting a block with its corner at a cell would do; changes nothing."""
    made = Plan()
    if isinstance(grid, ListGrid) and not grid.told_in_words:
        _into_list(grid, at, block, made, day)
    else:
        _into_cells(grid, at, block, made, day)
    return made


def one_for_all(cells: Sequence[Cell], text: str, day: Day | None = None) -> Plan:
    """Return what putting one text into many cells would do."""
    made = Plan()
    for cell in cells:
        _put(made, cell, text, day, cell.column.label if cell.column else "")
    return made


def _put(made: Plan, cell: Cell, text: str, day: Day | None, where: str) -> None:
    if cell.column is None:
        return
    state = typed(cell.column, text, day)
    if state.fault:
        made.faults.append((where, masked(state.fault)))
    if cell.text and cell.text != state.text:
        made.replaced.append((cell, where))
    if cell.state != state:
        made.puts.append((cell, state))


def _into_list(
    grid: ListGrid, at: tuple[int, int], block: Block, made: Plan, day: Day | None
) -> None:
    record = grid.record_at(*at)
    columns: list[Column | None] = list(grid.shown()[at[1] :])
    if named := _header(grid.shown(), block[0] if block else []):
        made.header, columns, block = True, named, block[1:]
        _unknown(made, block, columns, named)
    if record is None:
        made.left.append("粘贴的位置是标题或合计，请从要填的一格开始粘贴")
        return
    made.part = record.part
    own = [one for one in grid.records if one.part == record.part]
    start = next(n for n, one in enumerate(own) if one is record)
    number = at[0] + 1
    for offset, texts in enumerate(_bodies(block, made)):
        if start + offset < len(own):
            target = own[start + offset]
        else:
            target = grid.fresh(record.part)
            made.extra.append(target)
        _line(made, target, columns, texts, day, number + offset)


def _bodies(block: Block, made: Plan) -> Block:
    """Leave the rows of sums out: the program adds."""
    kept = []
    for texts in block:
        first = plain(next((text for text in texts if text.strip()), ""))
        if first in _TOTALS:
            made.left.append("合计行没有粘贴，由程序合计")
        else:
            kept.append(texts)
    return kept


def _line(
    made: Plan, target: Record, columns: Sequence[Column | None], texts: Sequence[str],
    day: Day | None, number: int,
) -> None:  # fmt: skip
    for at, text in enumerate(texts):
        column = columns[at] if at < len(columns) else None
        if column is None:
            if at >= len(columns) and text.strip():
                made.left.append(f"第{number}行第{at + 1}格没有对应的列")
            continue
        cell = target.cells.get(column.key)
        if cell is not None:  # the serial number is the program's
            _put(made, cell, text, day, f"第{number}行 {column.label}")


def _header(shown: Sequence[Column], texts: Sequence[str]) -> list[Column | None]:
    """Match a line of column titles; empty when it is none."""
    found: list[Column | None] = []
    for text in texts:
        wanted = plain(text)
        hit = next((c for c in shown if wanted and wanted in map(plain, c.names())), None)
        found.append(None if hit in found else hit)
    return found if sum(column is not None for column in found) >= _FEWEST else []


def _unknown(
    made: Plan, block: Block, columns: Sequence[Column | None], named: Sequence[Column | None]
) -> None:
    for at, column in enumerate(columns):
        if column is None and any(at < len(texts) and texts[at].strip() for texts in block):
            made.left.append(f"第{at + 1}列的标题不认识，这一列没有粘贴")
    if not any(named):
        made.left.append("没有认识的列")


def _into_cells(
    grid: EntryGrid, at: tuple[int, int], block: Block, made: Plan, day: Day | None
) -> None:
    for down, texts in enumerate(block):
        for right, text in enumerate(texts):
            row, column = at[0] + down, at[1] + right
            cell = _reached(grid, row, column, made)
            if cell is not None and cell.typed:
                _put(made, cell, text, day, _where(grid, row, column))
            elif text.strip() and not _same(cell, text):
                made.left.append(_nowhere(grid, cell, row, column))


def _reached(grid: EntryGrid, row: int, column: int, made: Plan) -> Cell | None:
    """Return the cell at a place; a text sheet gets more records to the right."""
    if row >= grid.height:
        return None
    if column < grid.width:
        return grid.cell(row, column)
    if not isinstance(grid, ListGrid):
        return None
    while len(made.extra) <= column - grid.width:
        made.extra.append(grid.fresh())
    return made.extra[column - grid.width].cells[grid.shown()[row].key]


def _where(grid: EntryGrid, row: int, column: int) -> str:
    if column < grid.width:
        return grid.name_of(row, column)
    return f"第{column}项"


def _same(cell: Cell | None, text: str) -> bool:
    """Tell whether what is pasted already stands in a cell nobody types into."""
    if cell is None:
        return False
    bare = squeeze(half_width(tidy(text))).replace(",", "")
    return bare == squeeze(half_width(cell.text)) or plain(text) == plain(cell.text) != ""


def _nowhere(grid: EntryGrid, cell: Cell | None, row: int, column: int) -> str:
    if cell is None:
        return f"第{row + 1}行第{column + 1}格在表外"
    if cell.role == SUM:
        return f"{grid.name_of(row, column)}由程序合计，没有粘贴"
    return f"第{row + 1}行第{column + 1}格是表上印好的，没有粘贴"
