"""From the rows of a table to items, and to the list of what is unclear in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter

from gkdesk.base.errors import Problem
from gkdesk.base.text import squeeze, tidy

from .areas import sheet_area
from .channels import ChannelReader
from .cleaning import broken_cells, clean, shown
from .doubts import long_texts
from .mapping import GROUPS, CatalogMapping
from .model import Item, SheetReading, Source
from .rows import Draft, RowGrouper
from .settling import Settled
from .table import Heading, TableFinder
from .xlsx import LONGEST_CELL, Grid

# a worksheet with fewer letters cannot make an item too long for a cell, whatever it joins
SHORT_SHEET = LONGEST_CELL // 2
DITTO = frozenset({"同上", "同前", "〃", "″"})
# a blank beside a Chinese character is a line that broke; between two ASCII words it is a blank
_BROKEN = re.compile(r"\s+(?=[^\x21-\x7e])|(?<=[^\x21-\x7e])\s+")
_BLANK = re.compile(r"\s")
_PARAGRAPH = re.compile(r"\n\s*\n")

Groups = tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]


@lru_cache(maxsize=8192)
def words(text: str) -> str:
    """Clean a short text: blanks and breaks inside Chinese words go."""
    clean = shown(text).strip()
    return _BROKEN.sub("", clean) if _BLANK.search(clean) else clean


@lru_cache(maxsize=8192)
def prose(text: str) -> str:
    """Clean a long text: lines stay, runs of blanks and empty lines go."""
    if not _BLANK.search(text):
        return text
    clean = tidy(_PARAGRAPH.sub("\n", text.replace("\r", "")))
    return text if clean == text else clean  # the very text of the cell needs no second copy


@lru_cache(maxsize=4096)
def organs(text: str) -> str:
    """Clean a 公开主体: a broken line is joined, an empty line stays a break."""
    return "\n".join(words(part) for part in _PARAGRAPH.split(text.strip()))


@dataclass
class _Plan:
    """Where an item's parts stand under one heading; group cells already met are remembered."""

    heading: Heading

    def __post_init__(self) -> None:
        first = self.heading.first_of
        self.domain, self.agency, self.limit = first("domain"), first("agency"), first("time_limit")
        self.level1 = first("level1")
        self.words = itemgetter(first("number"), self.level1, first("level2"), first("level3"))
        self.content, self.basis = self.heading.all_of("content"), self.heading.all_of("basis")
        self.extra = [(c.index, words(c.heading)) for c in self.heading.columns if not c.field]
        self._groups = [
            (GROUPS.index(c.field), c.index, words(c.heading))
            for c in self.heading.columns
            if c.field in GROUPS
        ]
        # a cell that is always blank keeps the texts of a lone group, or of none, a tuple
        self._cells = itemgetter(-1, -1, *(place for _, place, _ in self._groups))
        self._known: dict[tuple[str, ...], Groups] = {}

    def groups(self, cells: list[str]) -> Groups:
        """Return 公开对象, 公开方式 and 公开层级: heading → text of the cells that hold any."""
        key = self._cells(cells)
        found = self._known.get(key)
        if found is None:
            found = ({}, {}, {})
            for group, place, heading in self._groups:
                if cells[place] != "":
                    found[group][heading] = words(cells[place])
            self._known[key] = found
        return found


