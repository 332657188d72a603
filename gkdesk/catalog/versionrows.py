"""Versions (版本) of the catalog: what is written about each, and what differs between two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from difflib import SequenceMatcher

from gkdesk.base.labels import Labelled

from .model import FieldChange, Item

# （2026年版）, (2022年修订版), （试行）, in a file's name or title
_NAMED = re.compile(r"[（(](?P<name>[^（）()]{0,12}(?:版|试行)[^（）()]{0,6})[）)]")


class VersionKind(Labelled):
    """How a version came about."""

    FIRST = "first", "原有目录"
    IMPORT = "import", "导入"
    ADJUST = "adjust", "动态调整"


@dataclass(frozen=True, slots=True)
class About:
    """What the clerk says of a version; days as ISO text, empty when not said."""

    name: str = ""
    issued_by: str = ""
    issued_on: str = ""
    in_force_from: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``items`` is how many are in force in it, ``sha256`` of its source file."""

    number: int
    kind: VersionKind
    at: str
    user: str
    file: str
    sha256: str
    items: int
    about: About

    @property
    def in_force_from(self) -> date:
        return date.fromisoformat(self.about.in_force_from)

    @property
    def title(self) -> str:
        """The number and its name, as lists show it."""
        return f"第{self.number}版{self.about.name}"

    def as_json(self) -> dict[str, object]:
        found = {
            "version": self.number, "kind": self.kind.value, "label": self.kind.label,
            "at": self.at, "user": self.user, "file": self.file, "sha256": self.sha256,
            "items": self.items,
        }  # fmt: skip
        return found | asdict(self.about)


@dataclass(frozen=True, slots=True)
class Pair:
    """One item on both sides that reads differently."""

    left: Item
    right: Item
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two catalogs beside each other; ``same`` are the right side's items.

    ``only_left`` stand only in the first (the older one, or the superior's).
    """

    left: str
    right: str
    only_left: tuple[Item, ...]
    only_right: tuple[Item, ...]
    different: tuple[Pair, ...]
    same: tuple[Item, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "only_left": len(self.only_left),
            "only_right": len(self.only_right),
            "different": len(self.different),
            "same": len(self.same),
        }


@dataclass(frozen=True, slots=True)
class Superior:
    """A superior's catalog kept as a reference."""

    number: int
    at: str
    name: str
    issued_by: str
    issued_on: str
    file: str
    sha256: str
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        return self.name or f"{self.issued_by or '上级'}目录"


def name_in(text: str) -> str:
    """Return the version a file's name or a title speaks of, with its brackets, or ``""``."""
    found = _NAMED.search(text)
    return f"（{found['name']}）" if found else ""


def concerns_town(item: Item) -> bool:
    """Tell whether an item's 公开层级 names towns or villages, or does not say."""
    return not item.level or any(_own_level(*pair) for pair in item.level.items())


def _own_level(heading: str, text: str) -> bool:
    own = any(word in heading + text for word in "乡镇街村")
    return own and text.strip() not in ("", "×", "否", "/")


def levels_of(item: Item) -> str:
    """Return an item's matter as a list shows it."""
    found = " / ".join(level for level in (item.level1, item.level2, item.level3) if level)
    return found or item.name


def as_rows(found: Mapping[str, int], left: str = "只在左边", right: str = "只在右边") -> str:
    """Say the counts of a comparison; ``left`` and ``right`` name what one side only has."""
    return (
        f"不同{found['different']}项，{left}{found['only_left']}项，"
        f"{right}{found['only_right']}项，相同{found['same']}项"
    )


def pieces(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Cut two wordings into runs of text and whether the other side lacks them."""
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        same = tag == "equal"
        if before[a:b]:
            left.append((before[a:b], not same))
        if after[c:d]:
            right.append((after[c:d], not same))
    return left, right
