"""权责清单, 公共服务事项清单 and 网站栏目: their rows, and the items they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled
from gkdesk.base.text import squeeze

from .model import Item

ALIKE = 0.35  # share of letter pairs of a duty's name that an item must hold to be suggested
MOST = 5  # suggestions for one duty
_STOP = "的和与及、，。（）()《》"


class DutyList(Labelled):
    """Which list a row belongs to."""

    POWER = "power", "权责清单"
    SERVICE = "service", "公共服务事项清单"
    COLUMN = "column", "网站栏目"


# fields of a row, and how they are called in each list
LABELS: Mapping[DutyList, Mapping[str, str]] = {
    DutyList.POWER: {
        "code": "编码", "name": "事项名称", "kind": "类别", "office": "责任科室", "basis": "依据",
    },
    DutyList.SERVICE: {
        "code": "编码", "name": "事项名称", "kind": "类别", "office": "责任科室", "basis": "依据",
    },
    DutyList.COLUMN: {
        "code": "栏目编号", "name": "栏目名称", "kind": "上级栏目", "office": "维护科室",
        "basis": "网址",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of a list; ``keys`` are the items linked to it, ``gone`` a newer list left it out."""

    number: int
    list: DutyList
    code: str
    name: str
    kind: str
    office: str
    basis: str
    file: str
    gone: bool
    keys: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number, "list": self.list.value, "code": self.code, "name": self.name,
            "kind": self.kind, "office": self.office, "basis": self.basis, "gone": self.gone,
            "items": list(self.keys),
        }  # fmt: skip


@dataclass(frozen=True)
class DutyReading:
    """A list read from a file and set against what stands; nothing is written."""

    list: DutyList
    file: str
    rows: tuple[Mapping[str, str], ...]
    problems: tuple[Problem, ...]
    added: tuple[Mapping[str, str], ...] = field(default=())
    kept: tuple[tuple[Duty, Mapping[str, str]], ...] = field(default=())
    gone: tuple[Duty, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the links leave open: duties without an item, items without a duty."""

    list: DutyList
    duties: int
    items: int
    open_duties: tuple[Duty, ...]
    open_items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may belong to a duty; ``share`` of its letter pairs, from 0 to 1."""

    item: Item
    share: float


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a text, without filling words."""
    bare = "".join(letter for letter in squeeze(text) if letter not in _STOP)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


class Likeness:
    """Ranks the items of a catalog by how much of a duty's name they hold."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = [
            (
                item,
                pairs_of(f"{item.level1} {item.level2} {item.level3}"),
                pairs_of(item.content),
            )
            for item in items
        ]

    def suggest(self, name: str) -> list[Suggestion]:
        """Return the most alike items, the best first; nothing is linked by this."""
        wanted = pairs_of(name)
        if not wanted:
            return []
        found = []
        for item, levels, content in self._items:
            # words of the matter's name weigh more than those of its content
            share = (len(wanted & levels) + 0.5 * len((wanted & content) - levels)) / len(wanted)
            if share >= ALIKE:
                found.append(Suggestion(item, min(1.0, share)))
        return sorted(found, key=lambda one: -one.share)[:MOST]
