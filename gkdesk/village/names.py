"""How a village is found by the name its papers print."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gkdesk.base.text import half_width, squeeze

from .model import Village

_COMMITTEE = re.compile(r"村?(村民委员会|村委会)$")
_TAILS = re.compile(
    r"(居民委员会|居委会|股份经济(联合|合作)+社|经济(联合|合作)+社|党支部|党总支|社区)+$"
)
_TOWN = re.compile(r"^[^镇乡]{1,6}?(镇|乡|街道办事处|街道)")


def village_key(name: str) -> str:
    """Return the form in which village names are compared: 柳林村民委员会 is 柳林村."""
    bare = _COMMITTEE.sub("村", squeeze(half_width(name)))
    return _TAILS.sub("", bare) or bare


def village_keys(place: str, town: str) -> list[str]:
    """Return what a printed place may mean, the surest first: with and without its town."""
    bare = squeeze(half_width(place))
    cut = [bare, bare.removeprefix(town) if town else bare, _TOWN.sub("", bare)]
    keys = [village_key(text) for text in cut if text]
    more = [f"{key}村" for key in keys if not key.endswith("村")]
    return list(dict.fromkeys(keys + more))


def match_village(place: str, villages: Iterable[Village], town: str) -> list[Village]:
    """Return the villages a printed place names; more than one means: ask."""
    known: dict[str, list[Village]] = {}
    for village in villages:
        for name in {village_key(text) for text in (village.name, *village.aliases)}:
            known.setdefault(name, []).append(village)
    for key in village_keys(place, town):
        if key in known:
            return known[key]
    return []


def other_town(place: str, town: str) -> str:
    """Return the town a place names when it is not ours."""
    found = _TOWN.match(squeeze(half_width(place)))
    return found.group() if found and town and found.group() not in town else ""


def group_name(group: str) -> str:
    """Return a group as an issuer: 三组 and 3组 are 第三村民小组 and 第3村民小组."""
    bare = squeeze(group)
    if not bare or bare.endswith("小组"):
        return bare
    bare = bare.removesuffix("组")
    number = bare.removeprefix("第")
    if number and all(letter in "0123456789一二三四五六七八九十百" for letter in number):
        return f"第{number}村民小组"
    return f"{bare}村民小组"
