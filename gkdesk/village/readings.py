"""What every reading of a worksheet goes through: masked, counted, told of once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gkdesk.base import money, privacy
from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import ERROR, address, is_error

from .blank import Mark
from .finding import Finding, doubt, error, shown
from .form import SheetForm
from .heading import Heading
from .model import PAIR, TOTAL, Reading
from .period import BadPeriod, Period
from .shape import Shape
from .traditional import is_traditional, simplified
from .xlsx import Grid


def masked(problem: Problem) -> Problem:
    """Leave long numbers out of a finding that quotes a cell."""
    told = replace(problem, message=privacy.masked(problem.message))
    if isinstance(told, Finding):
        should, found = map(privacy.masked, (told.expected, told.found))
        return replace(told, expected=should, found=found)
    return told


def unreadable(grid: Grid) -> list[Problem]:
    """Name the cells that were read as blank, or as text, and are neither."""
    found = [Problem(cell.cell, cell.message) for cell in grid.broken]
    texts = (
        (row, column)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if is_error(value)
    )
    return found + [Problem(address(*place), ERROR) for place in texts]


def set_aside(grid: Grid, heading: Heading, *, kept: bool) -> Problem:
    known = "" if heading.attachment else "不认识的工作表"
    message = f"{known}“{grid.name}”（{len(grid.rows)}行）这一版没有使用"
    if kept:
        message += "，已随原表存档"
    return Problem(grid.name, message, blocking=False)


def in_simplified(grid: Grid) -> tuple[Grid, list[Problem]]:
    """Return a worksheet in simplified characters, and a word about it when it was not."""
    if not any(
        isinstance(value, str) and is_traditional(value) for row in grid.rows for value in row
    ):
        return grid, []
    rows = tuple(
        tuple(simplified(value) if isinstance(value, str) else value for value in row)
        for row in grid.rows
    )
    message = "原表用的是繁体字，项目名称已按简体字读取，请核对"
    return replace(grid, rows=rows), [doubt(grid.name, "traditional", message)]


def counted(reading: Reading, form: SheetForm | None) -> Reading:
    """Add how many rows were read, and their sums: of a two-sided sheet those it prints."""
    data = reading.data
    if data is None:
        return reading
    if data.table is not None:
        table = data.table
        summed = (
            [column for column in form.body.columns if column.sum] if form and form.body else []
        )
        sums = {column.label: table.total(column.key) for column in summed}
        totals = {label: shown(total) for label, total in sums.items() if total is not None}
        left = len(table.unresolved)
        return replace(reading, rows=len(table.rows), unresolved=left, totals=totals)
    lines = [line for line in data.lines if line.key == TOTAL or line.block == PAIR]
    firsts = {line.label: next(iter(line.figures.values())).fen for line in lines if line.figures}
    told = {label: money.show(fen) for label, fen in firsts.items() if fen is not None}
    return replace(reading, rows=len(data.lines) - len(lines), totals=told)


def stage_of(shape: Shape, title: str) -> str:
    """Return the stage a title names, of those that have these columns."""
    body = shape.form.body
    if body is None:
        return ""
    own = [stage for stage in body.stages if not shape.columns or same_columns(shape, stage.key)]
    said = [stage for stage in own if stage.name and stage.name in title]
    return max(said, key=lambda stage: len(stage.name), default=own[0]).key


def same_columns(shape: Shape, stage: str) -> bool:
    body = shape.form.body
    return body is not None and body.shown(stage) == shape.columns


def old_blank(form: SheetForm, mark: Mark) -> list[Problem]:
    """Say that a blank was made for another version of its form."""
    if mark.version == form.version:
        return []
    message = f"这份空白表是第{mark.version}版，现在用的是第{form.version}版，请核对各列"
    return [doubt(form.name, "old-blank", message)]


def marked_period(mark: Mark) -> Period | None:
    try:
        return Period.parse(mark.period) if mark.period else None
    except BadPeriod:
        return None


def _content(reading: Reading) -> str:
    data = reading.data
    if data is None:
        return reading.worksheet
    return f"{data.as_json()}{data.table.as_json() if data.table else ''}"


def mark_repeats(readings: Iterable[Reading]) -> list[Reading]:
    """Refuse the second sheet of one village and form in one import: which one holds?"""
    seen: dict[tuple[str, str], Reading] = {}
    marked = []
    for reading in readings:
        key = (reading.village_uid or reading.village, reading.form)
        first = seen.get(key)
        if reading.data is None:
            marked.append(reading)
        elif first is None:
            seen[key] = reading
            marked.append(reading)
        else:
            where = f"{Path(first.path).name} {first.worksheet}"
            message = f"{reading.village}的同一种表已在“{where}”中，请只留一份，此份没有导入"
            if _content(first) == _content(reading):
                message = f"{reading.village}的同一种表已在“{where}”中，内容完全相同，此份没有导入"
            problems = (*reading.problems, error(reading.worksheet, "repeat", message))
            marked.append(replace(reading, data=None, problems=problems))
    return marked
