"""What several approved proposals do to the catalog together; pure, nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gkdesk.base.errors import Declined

from .adjustrows import MAKING, Kind, Proposal
from .compare import fields_of
from .itemvalues import ItemMaker, text_of
from .model import FieldChange, Item, Source

_ENDING = (Kind.CANCEL, Kind.MERGE, Kind.SPLIT)


class Clash(Declined):
    """Two proposals of one adjustment want different things of one item."""

    message = (
        "第{first}号和第{second}号都涉及事项{key}，不能一并执行。"
        "请分两次执行，或者撤回其中一件，目录没有改动。"
    )


class Overtaken(Declined):
    """The catalog moved on after the proposal was made."""

    message = "第{number}号提出以后，事项{key}{what}。请修改后重新审批，或者撤回，目录没有改动。"


@dataclass(frozen=True, slots=True)
class Made:
    """An item to be made; ``origins`` are the items it takes the place of."""

    proposal: int
    item: Item
    origins: tuple[str, ...] = ()


@dataclass
class Plan:
    """What is to be done: items made, items as they shall read, items cancelled, areas renamed."""

    made: list[Made] = field(default_factory=list)
    changed: dict[str, Item] = field(default_factory=dict)
    changes: dict[str, list[FieldChange]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.made), "changed": len(self.changed), "gone": len(self.gone),
            "kept": len(self.kept), "renamed": len(self.renamed),
        }  # fmt: skip


def plan(proposals: Sequence[Proposal], items: Mapping[str, Item], maker: ItemMaker) -> Plan:
    """Work out what proposals do together, in their order.

    Raises:
        Clash: two of them touch one item in ways that exclude each other.
        Overtaken: an item was cancelled or reworded since.
    """
    check_clashes(proposals)
    found = Plan()
    for one in proposals:
        _check_current(one, items)
        _add(found, one, items, maker)
    for old, new in found.renamed:
        for key, item in items.items():
            if item.area == old and key not in found.gone:
                reads = replace(found.changed.get(key, item), area=new)
                _change(found, key, item, reads)
        found.made = [
            replace(one, item=replace(one.item, area=new)) if one.item.area == old else one
            for one in found.made
        ]
    return found


def _add(found: Plan, one: Proposal, items: Mapping[str, Item], maker: ItemMaker) -> None:
    content = one.content
    origin = items[content.keys[0]] if content.keys else None
    if content.kind in MAKING or content.new:
        for at, values in enumerate(content.new, start=1):
            source = Source("动态调整", f"第{one.number}号", at)
            made = maker.made(values, origin, source)
            found.made.append(Made(one.number, made, content.keys))
    if content.kind in _ENDING:
        found.gone += content.keys
    elif content.kind is Kind.KEEP:
        found.kept += content.keys
    elif content.kind is Kind.RENAME_AREA:
        found.renamed.append((content.area, content.new_area))
    for key in content.keys if content.fields else ():
        reads = maker.changed(found.changed.get(key, items[key]), content.fields or {})
        _change(found, key, items[key], reads)


def _change(found: Plan, key: str, before: Item, after: Item) -> None:
    found.changed[key] = after
    found.changes[key] = list(fields_of(before, after))


def check_clashes(proposals: Sequence[Proposal]) -> None:
    """Refuse proposals that exclude each other.

    Raises:
        Clash: an item is cancelled by one and touched by another, or two set the same field.
    """
    touched: dict[str, list[Proposal]] = {}
    for one in proposals:
        for key in one.content.keys:
            for other in touched.setdefault(key, []):
                if _exclude(one, other):
                    raise Clash(first=other.number, second=one.number, key=key)
            touched[key].append(one)


def _exclude(one: Proposal, other: Proposal) -> bool:
    kinds = {one.kind, other.kind}
    if kinds & set(_ENDING):
        return True
    return bool(set(one.content.fields or ()) & set(other.content.fields or ()))


def _check_current(one: Proposal, items: Mapping[str, Item]) -> None:
    for key in one.content.keys:
        if key not in items:
            raise Overtaken(number=one.number, key=key, what="已经取消")
    for key, change in one.content.before:
        if text_of(items[key], change.field) != change.before:
            raise Overtaken(number=one.number, key=key, what=f"的{change.label}已有改动")
    if one.kind is Kind.RENAME_AREA and all(i.area != one.content.area for i in items.values()):
        what = f"所在的领域“{one.content.area}”已经没有事项"
        raise Overtaken(number=one.number, key="", what=what)
