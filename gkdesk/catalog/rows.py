"""Group the rows of a table into drafts of items: an item may stand in one row or in several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.text import squeeze

from .table import Section, Table

_NOTE = re.compile(r"^\s*(?:注|备\s*注|说明|填表)")
_NUMBER = re.compile(r"^\s*[\dA-Za-z][\dA-Za-z.、()（）-]*\s*$")
_FIRST_CHANNEL = "政府网站"  # the standard list begins with it


@dataclass(slots=True)
class Draft:
    """A row on its way to an item: its cells, and what the rows around it add."""

    row: int
    cells: list[str]
    channels: list[str]
    more: dict[str, list[str]] = field(default_factory=dict)


class RowGrouper:
    """Walks down one section."""

    def __init__(self, table: Table, section: Section) -> None:
        self._table, self._section, heading = table, section, section.heading
        self._names, self._channels = heading.names, heading.channels
        self._number = heading.number
        self._pending: list[str] = []
        self.drafts: list[Draft] = []
        self.dropped: list[Problem] = []
        self.problems: list[Problem] = []

    def group(self) -> list[Draft]:
        """Return the drafts; ``dropped`` and ``problems`` tell of the other rows."""
        section, rows, continued = self._section, self._table.rows, self._table.continued
        if section is not self._table.sections[0]:
            self.dropped.append(self._problem(section.top, "重复的表头，没有导入"))
        for at in range(section.first, section.end):
            cells = rows[at]
            for place in self._names:
                if cells[place] and (at, place) not in continued:
                    self._start(at, cells)
                    break
            else:
                self._other(at, cells)
        if self._pending:
            self.dropped.append(
                self._problem(section.end - 1, "只有渠道、不属于任何事项的行，没有导入")
            )
        return self.drafts

    def _start(self, at: int, cells: list[str]) -> None:
        first = cells[0]
        # a number, as most first cells are, is ASCII; no word that begins a note is
        if not first.isascii() and _NOTE.match(first) and self._alone(at, cells):
            self.dropped.append(self._problem(at, "说明文字，没有导入"))
            return
        texts = self._pending
        if texts:
            self._pending = []
        for place in self._channels:
            text = cells[place]
            if text and text not in texts:
                texts = [*texts, text]
        self.drafts.append(Draft(at, cells, texts))

    def _alone(self, at: int, cells: list[str]) -> bool:
        return len(self._own(at, cells)) == 1

    def _own(self, at: int, cells: list[str]) -> list[int]:
        continued = self._table.continued
        return [
            place
            for place, value in enumerate(cells)
            if value != "" and (at, place) not in continued and value.strip()
        ]

    def _other(self, at: int, cells: list[str]) -> None:
        """Place a row that names no item of its own."""
        own = self._own(at, cells)
        if not own:
            return
        if all(place in self._channels for place in own):
            self._channel_row(at, cells)
        elif self._number not in own:
            self._more(at, cells, own)
        elif not _NUMBER.match(cells[self._number]):
            self.dropped.append(self._problem(at, "说明文字，没有导入"))
        elif self._continues(at):
            self._more(at, cells, own)
        else:
            self._nameless(at, cells, own)

    def _continues(self, at: int) -> bool:
        return any((at, place) in self._table.continued for place in self._names)

    def _channel_row(self, at: int, cells: list[str]) -> None:
        """Give a row that holds channels only to the item around which it stands.

        Some tables centre an item among its channel rows: then a row that begins the standard
        list anew belongs to the item below.
        """
        text = "\n".join(cells[place] for place in self._channels if cells[place] != "")
        last = self.drafts[-1] if self.drafts else None
        anew = last is not None and bool(last.channels) and _FIRST_CHANNEL in squeeze(text)
        if last is None or self._pending or (anew and not self._continues(at)):
            self._pending.append(text)
        elif text not in last.channels:
            last.channels = [*last.channels, text]

    def _nameless(self, at: int, cells: list[str], own: list[int]) -> None:
        text = cells[self._number].strip()
        if len(own) == 1:
            self.drafts.append(Draft(at, cells, []))
            self.problems.append(self._problem(at, f"只有序号“{text}”，没有内容，请补全或删去"))
            return
        self.problems.append(
            self._problem(
                at, f"序号“{text}”这一行没有事项名称，也没有公开内容，请补全", blocking=True
            )
        )

    def _more(self, at: int, cells: list[str], own: list[int]) -> None:
        """Add what a further row says (a second agency, say) to the item above."""
        if not self.drafts:
            self.dropped.append(self._problem(at, "不属于任何事项的内容，没有导入"))
            return
        draft = self.drafts[-1]
        headings = {column.index: column.heading for column in self._section.heading.columns}
        for place in own:
            text = cells[place].strip()
            if place not in self._channels:
                heading = f"{headings.get(place, '无表头')}（续）"
                draft.more.setdefault(heading, []).append(text)
            elif text not in draft.channels:
                draft.channels = [*draft.channels, text]

    def _problem(self, at: int, message: str, *, blocking: bool = False) -> Problem:
        return Problem(f"工作表“{self._table.name}”第{at + 1}行", message, blocking)
