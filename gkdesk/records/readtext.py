"""Text files and .csv read for the scan: UTF-8, UTF-16 or GB18030, lines and columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from gkdesk.base.sheetxml import address
from gkdesk.base.texttable import WIDEST

from .sink import Sink

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE, _ENOUGH = 40, 3  # lines looked at, and how many must have the separator
_SEPARATORS = "\t,;|"


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text, ``""`` when it is none, ``"mixed"`` when only parts are."""
    return text_of(data)[0]


def text_of(data: bytes) -> tuple[str, str]:
    """Return the encoding as ``encoding_of`` does, and the text as far as it was read."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, ""
    for name in ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return ("", "") if _CONTROLS.search(text, 0, 1 << 16) else (name, text)
    head = data[: 1 << 16]
    return ("" if _CONTROLS.search(head.decode("latin-1")) else "mixed"), ""


def decoded(data: bytes, encoding: str) -> tuple[str, int]:
    """Return a text and how many of its lines could not be read in any encoding.

    A file put together from two has lines of both: each line is then read by itself.
    """
    if encoding != "mixed":
        try:
            return data.decode(encoding), 0
        except UnicodeDecodeError:
            encoding = "mixed"
    lines, unread = [], 0
    for line in data.splitlines(keepends=True):
        for name in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(name))
            except UnicodeDecodeError:
                continue
            break
        else:
            unread += 1
            lines.append(line.decode("gb18030", "replace"))
    return "".join(lines), unread


def read(data: bytes, sink: Sink, known: tuple[str, str]) -> None:
    """Look through a text; lines with the same separator are a table.

    Args:
        data: the file.
        sink: where hits go.
        known: what ``text_of`` said.
    """
    where, (encoding, text) = "", known
    text, unread = (text, 0) if text else decoded(data, encoding)
    if unread:
        sink.skip(where, f"有{unread}行文字的编码认不出，没有查全，请另存为 UTF-8 后再查")
    separator = separator_of(text)
    if not separator:
        sink.text(where, text, lines=True)
        return
    sink.begin_table(where)
    for number, row in enumerate(rows(text, separator), start=1):
        cells = {at: cell for at, cell in enumerate(row) if cell}
        sink.row(cells, lambda at, number=number: f"第{number}行{address(0, at)[:-1]}列")  # type: ignore[misc]
    sink.end_table()


def rows(text: str, separator: str) -> Iterator[list[str]]:
    """Return the rows of a table in a text."""
    csv.field_size_limit(1 << 26)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def separator_of(text: str) -> str:
    """Return the sign that parts columns; ``""`` when the text is no table."""
    lines = [line for line in text[: 1 << 15].splitlines()[:_SAMPLE] if line.strip()]
    if not lines:
        return ""
    for sign in _SEPARATORS:
        counts = [line.count(sign) for line in lines]
        full = [count for count in counts if count]
        usual = max(set(full), key=full.count) if full else 0
        same = full.count(usual)
        table = (same >= _ENOUGH and same * 4 >= len(lines) * 3) or 1 < same == len(lines)
        # commas of prose: some lines have one, few have the same number of them
        if table and (sign in "\t," or usual > 1) and usual < WIDEST:
            return sign
    return ""
