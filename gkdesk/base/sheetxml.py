"""A worksheet's XML looked through as bytes: where its cells stand, and which hold no value.

The parser gives an error cell and a formula nobody has worked out as blank cells. A blank in a
public notice reads as “nothing”, so such cells are found here and told by their places.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

Pieces = Callable[[], Iterable[bytes]]

BEYOND = 1 << 62  # more cells than any limit: a place no spreadsheet has
MOST_BROKEN = 200  # of one worksheet; nobody reads more
_LETTERS = 26
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # XFD1048576
_CELLS = b"sheetData"  # no part without it is read as a worksheet
# a cell that does not stand, in the usual spelling, within A1:Z9999
_ODD = re.compile(rb'<c(?! r="[A-Z]?\d{1,4}")[\s/>]')
_PREFIXED = re.compile(rb":(?=c[\s/>])")
_ATTRIBUTES = rb"""((?:[^>"']++|"[^"]*+"|'[^']*+')*+)"""
_ELEMENT = re.compile(rb"<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES)
_PLACE = re.compile(rb"""\sr\s*=\s*["'](?:([A-Za-z]{0,3})([1-9]\d{0,6})["'])?""")
_PART = re.compile(rb"<(?:[^\s<>/:]+:)?(row|c|f|v)(?=[\s/>])" + _ATTRIBUTES + rb">([^<]*)")
_KIND = re.compile(rb"""\st\s*=\s*["'](\w*)["']""")
# no worksheet without a formula or a ``#``, with which an error begins, has a broken cell
_FORMULA = re.compile(rb"f[\s/>]")
_SIGN = re.compile(rb"&#(?:0*35|[xX]0*23);")  # a ``#`` by its number
_LISTED = re.compile(rb"<(?:[^\s<>/:]+:)?(?:sheet|Relationship)(?=\s)" + _ATTRIBUTES)
_NAMED = re.compile(r"""(?:^|[\s:])(name|id|target)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)

# what spreadsheets show in a cell that could not be worked out, typed or pasted as text
_ERROR_TEXT = re.compile(
    r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)",
    re.IGNORECASE,
)
ERROR = "单元格是错误值，请在表格软件里打开、更正此格并保存后重新导入"
UNCOMPUTED = "公式没有计算结果，请在表格软件里打开、重新计算并保存后重新导入"


@dataclass(frozen=True, slots=True)
class Broken:
    """One cell without the value it should have: row and column from 0, and what to do."""

    row: int
    column: int
    message: str

    @property
    def cell(self) -> str:
        return address(self.row, self.column)


def address(row: int, column: int) -> str:
    """Return a cell's address, such as E15 for row 14, column 4."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def is_error(value: object) -> bool:
    """Tell whether a cell's text is a spreadsheet's error, such as ``#REF!``."""
    return isinstance(value, str) and value[:1] == "#" and bool(_ERROR_TEXT.fullmatch(value))


def span(pieces: Pieces) -> int:
    """Return how many cells a part's far corner spans; 0 when all stand within A1:Z9999.

    A place that is none, such as ``ZZZZZ99999999999``, spans ``BEYOND``.
    """
    sheet = False
    for piece in pieces():
        first = 0 if sheet else piece.find(_CELLS)
        if first < 0:
            continue
        sheet = True  # what stands above the cells is not read as one
        if _ODD.search(piece, first) or (
            piece.find(b":", first) >= 0 and _PREFIXED.search(piece, first)
        ):
            return _corner(pieces())
    return 0


def _corner(pieces: Iterable[bytes]) -> int:
    """Count as the parser does: a row or cell without a place follows the one before it."""
    row = column = rows = columns = 0
    for piece in pieces:
        for kind, attributes in _ELEMENT.findall(piece):
            found = _PLACE.search(attributes)
            if found and found[2] is None:
                return BEYOND
            if kind == b"row":
                row, column = int(found[2]) if found else row + 1, 0
                continue
            column = _column(found[1]) if found else column + 1
            row = int(found[2]) if found else row
            if not (0 < column <= LAST_COLUMN and row <= LAST_ROW):
                return BEYOND
            rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * _LETTERS + letter - 64
    return column


def suspect(pieces: Pieces) -> bool:
    """Tell whether a part may be a worksheet with broken cells; quick, a clear no is certain."""
    sheet = found = False
    for piece in pieces():
        first, last = piece.find(_CELLS), piece.rfind(_CELLS)
        sheet = sheet or first >= 0
        # between the two tags stand the cells alone, where these letters are rare
        span = (first, last) if first < last else (0, len(piece))
        found = (
            found
            or (piece.find(b"#", *span) >= 0 and _signed(piece, span))
            or (piece.find(b"f", *span) >= 0 and _FORMULA.search(piece, *span) is not None)
        )
        if sheet and found:
            return True
    return False


def _signed(piece: bytes, span: tuple[int, int]) -> bool:
    """Tell whether a ``#`` stands there that is no part of a character's number such as &#10;."""
    numbers = piece.count(b"&#", *span)
    return piece.count(b"#", *span) > numbers or _SIGN.search(piece, *span) is not None


def broken(pieces: Pieces) -> tuple[Broken, ...]:
    """Return the error cells and the formulas without a result, in their order.

    A formula whose result is an empty text (``t="str"``) has been worked out.
    """
    found: list[Broken] = []
    for row, column, kind, parts in _formulas(pieces()):
        if kind == b"e":
            found.append(Broken(row - 1, column - 1, ERROR))
        elif b"f" in parts and b"v" not in parts and not (kind == b"str" and b"-" in parts):
            found.append(Broken(row - 1, column - 1, UNCOMPUTED))
        if len(found) == MOST_BROKEN:
            break
    return tuple(found)


def _formulas(pieces: Iterable[bytes]) -> Iterator[tuple[int, int, bytes, set[bytes]]]:
    """Yield each cell's place from 1, its type, and its parts (``-`` is a value of no letters)."""
    row = column = 0
    kind, parts, cell = b"", set[bytes](), False
    for piece in pieces:
        for tag, attributes, text in _PART.findall(piece):
            if tag not in (b"row", b"c"):
                parts.add(tag if text.strip() or tag != b"v" else b"-")
                continue
            if cell:
                yield row, column, kind, parts
            cell, parts = tag == b"c", set()
            found = _PLACE.search(attributes)
            if not cell:
                row, column = int(found[2]) if found and found[2] else row + 1, 0
                continue
            column = _column(found[1]) if found and found[2] else column + 1
            row = int(found[2]) if found and found[2] else row
            typed = _KIND.search(attributes)
            kind = typed[1] if typed else b""
    if cell:
        yield row, column, kind, parts


def sheet_names(book: bytes, relations: bytes) -> Mapping[str, str]:
    """Return part → worksheet name, from ``workbook.xml`` and its relations."""
    targets = {each["id"]: each.get("target", "") for each in _named(relations) if "id" in each}
    return {
        _part(targets[each["id"]]): each["name"]
        for each in _named(book)
        if "name" in each and each.get("id", "") in targets
    }


def _named(xml: bytes) -> Iterator[dict[str, str]]:
    for attributes in _LISTED.findall(xml):
        found = _NAMED.findall(attributes.decode("utf-8", "replace"))
        yield {name.lower(): unescape(double or single) for name, double, single in found}


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target.replace("\\", "/"))).lstrip("/")
