"""The working days: shipped years, missing years, an office's own files, bad files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.calendar import (
    CalendarMissing,
    DayOutOfRange,
    WorkCalendar,
    YearNotice,
    load,
    read_notice,
)
from gkdesk.base.errors import BadFile, Blocked
from tests.conftest import SHARED

SHIPPED = paths.resources() / "calendar"
CALENDAR = load(SHIPPED)
DAY = timedelta(days=1)


def span(name: str, first: str, last: str | None = None) -> dict[str, str]:
    return {"name": name, "from": first, "to": last or first}


def festival(first: str, last: str | None = None) -> dict[str, str]:
    return span("元旦", first, last)


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (2018, 250), (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251),
        (2025, 248), (2026, 248),
    ],
)  # fmt: skip
def test_working_days_of_each_shipped_year(year: int, count: int) -> None:
    days = [date(year, 1, 1) + DAY * n for n in range(366)]
    assert sum(CALENDAR.is_working(day) for day in days if day.year == year) == count


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2026, 10, 1), False, "国庆节放假"),
        (date(2026, 10, 3), False, "国庆节放假"),  # a Saturday inside the holiday
        (date(2026, 10, 10), True, "调休上班"),
        (date(2026, 10, 17), False, "周末"),
        (date(2026, 4, 10), True, "工作日"),
        (date(2020, 1, 31), False, "春节放假"),  # moved by the second notice of 2020
        (date(2020, 2, 3), True, "工作日"),
        (date(2025, 10, 8), False, "国庆节、中秋节放假"),
        (date(2018, 12, 29), True, "调休上班"),  # said in the notice of the year after
        (date(2026, 3, 8), False, "周末"),  # 妇女节 is half a day for some: no day off
        (date(2026, 3, 6), True, "工作日"),
    ],
)
def test_what_a_day_is(day: date, works: bool, why: str) -> None:
    assert CALENDAR.is_working(day) is works
    assert CALENDAR.why(day) == why


def test_a_missing_year_is_never_guessed() -> None:
    with pytest.raises(CalendarMissing, match="2027年"):
        CALENDAR.is_working(date(2027, 3, 1))
    with pytest.raises(CalendarMissing, match="2027年"):
        CALENDAR.add(date(2026, 12, 4), 20)
    with pytest.raises(CalendarMissing):
        CALENDAR.count(date(2026, 12, 1), date(2027, 1, 5))
    assert CALENDAR.why(date(2027, 3, 1)) == "放假安排未导入"


def test_an_estimate_into_a_missing_year_says_so() -> None:
    assert CALENDAR.estimate(date(2026, 12, 3), 20) == (date(2026, 12, 31), False)
    assert CALENDAR.estimate(date(2026, 12, 4), 20) == (date(2027, 1, 1), True)
    assert CALENDAR.estimate(date(2017, 12, 31), 1) == (date(2018, 1, 2), False)
    assert CALENDAR.estimate(date(2017, 12, 29), 1).provisional is True


def test_a_gap_between_loaded_years_is_seen() -> None:
    calendar = WorkCalendar([YearNotice(2024), YearNotice(2026)])
    assert calendar.knows(date(2024, 5, 1), date(2024, 12, 31))
    assert not calendar.knows(date(2024, 5, 1), date(2026, 1, 5))
    assert calendar.estimate(date(2024, 12, 30), 300).provisional


def test_counting_goes_both_ways() -> None:
    assert CALENDAR.count(date(2026, 4, 10), date(2026, 4, 14)) == 2
    assert CALENDAR.count(date(2026, 4, 14), date(2026, 4, 10)) == -2
    assert CALENDAR.count(date(2027, 4, 14), date(2027, 4, 14)) == 0
    assert CALENDAR.back(date(2026, 4, 14), 2) == date(2026, 4, 10)


def test_days_no_office_can_mean_are_declined() -> None:
    with pytest.raises(DayOutOfRange, match="1026"):
        CALENDAR.estimate(date(1026, 4, 10), 20)
    with pytest.raises(DayOutOfRange):
        CALENDAR.estimate(date(9999, 12, 20), 20)


@given(st.dates(date(2018, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
def test_add_agrees_with_stepping(day: date, n: int) -> None:
    left, at = n, day
    while left:
        at += DAY
        left -= CALENDAR.is_working(at)
    assert CALENDAR.add(day, n) == at
    assert CALENDAR.count(day, at) == n


@given(st.dates(date(2018, 1, 1), date(2026, 12, 1)), st.integers(1, 30))
def test_one_byte_a_day_says_the_same(day: date, length: int) -> None:
    flags = CALENDAR.worked(day, day + DAY * (length - 1))
    assert list(flags) == [CALENDAR.works(day + DAY * n) for n in range(length)]


def test_an_office_adds_the_next_year_and_local_days(tmp_path: Path) -> None:
    write(tmp_path / "CN-2027.json", year=2027, off=[span("元旦", "2027-01-01", "2027-01-03")])
    local = {"local": True, "off": [span("三月三", "2026-04-20", "2026-04-21")]}
    write(tmp_path / "local.json", year=2026, **local)
    calendar = load(SHIPPED, tmp_path)
    assert calendar.add(date(2026, 12, 4), 20) == date(2027, 1, 4)
    assert calendar.why(date(2026, 4, 20)) == "三月三放假"
    assert calendar.why(date(2026, 10, 1)) == "国庆节放假"


def test_an_offices_file_replaces_the_shipped_year(tmp_path: Path) -> None:
    write(tmp_path / "2026.json", year=2026, off=[span("元旦", "2026-01-01")])
    assert load(SHIPPED, tmp_path).is_working(date(2026, 10, 1))


def test_local_days_alone_do_not_make_a_year_known(tmp_path: Path) -> None:
    write(tmp_path / "local.json", year=2027, local=True, off=[span("三月三", "2027-04-09")])
    assert 2027 not in load(SHIPPED, tmp_path).years


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"off": [festival("2027-13-01")]}, "off 第1项", "不是日期"),
        ({"off": [{"from": "2027-01-01"}]}, "off 第1项", "name"),
        ({"off": ["2027-01-01"]}, "off 第1项", "name"),
        ({"off": "2027-01-01"}, "off", "列表"),
        ({"off": [festival("2027-01-03", "2027-01-01")]}, "off 第1项", "起止"),
        ({"off": [festival("2027-01-01", "2027-12-31")]}, "off 第1项", "起止"),
        ({"work": ["2027-01-04"]}, "work", "周一至周五"),
        ({"work": ["2027-01-02"], "off": [festival("2027-01-02")]}, "work", "又写了"),
        ({"work": ["2025-01-04"]}, "work 第1项", "不在2027年"),
        ({"source": []}, "source", "出处"),
        ({"holidays": []}, "holidays", "不认识"),
        ({"year": 27}, "year", "2000"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_place(
    tmp_path: Path, change: dict[str, object], where: str, words: str
) -> None:
    path = write(tmp_path / "CN-2027.json", **{"year": 2027, **change})
    with pytest.raises(BadFile) as caught:
        read_notice(path)
    assert any(p.where == where and words in p.message for p in caught.value.problems)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"not json", b"[]", b'{"year": "2027"}'])
def test_what_is_no_calendar_is_declined(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "CN-2027.json"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=r"CN-2027\.json"):
        load(SHIPPED, tmp_path)


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert load(SHIPPED, tmp_path / "calendar").years == CALENDAR.years


def test_a_file_that_vanished_is_the_machines_trouble(tmp_path: Path) -> None:
    with pytest.raises(Blocked):
        read_notice(tmp_path / "gone.json")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared calendar data is not here")
@pytest.mark.parametrize("year", range(2018, 2027))
def test_shipped_years_agree_with_the_source(year: int) -> None:
    data = json.loads((SHARED / "data" / "calendar" / f"{year}.json").read_text("utf-8"))
    for entry in data["days"]:
        assert CALENDAR.is_working(date.fromisoformat(entry["date"])) is not entry["isOffDay"]


def write(path: Path, **data: object) -> Path:
    path.write_text(json.dumps({"source": ["某号通知"], **data}, ensure_ascii=False), "utf-8")
    return path
