"""Everything that can be wrong in a document template, each mistake with its place."""

from __future__ import annotations

import re

from gkdesk.base.errors import Problem
from gkdesk.base.nearest import Places, unknown_key

from .wording import (
    GIVEN,
    PLACEHOLDER,
    Block,
    BlockKind,
    FieldKind,
    PageKind,
    block_of,
    list_of,
    placeholders,
    tables_of,
)

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")

# keys of a block beside ``kind`` and ``when``: (must have, may have)
_BLOCK_KEYS: dict[BlockKind, tuple[set[str], set[str]]] = {
    BlockKind.TITLE: (set(), {"text"}),
    BlockKind.NUMBER: (set(), {"text"}),
    BlockKind.ADDRESSEE: (set(), {"text"}),
    BlockKind.PARA: ({"text"}, {"style"}),
    BlockKind.LIST: ({"items"}, set()),
    BlockKind.TABLE: ({"rows"}, {"widths"}),
    BlockKind.SIGNATURE: (set(), {"text", "date"}),
    BlockKind.ATTACHMENT: ({"items"}, set()),
    BlockKind.NOTE: ({"text"}, set()),
    BlockKind.RECEIPT: ({"rows"}, {"text", "widths"}),
}
_FORM_ONLY = {BlockKind.TABLE, BlockKind.RECEIPT}
_TOP: dict[str, type] = {
    "id": str, "version": int, "title": str, "basis": list, "status": str, "series": str,
    "page": str, "head": str, "given": list, "field": list, "block": list,
}  # fmt: skip
_TOP_NEEDED = ("id", "version", "title", "page", "block")
_FIELD_TYPES: dict[str, type] = {
    "name": str, "label": str, "kind": str, "required": bool, "help": str, "choices": list,
}  # fmt: skip
_BLOCK_TYPES: dict[str, type] = {
    "kind": str, "text": str, "when": str, "style": str, "items": str, "date": str, "rows": list,
    "widths": list,
}  # fmt: skip
_TYPE_WORDS = {str: "文字", int: "整数", bool: "true 或 false", list: "列表"}


class Checker:
    """Collects the problems of one template."""

    def __init__(self, stem: str, data: dict[str, object], places: Places) -> None:
        self._stem, self._data, self._places = stem, data, places
        self._problems: list[Problem] = []
        self._kinds: dict[str, FieldKind] = {}
        self._used: set[str] = set()
        self._table: tuple[str | int, ...] = ()  # the one being checked, for its lines

    def _say(self, where: str, message: str, key: str = "") -> None:
        """Note a mistake at a key's line, or at its table's."""
        place = self._places.at(where, *self._table, key or where)
        self._problems.append(Problem(place, message))

    def run(self) -> list[Problem]:
        self._types("文件开头", self._data, _TOP)
        for key in _TOP_NEEDED:
            if not self._data.get(key):
                self._say("文件开头", f"缺少“{key}”")
        self._head()
        for number, entry in enumerate(tables_of(self._data.get("field")), start=1):
            self._table = ("field", number - 1)
            self._field(f"第{number}个字段", entry)
        for number, entry in enumerate(tables_of(self._data.get("block")), start=1):
            self._table = ("block", number - 1)
            self._block(f"第{number}个段块", entry)
        self._table = ()
        for name in self._kinds:
            if name not in self._used:
                self._say(f"字段 {name}", "没有任何段块用到，请删去或写进正文")
        return self._problems

    def _types(self, where: str, entry: dict[str, object], known: dict[str, type]) -> None:
        for key, value in entry.items():
            kind = known.get(key)
            if kind is None:
                self._say(where, unknown_key(key, known), key)
            elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                self._say(where, f"“{key}”应为{_TYPE_WORDS[kind]}", key)

    def _head(self) -> None:
        data = self._data
        if data.get("id") and data["id"] != self._stem:
            self._say("id", f"应与文件名相同，写作“{self._stem}”")
        if data.get("page") and data["page"] not in set(PageKind):
            self._say("page", "只能填 letter（公文）或 form（表单）")
        if data.get("head", "red") not in {"red", "plain"}:
            self._say("head", "只能填 red（信函格式）或 plain（无红头）")
        if PLACEHOLDER.search(str(data.get("title", ""))):
            self._say("title", "文书名称里不能有 {…}，要填入的内容请写在 title 段块里")
        for name in list_of(data.get("given")):
            if name not in GIVEN:
                self._say("given", f"程序不提供“{name}”，请改为字段或改正拼写")

    def _field(self, where: str, entry: dict[str, object]) -> None:
        self._types(where, entry, _FIELD_TYPES)
        name = str(entry.get("name", ""))
        if not _NAME.match(name):
            self._say(where, "缺少 name，或 name 不是小写字母、数字和下划线")
        if not entry.get("label"):
            self._say(where, "缺少 label（中文名称）")
        if name in self._kinds or name in list_of(self._data.get("given")):
            self._say(where, f"“{name}”重复了")
        kind = entry.get("kind", "text")
        if kind not in set(FieldKind):
            self._say(where, f"不认识的字段种类“{kind}”，可用：{'、'.join(FieldKind)}")
            kind = "text"
        if (kind == FieldKind.CHOICE) != bool(entry.get("choices")):
            self._say(where, 'choices（选项）与 kind = "choice" 必须同时有或同时没有')
        if name:
            self._kinds[name] = FieldKind(str(kind))

    def _block(self, where: str, entry: dict[str, object]) -> None:
        self._types(where, entry, _BLOCK_TYPES)
        kind = entry.get("kind")
        if kind not in set(BlockKind):
            self._say(where, f"不认识的段块种类“{kind}”，可用：{'、'.join(BlockKind)}")
            return
        must, may = _BLOCK_KEYS[BlockKind(str(kind))]
        for key in must - entry.keys():
            self._say(where, f"缺少“{key}”")
        for key in (entry.keys() & _BLOCK_TYPES.keys()) - must - may - {"kind", "when"}:
            self._say(where, f"{kind} 段块没有“{key}”这一项", key)
        self._shape(where, BlockKind(str(kind)), entry)
        self._names(where, block_of(_typed(entry)))

    def _shape(self, where: str, kind: BlockKind, entry: dict[str, object]) -> None:
        if kind in _FORM_ONLY and self._data.get("page") == PageKind.LETTER:
            self._say(where, '只能用在 page = "form" 的文书里')
        if entry.get("style", "") not in {"", "h1", "h2"}:
            self._say(where, "style 只能填 h1（黑体）或 h2（楷体）")
        rows, widths = list_of(entry.get("rows")), list_of(entry.get("widths"))
        if any(not isinstance(row, list) or not row for row in rows):
            self._say(where, "rows 的每一行应为一列文字")
        if widths and any(isinstance(row, list) and len(row) > len(widths) for row in rows):
            self._say(where, "有一行的格数多于 widths")

    def _names(self, where: str, block: Block) -> None:
        given = set(list_of(self._data.get("given")))
        for name in placeholders(block):
            self._used.add(name)
            if name not in self._kinds and name not in given:
                self._say(where, f"用到的“{name}”既不是字段也不在 given 里")
        if block.items and self._kinds.get(block.items, FieldKind.LIST) is not FieldKind.LIST:
            self._say(where, f"“{block.items}”不是清单（list）字段")


def _typed(entry: dict[str, object]) -> dict[str, object]:
    """Drop values of a wrong type, which were reported already."""
    return {
        key: value
        for key, value in entry.items()
        if key in _BLOCK_TYPES and isinstance(value, _BLOCK_TYPES[key])
    }
