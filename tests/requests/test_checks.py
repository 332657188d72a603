"""Each check finds its fault, lets the sound reply pass, and says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests import closingchecks
from gkdesk.requests.casechecks import CASE
from gkdesk.requests.checks import Stopped, Unconfirmed
from gkdesk.requests.lawnames import binds_disclosure
from gkdesk.requests.model import State
from gkdesk.requests.replychecks import FEE, REPLY
from gkdesk.requests.rules import Rules, check
from gkdesk.requests.service import Requests
from tests.requests.test_replies import sample

Values = dict[str, object]
CLOSING = {
    code
    for looks in (
        closingchecks.REPLY, closingchecks.LAPSE, closingchecks.DELIVERY, closingchecks.ARCHIVE,
    )
    for code in looks
}  # fmt: skip
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


# ---- what must not be found, and what must


@pytest.mark.parametrize(
    ("name", "binds"),
    [
        ("《中华人民共和国统计法》第九条", True),
        ("《城市房地产开发经营管理条例》", True),
        ("《中华人民共和国市场主体登记管理条例》", True),
        ("《中华人民共和国自然保护区条例》", True),
        ("《中华人民共和国统计法》（2024年修正）", True),
        ("《互联网信息服务管理办法》（国务院令第292号）", True),
        ("《中华人民共和国民法典》、《中华人民共和国居民身份证法》", True),
        ("互联网信息服务管理办法", False),
        ("《江南省城市绿化条例》", False),
        ("《云岭县社区矫正条例》", False),
        ("《中华人民共和国档案法》、《云岭县档案管理办法》", False),
        ("关于印发保密规定的通知", False),
        ("", False),
    ],
)
def test_which_names_bind(name: str, *, binds: bool) -> None:
    assert binds_disclosure(name) is binds


@pytest.mark.parametrize(
    ("code", "changes", "told"),
    [
        ("NONE_EXIST", {"search_scopes": ["办公系统", "办公系统", ""]}, "只有1处"),
        ("NOT_OURS", {"responsible_organ": ""}, "没有写机关名称"),
        ("OPEN_PUBLIC", {"public_way": "http://www.yunling.gov.cn"}, "首页"),
        ("OPEN_PUBLIC", {"public_way": "www.yunling.gov.cn/"}, "首页"),
        (
            "OPEN_GRANT",
            {"provided_form": "查阅、抄录", "provide_time_place": ""},
            "何时、到哪里",
        ),
        ("DENY_SAFETY", {"danger_reason": "影响稳定"}, "现有4字"),
        ("PARTIAL", {"withheld_grounds": "涉及隐私"}, "没有写明不予公开部分的条款"),
        ("DENY_PROCESS", {"process_status": "已经完结"}, "程序已经完结"),
        ("UNCLEAR", {}, "没有收到过补正材料"),
        (
            "OPEN_GRANT",
            {"provided_items": ["食堂采购合同"], "found_facts": "找到。", "convenience_note": ""},
            "没有提到申请的内容",
        ),
        ("OPEN_GRANT", {"convenience_note": "户主证件511123196504120873"}, "身份证号"),
    ],
)
def test_more_that_is_found(
    requests: Requests, values: Values, code: str, changes: Values, told: str
) -> None:
    uid = requests.register(values).uid
    fields = {field.name for field in requests.asked(uid, "reply", {"outcome": code})}
    reply = sample(RULES.outcome(code).form, fields) | {"outcome": code} | changes
    with pytest.raises((Stopped, Unconfirmed), match=told):
        requests.act(uid, "reply", reply)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("NONE_EXIST", {"search_scopes": ["办公系统、镇档案室"]}),
        ("OPEN_PUBLIC", {"public_way": "http://www.yunling.gov.cn/art/2026/3/2/1.html"}),
        ("OPEN_PUBLIC", {"public_way": "http://www.yunling.gov.cn 的青石镇专栏"}),
        ("NP_PETITION", {"channel_contact": "信访办，13800138000"}),
        ("OPEN_GRANT", {"convenience_note": "咨询请拨13800138000。"}),
    ],
)
def test_what_is_in_order_is_let_through(
    requests: Requests, values: Values, code: str, changes: Values
) -> None:
    content = "青石镇东河村耕地地力保护补贴发放明细和公示"
    uid = requests.register({**values, "content": content}).uid
    fields = {field.name for field in requests.asked(uid, "reply", {"outcome": code})}
    reply = sample(RULES.outcome(code).form, fields - {"provide_time_place"})
    done = requests.act(uid, "reply", reply | {"outcome": code} | changes)
    assert done.state is State.TO_DELIVER


def test_every_thing_asked_for_is_answered(requests: Requests, values: Values) -> None:
    asked = "西河村青苗补偿费清单。\n2025年上坪村“三资”台账；我村"
    uid = requests.register({**values, "content": asked}).uid
    with pytest.raises(Unconfirmed, match="上坪村“三资”台账"):
        requests.act(uid, "reply", {**GRANT, "provided_items": ["西河村补偿清单"]})
    both = {**GRANT, "provided_items": ["西河村补偿清单", "上坪村台账"]}
    assert requests.act(uid, "reply", both).state is State.TO_DELIVER


REFUSAL: Values = {
    "outcome": "DENY_THIRD", "found_facts": "经检索，找到。", "interest_type": "个人隐私",
    "reason_accepted": "理由合理", "public_interest_weighed": "没有影响", "separable_note": "不能",
    "confirmed": "yes",
}  # fmt: skip


def test_a_refusal_for_a_third_party_waits_for_it(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    organ = {"consult_kind": "organ", "lead_organ_reason": "应当公开", "info_involved": "《意见》"}
    requests.act(uid, "consult", {"addressee": "县农业农村局", **organ})
    requests.act(uid, "opinion", {"opinion": "disagree"})
    silent: Values = {"third_opinion": "逾期没有答复"}
    with pytest.raises(Stopped, match="没有征求第三方意见"):
        requests.act(uid, "reply", {**REFUSAL, **silent, "consult_sent_date": "2026-04-10"})
    requests.act(uid, "consult", {"addressee": "李秀兰", "info_involved": "姓名"})
    with pytest.raises(Stopped, match="期限还没有满"):
        requests.act(uid, "reply", {**REFUSAL, **silent})


@pytest.mark.parametrize(
    ("opinion", "stated", "found"),
    [
        ("agree", "不同意公开", True),
        ("agree", "逾期没有答复", True),
        ("disagree", "逾期没有答复", True),
        ("disagree", "不同意公开", False),
        ("partly", "不同意公开", False),
    ],
)
def test_the_opinion_is_told_as_it_came(
    requests: Requests, values: Values, opinion: str, stated: str, *, found: bool
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "consult", {"addressee": "李秀兰", "info_involved": "姓名"})
    requests.act(uid, "opinion", {"opinion": opinion})
    reply = {**REFUSAL, "third_opinion": stated, "confirmed": "no"}
    if found:
        with pytest.raises(Unconfirmed, match="与登记的不一致"):
            requests.act(uid, "reply", reply)
    else:
        assert requests.act(uid, "reply", reply).state is State.TO_DELIVER


def test_each_objector_is_told_and_organs_are_not(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    organ = {"consult_kind": "organ", "lead_organ_reason": "应当公开", "info_involved": "《意见》"}
    requests.act(uid, "consult", {"addressee": "县农业农村局", **organ})
    requests.act(uid, "opinion", {"opinion": "disagree"})
    for name in ("李秀兰", "王德明"):
        requests.act(uid, "consult", {"addressee": name, "info_involved": "姓名"})
        requests.act(uid, "opinion", {"opinion": "disagree"})
    notice = {
        "letter": "third_party_notice", "third_opinion": "不同意公开",
        "info_to_release": "补助名单", "release_reason": "名单依法应当公示",
    }  # fmt: skip
    requests.act(uid, "letter", {**notice, "addressee": "李秀兰"})
    with pytest.raises(Stopped, match="2人不同意，已告知1人"):
        requests.act(uid, "reply", {**GRANT, "confirmed": "yes"})
    partial = {
        **GRANT, "outcome": "PARTIAL", "withheld_items": ["姓名列"], "redaction_method": "遮盖",
        "withheld_grounds": "属于第十五条规定的个人隐私",
    }  # fmt: skip
    with pytest.raises(Unconfirmed, match="部分公开前请核对"):
        requests.act(uid, "reply", partial)
    done = requests.act(uid, "reply", {**partial, "confirmed": True})
    assert done.state is State.TO_DELIVER


def test_only_a_delivered_reply_of_the_same_person_is_repeated(
    requests: Requests, values: Values
) -> None:
    withdrawn = requests.register(values)
    requests.act(withdrawn.uid, "withdraw", {})
    namesake = requests.register({**values, "id_number": "110101199003071233"})
    requests.act(namesake.uid, "reply", GRANT)
    requests.act(namesake.uid, "deliver", {"method": "direct", "receiver": "张建国"})
    other = requests.register({**values, "content": "镇政府公车使用记录"})
    requests.act(other.uid, "reply", {**GRANT, "provided_items": ["公车使用记录"]})
    requests.act(other.uid, "deliver", {"method": "direct", "receiver": "张建国"})
    uid = requests.register(values).uid
    for number in (withdrawn.number, namesake.number):
        with pytest.raises(Stopped, match="没有找到这个申请人的前次答复"):
            requests.act(uid, "reply", filled("NP_REPEAT", prior_request_no=number))
    with pytest.raises(Stopped, match="前次答复文号是青政依复"):
        wrong = {"prior_request_no": other.number, "prior_reply_no": "青政依复〔2026〕9号"}
        requests.act(uid, "reply", filled("NP_REPEAT", **wrong))
    [reply] = [d for d in requests.case_file(other.uid) if "答复书" in d.title]
    prior = {"prior_request_no": other.number, "prior_reply_no": reply.number}
    with pytest.raises(Unconfirmed, match="内容看起来不同"):
        requests.act(uid, "reply", filled("NP_REPEAT", **prior))


def test_a_reply_dated_before_the_case_letters(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    uid = requests.register(values).uid
    at("2026-04-14")
    letter = {"addressee": "农业农村办公室", "coop_task": ["检索"], "coop_due": "2026-04-20"}
    requests.act(uid, "letter", {**letter, "letter": "assist_letter"})
    with pytest.raises(Unconfirmed, match="早于本案已出的文书"):
        requests.act(uid, "reply", {**GRANT, "on": "2026-04-13"})
    assert requests.act(uid, "reply", GRANT).state is State.TO_DELIVER


def test_silence_about_reasons_counts_after_the_day(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    uid = requests.register(values).uid
    reasons = sample("request_reasons", {
        "period_from", "period_to", "request_count", "request_list", "abnormal_grounds",
        "reason_due",
    })  # fmt: skip
    requests.act(uid, "letter", {**reasons, "letter": "request_reasons"})
    reply: Values = {
        "outcome": "NP_MASSIVE", "unreasonable_grounds": "没有说明", "request_list": ["一件"],
        "reason_given": "逾期没有说明理由",
    }  # fmt: skip
    at("2026-04-24")
    with pytest.raises(Stopped, match="说明理由的期限到2026-04-24"):
        requests.act(uid, "reply", reply)
    at("2026-04-25")
    assert requests.act(uid, "reply", reply).state is State.TO_DELIVER


@pytest.mark.parametrize(
    ("authority", "right"),
    [("云岭县人民政府", True), ("青石镇人民政府", False), ("云岭县司法局", False)],
)
def test_who_reviews_a_town(
    requests: Requests, session: Session, values: Values, authority: str, *, right: bool
) -> None:
    session.organ = replace(session.organ, review_authority=authority)
    uid = requests.register(values).uid
    if right:
        assert requests.act(uid, "reply", GRANT).state is State.TO_DELIVER
    else:
        with pytest.raises(Unconfirmed, match="复议机关与本机关的层级不符"):
            requests.act(uid, "reply", GRANT)


def test_every_named_check_is_made() -> None:
    named = {rule.code for rule in RULES.checks}
    assert named == set(REPLY) | set(FEE) | set(CASE) | CLOSING
