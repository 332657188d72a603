"""Tables that come as text: .csv and .tsv files, and cells copied from Excel or WPS.

Counties save them in UTF-8 (with or without a mark), in UTF-16 or in the national GB 18030; the
separator is told from the lines, not from the file's name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from gkdesk.base.workbook import WorkbookTooLarge

from .xlsx import LIMITS, Grid, NoTable

_SEPARATORS = ("\t", ",", ";", "，")
_SAMPLE = 40  # so many lines decide the separator
_WIDEST = 200  # columns
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def is_text(data: bytes) -> bool:
    """Tell whether the bytes are text in one of the encodings above."""
    return _decoded(data) is not None


def read(data: bytes, name: str) -> Grid:
    """Return the table.

    Raises:
        NoTable: not text, or no table in it.
        WorkbookTooLarge: over the limit of a workbook, or far too many columns.
    """
    if len(data) > LIMITS.file:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB", kind=LIMITS.kind)
    text = _decoded(data)
    if text is None:
        raise NoTable(name=name, reason="既不是工作簿，也不是能读的文字")
    separator = _separator(text.splitlines()[:_SAMPLE])
    if not separator:
        raise NoTable(name=name, reason="文字里没有用逗号或制表符分开的表格")
    csv.field_size_limit(LIMITS.file)
    rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    width = max(map(len, rows))
    if width > _WIDEST:
        raise WorkbookTooLarge(name=name, reason=f"有{width}列", kind=LIMITS.kind)
    even = [row + [""] * (width - len(row)) for row in rows]
    return Grid("表格", even, [])


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _separator(lines: Sequence[str]) -> str:
    """Return the sign most lines have, and the most often; empty when none has two columns."""
    best = max(_SEPARATORS, key=lambda sign: _weight(lines, sign))
    return best if _weight(lines, best)[0] else ""


def _weight(lines: Sequence[str], sign: str) -> tuple[int, int]:
    counts = [line.count(sign) for line in lines]
    return sum(count > 0 for count in counts), sum(counts)
