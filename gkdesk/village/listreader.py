"""A filled list or text worksheet → its facts and rows with their cells, and what was doubtful."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, tidy

from .form import SheetForm, plain
from .heading import Heading
from .listcell import NotAValue, value_of
from .listdata import Entry, ListData, ListRow
from .listform import Column, ListBody
from .model import SheetData
from .xlsx import Grid

_HEADER_ROWS = 40  # facts may stand above the column titles, one a row
_FEWEST = 2  # column titles that make a header
_TOTAL = ("合计", "总计", "共计")
_SUBTOTAL = ("小计", "本页小计")
_NOTE = re.compile(r"^(备注|说明|附注)[:：]\s*")
_FURNITURE = re.compile(r"签字|签名|签章|盖章|监督电话|举报电话|异议|制表|公示期|填报单位|^共\d*")


@dataclass
class ListReader:
    """Reads one worksheet of a list form; ``stage`` is empty when the workbook does not name it."""

    grid: Grid
    form: SheetForm
    scale: int
    stage: str = ""
    problems: list[Problem] = field(default_factory=list)
    note: str = ""
    _part: str = ""
    _group: str = ""
    _rows: list[ListRow] = field(default_factory=list)
    _sums: list[ListRow] = field(default_factory=list)
    _used: set[tuple[int, int]] = field(default_factory=set)

    def read(self, heading: Heading) -> SheetData | None:
        """Return the sheet, or ``None`` when no header of the form was found."""
        body = self.form.body
        if body is None:
            return None
        stage = self._stage(body, heading.title)
        columns = list(body.shown(stage))
        told = self.form.kind == "text"
        start = self._records(columns) if told else self._table(body, columns)
        if start is None:
            return None
        facts = self._facts(body.facts(stage), start)
        table = ListData(stage, facts, tuple(self._rows), tuple(self._sums))
        return SheetData(
            self.form.id, self.form.version, (), heading.open_on, self.note, table=table
        )

    def _stage(self, body: ListBody, title: str) -> str:
        if self.stage in {stage.key for stage in body.stages}:
            return self.stage
        named = [stage for stage in body.stages if stage.name and stage.name in title]
        return max(named, key=lambda stage: len(stage.name), default=body.stages[0]).key

    def _table(self, body: ListBody, columns: list[Column]) -> int | None:
        found = find_table(self.grid, columns)
        if found is None:
            return None
        header, places = found
        self._used |= {(header, at) for at in places.values()}
        self._unused(header, places)
        self._part = body.parts[0].key if body.parts else ""
        for row in range(header + 1, len(self.grid.rows)):
            if self._line(body, columns, places, row):
                break
        return header

    def _line(
        self, body: ListBody, columns: list[Column], places: dict[str, int], row: int
    ) -> bool:
        """Read one row; tell whether the table ended before it."""
        texts = [
            (at, tidy(str(value)))
            for at, value in enumerate(self.grid.rows[row])
            if value not in ("", None) and tidy(str(value))
        ]
        if not texts:
            return False
        at, first = texts[0]
        if _NOTE.match(first):
            self._read_note(row, at, [text for _at, text in texts])
            return False
        if part := next((p for p in body.parts if plain(p.label) == plain(first)), None):
            self._part = part.key
            return False
        if self._is_sum(body, plain(first)):
            self._sum(body, columns, places, row, plain(first))
            return False
        if _FURNITURE.search(first):
            return False
        self._row(body, columns, places, row)
        return False

    def _is_sum(self, body: ListBody, first: str) -> bool:
        names = {plain(name) for name in (*_TOTAL, *_SUBTOTAL, body.total, body.subtotal) if name}
        return first in names or first.endswith(_SUBTOTAL)

    def _sum(
        self, body: ListBody, columns: list[Column], places: dict[str, int], row: int, first: str
    ) -> None:
        small = first.endswith(_SUBTOTAL)
        sums = "total"
        if body.parts:
            sums = "part"
        elif small:
            sums = "group"
        entries = {
            column.key: self._entry(column, row, places[column.key])
            for column in columns
            if column.sum and column.key in places
        }
        if any(entry.text for entry in entries.values()):
            group = self._group if sums == "group" else ""
            self._sums.append(ListRow(entries, self._part, row + 1, sums, group))

    def _row(self, body: ListBody, columns: list[Column], places: dict[str, int], row: int) -> None:
        entries = {
            column.key: self._entry(column, row, places[column.key])
            for column in columns
            if column.key in places and column.kind != "serial"
        }
        lines = {line for part in body.parts for line in part.lines}
        own = [entry.text for entry in entries.values() if entry.text]
        if not own or (len(own) == 1 and own[0] in lines):
            return  # a numbered row, or a line of the blank, that was not filled in
        if body.group and body.group in entries:
            self._group = entries[body.group].text or self._group
        group = self._group if body.group else ""
        self._rows.append(ListRow(entries, self._part, row + 1, group=group))

    def _entry(self, column: Column, row: int, at: int) -> Entry:
        self._used.add((row, at))
        cell = address(row, at)
        try:
            return Entry(value_of(column, self.grid.value(row, at), self.scale), cell)
        except NotAValue as fault:
            self.problems.append(Problem(cell, f"{column.label}{fault}"))
            return Entry("", cell)

    def _read_note(self, row: int, at: int, texts: list[str]) -> None:
        body = "；".join(text for text in (_NOTE.sub("", texts[0]), *texts[1:]) if text)
        self._used |= {(row, column) for column in range(at, len(self.grid.rows[row]))}
        self.note = "；".join(part for part in (self.note, body) if part)

    def _unused(self, header: int, places: dict[str, int]) -> None:
        """List each column of the table this form has no place for."""
        for at in range(len(self.grid.rows[header])):
            text = self.grid.text(header, at)
            if text and at not in places.values():
                message = f"“{text[:24]}”一列没有使用"
                self.problems.append(Problem(address(header, at), message, blocking=False))

    def _facts(self, fields: tuple[Column, ...], before: int) -> dict[str, Entry]:
        """Read the facts above the table: a label with the value behind it, or beside it."""
        facts: dict[str, Entry] = {}
        for row in range(before):
            for at in range(len(self.grid.rows[row])):
                label, colon, tail = half_width(self.grid.text(row, at)).partition(":")
                known = _named(fields, label)
                if known is None or known.key in facts:
                    continue
                if colon and tail.strip():
                    facts[known.key] = self._fact(known, row, at, tail)
                else:
                    facts[known.key] = self._beside(known, row, at)
        return facts

    def _beside(self, field_: Column, row: int, at: int) -> Entry:
        for column in range(at + 1, len(self.grid.rows[row])):
            value = self.grid.value(row, column)
            if value not in ("", None):
                return self._fact(field_, row, column, value)
        return Entry("", address(row, at + 1))

    def _fact(self, field_: Column, row: int, at: int, raw: object) -> Entry:
        cell = address(row, at)
        try:
            return Entry(value_of(field_, raw, self.scale), cell)
        except NotAValue as fault:
            self.problems.append(Problem(cell, f"{field_.label}{fault}"))
            return Entry("", cell)

    def _records(self, columns: list[Column]) -> int | None:
        """Read a text sheet: titles in one column, each further column is one record."""
        places: dict[str, int] = {}
        title = 0
        for row in range(len(self.grid.rows)):
            found = (
                (at, known)
                for at in range(min(2, len(self.grid.rows[row])))
                if (known := _named(columns, self.grid.text(row, at)))
            )
            at, known = next(found, (0, None))  # a value that reads like a title is none
            if known and known.key not in places:
                places[known.key], title = row, at
            first = self.grid.text(row, 0)
            if _NOTE.match(first) and row not in places.values():
                texts = [t for at in range(self.grid.width) if (t := self.grid.text(row, at))]
                self._read_note(row, 0, texts)
        if len(places) < _FEWEST:
            return None
        for at in range(title + 1, self.grid.width):
            entries = {
                column.key: self._entry(column, places[column.key], at)
                for column in columns
                if column.key in places
            }
            if any(entry.text for entry in entries.values()):
                self._rows.append(ListRow(entries))
        return min(places.values())


def _named(columns: list[Column] | tuple[Column, ...], label: str) -> Column | None:
    wanted = plain(label)
    if not wanted:
        return None
    return next((c for c in columns if wanted in {plain(name) for name in c.names()}), None)


def find_table(grid: Grid, columns: list[Column]) -> tuple[int, dict[str, int]] | None:
    """Find the row of column titles: all the form demands, and where each column stands."""
    wanted = {column.key for column in columns if column.required and column.kind != "serial"}
    for row in range(min(_HEADER_ROWS, len(grid.rows))):
        places: dict[str, int] = {}
        for at in range(len(grid.rows[row])):
            known = _named(columns, grid.text(row, at))
            if known and known.key not in places:
                places[known.key] = at
        if len(places) >= _FEWEST and wanted <= places.keys():
            return row, places
    return None
