"""Workbook files → readings: whose sheet, for which period, its figures, and every problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from gkdesk.base import files, money
from gkdesk.base.errors import Declined, GkdeskError, Problem
from gkdesk.base.workbook import OLD_FORMAT, is_old

from . import listheader, personal, rules, whichperiod
from .blank import MARK, Mark, mark_of
from .finding import doubt, error, quoted, ruled
from .form import TWO_SIDED, SheetForm
from .handed import OTHER, is_readable
from .heading import Heading, read_heading, read_list_heading
from .listbeside import split, stacked
from .listread import ListReader
from .model import IssuerKind, Reading, SheetData, Village
from .nearvillage import SettledName, nearest
from .period import Period
from .reader import Reader
from .readings import (
    counted,
    in_simplified,
    marked_period,
    masked,
    old_blank,
    same_columns,
    set_aside,
    stage_of,
    unreadable,
)
from .records import RecordReader
from .shape import Shape, shapes
from .which import ENOUGH, Choice, Which, chosen, doubtful
from .whose import Whose
from .xlsx import Grid, read_any

# (village uid, form id, period) → the figures stored for it
Stored = Callable[[str, str, Period], "SheetData | None"]
_BESIDE = "同样的表左右并排，已按先左后右合在一起，请核对户数和合计"
_TOWN_LIST = "这是镇或县的汇总表：已逐行核对，可用于镇村核对，不作为某个村的公开表保存"


@dataclass(frozen=True)
class Intake:
    """What a workbook is read against; writes nothing."""

    forms: tuple[SheetForm, ...]
    villages: tuple[Village, ...]
    town: str
    period: Period
    stored: Stored
    settled: Mapping[str, SettledName] = field(default_factory=dict)
    only: str = ""  # the one form every sheet is; empty: by their headers

    @cached_property
    def _shapes(self) -> tuple[Shape, ...]:
        return tuple(shape for form in self.forms for shape in shapes(form))

    def _form(self, form_id: str) -> SheetForm | None:
        return next((form for form in self.forms if form.id == form_id), None)

    def file(self, path: Path) -> list[Reading]:
        """Read one file; whatever is wrong with it is a problem of its reading.

        Raises:
            Blocked: the file cannot be read from the disk.
        """
        return self.book(path, files.read(path))

    def book(self, path: Path, data: bytes) -> list[Reading]:
        """Read a file's bytes; its name only says what kind it is and where it came from."""
        try:
            grids = [grid for grid in read_any(data, path.name) if any(map(any, grid.rows))]
        except Declined as fault:
            message = str(fault) if is_readable(path) else OTHER.format(name=path.name)
            return [self._refused(path, "", [error(path.name, "unreadable", message)])]
        mark = mark_of(grids)
        found: list[Reading] = []
        aside: list[tuple[Grid, Heading]] = []
        for grid in grids:
            if mark and grid.name == MARK:
                continue
            reading = self._blank(path, grid, mark) if mark else self._grid(path, grid)
            if isinstance(reading, Heading):
                aside.append((grid, reading))
            else:
                found.append(counted(replace(reading, source=data), self._form(reading.form)))
        if not found:
            known = "、".join(form.name for form in self.forms if form.expected)
            message = (
                f"没有找到认识的表名或表头（认识{len(self.forms)}种表，如{known}）。"
                "请核对是否选错了文件，或请村里用空白表填写"
            )
            unused = [set_aside(*each, kept=False) for each in aside]
            told = ruled([Problem(path.name, message), *unused], "form")
            return [replace(self._refused(path, "", told), source=data)]
        kept = any(reading.data is not None for reading in found)
        unused = [set_aside(*each, kept=kept) for each in aside]
        if is_old(data):
            unused.append(Problem(path.name, OLD_FORMAT, blocking=False))
        found[0] = replace(found[0], problems=(*found[0].problems, *ruled(unused, "worksheet")))
        return found

    def unread(self, path: Path, fault: GkdeskError) -> Reading:
        """Return the reading of a file that could not be read from the disk."""
        return self._refused(path, "", [error(path.name, "unreadable", str(fault))])

    def _grid(self, path: Path, grid: Grid) -> Reading | Heading:
        """Read one worksheet; its heading alone when it is no sheet of any form."""
        shapes = [shape for shape in self._shapes if self.only in ("", shape.id)]
        ranked = Which(shapes).rank(grid)
        choice = chosen(ranked) or (ranked[0] if self.only and ranked else None)
        plain, words = in_simplified(grid)
        if choice is None or choice.shape.form.kind == TWO_SIDED:
            heading = read_heading(plain, self.forms)
            if heading.attachment or not ranked or ranked[0].score < ENOUGH:
                return replace(heading, form=None)
            if choice is None:
                message = doubtful(ranked)
                found = error(heading.cell or grid.name, "form", message)
                return self._refused(path, grid.name, [found])
            reading = self._sheet(path, plain, heading, choice.shape.form)
            return replace(reading, problems=(*reading.problems, *words), why=choice.why)
        heading = read_list_heading(plain, choice.shape.form.names())
        if choice.header is None and not choice.shape.records:
            name = choice.shape.form.name
            message = f"认出是{name}（{choice.why}），没有找到它的表头，没有导入。请写上列名"
            problem = error(heading.cell or grid.name, "header", message)
            return self._refused(path, grid.name, [problem], form=choice.shape.id)
        stage = stage_of(choice.shape, heading.title)
        return replace(self._list(path, grid, choice, heading, stage), why=choice.why)

    def _blank(self, path: Path, grid: Grid, mark: Mark) -> Reading:
        """Read a blank of our own, which says itself what it is and whose."""
        form = self._form(mark.form)
        if form is None:
            message = (
                f"这份空白表的表号是“{quoted(mark.form)}”，本机没有这种表，没有导入。"
                "请用本机写出的空白表"
            )
            return self._refused(path, grid.name, [error(grid.name, "form", message)])
        heading = read_heading(grid, self.forms)
        place = heading.place if heading.place.strip("村") else mark.village
        period = heading.period or marked_period(mark)
        issuer = heading.issuer if heading.issuer not in ("盖章", "") else ""
        heading = replace(
            heading, form=form, attachment=False, place=place, issuer=issuer, period=period
        )
        old = old_blank(form, mark)
        if form.body is None:
            reading = self._sheet(path, grid, heading, form)
        else:
            reading = self._marked_list(path, grid, heading, form, mark)
        return replace(reading, problems=(*old, *reading.problems))

    def _marked_list(
        self, path: Path, grid: Grid, heading: Heading, form: SheetForm, mark: Mark
    ) -> Reading:
        body = form.body
        known = {stage.key for stage in body.stages} if body else set()
        own = [shape for shape in self._shapes if shape.id == form.id]
        stage = mark.stage if mark.stage in known else stage_of(own[0], heading.title)
        shape = next((one for one in own if same_columns(one, stage)), own[0])
        header = None if shape.records else listheader.find(shape, listheader.candidates(grid))
        if header is None and not shape.records:
            titles = "、".join(column.label for column in shape.columns if column.required)
            message = f"认出是{form.name}，没有找到“{titles}”这样的表头，没有导入。请补上列名"
            found = error(heading.cell or grid.name, "header", message)
            return self._refused(path, grid.name, [found], form=form.id)
        return self._list(path, grid, Choice(shape, 100, "", header), heading, stage)

    def _list(
        self, path: Path, grid: Grid, choice: Choice, heading: Heading, stage: str
    ) -> Reading:
        form = choice.shape.form
        if form.issuer is IssuerKind.TOWN:
            told = doubt(heading.cell or grid.name, "town", _TOWN_LIST)
            period = heading.period or self.period
            reading = Reading(str(path), grid.name, form.id, period, (told,), only_checked=True)
            return self._checked(reading, grid, choice, heading, stage)
        period, refusal = whichperiod.of_list(heading, form, self.period)
        doubts = whichperiod.doubts(heading, grid.name, period)
        whose = Whose(self.villages, self.town, self.settled, period.last_on)
        village, asked = whose.of(heading, (grid.name, path.stem))
        doubts += ruled(asked, "village")
        if village is None or refusal:
            problems = ruled([*refusal, *doubts], "period")
            found = self._unmatched(path, grid, heading, problems, form.id, whose, village)
            return replace(found, period=period)
        reading = Reading(
            str(path), grid.name, form.id, period, tuple(doubts), village.uid, village.name
        )
        return self._checked(reading, grid, choice, heading, stage)

    def _checked(
        self, reading: Reading, grid: Grid, choice: Choice, heading: Heading, stage: str
    ) -> Reading:
        """Read a list whose village and period are clear, and check it by its form's rules."""
        form, where = choice.shape.form, heading.cell or grid.name
        data, told, absent = _listed(grid, choice, heading, stage, reading.period)
        if data is None:
            found = error(
                where,
                "header",
                f"认出是{form.name}，没有找到它的各项标题，没有导入。请用空白表填写",
            )
            return self._refused(Path(reading.path), grid.name, [found], form=form.id)
        other = self._other_list(reading, form, data, where)
        previous = self._previous(reading.village_uid, form, reading.period)
        faulty = {problem.where for problem in told if problem.blocking}
        broken = rules.check(form, data, reading.period, previous, absent)
        problems = [
            *reading.problems,
            *ruled(unreadable(grid), "broken"),
            *ruled(personal.doubts(data, grid.name), "private"),
            *told,
            # a cell that could not be read is not told of again as empty
            *(one for one in broken if one.where not in faulty),
            *other,
        ]
        found_ = replace(reading, data=data, problems=tuple(map(masked, problems)))
        if other or reading.only_checked:
            return replace(counted(found_, form), data=None)
        return found_

    def _other_list(
        self, reading: Reading, form: SheetForm, data: SheetData, where: str
    ) -> list[Problem]:
        """Refuse a list of another matter than the one stored for the same village and batch."""
        period = reading.period
        stored = self.stored(reading.village_uid, form.id, period) if reading.village_uid else None
        if stored is None or stored.table is None or data.table is None or form.body is None:
            return []
        for field_ in form.body.fields:
            old, new = (one.fact(field_.key).text for one in (stored.table, data.table))
            if field_.in_title and old and new and old != new:
                message = (
                    f"{period.label}已有“{quoted(old)}”的表，这份是“{quoted(new)}”，没有导入。"
                    f"请核对文件，或换一个批次（如 {period.year}E02）再导入"
                )
                return [error(where, "other-list", message, old, new)]
        return []

    def _unmatched(  # noqa: PLR0917
        self, path: Path, grid: Grid, heading: Heading, problems: list[Problem], form: str,
        whose: Whose, village: Village | None,
    ) -> Reading:  # fmt: skip
        """Refuse a sheet; one of an unknown village carries the name to settle."""
        refused = self._refused(path, grid.name, problems, form=form)
        if village is not None:
            return replace(refused, village=village.name, village_uid=village.uid)
        asked = whose.asked(heading)
        if personal.findings(asked):
            asked = ""  # no name of a village: nothing of it is shown or remembered
        near = nearest(asked, self.villages, self.town) if asked else []
        return replace(refused, asked=asked, near=tuple(one.name for one in near))

    def _sheet(self, path: Path, grid: Grid, heading: Heading, form: SheetForm) -> Reading:
        refusal = whichperiod.wrong(heading, form, self.period)
        whose = Whose(self.villages, self.town, self.settled, self.period.last_on)
        village, doubts = whose.of(heading, (grid.name, path.stem))
        doubts = [*whichperiod.doubts(heading, grid.name, self.period), *ruled(doubts, "village")]
        if village is None or refusal:
            told = ruled([*refusal, *doubts], "period")
            return self._unmatched(path, grid, heading, told, form.id, whose, village)
        reader = Reader(grid, form, heading.scale or 1)
        data = reader.read(heading)
        if data is None:
            message = (
                f"认出是{form.name}，没有找到“项目、{form.columns[0].label}”这样的表头，没有导入"
            )
            found = error(heading.cell or grid.name, "header", message)
            return self._refused(path, grid.name, [found], form=form.id)
        previous = self._previous(village.uid, form, self.period)
        problems = [
            *doubts,
            *ruled(unreadable(grid), "broken"),
            *ruled(personal.of_grid(grid), "private"),
            *ruled(personal.doubts(data, grid.name), "private"),
            *ruled(reader.problems, "reading"),
            *rules.check(form, data, self.period, previous),
        ]
        return Reading(
            str(path), grid.name, form.id, self.period, tuple(map(masked, problems)),
            village.uid, village.name, personal.hidden(data),
        )  # fmt: skip

    def _previous(self, village_uid: str, form: SheetForm, period: Period) -> SheetData | None:
        return self.stored(village_uid, form.id, period.previous()) if village_uid else None

    def _refused(
        self, path: Path, worksheet: str, problems: list[Problem], *, form: str = ""
    ) -> Reading:
        told = tuple(map(masked, problems))
        return Reading(str(path), worksheet, form, self.period, told)


def _listed(
    grid: Grid, choice: Choice, heading: Heading, stage: str, period: Period
) -> tuple[SheetData | None, list[Problem], AbstractSet[str]]:
    """Return a list's figures, what was told in reading, and the columns it does not have."""
    form, scale = choice.shape.form, heading.scale or 1
    if choice.header is None:
        records = RecordReader(grid, form, stage, scale, heading.title)
        table, note, absent = records.read(), records.note, frozenset[str]()
        told = [*ruled(personal.of_grid(grid), "private"), *records.problems]
    else:
        headers = listheader.beside(choice.shape, choice.header, listheader.candidates(grid))
        readers = [
            ListReader(
                part, choice.shape, header, scale == money.WAN, period.year, stage, heading.title
            )
            for part, header in zip(split(grid, headers), headers, strict=True)
        ]
        table = stacked([reader.read() for reader in readers])
        told = [problem for reader in readers for problem in reader.problems]
        if len(readers) > 1:
            told.append(doubt(heading.cell or grid.name, "beside", _BESIDE))
        note, absent = readers[0].note, frozenset(readers[0].absent)
    if table is None:
        return None, told, absent
    data = SheetData(form.id, form.version, (), heading.open_on, note, table)
    return data, told, absent
