"""A filled text sheet → its records: titles in one column, each further column is one record."""

from __future__ import annotations

from dataclasses import dataclass, field

from gkdesk.base.errors import Problem

from .form import SheetForm
from .listdata import Entry, ListData, ListRow
from .listfacts import Facts, joined, named, note_of
from .listform import Column
from .xlsx import Grid

_FEWEST = 2  # titles that make a text sheet
_TITLE_COLUMNS = 2  # titles stand in one of the first columns


@dataclass(frozen=True, slots=True)
class Places:
    """Where a text sheet's titles stand: row of each column's key, and the titles' column."""

    rows: dict[str, int]
    title: int


def find(grid: Grid, columns: tuple[Column, ...]) -> Places | None:
    """Find the titles of a text sheet; ``None`` when there are too few."""
    rows: dict[str, int] = {}
    title = 0
    for row in range(len(grid.rows)):
        for at in range(min(_TITLE_COLUMNS, len(grid.rows[row]))):
            known = named(columns, grid.text(row, at))
            if known is None:
                continue
            if known.key not in rows:
                rows[known.key], title = row, at
            break  # a value beside a title may read like another title
    return Places(rows, title) if len(rows) >= _FEWEST else None


@dataclass
class RecordReader:
    """Reads one worksheet of a text sheet."""

    grid: Grid
    form: SheetForm
    stage: str
    scale: int = 1
    title: str = ""
    problems: list[Problem] = field(default_factory=list)
    note: str = ""

    def read(self) -> ListData | None:
        """Return the sheet, or ``None`` when its titles were not found."""
        body = self.form.body
        found = find(self.grid, body.shown(self.stage)) if body else None
        if body is None or found is None:
            return None
        facts = Facts(self.grid, self.scale, self.title, self.problems)
        by_key = {column.key: column for column in body.shown(self.stage)}
        rows = []
        for at in range(found.title + 1, self.grid.width):
            entries = {
                key: facts.entry(by_key[key], row, at, self.grid.value(row, at))
                for key, row in found.rows.items()
            }
            if any(entry.text for entry in entries.values()):
                rows.append(ListRow(entries))
        self.note = self._notes(set(found.rows.values()))
        above: dict[str, Entry] = facts.read(body.facts(self.stage), min(found.rows.values()))
        return ListData(self.stage, above, tuple(rows))

    def _notes(self, used: set[int]) -> str:
        notes = []
        for row in range(len(self.grid.rows)):
            if row not in used:
                texts = [t for at in range(self.grid.width) if (t := self.grid.text(row, at))]
                notes.append(note_of(texts) or "")
        return joined(notes)
