"""One list sheet as its rules see it, and the figures that follow from others in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from .listdata import ListData, ListRow
from .listform import MONEY_DECIMALS, Column, ListBody
from .listrulekinds import ListRule
from .period import Period

_ZERO = Decimal(0)
_EXACT = Context(prec=99)  # a product of three of the largest figures has fewer digits
_OTHER_DECIMALS = 4  # products that are no money: areas of four decimals


@dataclass(frozen=True, slots=True)
class ListCase:
    """One list sheet before its rules."""

    body: ListBody
    data: ListData
    period: Period
    name: str  # of the sheet, where a problem has no cell
    previous: ListData | None = None  # the same village's sheet of the period before

    def term(self, term: str) -> Decimal | None:
        """Return ``field.x`` as written, ``sum.x`` or ``part.x`` as the rows add up."""
        where, _dot, key = term.partition(".")
        if where == "field":
            return self.data.fact(key).number
        return self.data.total(key, "" if where == "sum" else where)

    def factor(self, row: ListRow, name: str) -> Decimal | None:
        return self.term(name) if "." in name else row.number(name)

    def cell(self, term: str) -> str:
        where, _dot, key = term.partition(".")
        if where == "field":
            return self.data.fact(key).cell or self.name
        wanted = "total" if where == "sum" else "part"
        for row in self.data.sums:
            if row.sums == wanted and row.part in ("", where) and row.entry(key).cell:
                return row.entry(key).cell
        return self.name

    def column_of(self, term: str) -> Column:
        where, _dot, key = term.partition(".")
        if where == "field":
            return next(field for field in self.body.fields if field.key == key)
        return self.body.column(key or where)

    def rows(self, rule: ListRule) -> list[ListRow]:
        return self.data.of(rule.part)


def shown(number: Decimal, column: Column) -> str:
    """Show a figure as its column prints it: at least its decimals, never fewer than it has."""
    exponent = number.as_tuple().exponent
    own = max(0, -exponent) if isinstance(exponent, int) else 0
    decimals = max(own, MONEY_DECIMALS if column.kind == "money" else column.decimals)
    return f"{number:,.{decimals}f}"


def rounded(number: Decimal, column: Column) -> Decimal:
    """Round half up to the fen, or for other figures to four decimals without idle zeros."""
    if column.kind == "money":
        return number.quantize(Decimal("0.01"), ROUND_HALF_UP, _EXACT)
    value = number.quantize(Decimal(1).scaleb(-_OTHER_DECIMALS), ROUND_HALF_UP, _EXACT)
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def product(rule: ListRule, case: ListCase, row: ListRow) -> Decimal | None:
    """Return what a row's product should be; ``None`` when a factor is empty."""
    value = Decimal(1)
    for name in rule.factors:
        factor = case.factor(row, name)
        if factor is None:
            return None
        value = _EXACT.multiply(value, factor)
    value = rounded(value, case.body.column(rule.result))
    return value + sum((row.number(key) or _ZERO for key in rule.plus), _ZERO)


def row_sum(rule: ListRule, row: ListRow) -> Decimal | None:
    """Return Σ plus − Σ minus of a row; ``None`` when all of it is empty."""
    keys = (*rule.plus, *rule.minus)
    if all(row.number(key) is None for key in keys):
        return None
    return sum((row.number(key) or _ZERO for key in rule.plus), _ZERO) - sum(
        (row.number(key) or _ZERO for key in rule.minus), _ZERO
    )


def sum_of(case_rows: Iterable[ListRow], printed: ListRow, column: str) -> Decimal | None:
    """Return what a printed sum should be from the rows it speaks for."""
    known = [
        number
        for row in case_rows
        if (printed.sums != "part" or row.part == printed.part)
        and (printed.sums != "group" or (row.part, row.group) == (printed.part, printed.group))
        and (number := row.number(column)) is not None
    ]
    return sum(known, _ZERO) if known else None


def day_of(text: str) -> date | None:
    """Read a stored date, or a month as its first day."""
    try:
        return date.fromisoformat(text if text.count("-") > 1 else f"{text}-01") if text else None
    except ValueError:
        return None
