"""Periods: read, print, step back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.village.period import BadPeriod, Period, PeriodKind, find

kinds = st.sampled_from(PeriodKind)


@st.composite
def some_period(draw: st.DrawFn) -> Period:
    kind = draw(kinds)
    return Period(draw(st.integers(1990, 2100)), kind, draw(st.integers(1, kind.most)))


@given(some_period())
def test_both_forms_read_back(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(period.label) == period


@given(some_period())
def test_periods_touch_without_gap(period: Period) -> None:
    before = period.previous()
    assert before.kind is period.kind
    if period.kind is PeriodKind.EVENT:  # batches follow one another within their year
        assert Period.parse(str(period)) == period
        assert before.first_on <= period.first_on
        return
    assert (period.first_on - before.last_on).days == 1
    assert before.kind is period.kind
    assert Period.containing(period.last_on, period.kind) == period
    assert period.opens_year == (period.first_on.month == 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青石镇东河村2026年第三季度财务收支公开表", "2026Q3"),
        ("2026年3季度", "2026Q3"),
        ("二〇二六年三季度", "2026Q3"),
        ("2026年度第二季度", "2026Q2"),
        ("2026年7-9月", "2026Q3"),
        ("2026年3月份", "2026-03"),
        ("2026年十二月", "2026-12"),
        ("2026年下半年", "2026H2"),
        ("2026年度财务", "2026"),
    ],
)
def test_find(text: str, code: str) -> None:
    found = find(text)
    assert found is not None
    assert str(found[0]) == code


@pytest.mark.parametrize("text", ["2026Q5", "2026-13", "第三季度", "", "2026Q3x"])
def test_not_a_period(text: str) -> None:
    with pytest.raises(BadPeriod):
        Period.parse(text)


def test_days() -> None:
    period = Period.parse("2026Q1")
    assert (period.first_on, period.last_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert str(period.previous()) == "2025Q4"
    assert find("没有期次") is None
    assert find("2026年13月") is not None  # read as the year, not as a month that is not
