"""The facts above a list, and its notes: a label with the value behind it, or beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze

from .finding import error
from .listcell import NotAValue, value_of
from .listdata import Entry
from .listform import Column
from .shape import comparable
from .xlsx import Grid

_NOTE = re.compile(r"^(备注|说明|附注|注意?)[:：]\s*")


@dataclass
class Facts:
    """Reads the facts above a table.

    Attributes:
        scale: yuan in one unit of the sheet.
        title: what the sheet is called, for facts a title tells.
    """

    grid: Grid
    scale: int
    title: str = ""
    problems: list[Problem] = field(default_factory=list)

    def read(self, fields: tuple[Column, ...], before: int) -> dict[str, Entry]:
        """Return every fact found in the rows above ``before`` (from 0)."""
        facts: dict[str, Entry] = {}
        for row in range(before):
            for at in range(len(self.grid.rows[row])):
                label, colon, tail = half_width(self.grid.text(row, at)).partition(":")
                known = named(fields, label)
                if known is None or known.key in facts:
                    continue
                if colon and tail.strip():
                    facts[known.key] = self.entry(known, row, at, tail)
                else:
                    facts[known.key] = self._beside(known, row, at)
        for one in fields:
            told = one.in_title and re.search(one.in_title, squeeze(half_width(self.title)))
            if told and not (one.key in facts and facts[one.key].text):
                facts[one.key] = Entry(told[1], facts.get(one.key, Entry()).cell)
        return facts

    def entry(self, column: Column, row: int, at: int, raw: object) -> Entry:
        """Return one cell's value; what is none is told, and the entry is empty."""
        cell = address(row, at)
        try:
            return Entry(value_of(column, raw, self.scale), cell)
        except NotAValue as fault:
            self.problems.append(error(cell, "value", f"{column.label}{fault}"))
            return Entry("", cell)

    def _beside(self, field_: Column, row: int, at: int) -> Entry:
        for column in range(at + 1, len(self.grid.rows[row])):
            value = self.grid.value(row, column)
            if value not in ("", None):
                return self.entry(field_, row, column, value)
        return Entry("", address(row, at + 1))


def named(columns: list[Column] | tuple[Column, ...], label: str) -> Column | None:
    """Return the column or fact a label names."""
    wanted = comparable(label)
    if not wanted:
        return None
    return next((c for c in columns if wanted in {comparable(name) for name in c.names()}), None)


def note_of(texts: list[str]) -> str | None:
    """Return what a row says as a note (备注：…), ``None`` when it is none."""
    if not texts or not _NOTE.match(texts[0]):
        return None
    return "；".join(text for text in (_NOTE.sub("", texts[0]), *texts[1:]) if text)


def joined(notes: list[str]) -> str:
    return "；".join(note for note in notes if note)
