"""呈批: proposed, looked over, sent back, signed, and only then numbered."""

from __future__ import annotations

import io
from collections.abc import Callable

import pdfplumber
import pytest

from gkdesk.accounts.session import Session
from gkdesk.documents.service import Documents
from gkdesk.requests import declined
from gkdesk.requests.approval import (
    NoReturnWords,
    NotTheirStage,
    SignerNeeded,
    StageMissing,
    StageTaken,
)
from gkdesk.requests.checks import Stopped, Unconfirmed
from gkdesk.requests.model import BadForm, EventKind, State
from gkdesk.requests.service import Requests
from tests.conftest import log_in
from tests.requests.inside import answers, searched
from tests.requests.test_checks import ALL
from tests.requests.test_replies import RULES, sample, text_of

Values = dict[str, object]
GRANT: Values = {"found_facts": "经检索，找到1份材料。", "provided_items": ["清单，3页"]}


def approve(requests: Requests, uid: str, stage: str, by: str, **more: object) -> None:
    requests.act(uid, "approve", {"stage": stage, "by": by, **more})


def signed(requests: Requests, uid: str) -> None:
    for stage, by in (("unit", "何秀英"), ("secrecy", "王建军"), ("leader", "刘长顺")):
        approve(requests, uid, stage, by)


