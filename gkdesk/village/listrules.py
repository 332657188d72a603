"""Check a list sheet by its form's rules: exact decimals, no files, no database, no today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gkdesk.base.errors import Problem
from gkdesk.base.text import half_width, squeeze

from . import listbefore, listwhole
from .finding import Finding, error, ruled
from .finding import shown as plain
from .listcase import ListCase, day_of, product, rounded, row_sum, shown
from .listdata import ListData, ListRow
from .listform import Column, ListBody
from .listrulekinds import ListRule
from .listwhole import printed_sums
from .period import Period, PeriodKind

_ZERO = Decimal(0)
_FEWEST_ALIKE = 3  # rows with one rate


def check(
    body: ListBody, data: ListData, period: Period, name: str,
    absent: AbstractSet[str] = frozenset(), previous: ListData | None = None,
) -> list[Problem]:  # fmt: skip
    """Return everything the sheet breaks, at its cell, with the figure expected.

    Rules that name a column or a fact the sheet's stage does not have are left out; so are empty
    cells of the columns in ``absent``, which were told of before.
    """
    stage = body.stage(data.stage).key
    there = {column.key for column in body.shown(stage)}
    facts = {f"field.{field.key}" for field in body.facts(stage)}
    case = ListCase(body, data, period, name, previous)
    found: list[Problem] = list(_required(case, stage, absent))
    for rule in body.rules:
        named = {rule.result, *rule.factors, *rule.plus, *rule.minus} - {""}
        if rule.kind != "column_sum":  # which looks at what sums there are
            named |= {*rule.columns}
        known = all(
            term in facts if term.startswith("field.") else term.rpartition(".")[2] in there
            for term in named
        )
        if known and _applies(rule, absent):
            found += ruled(KINDS[rule.kind](rule, case), rule.id)
    told = {(problem.where, problem.blocking) for problem in found}
    whole = (one for one in listwhole.check(case) if (one.where, one.blocking) not in told)
    return [*found, *whole]


def _applies(rule: ListRule, absent: AbstractSet[str]) -> bool:
    """Tell whether a sheet without some columns can keep a rule: what adds may be missing."""
    if not absent:
        return True
    needed = {rule.result, *rule.factors, *rule.minus}
    return not needed & absent and not (rule.plus and {*rule.plus} <= absent)


def _required(case: ListCase, stage: str, absent: AbstractSet[str]) -> Iterator[Finding]:
    if not case.data.rows and not case.data.unresolved:
        yield error(case.name, "empty", "表内没有数据行")
    for field in case.body.facts(stage):
        entry = case.data.fact(field.key)
        if field.required and not entry.text:
            yield error(entry.cell or case.name, "missing", f"“{field.label}”没有填")
    wanted = [
        column
        for column in case.body.shown(stage)
        if column.required and column.kind != "serial" and column.key not in absent
    ]
    for column in wanted:
        empty = [row for row in case.data.rows if not row.text(column.key)]
        if len(empty) > 1 and len(empty) == len(case.data.rows):
            where = empty[0].entry(column.key).cell or case.name
            yield error(where, "missing", f"“{column.label}”一列全空，请补填")
            continue
        for row in empty:
            yield _at(row, column, "没有填", rule="missing")


def _at(
    row: ListRow, column: Column, message: str, *, blocking: bool = True, rule: str = "",
    expected: Decimal | str = "", found: Decimal | str = "",
) -> Finding:  # fmt: skip
    number = f"第{row.row}行 " if row.row else ""
    where = row.entry(column.key).cell or f"{number}{column.label}".strip()
    said = f"{number}{column.label}{message}"
    return Finding(where, said, blocking, rule, plain(expected), plain(found))


def _differs(rule: ListRule, case: ListCase, row: ListRow, expected: Decimal) -> Iterator[Problem]:
    column = case.body.column(rule.result)
    printed = row.number(rule.result)
    if printed is None:
        message = f"没有填，应为 {shown(expected, column)}"
        yield _at(row, column, message, blocking=rule.blocking, expected=expected)
    elif abs(printed - expected) > rule.tolerance:
        message = f"应为 {shown(expected, column)}，表中 {shown(printed, column)}"
        yield _at(row, column, message, blocking=rule.blocking, expected=expected, found=printed)


def _product(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.rows(rule):
        expected = product(rule, case, row)
        if expected is not None:
            yield from _differs(rule, case, row, expected)


def _row_sum(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.rows(rule):
        expected = row_sum(rule, row)
        if expected is not None:
            yield from _differs(rule, case, row, expected)


def _balance(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    printed = case.term(rule.result)
    terms = [case.term(term) for term in (*rule.plus, *rule.minus)]
    if printed is None or all(term is None for term in terms):
        return
    plus, minus = terms[: len(rule.plus)], terms[len(rule.plus) :]
    expected = sum((t or _ZERO for t in plus), _ZERO) - sum((t or _ZERO for t in minus), _ZERO)
    yield from _fact_differs(rule, case, expected, printed)


def _fact_product(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    printed, value = case.term(rule.result), Decimal(1)
    for name in rule.factors:
        factor = case.term(name)
        if factor is None:
            return
        value *= factor
    expected = rounded(value, case.column_of(rule.result))
    if printed is None:
        name, column = case.body.label(rule.result), case.column_of(rule.result)
        message = f"{name}没有填，应为 {shown(expected, column)}"
        yield Finding(case.cell(rule.result), message, rule.blocking, rule.id, plain(expected))
    else:
        yield from _fact_differs(rule, case, expected, printed)


def _fact_differs(
    rule: ListRule, case: ListCase, expected: Decimal, printed: Decimal
) -> Iterator[Problem]:
    if abs(expected - printed) <= rule.tolerance + rule.per_row * len(case.data.rows):
        return
    column, name = case.column_of(rule.result), case.body.label(rule.result)
    message = f"{name}应为 {shown(expected, column)}，表中 {shown(printed, column)}"
    if rule.hint:
        message += f"（{rule.hint}）"
    yield Finding(
        case.cell(rule.result), message, rule.blocking, rule.id, plain(expected), plain(printed)
    )


def _within(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    most = case.term(rule.result)
    total = sum((case.term(term) or _ZERO for term in rule.plus), _ZERO)
    if most is not None and total > most:
        column, name = case.column_of(rule.result), case.body.label(rule.result)
        message = f"{rule.hint}：{shown(total, column)}，超过{name} {shown(most, column)}"
        yield Problem(case.cell(rule.plus[0]), message, blocking=rule.blocking)


def _one_of(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    columns = [case.body.column(key) for key in rule.columns]
    names = "、".join(column.label for column in columns)
    for row in case.rows(rule):
        filled = [column for column in columns if row.number(column.key)]
        if len(filled) != 1:
            message = f"：{names}应填一项，现在填了{len(filled)}项"
            yield _at(row, filled[-1] if filled else columns[0], message, blocking=rule.blocking)


def _running(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    before: Decimal | None = None
    for row in case.rows(rule):
        printed, moved = row.number(rule.result), row_sum(rule, row)
        if printed is not None and before is not None and moved is not None:
            yield from _differs(rule, case, row, before + moved)
        before = printed if printed is not None else None


def _at_most(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    column = case.body.column(rule.result)
    for row in case.rows(rule):
        printed, most = row.number(rule.result), product(rule, case, row)
        if printed is None or most is None:
            continue
        most = rounded(most * rule.factor, column)
        if printed > most:
            message = f" {shown(printed, column)}，{rule.hint} {shown(most, column)}"
            yield _at(row, column, message, blocking=rule.blocking)


def _steady(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    """Find the rows apart from a rate most rows share; too few rows tell of no rate."""
    column, factor = case.body.column(rule.result), rule.factors[0]
    pairs = [
        (row, printed, count)
        for row in case.data.rows
        if (printed := row.number(rule.result)) is not None and (count := row.number(factor))
    ]
    rates = Counter(Fraction(printed) / Fraction(count) for _row, printed, count in pairs)
    if not rates:
        return
    [(rate, times)] = rates.most_common(1)
    if times < _FEWEST_ALIKE or 2 * times <= len(pairs):
        return
    for row, printed, count in pairs:
        exact = Fraction(count) * rate
        expected = rounded(Decimal(exact.numerator) / Decimal(exact.denominator), column)
        if abs(expected - printed) > rule.tolerance:
            message = (
                f"应为 {shown(expected, column)}，表中 {shown(printed, column)}（{rule.hint}）"
            )
            yield _at(
                row, column, message, blocking=rule.blocking, expected=expected, found=printed
            )


def _order(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.data.rows:
        before: tuple[date, Column] | None = None
        for key in rule.columns:
            column, day = case.body.column(key), day_of(row.text(key))
            if day is None:
                continue
            if before and day < before[0]:
                message = f"早于{before[1].label}，请核对"
                yield _at(row, column, message, blocking=rule.blocking)
            before = (day, column)


def _in_period(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    if case.period.kind is PeriodKind.EVENT:
        return
    for row in case.data.rows:
        for key in rule.columns:
            day = day_of(row.text(key))
            if day and not case.period.first_on <= day <= case.period.last_on:
                message = f"{row.text(key)}不在{case.period.label}内"
                yield _at(row, case.body.column(key), message, blocking=rule.blocking)


def _unique(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], ListRow] = {}
    for row in case.data.rows:
        key = tuple(squeeze(half_width(row.text(name))) for name in rule.columns)
        if not all(key) or listwhole.identity_of(row):  # which tells two persons apart by itself
            continue
        first = seen.setdefault(key, row)
        if first is not row:
            beside = f"（与第{first.row}行）" if first.row else ""
            message = f"：{rule.hint}{beside}"
            yield _at(row, case.body.column(rule.columns[-1]), message, blocking=rule.blocking)


def _same(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for key in rule.columns:
        values = Counter(row.text(key) for row in case.data.rows if row.text(key))
        if len(values) < 2:  # noqa: PLR2004 - two values are one too many
            continue
        usual = values.most_common(1)[0][0]
        for row in case.data.rows:
            if row.text(key) and row.text(key) != usual:
                message = f"{row.text(key)}，其他行是{usual}，{rule.hint}"
                yield _at(row, case.body.column(key), message, blocking=rule.blocking)


def _words(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.data.rows:
        for key in rule.columns:
            text = squeeze(half_width(row.text(key)))
            hit = next((word for word in rule.words if word in text), None)
            if hit:
                message = f"有“{hit}”，{rule.hint}"
                yield _at(row, case.body.column(key), message, blocking=rule.blocking)


def _clear(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.data.rows:
        for key in rule.columns:
            text = squeeze(half_width(row.text(key)))
            short = len(text) < rule.limit and text not in rule.known
            if text and (short or text in rule.words):
                message = f"写的是“{text}”，{rule.hint}"
                yield _at(row, case.body.column(key), message, blocking=rule.blocking)


def _span(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    first, last = rule.columns[0], rule.columns[-1]
    for row in case.data.rows:
        start, end = day_of(row.text(first)), day_of(row.text(last))
        if start and end and (end.year - rule.limit, end.month, end.day) > (
            start.year, start.month, start.day,
        ):  # fmt: skip
            message = f"：{rule.hint}（超过{rule.limit}年）"
            yield _at(row, case.body.column(last), message, blocking=rule.blocking)


def _wanted(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.data.rows:
        for key in rule.columns:
            if not row.text(key):
                message = f"没有填，{rule.hint}"
                yield _at(row, case.body.column(key), message, blocking=rule.blocking)


KINDS: dict[str, Callable[[ListRule, ListCase], Iterator[Problem]]] = {
    "product": _product,
    "row_sum": _row_sum,
    "column_sum": printed_sums,
    "balance": _balance,
    "fact_product": _fact_product,
    "within": _within,
    "one_of": _one_of,
    "running": _running,
    "at_most": _at_most,
    "steady": _steady,
    "order": _order,
    "in_period": _in_period,
    "unique": _unique,
    "same": _same,
    "words": _words,
    "clear": _clear,
    "span": _span,
    "wanted": _wanted,
    **listbefore.KINDS,
}
