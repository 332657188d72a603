"""One cell of the entry grid: what it takes, what was typed into it, and what that is worth.

A typed text is read by the reader of the import (``listcell.value_of``), so that a figure means
the same whether it was typed, pasted or handed in as a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from gkdesk.base.sheetxml import is_error
from gkdesk.base.text import half_width, squeeze, storable, tidy, visible

from .listcell import NotAValue, value_of
from .listform import COLUMN_KINDS, POSTED, Column

# what a cell of the grid is
WORDS, VALUE, NAME, SUM, EMPTY = "words", "value", "name", "sum", "empty"
TYPED = frozenset({VALUE, NAME})
# where a value comes from when nobody typed it
AUTO, CARRIED = "auto", "carried"
MOST_LETTERS = 2000  # a cell of a notice; a workbook's cell ends at 32 767
_EXACT_DIGITS = 15  # a workbook keeps figures as binary floats, exact to so many digits
_FIRST_YEAR, _LAST_YEAR = 1901, 2199  # a workbook counts days from 1900, and that year wrongly
_SERIAL = re.compile(r"[2-6]\d{4}")  # a workbook's day number: 20000 is 1954, 69999 is 2091
_DAY_ZERO = date(1899, 12, 30)
_NO_XML = dict.fromkeys((0xFFFE, 0xFFFF))  # no workbook can hold them
Day = Callable[[str], "date | None"]


class State(NamedTuple):
    """What stands in a cell: the value as it is kept, or what was typed and why it is none."""

    text: str = ""
    fault: str = ""
    mark: str = ""


@dataclass(slots=True, eq=False)
class Cell:
    """One cell; ``origin`` is the cell of the workbook its value was imported from."""

    role: str = EMPTY
    column: Column | None = None
    text: str = ""
    fault: str = ""
    mark: str = ""
    origin: str = ""

    @property
    def state(self) -> State:
        return State(self.text, self.fault, self.mark)

    @state.setter
    def state(self, state: State) -> None:
        self.text, self.fault, self.mark = state

    @property
    def typed(self) -> bool:
        """Tell whether it can be typed into."""
        return self.role in TYPED

    @property
    def value(self) -> str:
        """Return the value as it is kept; empty when what was typed is none."""
        return "" if self.fault else self.text

    def shown(self) -> str:
        """Return the text for the screen: money with thousands separators."""
        if self.fault or not self.text or self.column is None or self.column.kind != "money":
            return self.text
        return _grouped(self.text)


@dataclass(slots=True, eq=False)
class Record:
    """One line of a list; ``number`` is the cell of the serial number nobody types."""

    part: str
    cells: dict[str, Cell]
    number: Cell = field(default_factory=lambda: Cell(WORDS))

    @property
    def filled(self) -> bool:
        return any(cell.text or cell.fault for cell in self.cells.values())


def _grouped(text: str) -> str:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _dot, rest = digits.partition(".")
    return f"{sign}{int(whole):,}.{rest}"


def money_column(key: str, label: str) -> Column:
    """Return the column of an amount on a two-sided sheet."""
    return Column(key, label, "money", (), (), False, "full", 15, 2, False, ())


def text_column(key: str, label: str, *, kind: str = "text", width: int = 20) -> Column:
    """Return the column of a line's own name, a note or a day."""
    return Column(key, label, kind, (), (), False, "full", width, 2, False, ())


def hint(column: Column) -> str:
    """Say what a cell takes, in one line."""
    words = [f"{column.label}：{COLUMN_KINDS[column.kind]}"]
    match column.kind:
        case "date":
            words.append("如 2026-03-01，可打“今天”或“.”")
        case "month":
            words.append("如 2026-03")
        case "choice":
            words.append("、".join(column.choices) + "，Alt+↓ 选")
        case "name":
            words.append("不写身份证号、电话和账号")
    if column.required:
        words.append("必填")
    if column.post == "never":
        words.append("只存档，不印在公开表上")
    elif column.post != "full":
        words.append(POSTED[column.post])
    return "；".join(words)


def typed(column: Column, raw: str, day: Day | None = None) -> State:
    """Return what a typed or pasted text means in a column.

    Args:
        column: what the cell takes.
        raw: the text; controls and signs nobody sees are dropped.
        day: reads 今天, 4.10 and +5; without it only whole dates are understood.
    """
    text = tidy(visible(raw).translate(_NO_XML))
    if not storable(text):
        return State("", "有存不下的字符，没有填入")
    if len(text) > MOST_LETTERS:
        return State(text, f"有{len(text)}字，最多{MOST_LETTERS}字，请分开写")
    if is_error(text):
        return State(text, "这是表格程序报错的内容，请填上应有的数")
    try:
        value = value_of(column, text)
    except NotAValue as fault:
        other = _otherwise(column, text, day)
        return State(other) if other else State(text, str(fault))
    return fitting(column, value, text)


def _otherwise(column: Column, text: str, day: Day | None) -> str:
    """Understand what only a person writes: 今天, 4.10, 46113, the beginning of a choice."""
    bare = squeeze(half_width(text))
    if column.kind in ("date", "month"):
        on = day(bare) if day else None
        if on is None and _SERIAL.fullmatch(bare):
            on = _DAY_ZERO + timedelta(days=int(bare))
        if on is None or not _FIRST_YEAR <= on.year <= _LAST_YEAR:
            return ""
        return on.isoformat() if column.kind == "date" else on.isoformat()[:7]
    if column.kind == "choice" and bare:
        hits = [choice for choice in column.choices if choice.startswith(bare)]
        return hits[0] if len(hits) == 1 else ""
    return ""


def fitting(column: Column, value: str, text: str = "") -> State:
    """Refuse a value a workbook would not keep as it is."""
    if column.numeric and sum(sign.isdigit() for sign in value.lstrip("-0.")) > _EXACT_DIGITS:
        return State(text, "数太大，工作簿里存不准，请核对")
    if value and column.kind in ("date", "month"):
        year = int(value[:4])
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return State(text, f"年份应在{_FIRST_YEAR}年到{_LAST_YEAR}年之间")
    return State(value)
