"""Compare the catalog with an incoming one: added, changed, gone, same.

First exactly, by area, levels and content; then, within one area, the left-over rows whose words
are alike enough to be the same item reworded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from operator import attrgetter

from gkdesk.base.text import squeeze

from .model import LABELS, Changed, Changes, FieldChange, Item

ALIKE = 0.75  # share of common letters from which two wordings are one item
_MOST_PAIRS = 20_000  # an area with more left-over pairs than this is a new catalog, not an edit
_COMPARED = tuple(LABELS)
_read = attrgetter(*_COMPARED)


def compare(current: Sequence[Item], incoming: Sequence[Item]) -> Changes:
    """Return what the incoming items would change.

    Items of areas the incoming catalog does not speak of are neither gone nor anything else:
    a workbook of one area leaves the others alone. Incoming items that match get the old key.
    """
    if not current:
        return Changes(added=tuple(incoming))
    pairs, old_left, new_left = _exact(current, incoming)
    areas = {item.area for item in incoming}
    old_left = [item for item in old_left if item.area in areas]
    alike, old_left, new_left = _alike(old_left, new_left)
    same: list[Item] = []
    changed: list[Changed] = []
    for old, new in [*pairs, *alike]:
        if old.source == new.source and _read(old) == _read(new):
            same.append(old)
            continue
        kept = replace(new, key=old.key)
        fields = field_changes(old, kept)
        if fields:
            changed.append(Changed(kept, fields))
        else:
            same.append(kept)
    return Changes(tuple(new_left), tuple(changed), tuple(old_left), tuple(same))


def field_changes(old: Item, new: Item) -> tuple[FieldChange, ...]:
    """Return the fields that read differently (white space never counts)."""
    return tuple(
        FieldChange(name, before, after)
        for name in _COMPARED
        if getattr(old, name) != getattr(new, name)
        and squeeze(before := shown(old, name)) != squeeze(after := shown(new, name))
    )


def paired(
    old: Sequence[Item], new: Sequence[Item]
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Return which items of two catalogs are the same ones, and what is left of either."""
    pairs, old_left, new_left = _exact(old, new)
    alike, old_left, new_left = _alike(old_left, new_left)
    return [*pairs, *alike], old_left, new_left


def shown(item: Item, name: str) -> str:
    """Return a field as text; the columns of a group one a line."""
    value = getattr(item, name)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}：{text}" for key, text in value.items())
    return value.text if name == "time_limit" else str(value)


Pairs = list[tuple[Item, Item]]


def _exact(
    current: Iterable[Item], incoming: Iterable[Item]
) -> tuple[Pairs, list[Item], list[Item]]:
    waiting: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in current:
        waiting[item.identity].append(item)
    pairs: Pairs = []
    new_left: list[Item] = []
    for item in incoming:
        found = waiting.get(item.identity)
        if found:
            pairs.append((found.pop(0), item))
        else:
            new_left.append(item)
    return pairs, [item for items in waiting.values() for item in items], new_left


def _alike(old: list[Item], new: list[Item]) -> tuple[Pairs, list[Item], list[Item]]:
    """Pair left-over items of one area, the most alike first."""
    by_area: defaultdict[str, list[Item]] = defaultdict(list)
    for item in old:
        by_area[item.area].append(item)
    scored = []
    for item in new:
        candidates = by_area[item.area]
        if len(candidates) * len(new) > _MOST_PAIRS:
            candidates = [other for other in candidates if _levels(other) == _levels(item)]
        scored += [(_likeness(other, item), other, item) for other in candidates]
    scored.sort(key=lambda entry: -entry[0])
    paired: set[int] = set()
    pairs: Pairs = []
    for score, before, after in scored:
        if score < ALIKE or id(before) in paired or id(after) in paired:
            continue
        paired |= {id(before), id(after)}
        pairs.append((before, after))
    return (
        pairs,
        [item for item in old if id(item) not in paired],
        [item for item in new if id(item) not in paired],
    )


def _levels(item: Item) -> tuple[str, ...]:
    return item.identity[1:4]


def _likeness(old: Item, new: Item) -> float:
    before, after = " ".join(_levels(old)), " ".join(_levels(new))
    if before == after and before.strip():
        return 1.0 if old.content == new.content else 0.9
    matcher = SequenceMatcher(None, before + old.content, after + new.content)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
