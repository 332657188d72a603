"""Lay out the catalog as the national form: one worksheet for each area."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .model import LABELS, Item
from .xlsx import Layout, Merge

_WIDE = re.compile(r"[^\x00-\xff]")  # takes the place of two ASCII letters
_BAD_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")
_LONGEST_SHEET_NAME = 31  # Excel's own limit
_WIDTHS = {
    "number": 5, "level1": 10, "level2": 13, "level3": 13, "content": 27, "basis": 22,
    "time_limit": 15, "agency": 11, "channels_text": 36,
}  # fmt: skip
# the national form's columns, and how the local names of the same column begin
_FORM_COLUMNS = {
    "audience": (("全社会", ("全", "社")), ("特定群众", ("特",))),
    "method": (("主动", ("主",)), ("依申请公开", ("依", "申"))),
}
_TICK_WIDTH = 7
_EXTRA_WIDTH = 14
_LINE = 15.0  # points, of a 10-point line in the widest substitute font
_TITLE_HEIGHT, _HEAD_HEIGHT, _TALLEST = 30.0, 27.0, 400.0
_TOP = 1  # the title stands in row 0, the heading in rows 1 and 2


@dataclass(frozen=True, slots=True)
class _Column:
    """One column to write: its field, heading, the group above it, and its width."""

    field: str
    heading: str
    group: str
    width: float

    def text(self, item: Item) -> str:
        if self.field in ("audience", "method", "level", "extra"):
            return str(getattr(item, self.field).get(self.heading, ""))
        if self.field == "time_limit":
            return item.time_limit.text
        return str(getattr(item, self.field))


def layouts(items: Sequence[Item], *, organ: str) -> list[Layout]:
    """Return one laid-out sheet for each area, in the order the items come."""
    names: set[str] = set()
    return [
        _layout(list(group), area, _sheet_name(area, names), organ)
        for area, group in groupby(items, key=lambda item: item.area)
    ]


def _layout(items: list[Item], area: str, name: str, organ: str) -> Layout:
    columns = _columns(items)
    upper = [column.group or column.heading for column in columns]
    lower = [column.heading if column.group else "" for column in columns]
    shown = [
        head if at == 0 or head != upper[at - 1] or not columns[at].group else ""
        for at, head in enumerate(upper)
    ]
    body = [[column.text(item) for column in columns] for item in items]
    merges = [*_heading_merges(columns), *_level_merges(items, columns, body)]
    title = [f"{organ}{area}领域基层政务公开标准目录", *[""] * (len(columns) - 1)]
    heights = [_TITLE_HEIGHT, _HEAD_HEIGHT, _HEAD_HEIGHT, *(_height(columns, row) for row in body)]
    centred = {at for at, c in enumerate(columns) if c.field in ("number", "level1", "agency")}
    centred |= {at for at, c in enumerate(columns) if c.group and c.field not in _WIDTHS}
    return Layout(
        name,
        [title, shown, lower, *body],
        [((0, 0), (0, len(columns) - 1)), *merges],
        [column.width for column in columns],
        heights,
        title=0,
        first=_TOP + 2,
        centred=frozenset(centred),
    )


def _columns(items: list[Item]) -> list[_Column]:
    levels = ["level1", "level2"] + (["level3"] if any(i.level3 for i in items) else [])
    found = [_Column("number", LABELS["number"], "", _WIDTHS["number"])]
    found += [_Column(name, LABELS[name], "公开事项", _WIDTHS[name]) for name in levels]
    found += [
        _Column(name, LABELS[name], "", _WIDTHS[name])
        for name in ("content", "basis", "time_limit", "agency", "channels_text")
    ]
    for name in ("audience", "method", "level"):
        headings = _headings(name, items)
        # a heading like the group's own is a single column of words without sub-headings
        found += [
            _Column(name, heading, "" if heading == LABELS[name] else LABELS[name], _TICK_WIDTH)
            for heading in headings
        ]
    extra = dict.fromkeys(key for item in items for key in item.extra)
    return found + [_Column("extra", heading, "", _EXTRA_WIDTH) for heading in extra]


def _headings(name: str, items: list[Item]) -> list[str]:
    """Return the columns below a group: those the items use, and the form's own where unused."""
    used = dict.fromkeys(key for item in items for key in getattr(item, name))
    if LABELS[name] in used:
        return list(used)
    found: list[str] = []
    for heading, beginnings in _FORM_COLUMNS.get(name, ()):
        own = [key for key in used if key.startswith(beginnings)]
        found += own or [heading]
    return found + [key for key in used if key not in found]


def _heading_merges(columns: list[_Column]) -> list[Merge]:
    merges: list[Merge] = []
    at = 0
    while at < len(columns):
        group, end = columns[at].group, at
        while group and end + 1 < len(columns) and columns[end + 1].group == group:
            end += 1
        if not group:
            merges.append(((_TOP, at), (_TOP + 1, at)))
        elif end > at:
            merges.append(((_TOP, at), (_TOP, end)))
        at = end + 1
    return merges


def _level_merges(items: list[Item], columns: list[_Column], body: list[list[str]]) -> list[Merge]:
    """Merge runs of one level-1 matter, and blank its repeated texts."""
    place = next(at for at, column in enumerate(columns) if column.field == "level1")
    merges: list[Merge] = []
    start = 0
    for at in range(1, len(items) + 1):
        if at < len(items) and items[at].level1 == items[start].level1 != "":
            body[at][place] = ""
            continue
        if at - start > 1:
            merges.append(((_TOP + 2 + start, place), (_TOP + 1 + at, place)))
        start = at
    return merges


def _height(columns: list[_Column], row: list[str]) -> float:
    lines = max(
        sum(math.ceil(max(1, _width(line)) / (column.width - 1)) for line in text.split("\n"))
        for column, text in zip(columns, row, strict=True)
    )
    return min(_TALLEST, lines * _LINE + 5)


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _sheet_name(area: str, taken: set[str]) -> str:
    base = _BAD_SHEET_NAME.sub("_", area)[: _LONGEST_SHEET_NAME - 3] or "目录"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}{number}"
    taken.add(name)
    return name
