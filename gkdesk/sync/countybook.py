"""What the county holds, town by town: who sent what, who has been silent; all as a workbook."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.tablesheet import Table, workbook
from gkdesk.db import Connection

from . import county_store, county_turns
from .countymodel import Kept
from .gate import PLACES
from .model import kind_label

SILENT_DAYS = 100  # a town sends once a quarter at the least; local, no law says so
_WIDEST = 40.0
_SHOWN = 32_000  # characters a cell of a workbook holds


class NothingHeld(Declined):
    """No row to export."""

    message = "收件箱里还没有收到任何内容，没有写出文件。"


@dataclass(frozen=True, slots=True)
class Town:
    """One office as the county sees it; ``counts`` are its rows by kind."""

    code: str
    name: str
    packages: int
    last_number: str
    last_at: str
    silent_days: int
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> bool:
        """Whether nothing came for so long that somebody should ask (freeze)."""
        return self.silent_days > SILENT_DAYS


@dataclass(frozen=True, slots=True)
class Entry:
    """One row in force, with the package that brought it."""

    town: str
    kind: str
    key: str
    revision: int
    number: str
    data: Mapping[str, object]


class CountyBook:
    """Reads the inbox; writes nothing in it."""

    def __init__(self, conn: Connection, now: Callable[[], datetime]) -> None:
        self._conn, self._now = conn, now

    def towns(self) -> list[Town]:
        """Return every office that ever sent a package, the longest silent first."""
        today = self._now().date()
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for row in county_store.entry_counts(self._conn):
            counts[row["town"]][row["kind"]] = row["count"]
        found = []
        for row in county_store.newest_packages(self._conn):
            days = (today - datetime.fromisoformat(row["received_at"]).date()).days
            found.append(
                Town(
                    row["town"], row["town_name"], row["packages"], row["number"],
                    row["received_at"], days, counts[row["town"]],
                )
            )  # fmt: skip
        return sorted(found, key=lambda one: -one.silent_days)

    def packages(self, town: str = "") -> list[Kept]:
        """Return every package ever taken, undone ones too, the newest first within a town.

        Args:
            town: credit code or full name; ``""`` for all.
        """
        found = county_turns.packages(self._conn)
        return [one for one in found if town in {"", one.town, one.town_name}]

    def package(self, town: str, number: str) -> Kept | None:
        """Return one package of a town, by credit code or full name."""
        return next((one for one in self.packages(town) if one.number == number), None)

    def entries(self, kind: str = "") -> Iterator[Entry]:
        """Yield the rows in force, of one kind or of all, by kind, town and key."""
        for row in county_store.all_entries(self._conn, kind):
            data = json.loads(row["line"])["data"]
            yield Entry(row["town"], row["kind"], row["key"], row["revision"], row["number"], data)

    def digests(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Return town, kind and key → digest and package number of every row in force."""
        return county_store.entry_digests(self._conn)

    def texts(self) -> Iterator[tuple[str, str, str, int, str, str, str]]:
        """Yield town, kind, key, revision, package, digest and data (JSON) of every row."""
        return county_store.entry_texts(self._conn)

    def rows(self, town: str) -> list[tuple[str, str, int]]:
        """Return kind, key and revision of every row held from a town."""
        rows = county_store.entries(self._conn, town)
        return [(row["kind"], row["key"], row["revision"]) for row in rows]

    def export(self, path: Path) -> int:
        """Write every row in force as a workbook, a leaf each kind; return how many.

        Raises:
            NothingHeld: none.
            Blocked: the file cannot be written.
        """
        names = {one.code: one.name for one in self.towns()}
        kinds: dict[str, list[Entry]] = defaultdict(list)
        for one in self.entries():
            kinds[one.kind].append(one)
        if not kinds:
            raise NothingHeld
        today = self._now().date()
        tables = [_table(kind, found, names, today) for kind, found in sorted(kinds.items())]
        files.write(path, workbook(*tables))
        return sum(map(len, kinds.values()))


def _table(kind: str, found: Sequence[Entry], names: Mapping[str, str], today: date) -> Table:
    fields = list(dict.fromkeys(name for one in found for name in one.data))
    heads = ["单位", "包号", "版次", *(PLACES.get(name, name) for name in fields)]
    rows: list[list[str | int]] = [
        [
            names.get(one.town, one.town), one.number, one.revision,
            *(_cell(one.data.get(name)) for name in fields),
        ]
        for one in found
    ]  # fmt: skip
    longest = [
        min(_WIDEST, max(8.0, *(2.0 * len(str(row[at])) for row in rows[:200])))
        for at in range(len(heads))
    ]
    label = kind_label(kind)
    note = f"共{len(rows)}条，{today}导出"
    return Table(
        label, f"各单位报送的{label}", note, [heads], rows, longest, frozenset(range(len(heads)))
    )


def _cell(value: object) -> str | int:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:_SHOWN]