@dataclass
class ItemReader:
    """Reads worksheets one after another by one office's mapping."""

    mapping: CatalogMapping
    settled: Settled = field(default_factory=lambda: Settled({}, {}, frozenset()))
    _plans: dict[int, _Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = TableFinder(self.mapping.headings)
        self._channels = ChannelReader(self.mapping.channels)

    @property
    def unmarked(self) -> frozenset[str]:
        """Return the texts read so far that name channels without a mark."""
        return frozenset(self._channels.unmarked)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Return the standard channels in their order."""
        return tuple(dict.fromkeys(self.mapping.channels.canonical.values()))

    def read(self, grid: Grid, file: str) -> tuple[list[Item], SheetReading, list[Problem]]:
        """Read one worksheet: its items, what became of the sheet, what is unclear."""
        table = self._finder.find(grid)
        if not table.sections:
            return [], SheetReading(grid.name, skipped=_why_skipped(grid)), []
        items: list[Item] = []
        dropped: list[Problem] = []
        text = "".join(map("".join, table.rows))
        problems = [*broken_cells(grid), *clean(table, text)]
        area, wide, long = "", False, len(text) > SHORT_SHEET
        for section in table.sections:
            area = shown(sheet_area(self.mapping.areas, grid.name, section.titles, file, area))
            rows = RowGrouper(table, section)
            plan = self._plan(section.heading)
            found: list[Item] = []
            for draft in rows.group():
                wide = wide or (long and _may_be_wide(draft))
                item = self._item(draft, plan, Source(file, grid.name, draft.row + 1), area)
                if not DITTO.isdisjoint((item.basis, item.channels_text, item.agency)):
                    item = self._resolve(item, found)
                found.append(item)
                problems += self._doubts(item, plan)
            items += found
            dropped += rows.dropped
            problems += rows.problems
        if wide:
            problems += long_texts(items)
        sheet = SheetReading(
            grid.name, area, len(items), dropped=tuple(dropped), hidden=grid.hidden
        )
        return items, sheet, problems

    def _plan(self, heading: Heading) -> _Plan:
        # headings are kept by the finder for good, so their identity names them
        found = self._plans.get(id(heading))
        if found is None:
            found = self._plans[id(heading)] = _Plan(heading)
        return found

    def _item(self, draft: Draft, plan: _Plan, source: Source, area: str) -> Item:
        cells = draft.cells
        number, level1, level2, level3 = map(words, plan.words(cells))
        audience, method, level = plan.groups(cells)
        channels = draft.channels
        text = channels[0] if len(channels) == 1 else "\n".join(channels)
        if plan.domain >= 0:
            area = self.mapping.areas.canonical.get(words(cells[plan.domain]), area)
        return Item(
            area,
            "",
            number,
            level1,
            level2,
            level3,
            _joined(cells, plan.content),
            _joined(cells, plan.basis),
            self.settled.limit(cells[plan.limit]),
            organs(cells[plan.agency]),
            text,
            self.settled.channels(text, self._channels.read(text)),
            audience,
            method,
            level,
            _extra(draft, plan) if plan.extra or draft.more else {},
            {},
            source,
        )

    def _resolve(self, item: Item, above: list[Item]) -> Item:
        """Find what each 同上 stands for; the wording on paper stays as it is."""
        found: dict[str, str] = {}
        for name in ("basis", "agency", "channels_text"):
            if getattr(item, name) not in DITTO:
                continue
            texts = (getattr(other, name) for other in reversed(above))
            text = next((text for text in texts if text and text not in DITTO), "")
            if text:
                found[name] = text
        channels = item.channels
        if item.channels_text in DITTO:
            channels = self._channels.read(found.get("channels_text", ""))
        return replace(item, ditto=found, channels=channels)

    def _unclear(self, item: Item) -> bool:
        text = item.channels_text
        settled = self.settled.unmarked
        return (
            text in self._channels.unmarked
            and text not in DITTO
            and not (settled and squeeze(text) in settled)
        )

    def _doubts(self, item: Item, plan: _Plan) -> list[Problem]:
        """Note what a clerk should look at; nothing here stops an import."""
        found: list[str] = []
        limit_ = item.time_limit
        known = self.settled.limits
        unread = limit_.text and not limit_.clauses and limit_.text not in DITTO
        if unread and not (known and squeeze(limit_.text) in known):
            found.append(f"公开时限“{limit_.text[:30]}”认不出，请核对（原文已保留）")
        elif limit_.unclear:
            parts = "、".join(f"“{part[:30]}”" for part in limit_.unclear)
            found.append(f"公开时限里的{parts}认不出，其余照写的算，请核对（原文已保留）")
        if item.level2 and not item.level1 and plan.level1 >= 0:
            found.append("一级事项为空，如与上一行相同请补上")
        if self._unclear(item):
            found.append("渠道没有勾选符号，是否采用请核对")
        if not found:
            return []
        where = f"工作表“{item.source.sheet}”第{item.source.row}行"
        return [Problem(where, message, blocking=False) for message in found]


def _may_be_wide(draft: Draft) -> bool:
    """Tell whether anything joined of a draft's cells might not fit a cell; a no is certain."""
    most = max(map(len, draft.cells)) * len(draft.cells) + sum(map(len, draft.channels))
    return most + len(draft.channels) > LONGEST_CELL or bool(draft.more)


def _joined(cells: list[str], places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return prose(cells[places[0]])
    return "\n".join(prose(cells[place]) for place in places if cells[place] != "")


def _extra(draft: Draft, plan: _Plan) -> dict[str, str]:
    cells = draft.cells
    found = {heading: prose(cells[at]) for at, heading in plan.extra if cells[at] != ""}
    return found | {words(heading): "\n".join(texts) for heading, texts in draft.more.items()}


def _why_skipped(grid: Grid) -> str:
    if not any(value != "" for row in grid.rows for value in row):
        return "空白工作表"
    return "没有认识的表头，按说明或目录页处理"
