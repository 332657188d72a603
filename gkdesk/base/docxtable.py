"""Tables in a Word document (.docx): cells, merges, tick marks set as symbols, and the line above.

The text above a table is put on top of it as a row, because it often names whose it is. Only the
main text is read; comments, heads and feet hold no items.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from .texttable import NoTextTable, TooWide

# one merged range: (first row, first column), (last row, last column); from 0, all included
Merge = tuple[tuple[int, int], tuple[int, int]]
Table = tuple[str, list[list[str]], list[Merge]]  # title, rows, merges

_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 100 << 20  # bytes of the main text, unpacked
_WIDEST = 200
# Word's boxes are signs of Wingdings; their codes stand in the private use area
_SYMBOLS = {
    "F052": "☑", "F0FE": "☑", "F0FD": "☒", "F053": "☒", "F0A3": "□", "F0A8": "□", "F06F": "□",
    "F0FC": "√", "F050": "√", "F06E": "■",
}  # fmt: skip
_BLANKS = re.compile(r"[ \t]+")


def is_docx(data: bytes) -> bool:
    """Tell whether the bytes are a Word document of the new format."""
    # the list of parts is not packed: without these letters no part has the name
    if not data.startswith(b"PK") or b"document.xml" not in data:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN in archive.namelist()
    except zipfile.BadZipFile:
        return False


def read(data: bytes) -> list[Table]:
    """Return every table of the main text, in order.

    Raises:
        NoTextTable: damaged, or without a table.
        TooWide: larger than any table of an office.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_MAIN).file_size > _LARGEST:
                raise TooWide("正文太长")
            body = fromstring(archive.read(_MAIN)).find(f"{_W}body")  # noqa: S314 - expat 2.4.1 and newer refuses entity bombs
    except (zipfile.BadZipFile, zlib.error, ParseError, KeyError, NotImplementedError) as error:
        raise NoTextTable("文档内容已损坏") from error
    tables = list(_tables(body)) if body is not None else []
    if not tables:
        raise NoTextTable("文档里没有表格")
    return tables


def _tables(body: Element) -> Iterator[Table]:
    above, number = "", 0
    for part in body:
        if part.tag == f"{_W}p":
            above = _text(part).strip() or above
        elif part.tag == f"{_W}tbl":
            number += 1
            yield _table(part, f"表{number}", above)
            above = ""


def _table(table: Element, title: str, above: str) -> Table:
    rows: list[list[str]] = [[above]] if above else []
    merges: list[Merge] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column → where its merge began, its last column
    for row in table.findall(f"{_W}tr"):
        at, texts = len(rows), [""] * _before(row)
        running: dict[int, tuple[int, int]] = {}
        for cell in row.findall(f"{_W}tc"):
            column, span = len(texts), _span(cell)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            begins = merge is None or merge.get(f"{_W}val") == "restart"
            texts += [_cell_text(cell) if begins else ""] + [""] * (span - 1)
            start = at if begins else open_cells.get(column, (at, 0))[0]
            if merge is not None:
                running[column] = (start, column + span - 1)
            elif span > 1:
                merges.append(((at, column), (at, column + span - 1)))
        _close(merges, open_cells, running, at)
        open_cells = running
        rows.append(texts)
    _close(merges, open_cells, {}, len(rows))
    width = max(map(len, rows), default=0)
    if width > _WIDEST:
        raise TooWide(f"{title}有{width}列")
    if above:
        merges.append(((0, 0), (0, max(0, width - 1))))
    return title, [row + [""] * (width - len(row)) for row in rows], merges


def _close(
    merges: list[Merge],
    before: dict[int, tuple[int, int]],
    after: dict[int, tuple[int, int]],
    row: int,
) -> None:
    """Note the upright merges that ended above a row."""
    for column, (start, last) in before.items():
        if after.get(column, (row, 0))[0] != start and (row - 1 > start or last > column):
            merges.append(((start, column), (row - 1, last)))


def _before(row: Element) -> int:
    """Return how many columns a row leaves free at its beginning."""
    return _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)


def _span(cell: Element) -> int:
    return max(1, _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1))


def _number(element: Element | None, usual: int) -> int:
    text = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(text), _WIDEST + 1) if text.isascii() and text.isdigit() else usual


def _cell_text(cell: Element) -> str:
    return "\n".join(_text(part) for part in cell.iter(f"{_W}p")).strip("\n")


def _text(paragraph: Element) -> str:
    found: list[str] = []
    for part in paragraph.iter():
        if part.tag == f"{_W}t":
            found.append(part.text or "")
        elif part.tag in (f"{_W}br", f"{_W}cr"):
            found.append("\n")
        elif part.tag == f"{_W}tab":
            found.append(" ")
        elif part.tag == f"{_W}sym":
            found.append(_SYMBOLS.get(part.get(f"{_W}char", "").upper(), "\ufffd"))
    return _BLANKS.sub(" ", "".join(found))
