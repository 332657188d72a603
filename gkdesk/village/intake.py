"""Workbook files → readings: whose sheet, for which period, its figures, and every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Declined, Problem
from gkdesk.base.privacy import masked
from gkdesk.base.sheetxml import ERROR, address, is_error
from gkdesk.base.workbook import OLD_FORMAT, is_old

from . import personal, rules
from .blank import MARK, Mark, mark_of
from .form import SheetForm
from .heading import Heading, read_heading
from .listreader import ListReader
from .model import Reading, SheetData, Village
from .period import Period
from .reader import Reader, find_header
from .whose import Whose
from .xlsx import Grid, read_grids

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

    def file(self, path: Path) -> list[Reading]:
        """Read one file; whatever is wrong with it is a problem of its reading.

        Raises:
            Blocked: the file cannot be read from the disk.
        """
        data = files.read(path)
        try:
            grids = [grid for grid in read_grids(data, path.name) if any(map(any, grid.rows))]
        except Declined as error:
            return [self._refused(path, "", [Problem(path.name, str(error))])]
        mark = mark_of(grids)
        grids = [grid for grid in grids if mark is None or grid.name != MARK]
        found: list[Reading] = []
        aside: list[tuple[Grid, Heading]] = []
        for grid in grids:
            heading = self._marked(grid, mark) if mark else self._heading(grid)
            if heading.form is not None:
                reading = self._sheet(path, grid, heading, heading.form, mark)
                found.append(replace(reading, source=data))
            else:
                aside.append((grid, heading))
        if not found:
            known = "、".join(form.name for form in self.forms)
            message = f"没有找到认识的表名或表头。认识的表：{known}。请核对是否选错了文件"
            unused = [_unused(*each, kept=False) for each in aside]
            return [self._refused(path, "", [Problem(path.name, message), *unused])]
        kept = any(reading.data is not None for reading in found)
        unused = [_unused(*each, kept=kept) for each in aside]
        if is_old(data):
            unused.append(Problem(path.name, OLD_FORMAT, blocking=False))
        found[0] = replace(found[0], problems=(*found[0].problems, *unused))
        return found

    def _marked(self, grid: Grid, mark: Mark) -> Heading:
        """Read the heading of a blank of our own, which says itself what it is and whose."""
        heading = read_heading(grid, self.forms)
        form = next((form for form in self.forms if form.id == mark.form), None)
        place = heading.place if heading.place.strip("村") else mark.village
        period = heading.period or (Period.parse(mark.period) if mark.period else None)
        issuer = heading.issuer if heading.issuer not in ("盖章", "") else ""
        return replace(
            heading, form=form, attachment=False, place=place, issuer=issuer, period=period
        )

    def _heading(self, grid: Grid) -> Heading:
        heading = read_heading(grid, self.forms)
        if heading.attachment:
            return replace(heading, form=None)
        if heading.form is None:
            by_layout = (form for form in self.forms if find_header(grid, form))
            heading = replace(heading, form=next(by_layout, None))
        return heading

    def _sheet(
        self, path: Path, grid: Grid, heading: Heading, form: SheetForm, mark: Mark | None
    ) -> Reading:  # fmt: skip
        refusal = self._wrong_period(heading, form)
        whose = Whose(self.villages, self.town)
        village, doubts = whose.of(heading, (grid.name, path.stem))
        doubts = self._period_doubt(heading, grid) + doubts
        if village is None or refusal:
            return self._refused(path, grid.name, [*refusal, *doubts], form=form.id)
        reader: Reader | ListReader
        if form.body is None:
            reader = Reader(grid, form, heading.scale or 1)
        else:
            reader = ListReader(grid, form, heading.scale or 1, mark.stage if mark else "")
        data = reader.read(heading)
        if data is None:
            message = f"认出是{form.name}，没有找到“{_titles(form)}”这样的表头"
            problems = [Problem(heading.cell or grid.name, message)]
            return self._refused(path, grid.name, problems, form=form.id)
        previous = self._previous(village, form)
        problems = [
            *doubts,
            *_old_blank(form, mark),
            *_unreadable(grid),
            *personal.of_grid(grid),
            *personal.doubts(data, grid.name),
            *reader.problems,
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


def _titles(form: SheetForm) -> str:
    """Return the column titles a sheet is known by."""
    if form.body is None:
        return f"项目、{form.columns[0].label}"
    return "、".join(column.label for column in form.body.columns if column.required)


def _old_blank(form: SheetForm, mark: Mark | None) -> list[Problem]:
    if mark is None or mark.version == form.version:
        return []
    message = f"这份空白表是第{mark.version}版，现在用的是第{form.version}版，请核对各列"
    return [Problem(form.name, message, blocking=False)]


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
            problems = (*reading.problems, Problem(reading.worksheet, message))
            marked.append(replace(reading, data=None, problems=problems))
    return marked
