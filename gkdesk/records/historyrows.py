"""The columns of a site's exported list as data; what a row's day, period and item mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from gkdesk.base.errors import BadValue, Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.text import half_width, squeeze
from gkdesk.catalog.mapping import Headings, heading_key
from gkdesk.catalog.model import Item

from . import form

RULES = "records_history"
FIELDS = (
    "title", "published_on", "made_on", "doc_number", "index_number", "item", "area", "address",
    "period",
)  # fmt: skip
_DAY = re.compile(r"((?:19|20)\d\d)[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")
_RUN = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_TIME = re.compile(r"\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
# day 0 of a workbook's serial numbers (ECMA-376 part 1, 18.17.4.1, the 1900 date base)
_DAY_ZERO, _SERIALS = date(1899, 12, 30), range(20_000, 80_000)


class Items:
    """Finds the catalog item a row names: by its key, or by a name only one item has."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._keys = {item.key for item in items}
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for item in items:
            for name in {item.name, item.level2, item.level3} - {""}:
                self._named[squeeze(name)].add(item.key)
                self._named[squeeze(f"{item.area}{name}")].add(item.key)

    def key_of(self, values: Mapping[str, str]) -> str | None:
        given = squeeze(values.get("item", ""))
        if given in self._keys:
            return given
        for name in (squeeze(values.get("area", "")) + given, given):
            found = self._named.get(name, set())
            if given and len(found) == 1:
                return next(iter(found))
        return None

    @staticmethod
    def doubts(
        values: Mapping[str, str], item_key: str | None, period: str, where: str
    ) -> Iterator[Problem]:
        """Tell what of a row was not understood and left out."""
        if values.get("item") and item_key is None:
            words = f"目录事项“{values['item'][:30]}”在目录里没有或者不止一项，补录时没有对应"
            yield Problem(where, words, blocking=False)
        if values.get("made_on") and day_of(values["made_on"]) is None:
            yield Problem(where, "形成日期读不出，按公开日期补录", blocking=False)
        if values.get("period") and not period:
            yield Problem(where, "所属期读不出，没有补录所属期", blocking=False)


def load(path: Path) -> tuple[Headings, dict[str, str]]:
    """Read which heading is which box.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _columns)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _columns)[1]


def _columns(table: FormTable) -> tuple[Headings, dict[str, str]]:
    table.text("status", required=False)
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for row in table.tables("column"):
        name, label = row.choice("field", dict.fromkeys(FIELDS)), row.text("label")
        labels[name] = label
        names |= {heading_key(word): name for word in (label, *row.texts("names"))}
        row.done()
    for name in ("title", "published_on"):
        if name not in labels:
            table.fault("column", f"缺少 {name} 这一列")
    return Headings(names, {}, {}), labels


def day_of(text: str) -> date | None:
    """Read 2026-04-01, 2026年4月1日, 20260401, 2026/4/1 09:30 or a workbook's serial number."""
    tight = squeeze(_TIME.sub("", half_width(text)))
    found = _DAY.fullmatch(tight) or _RUN.fullmatch(tight)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if tight.isascii() and tight.isdigit() and len(tight) < len("20260401"):
        serial = int(tight)
        return _DAY_ZERO + timedelta(days=serial) if serial in _SERIALS else None
    return None


def period_of(text: str) -> str:
    try:
        return form.period(text)
    except BadValue:
        return ""
