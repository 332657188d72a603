"""Open cases: what is found without a step, the post's proof, and letters that keep silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gkdesk.documents.service import Documents
from gkdesk.requests import declined
from gkdesk.requests.checks import Unconfirmed
from gkdesk.requests.model import BadForm, EventKind, State
from gkdesk.requests.service import Requests
from tests.requests.test_replies import issued, text_of

Values = dict[str, object]
At = Callable[[str], None]
REPLY: Values = {"found_facts": "经检索，找到1份材料。", "provided_items": ["发放清单，3页"]}
POSTED: Values = {"method": "mail", "mail_no": "EA000000001CN"}
ASKED: Values = {"addressee": "李秀兰", "info_involved": "清单中的“补助”金额。"}


def codes(requests: Requests, uid: str = "") -> list[str]:
    return [one.code for one in requests.findings(uid)]


def test_a_sound_case_has_no_findings(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    assert requests.findings() == []
    assert requests.findings(uid) == []


def test_an_overdue_case_is_found(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    at("2026-05-12")
    assert codes(requests, uid) == []
    at("2026-05-13")
    [found] = requests.findings()
    assert (found.code, found.uid) == ("C01", uid)
    assert "2026年5月12日" in found.words


def test_signed_and_not_posted_is_pressing_two_days_before(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    at("2026-05-07")
    requests.act(uid, "reply", REPLY)
    assert codes(requests, uid) == []
    at("2026-05-09")
    assert codes(requests, uid) == ["C02"]
    [due] = requests.agenda()
    assert due.detail == "答复书待送达，期限将到，交邮才算答复"
    at("2026-05-13")
    assert codes(requests, uid) == ["C01"]
    assert requests.agenda()[0].detail == "答复书待送达"


def test_what_the_application_lacks_must_be_asked_in_time(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register({**values, "id_number": ""}).uid
    [found] = requests.findings(uid)
    assert found.code == "C05"
    assert "缺身份证明，最迟2026年4月21日告知" in found.words
    at("2026-04-22")
    assert codes(requests, uid) == []


def test_a_letter_whose_arrival_nobody_noted(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", ASKED)
    at("2026-04-17")
    assert codes(requests, uid) == []
    at("2026-04-18")
    assert codes(requests, uid) == ["C09"]
    requests.act(uid, "opinion", {"opinion": "agree", "received_on": "2026-04-13"})
    assert codes(requests, uid) == []


def test_silence_is_no_consent(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", {**ASKED, "received_on": "2026-04-10"})
    at("2026-05-06")
    assert codes(requests, uid) == []
    at("2026-05-07")
    [found] = requests.findings(uid)
    assert found.code == "C12b"
    assert "不等于同意" in found.words


def test_others_who_asked_the_same_are_shown_by_number_only(
    requests: Requests, values: Values
) -> None:
    first = requests.register(values)
    again = requests.register(values)  # the same person: no hint
    other = requests.register({**values, "name": "李桂兰", "id_number": "110101199003071233"})
    assert codes(requests, first.uid) == ["C41"]
    [found] = requests.findings(other.uid)
    assert f"{first.number}、{again.number}" in found.words
    assert "张建国" not in found.words


def test_the_post_has_to_prove_delivery(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "deliver", POSTED)
    at("2026-04-20")
    assert (codes(requests), requests.agenda()) == ([], [])
    at("2026-04-21")
    assert codes(requests) == ["C28"]
    [due] = requests.agenda()
    assert (due.subject, due.verb, due.due_on) == (uid, "登记寄达", None)
    with pytest.raises(declined.ArrivedEarly, match="2026年4月10日"):
        requests.act(uid, "arrived", {"on": "2026-04-09"})
    with pytest.raises(declined.FutureEvent):
        requests.act(uid, "arrived", {"on": "2026-04-22"})
    requests.act(uid, "arrived", {"on": "2026-04-13", "mail_result": "退回"})
    [found] = requests.findings()
    assert "2026年4月13日退回" in found.words
    requests.act(uid, "登记寄达", {"on": "2026-04-17", "mail_proof": "本人签收"})
    assert (codes(requests), requests.agenda()) == ([], [])
    assert requests.get(uid).state is State.CLOSED
    assert requests.clock(uid).replied_on == requests.get(uid).replied_on
    missing = [item.label for item in requests.archiving.items(uid) if item.missing]
    requests.act(uid, "on_paper", {"papers": missing})
    requests.act(uid, "archive")
    assert requests.findings(uid) == []


def test_what_was_handed_over_needs_no_proof_of_the_post(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    at("2026-05-12")
    assert requests.findings() == []
    assert EventKind.ARRIVED not in [move.event for move in requests.moves(uid)]
    with pytest.raises(declined.NotPosted, match="不是邮寄"):
        requests.act(uid, "arrived")


# ---- letters to third parties


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"info_involved": "张 建国申请的清单"}, "姓名"),
        ({"info_involved": "有疑问请电13981230872"}, "电话"),
        ({"info_involved": "511123196504120873的补助"}, "证件号码"),
        ({"addressee": "张建国"}, "姓名"),
    ],
)
def test_a_third_party_is_not_told_who_applied(
    requests: Requests, documents: Documents, values: Values, told: Values, what: str
) -> None:
    uid = requests.register(values).uid
    before = len(documents.of(f"request:{uid}"))
    with pytest.raises(declined.ApplicantNamed, match=what):
        requests.act(uid, "consult", {**ASKED, **told})
    assert len(documents.of(f"request:{uid}")) == before
    assert requests.get(uid).state is State.HANDLING


def test_nor_by_the_notice_of_release(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    notice: Values = {
        "letter": "third_party_notice", "addressee": "李秀兰", "third_opinion": "不同意公开",
        "info_to_release": "名单", "release_reason": "张建国的监督权应当保障",
    }  # fmt: skip
    with pytest.raises(declined.ApplicantNamed):
        requests.act(uid, "letter", notice)
    other = {**notice, "release_reason": "名单依法应当公示"}
    assert requests.act(uid, "letter", other).state is State.HANDLING


def test_the_slip_goes_with_the_letter_and_names_it(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", ASKED)
    letter = issued(documents, uid, "consult_third_party")
    slip = text_of(documents, issued(documents, uid, "consult_reply_slip"))
    assert f"贵机关{letter.number}征求意见书" in slip
    assert "“清单中的‘补助’金额”" in slip
    assert "张建国" not in slip
    assert "附件：征求意见确认函" in text_of(documents, letter)
    titles = [line.title for line in requests.case_file(uid)]
    assert titles[1:] == [
        "政府信息公开申请征求意见书", "征求意见确认函", "政府信息公开申请征求意见告知书",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "form"),
    [
        ("consult", {**ASKED, "received_on": "2026-04-09"}),
        ("consult", {**ASKED, "received_on": "2026-04-11"}),
        ("ask_correction", {
            "correction_items": ["名称"], "guidance": "请写明", "received_on": "2026-04-09",
        }),
        ("charge", {
            "fee_method": "volume", "fee_count": "31", "fee_reason": "多", "pay_way": "银行",
            "received_on": "2026-04-09",
        }),
    ],
)  # fmt: skip
def test_no_letter_arrives_before_it_is_sent_or_after_today(
    requests: Requests, values: Values, event: str, form: Values
) -> None:
    uid = requests.register(values).uid
    with pytest.raises(BadForm, match="收到的日期"):
        requests.act(uid, event, form)
    assert requests.get(uid).state is State.HANDLING


def test_an_opinion_knows_when_its_letter_arrived(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    at("2026-04-13")
    requests.act(uid, "consult", ASKED)
    at("2026-04-20")
    for wrong in ("2026-04-10", "2026-04-21"):
        with pytest.raises(BadForm, match="收到的日期"):
            requests.act(uid, "opinion", {"opinion": "agree", "received_on": wrong})
    done = requests.act(uid, "opinion", {"opinion": "agree", "received_on": "2026-04-14"})
    assert done.state is State.HANDLING


# ---- what the office knows is proposed


def test_requests_of_the_month_are_counted_for_the_fee(
    requests: Requests, values: Values, at: At
) -> None:
    at("2026-03-31")
    requests.register(values)
    at("2026-04-10")
    for _ in range(11):
        uid = requests.register(values).uid
    requests.register({**values, "name": "李桂兰", "id_number": "110101199003071233"})
    asked = requests.asked(uid, "charge", {})
    [before] = [field for field in asked if field.name == "fee_before"]
    assert before.default == "10"
    [move] = [move for move in requests.moves(uid) if move.event is EventKind.CHARGE]
    assert [field for field in move.fields if field.name == "fee_before"] == [before]
    fee: Values = {"fee_method": "piece", "fee_count": "1", "fee_reason": "多", "pay_way": "银行"}
    with pytest.raises(Unconfirmed, match="本月此前有10件，填写的是12件"):
        requests.act(uid, "charge", {**fee, "fee_before": "12"})
    assert requests.act(uid, "charge", fee).state is State.WAIT_PAYMENT
    volume = requests.register(values).uid
    pages = {**fee, "fee_method": "volume", "fee_count": "31", "fee_before": "3"}
    assert requests.act(volume, "charge", pages).state is State.WAIT_PAYMENT


def test_a_repeated_request_knows_the_reply_before(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    first = requests.register(values)
    requests.act(first.uid, "reply", REPLY)
    at("2026-04-13")
    requests.act(first.uid, "deliver", POSTED)
    at("2026-04-16")
    requests.act(first.uid, "arrived", {"on": "2026-04-15"})
    withdrawn = requests.register(values)
    requests.act(withdrawn.uid, "withdraw", {})
    uid = requests.register(values).uid
    asked = requests.asked(uid, "reply", {"outcome": "NP_REPEAT"})
    assert {one.name: one.default for one in asked if one.name.startswith("prior_")} == {
        "prior_request_no": first.number,
        "prior_reply_no": issued(documents, first.uid, "request_reply_disclose").number,
        "prior_reply_date": "2026-04-10",
        "prior_delivery_date": "2026-04-15",
    }
    done = requests.act(uid, "reply", {"outcome": "NP_REPEAT", "repeat_explain": "内容相同"})
    assert done.outcome == "NP_REPEAT"
    other = requests.register({**values, "content": "镇政府公车使用记录"}).uid
    asked = requests.asked(other, "reply", {"outcome": "NP_REPEAT"})
    assert not any(one.default for one in asked if one.name.startswith("prior_"))


def test_letters_know_what_the_office_knows(requests: Requests, values: Values, at: At) -> None:
    first = requests.register(values)
    at("2026-04-14")
    uid = requests.register({**values, "content": "公车使用\n记录"}).uid
    asked = {one.name: one.default for one in requests.asked(uid, "letter", {})}
    assert (asked["period_from"], asked["period_to"]) == ("2026-04-10", "2026-04-14")
    assert asked["request_count"] == "2"
    lines = asked["request_list"].splitlines()
    assert lines[0].startswith(f"{first.number}，2026年4月10日，西河村")
    assert lines[1].endswith("公车使用 记录")
    requests.act(uid, "letter", {"abnormal_grounds": "多", "reason_due": "2026-04-20"})
    massive = requests.asked(uid, "reply", {"outcome": "NP_MASSIVE"})
    [listed] = [one.default for one in massive if one.name == "request_list"]
    assert listed == asked["request_list"]
    requests.act(uid, "consult", ASKED)
    requests.act(uid, "opinion", {"opinion": "partly"})
    notice = requests.asked(uid, "letter", {"letter": "third_party_notice"})
    known = {one.name: one.default for one in notice}
    assert (known["addressee"], known["third_opinion"], known["third_opinion_date"]) == (
        "李秀兰", "部分同意公开", "2026-04-14",
    )  # fmt: skip
    help_letter = requests.asked(uid, "letter", {"letter": "assist_letter"})
    assert [one.default for one in help_letter if one.name == "addressee"] == [""]
