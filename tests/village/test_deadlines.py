"""Dated rules: when a sheet must hang, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.village.deadlines import check, load
from gkdesk.village.model import keep_until
from gkdesk.village.period import Period

RULES = paths.forms() / "rules" / "village.toml"


def test_shipped_rules() -> None:
    rules = load(RULES)
    assert check(RULES) == []
    rule = rules.keep_rule(date(2026, 10, 12))
    assert rule.number == 15
    assert "第三十五条" in rule.basis
    assert rule.status


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026Q1", date(2026, 4, 15)),
        ("2026Q4", date(2027, 1, 15)),
        ("2026-12", date(2027, 1, 15)),
        ("2026H1", date(2026, 7, 15)),
        ("2026", date(2027, 1, 15)),
        ("2024Q1", date(2024, 4, 15)),
    ],
)
def test_due_on(period: str, due: date) -> None:
    assert load(RULES).due_on(Period.parse(period)) == due


def test_keep_until() -> None:
    assert keep_until(date(2026, 10, 12), 15) == date(2026, 10, 28)


@given(st.dates(date(2026, 1, 1), date(2100, 1, 1)), st.integers(15, 60))
def test_as_many_full_days_as_the_rule_says(posted_on: date, days: int) -> None:
    full = keep_until(posted_on, days) - posted_on - timedelta(days=1)
    assert full.days == days


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("from   = 2026-01-01", 'from = "2026-01-01"', "[[keep]] 第1段 from"),
        ("days   = 15", "days = 0", "[[keep]] 第1段 days"),
        ('period = "quarter"', 'period = "week"', "[[due]] 第1段 period"),
        ('period = "year"', 'period = "half"', "[[due]]"),
        ("day    = 15", "day = 30", "[[due]] 第1段 day"),
    ],
)
def test_mistakes_have_places(tmp_path: Path, old: str, new: str, where: str) -> None:
    path = tmp_path / "village.toml"
    path.write_text(RULES.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert any(problem.where.endswith(where) for problem in check(path))
    with pytest.raises(BadFile):
        load(path)
