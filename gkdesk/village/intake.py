"""Workbook files → readings: whose sheet, for which period, its figures, and every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gkdesk.base import files, money
from gkdesk.base.errors import Declined, GkdeskError, Problem
from gkdesk.base.privacy import masked
from gkdesk.base.sheetxml import ERROR, address, is_error
from gkdesk.base.workbook import OLD_FORMAT, is_old

from . import listcheck, personal, rules
from .finding import doubt, error, ruled
from .form import SheetForm
from .handed import OTHER, is_readable
from .heading import Heading, read_heading, read_list_heading
from .listread import ListReader
from .model import PAIR, TOTAL, Reading, SheetData, Village
from .nearvillage import SettledName, nearest
from .period import Period, PeriodKind
from .reader import Reader
from .shape import TWO_SIDED, Shape
from .traditional import is_traditional, simplified
from .which import ENOUGH, Choice, Which, chosen, doubtful
from .whose import Whose
from .xlsx import Grid, read_any

# (village uid, form id, period) → the figures stored for it
Stored = Callable[[str, str, Period], "SheetData | None"]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a workbook is read against; writes nothing."""

    forms: tuple[SheetForm, ...]
    villages: tuple[Village, ...]
    town: str
    period: Period
    stored: Stored
    shapes: tuple[Shape, ...] = ()
    settled: Mapping[str, SettledName] = field(default_factory=dict)
    only: str = ""  # the one form every sheet is; empty: by their headers

    def file(self, path: Path) -> list[Reading]:
        """Read one file; whatever is wrong with it is a problem of its reading.

        Raises:
            Blocked: the file cannot be read from the disk.
        """
        data = files.read(path)
        try:
            grids = [grid for grid in read_any(data, path.name) if any(map(any, grid.rows))]
        except Declined as fault:
            message = str(fault) if is_readable(path) else OTHER.format(name=path.name)
            return [self._refused(path, "", [error(path.name, "unreadable", message)])]
        found: list[Reading] = []
        aside: list[tuple[Grid, Heading]] = []
        for grid in grids:
            reading = self._grid(path, grid)
            if isinstance(reading, Heading):
                aside.append((grid, reading))
            else:
                found.append(_counted(replace(reading, source=data)))
        if not found:
            known = "、".join(shape.name for shape in self._shapes())
            message = f"没有找到认识的表名或表头。认识的表：{known}。请核对是否选错了文件"
            unused = [_unused(*each, kept=False) for each in aside]
            told = ruled([Problem(path.name, message), *unused], "form")
            return [replace(self._refused(path, "", told), source=data)]
        kept = any(reading.data is not None for reading in found)
        unused = [_unused(*each, kept=kept) for each in aside]
        if is_old(data):
            unused.append(Problem(path.name, OLD_FORMAT, blocking=False))
        found[0] = replace(found[0], problems=(*found[0].problems, *ruled(unused, "worksheet")))
        return found

    def unread(self, path: Path, fault: GkdeskError) -> Reading:
        """Return the reading of a file that could not be read from the disk."""
        return self._refused(path, "", [error(path.name, "unreadable", str(fault))])

    def _shapes(self) -> tuple[Shape, ...]:
        return self.shapes or tuple(_outline(form) for form in self.forms)

    def _grid(self, path: Path, grid: Grid) -> Reading | Heading:
        """Read one worksheet; its heading alone when it is no sheet of any form."""
        two_sided = {form.id: form for form in self.forms if form.kind == TWO_SIDED}
        shapes = [shape for shape in self._shapes() if self.only in ("", shape.id)]
        ranked = Which(shapes, two_sided).rank(grid)
        choice = chosen(ranked) or (ranked[0] if self.only and ranked else None)
        if choice is None or not (choice.header and choice.shape.is_list):
            plain, words = _in_simplified(grid)
            heading = read_heading(plain, self.forms)
            if heading.attachment or not ranked or ranked[0].score < ENOUGH:
                return replace(heading, form=None)
            if choice is None:
                message = doubtful(ranked)
                return self._refused(
                    path, grid.name, ruled([Problem(heading.cell or grid.name, message)], "form")
                )
            if choice.shape.id in two_sided:
                reading = self._sheet(path, plain, heading, two_sided[choice.shape.id])
                problems = (*reading.problems, *words)
                return replace(reading, problems=problems, why=choice.why)
        return self._list(path, grid, choice)

    def _list(self, path: Path, grid: Grid, choice: Choice) -> Reading:
        shape, header = choice.shape, choice.header
        heading = read_list_heading(_in_simplified(grid)[0], shape.names())
        if header is None:
            message = f"认出是{shape.name}（{choice.why}），没有找到它的表头，请写上列名"
            problem = error(heading.cell or grid.name, "header", message)
            return self._refused(path, grid.name, [problem], form=shape.id)
        period, refusal = self._period_of(shape, heading)
        whose = Whose(self.villages, self.town, self.settled, period.last_on)
        village, doubts = whose.of(heading, (grid.name, path.stem))
        doubts = ruled(self._period_doubt(heading, grid), "period") + ruled(doubts, "village")
        if village is None or refusal:
            told = ruled([*refusal, *doubts], "period")
            return replace(
                self._unmatched(path, grid, heading, told, shape.id, whose, village), period=period
            )
        reader = ListReader(grid, shape, header, heading.scale == money.WAN, period.year)
        table = reader.read()
        problems = [
            *doubts,
            *ruled(_unreadable(grid), "broken"),
            *reader.problems,
            *listcheck.check(shape, table, header),
        ]
        data = SheetData(shape.id, shape.version, (), heading.open_on, table=table)
        return Reading(
            str(path), grid.name, shape.id, period, tuple(map(_masked, problems)),
            village.uid, village.name, data, why=choice.why,
        )  # fmt: skip

    def _period_of(self, shape: Shape, heading: Heading) -> tuple[Period, list[Problem]]:
        """Return the period of a list: a yearly list may come in the folder of a quarter."""
        year = Period(self.period.year, PeriodKind.YEAR)
        if self.period.kind in shape.periods or not shape.periods:
            when = self.period
        else:
            when = year if PeriodKind.YEAR in shape.periods else self.period
        if heading.period is None or heading.period == when:
            return when, []
        if heading.period.year == when.year and heading.period.kind in shape.periods:
            return heading.period, []
        message = (
            f"标题是{heading.period.label}，要导入的是{when.label}，没有导入。请核对文件或改选期次"
        )
        found = error(heading.cell, "period", message, when.label, heading.period.label)
        return when, [found]

    def _unmatched(  # noqa: PLR0917
        self, path: Path, grid: Grid, heading: Heading, problems: list[Problem], form: str,
        whose: Whose, village: Village | None,
    ) -> Reading:  # fmt: skip
        """Refuse a sheet; one of an unknown village carries the name to settle."""
        refused = self._refused(path, grid.name, problems, form=form)
        if village is not None:
            return replace(refused, village=village.name, village_uid=village.uid)
        asked = whose.asked(heading)
        near = nearest(asked, self.villages, self.town) if asked else []
        return replace(refused, asked=asked, near=tuple(one.name for one in near))

    def _sheet(self, path: Path, grid: Grid, heading: Heading, form: SheetForm) -> Reading:
        refusal = self._wrong_period(heading, form)
        whose = Whose(self.villages, self.town, self.settled, self.period.last_on)
        village, doubts = whose.of(heading, (grid.name, path.stem))
        doubts = ruled(self._period_doubt(heading, grid), "period") + ruled(doubts, "village")
        if village is None or refusal:
            told = ruled([*refusal, *doubts], "period")
            return self._unmatched(path, grid, heading, told, form.id, whose, village)
        reader = Reader(grid, form, heading.scale or 1)
        data = reader.read(heading)
        if data is None:
            message = f"认出是{form.name}，没有找到“项目、{form.columns[0].label}”这样的表头"
            found = error(heading.cell or grid.name, "header", message)
            return self._refused(path, grid.name, [found], form=form.id)
        previous = self._previous(village, form)
        problems = [
            *doubts,
            *ruled(_unreadable(grid), "broken"),
            *ruled(personal.of_grid(grid), "private"),
            *ruled(personal.doubts(data, grid.name), "private"),
            *ruled(reader.problems, "reading"),
            *rules.check(form, data, self.period, previous),
        ]
        return Reading(
            str(path), grid.name, form.id, self.period, tuple(map(_masked, problems)),
            village.uid, village.name, personal.hidden(data),
        )  # fmt: skip

    def _previous(self, village: Village, form: SheetForm) -> SheetData | None:
        if not village.uid:
            return None
        return self.stored(village.uid, form.id, self.period.previous())

    def _wrong_period(self, heading: Heading, form: SheetForm) -> list[Problem]:
        if self.period.kind not in form.periods:
            kinds = "、".join(kind.label for kind in form.periods)
            message = f"{form.name}按{kinds}公布，不按“{self.period.label}”公布，没有导入"
            return [Problem(heading.cell, message)]
        if heading.period is not None and heading.period != self.period:
            message = (
                f"标题是{heading.period.label}，要导入的是{self.period.label}，没有导入。"
                "请核对文件或改选期次"
            )
            return [Problem(heading.cell, message)]
        return []

    def _period_doubt(self, heading: Heading, grid: Grid) -> list[Problem]:
        if heading.period is not None:
            return []
        message = f"标题没有写期次，按{self.period.label}导入，请核对"
        return [Problem(heading.cell or grid.name, message, blocking=False)]

    def _refused(
        self, path: Path, worksheet: str, problems: list[Problem], *, form: str = ""
    ) -> Reading:
        told = tuple(map(_masked, problems))
        return Reading(str(path), worksheet, form, self.period, told)


