"""Every outcome walked from the counter to the archive: review, signatures, paper, file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from gkdesk.documents.service import Documents
from gkdesk.requests.model import EventKind, State
from gkdesk.requests.service import Requests
from tests.requests.inside import RULES, answers, archived
from tests.requests.test_replies import prepared, sample

Values = dict[str, object]
At = Callable[[str], None]
REPLIES = [rule.code for rule in RULES.outcomes() if rule.form]
ENDS = {"X_NOCORR": State.LAPSED, "X_NOPAY": State.LAPSED, "X_OTHER": State.WITHDRAWN}


def way_to(outcome: str) -> list[str]:
    """Return the answers of the five steps that lead to an outcome, found in the rule file."""
    steps = {step.code: step for step in RULES.steps}
    order = [step.code for step in RULES.steps]

    def search(code: str) -> list[str] | None:
        for answer in steps[code].answers:
            if answer.outcome == outcome:
                return [answer.code]
            if answer.then and order.index(answer.then) > order.index(code):
                rest = search(answer.then)
                if rest is not None:
                    return [answer.code, *rest]
        return None

    found = search(order[0])
    assert found is not None
    return [*found, "proper"]


def signed(requests: Requests, uid: str) -> None:
    """Let everybody the outcome needs agree, the last one last."""
    proposal = requests.proposal(uid)
    assert proposal is not None
    for stage in proposal.missing(RULES.stages):
        requests.act(uid, "approve", {"stage": stage.code, "by": f"{stage.label}签署人"})


def filed(requests: Requests, uid: str, tmp_path: Path) -> int:
    """Write the case as folder and one PDF; return the number of pages of the PDF."""
    made = requests.cases.write(uid, tmp_path / "案卷", {"archive_no": "QS-1"})
    with PdfDocument(made.whole) as opened:
        return len(opened)


@pytest.mark.parametrize("code", REPLIES)
def test_an_answered_case(
    requests: Requests, documents: Documents, values: Values, tmp_path: Path, code: str
) -> None:
    rule = RULES.outcome(code)
    uid = requests.register(values).uid
    if code == "UNCLEAR":
        requests.act(uid, "review", {"answer": "correct", "why": "内容看不懂"})
        assert requests.review(uid).todo == "ask_correction"
    known = prepared(requests, values, uid, code)
    for answer in way_to(code):
        requests.act(uid, "review", {"answer": answer, "why": "看过，符合"})
    found = requests.review(uid)
    assert (found.outcome, found.todo, found.present) == (code, "propose", "")
    asked = {one.name for one in requests.asked(uid, "propose", {})}
    inner = {name: text for name, text in answers(code).items() if name in asked}
    reply = sample(rule.form, asked) | inner | known
    assert requests.act(uid, "propose", {**reply, "confirmed": "yes"}).state is State.APPROVAL
    signed(requests, uid)
    done = requests.act(uid, "reply", {"confirmed": "yes"})
    assert (done.state, done.outcome) == (State.TO_DELIVER, code)
    forms = [one.form for one in documents.of(f"request:{uid}")]
    assert forms[-1] == rule.form
    assert "request_approval" in forms
    assert ("request_search_record" in forms) == (code == "NONE_EXIST")
    requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    assert requests.get(uid).state is State.CLOSED
    archived(requests, uid)
    assert requests.get(uid).state is State.ARCHIVED
    assert filed(requests, uid, tmp_path) >= len(forms)
    told = [heading for _event, heading, _words in requests.told(uid)]
    assert any(heading.startswith("当不当：") for heading in told)
    assert requests.findings(uid) == []


def lapse_without_correction(requests: Requests, uid: str, at: At) -> None:
    requests.act(uid, "review", {"answer": "correct", "why": "没有写清要哪一年的"})
    asking: Values = {"correction_items": ["年份"], "guidance": "请写明哪一年"}
    requests.act(uid, "ask_correction", asking)
    at("2026-06-01")
    lapsed = {"received_on": "2026-04-13", "excuse_checked": "电话联系过，没有说明理由"}
    lapsed |= {"notice_proof": "挂号信，本人签收"}
    requests.act(uid, "correction_lapsed", lapsed)


def lapse_without_payment(requests: Requests, uid: str, at: At) -> None:
    fee: Values = {
        "fee_method": "volume", "fee_count": "31", "fee_reason": "页数明显超过合理范围",
        "pay_way": "财政专户缴款码", "confirmed": "yes",
    }  # fmt: skip
    requests.act(uid, "charge", fee)
    at("2026-06-01")
    requests.act(uid, "payment_lapsed", {"excuse_checked": "没有说明理由"})


def withdraw(requests: Requests, uid: str, at: At) -> None:
    at("2026-04-13")
    requests.act(uid, "withdraw", {"reason": "申请人书面撤回"})


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("X_NOCORR", lapse_without_correction),
        ("X_NOPAY", lapse_without_payment),
        ("X_OTHER", withdraw),
    ],
)
def test_a_case_that_gets_no_answer(
    requests: Requests,
    values: Values,
    at: At,
    tmp_path: Path,
    code: str,
    end: Callable[[Requests, str, At], None],
) -> None:
    uid = requests.register(values).uid
    end(requests, uid, at)
    done = requests.get(uid)
    assert (done.state, done.outcome) == (ENDS[code], code)
    archived(requests, uid)
    assert requests.get(uid).state is State.ARCHIVED
    assert filed(requests, uid, tmp_path) > 0


def test_the_walks_are_all_outcomes() -> None:
    assert {*REPLIES, *ENDS} == {rule.code for rule in RULES.outcomes()}
    assert len(RULES.outcomes()) == 23


def test_after_the_archive_only_additions(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "withdraw", {})
    archived(requests, uid)
    forbidden = {EventKind.REPLY, EventKind.PROPOSE, EventKind.EXTEND, EventKind.DELIVER}
    assert not forbidden & {move.event for move in requests.moves(uid) if move.allowed}
