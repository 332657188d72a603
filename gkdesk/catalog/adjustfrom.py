"""Proposals out of a comparison with a superior's catalog: take over what is missing, follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gkdesk.base.errors import Declined

from .adjustrows import FIELDS
from .compare import NOT_COMPARED
from .itemvalues import text_of
from .model import Item
from .versionrows import Comparison, Pair


class NothingChosen(Declined):
    """No item of the comparison was named."""

    message = "没有选要承接或者照改的事项。请先在对照清单里选，没有写入调整申请。"


class NotInComparison(Declined):
    """A number or key the comparison does not have."""

    message = "对照清单里没有“{which}”。请重新对照后再选，没有写入调整申请。"


def values_of(item: Item) -> dict[str, str]:
    """Return an item's fields as typed values, without what is the superior's own."""
    found = {name: text_of(item, name) for name in FIELDS if name not in NOT_COMPARED}
    return {name: text for name, text in found.items() if text}


def take_over(items: Sequence[Item], said: Mapping[str, str]) -> dict[str, object]:
    """Return what is proposed to take items over as they stand.

    Args:
        items: of the superior's catalog.
        said: ``basis``, ``department``, ``words``; with ``agency`` all get this 公开主体.

    Raises:
        NothingChosen: no item.
    """
    if not items:
        raise NothingChosen
    agency = {"agency": said["agency"]} if said.get("agency") else {}
    new = [values_of(item) | agency for item in items]
    return _said(said) | {"kind": "take_over", "new": new}


def follow(pair: Pair, said: Mapping[str, str], names: Sequence[str] = ()) -> dict[str, object]:
    """Return what is proposed to let an item of ours read as the superior's does.

    Args:
        pair: the superior's item and ours.
        said: ``basis``, ``department``, ``words``.
        names: which fields; none means all that differ.
    """
    wanted = names or [one.field for one in pair.fields]
    fields = {
        one.field: text_of(pair.left, one.field) for one in pair.fields if one.field in wanted
    }
    return _said(said) | {"kind": "change", "items": [pair.right.key], "fields": fields}


def chosen(found: Comparison, numbers: Sequence[int]) -> list[Item]:
    """Return the items missing here by their numbers in the list, from 1.

    Raises:
        NotInComparison: a number beyond the list.
    """
    for number in numbers:
        if not 1 <= number <= len(found.only_left):
            raise NotInComparison(which=f"第{number}项")
    return [found.only_left[number - 1] for number in dict.fromkeys(numbers)]


def pair_of(found: Comparison, key: str) -> Pair:
    """Return the pair of an item of ours that reads differently.

    Raises:
        NotInComparison: it reads the same, or there is no such item.
    """
    for pair in found.different:
        if pair.right.key == key:
            return pair
    raise NotInComparison(which=key)


def _said(said: Mapping[str, str]) -> dict[str, object]:
    kept = {name: said[name] for name in ("basis", "department", "words") if said.get(name)}
    return {"reason": said.get("reason") or "superior", **kept}
