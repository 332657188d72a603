"""Names of items that are the same or hard to tell apart inside an area: listed, never a stop."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from gkdesk.base.labels import Labelled
from gkdesk.base.text import squeeze

from .model import Item

NEAR = 0.85  # share of common letters from which two names are easily mistaken
LONGEST = 40  # letters of a name beyond which it is content
_MARKS = re.compile(r"[\s、，。；：（）()“”\"《》/·\-—_]+|^\d+(?:\.\d+)+|^\d+[.、]")
_VAGUE = frozenset(
    {"其他", "其它", "其他信息", "其他事项", "相关信息", "有关信息", "信息公开", "内容", "事项"}
)


class Fault(Labelled):
    """What is wrong with a name."""

    SAME = "same", "同名"
    NEAR = "near", "容易混淆"
    VAGUE = "vague", "名称太笼统"
    EMPTY = "empty", "没有名称"
    LONG = "long", "名称太长"


@dataclass(frozen=True, slots=True)
class NameFault:
    """One finding; ``keys`` are the items it is about."""

    area: str
    fault: Fault
    names: tuple[str, ...]
    keys: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "area": self.area, "fault": self.fault.value, "label": self.fault.label,
            "names": list(self.names), "items": list(self.keys),
        }  # fmt: skip


def check(items: Sequence[Item]) -> list[NameFault]:
    """Return what is doubtful about names, area by area in the catalog's order.

    A name is all levels together: 政策文件 under two matters are two names.
    """
    by_area: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_area[item.area].append(item)
    return [fault for area, group in by_area.items() for fault in _area(area, group)]


def _area(area: str, items: Sequence[Item]) -> Iterator[NameFault]:
    named: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        last = _bare(item.level3 or item.level2 or item.level1)
        if not last:
            yield _fault(area, Fault.EMPTY, [item])
        elif last in _VAGUE:
            yield _fault(area, Fault.VAGUE, [item])
        elif len(last) > LONGEST:
            yield _fault(area, Fault.LONG, [item])
        if last:
            named[_path(item)].append(item)
    for group in named.values():
        if len(group) > 1:
            yield _fault(area, Fault.SAME, group)
    yield from _near(area, named)


def _near(area: str, named: dict[str, list[Item]]) -> Iterator[NameFault]:
    """Compare names of one level-1 matter only: elsewhere the matter tells them apart."""
    by_matter: defaultdict[str, dict[str, Item]] = defaultdict(dict)
    for group in named.values():
        item = group[0]
        last = _bare(item.level3 or item.level2 or item.level1)
        by_matter[_bare(item.level1)].setdefault(last, item)
    for found in by_matter.values():
        for one, other in combinations(found, 2):
            if _digits(one) == _digits(other) and _alike(one, other):
                yield _fault(area, Fault.NEAR, [found[one], found[other]])


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= NEAR
        and matcher.quick_ratio() >= NEAR
        and matcher.ratio() >= NEAR
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _path(item: Item) -> str:
    return "/".join(_bare(level) for level in (item.level1, item.level2, item.level3))


def _bare(name: str) -> str:
    return _MARKS.sub("", squeeze(name))


def _fault(area: str, fault: Fault, items: Sequence[Item]) -> NameFault:
    names = tuple(
        dict.fromkeys(" / ".join(filter(None, (i.level1, i.level2, i.level3))) for i in items)
    )
    return NameFault(area, fault, names, tuple(item.key for item in items))
