"""Every outcome has its reply: the right document, article, remedy and number; and its letters."""

from __future__ import annotations

import io
import json
from datetime import date

import pdfplumber
import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.model import Document
from gkdesk.documents.service import Documents
from gkdesk.requests.model import BadForm, State
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests
from tests.requests.inside import SIGNED, answers, searched

Values = dict[str, object]
RULES = Rules.load(FormFolders(paths.forms()))
REPLIES = [rule for rule in RULES.outcomes() if rule.form]
SAMPLES = paths.resources() / "samples" / "documents"


def sample(form: str, names: set[str]) -> Values:
    """Return the sample's values for the boxes a clerk fills in."""
    values = json.loads((SAMPLES / f"{form}.json").read_text("utf-8"))
    return {name: value for name, value in values.items() if name in names}


def text_of(documents: Documents, document: Document) -> str:
    with pdfplumber.open(io.BytesIO(documents.read(document.sha256))) as opened:
        return "".join(char["text"] for page in opened.pages for char in page.chars)


def issued(documents: Documents, uid: str, form: str) -> Document:
    [found] = [one for one in documents.of(f"request:{uid}") if one.form == form]
    return found


def defaults(requests: Requests, uid: str, code: str) -> dict[str, str]:
    asked = requests.asked(uid, "reply", {"outcome": code})
    return {field.name: field.default for field in asked}


def prepared(requests: Requests, values: Values, uid: str, code: str) -> Values:
    """Do first what the law asks before a reply of this outcome; return what it adds."""
    match code:
        case "DENY_THIRD":
            requests.act(uid, "consult", {"addressee": "李秀兰", "info_involved": "姓名"})
            requests.act(uid, "opinion", {"opinion": "disagree", "opinion_reason": "私事"})
        case "NP_MASSIVE":
            reasons = sample("request_reasons", {
                "period_from", "period_to", "request_count", "request_list", "abnormal_grounds",
                "reason_due",
            })  # fmt: skip
            requests.act(uid, "letter", {**reasons, "letter": "request_reasons"})
        case "NP_REPEAT":
            answered(requests, values)
            asked = requests.asked(uid, "reply", {"outcome": code})
            return {one.name: one.default for one in asked if one.name.startswith("prior_")}
        case "NONE_EXIST":
            searched(requests, uid)
        case "UNCLEAR":
            asking: Values = {"correction_items": ["信息的名称"], "guidance": "请写明年份"}
            requests.act(uid, "ask_correction", asking)
            requests.act(uid, "corrected", {})
        case _:
            pass
    return {}


def answered(requests: Requests, values: Values) -> str:
    """Register, answer and hand over an earlier request of the same person."""
    number = requests.register(values).number
    requests.act(number, "reply", {"found_facts": "找到。", "provided_items": ["清单"], **SIGNED})
    requests.act(number, "deliver", {"method": "direct", "receiver": "张建国"})
    return number


@pytest.mark.parametrize("code", [rule.code for rule in REPLIES])
def test_every_outcome_is_answered(
    requests: Requests, documents: Documents, values: Values, code: str
) -> None:
    rule = RULES.outcome(code)
    uid = requests.register(values).uid
    asked = requests.asked(uid, "reply", {"outcome": code})
    filled = sample(rule.form, {field.name for field in asked}) | answers(code)
    filled |= prepared(requests, values, uid, code)
    done = requests.act(uid, "reply", {**filled, "outcome": code, "confirmed": "yes"})
    assert (done.state, done.outcome) == (State.TO_DELIVER, code)
    paper = issued(documents, uid, rule.form)
    assert "依复" in paper.number
    text = text_of(documents, paper)
    article = rule.basis.partition("》")[2].split("、")[0]
    assert article in text
    first = "应当自收到本文书之日起60日内先向" in text
    direct = "可以自收到本文书之日起60日内向" in text
    assert (first, direct) == {"A": (False, True), "B": (True, False), "C": (True, True)}[
        rule.remedy
    ]


