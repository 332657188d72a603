"""The table of the review."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.accounts.model import NotAllowed, Role, User
from gkdesk.base.errors import BadFile
from gkdesk.records import reviewrules
from gkdesk.records.model import (
    UNDER_REVIEW,
    Act,
    Attribute,
    Event,
    Facts,
    Record,
    Secrecy,
    State,
)
from gkdesk.records.review import (
    ChecksMissing,
    IsForRelease,
    NotForRelease,
    NotNow,
    OpinionMissing,
    OwnDraft,
    SecondSignature,
    SecrecyOpen,
    Step,
    acts,
    step,
    table,
)

RULES = reviewrules.load(paths.forms() / "rules" / "records_review.toml")
ALL = tuple(one.code for one in RULES.checks)
WRITER, REVIEWER = User(1, "周桂芬", Role.OFFICER), User(2, "刘建民", Role.REVIEWER)
LEADER, ADMIN = User(3, "何敏", Role.LEADER), User(4, "管理员", Role.ADMIN)
CLEAR = Event(datetime(2026, 4, 10, 9), "刘建民", Act.SECRECY, result=Secrecy.CLEAR)  # noqa: DTZ001
SUBMITTED = Event(datetime(2026, 4, 10, 8), "周桂芬", Act.SUBMIT)  # noqa: DTZ001
PASSED = replace(CLEAR, act=Act.PASS, result=None)
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


def at(state: State, *events: Event, attribute: Attribute = Attribute.ACTIVE) -> Record:
    return replace(RECORD, state=state, events=events, attribute=attribute)


def take(record: Record, act: Act, user: User, opinion: str = "意见", ticked: object = ALL) -> Step:
    return step(record, act, user, RULES, opinion=opinion, ticked=tuple(ticked))  # type: ignore[arg-type]


def test_the_straight_way() -> None:
    assert take(RECORD, Act.SUBMIT, WRITER, "").to is State.IN_REVIEW
    assert take(at(State.IN_REVIEW), Act.PASS, REVIEWER, "").to is State.IN_SECOND_REVIEW
    assert take(at(State.IN_SECOND_REVIEW), Act.PASS, REVIEWER, "").to is State.IN_FINAL_REVIEW
    ready = at(State.IN_FINAL_REVIEW, SUBMITTED, CLEAR)
    assert take(ready, Act.PUBLISH, LEADER, "").to is State.PUBLISHED
    assert take(at(State.PUBLISHED), Act.WITHDRAW, LEADER, "已更正").to is State.WITHDRAWN
    assert take(at(State.WITHDRAWN), Act.REDRAFT, WRITER).to is State.DRAFT
    assert take(RECORD, Act.DISCARD, WRITER, "重复").to is State.DISCARDED
    assert take(at(State.DISCARDED), Act.REDRAFT, WRITER).to is State.DRAFT


def test_nobody_reviews_what_he_wrote() -> None:
    for own in (
        replace(at(State.IN_REVIEW), drafted_by=REVIEWER.name),
        replace(at(State.IN_REVIEW), facts=Facts(writers=(WRITER.name, REVIEWER.name))),
    ):
        for act in (Act.PASS, Act.RETURN, Act.SECRECY):
            with pytest.raises(OwnDraft):
                take(own, act, REVIEWER)
        assert acts(own, REVIEWER, RULES) == []


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("attribute", list(Attribute))
def test_only_the_table_is_allowed(state: State, attribute: Attribute) -> None:
    record = at(state, attribute=attribute)
    for act in set(Act) - set(table(record, RULES)):
        with pytest.raises((NotNow, NotForRelease, IsForRelease)):
            take(record, act, LEADER)


def test_an_officer_does_not_review_and_an_administrator_does_nothing() -> None:
    with pytest.raises(NotAllowed):
        take(at(State.IN_REVIEW), Act.PASS, WRITER)
    assert [acts(at(state), ADMIN, RULES) for state in State] == [[]] * len(State)


def test_a_return_needs_an_opinion() -> None:
    with pytest.raises(OpinionMissing, match="退回修改"):
        take(at(State.IN_REVIEW), Act.RETURN, REVIEWER, "")


@pytest.mark.parametrize("place", range(len(RULES.steps)))
def test_every_point_of_a_review_has_to_be_ticked(place: int) -> None:
    now = RULES.steps[place]
    record = at(now.state, SUBMITTED, CLEAR)
    act = Act.PUBLISH if now is RULES.steps[-1] else Act.PASS
    for left_out in now.checks:
        with pytest.raises(ChecksMissing, match=f"{now.label}.*{left_out.label}"):
            take(record, act, LEADER, ticked=[one for one in ALL if one != left_out.code])


def test_publishing_needs_a_clear_secrecy_review_of_these_words() -> None:
    asked = replace(CLEAR, result=Secrecy.ASK)
    for events in ([], [CLEAR, SUBMITTED], [SUBMITTED, CLEAR, asked]):
        with pytest.raises(SecrecyOpen):
            take(at(State.IN_FINAL_REVIEW, *events), Act.PUBLISH, LEADER)


@pytest.mark.parametrize("attribute", [Attribute.ON_REQUEST, Attribute.WITHHELD])
def test_what_is_not_for_release_is_settled_by_a_second_person(attribute: Attribute) -> None:
    ready = at(State.IN_FINAL_REVIEW, SUBMITTED, PASSED, attribute=attribute)
    with pytest.raises(NotForRelease, match=attribute.label):
        take(ready, Act.PUBLISH, LEADER)
    points = [one for one in ALL if one != "secrecy"]
    assert take(ready, Act.SETTLE, LEADER, ticked=points).to is State.SETTLED
    with pytest.raises(OpinionMissing):
        take(ready, Act.SETTLE, LEADER, "")
    same = replace(ready, events=(SUBMITTED, replace(PASSED, user=LEADER.name)))
    with pytest.raises(SecondSignature):
        take(same, Act.SETTLE, LEADER)
    with pytest.raises(IsForRelease):
        take(at(State.IN_FINAL_REVIEW), Act.SETTLE, LEADER)


def test_every_state_can_be_reached_and_left() -> None:
    tables = [table(at(state, attribute=one), RULES) for state in State for one in Attribute]
    assert {found.to for steps in tables for found in steps.values()} == set(State)
    assert all(tables)


SHORT = """
status = "本地"
basis = ""
secrecy = {days = 7, status = "本地"}
[[step]]
code = "final"
label = "审核"
who = "分管领导"
roles = ["leader"]
checks = ["text"]
[[check]]
code = "text"
label = "文字关"
asks = "没有错字"
"""


def test_a_town_may_have_a_single_review(tmp_path: Path) -> None:
    path = tmp_path / "records_review.toml"
    path.write_text(SHORT, "utf-8")
    rules = reviewrules.load(path)
    submitted = step(RECORD, Act.SUBMIT, WRITER, rules, opinion="")
    assert submitted.to is State.IN_FINAL_REVIEW
    # what stood before a review that was dropped goes on with the last one
    stranded = at(State.IN_SECOND_REVIEW, SUBMITTED, CLEAR)
    found = step(stranded, Act.PUBLISH, LEADER, rules, opinion="", ticked=["text"])
    assert found.to is State.PUBLISHED
    assert all(rules.before(state) is None for state in UNDER_REVIEW[:2])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code = "final"', 'code = "last"', "不认识“last”"),
        ('roles = ["leader"]', 'roles = ["boss"]', "不认识“boss”"),
        ('checks = ["text"]', 'checks = ["taste"]', "taste"),
        ('label = "文字关"', 'lable = "文字关"', "缺少这一项"),
        ("secrecy =", "secret =", r"\[secrecy\]|缺少"),
    ],
)
def test_a_wrong_chain_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "records_review.toml"
    path.write_text(SHORT.replace(old, new, 1), "utf-8")
    with pytest.raises(BadFile) as caught:
        reviewrules.load(path)
    told = "；".join(f"{one.where} {one.message}" for one in caught.value.problems)

    assert re.search(words, told), told
