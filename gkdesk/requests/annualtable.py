"""The annual report's table 三 as figures, and the equations it has to fulfil (pure).

Sources: the corner note of the form (E1) and the rules of national checkers of such reports; the
codes are those of the domain sheet, 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .annualform import CARRIED_IN, CARRIED_OUT, NEW, TOTAL, AnnualForm

Figures = Mapping[str, Sequence[object]]  # row code → one value a column, the total last
Counts = Mapping[str, Sequence[int]]
_SHOWN = 4  # so many places of a broken equation are named


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation in words: ``holds`` is ``None`` when it cannot be told yet."""

    code: str
    words: str
    holds: bool | None
    faults: tuple[str, ...] = ()


def inner(form: AnnualForm, figures: Figures) -> list[Equation]:
    """Check what the table must fulfil in itself: E7 first, then E1, E2 and E3.

    A cell that is no count (E7) is left out of the others, with the sums it would stand in.
    """
    return [_counts(form, figures), *_columns(form, figures), _rows(form, figures)]


def carried(
    form: AnnualForm, figures: Figures, last_year: Sequence[int] | None, year: int
) -> Equation:
    """Check E5: what is carried in is what last year's report carried over, in each column."""
    words = f"E5　二（上年结转）等于{year - 1}年年报的四（结转下年度），每列都相等"
    if last_year is None:
        return Equation("E5", f"{words}：{year - 1}年的数字还没有留存", None)
    found = figures[CARRIED_IN]
    faults = [
        f"{label}：本年{mine}，上年{before}"
        for (_code, label), mine, before in zip(form.columns, found, last_year, strict=True)
        if mine != before
    ]
    return _told("E5", words, faults)


def agreed(
    form: AnnualForm, code: str, words: str, table: Counts, other: Mapping[str, Sequence[int]]
) -> Equation:
    """Check that the table says what another count says, row by row of the other one."""
    names = {line.code: line.label for line in form.counted}
    faults = [
        f"{names[row]}，{label}：表中{mine}，{theirs}"
        for row, theirs_all in other.items()
        for (_code, label), mine, theirs in zip(form.columns, table[row], theirs_all, strict=True)
        if mine != theirs
    ]
    return _told(code, words, faults)


def _counts(form: AnnualForm, figures: Figures) -> Equation:
    words = "E7　每一格都填了不小于0的整数，没有空格、“/”或者“-”"
    faults = []
    for line in form.counted:
        values = figures.get(line.code, ())
        for at, (_code, label) in enumerate(form.columns):
            value = values[at] if at < len(values) else None
            if not _count(value):
                shown = "是空的" if value in (None, "") else f"填的是“{value}”"
                faults.append(f"{line.label}，{label}：{shown}")
    return _told("E7", words, faults)


def _columns(form: AnnualForm, figures: Figures) -> list[Equation]:
    first, second = [], []
    for at, (_code, label) in enumerate(form.columns):
        ends = [_at(figures, code, at) for code in (NEW, CARRIED_IN, TOTAL, CARRIED_OUT)]
        new, before, total, after = ends
        if None not in ends and _sum(new, before) != _sum(total, after):
            first.append(f"{label}：{new}+{before}≠{total}+{after}")
        parts = [_at(figures, code, at) for code in form.results]
        if total is not None and None not in parts and _sum(*parts) != total:
            second.append(f"{label}：各项之和是{_sum(*parts)}，总计是{total}")
    return [
        _told("E1", "E1　一加二等于三（七）加四，每列都相等", first),
        _told("E2", "E2　三（七）等于三（一）至（六）各项之和，每列都相等", second),
    ]


def _rows(form: AnnualForm, figures: Figures) -> Equation:
    faults = []
    last = len(form.columns) - 1
    for line in form.counted:
        parts = [_at(figures, line.code, at) for at in range(last)]
        total = _at(figures, line.code, last)
        if total is not None and None not in parts and _sum(*parts) != total:
            faults.append(f"{line.label}：各列之和是{_sum(*parts)}，总计是{total}")
    return _told("E3", "E3　每行的总计等于各类申请人之和", faults)


def _told(code: str, words: str, faults: Sequence[str]) -> Equation:
    shown = list(faults[:_SHOWN])
    if len(faults) > _SHOWN:
        shown.append(f"……共{len(faults)}处")
    return Equation(code, words, not faults, tuple(shown))


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _at(figures: Figures, code: str, at: int) -> int | None:
    """Return a cell's count, ``None`` when it holds none."""
    values = figures.get(code, ())
    value = values[at] if at < len(values) else None
    return value if isinstance(value, int) and _count(value) else None


def _sum(*values: int | None) -> int:
    return sum(value for value in values if value is not None)
