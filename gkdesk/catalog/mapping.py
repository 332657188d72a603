"""Which heading is which field, which label which channel, which name which area (TOML)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml, read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.nearest import unknown_key

FIELDS = (
    "number", "domain", "matter", "level1", "level2", "level3", "content", "basis", "time_limit",
    "agency", "channels", "audience", "method", "level",
)  # fmt: skip
LIST_FIELDS = (
    "number", "matter", "level1", "level2", "content", "office", "code", "name", "kind", "basis",
    "words",
)  # fmt: skip
LISTS = ("negative", "basic", "duty", "column")
GROUPS = ("audience", "method", "level")
FIRST_OWN_AREA = 51  # codes below are the pilot areas' (试点领域)

_BLANK = re.compile(r"\s+")
_HINT = re.compile(r"\([^)]*\)?")
_MARKS = re.compile(r"[、,，.。:：;；·/\-—_*“”\"']+")
_SHORTEST_CLIP = 2  # letters left of a clipped heading, 公 not counted


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """Reduce a heading to what is compared: no blanks, hints in brackets, marks, nor 公.

    公 is left out because published tables have lost it to find-and-replace (“开事项”).
    """
    squeezed = unicodedata.normalize("NFKC", _BLANK.sub("", text))
    return _MARKS.sub("", _HINT.sub("", squeezed)).replace("公", "")


@dataclass(frozen=True)
class Headings:
    """Headings by ``heading_key``: fields, their stand-ins, and the columns below a group."""

    names: Mapping[str, str]
    stand_ins: Mapping[str, str]
    columns: Mapping[str, str]
    _found: dict[str, str | None] = field(default_factory=dict, repr=False)

    def field_of(self, text: str) -> str | None:
        """Return the field a heading names (clipped headings too), or ``None``."""
        found = self._found.get(text, "")
        if found == "":  # not asked before
            key = heading_key(text)
            found = self.names.get(key) or self._clipped(key) if key else None
            self._found[text] = found
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.names), default=0)

    def _clipped(self, key: str) -> str | None:
        if not _SHORTEST_CLIP <= len(key) <= self._longest:
            return None
        if key in self.stand_ins or key in self.columns:
            return None
        found = {name for word, name in self.names.items() if word.startswith(key)}
        return found.pop() if len(found) == 1 else None

    def known(self, text: str) -> bool:
        """Tell whether a text is a heading of any kind."""
        key = heading_key(text)
        return bool(key) and (
            self.field_of(text) is not None or key in self.stand_ins or key in self.columns
        )


@dataclass(frozen=True)
class ChannelNames:
    """Labels and marks of the channel column."""

    canonical: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    on: str
    off: str
    letters: tuple[tuple[str, str], ...]
    boxlike: str


@dataclass(frozen=True)
class AreaNames:
    """The pilot areas in order, and every name they go by."""

    codes: Mapping[str, int]
    canonical: Mapping[str, str]

    def named(self, text: str) -> str | None:
        """Return the area a text names exactly, or the longest area name inside it."""
        if text in self.canonical:
            return self.canonical[text]
        inside = [name for name in self.canonical if name in text]
        return self.canonical[max(inside, key=len)] if inside else None


@dataclass(frozen=True)
class CatalogMapping:
    """Everything the importer knows from ``forms/catalog``."""

    headings: Headings
    channels: ChannelNames
    areas: AreaNames


def load(paths: Iterable[Path]) -> CatalogMapping:
    """Read every file of ``forms/catalog``; files of one kind add up.

    Raises:
        BadFile: a file is not TOML or has a wrong entry.
    """
    names: dict[str, str] = {}
    stand_ins: dict[str, str] = {}
    columns: dict[str, str] = {}
    canonical: dict[str, str] = {}
    endings: dict[str, str] = {}
    glyphs: dict[str, Any] = {}
    areas: dict[str, str] = {}
    codes: dict[str, int] = {}
    for path in paths:
        data = _read(path)
        for entry in data.get("field", []):
            target = entry["field"]
            names |= {heading_key(name): target for name in entry.get("names", [])}
            stand_ins |= {heading_key(name): target for name in entry.get("stand_in", [])}
            columns |= {heading_key(name): target for name in entry.get("columns", [])}
        for entry in data.get("channel", []):
            canonical |= dict.fromkeys([entry["name"], *entry.get("names", [])], entry["name"])
            endings |= dict.fromkeys(entry.get("endings", []), entry["name"])
        for entry in data.get("area", []):
            areas |= dict.fromkeys([entry["name"], *entry.get("names", [])], entry["name"])
            codes[entry["name"]] = entry["code"]
        glyphs |= data.get("glyphs", {})
    return CatalogMapping(
        Headings(names, stand_ins, columns),
        _channel_names(canonical, endings, glyphs),
        AreaNames(codes, areas),
    )


def load_list(paths: Iterable[Path], name: str) -> tuple[Headings, dict[str, str]]:
    """Read the headings of one list, and the label of each of its fields.

    Raises:
        BadFile: a file is not TOML or has a wrong entry.
    """
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for path in paths:
        for entry in _read(path).get("column", []):
            if entry["list"] == name:
                labels[entry["field"]] = entry["label"]
                words = [entry["label"], *entry.get("names", [])]
                names |= {heading_key(word): entry["field"] for word in words}
    return Headings(names, {}, {}), labels


def _channel_names(
    canonical: dict[str, str], endings: dict[str, str], glyphs: dict[str, Any]
) -> ChannelNames:
    return ChannelNames(
        canonical,
        tuple(sorted(endings.items(), key=lambda pair: -len(pair[0]))),
        str(glyphs.get("on", "■")),
        str(glyphs.get("off", "□")),
        tuple((on, off) for on, off in glyphs.get("letters", [])),
        str(glyphs.get("boxlike", "口")),
    )


def _read(path: Path) -> dict[str, Any]:
    problems = check(path)
    if problems:
        raise BadFile(path.name, problems)
    return read_toml(path)


def check(path: Path) -> list[Problem]:
    """Return every mistake in one file of ``forms/catalog``."""
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return error.problems
    kind = data.get("kind")
    if kind not in _CHECKS:
        return [Problem("kind", f"应为 {'、'.join(_CHECKS)} 之一")]
    table, required, lists = _CHECKS[kind]
    own = ("kind", "version", table, *(("glyphs",) if kind == "channels" else ()))
    found = [
        Problem(places.at("文件开头", key), unknown_key(key, own)) for key in data if key not in own
    ]
    found += (
        _glyph_problems(data.get("glyphs", {}), places.at("[glyphs]", "glyphs"))
        if kind == "channels"
        else []
    )
    entries = data.get(table)
    if not isinstance(entries, list) or not entries:
        return [*found, Problem(table, f"至少要有一个 [[{table}]]")]
    return found + [
        problem
        for number, entry in enumerate(entries, start=1)
        for problem in _entry_problems(
            places.at(f"第{number}个 [[{table}]]", table, number - 1), entry, required, lists
        )
    ]


# kind of file → its table, what an entry must have, and the lists it may have
_CHECKS = {
    "headers": ("field", ("field", "label"), ("names", "stand_in", "columns")),
    "channels": ("channel", ("name",), ("names", "endings")),
    "areas": ("area", ("code", "name"), ("names",)),
    "lists": ("column", ("list", "field", "label"), ("names",)),
}
_GLYPHS = ("on", "off", "letters", "boxlike")


def _glyph_problems(glyphs: object, where: str) -> list[Problem]:
    if not isinstance(glyphs, dict):
        return [Problem(where, "应为一组“名 = 值”")]
    found = [Problem(where, unknown_key(key, _GLYPHS)) for key in glyphs if key not in _GLYPHS]
    found += [
        Problem(where, f"{key} 应为加引号的文字")
        for key in ("on", "off", "boxlike")
        if not _words([glyphs.get(key, "■")])
    ]
    pairs = glyphs.get("letters", [])
    if not isinstance(pairs, list) or not all(_words(pair) and len(pair) == 2 for pair in pairs):  # noqa: PLR2004 - a pair
        found.append(Problem(where, 'letters 应为成对的文字，如 [["R", "£"]]'))
    return found


def _entry_problems(
    where: str, entry: object, required: tuple[str, ...], lists: tuple[str, ...]
) -> list[Problem]:
    if not isinstance(entry, dict):
        return [Problem(where, "应为一组“名 = 值”")]
    found = [Problem(where, f"缺少 {key}") for key in required if not entry.get(key)]
    found += [
        Problem(where, f"{key} 应为加引号的文字列表")
        for key in lists
        if not _words(entry.get(key, []))
    ]
    found += [
        Problem(where, unknown_key(key, (*required, *lists)))
        for key in entry
        if key not in (*required, *lists)
    ]
    known = LIST_FIELDS if "list" in required else FIELDS
    if "field" in required and entry.get("field") not in known:
        found.append(Problem(where, f"field 应为 {'、'.join(known)} 之一"))
    if "list" in required and entry.get("list") not in LISTS:
        found.append(Problem(where, f"list 应为 {'、'.join(LISTS)} 之一"))
    if "code" in required and not isinstance(entry.get("code"), int):
        found.append(Problem(where, "code 应为数字"))
    return found


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)
