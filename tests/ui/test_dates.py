"""Dates as clerks type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.ui.dates import parse_day

TODAY = date(2026, 4, 10)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4.10", date(2026, 4, 10)),
        ("4-3", date(2026, 4, 3)),
        ("４月３日", date(2026, 4, 3)),
        ("20260410", date(2026, 4, 10)),
        ("2025年12月31日", date(2025, 12, 31)),
        ("2025/1/2", date(2025, 1, 2)),
        ("今天", TODAY),
        (" 昨 天 ", date(2026, 4, 9)),
        ("+5", date(2026, 4, 15)),
        ("-1天", date(2026, 4, 9)),
        ("2.30", None),
        ("下周", None),
        ("", None),
        ("20261340", None),
    ],
)
def test_the_forms_clerks_use(typed: str, day: date | None) -> None:
    assert parse_day(typed, TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    for pattern in ("%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日"):
        assert parse_day(day.strftime(pattern), TODAY) == day


@given(st.text(max_size=12))
def test_no_text_breaks_it(typed: str) -> None:
    parse_day(typed, TODAY)
