"""A sheet's values given as data (JSON): put into its grid as if they were typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.nearest import meant
from gkdesk.base.privacy import masked

from .entrycell import Cell, Record, State, typed
from .entrygrid import MOST_ROWS, NOTE, OPEN_ON, EntryGrid, TooManyRows
from .entrylist import ListGrid
from .entrysides import SidesGrid
from .form import find_line, plain
from .listform import Column

_COMMON = ("stage", "open_on", "note", "reason")
LIST_KEYS = (*_COMMON, "facts", "rows")
SIDES_KEYS = (*_COMMON, "lines", "pairs")
Puts = list[tuple[Cell, State]]


def fill(grid: EntryGrid, values: Mapping[str, object], name: str) -> None:
    """Put values into an opened grid; what is not named stays.

    ``rows`` replaces all rows of a list. A list's values are named by the column's key or title,
    those of a two-sided sheet by block and line.

    Args:
        grid: the opened sheet.
        values: the keys of ``LIST_KEYS`` or ``SIDES_KEYS``.
        name: of the file, for the error.

    Raises:
        BadFile: every name the form does not know, and every value of the wrong shape.
        TooManyRows: more rows than a sheet takes.
    """  # fmt: skip
    known = LIST_KEYS if isinstance(grid, ListGrid) else SIDES_KEYS
    problems = [_unknown("文件", key, known) for key in values if key not in known]
    puts = _heads(grid, values, problems)
    if isinstance(grid, ListGrid):
        puts += _list(grid, values, problems)
    elif isinstance(grid, SidesGrid):
        puts += _sides(grid, values, problems)
    if problems:
        raise BadFile(name, problems)
    grid.change(puts)


def _unknown(where: str, key: str, known: Sequence[str]) -> Problem:
    near = meant(key, known) or "，"
    return Problem(where, f"不认识“{masked(key)[:24]}”{near}可用的有：{'、'.join(known)}")


def _text(where: str, value: object, problems: list[Problem]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        problems.append(Problem(where, "应为文字或数"))
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _put(cell: Cell, text: str) -> tuple[Cell, State]:
    return cell, typed(cell.column, text) if cell.column else State(text)


def _table(where: str, value: object, problems: list[Problem]) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    if value is not None:
        problems.append(Problem(where, '应为一组名称和值，如 {"opening": "1000"}'))
    return {}


def _heads(grid: EntryGrid, values: Mapping[str, object], problems: list[Problem]) -> Puts:
    stage = values.get("stage")
    if isinstance(grid, ListGrid) and stage is not None:
        known = [key for key, _words in grid.stages()]
        if stage in known:
            grid.set_stage(str(stage))
        else:
            problems.append(_unknown("stage", str(stage), known))
    return [
        _put(grid.head[key], _text(key, values[key], problems))
        for key in (OPEN_ON, NOTE)
        if key in values
    ]


def _list(grid: ListGrid, values: Mapping[str, object], problems: list[Problem]) -> Puts:
    puts: Puts = []
    fields = grid.body.facts(grid.stage)
    for key, value in _table("facts", values.get("facts"), problems).items():
        field = _named(fields, key)
        if field is None:
            problems.append(_unknown("facts", key, [one.key for one in fields]))
        else:
            puts.append(_put(grid.head[f"field.{field.key}"], _text(key, value, problems)))
    if "rows" in values:
        puts += _rows(grid, values["rows"], problems)
    return puts


def _named(columns: Sequence[Column], name: str) -> Column | None:
    wanted = plain(name)
    return next(
        (c for c in columns if name == c.key or wanted in {plain(own) for own in c.names()}), None
    )


def _rows(grid: ListGrid, rows: object, problems: list[Problem]) -> Puts:
    puts: Puts = []
    if not isinstance(rows, list):
        problems.append(Problem("rows", "应为一串行"))
        return puts
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, count=len(rows))
    made = []
    for number, row in enumerate(rows, start=1):
        where = f"rows第{number}行"
        cells = dict(_table(where, row, problems))
        part = cells.pop("part", grid.parts[0])
        if part not in grid.parts:
            problems.append(_unknown(where, str(part), grid.parts))
            continue
        record = grid.fresh(str(part))
        made.append(record)
        puts += _row(grid, record, where, cells, problems)
    if not problems:
        grid.take_out([record for record in grid.records if record.filled])
        for part in grid.parts:
            own = [record for record in made if record.part == part]
            first = next((n for n, r in enumerate(grid.records) if r.part == part), None)
            grid.put_in(grid.end_of(part) if first is None else first, own)
    return puts


def _row(
    grid: ListGrid,
    record: Record,
    where: str,
    cells: Mapping[str, object],
    problems: list[Problem],
) -> Puts:
    puts: Puts = []
    for key, value in cells.items():
        column = _named(grid.shown(), key)
        if column is None or column.kind == "serial":
            problems.append(_unknown(where, key, [c.key for c in grid.shown()]))
        else:
            text = _text(f"{where} {key}", value, problems)
            puts.append(_put(record.cells[column.key], text))
    return puts


def _sides(grid: SidesGrid, values: Mapping[str, object], problems: list[Problem]) -> Puts:
    puts: Puts = []
    for block, lines in _table("lines", values.get("lines"), problems).items():
        if block not in grid.sides:
            problems.append(_unknown("lines", block, list(grid.sides)))
            continue
        for name, figures in _table(block, lines, problems).items():
            puts += _line(grid, block, name, figures, problems)
    for key, value in _table("pairs", values.get("pairs"), problems).items():
        pair = find_line(key, grid.form.pairs)
        cell = grid.pairs.get(key) or (grid.pairs[pair.key] if pair else None)
        if cell is None:
            problems.append(_unknown("pairs", key, list(grid.pairs)))
        else:
            puts.append(_put(cell, _text(key, value, problems)))
    return puts


def _line(grid: SidesGrid, block: str, name: str, figures: object, problems: list[Problem]) -> Puts:
    """Put one line's figures in; a name the form does not know makes a line of its own."""
    where = f"{block}.{masked(name)}"
    known = find_line(name, grid.form.block(block).lines)
    key = known.key if known else name
    line = next((one for one in grid.sides[block] if one.key == key), None)
    puts: Puts = []
    if line is None:
        line = grid.fresh()
        grid.put_in(block, len(grid.sides[block]), line)
        puts.append(_put(line.name, name))
    if not isinstance(figures, Mapping):
        figures = {grid.form.column: figures}
    for column, value in figures.items():
        if column not in line.cells:
            problems.append(_unknown(where, str(column), list(line.cells)))
        else:
            puts.append(_put(line.cells[column], _text(where, value, problems)))
    return puts
