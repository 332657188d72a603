"""Registering by every channel: the day of receipt, 双方确认, several applicants, repeats."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests import application, declined
from gkdesk.requests.model import BadForm, Channel, EventKind, Run, State
from gkdesk.requests.receiptday import receipt_day
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests

Values = dict[str, object]
At = Callable[[str], None]
CHANNELS = Rules.load(FormFolders(paths.forms(), None)).channels
OTHER_ID = "11010519491231002X"
FRIDAY = date(2026, 4, 10)


def receipts(documents: Documents, uid: str) -> list[str]:
    return [one.form for one in documents.of(f"request:{uid}")]


def printed(documents: Documents, uid: str) -> str:
    """Return the text of the one document of a request."""
    [receipt] = documents.of(f"request:{uid}")
    with pdfplumber.open(io.BytesIO(documents.read(receipt.sha256))) as pdf:
        return str(pdf.pages[0].extract_text())


@pytest.mark.parametrize(
    ("change", "received", "state"),
    [
        ({"channel": "counter"}, "2026-04-10", State.HANDLING),
        ({"channel": "mail", "arrived_on": "2026-04-08", "postmark_on": "2026-04-06"},
         "2026-04-08", State.HANDLING),
        ({"channel": "mail", "received_on": "2026-04-09"}, "2026-04-09", State.HANDLING),
        ({"channel": "letter", "arrived_on": "2026-04-08"}, "2026-04-08", State.WAIT_CONFIRM),
        ({"channel": "email"}, "2026-04-10", State.WAIT_CONFIRM),
        ({"channel": "online", "received_on": "2026-04-09"}, "2026-04-09", State.HANDLING),
        ({"channel": "fax", "arrived_on": "2026-04-08", "confirmed_on": "2026-04-09",
          "confirm_method": "phone"}, "2026-04-09", State.HANDLING),
        ({"channel": "elsewhere", "first_office": "财政所", "arrived_on": "2026-04-07",
          "handed_on": "2026-04-09"}, "2026-04-07", State.WAIT_CONFIRM),
        ({"channel": "elsewhere", "first_office": "财政所", "arrived_on": "2026-04-07",
          "tracking_no": "EMS123"}, "2026-04-07", State.HANDLING),
        ({"channel": "mail", "arrived_on": "2026-04-08", "received_on": "2026-04-09",
          "received_reason": "邮局回执写明4月9日改投"}, "2026-04-09", State.HANDLING),
    ],
)  # fmt: skip
def test_the_day_of_receipt_follows_the_channel(
    requests: Requests, values: Values, change: Values, received: str, state: State
) -> None:
    request = requests.register({**values, **change})
    assert request.received_on.isoformat() == received
    assert request.state is state
    [came, *_] = requests.events(request.uid)
    assert came.kind is (EventKind.LODGE if state is State.WAIT_CONFIRM else EventKind.RECEIVE)
    assert came.detail["receipt_reason"]
    assert (request.due_on is None) == (state is State.WAIT_CONFIRM)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"channel": "mail", "arrived_on": "2026-04-08", "received_on": "2026-04-09"},
         "received_on", "晚于邮政签收"),
        ({"channel": "mail", "arrived_on": "2026-04-09", "postmark_on": "2026-04-08",
          "received_on": "2026-04-07", "received_reason": "笔误"}, "received_on", "早于邮戳"),
        ({"channel": "mail", "arrived_on": "2026-04-07", "postmark_on": "2026-04-08"},
         "postmark_on", "晚于到达"),
        ({"channel": "counter", "arrived_on": "2026-04-09", "received_on": "2026-04-08"},
         "received_on", "请写明理由"),
        ({"channel": "fax", "arrived_on": "2026-04-09", "confirmed_on": "2026-04-10"},
         "confirm_method", "怎样双方确认"),
        ({"channel": "fax", "arrived_on": "2026-04-09", "confirmed_on": "2026-04-08",
          "confirm_method": "phone"}, "confirmed_on", "早于到达"),
        ({"channel": "email", "arrived_on": "2026-04-09", "received_on": "2026-04-09"},
         "received_on", "还没有双方确认"),
        ({"channel": "elsewhere"}, "first_office", "先收到的机构"),
        ({"channel": "elsewhere", "first_office": "财政所", "arrived_on": "2026-04-09",
          "handed_on": "2026-04-08"}, "handed_on", "移交日期"),
        ({"channel": "letter", "arrived_on": "2026-04-11"}, "arrived_on", "不能在今天之后"),
    ],
)  # fmt: skip
def test_days_that_cannot_be(
    requests: Requests, values: Values, change: Values, field: str, words: str
) -> None:
    with pytest.raises(BadForm) as caught:
        requests.register({**values, **change})
    assert [(fault.field, words in fault.message) for fault in caught.value.faults] == [
        (field, True)
    ]
    assert requests.rows() == []


def test_the_confirmation_starts_the_clock(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    uid = requests.register({**values, "channel": "email"}).uid
    clock = requests.clock(uid)
    assert (clock.run, clock.due_on, clock.earliest) == (Run.WAIT_CONFIRM, None, date(2026, 5, 12))
    assert "按到达日起算最早2026年5月12日" in clock.reason
    assert receipts(documents, uid) == []
    assert requests.get(uid).warnings == ()
    with pytest.raises(declined.NotConfirmed):
        requests.receipt(uid)
    with pytest.raises(declined.NotNow, match="待确认"):
        requests.act(uid, "reply", {})
    assert [move.event for move in requests.moves(uid) if move.primary] == [EventKind.CONFIRM]
    [due] = requests.agenda()
    assert (due.due_on, due.verb) == (FRIDAY, "登记双方确认")

    at("2026-04-13")
    called = {
        "confirm_method": "phone",
        "confirm_person": "申请人",
        "confirm_number": "13981230872",
    }
    request = requests.act(uid, "confirm", called)
    assert (request.state, request.received_on) == (State.HANDLING, date(2026, 4, 13))
    assert request.due_on == date(2026, 5, 13)
    assert receipts(documents, uid) == ["request_receipt"]
    assert requests.events(uid)[-1].detail["confirm_number"] == "13981230872"
    text = printed(documents, uid)
    assert "收到申请之日 2026年4月13日" in text
    assert "收到日期 2026年4月10日" in text  # the day it came in
    with pytest.raises(declined.NotNow):
        requests.act(uid, "confirm", called)


def test_an_uncertain_rule_says_so(requests: Requests) -> None:
    day, _clock = requests.preview_of({"channel": "elsewhere", "first_office": "财政所"})
    assert "待核对" in day.reason
    day, _clock = requests.preview_of({"channel": "letter"})
    assert "待核对" not in day.reason


def test_a_confirmation_needs_its_evidence(requests: Requests, values: Values) -> None:
    uid = requests.register({**values, "channel": "fax"}).uid
    with pytest.raises(BadForm, match="确认的对方"):
        requests.act(uid, "confirm", {})
    with pytest.raises(declined.OutOfOrder):
        requests.act(uid, "confirm", {"on": "2026-04-09", "confirm_person": "申请人"})
    assert requests.get(uid).state is State.WAIT_CONFIRM


def test_findings_of_the_intake(requests: Requests, values: Values, at: At) -> None:
    late = requests.register({**values, "channel": "letter"}).uid
    misled = {"channel": "elsewhere", "first_office": "财政所", "tracking_no": "XA1"}
    strayed = requests.register({**values, **misled}).uid

    def codes(uid: str) -> set[str]:
        return {one.code for one in requests.findings(uid)}

    assert "C04" not in codes(late)
    assert "C45" in codes(strayed)
    at("2026-04-13")
    assert "C04" not in codes(late)  # the Monday is the one working day there is
    at("2026-04-14")
    assert "C04" in codes(late)
    requests.act(late, "confirm", {"confirm_person": "申请人"})
    assert "C04" not in codes(late)
    handed = {**misled, "handed_on": "2026-04-14", "tracking_no": "XA2"}
    assert "C45" not in codes(requests.register({**values, **handed}).uid)


def test_the_county_still_reads_every_channel(requests: Requests, values: Values) -> None:
    for channel in Channel:
        requests.register({**values, "channel": channel, "first_office": "财政所"})
    told = {row.data["channel"] for row in requests.package_rows()}
    assert told == {"counter", "mail", "email", "fax", "online"}


_DAY = st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 12))
_NAMES = ("received_on", "arrived_on", "confirmed_on", "handed_on", "postmark_on")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(Channel)), st.tuples(*[_DAY] * len(_NAMES)), st.booleans())
def test_no_day_of_receipt_breaks_the_rules_unseen(
    channel: Channel, days: tuple[date | None, ...], reasoned: bool
) -> None:
    """Whatever is typed: a day without a fault is lawful, and only what waits has none."""
    given_days = {name: day for name, day in zip(_NAMES, days, strict=True) if day}
    form = {name: day.isoformat() for name, day in given_days.items()}
    form |= {"channel": channel, "first_office": "财政所", "confirm_method": "phone"}
    form |= {"received_reason": "有邮局回执"} if reasoned else {}
    found = receipt_day(form, CHANNELS, FRIDAY)
    assert found.reason
    if found.faults:
        return
    rule = CHANNELS[channel]
    assert found.arrived_on <= FRIDAY
    assert found.on is None or found.on <= FRIDAY
    if found.on is None:
        assert rule.by_confirmation
        assert "confirmed_on" not in given_days
    elif not reasoned:
        wanted = given_days.get("confirmed_on") if rule.by_confirmation else found.arrived_on
        assert found.on == (wanted or given_days.get("received_on"))
        assert found.on >= given_days.get("postmark_on", found.on)


def test_a_preview_follows_what_is_typed(requests: Requests) -> None:
    day, clock = requests.preview_of({"channel": "online", "arrived_on": "2026-04-09"})
    assert (day.on, day.arrived_on, clock.run) == (None, date(2026, 4, 9), Run.WAIT_CONFIRM)
    typed = {"channel": "online", "arrived_on": "2026-04-09", "confirmed_on": "2026-04-10"}
    day, clock = requests.preview_of({**typed, "id_number": "1"})
    assert (day.on, clock.due_on) == (FRIDAY, date(2026, 5, 12))
    assert "第三十一条第三项" in day.reason


def test_several_applicants_are_all_named(
    requests: Requests, documents: Documents, values: Values
) -> None:
    both = f"李桂兰 {OTHER_ID}\n王德明"
    request = requests.register({**values, "co_applicants": both})
    assert request.applicant.others == (("李桂兰", OTHER_ID), ("王德明", ""))
    assert request.applicant.gaps == ("身份证明",)  # one of them showed none
    assert request.applicant.pronoun == "你们"
    assert requests.rows()[0].name == "张建国等3人"
    assert "张建国、李桂兰、王德明" in printed(documents, request.uid)
    with pytest.raises(BadForm, match="第2行"):
        requests.register({**values, "co_applicants": f"李桂兰\n王德明，{OTHER_ID[:-1]}1"})
    letter = {"addressee": "李四", "info_involved": "王德明要的清单"}
    with pytest.raises(declined.ApplicantNamed):
        requests.act(request.uid, "consult", letter)


def test_an_agent_without_papers_is_asked_for_them(requests: Requests, values: Values) -> None:
    agent = {"agent_name": "吴敏", "poa": "no"}
    assert requests.register({**values, **agent}).applicant.gaps == ("授权委托书",)
    with pytest.raises(BadForm, match="代理人身份证号"):
        requests.register({**values, **agent, "agent_id_number": "110105194912310021"})


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("云岭县清源建设有限公司", "business"), ("上坪村民委员会", "other"),
        ("阳光小区业主委员会", "other"), ("云岭律师事务所", "legal"), ("云岭县慈善会", "charity"),
        ("省农业科学院", "research"), ("老张小吃店", ""), ("张建国", ""),
    ],
)  # fmt: skip
def test_the_name_of_an_organisation_points_to_its_column(name: str, category: str) -> None:
    found, hint = application.category_of(name)
    assert found == category
    assert bool(hint) == (name != "张建国")


def test_the_same_letter_is_told_before_a_second_case(
    requests: Requests, values: Values, at: At
) -> None:
    first = requests.register({**values, "channel": "mail", "tracking_no": "xa 12 34"})
    asked: Values = {**values, "confirmed": "no"}
    with pytest.raises(declined.SameLetter, match="内容相同") as caught:
        requests.register(asked)
    assert first.number in str(caught.value)
    at("2026-04-15")
    requests.register(asked)  # another day: another application, told as repeated elsewhere
    again = {**asked, "channel": "mail", "tracking_no": "XA1234", "content": "另一件事的信息"}
    with pytest.raises(declined.SameLetter, match="邮件号相同"):
        requests.register(again)
    requests.register({**again, "confirmed": "yes"})
    assert len(requests.rows()) == 3


def test_other_people_asking_alike_are_counted(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    content = str(values["content"])
    assert requests.repeats.alike("李桂兰", OTHER_ID, content) == [number]
    assert requests.repeats.alike("张建国", str(values["id_number"]), content) == []
    assert requests.repeats.alike("李桂兰", OTHER_ID, "") == []
