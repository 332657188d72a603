"""Check a sheet's figures by its form's rules: whole fen, no files, no database, no today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gkdesk.base.errors import Problem
from gkdesk.base.money import show
from gkdesk.base.text import half_width, squeeze

from . import listrules
from .finding import Finding, ruled
from .form import SheetForm
from .listdata import ListData
from .model import PAIR, TOTAL, VALUE, Line, SheetData, add
from .period import Period
from .rulekinds import Rule

_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Case:
    """One sheet before its rules, with the sheet of the period before if there is one."""

    form: SheetForm
    data: SheetData
    period: Period
    previous: SheetData | None = None

    def column(self, term: str) -> str:
        return VALUE if term.startswith(f"{PAIR}.") else self.form.column

    def line(self, term: str) -> Line | None:
        block, key = term.split(".", 1)
        return self.data.line(block, key)

    def printed(self, term: str) -> int | None:
        """Return what the sheet prints for a term."""
        block, key = term.split(".", 1)
        return self.data.sum(block, key, self.column(term))

    def true(self, term: str) -> int | None:
        """Return a term for use in other rules: a total as its lines really add up.

        A wrong printed total is one mistake; it must not be reported again by every rule.
        """
        block, key = term.split(".", 1)
        if key == TOTAL:
            added = add(line.fen(self.column(term)) for line in self.data.of(block))
            return self.printed(term) if added is None else added
        return self.printed(term)

    def cell(self, term: str, column: str = "") -> str:
        line = self.line(term)
        if line is None:
            return self.form.name
        figure = line.figures.get(column or self.column(term))
        return (figure.cell if figure else "") or line.cell


def check(
    form: SheetForm,
    data: SheetData,
    period: Period,
    previous: SheetData | None = None,
    absent: AbstractSet[str] = frozenset(),
) -> list[Problem]:
    """Return every rule of the form the sheet breaks, at its cell, with the figure expected.

    Args:
        form: the sheet's form.
        data: the figures.
        period: what period they speak of.
        previous: the same village's figures of ``period.previous()``, if known.
        absent: columns of a list that its reader has told are missing.
    """
    if form.body is not None:
        before = previous.table if previous else None
        return listrules.check(
            form.body, data.table or ListData(), period, form.name, absent, before
        )
    case = Case(form, data, period, previous)
    found = list(_accrual(case))
    cash = not found
    for rule in form.rules:
        if cash or not rule.cash:
            found += ruled(KINDS[rule.kind](rule, case), rule.id)
    return found


def _accrual(case: Case) -> Iterator[Problem]:
    """Find the words of an accrual statement, to which the cash rules do not apply."""
    for line in case.data.lines:
        for word in case.form.accrual_words:
            if word in line.label:
                message = (
                    f"“{line.label}”是收益表（权责发生制）的项目，这张表不像收支表，"
                    "没有核对结余和累计"
                )
                yield Problem(line.cell, message, blocking=False)
                return


def _sum(rule: Rule, case: Case) -> Iterator[Problem]:
    """R1: a total is the sum of its lines (village.md 3.2)."""
    term = f"{rule.block}.{TOTAL}"
    total = case.line(term)
    label = case.form.label(term)
    if total is None:
        yield Problem(case.form.name, f"没有找到“{label}”一行", blocking=rule.blocking)
        return
    for column in case.form.columns:
        added = add(line.fen(column.key) for line in case.data.of(rule.block))
        name = label if column.key == case.form.column else f"{label}（{column.label}）"
        yield from _compare(rule, case.cell(term, column.key), name, added, total.fen(column.key))


def _compare(
    rule: Rule, cell: str, name: str, expected: int | None, printed: int | None
) -> Iterator[Problem]:
    if expected is None or expected == printed:
        return
    if printed is None:
        message = f"{name}没有填，应为 {show(expected)} 元"
        yield Finding(cell, message, rule.blocking, rule.id, show(expected))
        return
    yield _apart(rule, cell, _differs(name, expected, printed), expected, printed)


def _apart(rule: Rule, cell: str, message: str, expected: int, printed: int) -> Finding:
    """Return two figures in fen that should agree, as a finding."""
    return Finding(cell, message, rule.blocking, rule.id, show(expected), show(printed))


def _differs(name: str, expected: int, printed: int) -> str:
    gap = show(abs(expected - printed))
    return f"{name}应为 {show(expected)} 元，表中 {show(printed)} 元，差 {gap} 元"


def _equation(rule: Rule, case: Case) -> Iterator[Problem]:
    """R2, R3: result = Σ plus − Σ minus, exact to the fen (village.md 3.2)."""
    terms = (*rule.plus, *rule.minus)
    required = {*terms, rule.result} - {*rule.optional}
    missing = [term for term in (*terms, rule.result) if term in required]
    missing = [term for term in missing if case.true(term) is None]
    label = case.form.label(rule.result)
    if missing:
        for term in missing:
            message = f"“{case.form.label(term)}”没有填，无法核对{label}"
            yield Problem(case.cell(term), message, blocking=rule.blocking)
        return
    expected = sum(case.true(term) or 0 for term in rule.plus)
    expected -= sum(case.true(term) or 0 for term in rule.minus)
    printed = case.true(rule.result) or 0
    if expected == printed:
        return
    unlisted = rule.optional and all(case.line(term) is None for term in rule.optional)
    cell = case.cell(rule.result)
    text = _differs(label, expected, printed)
    if unlisted and rule.hint:
        yield _apart(rule, cell, f"{rule.hint}：{text}", expected, printed)
    else:
        message = f"账目不平：{text}（{_formula(rule, case.form)}）"
        yield _apart(rule, cell, message, expected, printed)


def _formula(rule: Rule, form: SheetForm) -> str:
    plus = "＋".join(_short(form.label(term)) for term in rule.plus)
    minus = "".join(f"－{_short(form.label(term))}" for term in rule.minus)
    return plus + minus


def _short(label: str) -> str:
    return label.rsplit("：", 1)[-1]


def _carry(rule: Rule, case: Case) -> Iterator[Problem]:
    """R4: 上期结余 of this period is 本期结余 of the one before."""
    before = case.period.previous().label
    name = case.form.label(rule.result)
    if case.previous is None:
        message = f"还没有{before}的表，{name}和本年累计没有与上期核对"
        yield Problem(case.cell(rule.result), message, blocking=False)
        return
    block, key = rule.of.split(".", 1)
    expected = case.previous.sum(block, key, VALUE)
    printed = case.printed(rule.result)
    if expected is None or printed is None or expected == printed:
        return
    text = _differs(name, expected, printed)
    message = f"{text}（{before}的{case.form.label(rule.of)}）"
    yield _apart(rule, case.cell(rule.result), message, expected, printed)


def _accumulate(rule: Rule, case: Case) -> Iterator[Problem]:
    """R4: 本年累计 = 本年累计 before + 本期, starting anew with the year."""
    if case.previous is None and not case.period.opens_year:
        return
    for key in dict.fromkeys(line.key for line in case.data.of(rule.block) if line.key):
        term = f"{rule.block}.{key}"
        line = case.line(term)
        printed = case.data.sum(rule.block, key, rule.into)
        if line is None or printed is None:
            continue
        before = _before(rule, case, key)
        expected = before + (case.data.sum(rule.block, key, rule.column) or 0)
        name = f"“{line.label}”本年累计"
        yield from _compare(rule, case.cell(term, rule.into), name, expected, printed)
    yield from _dropped(rule, case)


def _before(rule: Rule, case: Case, key: str) -> int:
    if case.period.opens_year or case.previous is None:
        return 0
    return case.previous.sum(rule.block, key, rule.into) or 0


def _dropped(rule: Rule, case: Case) -> Iterator[Problem]:
    """Find lines of the period before that are gone although their year's total was not 0."""
    if case.previous is None or case.period.opens_year:
        return
    for line in case.previous.of(rule.block):
        carried = line.fen(rule.into)
        if line.key and carried and case.data.line(rule.block, line.key) is None:
            message = f"上期有“{line.label}”，本年累计 {show(carried)} 元，本表没有此项"
            cell = case.cell(f"{rule.block}.{TOTAL}", rule.into)
            yield Problem(cell, message, blocking=rule.blocking)


