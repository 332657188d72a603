"""The table of the review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from gkdesk.accounts.model import NotAllowed, Role, User
from gkdesk.records.model import Act, Attribute, Event, Record, Secrecy, State
from gkdesk.records.review import (
    TABLE,
    NotForRelease,
    NotNow,
    OpinionMissing,
    OwnDraft,
    SecrecyOpen,
    acts,
    step,
)

WRITER, REVIEWER = User(1, "周桂芬", Role.OFFICER), User(2, "刘建民", Role.REVIEWER)
LEADER, ADMIN = User(3, "何敏", Role.LEADER), User(4, "管理员", Role.ADMIN)
CLEAR = Event(datetime(2026, 4, 10, 9), "刘建民", Act.SECRECY, result=Secrecy.CLEAR)  # noqa: DTZ001
SUBMITTED = Event(datetime(2026, 4, 10, 8), "周桂芬", Act.SUBMIT)  # noqa: DTZ001
RECORD = Record(
    uid="u",
    number="2026-00001",
    title="t",
    doc_number="",
    item_key=None,
    attribute=Attribute.ACTIVE,
    body="b",
    made_on=date(2026, 4, 1),
    drafted_by="周桂芬",
    state=State.DRAFT,
    revision=1,
)


def at(state: State, *events: Event) -> Record:
    return replace(RECORD, state=state, events=events)


def test_the_straight_way() -> None:
    assert step(RECORD, Act.SUBMIT, WRITER, "").to is State.IN_REVIEW
    assert step(at(State.IN_REVIEW), Act.PASS, REVIEWER, "").to is State.IN_FINAL_REVIEW
    ready = at(State.IN_FINAL_REVIEW, SUBMITTED, CLEAR)
    assert step(ready, Act.PUBLISH, LEADER, "").to is State.PUBLISHED
    assert step(at(State.PUBLISHED), Act.WITHDRAW, LEADER, "已更正").to is State.WITHDRAWN


def test_nobody_reviews_his_own_draft() -> None:
    own = replace(at(State.IN_REVIEW), drafted_by=REVIEWER.name)
    for act in (Act.PASS, Act.RETURN, Act.SECRECY):
        with pytest.raises(OwnDraft):
            step(own, act, REVIEWER, "意见")
    assert acts(own, REVIEWER) == []


@pytest.mark.parametrize("state", list(State))
def test_only_the_table_is_allowed(state: State) -> None:
    for act in Act:
        if (state, act) not in TABLE:
            with pytest.raises(NotNow):
                step(at(state), act, LEADER, "意见")


def test_an_officer_does_not_review_and_an_administrator_does_nothing() -> None:
    with pytest.raises(NotAllowed):
        step(at(State.IN_REVIEW), Act.PASS, WRITER, "")
    assert [acts(at(state), ADMIN) for state in State] == [[]] * len(State)


def test_a_return_needs_an_opinion() -> None:
    with pytest.raises(OpinionMissing, match="退回修改"):
        step(at(State.IN_REVIEW), Act.RETURN, REVIEWER, "")


def test_publishing_needs_a_clear_secrecy_review_of_these_words() -> None:
    secret = replace(CLEAR, result=Secrecy.ASK)
    for events in ([], [CLEAR, SUBMITTED], [SUBMITTED, CLEAR, secret]):
        with pytest.raises(SecrecyOpen):
            step(at(State.IN_FINAL_REVIEW, *events), Act.PUBLISH, LEADER, "")


@pytest.mark.parametrize("attribute", [Attribute.ON_REQUEST, Attribute.WITHHELD])
def test_only_active_disclosure_is_published(attribute: Attribute) -> None:
    ready = replace(at(State.IN_FINAL_REVIEW, SUBMITTED, CLEAR), attribute=attribute)
    with pytest.raises(NotForRelease, match=attribute.label):
        step(ready, Act.PUBLISH, LEADER, "")


def test_every_state_can_be_reached_and_left() -> None:
    assert {state for state, _ in TABLE} == set(State)
    assert {found.to for found in TABLE.values()} == set(State)
