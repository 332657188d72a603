"""What is due by which day: the table of cases, and what must hold for any day and wording."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base import calendar as calendars
from gkdesk.base.calendar import WorkCalendar
from gkdesk.catalog import duedays, house, limit
from gkdesk.catalog.dueanswers import Answers, Cells
from gkdesk.catalog.duemodel import (
    Answer,
    DueState,
    Occasion,
    OccasionKind,
    Publication,
    Slot,
    Span,
)
from gkdesk.catalog.dueslots import Plan, Slots
from gkdesk.catalog.duewords import clause_words, slot_words

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "due.toml").read_text("utf-8")
)["案"]
HOUSE = house.load(paths.forms() / "rules" / "catalog_house.toml")
CALENDAR = calendars.load(paths.resources() / "calendar")
SLOTS = Slots(CALENDAR, HOUSE)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
KINDS = {
    "批准": "approved", "决定": "decided", "收到": "received", "结束": "finished", "举行": "held",
    "启动": "started", "进展": "progress", "延长": "extended", "核对": "checked",
}  # fmt: skip

days = st.dates(date(2018, 1, 1), date(2026, 11, 30))
units = st.sampled_from(["working_day", "day", "week", "month", "quarter", "half_year", "year"])


def plan(text: str, column: str = "") -> Plan:
    return Plan(limit.parse(text), column)


def made(on: str, published: str = "", *, withdrawn: str = "", period: str = "") -> Publication:
    return Publication(
        f"r{on}{published}{period}", "2026-00001", "01-01-001", date.fromisoformat(on),
        date.fromisoformat(published) if published else None,
        date.fromisoformat(withdrawn) if withdrawn else None, period,
    )  # fmt: skip


def happened(kind: str, on: str) -> Occasion:
    return Occasion(f"e{kind}{on}", "01-01-001", OccasionKind(kind), date.fromisoformat(on))


def answer(
    text: str,
    records: list[Publication],
    occasions: list[Occasion] | None = None,
    *,
    today: str = "2026-04-10",
    span: tuple[date, date] = YEAR,
    column: str = "",
) -> list[Answer]:
    found = Answers(SLOTS, *span, date.fromisoformat(today))
    return found.of(plan(text, column), records, occasions or [])


def told(found: list[Answer]) -> list[tuple[str, str, int]]:
    return [(one.slot.due_on.isoformat(), one.state.value, one.days) for one in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["时限"][:24])
def test_cases(case: dict[str, Any]) -> None:
    records, occasions = [], []
    for text in case.get("事", []):
        on, what = text.split(" ")
        if what == "形成":
            records.append(made(on))
        else:
            occasions.append(happened(KINDS[what], on))
    span = (case.get("自", YEAR[0]), case.get("至", YEAR[1]))
    found = answer(case["时限"], records, occasions, span=span)
    assert [one.slot.due_on for one in found] == case["到期"]
    if "期" in case:
        assert [one.slot.period for one in found] == case["期"]
    assert any(one.slot.provisional for one in found) is case.get("暂估", False)


def test_a_record_answers_what_its_own_day_set_off() -> None:
    text = "信息形成之日起7个工作日内"
    records = [
        made("2026-03-02", "2026-03-04"),
        made("2026-03-03", "2026-03-20"),
        made("2026-03-04", "2026-03-01"),
        made("2026-03-05"),
        made("2026-04-09"),
    ]
    assert told(answer(text, records)) == [
        ("2026-03-11", "done", 0),
        ("2026-03-12", "late", 8),
        ("2026-03-13", "early", 3),
        ("2026-03-16", "missing", 25),
        ("2026-04-20", "open", 0),
    ]


def test_the_day_due_itself_is_in_time() -> None:
    text = "信息形成之日起7个工作日内"
    [on_time] = answer(text, [made("2026-03-02", "2026-03-11")])
    [late] = answer(text, [made("2026-03-02", "2026-03-12")])
    [open_] = answer(text, [made("2026-03-02")], today="2026-03-11")
    assert [on_time.state, late.state, open_.state] == ["done", "late", "open"]


def test_each_occasion_wants_a_publication_of_its_own() -> None:
    text = "本级人民代表大会批准后20日内"
    occasions = [happened("approved", "2026-01-10"), happened("approved", "2026-02-01")]
    one = [made("2026-01-12", "2026-01-15")]
    assert told(answer(text, one, occasions)) == [
        ("2026-01-30", "done", 0),
        ("2026-02-21", "missing", 48),
    ]
    both = [*one, made("2026-02-02", "2026-02-27")]
    assert told(answer(text, both, occasions))[1] == ("2026-02-21", "late", 6)


def test_a_record_made_on_the_very_day_is_taken_before_an_earlier_one() -> None:
    text = "批准后20日内"
    other, own = made("2026-01-05", "2026-01-20"), made("2026-01-10", "2026-01-25")
    [found] = answer(text, [other, own], [happened("approved", "2026-01-10")])
    assert found.by == own


def test_what_was_told_after_the_event_does_not_answer_a_notice_before_it() -> None:
    text = "会议召开前3日"
    event = [happened("held", "2026-03-10")]
    assert told(answer(text, [made("2026-03-01", "2026-03-05")], event)) == [
        ("2026-03-06", "done", 0)
    ]
    assert told(answer(text, [made("2026-03-01", "2026-03-08")], event)) == [
        ("2026-03-06", "late", 2)
    ]
    assert told(answer(text, [made("2026-03-11", "2026-03-11")], event))[0][1] == "missing"


def test_periods_go_by_the_period_filled_in_else_by_the_day() -> None:
    found = answer(
        "每季度",
        [
            made("2026-04-02", "2026-04-08", period="2026Q1"),
            made("2026-04-03", "2026-04-09"),
        ],
    )
    assert [(one.slot.period, one.state.value, one.days) for one in found] == [
        ("2026Q1", "late", 8),
        ("2026Q2", "done", 0),
        ("2026Q3", "open", 0),
        ("2026Q4", "open", 0),
    ]


def test_a_figure_of_the_next_quarter_is_too_early() -> None:
    [first, *_] = answer("每季度", [made("2025-12-20", "2025-12-22", period="2026Q1")])
    assert (first.state, first.days) == (DueState.EARLY, 10)


def test_what_is_open_for_long_is_checked_once_a_year() -> None:
    span = (date(2023, 1, 1), date(2026, 12, 31))
    records = [made("2023-05-01", "2023-05-02")]
    found = answer("永久公开", records, [happened("checked", "2025-06-01")], span=span)
    assert [one.state.value for one in found] == ["done", "unclear", "done", "open"]
    nothing = answer("永久公开", [], [], span=span)
    assert [one.state.value for one in nothing] == ["missing", "missing", "missing", "open"]
    gone = answer("永久公开", [made("2023-05-01", "2023-05-02", withdrawn="2024-03-01")], span=span)
    assert [one.state.value for one in gone] == ["done", "missing", "missing", "open"]


def test_a_dynamic_column_is_owed_until_it_is_renewed() -> None:
    records = [made("2026-01-05", "2026-01-05"), made("2026-03-16", "2026-03-16")]
    found = answer("长期公开", records, column="dynamic")
    rolling = [one for one in found if not one.slot.period]
    assert told(rolling) == [
        ("2026-01-15", "done", 0),  # counted from the first day asked for
        ("2026-01-19", "late", 56),
        ("2026-03-30", "missing", 11),
    ]
    months = [duedays_span(month) for month in range(1, 7)]
    codes = Cells(months, date(2026, 4, 10)).of(rolling, DueState.NONE)
    names = [list(DueState)[code].value for code in codes]
    assert names == ["late", "late", "missing", "missing", "none", "none"]


def test_a_rhythm_counts_from_the_last_publication_before_the_days_asked_for() -> None:
    span = (date(2026, 3, 1), date(2026, 12, 31))
    [found] = answer("每20个工作日更新", [made("2025-12-01", "2025-12-02")], span=span)
    assert found.state is DueState.MISSING
    assert found.slot.opens_on == date(2025, 12, 3)


def test_display_and_unpublishing() -> None:
    shown = plan("制定信息之日起10个工作日内,公示7个工作日")
    today = date(2026, 4, 10)
    [kept] = SLOTS.holds(shown, made("2026-03-01", "2026-03-02"), today)
    [broken] = SLOTS.holds(shown, made("2026-03-01", "2026-03-02", withdrawn="2026-03-11"), today)
    assert (kept.until, kept.broken, broken.broken) == (date(2026, 3, 11), False, True)
    down = plan("公示满5年(企业)/3年(个人)不再公示")
    both = list(SLOTS.holds(down, made("2022-01-01", "2022-01-10"), today))
    assert [(one.until.year, one.broken) for one in both] == [(2027, False), (2025, True)]


def test_house_figures_say_that_they_are_local() -> None:
    for text in ("实时公开", "及时公开", "按进展情况", "随时", "永久公开"):
        [clause] = limit.parse(text).clauses
        assert "本地约定" in clause_words(clause, HOUSE), text
    [found] = answer("实时公开", [made("2026-04-09")])
    assert found.slot.local
    [law] = answer("20个工作日", [made("2026-04-09")])
    assert not law.slot.local


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每季度的首个月20日", "2025年四季度：每季度第1个月20日前公开"),
        ("每季度", "2026年一季度：每季度公开一次，没有写日期，以季末为限"),
        ("每年1月31日前", "2025年：每年1月31日前公开"),
        ("每月5日前", "2025年12月：每月5日前公开"),
    ],
)
def test_a_duty_says_why_it_is_due(text: str, words: str) -> None:
    assert slot_words(answer(text, [])[0].slot, HOUSE) == words


@given(days, units, st.integers(1, 60))
def test_a_longer_limit_is_never_sooner(day: date, unit: str, count: int) -> None:
    shorter = duedays.after(day, count, unit, CALENDAR).on
    longer = duedays.after(day, count + 1, unit, CALENDAR).on
    assert day < shorter < longer
    assert duedays.after(day + timedelta(days=1), count, unit, CALENDAR).on >= shorter


@given(days, units, st.integers(1, 60), st.booleans())
def test_before_lies_before_and_leaves_whole_days(
    day: date, unit: str, count: int, clear: bool
) -> None:
    due = duedays.before(day, count, unit, CALENDAR, clear=clear).on
    assert due < day
    if unit == "day":
        assert (day - due).days - 1 == count - (not clear)
    if unit == "working_day":
        between = CALENDAR.rank(day - timedelta(days=1)) - CALENDAR.rank(due)
        assert between == count - (not clear)


@given(st.sampled_from(["month", "quarter", "half_year", "year"]), st.integers(1, 7), days, days)
def test_periods_leave_no_day_out(unit: str, count: int, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    spans = list(duedays.periods(unit, count, first, last))
    assert spans[0].first <= first
    assert spans[-1].last >= last
    for one, following in pairwise(spans):
        assert following.first == one.last + timedelta(days=1)
    assert len({span.label for span in spans}) == len(spans)


@given(st.sampled_from([case["时限"] for case in CASES]), days, days)
def test_duties_of_two_halves_are_those_of_the_whole(text: str, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    middle = first + (last - first) / 2
    own = plan(text)

    def due(start: date, end: date) -> list[Slot]:
        return list(SLOTS.of_periods(own, start, end)) if start <= end else []

    assert due(first, middle) + due(middle + timedelta(days=1), last) == due(first, last)


@given(days, st.integers(0, 400), st.integers(1, 40))
def test_a_day_later_is_never_better(on: date, delay: int, count: int) -> None:
    text = f"信息形成之日起{count}个工作日内"
    span = (date(2018, 1, 1), date(2029, 12, 31))
    order = [DueState.DONE, DueState.LATE]
    states = []
    for more in (0, 1):
        record = Publication("r", "", "", on, on + timedelta(days=delay + more))
        [found] = Answers(SLOTS, *span, date(2029, 1, 1)).of(plan(text), [record], [])
        states.append((order.index(found.state), found.days))
    assert states[0] <= states[1]


spans_of_days = st.tuples(st.integers(0, 700), st.integers(-20, 90))
noted = st.tuples(st.sampled_from(list(OccasionKind)), st.integers(0, 700))


@given(
    st.sampled_from([case["时限"] for case in CASES]),
    st.lists(spans_of_days, max_size=6),
    st.lists(noted, max_size=3),
    st.sampled_from(["", "dynamic", "static"]),
    spans_of_days,
)
def test_one_more_publication_never_makes_more_gaps(
    text: str,
    records: list[tuple[int, int]],
    events: list[tuple[OccasionKind, int]],
    column: str,
    more: tuple[int, int],
) -> None:
    start, today = date(2024, 6, 1), date(2026, 4, 10)

    def record(at: int, pair: tuple[int, int]) -> Publication:
        made_on = start + timedelta(days=pair[0])
        out = made_on + timedelta(days=pair[1])
        return Publication(f"r{at}", "", "k", made_on, out if out <= today else None)

    before = [record(at, pair) for at, pair in enumerate(records)]
    extra = record(99, more)
    occasions = [
        Occasion(f"e{at}", "k", kind, start + timedelta(days=day))
        for at, (kind, day) in enumerate(events)
    ]
    answers = Answers(SLOTS, date(2025, 1, 1), date(2026, 12, 31), today)
    own = plan(text, column)
    less = answers.of(own, before, occasions)
    for one in less:
        assert one.by is None or one.by.published_on is not None
        if one.state is DueState.MISSING:
            assert one.slot.due_on < today
        if one.state is DueState.OPEN:
            assert one.slot.due_on >= today
    assert [one.slot.due_on for one in less] == sorted(one.slot.due_on for one in less)
    if extra.published_on is not None:
        after = answers.of(own, [*before, extra], occasions)
        assert gaps(after) <= gaps(less)


def gaps(answers: list[Answer]) -> int:
    return sum(one.state is DueState.MISSING for one in answers)


def test_a_paper_older_than_the_calendar_owes_nothing() -> None:
    old = [made("1987-05-01", "1999-05-01"), made("1987-05-02")]
    [stale] = answer("每20个工作日更新", old)
    assert stale.state is DueState.MISSING
    for text in ("20个工作日内", "永久公开", "公示7个工作日", "每季度"):
        found = answer(text, old)
        assert all(one.slot.due_on.year == 2026 for one in found), text
        own = plan(text)
        assert [hold for one in old for hold in SLOTS.holds(own, one, date(2026, 4, 10))] == []


def test_a_year_without_its_notice_is_provisional() -> None:
    bare = Slots(WorkCalendar([]), HOUSE)
    [found] = bare.of_making(plan("20个工作日"), made("2026-03-02"))
    assert found.provisional
    [natural] = bare.of_making(plan("信息形成之日起20日内"), made("2026-03-02"))
    assert not natural.provisional


def duedays_span(month: int) -> Span:
    [span] = duedays.periods("month", 1, date(2026, month, 1), date(2026, month, 1))
    return span