def _masked(problem: Problem) -> Problem:
    """Leave long numbers out of a message that quotes a cell."""
    return replace(problem, message=masked(problem.message))


def _unreadable(grid: Grid) -> list[Problem]:
    """Name the cells that were read as blank, or as text, and are neither."""
    found = [Problem(cell.cell, cell.message) for cell in grid.broken]
    texts = (
        (row, column)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if is_error(value)
    )
    return found + [Problem(address(*place), ERROR) for place in texts]


def _unused(grid: Grid, heading: Heading, *, kept: bool) -> Problem:
    known = "" if heading.attachment else "不认识的工作表"
    message = f"{known}“{grid.name}”（{len(grid.rows)}行）这一版没有使用"
    if kept:
        message += "，已随原表存档"
    return Problem(grid.name, message, blocking=False)


def _in_simplified(grid: Grid) -> tuple[Grid, list[Problem]]:
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


def _outline(form: SheetForm) -> Shape:
    """Return a form as import sees it, when no form file is at hand."""
    return Shape(
        form.id, form.version, form.kind, form.name, form.aliases, form.attachments, form.periods
    )


def _counted(reading: Reading) -> Reading:
    """Add how many rows were read, and their sums: of a two-sided sheet those it prints."""
    data = reading.data
    if data is None:
        return reading
    if data.table is not None:
        table = data.table
        rows, left = len(table.rows), len(table.unresolved)
        return replace(reading, rows=rows, unresolved=left, totals=table.totals())
    sums = [line for line in data.lines if line.key == TOTAL or line.block == PAIR]
    firsts = {line.label: next(iter(line.figures.values())).fen for line in sums if line.figures}
    totals = {label: money.show(fen) for label, fen in firsts.items() if fen is not None}
    return replace(reading, rows=len(data.lines) - len(sums), totals=totals)


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
