"""Which documents of a case may be voided, and where a case stands afterwards."""

from __future__ import annotations

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.documents.model import Document
from gkdesk.documents.service import AlreadyVoid, Documents, NoReason
from gkdesk.requests.model import State
from gkdesk.requests.service import Requests
from gkdesk.requests.voiding import AnswerStands, Archived, LimitRests
from tests.documents.test_service import REPLY as FORM
from tests.documents.test_service import sample

from .test_archive import REPLY

Values = dict[str, object]
ASKED: Values = {"correction_items": "信息的名称", "guidance": "请写明年份。"}


def papers(documents: Documents, uid: str) -> dict[str, Document]:
    return {one.form: one for one in documents.of(f"request:{uid}")}


@pytest.fixture
def uid(requests: Requests, values: Values) -> str:
    return requests.register(values).uid


def test_a_receipt_is_voided_noted_and_issued_again(
    requests: Requests, documents: Documents, uid: str
) -> None:
    first = papers(documents, uid)["request_receipt"]
    assert requests.voiding.why_not(first.id) == ("", "")
    requests.voiding.void(first.id, "  张某的姓名\n印错\x07 ")
    assert documents.void_reason(first.id) == "张某的姓名\n印错"
    assert (
        requests.events(uid)[-1].detail["text"].startswith("作废“政府信息公开申请登记回执”：张某")
    )
    assert requests.get(uid).warnings == ("接收回执还没有生成，请补打。",)
    assert requests.get(uid).state is State.HANDLING
    assert requests.voiding.why_not(first.id)[0] == "已经作废"
    with pytest.raises(AlreadyVoid):
        requests.voiding.void(first.id, "再来")
    requests.receipt(uid)
    assert requests.get(uid).warnings == ()


def test_why_the_first_receipt_waited_is_not_told_of_a_voided_one(
    requests: Requests, documents: Documents, session: Session, values: Values
) -> None:
    own = session.folder / "forms" / "documents" / "request_receipt.toml"
    own.parent.mkdir(parents=True)
    own.write_text("id = ", "utf-8")
    uid = requests.register(values).uid
    assert "接收回执没有生成" in requests.get(uid).warnings[0]
    own.unlink()
    requests.receipt(uid)
    requests.voiding.void(papers(documents, uid)["request_receipt"].id, "日期印错")
    assert requests.get(uid).warnings == ("接收回执还没有生成，请补打。",)


@pytest.mark.parametrize(
    ("reason", "told"), [("", NoReason), (" \x00 ", NoReason), ("汉" * 501, BadValue)]
)
def test_without_a_reason_nothing_is_voided(
    requests: Requests, documents: Documents, uid: str, reason: str, told: type[Exception]
) -> None:
    first, before = papers(documents, uid)["request_receipt"], len(requests.events(uid))
    with pytest.raises(told):
        requests.voiding.void(first.id, reason)
    assert documents.get(first.id).voided_on is None
    assert len(requests.events(uid)) == before


def test_a_notice_the_limit_rests_on_stays(
    requests: Requests, documents: Documents, session: Session, uid: str
) -> None:
    requests.act(uid, "ask_correction", ASKED)
    notice = papers(documents, uid)["request_correction"]
    due = requests.clock(uid)
    short, whole = requests.voiding.why_not(notice.id)
    assert short == "期限按此件计算，不能作废"
    assert notice.number in whole
    with pytest.raises(LimitRests):
        requests.voiding.void(notice.id, "写错了")
    assert documents.get(notice.id).voided_on is None
    assert (requests.get(uid).state, requests.clock(uid)) == (State.WAIT_CORRECTION, due)


def test_an_answer_is_never_voided_and_the_case_goes_on(
    requests: Requests, documents: Documents, uid: str
) -> None:
    requests.act(uid, "reply", REPLY)
    found = papers(documents, uid)
    answer = next(one for form, one in found.items() if form.startswith("request_reply_"))
    with pytest.raises(AnswerStands, match="收回答复书"):
        requests.voiding.void(answer.id, "写错了")
    assert requests.get(uid).state is State.TO_DELIVER
    # what was only signed may go: the archive's checklist asks for the signed sheet then
    requests.voiding.void(found["request_approval"].id, "重新签批")
    lacks = [one.label for one in requests.archiving.items(uid) if one.missing]
    assert "审查呈批单" in lacks


def test_what_lies_in_the_archive_stays(requests: Requests, documents: Documents, uid: str) -> None:
    requests.act(uid, "withdraw", {"reason": "4月10日来信撤回"})
    lines = "\n".join(one.label for one in requests.archiving.items(uid) if one.missing)
    requests.act(uid, "on_paper", {"papers": lines})
    requests.act(uid, "archive")
    receipt = papers(documents, uid)["request_receipt"]
    assert requests.voiding.why_not(receipt.id)[0] == "已经归档，不能作废"
    with pytest.raises(Archived):
        requests.voiding.void(receipt.id, "写错了")
    assert documents.get(receipt.id).voided_on is None


def test_a_paper_of_no_case_is_free(requests: Requests, documents: Documents) -> None:
    made = documents.issue(FORM, sample(FORM), subject="request:none")
    requests.voiding.void(made.id, "试印")
    assert documents.void_reason(made.id) == "试印"
