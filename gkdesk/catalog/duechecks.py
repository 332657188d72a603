"""What of an item's wording is worth a second look, and which items owe nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .duemodel import Doubt, Marks
from .house import UNITS, Caution, House
from .limit import FROM_MAKING
from .model import Clause, ClauseKind, Item, TimeLimit

WEBSITE = "政府网站"
_PENALTY = re.compile(r"处罚|许可")
_TOWN = re.compile("[乡镇村街]")
_BUDGET = re.compile(r"预算|决算")
_TYPOS = (
    (re.compile(r"\d(?:个)?工作目|工作曰"), "“工作日”写错了字"),
    (re.compile(r"(?<!\d)个\d+个工作日"), "多了一个“个”"),
    (re.compile(r"\d工作日"), "“工作日”前少了“个”"),
    (re.compile(r"不(?:得)?(?:少于|低于)\d+$"), "数字后没有写日还是工作日"),
    (re.compile(r"公$"), "末尾的“公开”少了一字"),
    (re.compile(r"[,，]{2}|[,，][。;；]"), "标点重复"),
)


def absent_reason(item: Item, marks: Marks, *, levelled: bool) -> str:
    """Say why an item owes no publication of this office, ``""`` when it does.

    Only what its own ticks say counts: 依申请公开 without 主动, or another level alone.
    ``levelled`` tells that the office is a town's and the list has a column for its level: a list
    without one says nothing of whose items they are.
    """
    if marks.absent:
        return marks.absent
    method = [name for name, text in item.method.items() if text.strip()]
    asked = [name for name in method if "申请" in name or "申请" in item.method[name]]
    if asked and len(asked) == len(method):
        return "公开方式只勾了依申请公开"
    if levelled and _levels(item) and not town_level(item):
        return "公开层级没有勾乡级、村级"
    return ""


def town_level(item: Item) -> bool:
    """Tell whether an item is ticked for the town or its villages."""
    return any(_TOWN.search(words) for words in _levels(item))


def _levels(item: Item) -> list[str]:
    return [f"{name}{text}" for name, text in item.level.items() if text.strip()]


def village_level(item: Item) -> bool:
    """Tell whether an item is ticked for the villages."""
    return any("村" in name and text.strip() for name, text in item.level.items())


def doubts(item: Item, limit: TimeLimit, house: House) -> Iterator[Doubt]:
    """Yield every warning about one item."""
    for caution in house.cautions:
        if caution.areas and item.area not in caution.areas:
            continue
        for clause in limit.clauses:
            if clause.kind is ClauseKind.RELATIVE and _odd(caution, clause, item):
                found = f"{clause.count}{UNITS.get(clause.unit, '')}"
                words = caution.words.format(found=found, rule=caution.figure.words)
                yield Doubt(item, caution.code, words, caution.figure.basis)
    for pattern, words in _TYPOS:
        if pattern.search(limit.text):
            yield Doubt(item, "typo", f"公开时限“{limit.text[:40]}”{words}，请核对")
    plain = {
        (clause.count, clause.unit)
        for clause in limit.clauses
        if clause.kind is ClauseKind.RELATIVE and not clause.scope and clause.trigger in FROM_MAKING
    }
    if len(plain) > 1:
        yield Doubt(item, "two_limits", f"公开时限“{limit.text[:40]}”写了两个期限，请核对用哪一个")
    yield from _channels(item)


def _channels(item: Item) -> Iterator[Doubt]:
    """政府网站 is the first platform of what is disclosed (capability row 58)."""
    known = [channel for channel in item.channels if channel.ticked is not None]
    site = [channel for channel in item.channels if channel.name == WEBSITE]
    if any(channel.ticked for channel in site) or (site and not known):
        return
    if any(channel.ticked is None for channel in site):
        return
    if item.channels:
        yield Doubt(item, "website", "公开渠道没有勾政府网站，请核对（政府网站是第一平台）")


def _odd(caution: Caution, clause: Clause, item: Item) -> bool:
    figure = caution.figure
    if caution.code == "penalty":
        about = _PENALTY.search(clause.scope + clause.event)
        return bool(about) and clause.unit == figure.unit and clause.count > figure.count
    if caution.code == "ceiling":
        return clause.unit == figure.unit and clause.count > figure.count
    about = _BUDGET.search(item.level1 + item.level2 + item.level3 + item.content[:60])
    return bool(about) and clause.unit == "working_day" and clause.count >= figure.count