def test_what_the_case_knows_is_filled_in(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register({**values, "carrier": "electronic"}).uid
    requests.act(uid, "consult", {"addressee": "西河村村民委员会", "info_involved": "种植户姓名"})
    requests.act(uid, "opinion", {"opinion": "disagree", "opinion_reason": "涉及住户生活"})
    known = {
        field.name: field.default
        for field in requests.asked(uid, "reply", {"outcome": "DENY_THIRD"})
    }
    assert known["third_opinion"] == "不同意公开"
    assert known["third_opinion_reason"] == "涉及住户生活"
    assert date.fromisoformat(known["consult_sent_date"])
    given = {
        field.name: field.default
        for field in requests.asked(uid, "reply", {"outcome": "OPEN_GRANT"})
    }
    assert given["provided_form"] == "电子"


def test_outcomes_are_found_by_label_and_unknown_ones_refused(
    requests: Requests, values: Values
) -> None:
    uid = requests.register(values).uid
    by_label = requests.asked(uid, "reply", {"outcome": "信息不存在"})
    assert by_label == requests.asked(uid, "reply", {"outcome": "NONE_EXIST"})
    with pytest.raises(BadForm, match="办理结果只能是"):
        requests.asked(uid, "reply", {"outcome": "X_NOPAY"})


def test_consulting_writes_two_letters_and_names_nobody(
    requests: Requests, documents: Documents, values: Values
) -> None:
    request = requests.register(values)
    asked = {"addressee": "西河村村民委员会", "info_involved": "清单中的种植户姓名"}
    requests.act(request.uid, "consult", asked)
    letter = issued(documents, request.uid, "consult_third_party")
    text = text_of(documents, letter)
    assert "15个工作日" in text
    assert request.applicant.name not in text
    notice = text_of(documents, issued(documents, request.uid, "consult_notice"))
    assert request.applicant.name in notice
    assert "不计算在答复期限内" in notice


def test_an_organ_is_asked_with_our_opinion(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    asked = {
        "addressee": "县农业农村局", "consult_kind": "organ", "info_involved": "《验收意见》",
    }  # fmt: skip
    with pytest.raises(BadForm, match="拟办意见的理由"):
        requests.act(uid, "consult", asked)
    requests.act(uid, "consult", {**asked, "lead_organ_reason": "没有不予公开的情形"})
    text = text_of(documents, issued(documents, uid, "consult_organ"))
    assert "视为同意公开" in text
    assert "《验收意见》" in text


def test_fee_and_delay_are_told_in_letters(
    requests: Requests, documents: Documents, values: Values
) -> None:
    first = requests.register(values).uid
    requests.act(
        first,
        "charge",
        {
            "fee_method": "piece", "fee_count": "21", "fee_before": "10",
            "fee_reason": "当月已申请31件。", "pay_way": "到银行缴纳", "confirmed": "yes",
        },
    )  # fmt: skip
    text = text_of(documents, issued(documents, first, "request_fee"))
    assert "2,200.00元" in text
    assert "第11至30件，共20件：每件100元，计2000元" in text
    assert "第31件：每件200元，计200元" in text
    assert "20个工作日内缴纳" in text
    second = requests.register(values).uid
    requests.act(
        second,
        "agree_delay",
        {
            "agreed_due": "2026-07-31", "delay_reason": "材料多，", "reason_given": "维权需要。",
            "approved_by": "何敏",
        },
    )  # fmt: skip
    text = text_of(documents, issued(documents, second, "request_delay"))
    assert "2026年7月31日前答复" in text


def test_before_2024_refusals_were_told_the_ordinary_remedy() -> None:
    secret = RULES.outcome("DENY_SECRET")
    assert secret.remedy_on(date(2023, 12, 31)) == "A"
    assert secret.remedy_on(date(2024, 1, 1)) == "B"
    assert RULES.outcome("OPEN_GRANT").remedy_on(date(2023, 12, 31)) == "A"


def test_a_draft_takes_no_number_and_keeps_nothing(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    before = documents.of(f"request:{uid}")
    filled = sample("request_reply_public", {"public_items", "public_way", "link_checked_on"})
    reply = {**filled, "outcome": "OPEN_PUBLIC", "found_facts": "经检索，已主动公开。"}
    data = requests.draft_reply(uid, reply)
    with pdfplumber.open(io.BytesIO(data)) as opened:
        text = "".join(char["text"] for char in opened.pages[0].chars)
    assert "依复〔2026〕\u3000号" in text
    assert documents.of(f"request:{uid}") == before
    assert requests.get(uid).state is State.HANDLING
    with pytest.raises(BadForm, match="获取方式和途径"):
        requests.draft_reply(uid, {"outcome": "OPEN_PUBLIC", "public_items": ["甲"]})
