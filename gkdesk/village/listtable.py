"""A list as it was read: every cell as one plain text with the place it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal

from .finding import shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: a figure ``941.42``, a date ``2026-03-01``, or words; empty is not 0."""

    text: str = ""
    cell: str = ""

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.text) if self.text else None


NO_ENTRY = Entry()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``sums`` is empty for a row of the list; else what its printed sum adds up.

    ``row`` counts from 1; ``extra`` are the cells of columns the form does not know, by heading.
    """

    entries: dict[str, Entry]
    row: int
    group: str = ""
    sums: str = ""  # "", group, page, so_far or total
    extra: dict[str, Entry] = field(default_factory=dict)

    def entry(self, key: str) -> Entry:
        return self.entries.get(key, NO_ENTRY)

    def text(self, key: str) -> str:
        return self.entry(key).text

    def number(self, key: str) -> Decimal | None:
        return self.entry(key).number


@dataclass(frozen=True, slots=True)
class ListTable:
    """A whole list. It names persons: it is kept sealed and never logged.

    ``unresolved`` are the rows nobody could align: row number → every text of it.
    """

    form: str
    form_version: int
    rows: tuple[Row, ...] = ()
    sums: tuple[Row, ...] = ()
    unresolved: dict[int, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    summed: dict[str, str] = field(default_factory=dict)  # key → title of what sums have

    def total(self, key: str) -> Decimal | None:
        """Add one column; ``None`` when no row has a figure."""
        known = [number for row in self.rows if (number := row.number(key)) is not None]
        return sum(known, Decimal(0)) if known else None

    def totals(self) -> dict[str, str]:
        """Return the sum of each summed column by its title, as the rows add up."""
        found = {label: self.total(key) for key, label in self.summed.items()}
        return {label: shown(total) for label, total in found.items() if total is not None}

    def texts(self) -> list[str]:
        """Return every text of the list, for looking through."""
        return [entry.text for row in self.rows for entry in row.entries.values()]

    def as_json(self) -> str:
        """Return the list as JSON, the same text for the same list."""
        data = {
            "form": self.form,
            "form_version": self.form_version,
            "rows": [_packed(row) for row in self.rows],
            "sums": [_packed(row) for row in self.sums],
            "unresolved": sorted(self.unresolved.items()),
            "notes": self.notes,
            "summed": self.summed,
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> ListTable:
        data = json.loads(text)
        rows, sums = (tuple(map(_unpacked, data[name])) for name in ("rows", "sums"))
        unresolved = {int(number): tuple(texts) for number, texts in data["unresolved"]}
        notes = tuple(data["notes"])
        return cls(
            data["form"], data["form_version"], rows, sums, unresolved, notes, data["summed"]
        )


def _packed(row: Row) -> list[object]:
    entries, extra = (
        {key: [entry.text, entry.cell] for key, entry in each.items()}
        for each in (row.entries, row.extra)
    )
    return [row.row, row.group, row.sums, entries, extra]


def _unpacked(packed: list[object]) -> Row:
    number, group, sums, entries, extra = packed
    if not isinstance(number, int) or not isinstance(entries, dict) or not isinstance(extra, dict):
        raise TypeError(packed)
    known, beside = (
        {key: Entry(*parts) for key, parts in each.items()} for each in (entries, extra)
    )
    return Row(known, number, str(group), str(sums), beside)
