"""Sheets typed in: opened as a grid, stored as an import stores them.

The source of a typed sheet is the workbook the villages would have handed in: it is written with
the figures, read back, and only what was read back is stored. So the gate, the archive and the
copies are those of the import, and a value no workbook keeps is found before it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined, Problem
from gkdesk.base.privacy import masked
from gkdesk.base.text import tidy

from . import personal, store
from .entrycell import Record
from .entrycheck import Found, examine, placed, snapshot
from .entrygrid import EntryGrid
from .entrylist import ListGrid
from .entrysheet import CORRECT, Brought, Opened, Saved, grid_of
from .entrysides import SideLine, SidesGrid
from .form import SheetForm
from .imports import Imports
from .listdata import ListData, ListRow
from .model import Reading, Sheet, SheetData, Village
from .period import Period

_PUBLISH, _NOTICE = "publish", "notice"
_STRUCTURE = frozenset({"text", "name", "choice"})  # kinds of columns that say who and what


class WrongKindOfPeriod(Declined):
    """The form is not published for such a period."""

    message = "{form}按{kinds}公布，不按“{period}”公布。请改选期次，数据没有改动。"


class NothingTyped(Declined):
    """There is nothing to store."""

    message = "“{form}”里还没有内容。请至少填一行再保存，已填的表头仍在草稿里。"


class NotReadable(Declined):
    """Cells hold texts that are no values."""

    message = "有{count}格的内容认不出，如{where}。请先改正标红的格再保存，已填的内容都在草稿里。"


class NotReadBack(Declined):
    """What the workbook gives back is not what was typed."""

    message = (
        "{where}写进工作簿后读回来不一样，没有保存。"
        "请改一下这里的写法（如不要写成合计、备注的样子），已填的内容都在草稿里。"
    )


class NotTaken(Declined):
    """The import would refuse such a sheet."""

    message = "{reason}。没有保存，已填的内容都在草稿里。"


class ChangedMeanwhile(Declined):
    """Another version was stored since the grid was opened."""

    message = (
        "{village}的这张表刚刚有了第{version}版，没有保存。"
        "请先看新的一版，再决定是否覆盖；已填的内容都在草稿里。"
    )


class Entering:
    """Typing in the villages' sheets."""

    def __init__(self, session: Session, room: Imports) -> None:
        self._session, self._room = session, room

    def open(
        self, form_id: str, village: Village, period: Period | str, *, stage: str = ""
    ) -> Opened:
        """Return a sheet as a grid: the stored version, or an empty one.

        Raises:
            UnknownForm, BadPeriod: none is named so.
            WrongKindOfPeriod: the form is published for other periods.
            LoginNeeded: nobody is logged in.
        """
        form = self._room.form(form_id)
        when = period if isinstance(period, Period) else Period.parse(period)
        if when.kind not in form.periods:
            kinds = "、".join(kind.label for kind in form.periods)
            raise WrongKindOfPeriod(form=form.name, kinds=kinds, period=when.label)
        sheet = self._current(form, village, when)
        data = self._room.data(sheet.uid) if sheet else None
        grid = grid_of(form, data, stage)
        before = self._current(form, village, when.previous())
        previous = self._room.data(before.uid) if before else None
        if isinstance(grid, SidesGrid):
            grid.follow(previous, when)
        own = data.table.stage if data and data.table else ""
        opened = Opened(grid, village, when, sheet, own, previous)
        if isinstance(grid, ListGrid) and not stage and opened.correcting:
            grid.set_stage(_after(form, own))
        return opened

    def filled(self, opened: Opened, values: Mapping[str, object], name: str) -> list[Found]:
        """Put given values into an opened sheet; return what is wrong or doubtful then.

        Raises:
            BadFile: names the form does not know, values of the wrong shape.
            TooManyRows: more rows than a sheet takes.
        """
        from .entryvalues import fill

        fill(opened.grid, values, name)
        found = examine(snapshot(opened.grid), opened.period, opened.previous)
        return placed(opened.grid, found)

    def brought(self, opened: Opened) -> Brought:
        """Return what the period before offers: who and what, and its closing balances.

        Figures are never brought, except a closing balance that opens this period.
        """
        grid, previous = opened.grid, opened.previous
        if previous is None:
            return Brought()
        if isinstance(grid, SidesGrid):
            return Brought(lines=tuple(_own_lines(grid, previous)), puts=tuple(grid.carried()))
        if isinstance(grid, ListGrid) and previous.table is not None:
            return Brought(records=tuple(_records(grid, previous.table)))
        return Brought()

    def save(self, opened: Opened, reason: str = "") -> Saved:
        """Store what was typed as the next version of the sheet.

        Args:
            opened: the sheet with its grid.
            reason: why a sheet that hangs is corrected; printed in its note.

        Raises:
            NotReadable: cells hold what is no value.
            NothingTyped: there is no line and no figure.
            BadValue: a correction without a reason.
            ChangedMeanwhile: another version was stored meanwhile.
            NotReadBack: the workbook would say something else than was typed.
            Blocked: the archive cannot be written; nothing was stored.
        """
        grid, form = opened.grid, opened.form
        data = self.checked(opened, reason)
        current = self._current(form, opened.village, opened.period)
        if current is not None and (opened.sheet is None or current.uid != opened.sheet.uid):
            raise ChangedMeanwhile(village=opened.village.name, version=current.version)
        source = self._workbook(opened, data)
        reading = self._read_back(opened, source)
        back, problems = reading.data, reading.problems
        where = _difference(data, back, grid) if back else f"“{form.name}”"
        if back is None or where:
            raise NotReadBack(where=where)
        if current is not None and self._same(current, back, problems):
            return Saved(problems=problems)
        with self._session.transaction():
            [uid] = self._room.apply([reading]).stored
            self._session.audit("village.enter", uid, form=form.id, correction=opened.correcting)
        return Saved(uid, self._room.sheet(uid).version, problems, source)

    def checked(self, opened: Opened, reason: str) -> SheetData:
        """Return the figures to be stored, with the reason in the note.

        Raises:
            NotReadable, NothingTyped, BadValue: see ``save``.
        """
        grid = opened.grid
        if faults := grid.faults():
            raise NotReadable(count=len(faults), where=f"“{grid.where(faults[0])}”")
        data = grid.data()
        figures = (f.fen for line in data.lines for f in line.figures.values())
        if not (data.table.rows if data.table else any(fen is not None for fen in figures)):
            raise NothingTyped(form=opened.form.name)
        if not opened.correcting:
            return data
        if not tidy(reason):
            raise BadValue("reason", "更正原因", "没有填")
        told = f"更正：{tidy(reason).rstrip('。；')}"
        return replace(data, note="；".join(p for p in (data.note.rstrip("。；"), told) if p))

    def _workbook(self, opened: Opened, data: SheetData) -> bytes:
        from . import blank

        whom = blank.Whom(
            self._session.organ.town, opened.village, opened.period, opened.grid.stage
        )
        return blank.workbook(opened.form, whom, data)

    def _read_back(self, opened: Opened, source: bytes) -> Reading:
        """Read the workbook as an import would, through the same gate.

        Raises:
            NotTaken: the import would refuse it.
        """
        name = files.safe_name(f"{opened.village.name}-{opened.form.id}-{opened.period}-录入.xlsx")
        reading = self._room.taken(name, source, opened.period)
        if reading.data is None:
            told = [one.message for one in reading.problems if one.blocking]
            raise NotTaken(reason=(told or ["工作簿没有读出这张表"])[0])
        return replace(reading, same_as_stored=False)

    def _same(self, current: Sheet, data: SheetData, problems: tuple[Problem, ...]) -> bool:
        """Tell whether the stored version says the same already."""
        stored_blocking = any(problem.blocking for problem in self._room.problems(current.uid))
        now = any(problem.blocking for problem in problems)
        stored = self._room.data(current.uid)
        return stored_blocking == now and list(said(stored)) == list(said(personal.hidden(data)))

    def _current(self, form: SheetForm, village: Village, period: Period) -> Sheet | None:
        return store.current_sheet(
            self._session.conn, village_uid=village.uid, form=form.id, period=str(period)
        )


