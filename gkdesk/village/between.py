"""What one village's sheets must agree in among themselves: R5, R4 of months and quarters.

The rules are data (``forms/rules/village_between.toml``). Nobody can say which of two sheets is
the wrong one, so nothing here stops a sheet; the clerk is shown both figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.money import FEN, show

from .finding import Finding
from .form import SheetForm, find_line
from .model import PAIR, TOTAL, VALUE, SheetData
from .period import Period, PeriodKind

_TERM = re.compile(r"([A-Z]\d{2}[A-Z]?) ([a-z_]+)\.([a-z_0-9]+)")
_MONTHS = 3
# form id and period → this village's figures, of the same import or stored
Sheets = Callable[[str, Period], "SheetData | None"]


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a sheet: ``block.key`` or ``pair.key``; of a list ``sum.x`` or ``part.x``."""

    form: str
    where: str
    key: str


@dataclass(frozen=True, slots=True)
class Equal:
    """Two sums of figures that are the same."""

    id: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Each line of a block is the sum of a list's rows that name it (R5)."""

    id: str
    form: str
    block: str
    list: str
    named: str
    column: str


@dataclass(frozen=True, slots=True)
class Months:
    """A quarter is the sum of its months (R4)."""

    id: str
    form: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """All rules between sheets."""

    equal: tuple[Equal, ...] = ()
    lines: tuple[Lines, ...] = ()
    months: tuple[Months, ...] = ()


