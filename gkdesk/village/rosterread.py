"""A list of villages as offices keep it → its lines: columns known by heading or by content."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.text import half_width, squeeze, tidy, visible

from .roster import MOST_LINES, Entry, NoNames, Read, TooManyLines, parts_of
from .simplified import simplified
from .villagevalues import LABELS

if TYPE_CHECKING:
    from pathlib import Path

MOST_HEAD = 12  # rows above the header
_HEADS = (
    ("code8", r"8位.*(代码|编码)|一卡通.*(代码|编码)"),
    ("code", r"^(?!.*城乡分类)(?!.*信用).*(代码|编码|区划码)$"),
    ("aliases", r"^(村)?(别名|又名|俗名|俗称|简称|曾用名|旧名|原名|其他(名称|写法))$"),
    ("committee", r"^(村民委员会|村委会|居委会|居民委员会)(全称|名称|规范名称)?$|^填报单位$"),
    (
        "collective",
        r"^(村|农村)?(集体经济组织|(股份)?经济合作社|合作社|经济联合社)(全称|名称)?$",
    ),
    ("town", r"^(所属|所在)?(乡镇|镇乡|镇街|镇|乡|街道|乡镇街道)(名称)?$"),
    (
        "name",
        r"^(行政|建制)?(村名|村|村居|村社区|社区|村委)(名称|名)?$|^(单位|村委会)?名称?$|^单位$",
    ),
)
_IGNORED = re.compile(r"^(序号|编号|序|备注|说明|城乡分类代码)$")
_NONE = frozenset({"—", "——", "-", "--", "/", "无", "没有", "暂无"})  # an empty cell, in words
_NOTE = re.compile(r"[（(].*?[)）]$")
_SUMS = re.compile(
    r"^(合计|总计|共计|小计)$|^(合计|共计|共)[:：]?\d+个|"
    r"^(备注|说明|填表人|填报人|审核人|制表人|联系人|联系电话|填表日期|制表日期|注)[:：]"
)
_COMMITTEE = re.compile(r"村?(村民委员会|村委会)$")
_ESTATE = re.compile(r"(居民委员会|居委会)$")
_HANZI = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_KINDS: tuple[tuple[str, str], ...] = (
    ("code", r"^\d{12}$"),
    ("collective", r"(合作社|联合社|合作联社)$"),
    ("committee", r"..(村民委员会|村委会|居民委员会|居委会)$"),
    ("town", r"^.{1,6}(镇|乡|街道|街道办事处)$"),
    ("name", r"(村|社区|屯|庄|寨)$"),
)
_SHORT_NUMBER = re.compile(r"^[\d.]{1,6}$")
_ALIKE = re.compile(r"(村|社区|屯|庄|寨|坪|湾)$")
Rows = Sequence[Sequence[str]]


def of_file(path: Path) -> Read:
    """Read the table of a file that is a list of villages: the one that says so, or the longest.

    Raises:
        NoNames, TooManyLines: none has, or it is far too long.
        Declined: no table at all.
        Blocked: the file cannot be read from the disk.
    """
    from .xlsx import NoTable, read_any

    data = files.read(path)
    try:
        grids = [grid.rows for grid in read_any(data, path.name)]
    except NoTable:
        lines = _one_column(data)
        if not lines:
            raise
        return of_rows(lines)
    found = []
    for rows in grids:
        try:
            found.append(of_rows(rows))
        except NoNames:
            continue  # a sheet of explanations beside the list
    if not found:
        raise NoNames
    return max(found, key=lambda one: (one.sure, len(one.entries)))


def of_text(text: str) -> Read:
    """Read cells copied from Excel, WPS or a text; raises as ``of_rows``."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))
    except csv.Error:  # a field beyond csv's limit
        rows = [line.split("\t") for line in text.splitlines()]
    return of_rows(rows)


def of_rows(cells: Sequence[Sequence[object]]) -> Read:
    """Read a table.

    Raises:
        NoNames: no column of it holds names of villages.
        TooManyLines: more lines than any office has villages.
    """
    rows = _parted([[_text(cell) for cell in row] for row in cells])
    filled = sum(any(row) for row in rows)
    if filled > MOST_LINES:
        raise TooManyLines(most=MOST_LINES, count=filled)
    head, columns = _header(rows)
    told: list[str] = []
    sure = "name" in columns.values()
    if not sure:
        more = _by_content(rows[head:], columns)
        columns = {**columns, **more}
        named = "、".join(f"第{at + 1}列{LABELS.get(key, '乡镇')}" for at, key in more.items())
        told = [f"按内容认出：{named}"] if more else []
    if "name" not in columns.values():
        raise NoNames
    reader = _Rows(columns, rows[head - 1] if head else [])
    for at, row in enumerate(rows[head:], start=head + 1):
        reader.row(at, row)
    if not reader.entries:
        raise NoNames
    told += _left(rows, head, columns)
    if reader.aside:
        places = "、".join(map(str, reader.aside))
        told.append(f"第{places}行是合计或者说明，没有读")
    return Read(tuple(reader.entries), tuple(told), sure)


