"""The statutory clock: combinations, refusals, and a slow twin; see cases.toml for the vectors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.calendar import CalendarMissing, load
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests import declined
from gkdesk.requests.clock import clock_state
from gkdesk.requests.clockstate import ClockState
from gkdesk.requests.daysheet import DayKind
from gkdesk.requests.model import ClockRules, Event, EventKind, Run
from gkdesk.requests.rules import Rules

from . import naive

K = EventKind
CALENDAR = load(paths.resources() / "calendar")
RULES = Rules.load(FormFolders(paths.forms())).on(date(2026, 1, 1))
DAY = timedelta(days=1)


def d(text: str) -> date:
    """Write 03-09 for a day of 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def receive(on: str = "03-02") -> Event:
    return Event(K.RECEIVE, d(on))


def consult(sent: str, end: str = "", key: str = "A", received: str = "") -> list[Event]:
    opened = Event(K.CONSULT, d(sent), key=key, received_on=d(received) if received else None)
    return [opened, Event(K.OPINION, d(end), key=key)] if end else [opened]


def extend(on: str, days: int = 20) -> Event:
    return Event(K.EXTEND, d(on), days=days, approved=True)


def clock(*events: Event, today: str = "") -> ClockState:
    return clock_state(events, RULES, CALENDAR, today=d(today) if today else None)


def test_corrected_application_counts_afresh() -> None:
    asked = Event(K.ASK_CORRECTION, d("03-11"))
    state = clock(receive(), asked, Event(K.CORRECTED, d("03-19")))
    assert (state.due_on, state.base, state.base_kind) == (d("04-17"), d("03-19"), K.CORRECTED)


def test_asking_for_correction_stops_the_clock() -> None:
    state = clock(receive(), Event(K.ASK_CORRECTION, d("03-11"), received_on=d("03-12")))
    assert (state.run, state.due_on) == (Run.WAIT_CORRECTION, None)
    assert state.correction_until == CALENDAR.add(d("03-12"), 15)


def test_consultation_until_the_opinion() -> None:
    state = clock(receive(), *consult("03-09", "03-24"))
    assert state.due_on == d("04-15")
    left_out = [mark for mark in state.days if mark.kind is DayKind.EXCLUDED]
    assert len(left_out) == 11


def test_silent_addressee_ends_after_fifteen_working_days() -> None:
    state = clock(receive(), *consult("03-09", received="03-11"))
    assert state.excluded[0].end == d("04-01")
    assert state.due_on == d("04-23")
    assert sum(mark.kind is DayKind.EXCLUDED for mark in state.days) == 17


def test_an_opinion_after_the_fifteenth_day_adds_nothing() -> None:
    late = [
        Event(K.CONSULT, d("03-09"), key="A"),
        Event(K.OPINION, d("04-08"), key="A", received_on=d("03-11")),
    ]
    assert clock(receive(), *late).due_on == d("04-23")


def test_extension_of_twenty() -> None:
    state = clock(receive(), extend("03-20"))
    assert (state.due_on, state.extension, state.extended) == (d("04-28"), 20, True)


def test_fee_notice_and_payment() -> None:
    charged = Event(K.CHARGE, d("03-10"))
    waiting = clock(receive(), charged)
    assert (waiting.run, waiting.due_on) == (Run.WAIT_PAYMENT, None)
    assert waiting.payment_until == d("04-08")
    assert clock(receive(), charged, Event(K.PAID, d("03-20"))).due_on == d("04-20")


def test_office_gives_itself_two_days_less() -> None:
    assert clock(receive()).internal_due == d("03-26")
    assert clock(receive("04-10")).internal_due == d("05-09")  # a Saturday worked


# ---- combinations


def test_several_addressees_count_once() -> None:
    one, two = consult("03-09", "03-20"), consult("03-12", "03-24", key="B")
    both = clock(receive(), one[0], two[0], one[1], two[1])
    assert both.due_on == clock(receive(), *consult("03-09", "03-24")).due_on


def test_consultation_after_correction_lengthens_the_fresh_count() -> None:
    corrected = [Event(K.ASK_CORRECTION, d("03-11")), Event(K.CORRECTED, d("03-19"))]
    state = clock(receive(), *corrected, *consult("03-23", "03-27"))
    assert state.due_on == CALENDAR.add(d("04-17"), 4)


def test_consultation_before_payment_reaches_into_the_fresh_count() -> None:
    opened, answered = consult("03-09", "03-25")
    paid = [Event(K.CHARGE, d("03-10")), Event(K.PAID, d("03-20"))]
    state = clock(receive(), opened, *paid, answered)
    assert state.due_on == CALENDAR.add(d("04-20"), 3)  # 23, 24, 25 March are left out


