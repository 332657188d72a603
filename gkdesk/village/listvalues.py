"""One cell of a village's list → the text it is kept as, and what was doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.text import tidy

from .celldates import read_date
from .cellvalue import EMPTY, is_wan, read_number
from .finding import doubt, error, quoted, shown
from .listcell import NotAValue, kept, value_of
from .listdata import Entry
from .listform import Column
from .listunits import WAN

_EXACT_DIGITS = 15  # what a spreadsheet's number keeps
_CENTS = 2
_FINE = 6  # decimals of a rate such as 93.2135 元/亩


@dataclass
class Values:
    """Reads cells.

    Attributes:
        year: of the sheet's period, for dates written without one.
        scales: by how much each money column is multiplied to be yuan.
        rates: columns that are factors, which may be finer than a fen.
    """

    year: int
    scales: dict[str, Decimal]
    rates: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def entry(self, column: Column, value: object, cell: str) -> Entry:
        """Return a cell as it is kept; what is no value of its column is told and left empty."""
        if value in ("", None):
            return Entry("", cell)
        if column.numeric:
            return self._number(column, value, cell)
        if column.kind in ("date", "month"):
            return self._date(column, value, cell)
        if column.kind == "choice":
            return self._choice(column, value, cell)
        if isinstance(value, float) and abs(value) >= 10**_EXACT_DIGITS:
            message = f"{column.label}被存成了数，末几位已经丢失，请把此列设为文本后重填"
            self.problems.append(doubt(cell, "long-number", message))
        return Entry(plain_text(value), cell)

    def sum_entry(self, column: Column, value: object, cell: str) -> Entry:
        """Return a printed sum; words beside it are the row's name and no fault."""
        read = read_number(value) if value not in ("", None) else EMPTY
        if read.value is None:
            return Entry("", cell)
        try:
            return Entry(kept(column, read.value * self._scale(column, read.unit)), cell)
        except NotAValue:
            return Entry(shown(read.value * self._scale(column, read.unit)), cell)

    def _number(self, column: Column, value: object, cell: str) -> Entry:
        read = read_number(value)
        if read.doubt:
            self.problems.append(
                doubt(cell, "number-text", read.doubt, read.value or "", quoted(value))
            )
        if read.fault:
            message = f"{column.label}{read.fault}，请改成数"
            self.problems.append(error(cell, "not-a-number", message, "", quoted(value)))
        if read.value is None:
            return Entry("", cell)
        number = read.value * self._scale(column, read.unit)
        try:
            most = _FINE if column.key in self.rates else _CENTS
            return Entry(kept(column, number, most), cell)
        except NotAValue as fault:
            message = f"{column.label}{fault}"
            self.problems.append(error(cell, "not-a-number", message, "", shown(read.value)))
            return Entry(shown(number) if column.kind == "money" else "", cell)

    def _scale(self, column: Column, unit: str) -> Decimal:
        if unit:
            return WAN if is_wan(unit) else Decimal(1)
        return self.scales.get(column.key, Decimal(1))

    def _date(self, column: Column, value: object, cell: str) -> Entry:
        read = read_date(value, self.year)
        if read.doubt:
            make = doubt if read.day else error
            self.problems.append(make(cell, "date", f"{column.label}{read.doubt}"))
        if read.day is None:
            return Entry("", cell)
        form = "%Y-%m" if column.kind == "month" or read.month_only else "%Y-%m-%d"
        return Entry(read.day.strftime(form), cell)

    def _choice(self, column: Column, value: object, cell: str) -> Entry:
        try:
            return Entry(value_of(column, value), cell)
        except NotAValue as fault:
            self.problems.append(error(cell, "choice", f"{column.label}{fault}"))
            return Entry("", cell)


def plain_text(value: object) -> str:
    """Return a cell as text: a whole number without the point a spreadsheet adds."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))
