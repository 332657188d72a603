"""The rows of a list sheet: every cell as one plain text, with the place it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: money ``941.42``, count ``12``, area ``3.205``, date ``2026-03-01``, or words.

    Empty text is an empty cell, which is not 0.
    """

    text: str = ""
    cell: str = ""

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.text) if self.text else None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the table.

    Attributes:
        part: the section of the form it stands in; empty when the form has none.
        row: its row on the worksheet, counted from 1; 0 when it comes from none.
        sums: empty for a row of the list; ``part``, ``group``, ``page``, ``so_far`` or ``total``
            for a printed sum.
        extra: what stands in the row beside the form's columns, by heading or cell: kept sealed
            for comparing, printed on no sheet.
    """

    entries: dict[str, Entry]
    part: str = ""
    row: int = 0
    sums: str = ""
    group: str = ""
    extra: dict[str, Entry] = field(default_factory=dict)

    def entry(self, key: str) -> Entry:
        return self.entries.get(key) or Entry()

    def text(self, key: str) -> str:
        return self.entry(key).text

    def number(self, key: str) -> Decimal | None:
        return self.entry(key).number


@dataclass(frozen=True, slots=True)
class ListData:
    """A list sheet: the facts above the table, and its rows. It may name persons."""

    stage: str = ""
    facts: dict[str, Entry] = field(default_factory=dict)
    rows: tuple[ListRow, ...] = ()
    sums: tuple[ListRow, ...] = ()  # sums as the sheet prints them; empty when it prints none
    # rows nobody could align, by their number on the worksheet: in no sum, printed on no sheet
    unresolved: dict[int, tuple[str, ...]] = field(default_factory=dict)
    aside: tuple[str, ...] = ()  # what stood under the table and is no row, as signatures

    def of(self, part: str = "") -> list[ListRow]:
        """Return the rows of one part, or all."""
        return [row for row in self.rows if part in ("", row.part)]

    def fact(self, key: str) -> Entry:
        return self.facts.get(key) or Entry()

    def total(self, column: str, part: str = "") -> Decimal | None:
        """Add one column; ``None`` when no row has a figure."""
        known = [n for row in self.of(part) if (n := row.number(column)) is not None]
        return sum(known, Decimal(0)) if known else None

    def texts(self) -> list[str]:
        """Return every text of the sheet that is printed, for looking through."""
        found = [entry.text for entry in self.facts.values()]
        return found + [entry.text for row in self.rows for entry in row.entries.values()]

    def as_json(self, *, cells: bool = True) -> str:
        """Return the sheet as JSON, the same text for the same sheet.

        Args:
            cells: with the worksheet's cells, as it is stored; without, as it is compared.
        """
        data = {
            "stage": self.stage,
            "facts": _packed(self.facts, cells=cells),
            "rows": [_row(row, cells=cells) for row in self.rows],
            "sums": [_row(row, cells=cells) for row in self.sums],
        }
        if self.unresolved:
            data["unresolved"] = sorted(self.unresolved.items())
        if self.aside:
            data["aside"] = self.aside
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> ListData:
        data = json.loads(text)
        rows, sums = (tuple(map(row_from, data[name])) for name in ("rows", "sums"))
        unresolved = {int(row): tuple(texts) for row, texts in data.get("unresolved", ())}
        aside = tuple(data.get("aside", ()))
        return cls(data["stage"], _unpacked(data["facts"]), rows, sums, unresolved, aside)


def row_parts(row: ListRow) -> list[object]:
    """Return a row for JSON, with the worksheet's cells."""
    return _row(row, cells=True)


def row_from(parts: list[Any]) -> ListRow:
    """Return a row from what ``row_parts`` gave."""
    part, number, sums, group, entries, *extra = parts
    return ListRow(_unpacked(entries), part, number, sums, group, *map(_unpacked, extra))


def _row(row: ListRow, *, cells: bool) -> list[object]:
    number = row.row if cells else 0
    packed = [row.part, number, row.sums, row.group, _packed(row.entries, cells=cells)]
    return [*packed, _packed(row.extra, cells=cells)] if row.extra else packed


def _packed(entries: dict[str, Entry], *, cells: bool) -> dict[str, list[str]]:
    return {
        key: [entry.text, entry.cell] if cells else [entry.text]
        for key, entry in entries.items()
        if entry.text or cells
    }


def _unpacked(entries: dict[str, list[str]]) -> dict[str, Entry]:
    return {key: Entry(*parts) for key, parts in entries.items()}