def test_extension_keeps_the_exclusion() -> None:
    state = clock(receive(), *consult("03-09", "03-24"), extend("04-01", 5))
    assert state.due_on == CALENDAR.add(d("04-15"), 5)


def test_consultation_opened_after_the_extension() -> None:
    state = clock(receive(), extend("03-20", 5), *consult("04-01", "04-03"))
    assert state.due_on == CALENDAR.add(CALENDAR.add(d("03-30"), 5), 2)


def test_consultation_across_the_last_day() -> None:
    assert clock(receive(), *consult("03-27", "04-10")).due_on == d("04-13")


def test_consultation_opened_on_the_last_day_still_counts_that_day() -> None:
    assert clock(receive(), *consult("03-30", "04-10")).due_on == d("03-30")


def test_consultation_opened_too_late_changes_nothing() -> None:
    state = clock(receive(), *consult("04-01"))
    assert (state.due_on, state.run) == (d("03-30"), Run.RUNNING)


def test_payment_after_an_extension_voids_its_days_and_keeps_it_used() -> None:
    events = [
        receive(),
        extend("03-09", 10),
        Event(K.CHARGE, d("03-10")),
        Event(K.PAID, d("03-20")),
    ]
    state = clock(*events)
    assert (state.due_on, state.extension, state.extended) == (d("04-20"), 0, True)
    with pytest.raises(declined.SecondExtension):
        clock(*events, extend("03-23"))


def test_agreed_delay_fixes_the_day() -> None:
    agreed = Event(K.AGREE_DELAY, d("03-20"), until=d("06-30"), approved=True)
    state = clock(receive(), agreed)
    assert (state.due_on, state.agreed, state.provisional) == (d("06-30"), d("06-30"), False)
    assert "约定6月30日答复" in state.reason


def test_open_consultation_stops_and_tells_the_earliest_day() -> None:
    state = clock(receive(), *consult("03-09"), today="03-24")
    assert (state.run, state.due_on, state.provisional) == (Run.STOPPED, None, False)
    assert state.earliest == d("04-15")
    assert state.days[-1].on == d("03-24")


def test_open_consultation_runs_out_by_itself() -> None:
    events = [receive(), *consult("03-09", received="03-11")]
    waiting = clock(*events, today="04-01")
    assert (waiting.run, waiting.opinion_until) == (Run.STOPPED, d("04-01"))
    assert clock(*events, today="04-02").due_on == d("04-23")


@pytest.mark.parametrize(("on", "in_time"), [("03-30", True), ("03-31", False)])
def test_reply_counts_on_the_day_it_is_delivered(on: str, in_time: bool) -> None:
    signed = Event(K.REPLY, d("03-27"), outcome="OPEN_GRANT")
    state = clock(receive(), signed, Event(K.DELIVER, d(on)))
    assert (state.replied_on, state.in_time, state.run) == (d(on), in_time, Run.ENDED)
    assert state.due_on == d("03-30")


def test_withdrawing_ends_it() -> None:
    state = clock(receive(), Event(K.WITHDRAW, d("03-10")))
    assert (state.run, state.ended_by, state.in_time) == (Run.ENDED, K.WITHDRAW, None)


def test_lapsed_correction_ends_it_the_day_after() -> None:
    asked = Event(K.ASK_CORRECTION, d("03-11"), days=10, received_on=d("03-12"))
    with pytest.raises(declined.CorrectionNotDue, match="3月26日"):
        clock(receive(), asked, Event(K.CORRECTION_LAPSED, d("03-26")))
    state = clock(receive(), asked, Event(K.CORRECTION_LAPSED, d("03-27")))
    assert state.ended_by is K.CORRECTION_LAPSED


def test_lapsed_payment_ends_it_the_day_after() -> None:
    charged = Event(K.CHARGE, d("03-10"))
    with pytest.raises(declined.PaymentNotDue, match="109号"):
        clock(receive(), charged, Event(K.PAYMENT_LAPSED, d("04-08")))
    state = clock(receive(), charged, Event(K.PAYMENT_LAPSED, d("04-09")))
    assert state.ended_by is K.PAYMENT_LAPSED


# ---- years without a notice


def test_a_year_without_notice_is_provisional() -> None:
    state = clock(receive("12-04"))
    assert (state.due_on, state.provisional, state.earliest) == (None, True, d("2027-01-01"))
    assert state.shown_due == d("2027-01-01")
    assert state.internal_due is None
    assert "2027年放假安排未导入，只能暂估" in state.reason


def test_a_reply_before_the_unknown_year_is_in_time() -> None:
    signed = Event(K.REPLY, d("12-20"))
    assert clock(receive("12-04"), signed, Event(K.DELIVER, d("12-30"))).in_time is True
    assert clock(receive("12-04"), signed, Event(K.DELIVER, d("2027-01-04"))).in_time is None