def test_nothing_is_numbered_before_the_last_signature(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    assert requests.act(uid, "propose", GRANT).state is State.APPROVAL
    assert [one.form for one in documents.of(f"request:{uid}")] == ["request_receipt"]
    with pytest.raises(StageMissing, match="业务站所意见、保密审查意见、领导签批"):
        requests.act(uid, "reply")
    [reply] = [one for one in requests.moves(uid) if one.event is EventKind.REPLY]
    assert (reply.allowed, "领导签批" in reply.reason) == (False, True)
    with pytest.raises(StageMissing, match="业务站所意见、保密审查意见"):
        approve(requests, uid, "leader", "刘长顺")
    signed(requests, uid)
    first = next(one for one in requests.moves(uid) if one.primary)
    assert first.event is EventKind.REPLY
    assert requests.act(uid, "reply").state is State.TO_DELIVER
    sheet, letter = documents.of(f"request:{uid}")[1:]
    assert (sheet.form, letter.form) == ("request_approval", "request_reply_disclose")
    assert "依复" in letter.number
    assert "清单，3页" in text_of(documents, letter)
    told = text_of(documents, sheet)
    for words in ("何秀英", "王建军", "刘长顺", "同意。（纸质签署）"):
        assert words in told


def test_a_reply_sent_back_is_made_anew_and_signed_anew(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "propose", GRANT)
    approve(requests, uid, "secrecy", "王建军")
    with pytest.raises(NoReturnWords):
        approve(requests, uid, "unit", "何秀英", result="return")
    back = {"result": "退回修改", "words": "户名要遮盖"}
    approve(requests, uid, "unit", "何秀英", **back)
    assert requests.get(uid).state is State.HANDLING
    proposal = requests.proposal(uid)
    assert proposal is not None
    assert proposal.returned is not None
    assert proposal.returned.words == "户名要遮盖"
    requests.act(uid, "propose", {**GRANT, "found_facts": "经检索，找到1份材料，户名已遮盖。"})
    again = requests.proposal(uid)
    assert again is not None
    assert not again.opinions
    with pytest.raises(StageMissing):
        requests.act(uid, "reply")


def test_a_stage_is_signed_once(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "propose", GRANT)
    approve(requests, uid, "secrecy", "王建军")
    with pytest.raises(StageTaken, match="已由王建军签署"):
        approve(requests, uid, "secrecy", "何秀英")
    with pytest.raises(BadForm, match="哪一道只能是"):
        approve(requests, uid, "mayor", "何秀英")


def test_who_is_logged_in_signs_what_his_role_covers(
    requests: Requests, session: Session, values: Values
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "propose", GRANT)
    with pytest.raises(NotTheirStage, match="周桂芬的身份是经办"):
        approve(requests, uid, "secrecy", "周桂芬")
    with pytest.raises(SignerNeeded, match="请填写签署人"):
        requests.act(uid, "approve", {"stage": "unit"})
    log_in(session, "刘建民")
    requests.act(uid, "approve", {"stage": "secrecy", "words": "不涉密"})
    proposal = requests.proposal(uid)
    assert proposal is not None
    said = proposal.opinions["secrecy"]
    assert (said.by, said.paper, said.words) == ("刘建民", False, "不涉密")
    with pytest.raises(SignerNeeded, match="由负责人签署"):
        requests.act(uid, "approve", {"stage": "office"})


def test_a_refusal_needs_the_legal_look(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    asked = {one.name for one in requests.asked(uid, "propose", {"outcome": "DENY_INTERNAL"})}
    refusal = sample(RULES.outcome("DENY_INTERNAL").form, asked) | answers("DENY_INTERNAL")
    refusal = {name: text for name, text in refusal.items() if name in asked}
    requests.act(uid, "propose", {**refusal, "outcome": "DENY_INTERNAL"})
    approve(requests, uid, "unit", "何秀英")
    approve(requests, uid, "secrecy", "王建军")
    with pytest.raises(StageMissing, match="合法性审核意见"):
        approve(requests, uid, "leader", "刘长顺")


def test_a_reply_without_a_look_at_secrets_is_stopped(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    with pytest.raises(Stopped, match=r"没有记录保密审查.*没有人签发"):
        requests.act(uid, "reply", GRANT)
    officer = requests.get(uid).officer
    with pytest.raises(Unconfirmed, match="保密审查人就是承办人"):
        requests.act(uid, "reply", {**GRANT, "secrecy_by": officer, "signed_by": "刘长顺"})
    done = requests.act(uid, "reply", {**GRANT, "secrecy_by": "王建军", "signed_by": "刘长顺"})
    assert done.state is State.TO_DELIVER


def test_the_checks_are_made_before_anybody_is_troubled(requests: Requests, values: Values) -> None:
    uid = requests.register({**values, "carrier": "electronic"}).uid
    paper = {**GRANT, "provided_form": "纸质"}
    with pytest.raises(Unconfirmed, match="申请人要求电子"):
        requests.act(uid, "propose", paper)
    requests.act(uid, "propose", {**paper, "confirmed": "yes"})
    signed(requests, uid)
    with pytest.raises(Unconfirmed, match="申请人要求电子"):
        requests.act(uid, "reply")
    assert requests.act(uid, "reply", {"confirmed": "yes"}).state is State.TO_DELIVER


def test_the_sheet_is_printed_to_be_signed_by_hand(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    with pytest.raises(declined.NotNow):
        requests.approval_sheet(uid)
    requests.act(uid, "propose", GRANT)
    approve(requests, uid, "unit", "何秀英")
    with pdfplumber.open(io.BytesIO(requests.approval_sheet(uid))) as opened:
        assert len(opened.pages) == 1
        told = "".join(char["text"] for char in opened.pages[0].chars)
    assert "何秀英" in told
    assert "刘长顺" not in told


def test_time_runs_while_a_reply_is_looked_over(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    request = requests.register(values)
    requests.act(request.uid, "propose", GRANT)
    at("2026-04-20")
    assert requests.get(request.uid).due_on == request.due_on
    [due] = [one for one in requests.agenda() if one.subject == request.uid]
    assert "呈批" in due.detail


def test_a_search_is_proved_place_by_place(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    told = {
        one.name: one.default for one in requests.asked(uid, "reply", {"outcome": "NONE_EXIST"})
    }
    assert not told["search_scopes"]
    reply = sample(RULES.outcome("NONE_EXIST").form, ALL) | answers("NONE_EXIST")
    reply |= {"outcome": "NONE_EXIST", "keywords": "青苗补偿费"}
    one = {"place": "办公系统", "keywords": "青苗补偿费", "hit_count": "0", "hits_reviewed": "无"}
    requests.act(uid, "search", one)
    with pytest.raises(Stopped, match="只登记了办公系统一处"):
        requests.act(uid, "reply", reply)
    requests.act(uid, "search", {**one, "place": "办公 系统"})
    with pytest.raises(Stopped, match="一处"):
        requests.act(uid, "reply", reply)
    requests.act(uid, "search", {**one, "place": "镇档案室", "evidence": "截图1张"})
    with pytest.raises(Stopped, match="没有业务站所的答复或者签字"):
        requests.act(uid, "reply", reply)
    unit = {"coop_unit": "农业农村办公室", "coop_reply": "没有形成此清单", "coop_signer": "何秀英"}
    requests.act(uid, "assisted", unit)
    known = {
        one.name: one.default for one in requests.asked(uid, "reply", {"outcome": "NONE_EXIST"})
    }
    assert known["search_scopes"].splitlines() == ["办公 系统", "镇档案室"]
    assert known["units_confirm"] == "农业农村办公室核查：没有形成此清单"
    requests.act(uid, "reply", reply)
    [record] = [one for one in documents.of(f"request:{uid}") if "search_record" in one.form]
    found = text_of(documents, record)
    for words in ("镇档案室", "青苗补偿费", "截图1张", "农业农村办公室", "何秀英"):
        assert words in found


def test_a_call_is_written_down_on_paper(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    call = {
        "call_time": "10:20", "number": "13981230872", "talked_with": "张建国",
        "call_matter": "核对申请内容", "call_content": "本人说要的是2025年的清单。",
    }  # fmt: skip
    requests.act(uid, "call", call)
    [record] = [one for one in documents.of(f"request:{uid}") if one.form == "request_call_record"]
    assert "本人说要的是2025年的清单。" in text_of(documents, record)


def test_the_searches_of_a_long_case_stay_on_their_sheet(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    for _ in range(12):
        searched(requests, uid)
    reply = sample(RULES.outcome("NONE_EXIST").form, ALL) | answers("NONE_EXIST")
    requests.act(uid, "reply", {**reply, "outcome": "NONE_EXIST", "confirmed": "yes"})
    [record] = [one for one in documents.of(f"request:{uid}") if "search_record" in one.form]
    assert record.pages >= 2
