"""The table of cases a lawyer can read (cases.toml), reckoned one by one; and second opinions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.calendar import WorkCalendar, YearNotice, load, read_notice
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests import declined, remedies
from gkdesk.requests.clock import clock_state
from gkdesk.requests.disputes import pending
from gkdesk.requests.model import ClockRules, Event, EventKind, Method
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests
from gkdesk.requests.steps import state_of
from tests.requests.inside import archived

from . import naive

K = EventKind
DAY = timedelta(days=1)
CALENDAR = load(paths.resources() / "calendar")
RULES = Rules.load(FormFolders(paths.forms()))
FIGURES = RULES.on(date(2026, 1, 1))
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases.toml").read_text("utf-8")
)["案"]
KEYS = {
    "名", "事", "期限", "暂估", "环节", "拒绝", "提醒", "补正期", "三方期", "延长后", "文书",
    "超期", "应诉期", "另加假日", "休息日顺延", "旧法", "按日",
}  # fmt: skip


KINDS = {one.label: one for one in EventKind}
METHODS = {one.label: one for one in Method}


def event_of(line: str) -> Event:
    """Read “2026-03-20 延长答复期限 天数=5 批准=是”."""
    on, label, *parts = line.split()
    more = dict(part.split("=") for part in parts)

    def day(name: str) -> date | None:
        return date.fromisoformat(more[name]) if name in more else None

    assert more.keys() <= {"天数", "对方收到", "至", "号", "结果", "方式", "批准", "责令"}, line
    return Event(
        kind=KINDS[label],
        on=date.fromisoformat(on),
        days=int(more.get("天数", 0)),
        received_on=day("对方收到"),
        until=day("至"),
        key=more.get("号", ""),
        approved="是" in (more.get("批准"), more.get("责令")),
        method=METHODS[more["方式"]] if "方式" in more else None,
        outcome=more.get("结果", ""),
    )


@cache
def calendar_with(days: tuple[date, ...]) -> WorkCalendar:
    """Return the shipped calendar with more days off; their years stay unknown."""
    notices = [read_notice(path) for path in (paths.resources() / "calendar").glob("*.json")]
    local = YearNotice(days[0].year, off=dict.fromkeys(days, "假日"), local=True)
    return WorkCalendar([*notices, local])


def named(case: dict[str, Any]) -> str:
    return str(case["名"])


def events_of(case: dict[str, Any]) -> list[Event]:
    return [event_of(line) for line in case["事"]]


def calendar_of(case: dict[str, Any]) -> WorkCalendar:
    return calendar_with(tuple(case["另加假日"])) if "另加假日" in case else CALENDAR


def figures(case: dict[str, Any]) -> ClockRules:
    return replace(FIGURES, rest_receipt=case.get("休息日顺延", False))


def test_the_table_is_complete() -> None:
    assert len(CASES) >= 40
    assert len({named(case) for case in CASES}) == len(CASES)
    for case in CASES:
        assert case.keys() <= KEYS, named(case)
        told = {"期限", "环节", "拒绝", "三方期"} & case.keys()
        assert told, f"{named(case)}: nothing is expected"


@pytest.mark.parametrize("case", [case for case in CASES if "拒绝" not in case], ids=named)
def test_the_days_of_the_table(case: dict[str, Any]) -> None:
    events, calendar = events_of(case), calendar_of(case)
    if "三方期" in case:
        estimate = calendar.estimate(events[0].on, 15)
        assert estimate == (case["三方期"], case.get("暂估", False))
    if case.get("旧法"):  # received before the regulation of 2019: only the days are compared
        return
    clock = clock_state(events, figures(case), calendar)
    if "期限" in case:
        assert (clock.shown_due, clock.provisional) == (case["期限"], case.get("暂估", False))
        assert (clock.due_on is None) is clock.provisional
    if "补正期" in case:
        assert clock.correction_due == case["补正期"]
    if "延长后" in case:
        extend = Event(K.EXTEND, events[0].on, days=20, approved=True)
        longer = clock_state([events[0], extend], FIGURES, calendar)
        expected = None if case["延长后"] == "暂估" else case["延长后"]
        assert (longer.due_on, longer.provisional) == (expected, expected is None)


@pytest.mark.parametrize("case", [case for case in CASES if "拒绝" in case], ids=named)
def test_the_refusals_of_the_table(case: dict[str, Any]) -> None:
    events, today = events_of(case), case.get("按日")
    clock_state(events[:-1], FIGURES, CALENDAR, today=today)
    with pytest.raises(declined.StepDeclined, match=case["拒绝"]):
        clock_state(events, FIGURES, CALENDAR, today=today)


@pytest.mark.parametrize(
    "case", [case for case in CASES if {"环节", "提醒", "超期", "应诉期"} & case.keys()], ids=named
)
def test_the_states_of_the_table(case: dict[str, Any]) -> None:
    events = events_of(case)
    clock = clock_state(events, figures(case), CALENDAR)
    if "环节" in case:
        assert state_of(events, clock).label == case["环节"]
    if "提醒" in case:
        assert case["提醒"] in "".join(clock.warnings)
    if "超期" in case:
        assert clock.in_time is not case["超期"]
    if "应诉期" in case:
        [one] = pending(events)
        assert remedies.defence(one, RULES, CALENDAR).on == case["应诉期"]


# what each step is filled in with when the case is worked in a real office
FILLED: dict[EventKind, dict[str, object]] = {
    K.ASK_CORRECTION: {"correction_items": ["写明年份"], "guidance": "请写明年份"},
    K.CONSULT: {"addressee": "西河村村民委员会", "info_involved": "清单中的种植户姓名"},
    K.OPINION: {"opinion": "agree"},
    K.EXTEND: {"extend_reason": "材料多", "approved_by": "何敏"},
    K.REPLY: {
        "found_facts": "经检索，找到1份材料。", "provided_items": ["发放清单（共3页）"],
        "secrecy_by": "王建军", "signed_by": "刘长顺",
        "confirmed": "yes",
    },
    K.DELIVER: {"receiver": "张建国"},
    K.DISPUTE: {"dispute_organ": "云岭县人民政府"},
}  # fmt: skip


def form_of(event: Event) -> dict[str, object]:
    form = FILLED.get(event.kind, {}) | {"on": event.on.isoformat()}
    if event.kind is K.EXTEND:
        form["extend_days"] = str(event.days)
    if event.kind is K.DELIVER and event.method is not None:
        form["method"] = event.method.value
    if event.kind is K.DISPUTE:
        form["dispute_kind"] = event.outcome
    if event.kind is K.DECIDE:
        form |= {"result": event.outcome, "redo_order": "yes" if event.approved else "no"}
    return form


@pytest.mark.parametrize("case", [case for case in CASES if "文书" in case], ids=named)
def test_the_documents_of_the_table(
    case: dict[str, Any],
    requests: Requests,
    documents: Documents,
    values: dict[str, object],
    at: Callable[[str], None],
) -> None:
    first, *later = events_of(case)
    at(first.on.isoformat())
    uid = requests.register(values | {"received_on": first.on.isoformat()}).uid
    for event in later:
        at(event.on.isoformat())
        if event.kind is EventKind.ARCHIVE:
            archived(requests, uid)
        else:
            requests.act(uid, event.kind, form_of(event))
    found = requests.get(uid)
    assert [one.form for one in documents.of(f"request:{uid}")] == case["文书"]
    if "环节" in case:
        assert found.state.label == case["环节"]
    if "期限" in case:
        assert (found.due_on, found.provisional) == (case["期限"], case.get("暂估", False))
    if "超期" in case:
        assert requests.clock(uid).in_time is not case["超期"]


# ---- second opinions: the same days found by code of its own

receipts = st.dates(date(2019, 5, 15), date(2026, 5, 29))
later_receipts = st.dates(date(2019, 5, 15), date(2027, 6, 30))
spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=5)
counts = st.integers(1, 60)


def case_of(receipt: date, gaps: list[tuple[int, int]]) -> list[Event]:
    events = []
    for number, (start, length) in enumerate(gaps):
        sent = receipt + DAY * start
        events += [
            Event(K.CONSULT, sent, key=str(number)),
            Event(K.OPINION, sent + DAY * length, key=str(number)),
        ]
    return [Event(K.RECEIVE, receipt), *sorted(events, key=lambda event: event.on)]


@given(later_receipts, st.integers(1, 80))
def test_working_days_agree_with_a_count_day_by_day(start: date, count: int) -> None:
    on, provisional = CALENDAR.estimate(start, count)
    assert on == naive.nth(start, count)
    assert provisional is not naive.known(start + DAY, on)


@given(receipts, counts, counts)
def test_days_add_up(start: date, one: int, other: int) -> None:
    assert CALENDAR.nth(CALENDAR.rank(CALENDAR.nth(CALENDAR.rank(start) + one)) + other) == (
        naive.nth(start, one + other)
    )


@given(receipts, spans)
def test_overlapping_consultations_count_as_their_union(
    receipt: date, gaps: list[tuple[int, int]]
) -> None:
    days = [(receipt + DAY * start, receipt + DAY * (start + length)) for start, length in gaps]
    union = naive.merged(days)
    relative = [((first - receipt).days, (last - first).days) for first, last in union]
    due = clock_state(case_of(receipt, gaps), FIGURES, CALENDAR).due_on
    assert due == clock_state(case_of(receipt, relative), FIGURES, CALENDAR).due_on
    assert due == naive.nth(receipt, 20, days)


@given(receipts, spans, st.tuples(st.integers(0, 60), st.integers(0, 40)))
def test_one_more_consultation_never_brings_the_day_forward(
    receipt: date, gaps: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    before = clock_state(case_of(receipt, gaps), FIGURES, CALENDAR).due_on
    after = clock_state(case_of(receipt, [*gaps, more]), FIGURES, CALENDAR).due_on
    assert before is not None
    assert after is not None
    assert after >= before


@given(receipts, st.booleans())
def test_a_rest_day_receipt_moves_to_the_next_working_day_or_not_at_all(
    receipt: date, moves: bool
) -> None:
    rules = replace(FIGURES, rest_receipt=moves)
    clock = clock_state([Event(K.RECEIVE, receipt)], rules, CALENDAR)
    base = receipt
    while moves and not naive.worked(base):
        base += DAY
    assert (clock.base, clock.received_on) == (base, receipt)
    assert clock.due_on == naive.nth(base, 20)
    assert clock.correction_due == naive.nth(base, 7)
    assert len([mark for mark in clock.days if mark.number]) == 20


steps = st.lists(
    st.tuples(
        st.sampled_from(["correct", "pay", "consult", "extend", "redo"]),
        st.integers(0, 6),
        st.integers(0, 20),
        st.integers(1, 20),
    ),
    max_size=6,
)


@given(receipts, steps)
def test_whole_histories_agree_with_a_count_day_by_day(
    receipt: date, history: list[tuple[str, int, int, int]]
) -> None:
    """Random lawful histories: restarts, opinions, one extension, new replies ordered."""
    events, day, filed, allowed = [Event(K.RECEIVE, receipt)], receipt, receipt, 20
    base, gaps, extended, redone = receipt, list[naive.Span](), False, False
    for number, (what, wait, length, days) in enumerate(history):
        on = day + DAY * wait
        end = on + DAY * length
        due = naive.nth(base, allowed, gaps)
        if what == "correct" and on <= naive.nth(filed, 7):
            events += [Event(K.ASK_CORRECTION, on), Event(K.CORRECTED, end)]
            base = filed = day = end
            allowed = allowed if redone else 20
        elif what == "pay" and on <= due:
            events += [Event(K.CHARGE, on), Event(K.PAID, end)]
            base = day = end
            allowed = allowed if redone else 20
        elif what == "consult":
            key = str(number)
            events += [Event(K.CONSULT, on, key=key), Event(K.OPINION, end, key=key)]
            gaps.append((on, end))
            day = end
        elif what == "extend" and on <= due and not extended and not redone:
            events.append(Event(K.EXTEND, on, days=days, approved=True))
            allowed, extended, day = allowed + days, True, on
        elif what == "redo":
            events.append(Event(K.REDO, on, days=days))
            base, filed, day, allowed, gaps, redone = on, on, on, days, [], True
    clock = clock_state(events, FIGURES, CALENDAR)
    expected = naive.nth(base, allowed, gaps)
    assert clock.shown_due == expected
    assert clock.provisional is not naive.known(base + DAY, expected)
    assert [mark.number for mark in clock.days if mark.number] == list(range(1, allowed + 1))
