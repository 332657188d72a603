"""Tables that come as text: .csv and .tsv files, and cells copied from Excel or WPS.

Counties and villages save them in UTF-8 (with or without a mark), in UTF-16 or in the national
GB 18030; the separator is told from the lines, not from the file's name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_SEPARATORS = ("\t", ",", ";", "，")
_SAMPLE = 40  # so many lines decide the separator
WIDEST = 200  # columns
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NoTextTable(ValueError):
    """No table that can be read; the text says why, for the caller's own sentence."""


class TooWide(ValueError):
    """More columns than any table has; the text says how many."""


def is_text(data: bytes) -> bool:
    """Tell whether the bytes are text in one of the encodings above."""
    return _decoded(data) is not None


def read(data: bytes, *, largest: int) -> list[list[str]]:
    """Return the rows, each as wide as the widest.

    Args:
        data: the file.
        largest: bytes one cell may have.

    Raises:
        NoTextTable: not text, or no table in it.
        TooWide: far too many columns.
    """
    text = _decoded(data)
    if text is None:
        raise NoTextTable("既不是工作簿，也不是能读的文字")
    separator = _separator(text.splitlines()[:_SAMPLE])
    if not separator:
        raise NoTextTable("文字里没有用逗号或制表符分开的表格")
    csv.field_size_limit(largest)
    rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    width = max(map(len, rows))
    if width > WIDEST:
        raise TooWide(f"有{width}列")
    return [row + [""] * (width - len(row)) for row in rows]


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
