"""Dated figures: the one in force, spans by clock, day, working day and month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base import calendar as calendars
from gkdesk.base import figures
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import Problem
from gkdesk.base.figures import Figure
from gkdesk.base.formtable import FormTable


@given(st.dates(date(2001, 1, 1), date(2150, 1, 1)), st.integers(-40, 40))
def test_months_keep_their_day(day: date, n: int) -> None:
    later = figures.add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(0, 500))  # noqa: DTZ001
def test_hours_run_by_the_clock(start: datetime, n: int) -> None:
    hour = Figure(date(2000, 1, 1), n, "hour", "", "local")
    at, provisional = figures.moment_after(start, hour, WorkCalendar())
    assert at - start == timedelta(hours=n)
    assert not provisional
    day = Figure(date(2000, 1, 1), n, "day", "", "local")
    at, _ = figures.moment_after(start, day, WorkCalendar())
    assert (at.date() - start.date()).days == n
    assert (at.hour, at.minute) == (23, 59)


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return calendars.load(paths.resources() / "calendar")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 5), date(2026, 4, 7)),  # Sunday, then a holiday
        (date(2026, 5, 9), date(2026, 5, 9)),  # a Saturday worked instead
        (date(2026, 4, 8), date(2026, 4, 8)),
    ],
)
def test_a_rest_day_moves_on(calendar: WorkCalendar, day: date, expected: date) -> None:
    found = figures.next_worked(day, calendar)
    assert (found.on, found.provisional) == (expected, False)


def test_a_year_without_notice_is_provisional(calendar: WorkCalendar) -> None:
    assert figures.next_worked(date(2040, 4, 7), calendar).provisional
    five = Figure(date(2000, 1, 1), 5, "working_day", "甲", "unsure")
    assert figures.day_after(date(2039, 12, 30), five, calendar).provisional
    assert (five.words, five.why) == ("5个工作日", "甲，待核实")


def test_figures_are_read_with_their_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(
        '[[figure]]\nfrom = 2026-01-01\nn = 5\nunit = "day"\nbasis = "a"\nstatus = "local"\n'
        '[[figure]]\nfrom = 2026-01-01\nn = -1\nunit = "week"\nbasis = "b"\nstatus = "sure"\n',
        "utf-8",
    )
    data, places = read_toml_placed(path)
    problems: list[Problem] = []
    found = figures.read(FormTable(data, "", problems, places))
    assert found[0].words == "5天"
    told = " ".join(f"{one.where}{one.message}" for one in problems)
    for part in ("应在0到", "week", "sure", "同一天"):
        assert part in told
