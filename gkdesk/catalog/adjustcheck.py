"""What a proposal must say before it is taken down, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import demand_open, shown_name
from gkdesk.base.text import tidy, visible

from . import itemvalues
from .adjustrows import MAKING, Content, Kind, Reason
from .compare import fields_of
from .itemvalues import ItemMaker
from .model import FieldChange, Item, Source

Choice = TypeVar("Choice", Kind, Reason)
_KNOWN = (
    "kind", "reason", "basis", "department", "items", "new", "fields", "to", "area", "new_area",
    "words",
)  # fmt: skip
_TEXTS = {
    "basis": "依据", "department": "提出科室", "to": "下放给谁", "area": "领域",
    "new_area": "新领域名", "words": "说明",
}  # fmt: skip
LONGEST = 2_000  # letters of a reason or basis
# how many items a kind takes: at least, at most
_ITEMS = {
    Kind.ADD: (0, 0), Kind.CHANGE: (1, 500), Kind.CANCEL: (1, 500), Kind.MERGE: (2, 50),
    Kind.SPLIT: (1, 1), Kind.TAKE_OVER: (0, 0), Kind.HAND_DOWN: (0, 500), Kind.KEEP: (1, 2000),
    Kind.RENAME_AREA: (0, 0),
}  # fmt: skip
_NEW = {
    Kind.ADD: (1, 500), Kind.MERGE: (1, 1), Kind.SPLIT: (2, 50), Kind.TAKE_OVER: (1, 500),
    Kind.HAND_DOWN: (0, 500),
}  # fmt: skip


def read(values: Mapping[str, object], items: Mapping[str, Item], maker: ItemMaker) -> Content:
    """Check what was typed and build what is proposed.

    Args:
        values: the fields of ``Content`` by name; ``items`` are keys.
        items: the items in force by key.
        maker: makes items of typed values.

    Raises:
        BadValue: one value is missing or wrong; nothing was written.
    """
    for name in values:
        if name not in _KNOWN:
            raise BadValue(name, name[:20], f"是不认识的项目，可以写的有 {'、'.join(_KNOWN)}")
    kind = _choice(values, "kind", "调整类型", Kind)
    reason = _choice(values, "reason", "调整原因", Reason)
    texts = {name: _text(values, name) for name in _TEXTS}
    for name in ("department", "basis"):
        if not texts[name]:
            raise BadValue(name, _TEXTS[name], "没有填")
    keys = _keys(values, kind, items)
    concerned = [items[key] for key in keys]
    new = _new(values, kind, concerned, maker)
    fields = _fields(values, kind)
    content = Content(
        kind, reason, texts["basis"], texts["department"], keys, new, fields or None,
        _before(concerned, fields, maker), texts["to"], texts["area"], texts["new_area"],
        texts["words"],
    )  # fmt: skip
    _of_kind(content, items, maker)
    return content


def _choice(values: Mapping[str, object], name: str, label: str, known: type[Choice]) -> Choice:
    text = str(values.get(name) or "")
    found = next((one for one in known if text in (one.value, one.label)), None)
    if found is None:
        words = "、".join(one.label for one in known)
        said = f"写的是“{shown_name(text)[:20]}”" if text else "没有选"
        raise BadValue(name, label, f"{said}，应为{words}之一")
    return found


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise BadValue(name, _TEXTS[name], "应为文字")
    text = tidy(visible(value))
    if len(text) > LONGEST:
        raise BadValue(name, _TEXTS[name], f"超过{LONGEST}个字")
    demand_open(text, name, _TEXTS[name])
    return text


def _keys(values: Mapping[str, object], kind: Kind, items: Mapping[str, Item]) -> tuple[str, ...]:
    given = values.get("items") or ()
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise BadValue("items", "涉及事项", "应为事项编码的列表")
    keys = tuple(dict.fromkeys(map(str, given)))
    for key in keys:
        if key not in items:
            raise BadValue("items", "涉及事项", f"里的“{key[:20]}”不在现行目录里")
    least, most = _ITEMS[kind]
    if not least <= len(keys) <= most:
        raise BadValue("items", "涉及事项", _how_many(kind, "项现有事项", least, most, len(keys)))
    return keys


def _new(
    values: Mapping[str, object], kind: Kind, concerned: Sequence[Item], maker: ItemMaker
) -> tuple[dict[str, str], ...]:
    given = values.get("new") or ()
    if isinstance(given, Mapping):
        given = (given,)
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise BadValue("new", "新的事项", "应为事项的列表")
    least, most = _NEW.get(kind, (0, 0))
    if not least <= len(given) <= most:
        raise BadValue("new", "新的事项", _how_many(kind, "项新的事项", least, most, len(given)))
    found = []
    for one in given:
        if not isinstance(one, Mapping):
            raise BadValue("new", "新的事项", "每一项应写成 {栏目: 内容}")
        read_ = itemvalues.read(one)
        # merged and split items take from the first item what is not said
        maker.made(read_, concerned[0] if concerned else None, Source())
        found.append(read_)
    return tuple(found)


def _how_many(kind: Kind, what: str, least: int, most: int, found: int) -> str:
    if most == 0:
        return f"不用填：“{kind.label}”不涉及{what}"
    wanted = f"{least}{what}" if least == most else f"至少{least}{what}，最多{most}项"
    return f"有{found}项，“{kind.label}”要{wanted}"


def _fields(values: Mapping[str, object], kind: Kind) -> dict[str, str]:
    given = values.get("fields") or {}
    if not isinstance(given, Mapping):
        raise BadValue("fields", "变更的栏目", "应写成 {栏目: 内容}")
    if given and kind not in (Kind.CHANGE, Kind.HAND_DOWN):
        raise BadValue("fields", "变更的栏目", f"不用填：“{kind.label}”不改栏目")
    return itemvalues.read(given)


def _before(
    concerned: Sequence[Item], fields: Mapping[str, str], maker: ItemMaker
) -> tuple[tuple[str, FieldChange], ...]:
    if not fields:
        return ()
    found: list[tuple[str, FieldChange]] = []
    for item in concerned:
        changes = fields_of(item, maker.changed(item, fields))
        found += [(item.key, change) for change in changes]
    if concerned and not found:
        raise BadValue("fields", "变更的栏目", "和现在的内容一样，没有要改的")
    return tuple(found)


def _of_kind(content: Content, items: Mapping[str, Item], maker: ItemMaker) -> None:
    """Check what only one kind asks for."""
    match content.kind:
        case Kind.HAND_DOWN if not content.to:
            raise BadValue("to", _TEXTS["to"], "没有填（哪一级下放、下放给谁）")
        case Kind.HAND_DOWN if bool(content.keys) == bool(content.new):
            raise BadValue(
                "items",
                "涉及事项",
                "和新的事项要填一样：下放给村的填现有事项，下放给本机关的填新的事项",
            )
        case Kind.HAND_DOWN if content.keys and not content.fields:
            raise BadValue("fields", "变更的栏目", "没有填，下放以后公开主体或公开层级要改")
        case Kind.CHANGE if not content.fields and not content.words:
            raise BadValue("fields", "变更的栏目", "没有填，至少要说明改什么")
        case Kind.RENAME_AREA:
            _renaming(content, items, maker)
        case Kind.ADD | Kind.TAKE_OVER | Kind.MERGE | Kind.SPLIT | Kind.HAND_DOWN:
            _no_twin(content, items, maker)


def _renaming(content: Content, items: Mapping[str, Item], maker: ItemMaker) -> None:
    areas = {item.area for item in items.values()}
    if content.area not in areas:
        raise BadValue("area", "领域", f"“{content.area[:20]}”不在现行目录里")
    if not content.new_area or content.new_area == content.area:
        raise BadValue("new_area", _TEXTS["new_area"], "没有填，或者和原来一样")
    if content.new_area in areas or maker.area(content.new_area) in areas - {content.area}:
        raise BadValue("new_area", _TEXTS["new_area"], f"“{content.new_area[:20]}”是另一个领域")


def _no_twin(content: Content, items: Mapping[str, Item], maker: ItemMaker) -> None:
    """Refuse a new item that stands in the catalog already, word for word."""
    if content.kind not in (*MAKING, Kind.HAND_DOWN):
        return
    staying = {item.identity: item for key, item in items.items() if key not in content.keys}
    origin = items[content.keys[0]] if content.keys else None
    for one in content.new:
        made = maker.made(one, origin, Source())
        if twin := staying.get(made.identity):
            reason = (
                f"里的“{made.name[:20]}”和现有事项{twin.key}一字不差，不用再{content.kind.label}"
            )
            raise BadValue("new", "新的事项", reason)
