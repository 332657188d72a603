"""Two catalogs beside each other: by key between versions, by words against a superior's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from . import diff
from .model import LABELS, FieldChange, Item
from .versionrows import Comparison, Pair

# a superior numbers its own rows and adds its own columns; that is no difference in what is public
NOT_COMPARED = frozenset({"number", "extra"})


def by_key(left: Sequence[Item], right: Sequence[Item], names: tuple[str, str]) -> Comparison:
    """Compare two versions of one catalog: a key is the same item whatever it reads."""
    old = {item.key: item for item in left}
    new = {item.key: item for item in right}
    pairs = [(item, new[item.key]) for item in left if item.key in new]
    return _compared(
        names,
        [item for item in left if item.key not in new],
        [item for item in right if item.key not in old],
        pairs,
    )


def by_words(left: Sequence[Item], right: Sequence[Item], names: tuple[str, str]) -> Comparison:
    """Compare with a catalog of other keys: the same words first, then the most alike.

    A column the left side does not have at all is not compared.
    """
    pairs, only_left, only_right = diff.paired(left, right)
    silent = {name for name in LABELS if not any(diff.shown(item, name) for item in left)}
    return _compared(names, only_left, only_right, pairs, NOT_COMPARED | silent)


def _compared(
    names: tuple[str, str],
    only_left: Sequence[Item],
    only_right: Sequence[Item],
    pairs: Sequence[tuple[Item, Item]],
    ignored: Collection[str] = (),
) -> Comparison:
    different: list[Pair] = []
    same: list[Item] = []
    for old, new in pairs:
        fields = tuple(one for one in fields_of(old, new) if one.field not in ignored)
        if fields:
            different.append(Pair(old, new, fields))
        else:
            same.append(new)
    return Comparison(*names, tuple(only_left), tuple(only_right), tuple(different), tuple(same))


def fields_of(old: Item, new: Item) -> tuple[FieldChange, ...]:
    """Return what reads differently, the area too."""
    area = () if old.area == new.area else (FieldChange("area", old.area, new.area),)
    return (*area, *diff.field_changes(old, new))
