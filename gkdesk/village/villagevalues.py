"""What may be written of one village, and when two villages would be taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from gkdesk.base.errors import BadValue
from gkdesk.base.text import half_width, squeeze, storable, visible

from .model import Village
from .names import village_key
from .personal import check_plain

LABELS = {
    "name": "村名", "code": "区划代码", "aliases": "别名", "committee": "村委会全称",
    "collective": "集体经济组织全称", "boards": "公开栏", "code8": "8位区划代码",
}  # fmt: skip
LONGEST_NAME, LONGEST_FULL, MOST_ALIASES = 30, 60, 20
_CODES = (("code", re.compile(r"[0-9]{12}"), 12), ("code8", re.compile(r"[0-9]{8}"), 8))
_FULL = frozenset({"committee", "collective"})
_NOT_IN_FILES = re.compile(r'[/\\:*?"<>|]')  # a village's papers are named after it
_SHORTEST = 2  # signs of a name, with or without its town


def village_of(values: Mapping[str, object], town: str) -> Village:
    """Make a village of what was written; its own town before the name is left out.

    Raises:
        BadValue: a value missing, not of its kind, too long, or with a personal number in it.
    """
    for key in values:
        if key not in LABELS:
            raise BadValue(key, key, f"不是村的项目，可填：{'、'.join(LABELS)}")
    aliases = values.get("aliases") or []
    if not isinstance(aliases, (list, tuple)) or not all(isinstance(x, str) for x in aliases):
        raise BadValue("aliases", LABELS["aliases"], "应为一串文字")
    name = village_name(_text("name", values), town)
    codes = {key: _text(key, values) for key, _pattern, _digits in _CODES}
    for key, pattern, digits in _CODES:
        if codes[key] and not pattern.fullmatch(codes[key]):
            raise BadValue(key, LABELS[key], f"应为{digits}位数字")
    return Village(
        str(uuid4()), name, codes["code"], alias_list(aliases, name),
        full_name("committee", _text("committee", values)),
        full_name("collective", _text("collective", values)), codes["code8"],
    )  # fmt: skip


def village_name(text: str, town: str, *, field: str = "name", label: str = "村名") -> str:
    """Return a village's name as it is kept.

    Raises:
        BadValue: nothing, no word, too long, signs no file name holds, or a personal number.
    """
    name = without_town(_plain(field, label, text, LONGEST_NAME), town)
    if not name:
        raise BadValue(field, label, "没有填")
    if len(name) < _SHORTEST:
        raise BadValue(field, label, "太短，请写全名")
    if not any(map(str.isalpha, name)):
        raise BadValue(field, label, "里没有文字")
    return name


def full_name(field: str, text: str) -> str:
    """Return the full name of a committee or a collective; raises as ``village_name``."""
    return _plain(field, LABELS[field], text, LONGEST_FULL)


def alias_list(texts: Sequence[str], name: str) -> tuple[str, ...]:
    """Return other names, each once and none of them the name; raises as ``village_name``."""
    found = (_plain("aliases", LABELS["aliases"], text, LONGEST_NAME) for text in texts)
    kept = tuple(dict.fromkeys(text for text in found if text and text != name))
    if len(kept) > MOST_ALIASES:
        raise BadValue("aliases", LABELS["aliases"], f"最多写{MOST_ALIASES}个")
    return kept


def without_town(name: str, town: str) -> str:
    """Return 东河村 for 青石镇东河村: papers print the town before the name themselves."""
    rest = name.removeprefix(squeeze(half_width(town))) if town else name
    return rest if len(rest) >= _SHORTEST else name


def taken_by(village: Village, known: Iterable[Village]) -> Village | None:
    """Return the village that has the same name, alias or code, if any."""
    own = keys_of(village)
    for other in known:
        same = village.code and village.code == other.code
        same8 = village.code8 and village.code8 == other.code8
        if same or same8 or own & keys_of(other):
            return other
    return None


def keys_of(village: Village) -> set[str]:
    """Return under what a village is found: its name and its aliases."""
    return {village_key(name) for name in (village.name, *village.aliases)}


def _text(key: str, values: Mapping[str, object]) -> str:
    value = values.get(key) or ""
    if not isinstance(value, (str, int)):
        raise BadValue(key, LABELS[key], "应为文字")
    return squeeze(half_width(visible(str(value))))


def _plain(field: str, label: str, text: str, longest: int) -> str:
    bare = squeeze(half_width(visible(text)))
    if not storable(bare):
        raise BadValue(field, label, "里有读不出的字")
    if len(bare) > longest:
        raise BadValue(field, label, f"太长，最多{longest}个字")
    if found := _NOT_IN_FILES.search(bare):
        raise BadValue(field, label, f"里有“{found.group()}”，文件名里不能用这个符号，请去掉")
    check_plain(field, label, bare, "名称会显示在各处")
    return bare