def load(path: Path) -> Between:
    """Read the rules.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the rule file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> Between:
    return Between(
        tuple(_equal(row) for row in table.tables("equal", required=False)),
        tuple(_lines(row) for row in table.tables("lines", required=False)),
        tuple(_months(row) for row in table.tables("months", required=False)),
    )


def _equal(table: FormTable) -> Equal:
    rule = Equal(table.text("id"), _terms(table, "left"), _terms(table, "right"),
                 table.text("hint", required=False))  # fmt: skip
    table.done()
    return rule


def _terms(table: FormTable, key: str) -> tuple[Term, ...]:
    found = []
    for text in table.texts(key, required=True):
        parts = _TERM.fullmatch(text)
        if parts is None:
            table.fault(key, f"“{text}”应写成“F01 income.total”这样：表号、空格、所在处、点、键")
        else:
            found.append(Term(*parts.groups()))
    return tuple(found)


def _lines(table: FormTable) -> Lines:
    rule = Lines(*(table.text(key) for key in ("id", "form", "block", "list", "named", "column")))
    table.done()
    return rule


def _months(table: FormTable) -> Months:
    rule = Months(table.text("id"), table.text("form"), table.texts("blocks", required=True))
    table.done()
    return rule


@dataclass(frozen=True, slots=True)
class Checker:
    """The sheets of one village and period beside one of them."""

    rules: Between
    forms: Mapping[str, SheetForm]
    period: Period
    sheets: Sheets

    def findings(self, form: str) -> list[Finding]:
        """Return what the sheet of a form does not agree in with the village's others."""
        equal = (one for rule in self.rules.equal for one in self._equal(rule, form))
        lines = (one for rule in self.rules.lines for one in self._lines(rule, form))
        months = (one for rule in self.rules.months for one in self._months(rule, form))
        return [*equal, *lines, *months]

    def _equal(self, rule: Equal, form: str) -> Iterator[Finding]:
        own, other = (rule.left, rule.right)
        if form not in {term.form for term in own}:
            own, other = other, own
        if form not in {term.form for term in own}:
            return
        ours, theirs = self._sum(own), self._sum(other)
        if ours is None or theirs is None or ours == theirs:
            return
        message = (
            f"{self._named(own[0], own=True)} {show(ours)} 元，"
            f"{self._named(other[0])} {show(theirs)} 元，差 {show(abs(ours - theirs))} 元"
        )
        message += f"（{rule.hint}）" if rule.hint else ""
        cell = self._cell(own[0])
        yield Finding(cell, message, False, rule.id, show(theirs), show(ours))

    def _sum(self, terms: tuple[Term, ...]) -> int | None:
        """Add the terms in fen; ``None`` when a sheet is not there or no term has a figure."""
        amounts = []
        for term in terms:
            data = self.sheets(term.form, self.period)
            if data is None or term.form not in self.forms:
                return None
            amounts.append(self._value(term, data))
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None

    def _value(self, term: Term, data: SheetData) -> int | None:
        form = self.forms[term.form]
        if form.body is None:
            if term.where == PAIR:
                return data.sum(PAIR, term.key, VALUE)
            block, _dot, column = term.key.partition("_at_")
            return data.sum(term.where, block, column or form.column)
        if data.table is None:
            return None
        total = data.table.total(term.key, "" if term.where == "sum" else term.where)
        return None if total is None else int(total * FEN)

    def _named(self, term: Term, *, own: bool = False) -> str:
        form = self.forms[term.form]
        if form.body is None:
            label = form.label(f"{term.where}.{term.key.partition('_at_')[0]}")
        else:
            label = form.body.label(f"{term.where}.{term.key}")
        return label if own else f"《{form.name}》{label}"

    def _cell(self, term: Term) -> str:
        data, form = self.sheets(term.form, self.period), self.forms[term.form]
        if data is None:
            return form.name
        if form.body is None:
            line = data.line(term.where, term.key.partition("_at_")[0])
            figure = next(iter(line.figures.values()), None) if line else None
            return (figure.cell if figure else "") or (line.cell if line else "") or form.name
        sums = data.table.sums if data.table else ()
        cells = (row.entry(term.key).cell for row in reversed(sums))
        return next((cell for cell in cells if cell), form.name)

    def _lines(self, rule: Lines, form: str) -> Iterator[Finding]:
        if form not in (rule.form, rule.list):
            return
        summary, listed = (self.sheets(one, self.period) for one in (rule.form, rule.list))
        if summary is None or listed is None or listed.table is None:
            return
        block = self.forms[rule.form].block(rule.block)
        sums: dict[str, Decimal] = {}
        for row in listed.table.rows:
            amount = row.number(rule.column)
            if not amount:
                continue
            line = find_line(row.text(rule.named), block.lines)
            if line is None:
                return  # a heading of the village's own: the totals are compared all the same
            sums[line.key] = sums.get(line.key, Decimal(0)) + amount
        column = self.forms[rule.form].column
        for line in block.lines:
            printed = summary.sum(rule.block, line.key, column)
            added = int(sums.get(line.key, Decimal(0)) * FEN)
            if (printed or 0) != added:
                where = summary.line(rule.block, line.key) if form == rule.form else None
                message = (
                    f"“{line.label}”汇总表 {show(printed or 0)} 元，"
                    f"逐笔明细加起来 {show(added)} 元，"
                    f"差 {show(abs((printed or 0) - added))} 元"
                )
                cell = where.cell if where else self.forms[form].name
                yield Finding(cell, message, False, rule.id, show(added), show(printed or 0))

    def _months(self, rule: Months, form: str) -> Iterator[Finding]:
        if form != rule.form or self.period.kind is not PeriodKind.QUARTER:
            return
        first = (self.period.number - 1) * _MONTHS
        months = [
            self.sheets(form, Period(self.period.year, PeriodKind.MONTH, first + number))
            for number in range(1, _MONTHS + 1)
        ]
        quarter = self.sheets(form, self.period)
        if quarter is None or None in months:
            return
        column = self.forms[form].column
        for block in rule.blocks:
            for line in quarter.of(block):
                added = sum(one.sum(block, line.key, column) or 0 for one in months if one)
                printed = quarter.sum(block, line.key, column) or 0
                if line.key and line.key != TOTAL and printed != added:
                    message = (
                        f"“{line.label}”本季 {show(printed)} 元，"
                        f"三个月的表加起来 {show(added)} 元，"
                        f"差 {show(abs(printed - added))} 元"
                    )
                    yield Finding(line.cell, message, False, rule.id, show(added), show(printed))
