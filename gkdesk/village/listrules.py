"""Check a list sheet by its form's rules: exact decimals, no files, no database, no today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.text import half_width, squeeze

from .listcase import ListCase, day_of, product, rounded, row_sum, shown, sum_of
from .listdata import ListData, ListRow
from .listform import Column, ListBody
from .listrulekinds import ListRule
from .period import Period, PeriodKind

_ZERO = Decimal(0)


def check(body: ListBody, data: ListData, period: Period, name: str) -> list[Problem]:
    """Return everything the sheet breaks, at its cell, with the figure expected.

    Rules that name a column or a fact the sheet's stage does not have are left out.
    """
    stage = body.stage(data.stage).key
    there = {column.key for column in body.shown(stage)}
    facts = {f"field.{field.key}" for field in body.facts(stage)}
    case = ListCase(body, data, period, name)
    found = list(_required(case, stage))
    for rule in body.rules:
        named = {rule.result, *rule.factors, *rule.plus, *rule.minus} - {""}
        if rule.kind != "column_sum":  # which looks at what sums there are
            named |= {*rule.columns}
        if all(
            term in facts if term.startswith("field.") else term.rpartition(".")[2] in there
            for term in named
        ):
            found += KINDS[rule.kind](rule, case)
    return found


def _required(case: ListCase, stage: str) -> Iterator[Problem]:
    if not case.data.rows:
        yield Problem(case.name, "表内没有数据行")
    for field in case.body.facts(stage):
        entry = case.data.fact(field.key)
        if field.required and not entry.text:
            yield Problem(entry.cell or case.name, f"“{field.label}”没有填")
    for row in case.data.rows:
        for column in case.body.shown(stage):
            if column.required and column.kind != "serial" and not row.text(column.key):
                yield _at(row, column, "没有填")


def _at(row: ListRow, column: Column, message: str, *, blocking: bool = True) -> Problem:
    number = f"第{row.row}行 " if row.row else ""
    where = row.entry(column.key).cell or f"{number}{column.label}".strip()
    return Problem(where, f"{number}{column.label}{message}", blocking=blocking)


def _differs(rule: ListRule, case: ListCase, row: ListRow, expected: Decimal) -> Iterator[Problem]:
    column = case.body.column(rule.result)
    printed = row.number(rule.result)
    if printed is None:
        yield _at(row, column, f"没有填，应为 {shown(expected, column)}", blocking=rule.blocking)
    elif abs(printed - expected) > rule.tolerance:
        message = f"应为 {shown(expected, column)}，表中 {shown(printed, column)}"
        yield _at(row, column, message, blocking=rule.blocking)


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


def _column_sum(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    for row in case.data.sums:
        for key in rule.columns:
            column = case.body.column(key)
            expected, printed = sum_of(case.data.rows, row, key), row.number(key)
            if expected is None or printed is None or abs(expected - printed) <= rule.tolerance:
                continue
            name = case.body.total if row.sums == "total" else case.body.subtotal
            message = (
                f"第{row.row}行 {row.group}{name}{column.label}应为 {shown(expected, column)}，"
                f"表中 {shown(printed, column)}"
            )
            yield Problem(row.entry(key).cell or case.name, message, blocking=rule.blocking)


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
        yield Problem(case.cell(rule.result), message, blocking=rule.blocking)
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
    yield Problem(case.cell(rule.result), message, blocking=rule.blocking)


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
    seen: Counter[tuple[str, ...]] = Counter()
    for row in case.data.rows:
        key = tuple(squeeze(half_width(row.text(name))) for name in rule.columns)
        if not all(key):
            continue
        seen[key] += 1
        if seen[key] > 1:
            message = f"：{rule.hint}"
            yield _at(row, case.body.column(rule.columns[0]), message, blocking=rule.blocking)


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
            if text and (len(text) < rule.limit or text in rule.words):
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
    "column_sum": _column_sum,
    "balance": _balance,
    "fact_product": _fact_product,
    "within": _within,
    "one_of": _one_of,
    "running": _running,
    "at_most": _at_most,
    "order": _order,
    "in_period": _in_period,
    "unique": _unique,
    "same": _same,
    "words": _words,
    "clear": _clear,
    "span": _span,
    "wanted": _wanted,
}
