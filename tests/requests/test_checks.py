"""Each check finds its fault, lets the sound reply pass, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests.checks import Stopped, Unconfirmed
from gkdesk.requests.model import State
from gkdesk.requests.rules import Rules, check
from gkdesk.requests.service import Requests
from tests.requests.test_replies import sample

Values = dict[str, object]
RULES = Rules.load(FormFolders(paths.forms()))
ALL = {
    "found_facts", "separable_note", "search_scopes", "keywords", "search_rounds",
    "units_confirm", "why_absent", "absent_explain", "not_ours_reason", "responsible_organ",
    "responsible_contact", "ban_law_name", "ban_article", "ban_explain", "public_items",
    "public_way", "link_checked_on", "prior_request_no", "prior_reply_no", "prior_reply_date",
    "prior_delivery_date", "repeat_explain", "provided_items", "provided_form",
}  # fmt: skip
GRANT: Values = {"found_facts": "经检索，找到1份材料。", "provided_items": ["清单，3页"]}


def filled(code: str, **changes: object) -> Values:
    rule = RULES.outcome(code)
    return {**sample(rule.form, ALL), "outcome": code, **changes}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (filled("NONE_EXIST", search_scopes=["办公系统"]), "只有1处"),
        (filled("NOT_OURS", responsible_contact=""), "补填该机关的地址和电话"),
        (filled("DENY_LAW", ban_law_name="《云溪县档案管理办法》"), "不是法律或者行政法规"),
        (filled("DENY_LAW", ban_law_name="《江南省保密条例》"), "不是法律或者行政法规"),
        (filled("OPEN_PUBLIC", public_way="请自行上网查找"), "准确的网址"),
        (filled("NP_REPEAT", prior_request_no="青政公开申〔2026〕99号"), "前次登记编号"),
        (filled("DENY_THIRD", **sample("request_reply_third", {
            "interest_type", "consult_sent_date", "third_opinion", "reason_accepted",
            "public_interest_weighed",
        })), "先登记“征求意见”"),
        ({**GRANT, "found_facts": "联系13800138000领取。"}, "手机"),
    ],
)  # fmt: skip
def test_what_must_be_mended_first(
    requests: Requests, documents: Documents, values: Values, reply: Values, told: str
) -> None:
    uid = requests.register(values).uid
    before = len(documents.of(f"request:{uid}"))
    with pytest.raises(Stopped, match=told):
        requests.act(uid, "reply", {**reply, "confirmed": "yes"})
    assert requests.get(uid).state is State.HANDLING
    assert len(documents.of(f"request:{uid}")) == before


@pytest.mark.parametrize("law", ["《中华人民共和国统计法》", "《中华人民共和国档案法实施条例》"])
def test_laws_and_regulations_are_accepted(requests: Requests, values: Values, law: str) -> None:
    uid = requests.register(values).uid
    done = requests.act(uid, "reply", filled("DENY_LAW", ban_law_name=law, confirmed="yes"))
    assert done.state is State.TO_DELIVER


def test_warnings_are_confirmed_and_noted(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    other = filled("NONE_EXIST", keywords="捕鱼许可")
    with pytest.raises(Unconfirmed, match="重新检索"):
        requests.act(uid, "reply", other)
    assert requests.get(uid).state is State.HANDLING
    requests.act(uid, "reply", {**other, "confirmed": "yes"})
    [reply] = [event for event in requests.events(uid) if event.kind == "reply"]
    assert "C14" in reply.detail["checked"]


def test_a_sound_reply_needs_no_confirming(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    assert requests.act(uid, "reply", GRANT).state is State.TO_DELIVER


def test_another_form_than_wanted_needs_a_reason(requests: Requests, values: Values) -> None:
    uid = requests.register({**values, "carrier": "electronic"}).uid
    with pytest.raises(Unconfirmed, match="申请人要求电子，现为纸质"):
        requests.act(uid, "reply", {**GRANT, "provided_form": "纸质"})
    reason = {"provided_form": "纸质", "form_changed_reason": "扫描会损坏原件"}
    assert requests.act(uid, "reply", {**GRANT, **reason}).state is State.TO_DELIVER


def test_disclosing_over_an_objection_waits_for_the_notice(
    requests: Requests, values: Values
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", {"addressee": "李秀兰", "info_involved": "补助名单中的姓名"})
    requests.act(uid, "opinion", {"opinion": "disagree", "opinion_reason": "不愿公开"})
    with pytest.raises(Stopped, match="先出“依申请公开告知书"):
        requests.act(uid, "reply", {**GRANT, "confirmed": "yes"})
    requests.act(
        uid,
        "letter",
        {
            "letter": "third_party_notice", "addressee": "李秀兰", "third_opinion": "不同意公开",
            "info_to_release": "补助名单", "release_reason": "名单依法应当公示。",
        },
    )  # fmt: skip
    assert requests.act(uid, "reply", {**GRANT, "confirmed": "yes"}).state is State.TO_DELIVER


def test_an_assistance_letter_names_the_unit(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    requests.act(
        uid,
        "letter",
        {
            "letter": "政府信息公开申请协办函", "addressee": "农业农村办公室",
            "coop_task": ["检索发放明细"], "coop_due": "2026-04-20",
        },
    )  # fmt: skip
    [letter] = [one for one in documents.of(f"request:{uid}") if one.form == "assist_letter"]
    assert "依协" in letter.number


def test_mistakes_in_the_list_of_checks_are_named(tmp_path: Path) -> None:
    text = (paths.forms() / "rules" / "request_checks.toml").read_text("utf-8")
    path = tmp_path / "request_checks.toml"
    path.write_text(text.replace('level = "block"', 'level = "stop"', 1), "utf-8")
    [problem] = check(path)
    assert problem.where.endswith("level")
