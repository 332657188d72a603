"""A list beside the same village's list of the period before: what is carried over or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.text import half_width, squeeze

from .finding import Finding, doubt
from .finding import shown as plain
from .listcase import ListCase, shown
from .listdata import ListRow
from .listrulekinds import ListRule

_ZERO = Decimal(0)
_MOST_NAMED = 8  # rows named in one sentence


def _carry_fact(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    """A fact is what the sheet before came to: its own opening and what moved (R4)."""
    printed = case.term(rule.result)
    if case.previous is None or printed is None:
        return
    before = replace(case, data=case.previous)
    terms = [before.term(term) for term in (*rule.plus, *rule.minus)]
    if all(term is None for term in terms):
        return
    plus, minus = terms[: len(rule.plus)], terms[len(rule.plus) :]
    expected = sum((t or _ZERO for t in plus), _ZERO) - sum((t or _ZERO for t in minus), _ZERO)
    if expected != printed:
        column, name = case.column_of(rule.result), case.body.label(rule.result)
        message = (
            f"{name}应为 {shown(expected, column)}（{case.period.previous().label}的结果），"
            f"表中 {shown(printed, column)}"
        )
        yield Finding(
            case.cell(rule.result), message, rule.blocking, rule.id, plain(expected), plain(printed)
        )


def _carry_rows(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    """Each row opens with what the same row closed with, and no row with a balance is lost."""
    column, before = case.body.column(rule.result), case.period.previous().label
    now = _by_key(rule, case.data.rows)
    for key, old in _by_key(rule, case.previous.rows if case.previous else ()).items():
        closed = sum((row.number(rule.of) or _ZERO for row in old), _ZERO)
        rows = now.get(key)
        if rows is None:
            if closed:
                message = f"{before}第{old[0].row}行还有 {shown(closed, column)}，本表没有这一笔"
                yield Finding(case.name, message, rule.blocking, rule.id, plain(closed))
            continue
        opened = sum((row.number(rule.result) or _ZERO for row in rows), _ZERO)
        if opened != closed:
            row = rows[0]
            message = (
                f"第{row.row}行 {column.label}应为 {shown(closed, column)}（{before}的期末），"
                f"表中 {shown(opened, column)}"
            )
            where = row.entry(rule.result).cell or case.name
            yield Finding(where, message, rule.blocking, rule.id, plain(closed), plain(opened))


def _grow(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    column = case.body.column(rule.result)
    old = _by_key(rule, case.previous.rows if case.previous else ())
    for key, rows in _by_key(rule, case.data.rows).items():
        before = [n for row in old.get(key, ()) if (n := row.number(rule.result)) is not None]
        now = [n for row in rows if (n := row.number(rule.result)) is not None]
        if before and now and sum(now, _ZERO) < sum(before, _ZERO):
            most, period = shown(sum(before, _ZERO), column), case.period.previous().label
            message = (
                f"第{rows[0].row}行 {column.label} {shown(sum(now, _ZERO), column)}，"
                f"比{period}的 {most} 少，{rule.hint}"
            )
            where = rows[0].entry(rule.result).cell or case.name
            yield Finding(where, message, rule.blocking, rule.id)


def _stay(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    """Name the rows of the sheet before that are gone by their place there, never by their name."""
    if case.previous is None:
        return
    now = _by_key(rule, case.data.rows)
    gone = [rows[0] for key, rows in _by_key(rule, case.previous.rows).items() if key not in now]
    if gone:
        places = "、".join(str(row.row) for row in gone[:_MOST_NAMED])
        more = "等" if len(gone) > _MOST_NAMED else ""
        period = case.period.previous().label
        message = f"{period}的第{places}行{more}共{len(gone)}户，本期没有列入，{rule.hint}"
        yield doubt(case.name, rule.id, message)


def _by_key(rule: ListRule, rows: tuple[ListRow, ...]) -> dict[tuple[str, ...], list[ListRow]]:
    found: dict[tuple[str, ...], list[ListRow]] = {}
    for row in rows:
        key = tuple(squeeze(half_width(row.text(name))) for name in rule.columns)
        if key[0]:
            found.setdefault((row.part, *key), []).append(row)
    return found


KINDS: dict[str, Callable[[ListRule, ListCase], Iterator[Problem]]] = {
    "carry_fact": _carry_fact,
    "carry_rows": _carry_rows,
    "grow": _grow,
    "stay": _stay,
}
