"""镇村对照: items of the catalog that villages publish too, town records beside village sheets.

The rooms do not know each other, so the two meet here. Which sheet speaks of which item is data
(``forms/rules/catalog_village.toml``); what no line of it names is not compared, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.catalog.duechecks import village_level
from gkdesk.catalog.model import Item
from gkdesk.village import store
from gkdesk.village.model import SheetState

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.records.duty import Duties
    from gkdesk.village.service import Villages

NAME = "catalog_village"
_HUNG = (SheetState.POSTED, SheetState.TAKEN_DOWN)


@dataclass(frozen=True, slots=True)
class Link:
    """Which village sheets speak of the items of an area; no words: of all of them."""

    area: str
    words: tuple[str, ...]
    forms: tuple[str, ...]
    status: str

    def fits(self, item: Item) -> bool:
        text = f"{item.level1}{item.level2}{item.level3}{item.content}"
        return item.area == self.area and (
            not self.words or any(word in text for word in self.words)
        )


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One item in one year: the town's records, and each village's best state of its sheets.

    ``forms`` is empty when no sheet is named for the item: then nothing is compared.
    """

    item: Item
    forms: tuple[str, ...]
    records: int
    villages: Mapping[str, SheetState]

    @property
    def hung(self) -> tuple[str, ...]:
        return tuple(name for name, state in self.villages.items() if state in _HUNG)

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(name for name, state in self.villages.items() if state not in _HUNG)

    @property
    def words(self) -> str:
        """Say whether town and villages agree."""
        if not self.forms:
            return "没有对应的村务公开表"
        if self.records and self.lacking:
            return f"镇里已公开，{len(self.lacking)}个村没有张贴"
        if not self.records and self.hung:
            return f"{len(self.hung)}个村已张贴，镇里没有公开"
        if not self.records:
            return "镇里、村里都没有公开"
        return "镇村都已公开"


class Levels:
    """Town and villages side by side."""

    def __init__(self, session: Session, duties: Duties, village: Villages) -> None:
        self._session, self._duties, self._village = session, duties, village

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Which sheets speak of which items.

        Raises:
            BadFile: the file is wrong.
        """
        return load(self._session.forms.paths("rules")[NAME])

    def rows(self, year: int) -> list[LevelRow]:
        """Return the items ticked for the villages, as they stand in a year."""
        wanted = [item for item in self._duties.items if village_level(item)]
        names = {one.uid: one.name for one in self._village.active(date(year, 12, 31))}
        best: dict[tuple[str, str], SheetState] = {}
        order = list(SheetState)
        for sheet in store.sheets_within(self._session.conn, year):
            key = (sheet.form, sheet.village_uid)
            before = best.get(key, SheetState.MISSING)
            if order.index(sheet.state) > order.index(before):
                best[key] = sheet.state
        public = self._duties.public_in(year)
        found = []
        for item in wanted:
            link = next((one for one in self.links if one.fits(item)), None)
            forms = link.forms if link else ()
            states = {
                name: max(
                    (best.get((form, uid), SheetState.MISSING) for form in forms), key=order.index
                )
                for uid, name in names.items()
            } if forms else {}  # fmt: skip
            found.append(LevelRow(item, forms, public.get(item.key, 0), states))
        return found


def load(path: Path) -> tuple[Link, ...]:
    """Read the links.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _links)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _links)[1]


def _links(table: FormTable) -> tuple[Link, ...]:
    return tuple(_link(row) for row in table.tables("link"))


def _link(row: FormTable) -> Link:
    forms = row.texts("forms", required=True)
    made = Link(row.text("area"), row.texts("words"), forms, row.text("status"))
    if "forms" in row.data and not forms:
        row.fault("forms", "至少写一张村务公开表的编号")
    row.done()
    return made
