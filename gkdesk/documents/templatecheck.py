"""Everything that can be wrong in a document template, each mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from gkdesk.base.errors import Problem
from gkdesk.base.nearest import Places, meant, unknown_key

from .fontface import Style
from .griddata import ALIGNS, WIDEST, check_cells, check_columns
from .paper import MM
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
    texts_of,
)

_Types = Mapping[str, "type | tuple[type, ...]"]
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")

# keys of a block beside ``kind`` and ``when``: (must have, may have)
_BLOCK_KEYS: dict[BlockKind, tuple[set[str], set[str]]] = {
    BlockKind.TITLE: (set(), {"text"}),
    BlockKind.NUMBER: (set(), {"text"}),
    BlockKind.ADDRESSEE: (set(), {"text"}),
    BlockKind.PARA: ({"text"}, {"style"}),
    BlockKind.LIST: ({"items"}, set()),
    BlockKind.TABLE: ({"rows"}, {"widths"}),
    BlockKind.SIGNATURE: (set(), {"text", "date", "style"}),
    BlockKind.ATTACHMENT: ({"items"}, set()),
    BlockKind.NOTE: ({"text"}, set()),
    BlockKind.RECEIPT: ({"rows"}, {"text", "widths"}),
    BlockKind.IMPRINT: (set(), {"text", "date", "by"}),
    BlockKind.GRID: ({"rows", "widths"}, {"head", "size", "top"}),
    BlockKind.LEDGER: ({"items"}, {"blank", "plain", "size"}),
    BlockKind.CHOICES: ({"items"}, set()),
    BlockKind.FRAME: ({"at", "text"}, {"style", "size", "align", "border"}),
    BlockKind.POSTCODE: ({"at", "text"}, set()),
}
_PLACED = {BlockKind.FRAME, BlockKind.POSTCODE}
_FORM_ONLY = _PLACED | {
    BlockKind.RECEIPT, BlockKind.GRID, BlockKind.LEDGER, BlockKind.CHOICES,
}  # fmt: skip
_LETTER_ONLY = {BlockKind.IMPRINT}
# which field a block prints item by item; any other block prints a list
_ITEMS = {
    BlockKind.LEDGER: (frozenset({FieldKind.ROWS}), "表格（rows）"),
    BlockKind.CHOICES: (frozenset({FieldKind.CHOICE, FieldKind.MULTI}), "选项（choice、multi）"),
}
_LIST = (frozenset({FieldKind.LIST}), "清单（list）")
_FORM_STYLES = {"line", "small"}
_LIMITS = {"size": (5, 72), "blank": (0, 200), "top": (0, 297)}  # points, rows, mm
_NARROWEST = 0.045  # part of the table's width
_CHOSEN = {FieldKind.CHOICE, FieldKind.MULTI}
_STYLES = {
    BlockKind.PARA: ("h1", "h2", "line", "small"),
    BlockKind.FRAME: tuple(Style),
    BlockKind.SIGNATURE: ("unsealed",),
}
_TOP: _Types = {
    "id": str, "version": int, "title": str, "basis": list, "status": str, "series": str,
    "page": str, "head": str, "grid": str, "given": list, "field": list, "block": list,
}  # fmt: skip
_TOP_NEEDED = ("id", "version", "title", "page", "block")
_FIELD_TYPES: _Types = {
    "name": str, "label": str, "kind": str, "required": bool, "help": str, "choices": list,
    "columns": list,
}  # fmt: skip
_BLOCK_TYPES: _Types = {
    "kind": str, "text": str, "when": str, "style": str, "items": str, "date": str, "by": str,
    "rows": list, "widths": list, "head": int, "blank": int, "plain": bool, "at": list,
    "size": (int, float),
    "align": str, "border": bool, "top": (int, float),
}  # fmt: skip
_TYPE_WORDS = {
    str: "文字", int: "整数", bool: "true 或 false", list: "列表", (int, float): "数字",
}  # fmt: skip


class Checker:
    """Collects the problems of one template."""

    def __init__(
        self, stem: str, data: dict[str, object], places: Places, origins: Sequence[int]
    ) -> None:
        self._stem, self._data, self._places = stem, data, places
        self._origins = origins  # the file's own block each block came from
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
        for number, field in enumerate(list_of(self._data.get("field")), start=1):
            self._table = ("field", number - 1)
            self._entry(f"第{number}个字段", field, self._field)
        for number, block in enumerate(list_of(self._data.get("block"))):
            own = self._origins[number]
            self._table = ("block", own)
            self._entry(f"第{own + 1}个段块", block, self._block)
        self._table = ()
        for name in self._kinds:
            if name not in self._used:
                self._say(f"字段 {name}", "没有任何段块用到，请删去或写进正文")
        return self._problems

    def _entry(
        self, where: str, entry: object, check: Callable[[str, dict[str, object]], None]
    ) -> None:
        if isinstance(entry, dict):
            check(where, entry)
        else:
            self._say(where, "应写成 [[field]] 或 [[block]] 下的几行")

    def _strings(self, where: str, entry: dict[str, object], *keys: str) -> None:
        for key in keys:
            if not all(isinstance(one, str) and one for one in list_of(entry.get(key))):
                self._say(where, f"“{key}”应为一列文字", key)

    def _types(self, where: str, entry: dict[str, object], known: _Types) -> None:
        for key, value in entry.items():
            kind = known.get(key)
            if kind is None:
                self._say(where, unknown_key(key, known), key)
            elif not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
                self._say(where, f"“{key}”应为{_TYPE_WORDS[kind]}", key)

    def _head(self) -> None:
        data = self._data
        if data.get("id") and data["id"] != self._stem:
            self._say("id", f"应与文件名相同，写作“{self._stem}”")
        self._strings("文件开头", data, "given", "basis")
        version = data.get("version")
        if isinstance(version, int) and version < 1:
            self._say("version", "应为不小于1的整数")
        self._paper()
        if PLACEHOLDER.search(str(data.get("title", ""))):
            self._say("title", "文书名称里不能有 {…}，要填入的内容请写在 title 段块里")
        for name in list_of(data.get("given")):
            if isinstance(name, str) and name not in GIVEN:
                self._say(
                    "given",
                    f"程序不提供“{name}”{meant(str(name), GIVEN) or '，'}请改为字段或改正拼写",
                )

    def _paper(self) -> None:
        data = self._data
        if data.get("page") and not _is_one(data["page"], PageKind):
            kinds = "、".join(f"{kind}（{kind.label}）" for kind in PageKind)
            self._say("page", f"只能填 {kinds}")
        if not _is_one(data.get("head", "red"), ("red", "file", "plain")):
            self._say("head", "只能填 red（信函格式）、file（公文格式）或 plain（无红头）")
        elif _page_head(data) and "organ_name" not in list_of(data.get("given")):
            self._say("given", "红头要印机关名称，请写上 organ_name")
        if not _is_one(data.get("grid", "exact"), ("exact", "word")):
            self._say("grid", "只能填 exact（国家标准网格）或 word（与 Word 网格一致）")

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
        if not _is_one(kind, FieldKind):
            near = meant(str(kind), FieldKind)
            self._say(where, f"不认识的字段种类“{kind}”{near or '，'}可用：{'、'.join(FieldKind)}")
            kind = "text"
        if (kind in _CHOSEN) != bool(entry.get("choices")):
            self._say(where, 'choices（选项）与 kind = "choice"（或 "multi"）必须同时有或同时没有')
        if (kind == FieldKind.ROWS) != bool(entry.get("columns")):
            self._say(where, 'columns（各列）与 kind = "rows" 必须同时有或同时没有')
        self._strings(where, entry, "choices")
        check_columns(where, list_of(entry.get("columns")), self._say)
        if name:
            self._kinds[name] = FieldKind(str(kind))

    def _block(self, where: str, entry: dict[str, object]) -> None:
        self._types(where, entry, _BLOCK_TYPES)
        kind = entry.get("kind")
        if not _is_one(kind, BlockKind):
            near = meant(str(kind), BlockKind)
            self._say(
                where, f"不认识的段块种类“{kind}”{near or '，'}可用：{'、'.join(BlockKind)}", "kind"
            )
            return
        must, may = _BLOCK_KEYS[BlockKind(str(kind))]
        for key in must - entry.keys():
            self._say(where, f"缺少“{key}”")
        for key in (entry.keys() & _BLOCK_TYPES.keys()) - must - may - {"kind", "when"}:
            self._say(where, f"{kind} 段块没有“{key}”这一项", key)
        self._shape(where, BlockKind(str(kind)), entry)
        self._names(where, block_of(_typed(entry)))

    def _shape(self, where: str, kind: BlockKind, entry: dict[str, object]) -> None:
        page = self._data.get("page")
        self._limits(where, entry)
        if kind in _FORM_ONLY and page == PageKind.LETTER:
            self._say(where, '不能用在 page = "letter" 的文书里')
        if kind in _LETTER_ONLY and page != PageKind.LETTER:
            self._say(where, '只能用在 page = "letter" 的文书里')
        if kind not in _PLACED and str(page).startswith("envelope"):
            self._say(where, "信封上只能用 frame 和 postcode 段块")
        styles = _STYLES.get(kind, ())
        if page == PageKind.LETTER:
            styles = tuple(style for style in styles if style not in _FORM_STYLES)
        if not _is_one(entry.get("style", ""), ("", *styles)):
            near = meant(str(entry.get("style", "")), styles)
            self._say(where, f"style 只能填{'、'.join(styles) or '空'}{near}", "style")
        if not _is_one(entry.get("align", ""), ("", *ALIGNS)):
            self._say(where, "align 只能填 L、C、R")
        self._rows(where, kind, entry)
        if kind in _PLACED and _is_one(page, PageKind):
            self._place(where, kind, list_of(entry.get("at")))

    def _limits(self, where: str, entry: dict[str, object]) -> None:
        for key, (least, most) in _LIMITS.items():
            number = entry.get(key, least)
            if isinstance(number, (int, float)) and number and not least <= number <= most:
                self._say(where, f"“{key}”应在{least}和{most}之间", key)

    def _rows(self, where: str, kind: BlockKind, entry: dict[str, object]) -> None:
        rows, widths = list_of(entry.get("rows")), list_of(entry.get("widths"))
        if any(not isinstance(row, list) or not row for row in rows):
            self._say(where, "rows 的每一行应为一列文字")
        head = entry.get("head", 0)
        if isinstance(head, int) and head and head >= len(rows):
            self._say(where, "head（每页重复的行数）应小于 rows 的行数", "head")
        if not all(isinstance(width, (int, float)) and 0 < width <= WIDEST for width in widths):
            self._say(where, "widths 应为一列大于0的数字")
        elif kind is BlockKind.GRID:
            check_cells(where, rows, len(widths), self._say)
        elif not all(isinstance(cell, str) for row in rows for cell in list_of(row)):
            self._say(where, "rows 的每一格应为文字")
        elif _narrow(rows, widths):
            self._say(where, "有一列太窄，连一个字也放不下。请减少列数，或改 widths")
        elif widths and any(isinstance(row, list) and len(row) > len(widths) for row in rows):
            self._say(where, "有一行的格数多于 widths")

    def _place(self, where: str, kind: BlockKind, at: list[object]) -> None:
        """Check that a placed block lies on its paper."""
        numbers = [float(one) for one in at if isinstance(one, (int, float))]
        wanted = 4 if kind is BlockKind.FRAME else 2
        if len(numbers) != wanted or len(at) != wanted:
            self._say(where, f"at 应为{wanted}个数字（毫米，从左上角量起）")
            return
        width, height = PageKind(str(self._data["page"])).size
        right, foot = (a + b for a, b in zip(numbers[:2], [*numbers[2:], 0.0, 0.0], strict=False))
        if not (min(numbers) >= 0 and right * MM <= width and foot * MM <= height):
            self._say(where, "at 超出了纸边")

    def _names(self, where: str, block: Block) -> None:
        given = list_of(self._data.get("given"))
        if any(re.search("[{}]", PLACEHOLDER.sub("", text)) for text in texts_of(block)):
            self._say(
                where, "有单独的 { 或 }。要填入的内容写成 {名称}，名称只能是小写字母、数字和下划线"
            )
        for name in placeholders(block):
            self._used.add(name)
            if name not in self._kinds and name not in given:
                near = meant(name, [*self._kinds, *map(str, given)])
                self._say(where, f"用到的“{name}”既不是字段也不在 given 里{near}")
        kinds, words = _ITEMS.get(block.kind, _LIST)
        known = self._kinds.get(block.items)
        # what the program gives may be a list, but never a table or a choice
        if block.items and known not in kinds and (known or block.kind in _ITEMS):
            self._say(where, f"“{block.items}”不是{words}字段")
        for name in [cell.choices for row in block.cells for cell in row if cell.choices]:
            if self._kinds.get(name) not in _CHOSEN:
                self._say(where, f"“{name}”不是选项（choice、multi）字段")


def _page_head(data: Mapping[str, object]) -> bool:
    """Tell whether a template prints the organ's name as a red head."""
    return data.get("page") == PageKind.LETTER and data.get("head", "red") != "plain"


def _narrow(rows: list[object], widths: list[object]) -> bool:
    """Tell whether a column of a plain table has no room for a character and its white."""
    numbers = [float(width) for width in widths if isinstance(width, (int, float))]
    count = max((len(list_of(row)) for row in rows), default=0)
    return min(numbers, default=1.0) < _NARROWEST * (sum(numbers) or count)


def _is_one(value: object, known: Iterable[str]) -> bool:
    return isinstance(value, str) and value in tuple(known)


def _typed(entry: dict[str, object]) -> dict[str, object]:
    """Drop values of a wrong type, which were reported already."""
    return {
        key: value
        for key, value in entry.items()
        if key in _BLOCK_TYPES and isinstance(value, _BLOCK_TYPES[key])
    }
