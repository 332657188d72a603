"""The five-step review: what is asked next, what stands, what it leads to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.requests.checks import Unconfirmed
from gkdesk.requests.guide import Guide, guide, parts_of, whole_outcome
from gkdesk.requests.model import BadForm, Event, EventKind, State
from gkdesk.requests.service import Requests
from tests.requests.inside import RULES, SIGNED

Values = dict[str, object]
STEPS = RULES.steps
CODES = {rule.code for rule in RULES.outcomes()}
DAY = date(2026, 4, 10)


def said(step: str, answer: str, part: int = 0, parts: str = "") -> Event:
    detail = {"answer": answer, "why": "看过", "parts": parts}
    return Event(EventKind.REVIEW, DAY, key=f"{step}:{part}", detail=detail, recorded_by="周桂芬")


def stand(*events: Event) -> Guide:
    return guide(events, STEPS)


def test_the_five_steps_are_asked_in_order() -> None:
    assert [step.label for step in STEPS] == ["补不补", "该不该", "有没有", "给不给", "当不当"]
    found = stand()
    assert (found.present, found.todo, found.outcome) == ("complete", "", "")
    assert not any(step.given for step in found.steps)
    events = []
    for step, answer, then in (
        ("complete", "complete", "handle"),
        ("handle", "ours", "exists"),
        ("exists", "found", "give"),
        ("give", "grant", "proper"),
    ):
        events.append(said(step, answer))
        assert stand(*events).present == then
    assert stand(*events).outcome == "OPEN_GRANT"
    done = stand(*events, said("proper", "proper"))
    assert (done.present, done.todo, done.outcome) == ("", "propose", "OPEN_GRANT")
    [given] = done.steps[3].given
    assert (given.by, given.on, given.why) == ("周桂芬", DAY, "看过")


def test_every_reply_outcome_is_reached_and_every_answer_leads_somewhere() -> None:
    reached = {answer.outcome for step in STEPS for answer in step.answers} - {""}
    replies = {rule.code for rule in RULES.outcomes() if rule.form}
    assert reached == replies
    assert reached <= CODES
    for step in STEPS:
        assert step.question
        assert step.answers


def test_what_must_come_first_is_said() -> None:
    assert stand(said("complete", "correct")).todo == "ask_correction"
    assert stand(said("complete", "complete"), said("handle", "reasons")).todo == "letter"
    asked = stand(
        said("complete", "complete"), said("handle", "ours"), said("exists", "found"),
        said("give", "ask_third"),
    )  # fmt: skip
    assert (asked.present, asked.todo, asked.outcome) == ("give", "consult", "")


def test_an_answer_given_anew_voids_the_later_ones() -> None:
    first = [said("complete", "complete"), said("handle", "ours"), said("exists", "absent")]
    assert stand(*first).outcome == "NONE_EXIST"
    again = stand(*first, said("handle", "ours"))
    assert (again.present, again.outcome) == ("exists", "")
    assert not again.steps[2].given
    back = stand(*first, said("proper", "again"))
    assert back.present == "complete"
    assert not any(step.given for step in back.steps)


def test_parts_are_looked_at_one_by_one() -> None:
    parts = "青苗补偿清单\n领取人的身份证号"
    events = [said("complete", "complete", parts=parts), said("handle", "ours")]
    found = stand(*events)
    assert found.parts == ("青苗补偿清单", "领取人的身份证号")
    assert found.present == "handle"
    assert found.steps[1].open_parts == (1,)
    events += [said("exists", "found"), said("give", "grant"), said("handle", "ours", 1)]
    events += [said("exists", "found", 1), said("give", "third", 1)]
    found = stand(*events)
    assert found.outcomes == ("OPEN_GRANT", "DENY_THIRD")
    assert (found.outcome, found.present) == ("PARTIAL", "proper")


@given(st.lists(st.sampled_from(sorted(CODES)), min_size=1, max_size=6))
def test_one_application_has_one_outcome(outcomes: list[str]) -> None:
    whole = whole_outcome(outcomes)
    if len(set(outcomes)) == 1:
        assert whole == outcomes[0]
    else:
        gives = bool({"OPEN_GRANT", "OPEN_PUBLIC", "PARTIAL"} & set(outcomes))
        assert whole == ("PARTIAL" if gives else "")
    assert whole == whole_outcome(list(reversed(outcomes)))


@given(
    st.lists(
        st.tuples(st.sampled_from([(s.code, a.code) for s in STEPS for a in s.answers]),
                  st.integers(0, 2)),
        max_size=14,
    )
)  # fmt: skip
def test_no_order_of_answers_confuses_it(taken: list[tuple[tuple[str, str], int]]) -> None:
    events = [said(step, answer, part, "甲\n乙\n丙") for (step, answer), part in taken]
    found = stand(*events)
    assert bool(found.present) or bool(found.todo)
    assert len(found.outcomes) == len(found.parts)
    order = [step.code for step in STEPS]
    if found.present:
        here = order.index(found.present)
        state = found.steps[here]
        assert state.open_parts or found.todo
        assert not any(later.open_parts and not state.open_parts for later in found.steps[here:])
    if found.outcome:
        assert all(found.outcomes)


def test_parts_of_a_text() -> None:
    assert parts_of("") == ("",)
    assert parts_of(" 甲 \n\n乙") == ("甲", "乙")


def test_the_review_is_stored_and_leads_to_the_reply(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    first = {one.name: one for one in requests.asked(uid, "review", {})}
    assert first["step"].default == "complete"
    assert "parts" in first
    with pytest.raises(BadForm, match="请填写理由和经过"):
        requests.act(uid, "review", {"answer": "complete"})
    with pytest.raises(BadForm, match="审查结论只能是"):
        requests.act(uid, "review", {"answer": "grant", "why": "看过"})
    for answer in ("complete", "ours", "absent"):
        requests.act(uid, "review", {"answer": answer, "why": "看过"})
    found = requests.review(uid)
    assert (found.outcome, found.present) == ("NONE_EXIST", "proper")
    asked = {one.name: one.default for one in requests.asked(uid, "propose", {})}
    assert asked["outcome"] == "NONE_EXIST"
    assert requests.get(uid).state is State.HANDLING
    grant: Values = {"outcome": "OPEN_GRANT", "found_facts": "找到。", "provided_items": ["清单"]}
    with pytest.raises(Unconfirmed, match="五步审查的结论不一致（审查的结论是信息不存在）"):
        requests.act(uid, "reply", {**grant, **SIGNED})


def test_a_step_can_be_answered_by_its_name_and_part(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    parts: Values = {"answer": "complete", "why": "写了两样", "parts": ["清单", "合同"]}
    requests.act(uid, "review", parts)
    asked = {one.name: one for one in requests.asked(uid, "review", {"step": "该不该"})}
    assert asked["part"].choices == (("0", "1 清单"), ("1", "2 合同"))
    requests.act(uid, "review", {"step": "该不该", "part": "2 合同", "answer": "ours", "why": "是"})
    state = requests.review(uid).steps[1]
    assert [one.part for one in state.given] == [1]
    assert state.open_parts == (0,)
