"""A reply found wrong before it went out is taken back, voided and made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.documents.model import Document
from gkdesk.documents.service import Documents
from gkdesk.requests.acts import ReplyVoided, outcome_of
from gkdesk.requests.clock import clock_state
from gkdesk.requests.clockstate import ClockState
from gkdesk.requests.declined import NotNow, OutOfOrder
from gkdesk.requests.fields import BadForm
from gkdesk.requests.model import Event, EventKind, State
from gkdesk.requests.recalling import standing
from gkdesk.requests.service import Requests
from tests.requests.test_approval import GRANT, signed
from tests.requests.test_disputes import CALENDAR, RULES

from .test_archive import REPLY

K = EventKind
Values = dict[str, object]
WHY: Values = {"reason": "文号里的年份写错"}


@pytest.fixture
def uid(requests: Requests, values: Values) -> str:
    found = requests.register(values).uid
    requests.act(found, "propose", GRANT)
    signed(requests, found)
    requests.act(found, "reply", {"confirmed": "yes"})
    return found


def standing_papers(documents: Documents, uid: str) -> list[Document]:
    return [one for one in documents.of(f"request:{uid}") if one.voided_on is None]


def test_taken_back_voided_and_made_anew(
    requests: Requests, documents: Documents, uid: str
) -> None:
    before, due = requests.get(uid), requests.clock(uid).due_on
    assert before.state is State.TO_DELIVER
    [reply] = [one for one in documents.of(f"request:{uid}") if "reply" in one.form]
    after = requests.act(uid, "recall", WHY)
    assert after.state is State.HANDLING
    assert requests.clock(uid).due_on == due
    assert documents.get(reply.id).voided_on is not None
    assert documents.void_reason(reply.id) == WHY["reason"]
    assert {one.form for one in standing_papers(documents, uid)} == {"request_receipt"}
    # the draft lies there with its words, unsigned, and says why
    draft = requests.proposal(uid)
    assert draft is not None
    assert draft.returned is not None
    assert (draft.opinions, draft.outcome) == ({}, "OPEN_GRANT")
    assert draft.form["found_facts"] == GRANT["found_facts"]
    assert draft.returned.told == f"{draft.returned.by}收回答复书：{WHY['reason']}"
    # and once more the whole way
    requests.act(uid, "propose", GRANT)
    signed(requests, uid)
    requests.act(uid, "reply", {"confirmed": "yes"})
    [again] = [one for one in standing_papers(documents, uid) if "reply" in one.form]
    assert again.number != reply.number
    done = requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    assert done.state is State.CLOSED
    [line] = requests.book.rows(date(2026, 1, 1), date(2026, 12, 31))
    assert (line.reply_number, line.outcome != "") == (again.number, True)
    told = [(heading, words) for _event, heading, words in requests.told(uid)]
    assert ("收回答复书", WHY["reason"]) in told


def test_only_before_it_went_out(requests: Requests, uid: str) -> None:
    requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    with pytest.raises(NotNow):
        requests.act(uid, "recall", WHY)
    assert requests.get(uid).state is State.CLOSED


def test_not_before_a_reply(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    with pytest.raises(NotNow):
        requests.act(uid, "recall", WHY)


def test_a_reason_and_a_day_that_can_be(requests: Requests, documents: Documents, uid: str) -> None:
    before = standing_papers(documents, uid)
    with pytest.raises(BadForm):
        requests.act(uid, "recall", {"reason": " "})
    with pytest.raises(OutOfOrder):
        requests.act(uid, "recall", {**WHY, "on": "2026-01-01"})
    assert standing_papers(documents, uid) == before
    assert requests.get(uid).state is State.TO_DELIVER


def test_it_is_offered_and_never_the_one_next_step(requests: Requests, uid: str) -> None:
    [move] = [one for one in requests.moves(uid) if one.event is K.RECALL]
    assert (move.label, move.allowed, move.primary) == ("收回答复书", True, False)


def test_signed_on_paper_its_words_are_the_next_draft(
    requests: Requests, documents: Documents, values: Values
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "recall", WHY)
    draft = requests.proposal(uid)
    assert draft is not None
    assert draft.form["found_facts"] == REPLY["found_facts"]
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "recall", WHY)
    assert {one.form for one in standing_papers(documents, uid)} == {"request_receipt"}
    assert requests.get(uid).state is State.HANDLING
    assert outcome_of(requests.events(uid)) == ""


events = st.lists(st.sampled_from([K.REPLY, K.RECALL, K.NOTE, K.PROPOSE]), max_size=12)


@given(events)
def test_what_stands(kinds: list[EventKind]) -> None:
    found = standing([Event(kind, date(2026, 4, 10)) for kind in kinds])
    left = [one.kind for one in found]
    assert K.RECALL not in left
    assert left.count(K.NOTE) == kinds.count(K.NOTE)
    # each taking back takes the last answer that still stands
    stands = 0
    for kind in kinds:
        stands = stands + 1 if kind is K.REPLY else max(0, stands - (kind is K.RECALL))
    assert left.count(K.REPLY) == stands


def test_a_reply_voided_before_is_taken_back_too(
    requests: Requests, documents: Documents, uid: str
) -> None:
    """An older version let a reply be voided by itself; its case waited for ever."""
    [reply] = [one for one in documents.of(f"request:{uid}") if "reply" in one.form]
    documents.void(reply.id, "页码错")
    with pytest.raises(ReplyVoided, match="请先点“收回答复书”"):
        requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    assert requests.act(uid, "recall", WHY).state is State.HANDLING
    assert {one.form for one in standing_papers(documents, uid)} == {"request_receipt"}
    assert documents.void_reason(reply.id) == "页码错"


def test_in_a_case_ordered_anew_the_delivered_reply_stays(
    requests: Requests, documents: Documents, uid: str
) -> None:
    requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    first = standing_papers(documents, uid)
    dispute: Values = {"dispute_kind": "review", "dispute_organ": "云岭县人民政府"}
    requests.act(uid, "dispute", dispute)
    requests.act(uid, "decide", {"result": "corrected", "redo_order": "yes"})
    due = requests.act(uid, "redo").due_on
    requests.act(uid, "reply", REPLY)
    documents.void(standing_papers(documents, uid)[-1].id, "页码错")
    again = requests.act(uid, "recall", WHY)
    assert (again.state, again.due_on, again.outcome) == (State.HANDLING, due, "")
    assert standing_papers(documents, uid) == first


def test_a_reply_made_anew_on_paper_leaves_no_draft(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "recall", WHY)
    draft = requests.proposal(uid)
    assert draft is not None
    assert draft.recalled
    requests.act(uid, "reply", REPLY)
    assert requests.proposal(uid) is None
    requests.act(uid, "recall", WHY)
    requests.act(uid, "propose", GRANT)
    laid = requests.proposal(uid)
    assert laid is not None
    assert not laid.recalled


def test_what_came_before_it_was_taken_back_has_its_own_day() -> None:
    """An opinion was overlooked: for its sake the answer is taken back, and it ends the pause."""
    begun = [
        Event(K.RECEIVE, date(2026, 4, 10)),
        Event(K.CONSULT, date(2026, 4, 13), received_on=date(2026, 4, 13), key="A"),
    ]
    answer = Event(K.REPLY, date(2026, 4, 16), outcome="DENY_THIRD")
    recall, came = Event(K.RECALL, date(2026, 4, 20)), Event(K.OPINION, date(2026, 4, 15), key="A")

    def clock(*more: Event) -> ClockState:
        rules = RULES.on(date(2026, 4, 10))
        return clock_state([*begun, *more], rules, CALENDAR, today=date(2026, 4, 22))

    assert clock(answer, recall, came).due_on == clock(came).due_on == date(2026, 5, 14)
    again = replace(answer, on=date(2026, 4, 20))
    assert clock(answer, recall, came, again).due_on == date(2026, 5, 14)
    with pytest.raises(OutOfOrder, match="收回答复书"):  # it was not made before that
        clock(answer, recall, came, replace(answer, on=date(2026, 4, 17)))
    with pytest.raises(OutOfOrder):
        clock(answer, replace(recall, on=date(2026, 4, 15)))
    with pytest.raises(OutOfOrder):
        clock(answer, recall, replace(came, on=date(2026, 4, 12)))


def test_a_long_reason_is_kept_whole(requests: Requests, documents: Documents, uid: str) -> None:
    reason = "这里写错了。" * 120
    requests.act(uid, "recall", {"reason": reason})
    assert requests.events(uid)[-1].detail["reason"] == reason
    [reply] = [one for one in documents.of(f"request:{uid}") if "reply" in one.form]
    assert reason.startswith(documents.void_reason(reply.id))