def test_extension_after_an_estimate_asks_for_the_calendar() -> None:
    with pytest.raises(CalendarMissing, match="2027年"):
        clock(receive("12-04"), extend("2027-01-04"))


# ---- what is refused, each with its article


@pytest.mark.parametrize(
    ("events", "error", "article"),
    [
        ([Event(K.CORRECTED, d("03-01"))], declined.OutOfOrder, "第三十三条"),
        ([extend("03-20"), Event(K.WITHDRAW, d("03-19"))], declined.OutOfOrder, "第三十三条"),
        ([*consult("03-09", "03-06")], declined.OutOfOrder, "第三十三条"),
        ([Event(K.OPINION, d("03-09"), key="A")], declined.NoSuchConsultation, "第三十二条"),
        ([extend("03-20", 21)], declined.ExtensionTooLong, "第三十三条第二款"),
        ([extend("03-20", 0)], declined.ExtensionTooLong, "第三十三条第二款"),
        ([extend("03-31")], declined.ExtensionLate, "第三十三条第二款"),
        ([extend("03-20", 5), extend("03-23", 5)], declined.SecondExtension, "第三十三条第二款"),
        ([Event(K.EXTEND, d("03-20"), days=5)], declined.NoApprover, "第三十三条第二款"),
        ([Event(K.ASK_CORRECTION, d("03-12"))], declined.CorrectionLate, "第三十条"),
        (
            [Event(K.ASK_CORRECTION, d("03-11")), Event(K.CORRECTION_LAPSED, d("05-11"))],
            declined.CorrectionNotProved,
            "第三十条",
        ),
        (
            [Event(K.ASK_CORRECTION, d("03-11")), extend("03-12")],
            declined.ClockStopped,
            "第三十三条",
        ),
        ([Event(K.CHARGE, d("03-31"))], declined.ChargeLate, "109号"),
        (
            [Event(K.AGREE_DELAY, d("03-20"), until=d("03-30"), approved=True)],
            declined.DelayNotLater,
            "第三十五条",
        ),
        ([Event(K.AGREE_DELAY, d("03-20"), until=d("04-30"))], declined.NoApprover, "第三十五条"),
        (
            [*consult("03-09"), Event(K.REPLY, d("03-20"), outcome="OPEN_GRANT")],
            declined.OpinionPending,
            "第三十二条",
        ),
        ([receive("03-03")], declined.NoReceipt, "第三十一条"),
    ],
)  # fmt: skip
def test_refused_with_its_article(
    events: list[Event], error: type[declined.StepDeclined], article: str
) -> None:
    with pytest.raises(error, match=article):
        clock(receive(), *events)


def test_nothing_may_lie_after_today() -> None:
    with pytest.raises(declined.FutureEvent, match="第三十一条"):
        clock(receive("03-02"), today="03-01")


def test_the_receipt_comes_first() -> None:
    with pytest.raises(declined.NoReceipt):
        clock()
    with pytest.raises(declined.NoReceipt):
        clock(extend("03-20"))


def test_a_second_correction_is_warned_about() -> None:
    state = clock(
        receive(),
        Event(K.ASK_CORRECTION, d("03-04")),
        Event(K.CORRECTED, d("03-06")),
        Event(K.ASK_CORRECTION, d("03-10")),
    )
    assert "一次性" in state.warnings[0]


def test_a_late_payment_is_warned_about() -> None:
    state = clock(receive(), Event(K.CHARGE, d("03-10")), Event(K.PAID, d("04-09")))
    assert "4月8日" in state.warnings[0]


# ---- properties, and the slow twin

receipts = st.dates(date(2019, 5, 15), date(2026, 5, 29))
offsets = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3)
extensions = st.integers(0, 20)


def case(receipt: date, gaps: list[tuple[int, int]], extension: int) -> list[Event]:
    later = []
    for number, (start, length) in enumerate(gaps):
        sent = receipt + DAY * start
        later.append(Event(K.CONSULT, sent, key=str(number)))
        later.append(Event(K.OPINION, sent + DAY * length, key=str(number)))
    if extension:
        later.append(Event(K.EXTEND, receipt, days=extension, approved=True))
    return [Event(K.RECEIVE, receipt), *sorted(later, key=lambda event: event.on)]


def slow_due(receipt: date, gaps: list[tuple[int, int]], allowed: int) -> date:
    spans = [(receipt + DAY * start, receipt + DAY * (start + length)) for start, length in gaps]
    return naive.nth(receipt, allowed, spans)


