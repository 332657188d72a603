"""复议 and 诉讼 after a reply: last days, states, two replies, and table 四."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.calendar import load
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests import declined, remedies
from gkdesk.requests.acts import outcome_of, replies_of
from gkdesk.requests.disputes import disputes, this_round
from gkdesk.requests.disputetable import COLUMNS, PENDING, TOTAL, dispute_table
from gkdesk.requests.model import BadForm, DisputeKind, Event, EventKind, Method, Request, State
from gkdesk.requests.rulefile import check
from gkdesk.requests.rules import Rules, Status
from gkdesk.requests.service import Requests
from tests.requests.inside import SIGNED, archived

K = EventKind
At = Callable[[str], None]
Values = dict[str, object]
CALENDAR = load(paths.resources() / "calendar")
RULES = Rules.load(FormFolders(paths.forms()))
REPLY: Values = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["发放清单（共3页）"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}
HANDED: Values = {"method": "direct", "receiver": "张建国"}
REVIEW: Values = {"dispute_kind": "review", "dispute_organ": "云岭县人民政府", "case_no": "复1号"}


def d(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


# ---- the last days of remedies


def delivered(on: str) -> list[Event]:
    return [
        Event(K.RECEIVE, d("03-02")),
        Event(K.REPLY, d("03-20"), outcome="OPEN_GRANT"),
        Event(K.DELIVER, d(on), method=Method.DIRECT),
    ]


@pytest.mark.parametrize(
    ("known", "review", "suit"),
    [
        ("2026-03-20", "2026-05-19", "2026-09-21"),  # 09-20 is a Sunday worked: see the next test
        ("2026-03-05", "2026-05-06", "2026-09-07"),  # 05-04 in the holiday; 09-05 a Saturday
        ("2025-08-30", "2025-10-29", "2026-02-28"),  # no 30 February; the Saturday is worked
        ("2026-04-14", "2026-06-15", "2026-10-14"),  # 06-13 a Saturday
    ],
)
def test_sixty_days_and_six_months(known: str, review: str, suit: str) -> None:
    found = remedies.remedies(delivered(known), "A", RULES, CALENDAR)
    expected = [d(review), d(suit)]
    if known == "2026-03-20":
        expected[1] = d("2026-09-20")  # the make-up Sunday is no rest day
    assert [one.on for one in found] == expected
    assert [one.figure.name for one in found] == ["review", "suit"]
    assert not any(one.provisional for one in found)


def test_a_moved_last_day_says_so_and_names_its_article() -> None:
    [review, suit] = remedies.remedies(delivered("03-05"), "A", RULES, CALENDAR)
    assert (review.plain, review.on, review.moved) == (d("05-04"), d("05-06"), True)
    assert "5月4日是休息日，顺延" in review.words
    assert "第二十条" in review.words
    assert "第四十六条" in suit.words


def test_review_first_leaves_the_court_for_later() -> None:
    [only] = remedies.remedies(delivered("03-20"), "B", RULES, CALENDAR)
    assert only.figure.name == "review"
    assert remedies.remedies(delivered("03-20"), "N", RULES, CALENDAR) == []


def test_after_the_decision_fifteen_days_are_left() -> None:
    more = [
        Event(K.DISPUTE, d("04-10"), key="1", outcome="review"),
        Event(K.DECIDE, d("05-25"), key="1", outcome="upheld"),
    ]
    found = remedies.remedies([*delivered("03-20"), *more], "B", RULES, CALENDAR)
    assert [one.on for one in found] == [d("05-19"), d("06-09")]


def test_a_right_that_was_not_told_lasts_a_year_at_most() -> None:
    found = remedies.remedies(delivered("03-20"), "A", RULES, CALENDAR, told=False)
    assert found[-1].plain == d("2027-03-20")
    assert (found[-1].untold, found[-1].provisional) == (True, True)  # 2027 is not loaded
    assert "暂估" in found[-1].words


def test_nothing_runs_before_the_reply_has_arrived() -> None:
    events = delivered("03-20")
    assert remedies.remedies(events[:2], "A", RULES, CALENDAR) == []
    posted = [*events[:2], Event(K.DELIVER, d("03-20"), method=Method.MAIL)]
    assert remedies.known_on(posted) is None
    came = Event(K.ARRIVED, d("03-24"), detail={"mail_result": "delivered"})
    back = Event(K.ARRIVED, d("03-24"), detail={"mail_result": "returned"})
    assert remedies.known_on([*posted, back]) is None
    assert remedies.known_on([*posted, came]) == d("03-24")


@given(st.dates(date(2019, 5, 15), date(2026, 5, 31)))
def test_a_last_day_is_worked_and_never_before_the_reckoned_one(known: date) -> None:
    for name in ("review", "suit", "untold"):
        found = remedies.last_day(RULES.dispute(name, known), known, CALENDAR)
        assert found.on >= found.plain > known
        assert CALENDAR.works(found.on)
        between = (found.plain + timedelta(days=n) for n in range((found.on - found.plain).days))
        assert not any(CALENDAR.works(day) for day in between)


@given(st.dates(date(2019, 1, 1), date(2040, 12, 31)), st.integers(1, 24))
def test_months_keep_the_number_of_the_day_or_end_the_month(day: date, count: int) -> None:
    found = remedies.add_months(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    last = (found + timedelta(days=1)).month != found.month
    assert found.day == day.day or (found.day < day.day and last)


def test_every_figure_says_what_it_rests_on() -> None:
    assert check(paths.forms() / "rules" / "request_dispute.toml") == []
    for name in ("review", "suit", "suit_after_review", "untold", "review_defence", "suit_defence"):
        figure = RULES.dispute(name, d("03-02"))
        assert figure.status is Status.CERTAIN
        assert "《" in figure.basis
    assert RULES.dispute("redo", d("03-02")).status is Status.UNSURE


def test_a_missing_or_odd_section_is_named(tmp_path: Path) -> None:
    text = (paths.forms() / "rules" / "request_dispute.toml").read_text("utf-8")
    path = tmp_path / "request_dispute.toml"
    path.write_text(text.replace("[[redo]]", "[[again]]").replace('"month"', '"week"'), "utf-8")
    where = {problem.where.rpartition(" ")[2] for problem in check(path)}
    assert {"redo", "again"} <= where
    assert any("month" in problem.message for problem in check(path))


# ---- in the office


@pytest.fixture
def closed(requests: Requests, values: Values, at: At) -> Request:
    request = requests.register(values)
    at("2026-04-20")
    requests.act(request.uid, "reply", REPLY)
    return requests.act(request.uid, "deliver", HANDED)


def test_a_review_from_its_coming_to_its_end(requests: Requests, closed: Request, at: At) -> None:
    at("2026-05-11")
    case = requests.act(closed.uid, "dispute", REVIEW)
    assert (case.state, case.closed_on) == (State.DISPUTE, d("04-20"))
    [due] = requests.agenda()
    assert (due.due_on, due.verb) == (d("05-25"), "提交答复")
    assert "行政复议答复期限" in due.detail
    assert "张" not in due.title + due.detail
    requests.act(closed.uid, "defend", {"materials": ["答复书", "证据清单"]})
    [due] = requests.agenda()
    assert (due.due_on, due.verb) == (None, "登记结果")
    at("2026-06-30")
    case = requests.act(closed.uid, "decide", {"result": "upheld"})
    assert (case.state, case.outcome) == (State.CLOSED, "OPEN_GRANT")
    assert requests.agenda() == []
    assert [one.words for one in requests.aftercare.of(closed.uid)] == [
        "1 行政复议复1号，2026年5月11日收到，2026年6月30日结果维持"
    ]


def test_evidence_in_court_is_due_after_fifteen_days(
    requests: Requests, closed: Request, at: At
) -> None:
    at("2026-05-15")
    requests.act(
        closed.uid, "登记复议诉讼", {"dispute_kind": "suit", "dispute_organ": "云岭县人民法院"}
    )
    [due] = requests.agenda()
    assert due.due_on == d("06-01")  # 05-30 is a Saturday
    assert "行政诉讼答辩和举证期限" in due.detail


def test_the_archive_stays_and_only_grows(
    requests: Requests, documents: Documents, closed: Request, at: At
) -> None:
    archived(requests, closed.uid)
    before = documents.of(f"request:{closed.uid}")
    at("2026-05-11")
    assert requests.act(closed.uid, "dispute", REVIEW).state is State.DISPUTE
    allowed = {move.event for move in requests.moves(closed.uid)}
    assert allowed == {K.DEFEND, K.DECIDE, K.NOTE, K.DISPUTE}
    with pytest.raises(declined.NotNow):
        requests.act(closed.uid, "reply", REPLY)
    requests.act(closed.uid, "decide", {"result": "other"})
    assert requests.get(closed.uid).state is State.ARCHIVED
    assert documents.of(f"request:{closed.uid}") == before


def reopened(requests: Requests, uid: str, at: At, **more: object) -> Request:
    at("2026-05-11")
    requests.act(uid, "dispute", REVIEW)
    at("2026-06-30")
    decision = {"result": "corrected", "redo_order": "yes", "decision_no": "复决1号", **more}
    assert requests.act(uid, "decide", decision).state is State.REDO
    return requests.act(uid, "redo")


def test_a_new_reply_has_a_fresh_limit_and_the_first_one_stays(
    requests: Requests, documents: Documents, closed: Request, at: At
) -> None:
    archived(requests, closed.uid)
    case = reopened(requests, closed.uid, at)
    assert (case.state, case.due_on, case.outcome) == (State.HANDLING, d("07-28"), "")
    assert (case.replied_on, case.closed_on) == (None, None)
    clock = requests.clock(closed.uid)
    assert (clock.base, clock.base_kind, clock.allowed_days) == (d("06-30"), K.REDO, 20)
    assert clock.days[0].on == d("07-01")
    assert [due.verb for due in requests.agenda()] == ["拟写答复书"]
    at("2026-07-20")
    reply = {**REPLY, "confirmed": "yes"}
    assert requests.act(closed.uid, "reply", reply).state is State.TO_DELIVER
    case = requests.act(closed.uid, "deliver", HANDED)
    assert (case.state, case.outcome, case.replied_on) == (State.CLOSED, "OPEN_GRANT", d("07-20"))
    papers = documents.of(f"request:{closed.uid}")
    numbers = [one.number for one in replies_of(papers)]
    assert len(set(numbers)) == 2
    assert requests.events(closed.uid)[-1].kind is K.DELIVER
    archived(requests, closed.uid)
    assert requests.get(closed.uid).state is State.ARCHIVED
    [row] = requests.package_rows()
    assert (row.data["state"], row.data["closed_on"]) == ("archived", "2026-07-20")


def test_both_replies_lie_in_the_case_file(
    requests: Requests, closed: Request, at: At, tmp_path: Path
) -> None:
    reopened(requests, closed.uid, at)
    requests.act(closed.uid, "reply", {**REPLY, "confirmed": "yes"})
    requests.act(closed.uid, "deliver", HANDED)
    made = requests.cases.write(closed.uid, tmp_path)
    names = sorted(path.name for path in made.folder.iterdir())
    assert sum("答复书" in name for name in names) == 2
    assert sum("送达回证" in name for name in names) == 2
    assert made.papers == 7


def test_the_second_letter_names_the_decision_and_not_the_first_round(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    extend = {"extend_days": "5", "extend_reason": "材料多", "approved_by": "何敏"}
    requests.act(uid, "extend", extend)
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "deliver", HANDED)
    reopened(requests, uid, at)
    form = {**REPLY, "confirmed": "yes"}
    shown = {name: text for name, text in form.items() if name not in SIGNED}
    draft = text_of(requests.draft_reply(uid, shown))
    requests.act(uid, "reply", form)
    first, second = (
        text_of(documents.read(one.sha256)) for one in replies_of(documents.of(f"request:{uid}"))
    )
    words = "根据云岭县人民政府作出的行政复议决定（复决1号），本机关现重新答复"
    assert [words in each for each in (first, second, draft)] == [False, True, True]
    assert ["告知您延期答复" in each for each in (first, second)] == [True, False]


def text_of(data: bytes) -> str:
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return "".join("".join((page.extract_text() or "").split()) for page in opened.pages)


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({"redo_days": "15"}, "07-21"),
        ({"redo_due": "2026-07-15"}, "07-15"),
        ({}, "07-28"),
    ],
)
def test_the_decision_says_how_long(
    requests: Requests, closed: Request, at: At, more: Values, due: str
) -> None:
    assert reopened(requests, closed.uid, at, **more).due_on == d(due)
    with pytest.raises(declined.LimitOrdered, match="决定"):
        extend = {"extend_days": "5", "extend_reason": "材料多", "approved_by": "何敏"}
        requests.act(closed.uid, "extend", extend)


def test_what_the_order_of_things_forbids(requests: Requests, closed: Request, at: At) -> None:
    at("2026-05-11")
    for event, form in (("defend", {"materials": ["答复书"]}), ("decide", {"result": "upheld"})):
        with pytest.raises(declined.NoSuchDispute):
            requests.act(closed.uid, event, form)
    with pytest.raises(declined.NoOrder):
        requests.act(closed.uid, "redo")
    with pytest.raises(declined.OutOfOrder):
        requests.act(closed.uid, "dispute", {**REVIEW, "on": "2026-04-01"})
    requests.act(closed.uid, "dispute", REVIEW)
    requests.act(closed.uid, "dispute", {"dispute_kind": "suit", "dispute_organ": "法院"})
    with pytest.raises(declined.WhichDispute, match="1 行政复议；2 行政诉讼"):
        requests.act(closed.uid, "decide", {"result": "upheld"})
    with pytest.raises(declined.OutOfOrder):
        requests.act(closed.uid, "decide", {"result": "upheld", "key": "2", "on": "2026-05-10"})
    late = {"result": "corrected", "key": "2", "redo_order": "yes", "redo_due": "2026-05-01"}
    with pytest.raises(BadForm, match="早于"):
        requests.act(closed.uid, "decide", late)
    requests.act(closed.uid, "decide", {"result": "upheld", "key": "２"})
    assert requests.get(closed.uid).state is State.DISPUTE


def test_silence_can_be_contested_and_the_case_goes_on(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    assert K.DISPUTE not in {move.event for move in requests.moves(uid)}
    at("2026-05-20")
    assert K.DISPUTE in {move.event for move in requests.moves(uid)}
    case = requests.act(uid, "dispute", REVIEW)
    assert case.state is State.HANDLING
    at("2026-06-01")
    order = {"result": "corrected", "redo_order": "yes", "redo_days": "5"}
    assert requests.act(uid, "decide", order).state is State.HANDLING
    assert requests.act(uid, "redo").due_on == d("06-08")


def test_an_answer_given_after_the_order_fulfils_it(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    at("2026-05-20")
    requests.act(uid, "dispute", {**REVIEW, "dispute_kind": "suit"})
    requests.act(uid, "decide", {"result": "corrected", "redo_order": "yes"})
    assert [due.verb for due in requests.agenda()] == ["拟写答复书", "重新办理"]
    requests.act(uid, "reply", {**REPLY, "confirmed": "yes"})
    assert requests.act(uid, "deliver", HANDED).state is State.CLOSED
    assert requests.agenda() == []
    with pytest.raises(declined.NoOrder):
        requests.act(uid, "redo")


def test_remedies_are_shown_after_delivery_only(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    assert requests.aftercare.remedies(uid) == []
    at("2026-04-20")
    requests.act(uid, "reply", REPLY)
    assert requests.aftercare.remedies(uid) == []
    requests.act(uid, "deliver", HANDED)
    assert [one.on for one in requests.aftercare.remedies(uid)] == [d("06-22"), d("10-20")]


# ---- two replies, purely


def test_the_outcome_is_the_last_reply_s() -> None:
    first = Event(K.REPLY, d("03-20"), outcome="NONE_EXIST")
    again = Event(K.REDO, d("05-20"), days=20)
    second = Event(K.REPLY, d("05-25"), outcome="OPEN_GRANT")
    assert outcome_of([first]) == "NONE_EXIST"
    assert outcome_of([first, again]) == ""
    assert outcome_of([first, again, second]) == "OPEN_GRANT"
    assert this_round([first, again, second]) == [again, second]


# ---- table 四


def dispute(key: str, kind: str, came: str, result: str = "", decided: str = "") -> list[Event]:
    events = [Event(K.DISPUTE, d(came), key=key, outcome=kind)]
    return events + ([Event(K.DECIDE, d(decided), key=key, outcome=result)] if result else [])


def test_fifteen_cells_of_a_year() -> None:
    cases = [
        dispute("1", "review", "2025-11-03", "upheld", "2026-01-08"),
        dispute("1", "review", "05-11", "corrected", "06-30"),
        dispute("1", "review", "12-30"),
        dispute("1", "review", "12-30", "upheld", "2027-02-01"),
        [
            *dispute("1", "review", "03-02", "upheld", "04-20"),
            *dispute("2", "suit_after_review", "05-06", "other", "08-20"),
        ],
        dispute("1", "suit", "02-02", "upheld", "2026-07-01"),
        dispute("1", "suit", "2025-02-02", "upheld", "2025-07-01"),
        dispute("1", "suit", "2027-01-02"),
    ]
    table = dispute_table(cases, 2026)
    assert list(COLUMNS.values()) == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = {kind: list(row.values()) for kind, row in table.cells.items()}
    assert rows == {
        DisputeKind.REVIEW: [2, 1, 0, 2, 5],
        DisputeKind.SUIT: [1, 0, 0, 0, 1],
        DisputeKind.SUIT_AFTER_REVIEW: [0, 0, 1, 0, 1],
    }
    assert all(equation.holds for equation in table.equations)
    assert [equation.id for equation in table.equations] == ["E4", "E4", "E4", "E11"]


def test_a_suit_after_a_review_nobody_knows_is_hinted_at() -> None:
    table = dispute_table([dispute("1", "suit_after_review", "05-06")], 2026)
    assert [equation.hint for equation in table.equations if not equation.holds] == [True]


kinds = st.sampled_from([kind.value for kind in DisputeKind])
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
contested = st.tuples(
    kinds, days, st.none() | st.tuples(days, st.sampled_from(["upheld", "other"]))
)


@given(st.lists(contested, max_size=12))
def test_every_dispute_is_decided_once_and_pending_in_between(
    cases: list[tuple[str, date, tuple[date, str] | None]],
) -> None:
    events = []
    for kind, came, end in cases:
        found = [Event(K.DISPUTE, came, key="1", outcome=kind)]
        if end is not None:
            found.append(Event(K.DECIDE, max(end[0], came), key="1", outcome=end[1]))
        events.append(found)
    tables = {year: dispute_table(events, year) for year in range(2024, 2028)}
    for year, table in tables.items():
        assert all(one.holds for one in table.equations if one.id == "E4")
        pending = sum(row[PENDING] for row in table.cells.values())
        everything = [one for case in events for one in disputes(case)]
        assert pending == sum(
            one.came_on.year <= year and (one.decided_on is None or one.decided_on.year > year)
            for one in everything
        )
    decided = sum(
        row[TOTAL] - row[PENDING] for table in tables.values() for row in table.cells.values()
    )
    assert decided == sum(end is not None for _kind, _came, end in cases)