def _limit(rule: Rule, case: Case) -> Iterator[Problem]:
    fen = case.printed(rule.of)
    if fen is not None and fen > rule.limit:
        message = f"{rule.hint}：{show(fen)} 元，限额 {show(rule.limit)} 元"
        yield Problem(case.cell(rule.of), message, blocking=rule.blocking)


def _same(rule: Rule, case: Case) -> Iterator[Problem]:
    """Two lines agree in every column: 资产合计 = 负债和所有者权益合计 (village.md 3.4)."""
    name, other = case.form.label(rule.result), case.form.label(rule.of)
    for column in case.form.columns:
        values = [_in_column(case, term, column.key) for term in (rule.result, rule.of)]
        if None not in values and values[0] != values[1]:
            message = (
                f"{name}（{column.label}）{show(values[0])} 元，{other} {show(values[1])} 元，"
                f"差 {show(abs((values[0] or 0) - (values[1] or 0)))} 元"
            )
            cell = case.cell(rule.result, column.key)
            yield _apart(rule, cell, message, values[1] or 0, values[0] or 0)


def _in_column(case: Case, term: str, column: str) -> int | None:
    block, key = term.split(".", 1)
    return case.data.sum(block, key, column)


def _share(rule: Rule, case: Case) -> Iterator[Problem]:
    part, whole = case.true(rule.of), case.true(rule.result)
    if part and whole and whole > 0 and part * _PER_CENT > whole * rule.limit:
        tenths = part * _PER_CENT * 10 // whole
        share = f"{tenths // 10}.{tenths % 10}%"
        name = case.form.label(rule.result)
        message = f"{rule.hint}：占{name}的{share}，超过{rule.limit}%"
        yield Problem(case.cell(rule.of), message, blocking=rule.blocking)


def _words(rule: Rule, case: Case) -> Iterator[Problem]:
    for line in case.data.of(rule.block):
        label = squeeze(half_width(line.label))
        hit = next((word for word in rule.words if word in label), None)
        if hit and any(figure.fen for figure in line.figures.values()):
            yield Problem(line.cell, f"{rule.hint}（{hit}）", blocking=rule.blocking)


KINDS: dict[str, Callable[[Rule, Case], Iterator[Problem]]] = {
    "sum": _sum,
    "equation": _equation,
    "carry": _carry,
    "accumulate": _accumulate,
    "limit": _limit,
    "same": _same,
    "share": _share,
    "words": _words,
}
