"""Workbooks (.xlsx) read for the scan: cells seen and hidden, formulas, notes, names, caches.

Read from the parts themselves, because what leaks is what no table shows: hidden rows and sheets,
comments, headers, defined names, properties, the cached rows of pivots and external links.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from gkdesk.base.packed import Packed, Tag, Unopened, tags
from gkdesk.base.scanning import Kind, Severity
from gkdesk.base.sheetxml import address, sheet_names
from gkdesk.base.workbook import Limits, checked

from .readparts import loose_parts
from .sink import Sink

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_HEAD_FOOT = {
    "oddHeader": "页眉", "oddFooter": "页脚", "evenHeader": "页眉", "evenFooter": "页脚",
    "firstHeader": "页眉", "firstFooter": "页脚",
}  # fmt: skip
_CODES = re.compile(r'&(?:"[^"]*"|[A-Z]|\d+)')
_TRUE = ("1", "true")
_OLD_LIMITS = Limits("公开的表", 64 << 20, 256 << 20)


def is_book(packed: Packed) -> bool:
    return "xl/workbook.xml" in packed.names


@dataclass
class _Sheet:
    """What is known of a worksheet while it is read."""

    where: str
    hidden_columns: set[int] = field(default_factory=set)
    hidden_row: bool = False
    hidden_cells: int = 0
    first_hidden: str = ""


def read(packed: Packed, sink: Sink) -> None:
    """Look through every part of a workbook.

    Raises:
        Unopened: its directory of worksheets is damaged.
    """
    strings = _strings(packed) if "xl/sharedStrings.xml" in packed.names else []
    book = packed.xml("xl/workbook.xml")
    states = {tag.get("name"): tag.get("state") for tag in tags(book) if tag.name == "sheet"}
    relations = "xl/_rels/workbook.xml.rels"
    names = sheet_names(book.encode(), packed.read(relations) if relations in packed.names else b"")
    for part in packed.names:
        if part not in names or not part.startswith("xl/worksheets/"):
            continue
        hidden = states.get(names[part], "") in ("hidden", "veryHidden")
        where = f"“{sink.place(names[part])}”表{'（隐藏）' if hidden else ''}"
        sink.text("工作表名", names[part])
        try:
            _sheet(packed.xml(part), strings, where, sink, hidden=hidden)
        except Unopened as error:
            sink.skip(where, str(error))
    for tag in tags(book):
        if tag.name == "definedName" and not tag.closing:
            sink.text(f"名称“{sink.place(tag.get('name'))}”", tag.text)
    loose_parts(packed, sink, done=("xl/worksheets/sheet", "xl/sharedStrings", "xl/workbook.xml"))


def _strings(packed: Packed) -> list[str]:
    found: list[str] = []
    skip = False
    for tag in tags(packed.xml("xl/sharedStrings.xml")):
        if tag.name == "si" and not tag.closing:
            found.append("")
        elif tag.name == "rPh":  # the sound of a word, shown beside it
            skip = not tag.closing
        elif tag.name == "t" and not tag.closing and not skip and found:
            found[-1] += tag.text
    return found


def _sheet(xml: str, strings: list[str], where: str, sink: Sink, *, hidden: bool) -> None:
    sheet = _Sheet(where)
    sink.begin_table(where)
    formulas: list[tuple[str, str]] = []
    for number, cells in _rows(xml, strings, sheet, sink, formulas):
        shown = {at: text for at, text in cells.items() if text}
        out_of_sight = set(shown) if sheet.hidden_row else set(shown) & sheet.hidden_columns
        if out_of_sight:
            sheet.hidden_cells += len(out_of_sight)
            sheet.first_hidden = sheet.first_hidden or address(number - 1, min(out_of_sight))
        sink.row(shown, partial(_named, number, sheet.hidden_row, sheet.hidden_columns))
    sink.end_table()
    for place, formula in formulas:
        sink.text(f"{where}{place}的公式", formula)
    _tell_hidden(sheet, sink, hidden=hidden)


def _named(number: int, hidden_row: bool, hidden_columns: set[int], at: int) -> str:  # noqa: FBT001 - bound by partial
    mark = "（隐藏行）" if hidden_row else "（隐藏列）" if at in hidden_columns else ""
    return f"{address(number - 1, at)}{mark}"


def _tell_hidden(sheet: _Sheet, sink: Sink, *, hidden: bool) -> None:
    if hidden:
        reason = "工作表是隐藏的，公开前请删去或者取消隐藏后核对"
        sink.note(Kind.HIDDEN, Severity.ASK, sheet.where, "隐藏的工作表", reason)
    if sheet.hidden_cells:
        reason = f"隐藏的行、列里有{sheet.hidden_cells}格内容，公开前请删去或者取消隐藏后核对"
        where = f"{sheet.where}{sheet.first_hidden}"
        sink.note(Kind.HIDDEN, Severity.ASK, where, "隐藏的行或列", reason)


@dataclass
class _Cell:
    row: int = 0
    column: int = -1
    kind: str = ""
    text: str = ""


def _rows(
    xml: str, strings: list[str], sheet: _Sheet, sink: Sink, formulas: list[tuple[str, str]]
) -> Iterator[tuple[int, dict[int, str]]]:
    cell, cells, row = _Cell(), dict[int, str](), 0
    for tag in tags(xml):
        if tag.name == "c" and not tag.closing:
            cell = _begun(tag, row, cell.column)
        elif tag.name in ("v", "t") and not tag.closing and cell.column >= 0:
            cells[cell.column] = cells.get(cell.column, "") + _value(tag.text, cell, strings)
        elif tag.name == "f" and not tag.closing and tag.text:
            formulas.append((address(max(row, 1) - 1, max(cell.column, 0)), tag.text))
        elif tag.name == "row" and not tag.closing:
            if cells:
                yield row, cells
            number = tag.get("r")
            row = int(number) if number.isdecimal() else row + 1
            cells, cell = {}, _Cell(row)
            # the row before was handed out with its own sight
            sheet.hidden_row = tag.get("hidden") in _TRUE or tag.get("ht") == "0"
        elif tag.name == "sheetData" and tag.closing and cells:
            yield row, cells
            cells = {}
        else:
            _beside(tag, sheet, sink)


def _begun(tag: Tag, row: int, before: int) -> _Cell:
    found = _CELL.match(tag.get("r"))
    column = _index(found[1]) if found else before + 1
    return _Cell(row, -1 if tag.empty else column, tag.get("t"))


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(text: str, cell: _Cell, strings: list[str]) -> str:
    if cell.kind != "s":
        return text
    return strings[int(text)] if text.isdecimal() and int(text) < len(strings) else ""


def _beside(tag: Tag, sheet: _Sheet, sink: Sink) -> None:
    """Take what stands around the cells: hidden columns, headers and footers, help texts."""
    if tag.name == "col" and (tag.get("hidden") in _TRUE or tag.get("width") == "0"):
        first, last = tag.get("min"), tag.get("max")
        if first.isdecimal() and last.isdecimal():
            sheet.hidden_columns.update(range(int(first) - 1, min(int(last), 16_384)))
    elif tag.name in _HEAD_FOOT and not tag.closing and tag.text:
        sink.text(f"{sheet.where}的{_HEAD_FOOT[tag.name]}", _CODES.sub(" ", tag.text))
    elif tag.name == "dataValidation" and not tag.closing:
        for name in ("prompt", "promptTitle", "error"):
            sink.text(f"{sheet.where}的输入提示", tag.get(name))
    elif tag.name == "hyperlink":
        sink.text(
            f"{sheet.where}{tag.get('ref')}的链接", f"{tag.get('display')} {tag.get('tooltip')}"
        )


def read_old(data: bytes, name: str, sink: Sink) -> None:
    """Look through an .xls: cells only, the rest is told as not scanned.

    Raises:
        Declined: no workbook, encrypted, or too large (``base.workbook.checked``).
    """
    from python_calamine import CalamineError, CalamineWorkbook

    given = checked(data, name, _OLD_LIMITS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(given.data))
        for meta in book.sheets_metadata:
            hidden = "Visible" not in str(meta.visible)
            where = f"“{sink.place(meta.name)}”表{'（隐藏）' if hidden else ''}"
            sink.begin_table(where)
            sheet = book.get_sheet_by_name(meta.name)
            first = sheet.start[0] if sheet.start else 0
            for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first):
                cells = {at: str(value) for at, value in enumerate(row) if value not in ("", None)}
                sink.row(cells, lambda at, number=number: address(number, at))  # type: ignore[misc]
            sink.end_table()
            _tell_hidden(_Sheet(where), sink, hidden=hidden)
    except (CalamineError, ValueError, KeyError) as error:
        raise Unopened("内容已损坏") from error
    sink.skip(
        "批注、页眉页脚、隐藏的行列和文档属性", "旧格式（.xls）只查了单元格，请另存为 .xlsx 再查"
    )
