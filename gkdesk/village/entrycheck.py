"""What is wrong or doubtful in a grid while it is typed: the rules and the gate of the import.

``snapshot`` is taken where the grid lives; ``examine`` looks only at the snapshot, so a long
sheet can be examined beside the window's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.money import show
from gkdesk.base.privacy import masked, scan_notice

from . import personal, rules
from .entrycell import CARRIED, NAME
from .entrygrid import NOTE, EntryGrid
from .form import SheetForm
from .listcase import ListCase, shown
from .listdata import ListData
from .listrulekinds import ListRule
from .model import SheetData
from .period import Period
from .rules import Case

_WORDY = frozenset({"text", "name", "choice", "month", "date"})
NOT_ON_A_BOARD = "公开表上不得出现，请删去"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding; ``spot`` names its cell in the grid, empty when it is about the whole sheet."""

    spot: str
    where: str
    message: str
    blocking: bool = True

    @property
    def missing(self) -> bool:
        """Tell whether it only says that a cell is still empty: not wrong, not finished."""
        return "没有填" in self.message


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A grid at one moment: its figures, the texts that are none, and what is said anyway."""

    form: SheetForm
    data: SheetData
    loose: tuple[tuple[str, str], ...]  # spot and text of cells without a value, and of labels
    said: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """The sentence under the grid; ``ok`` is ``None`` while too little is filled in to say."""

    ok: bool | None
    words: str


def snapshot(grid: EntryGrid) -> Snapshot:
    """Return what is to be examined."""
    odd = [c for c in grid.cells() if c.fault or c.role == NAME or c.mark == CARRIED]
    loose = [(grid.spot(c), c.text) for c in odd if c.fault or c.role == NAME]
    said = [Found(grid.spot(c), grid.where(c), masked(c.fault)) for c in odd if c.fault]
    said += [Found(grid.spot(c), grid.where(c), text, blocking=False) for c, text in grid.told]
    said += [
        Found(grid.spot(c), grid.where(c), "从上期带过来，请与本期的账核对", blocking=False)
        for c in odd
        if c.mark == CARRIED
    ]
    return Snapshot(grid.form, grid.data(), tuple(loose), tuple(said))


def examine(snap: Snapshot, period: Period, previous: SheetData | None) -> list[Found]:
    """Return every finding, the blocking ones first.

    Cells whose text is no value are said once; that a required cell is empty is not said of them.
    """
    form, data = snap.form, snap.data
    found = list(snap.said)
    silent = {one.spot for one in found if one.blocking}
    found += map(_named, (*_numbers(snap), *personal.doubts(data, f"@{NOTE}")))
    broken = rules.check(form, data, period, previous)
    found += [_named(problem) for problem in broken if problem.where not in silent]
    return sorted(dict.fromkeys(found), key=lambda one: (not one.blocking, one.missing))


def _named(problem: Problem) -> Found:
    spot = problem.where if problem.where.startswith("@") else ""
    where = "" if spot else problem.where
    return Found(spot, where, masked(problem.message), problem.blocking)


def placed(grid: EntryGrid, found: list[Found]) -> list[Found]:
    """Give findings their places in the grid, as a clerk would say them."""
    told = []
    for one in found:
        cell = grid.at_spot(one.spot)
        told.append(replace(one, where=grid.where(cell)) if cell else one)
    return told


def _numbers(snap: Snapshot) -> Iterator[Problem]:
    """Find personal numbers in whatever was typed, value or not (village.md 3.1)."""
    for spot, text in (*_texts(snap), *snap.loose):
        for finding in scan_notice(text) if text else ():
            yield Problem(spot, f"有{finding}，{NOT_ON_A_BOARD}")


def _texts(snap: Snapshot) -> Iterator[tuple[str, str]]:
    data = snap.data
    yield f"@{NOTE}", data.note
    body, table = snap.form.body, data.table
    if body is None or table is None:
        return
    wordy = {column.key for column in (*body.columns, *body.fields) if column.kind in _WORDY}
    for entries in (table.facts, *(row.entries for row in table.rows)):
        for key, entry in entries.items():
            if key in wordy and entry.text:
                yield entry.cell, entry.text


def balance(snap: Snapshot, period: Period) -> Balance:
    """Return whether the sheet balances, and the sentence, such as 差 0.30 元：本期结余应等于…."""
    if snap.form.body is None:
        return _sides_balance(snap.form, snap.data, period)
    case = ListCase(snap.form.body, snap.data.table or ListData(), period, snap.form.name)
    done = False
    for rule in snap.form.body.rules:
        if rule.kind == "balance" and (gap := _list_gap(rule, case)) is not None:
            if gap:
                return Balance(ok=False, words=gap)
            done = True
    return Balance(ok=True, words="各项相符") if done else Balance(ok=None, words="")


def _list_gap(rule: ListRule, case: ListCase) -> str | None:
    """Return the sentence about a difference, empty when there is none."""
    printed = case.term(rule.result)
    plus = [case.term(term) for term in rule.plus]
    minus = [case.term(term) for term in rule.minus]
    if printed is None or all(value is None for value in (*plus, *minus)):
        return None
    zero = Decimal(0)
    expected = sum((v or zero for v in plus), zero) - sum((v or zero for v in minus), zero)
    gap = abs(printed - expected)
    if gap <= rule.tolerance + rule.per_row * len(case.data.rows):
        return ""
    column, label = case.column_of(rule.result), case.body.label
    unit = " 元" if column.kind == "money" else ""
    terms = "＋".join(label(t) for t in rule.plus) + "".join(f"－{label(t)}" for t in rule.minus)
    return f"差 {shown(gap, column)}{unit}：{label(rule.result)}应等于{terms}"


def _sides_balance(form: SheetForm, data: SheetData, period: Period) -> Balance:
    case, done = Case(form, data, period), []
    for rule in form.rules:
        if rule.kind == "equation":
            needed = [t for t in (rule.result, *rule.plus, *rule.minus) if t not in rule.optional]
            if any(case.true(term) is None for term in needed):
                continue
            if rule.optional and all(case.true(t) is None for t in (*rule.plus, *rule.minus)):
                continue  # 现金、存款都还没有填
            expected = sum(case.true(term) or 0 for term in rule.plus)
            expected -= sum(case.true(term) or 0 for term in rule.minus)
            gap = abs((case.true(rule.result) or 0) - expected)
            terms = "＋".join(_short(form, t) for t in rule.plus)
            terms += "".join(f"－{_short(form, t)}" for t in rule.minus)
        elif rule.kind == "same":
            values = [data.sum(*term.split(".", 1), form.column) for term in (rule.result, rule.of)]  # type: ignore[call-arg]
            if None in values:
                continue
            gap, terms = abs((values[0] or 0) - (values[1] or 0)), _short(form, rule.of)
        else:
            continue
        if gap:
            return Balance(
                ok=False, words=f"差 {show(gap)} 元：{_short(form, rule.result)}应等于{terms}"
            )
        done.append(_short(form, rule.result))
    return _settled(done)


def _settled(done: list[str]) -> Balance:
    if not done:
        return Balance(ok=None, words="")
    return Balance(ok=True, words=f"账目平：{'、'.join(dict.fromkeys(done))}核对相符")


def _short(form: SheetForm, term: str) -> str:
    return form.label(term).rsplit("：", 1)[-1]