class _Rows:
    """Makes an entry of each row that holds a village."""

    def __init__(self, columns: dict[int, str], titles: Sequence[str]) -> None:
        self._columns, self._titles = columns, titles
        self.entries: list[Entry] = []
        self.aside: list[int] = []

    def row(self, at: int, row: Sequence[str]) -> None:
        """Read one row; ``at`` counts from 1."""
        texts = {key: row[place] for place, key in self._columns.items() if place < len(row)}
        first = squeeze(next((text for text in row if text), ""))
        if not any(text for key, text in texts.items() if key != "town") or self._again(row):
            return
        if _SUMS.search(first) or _SUMS.search(squeeze(texts.get("name", ""))):
            self.aside.append(at)
            return
        texts["name"] = _short(texts.get("name", ""))
        self.entries.append(Entry.of(at, texts))

    def _again(self, row: Sequence[str]) -> bool:
        """Tell whether a row is the header once more, as on a second printed page."""
        return bool(self._titles) and all(
            row[at : at + 1] == self._titles[at : at + 1] for at in self._columns
        )


def _short(name: str) -> str:
    """Return 东河村 for 东河村村民委员会 and 新桥社区 for 新桥社区居民委员会."""
    bare = squeeze(name)
    if _COMMITTEE.search(bare):
        return _COMMITTEE.sub("村", bare)
    return _ESTATE.sub("", bare) or bare


def _header(rows: Rows) -> tuple[int, dict[int, str]]:
    """Return the first row behind the header and what its columns are; (0, {}) for none."""
    best: tuple[int, dict[int, str]] = (0, {})
    for at, row in enumerate(rows[:MOST_HEAD]):
        columns: dict[int, str] = {}
        for place, cell in enumerate(row):
            key = _field(cell)
            if key and key not in columns.values() and not _repeated(rows[at + 1 :], place, cell):
                columns[place] = key
        # one word alone may be data: a column of kinds says 村委会 too
        sure = "name" in columns.values() or len(columns) > 1 or sum(map(bool, row)) == 1
        if sure and len(columns) > len(best[1]):
            best = at + 1, columns
    head, columns = best
    if "name" not in columns.values() and "committee" in columns.values():
        # a list of committees alone: each is named after its village
        columns = {at: "name" if key == "committee" else key for at, key in columns.items()}
    return head, columns


def _repeated(below: Rows, place: int, cell: str) -> bool:
    """Tell whether a word fills its column, as 村委会 does in one of kinds: then it is no title."""
    same = sum(row[place : place + 1] == [cell] for row in below)
    return same > 0 and 2 * same >= len(below)


def _field(cell: str) -> str:
    bare = squeeze(half_width(simplified(cell))).lstrip("*")
    short = _NOTE.sub("", bare)
    for key, pattern in _HEADS:
        if re.search(pattern, bare if key == "code8" else short):
            return key
    return ""


def _by_content(rows: Rows, known: dict[int, str]) -> dict[int, str]:
    """Tell the columns nobody named by what stands in them."""
    width = max((len(row) for row in rows), default=0)
    free = [at for at in range(width) if at not in known]
    cells = {
        at: [squeeze(half_width(row[at])) for row in rows if at < len(row) and row[at]]
        for at in free
    }
    found: dict[int, str] = {}
    for key, pattern in _KINDS:
        hits = [at for at in free if at not in found and _most(cells[at], pattern)]
        taken = {*known.values(), *found.values()}
        if hits and key not in taken:
            found[hits[0]] = key
    if "name" not in found.values():
        _name_among(cells, found)
    name = next((at for at, key in found.items() if key == "name"), None)
    if name is not None and "aliases" not in known.values():
        for at in free:
            if at not in found and _aliases(rows, name, at):
                return found | {at: "aliases"}
    return found


def _name_among(cells: dict[int, list[str]], found: dict[int, str]) -> None:
    """Take the first column of words for the names, or the committees when there is no other."""
    for at, texts in cells.items():
        if at not in found and _most(texts, _HANZI):
            found[at] = "name"
            return
    for at, key in found.items():
        if key == "committee":
            found[at] = "name"
            return


def _most(texts: Sequence[str], pattern: str) -> bool:
    return 2 * sum(re.search(pattern, text) is not None for text in texts) > len(texts)


def _aliases(rows: Rows, name: int, at: int) -> bool:
    """Tell whether a column can only be other names: parts of the name, or names of places."""
    pairs = [(row[name], row[at]) for row in rows if max(name, at) < len(row) and row[at]]
    return bool(pairs) and all(
        part in own or _ALIKE.search(part) for own, text in pairs for part in parts_of(text)
    )


def _left(rows: Rows, head: int, columns: dict[int, str]) -> list[str]:
    """Say which columns were not read; those of numbers in a row need no word."""
    told = []
    titles = rows[head - 1] if head else []
    for at in range(max((len(row) for row in rows), default=0)):
        texts = [row[at] for row in rows[head:] if at < len(row) and row[at]]
        title = squeeze(titles[at]) if at < len(titles) else ""
        if at in columns or _IGNORED.search(title) or not texts:
            continue
        if not all(map(_SHORT_NUMBER.search, texts)):
            told.append(f"第{at + 1}列")
    return [f"{'、'.join(told)}不是村名单里的内容，没有读"] if told else []


def _text(cell: object) -> str:
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else str(cell)
    if cell is None or isinstance(cell, bool):
        return ""
    # a clipboard may hold half a surrogate pair, which no database takes
    text = tidy(str(cell).encode("utf-8", "replace").decode("utf-8"))
    return "" if text in _NONE else text


def _parted(rows: list[list[str]]) -> list[list[str]]:
    """Make lines of names that stand in one cell: a list typed in a letter."""
    if max((len([cell for cell in row if cell]) for row in rows), default=0) > 1:
        return rows
    texts = [next((cell for cell in row if cell), "") for row in rows]
    return [[part] for text in texts for part in parts_of(text) or [""]]


def _one_column(data: bytes) -> list[list[str]]:
    """Return the lines of a text without separators: a list of names alone."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return [[line] for line in visible(text).splitlines()]
    return []
