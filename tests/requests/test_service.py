"""Register, act, look: every step with its document, its refusal and its trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import CalendarMissing
from gkdesk.db import audit
from gkdesk.documents.fontface import MissingGlyph
from gkdesk.documents.service import Documents
from gkdesk.requests import declined
from gkdesk.requests.acts import UnknownEvent
from gkdesk.requests.model import BadForm, Channel, EventKind, Request, Run, State
from gkdesk.requests.rules import RuleMissing
from gkdesk.requests.service import Requests
from tests.conftest import log_in

Values = dict[str, object]
At = Callable[[str], None]
REPLY: Values = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["发放清单（共3页）"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}
HANDED: Values = {"method": "direct", "receiver": "张建国"}

ASKED = {"addressee": "西河村村民委员会", "info_involved": "清单中的种植户姓名"}
ORGAN_ASKED = {
    "addressee": "县农业农村局", "consult_kind": "其他机关", "info_involved": "《联合验收意见》",
    "lead_organ_reason": "没有不予公开的情形",
}  # fmt: skip
FEE = {
    "fee_method": "piece", "fee_count": "1", "fee_before": "10",
    "fee_reason": "当月已申请11件", "pay_way": "凭缴款码到银行缴纳", "confirmed": "yes",
}  # fmt: skip


def forms(documents: Documents, request: Request) -> list[str]:
    return [document.form for document in documents.of(f"request:{request.uid}")]


# ---- registering


def test_registering_takes_a_number_and_issues_the_receipt(
    requests: Requests, documents: Documents, values: Values
) -> None:
    request = requests.register(values)
    assert request.number == "青政公开申〔2026〕1号"
    assert (request.state, request.channel) == (State.HANDLING, Channel.COUNTER)
    assert request.received_on == date(2026, 4, 10)
    assert request.due_on == date(2026, 5, 12)
    assert request.officer == "周桂芬"
    assert forms(documents, request) == ["request_receipt"]


def test_every_fault_is_told_at_once(requests: Requests) -> None:
    with pytest.raises(BadForm) as caught:
        requests.register({"name": "李桂兰", "id_number": "51112319650412087", "phone": "无"})
    faults = {fault.field: fault.message for fault in caught.value.faults}
    assert faults["id_number"] == "身份证号应为18位，现在是17位"
    assert faults["content"] == "请填写申请公开的内容"
    assert "数字" in faults["phone"]
    assert "3处" in str(caught.value)
    assert [problem.where for problem in caught.value.problems]
    assert requests.rows() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "王\ue000"}, "U+E000"),
        ({"content": "补偿费😀清单"}, "U+1F600"),
        ({"name": "王\u200d\ue000"}, "U+E000"),
    ],
)
def test_what_cannot_be_printed_is_registered_without_its_receipt(
    requests: Requests, documents: Documents, values: Values, change: Values, code: str
) -> None:
    request = requests.register({**values, **change})
    assert (request.state, request.due_on) == (State.HANDLING, date(2026, 5, 12))
    assert forms(documents, request) == []
    [warning] = request.warnings
    assert code in warning
    assert "补打" in warning
    assert [event.kind for event in requests.events(request.uid)] == ["receive", "note"]
    assert code in requests.events(request.uid)[-1].detail["text"]
    noted = requests.act(request.uid, "note", {"text": "已电话核对姓名"})
    assert noted.warnings == (warning,)
    assert requests.register(values).number == "青政公开申〔2026〕2号"


def test_the_receipt_is_issued_once_the_name_is_put_right(
    requests: Requests, documents: Documents, session: Session, values: Values, at: At
) -> None:
    request = requests.register({**values, "name": "王\ue000"})
    at("2026-04-13")
    with pytest.raises(MissingGlyph):
        requests.receipt(request.number)
    with pytest.raises(MissingGlyph):
        requests.receipt(request.number, {"name": "王\ue001"})
    assert requests.get(request.uid).applicant.name == "王\ue000"
    with pytest.raises(BadForm):
        requests.receipt(request.number, {"phone": "13981230872"})
    document = requests.receipt(request.number, {"name": "王䶮"})
    assert document.form == "request_receipt"
    found = requests.get(request.uid)
    assert (found.applicant.name, found.warnings) == ("王䶮", ())
    assert requests.events(request.uid)[-1].detail["name_before"] == "王\ue000"
    assert forms(documents, request) == ["request_receipt"]
    assert audit.entries(session.conn)[-1].action == "requests.receipt"
    with pytest.raises(declined.ReceiptIssued):
        requests.receipt(request.number)


def test_no_trouble_with_paper_stops_registering(
    requests: Requests, session: Session, values: Values
) -> None:
    own = session.folder / "forms" / "documents" / "request_receipt.toml"
    own.parent.mkdir(parents=True)
    own.write_text("id = ", "utf-8")
    request = requests.register(values)
    assert "接收回执没有生成" in request.warnings[0]
    own.unlink()
    requests.receipt(request.uid)
    assert requests.get(request.uid).warnings == ()


def test_a_voided_receipt_may_be_issued_again(
    requests: Requests, documents: Documents, values: Values
) -> None:
    request = requests.register(values)
    [receipt] = documents.of(f"request:{request.uid}")
    documents.void(receipt.id, "印错")
    assert requests.get(request.uid).warnings == ("接收回执还没有生成，请补打。",)
    requests.receipt(request.uid)
    assert requests.get(request.uid).warnings == ()


def test_what_nobody_sees_is_dropped(requests: Requests, values: Values) -> None:
    request = requests.register(
        {
            **values,
            "name": "\u202e张\u200d建\u200b国\x00\ufeff",
            "id_number": "5111231965\u200e04120873",
            "content": "第一行\r\n第二行\x0b第三行\u2028第四行\x85",
            "address": "云岭县\n青石镇\u2003西河村",
            "phone": "１３９８１２３０８７２",
        }
    )
    person = request.applicant
    assert (person.name, person.id_number) == ("张建国", "511123196504120873")
    assert person.content == "第一行\n第二行\n第三行\n第四行"
    assert person.address == "云岭县 青石镇 西河村"
    assert person.phone == "13981230872"
    assert requests.same_applicant("511123196504120873\u200b", person.content)


@pytest.mark.parametrize("name", ["\u200b\u202e", "\u3164", "\x01 \x9f", "\u2003"])
def test_an_invisible_name_is_no_name(requests: Requests, values: Values, name: str) -> None:
    with pytest.raises(BadForm, match="请填写姓名或者名称"):
        requests.register({**values, "name": name})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": {"a": 1}}, "name"),
        ({"name": True}, "name"),
        ({"name": ["张建国"]}, "name"),
        ({"name": 1.5}, "name"),
        ({"name": "张\ud800"}, "name"),
        ({"remark": "\udcff"}, "remark"),
        ({"phone": 10**30}, "phone"),
        ({"\ud800": "x"}, "?"),
        ({"received_on": "20260410"}, "received_on"),
        ({"received_on": "2026-W15-5"}, "received_on"),
        ({"received_on": 20260410}, "received_on"),
    ],
)
def test_values_of_the_wrong_kind(
    requests: Requests, values: Values, change: Values, field: str
) -> None:
    with pytest.raises(BadForm) as caught:
        requests.register({**values, **change})
    assert [fault.field for fault in caught.value.faults] == [field]
    str(caught.value).encode("utf-8")


def test_a_telephone_may_be_written_as_a_number(requests: Requests, values: Values) -> None:
    assert requests.register({**values, "phone": 13981230872}).applicant.phone == "13981230872"


def test_no_request_has_a_number_that_cannot_be_written(requests: Requests) -> None:
    with pytest.raises(declined.NoSuchRequest) as caught:
        requests.get("\udcff")
    str(caught.value).encode("utf-8")


@pytest.mark.parametrize("key", ["purpose", "用途"])
def test_the_purpose_is_never_asked(requests: Requests, values: Values, key: str) -> None:
    with pytest.raises(declined.PurposeAsked, match="第二十九条"):
        requests.register({**values, key: "诉讼"})


def test_labels_do_as_well_as_words(requests: Requests, values: Values) -> None:
    request = requests.register({**values, "channel": "邮寄", "obtain_way": "自行领取"})
    assert request.channel is Channel.MAIL


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id_number": "511123196504120871"}, "id_number"),
        ({"email": "不是邮箱"}, "email"),
        ({"obtain_way": "mail", "address": ""}, "address"),
        ({"obtain_way": "email"}, "email"),
        ({"received_on": "2026-04-11"}, "received_on"),
        ({"received_on": "昨天"}, "received_on"),
        ({"channel": "鸽子"}, "channel"),
        ({"colour": "red"}, "colour"),
        ({"applicant_kind": "org", "id_number": "11500382787479886X"}, "id_number"),
    ],
)
def test_wrong_boxes(requests: Requests, values: Values, change: Values, field: str) -> None:
    with pytest.raises(BadForm) as caught:
        requests.register({**values, **change})
    assert [fault.field for fault in caught.value.faults] == [field]


def test_an_application_that_lacks_something_is_registered_and_corrected(
    requests: Requests, values: Values
) -> None:
    request = requests.register({**values, "id_number": "", "phone": "", "address": ""})
    assert request.applicant.gaps == ("身份证明", "联系方式")
    [first, *_] = requests.moves(request.uid)
    assert (first.event, first.primary) == (EventKind.ASK_CORRECTION, True)


def test_before_the_regulation_of_2019(requests: Requests, values: Values) -> None:
    with pytest.raises(RuleMissing, match="2019年"):
        requests.register({**values, "received_on": "2018-05-04"})


def test_an_unknown_year_never_stops_registering(
    requests: Requests, values: Values, at: At
) -> None:
    at("2026-12-10")
    request = requests.register(values)
    assert (request.due_on, request.provisional) == (date(2027, 1, 7), True)
    [row] = requests.rows()
    assert (row.provisional, row.days_left) == (True, None)
    [due] = requests.agenda()
    assert due.provisional
    assert "暂估" in due.detail
    with pytest.raises(CalendarMissing, match="2027年"):
        requests.act(
            request.uid,
            "extend",
            {"extend_days": "5", "extend_reason": "需要查档", "approved_by": "何敏"},
        )


def test_personal_data_is_only_kept_sealed(
    requests: Requests, session: Session, values: Values
) -> None:
    request = requests.register(values)
    requests.act(request.uid, "note", {"text": "张建国来电催问"})
    dump = "\n".join(session.conn.iterdump())
    for secret in ("张建国", "511123196504120873", "13981230872", "西河村"):
        assert secret not in dump
        assert secret.encode().hex().upper() not in dump
    assert requests.get(request.uid).applicant.name == "张建国"


def test_preview_says_both_days_and_why(requests: Requests) -> None:
    _day, state = requests.preview_of({"channel": "counter", "received_on": "2026-04-10"})
    assert (state.correction_due, state.due_on) == (date(2026, 4, 21), date(2026, 5, 12))
    assert state.reason == (
        "从4月13日起算20个工作日。5月1日至5日放假不计，5月9日（周六）上班，计入。"
    )


def test_the_same_applicant_asking_again_is_found(requests: Requests, values: Values) -> None:
    first = requests.register(values)
    asked = "高标准农田项目青苗补偿费发放清单"
    [found] = requests.same_applicant("5111 2319 6504 1208 73", asked)
    assert found.uid == first.uid
    assert requests.same_applicant("511123196504120873", "镇政府公车使用记录") == []
    assert requests.same_applicant("110101199003071233", asked) == []
    assert requests.same_applicant("", asked) == []


# ---- the main flow


def test_from_the_counter_to_the_archive(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    number = requests.register(values).number
    at("2026-04-20")
    signed = requests.act(number, "reply", REPLY)
    assert (signed.state, signed.outcome) == (State.TO_DELIVER, "OPEN_GRANT")
    [due] = requests.agenda()
    assert (due.verb, due.due_on, due.title) == ("登记送达", date(2026, 5, 12), number)
    with pytest.raises(declined.NoDeliveryProof, match="第四十五条"):
        requests.act(number, "archive")
    at("2026-04-21")
    closed = requests.act(number, "deliver", HANDED)
    assert (closed.state, closed.replied_on) == (State.CLOSED, date(2026, 4, 21))
    assert requests.clock(number).in_time is True
    assert requests.agenda() == []
    requests.act(number, "on_paper", on_paper(requests, number))
    archived = requests.act(number, "archive")
    assert archived.state is State.ARCHIVED
    assert forms(documents, archived) == [
        "request_receipt", "request_approval", "request_reply_disclose", "delivery_receipt",
    ]  # fmt: skip
    assert "政府信息公开申请答复书" in [line.title for line in requests.case_file(number)]
    assert "答复书" in requests.events(number)[-1].detail["contents"]
    left = [EventKind.TO_PUBLIC, EventKind.NOTE, EventKind.DISPUTE]  # only additions
    assert [move.event for move in requests.moves(number)] == left


def on_paper(requests: Requests, number: str) -> Values:
    """Declare everything the archive still lacks to lie on paper in the file."""
    missing = [item.label for item in requests.archiving.items(number) if item.missing]
    return {"papers": missing}


def test_correction_stops_and_restarts(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    request = requests.register({**values, "id_number": ""})
    asked: Values = {"correction_items": "身份证明复印件", "guidance": "请附复印件。"}
    waiting = requests.act(request.uid, "ask_correction", asked)
    assert (waiting.state, waiting.due_on) == (State.WAIT_CORRECTION, None)
    assert "request_correction" in forms(documents, request)
    at("2026-04-15")
    with pytest.raises(BadForm, match="校验码"):
        requests.act(request.uid, "corrected", {"id_number": "511123196504120871"})
    back = requests.act(request.uid, "corrected", {"id_number": "511123196504120873"})
    assert (back.state, back.due_on) == (State.HANDLING, date(2026, 5, 15))
    assert back.applicant.gaps == ()
    assert requests.same_applicant("511123196504120873", back.applicant.content)


def test_lapsed_correction_needs_proof_of_the_notice(
    requests: Requests, values: Values, at: At
) -> None:
    request = requests.register(values)
    asked: Values = {"correction_items": "信息的名称", "guidance": "请写明年份。"}
    requests.act(request.uid, "ask_correction", asked)
    at("2026-05-20")
    with pytest.raises(declined.CorrectionNotProved):
        requests.act(request.uid, "correction_lapsed", {"excuse_checked": "电话核实，无正当理由"})
    lapsed = requests.act(
        request.uid,
        "correction_lapsed",
        {
            "excuse_checked": "电话核实，无正当理由",
            "received_on": "2026-04-13",
            "notice_proof": "挂号信，4月13日本人签收",
        },
    )
    assert (lapsed.state, lapsed.outcome) == (State.LAPSED, "X_NOCORR")


def test_consultations_pause_until_the_last_opinion(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    at("2026-04-13")
    requests.act(uid, "consult", ASKED)
    paused = requests.act(uid, "consult", ORGAN_ASKED)
    assert (paused.state, paused.due_on) == (State.CONSULTING, None)
    assert requests.clock(uid).run is Run.STOPPED
    at("2026-04-20")
    with pytest.raises(declined.WhichConsultation) as caught:
        requests.act(uid, "opinion", {"opinion": "agree"})
    assert "有2件征求意见没有收到答复" in str(caught.value)
    assert "A 西*******；B 县农业农村局" in str(caught.value)
    with pytest.raises(declined.WhichConsultation):
        requests.act(uid, "opinion", {"opinion": "agree", "key": "Z"})
    [opinion] = [move for move in requests.moves(uid) if move.event is EventKind.OPINION]
    [key] = [field for field in opinion.fields if field.name == "key"]
    assert (key.kind, key.default, [value for value, _label in key.choices]) == (
        "choice", "A", ["A", "B"],
    )  # fmt: skip
    requests.act(uid, "opinion", {"opinion": "agree", "key": "b"})
    first, second = requests.inquiries(uid)
    assert (first.answered_on, second.answered_on) == (None, date(2026, 4, 20))
    [opinion] = [move for move in requests.moves(uid) if move.event is EventKind.OPINION]
    assert [field.kind for field in opinion.fields if field.name == "key"] == ["text"]
    with pytest.raises(declined.OpinionPending, match="第三十二条"):
        requests.act(uid, "reply", REPLY)
    at("2026-04-22")
    going_on = requests.act(uid, "opinion", {"opinion": "部分同意", "opinion_reason": "隐去账号"})
    assert (going_on.state, going_on.due_on) == (State.HANDLING, date(2026, 5, 21))


def test_a_silent_third_party_lets_the_list_run_on(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", {**ASKED, "received_on": "2026-04-10"})
    assert requests.rows()[0].due_on is None
    at("2026-05-06")
    assert requests.rows()[0].due_on is None
    at("2026-05-07")
    assert requests.rows()[0].due_on == date(2026, 6, 2)
    assert requests.get(uid).due_on == date(2026, 6, 2)


# ---- extension


EXTEND: Values = {"extend_days": "10", "extend_reason": "所涉信息需要到县档案馆查找"}


def test_extension_with_a_named_approver(
    requests: Requests, documents: Documents, values: Values
) -> None:
    request = requests.register(values)
    longer = requests.act(request.number, "extend", {**EXTEND, "approved_by": "何敏"})
    assert longer.due_on == date(2026, 5, 26)
    assert "request_extension" in forms(documents, request)
    with pytest.raises(declined.SecondExtension):
        requests.act(request.number, "extend", {**EXTEND, "approved_by": "何敏"})


def test_extension_without_approver_is_declined(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    with pytest.raises(declined.NoApprover, match="第三十三条第二款"):
        requests.act(number, "extend", EXTEND)
    with pytest.raises(declined.NoApprover):  # 审核 is not 负责人
        requests.act(number, "extend", {**EXTEND, "approved_by": "刘建民"})


def test_the_head_of_the_office_approves_by_doing(
    requests: Requests, session: Session, values: Values
) -> None:
    number = requests.register(values).number
    log_in(session, "何敏")
    assert requests.act(number, "extend", EXTEND).due_on == date(2026, 5, 26)
    assert requests.events(number)[-1].detail["approved_by"] == "何敏"


def test_extension_after_the_last_day_is_declined(
    requests: Requests, values: Values, at: At
) -> None:
    number = requests.register(values).number
    at("2026-05-13")
    with pytest.raises(declined.ExtensionLate, match="第三十三条第二款"):
        requests.act(number, "extend", {**EXTEND, "approved_by": "何敏"})
    [row] = requests.rows()
    assert row.days_left == -1
    [move] = [move for move in requests.moves(number) if move.event is EventKind.EXTEND]
    assert (move.allowed, move.reason) == (False, "答复期限已满")


# ---- delivery


@pytest.mark.parametrize("courier", [
        "顺丰速运", "某某快递", "不是邮政", "邮政大厅代收顺丰速运", "EMSXXX圆通", "挂号信（中通）",
        "邮政速运", "EM S 顺丰",
    ],
)  # fmt: skip
def test_only_the_post_carries_official_letters(
    requests: Requests, values: Values, courier: str
) -> None:
    number = requests.register(values).number
    requests.act(number, "reply", REPLY)
    with pytest.raises(declined.NotByPost, match=r"第五十五条.*中国邮政、邮政、EMS"):
        requests.act(number, "deliver", {"method": "mail", "courier": courier, "mail_no": "1"})


@pytest.mark.parametrize(
    "courier", ["中国邮政", "ＥＭＳ", "邮政 ems", "挂号信", "中国邮政(EMS)", ""]
)
def test_the_post_under_its_names(requests: Requests, values: Values, courier: str) -> None:
    number = requests.register(values).number
    requests.act(number, "reply", REPLY)
    posted: Values = {"method": "mail", "courier": courier, "mail_no": "XA123456789"}
    assert requests.act(number, "deliver", posted).state is State.CLOSED


def test_a_letter_counts_on_the_day_it_is_posted(
    requests: Requests, values: Values, at: At
) -> None:
    number = requests.register(values).number
    at("2026-05-12")
    requests.act(number, "reply", REPLY)
    at("2026-05-15")
    posted: Values = {
        "method": "mail",
        "courier": "EMS",
        "mail_no": "XA123456789",
        "on": "2026-05-13",
    }
    assert requests.act(number, "deliver", posted).replied_on == date(2026, 5, 13)
    assert requests.clock(number).in_time is False


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"method": "mail"}, "mail_no"),
        ({"method": "direct"}, "receiver"),
        ({"method": "platform"}, "address arrival_proof"),
        ({}, "receiver"),
    ],
)
def test_delivery_needs_its_proof(
    requests: Requests, values: Values, form: Values, field: str
) -> None:
    number = requests.register(values).number
    requests.act(number, "reply", REPLY)
    with pytest.raises(BadForm) as caught:
        requests.act(number, "deliver", form)
    assert [fault.field for fault in caught.value.faults] == field.split()


# ---- other steps, refusals


def test_paying_restarts_the_count(requests: Requests, values: Values, at: At) -> None:
    number = requests.register(values).number
    waiting = requests.act(number, "charge", FEE)
    assert waiting.state is State.WAIT_PAYMENT
    assert requests.agenda()[0].verb == "登记缴费"
    at("2026-04-20")
    paid = requests.act(number, "paid", {"fee_paid_ref": "0001"})
    assert (paid.state, paid.due_on) == (State.HANDLING, date(2026, 5, 20))


@pytest.mark.parametrize(("count", "before"), [("1", "9"), ("10", "0"), (0, "40")])
def test_nothing_to_pay_does_not_stop_the_clock(
    requests: Requests, values: Values, count: object, before: str
) -> None:
    number = requests.register(values).number
    with pytest.raises(BadForm, match="第四十二条"):
        requests.act(number, "charge", {**FEE, "fee_count": count, "fee_before": before})
    assert requests.clock(number).run is Run.RUNNING


def test_another_amount_than_the_tiers_give_is_refused(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    with pytest.raises(BadForm, match=r"按标准应为100元（第11件：每件100元，计100元）"):
        requests.act(number, "charge", {**FEE, "fee_amount": "200"})
    with pytest.raises(BadForm, match="不超过9999"):
        requests.act(number, "charge", {**FEE, "fee_count": "99999"})
    assert requests.clock(number).run is Run.RUNNING
    assert requests.act(number, "charge", {**FEE, "fee_amount": 100.0}).state is State.WAIT_PAYMENT


@pytest.mark.parametrize("amount", ["9" * 11, "9" * 5000, 10**12, "1.234", "-1", float("nan"), "٣"])
def test_amounts_that_are_none(requests: Requests, values: Values, amount: object) -> None:
    number = requests.register(values).number
    with pytest.raises(BadForm, match="不超过12位"):
        requests.act(number, "charge", {**FEE, "fee_amount": amount})


@pytest.mark.parametrize("days", ["0", 0, "61", 999999, "9" * 7, "9" * 5000, "-1", 1.5, "٣"])
def test_days_to_correct_are_bounded(requests: Requests, values: Values, days: object) -> None:
    number = requests.register(values).number
    form: Values = {"correction_items": "名称", "guidance": "请写明年份", "correction_days": days}
    with pytest.raises(BadForm) as caught:
        requests.act(number, "ask_correction", form)
    assert [fault.field for fault in caught.value.faults] == ["correction_days"]
    assert requests.get(number).state is State.HANDLING


@pytest.mark.parametrize("days", ["1", "60", 60, "０15", None, ""])
def test_days_to_correct_within_bounds(requests: Requests, values: Values, days: object) -> None:
    number = requests.register(values).number
    form: Values = {"correction_items": ["名称"], "guidance": "请写明年份", "correction_days": days}
    requests.act(number, "ask_correction", form)
    shown = requests.events(number)[-1]
    assert shown.detail["correction_days"] == str(shown.days)
    assert 1 <= shown.days <= 60


@pytest.mark.parametrize("items", [[1], [None], [["x"]], [True], {"a": "b"}])
def test_a_list_holds_texts(requests: Requests, values: Values, items: object) -> None:
    number = requests.register(values).number
    with pytest.raises(BadForm, match=r"一列文字|应为文字"):
        requests.act(number, "ask_correction", {"correction_items": items, "guidance": "请写明"})


def test_agreed_delay_and_withdrawal(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    delayed = requests.act(
        number,
        "agree_delay",
        {
            "agreed_due": "2026-07-31",
            "delay_reason": "件数多",
            "approved_by": "何敏",
            "reason_given": "整理资料需要",
        },
    )
    assert delayed.due_on == date(2026, 7, 31)
    gone = requests.act(number, "withdraw", {"reason": "4月10日书面撤回"})
    assert (gone.state, gone.outcome, gone.closed_on) == (
        State.WITHDRAWN, "X_OTHER", date(2026, 4, 10),
    )  # fmt: skip


def test_a_step_the_state_does_not_take(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    with pytest.raises(declined.NotNow, match="办理中"):
        requests.act(number, "deliver", HANDED)
    with pytest.raises(declined.NotNow, match="第三十条"):
        requests.act(number, "corrected")


def test_unknown_event_request_and_outcome(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    with pytest.raises(UnknownEvent, match="ask_correction"):
        requests.act(number, "explode")
    with pytest.raises(UnknownEvent):
        requests.act(number, "receive")
    with pytest.raises(declined.NoSuchRequest):
        requests.act("青政公开申〔2026〕99号", "reply", REPLY)
    with pytest.raises(BadForm, match="NONE_EXIST（信息不存在）"):
        requests.act(number, "reply", {**REPLY, "outcome": "X_NOPAY"})
    with pytest.raises(BadForm, match="检索范围"):
        requests.act(number, "reply", {**REPLY, "outcome": "NONE_EXIST"})


def test_a_refused_act_leaves_nothing(
    requests: Requests, documents: Documents, values: Values
) -> None:
    request = requests.register(values)
    before = (requests.get(request.uid), requests.events(request.uid), forms(documents, request))
    with pytest.raises(declined.FutureEvent):
        requests.act(request.uid, "reply", {**REPLY, "on": "2026-04-11"})
    with pytest.raises(BadForm):
        requests.act(request.uid, "reply", {"provided_items": ""})
    assert (
        requests.get(request.uid), requests.events(request.uid), forms(documents, request),
    ) == before  # fmt: skip


def test_a_clock_set_back_does_not_hide_requests(
    requests: Requests, values: Values, at: At
) -> None:
    number = requests.register(values).number
    at("2026-04-01")
    assert requests.get(number).due_on == date(2026, 5, 12)
    assert requests.rows()
    with pytest.raises(declined.FutureEvent):
        requests.act(number, "reply", REPLY | {"on": "2026-04-10"})


# ---- what others see


def test_the_county_is_told_no_person_and_no_content(requests: Requests, values: Values) -> None:
    request = requests.register(values)
    [row] = requests.package_rows()
    assert (row.kind, row.key, row.revision) == ("request", request.number, 1)
    assert set(row.data) == {"number", "received_on", "channel", "state", "outcome", "closed_on"}
    requests.act(request.uid, "note", {"text": "来电"})
    assert requests.package_rows()[0].revision == 2


def test_the_agenda_names_nobody_in_the_open(
    requests: Requests, session: Session, values: Values
) -> None:
    requests.register(values)
    [due] = requests.agenda()
    assert "张建国" not in due.title + due.detail
    assert due.sealed_title.startswith("张建国：")
    assert len(due.verb) <= 8
    session.lock()
    assert requests.agenda()[0].sealed_title == ""


def test_every_move_can_be_filled_in(requests: Requests, values: Values) -> None:
    number = requests.register(values).number
    moves = requests.moves(number)
    assert [move.primary for move in moves].count(True) == 1
    for move in moves:
        assert move.label
        assert move.fields
        assert all(field.label for field in move.fields)
    [extend] = [move for move in moves if move.event is EventKind.EXTEND]
    assert {field.name: field.default for field in extend.fields}["extend_days"] == "20"


def test_acts_are_audited_without_personal_data(
    requests: Requests, session: Session, values: Values
) -> None:
    number = requests.register(values).number
    requests.act(number, "note", {"text": "张建国来电"})
    requests.open_in_full(number)
    entries = audit.entries(session.conn)[-3:]
    assert [entry.action for entry in entries] == [
        "requests.register", "requests.note", "requests.look",
    ]  # fmt: skip
    assert all("张建国" not in entry.subject + entry.detail for entry in entries)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE request_event SET happened_on = '2020-01-01'",
        "DELETE FROM request_event",
        "DELETE FROM request",
    ],
)
def test_what_happened_stays(
    requests: Requests, session: Session, values: Values, statement: str
) -> None:
    requests.register(values)
    with pytest.raises(sqlite3.IntegrityError):
        session.conn.execute(statement)