def _after(form: SheetForm, stage: str) -> str:
    """Return the stage that comes after one that hangs."""
    known = {one.key for one in form.body.stages} if form.body else set()
    wanted = _PUBLISH if stage == _NOTICE else CORRECT
    return wanted if wanted in known else stage


def _own_lines(grid: SidesGrid, previous: SheetData) -> Iterator[tuple[str, SideLine]]:
    for block in grid.form.blocks:
        there = {line.name.text for line in grid.sides[block.key]}
        for line in previous.of(block.key):
            if not line.key and line.label not in there:
                made = grid.fresh()
                made.name.text = line.label
                yield block.key, made


def _records(grid: ListGrid, previous: ListData) -> Iterator[Record]:
    """Make a record of every row before that is not in the grid yet."""
    keys = [c.key for c in grid.body.columns if c.kind in _STRUCTURE and c.key != "note"]
    there = {(r.part, *(r.cells[key].text for key in keys)) for r in grid.records}
    for row in previous.rows:
        texts = [row.text(key) for key in keys]
        if any(texts) and (row.part, *texts) not in there:
            record = grid.fresh(row.part)
            for key, text in zip(keys, texts, strict=True):
                record.cells[key].text = text
            yield record


def said(data: SheetData) -> Iterator[object]:
    """Go through everything a sheet says, whatever cells it stands in, always in one order."""
    yield data.open_on, tidy(data.note)
    lines = [
        (line.block, line.key, line.label if not line.key else "",
         sorted((key, f.fen) for key, f in line.figures.items() if f.fen is not None))
        for line in data.lines
    ]  # fmt: skip
    yield sorted(line for line in lines if line[3])
    table = data.table
    if table is None:
        return
    yield table.stage, _texts(table.facts)
    yield [(row.part, row.group, _texts(row.entries)) for row in table.rows]
    yield [(row.part, row.sums, _texts(row.entries)) for row in table.sums]


def _texts(entries: object) -> list[tuple[str, str]]:
    return sorted((key, one.text) for key, one in entries.items() if one.text)  # type: ignore[attr-defined]


def _difference(typed: SheetData, back: SheetData, grid: EntryGrid) -> str:
    """Return the first place where the workbook says something else; empty when none does."""
    if list(said(typed)) == list(said(back)):
        return ""
    mine, theirs = typed.table, back.table
    if mine is None or theirs is None:
        known = {(line.block, line.key, line.label if not line.key else "") for line in back.lines}
        for line in typed.lines:
            if (line.block, line.key, "" if line.key else line.label) not in known:
                return f"“{masked(line.label)}”"
        return "表内有一处"
    for row, other in zip(mine.rows, (*theirs.rows, *[None] * len(mine.rows)), strict=False):
        if other is None or _row(row) != _row(other):
            return f"第{row.row}行" if row.row else f"“{grid.form.name}”的一项"
    return "表头或备注有一处"


def _row(row: ListRow) -> object:
    return row.part, row.group, _texts(row.entries)
