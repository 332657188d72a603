"""Whole lines of the entry grid: put in, taken out, brought from the period before."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.village.entrycell import Record
from gkdesk.village.entrylist import ListGrid
from gkdesk.village.entrysheet import Brought
from gkdesk.village.entrysides import SidesGrid

from .entry_view import EntryView

NO_PLACE = "这里不能插入，请先点到要插入的一行"
NOTHING = "这里没有可删除的行"
PRINTED = "表上印好的项目不能删除，不用的空着即可"
NOT_BROUGHT = "上期没有可以带过来的内容"
BROUGHT = "已带过来，按 Ctrl+Z 可以一次撤销"


def insert(view: EntryView) -> str:
    """Put lines in before the cursor, as many as are selected; return what there is to say.

    Raises:
        TooManyRows: the sheet would be too long.
    """
    grid, index = view.entry.grid, view.currentIndex()
    where = (index.row(), index.column())
    if isinstance(grid, ListGrid) and (record := grid.record_at(*where)) is not None:
        rows, columns = view.range()
        count = len(columns) if grid.told_in_words else len(rows)
        at = next(n for n, one in enumerate(grid.records) if one is record)
        view.entry.insert(at, [grid.fresh(record.part) for _ in range(count)])
        view.go(*where)
        return ""
    if isinstance(grid, SidesGrid) and grid.can_insert(*where):
        line = grid.fresh()
        view.entry.add_line(grid.block_at(where[1]).key, line)
        view.go_to(line.name)
        return ""
    return NO_PLACE


def remove(view: EntryView) -> str:
    """Take the selected lines out; return what there is to say."""
    grid, index = view.entry.grid, view.currentIndex()
    if isinstance(grid, SidesGrid):
        line = grid.line_at(index.row(), index.column())
        if line is None or not line.own:
            return PRINTED
        view.entry.remove_line(grid.block_at(index.column()).key, line)
    elif isinstance(grid, ListGrid):
        rows, columns = view.range()
        places = [(row, column) for row in rows for column in columns]
        records = {id(one): one for at in places if (one := grid.record_at(*at)) is not None}
        if not records:
            return NOTHING
        _take_out(view, list(records.values()))
    view.go(min(index.row(), grid.height - 1), min(index.column(), grid.width - 1))
    return ""


def _take_out(view: EntryView, records: Sequence[Record]) -> None:
    """Take records out as one step; a part keeps an empty line, else nothing could be put in."""
    grid = view.entry.grid
    assert isinstance(grid, ListGrid)  # noqa: S101 - only lists have records
    gone = {id(one) for one in records}
    kept = {one.part for one in grid.records if id(one) not in gone}
    view.entry.undo.beginMacro("删除")
    for part in {one.part for one in records} - kept:
        view.entry.insert(grid.end_of(part), [grid.fresh(part)])
    view.entry.remove(records)
    view.entry.undo.endMacro()


def bring(view: EntryView, brought: Brought) -> str:
    """Put in what the period before offers, as one step; return what there is to say."""
    model, grid = view.entry, view.entry.grid
    if brought.empty:
        return NOT_BROUGHT
    model.undo.beginMacro("带过来")
    if isinstance(grid, ListGrid):
        for part in grid.parts:
            own = [record for record in brought.records if record.part == part]
            if own:
                model.insert(_behind(grid, part), own)
    for block, line in brought.lines:
        model.add_line(block, line)
    model.put(brought.puts, "带过来")
    model.undo.endMacro()
    return BROUGHT


def _behind(grid: ListGrid, part: str) -> int:
    """Return the place behind the last filled record of a part."""
    own = [at for at, record in enumerate(grid.records) if record.part == part]
    filled = [at for at in own if grid.records[at].filled]
    if filled:
        return filled[-1] + 1
    return own[0] if own else grid.end_of(part)