def reckon(receipt: date, gaps: list[tuple[int, int]], extension: int) -> ClockState:
    return clock_state(case(receipt, gaps, extension), RULES, CALENDAR)


@given(receipts, offsets, extensions)
def test_agrees_with_the_slow_twin(
    receipt: date, gaps: list[tuple[int, int]], extension: int
) -> None:
    assert reckon(receipt, gaps, extension).due_on == slow_due(receipt, gaps, 20 + extension)


@given(receipts, offsets, extensions)
def test_never_before_twenty_working_days(
    receipt: date, gaps: list[tuple[int, int]], extension: int
) -> None:
    due = reckon(receipt, gaps, extension).due_on
    assert due is not None
    assert due >= CALENDAR.add(receipt, 20 + extension)


@given(receipts, st.integers(1, 30))
def test_a_later_receipt_is_never_due_earlier(receipt: date, days: int) -> None:
    first, second = reckon(receipt, [], 0).due_on, reckon(receipt + DAY * days, [], 0).due_on
    assert first is not None
    assert second is not None
    assert first <= second


@given(receipts, offsets, st.integers(1, 20))
def test_extension_adds_exactly_its_days(
    receipt: date, gaps: list[tuple[int, int]], extension: int
) -> None:
    plain, longer = reckon(receipt, gaps, 0), reckon(receipt, gaps, extension)
    assert plain.due_on is not None
    added = [mark for mark in longer.days if mark.on > plain.due_on and mark.number]
    assert len(added) == extension


@given(receipts, offsets, extensions)
def test_the_day_sheet_holds_every_day_once(
    receipt: date, gaps: list[tuple[int, int]], extension: int
) -> None:
    state = reckon(receipt, gaps, extension)
    marks = state.days
    assert state.due_on is not None
    assert [mark.on for mark in marks] == [
        receipt + DAY * n for n in range(1, (state.due_on - receipt).days + 1)
    ]
    numbers = [mark.number for mark in marks if mark.number is not None]
    assert numbers == list(range(1, 21 + extension))
    for mark in marks:
        left_out = any(gap.end and gap.sent < mark.on <= gap.end for gap in state.excluded)
        assert not (left_out and mark.number)
        assert mark.why


@given(receipts, st.integers(0, 9), st.integers(0, 20), st.integers(0, 30))
def test_restarts_forget_what_was_before(
    receipt: date, asked: int, corrected: int, paid: int
) -> None:
    ask = min(receipt + DAY * asked, CALENDAR.add(receipt, 7))
    filed = ask + DAY * corrected
    events = [Event(K.RECEIVE, receipt), Event(K.ASK_CORRECTION, ask), Event(K.CORRECTED, filed)]
    assert clock_state(events, RULES, CALENDAR).due_on == CALENDAR.add(filed, 20)
    charged = Event(K.CHARGE, filed)
    state = clock_state([*events, charged, Event(K.PAID, filed + DAY * paid)], RULES, CALENDAR)
    assert state.due_on == CALENDAR.add(filed + DAY * paid, 20)


def test_other_figures_give_another_day() -> None:
    rules = ClockRules(
        reply=15, extension=15, correction_notice=5, correction=10, correction_limit=60, opinion=10,
        payment=10, internal_lead=1,
    )  # fmt: skip
    assert clock_state([receive()], rules, CALENDAR).due_on == d("03-23")


def test_the_days_named_in_the_notice_hold_when_its_arrival_is_told_later() -> None:
    asked = Event(K.ASK_CORRECTION, d("03-11"), days=10)
    lapsed = Event(K.CORRECTION_LAPSED, d("03-26"), received_on=d("03-12"))
    with pytest.raises(declined.CorrectionNotDue, match="3月26日"):
        clock(receive(), asked, lapsed)


def test_nobody_is_given_up_on_an_estimated_day() -> None:
    asked = Event(K.ASK_CORRECTION, d("12-09"), received_on=d("12-14"))
    lapsed = Event(K.CORRECTION_LAPSED, d("2027-01-11"))
    with pytest.raises(CalendarMissing, match="2027年"):
        clock(receive("12-07"), asked, lapsed)
    charged = Event(K.CHARGE, d("12-09"))
    with pytest.raises(CalendarMissing, match="2027年"):
        clock(receive("12-07"), charged, Event(K.PAYMENT_LAPSED, d("2027-01-11")))


def test_an_opinion_is_awaited_while_its_last_day_is_only_estimated() -> None:
    state = clock(receive("12-07"), *consult("12-09", received="12-14"), today="2027-01-20")
    assert (state.run, state.due_on) == (Run.STOPPED, None)


def test_the_last_day_of_the_notice_is_not_guessed() -> None:
    assert clock(receive("12-28")).correction_due is None
