"""更正: the corrected record takes the place of the old one the moment it is published."""

from __future__ import annotations

import pytest

from gkdesk.accounts.session import Session
from gkdesk.records.correcting import CorrectedAlready, NotPublic, ReasonMissing
from gkdesk.records.model import Act, LinkKind, State
from gkdesk.records.review import OwnDraft
from gkdesk.records.roll import Query, View
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import VALUES
from .steps import publish
from .test_parts import POLICY

# what the county is told must be noted as it changes
pytestmark = pytest.mark.usefixtures("told")


def test_a_correction_replaces_what_it_corrects(records: Records, session: Session) -> None:
    draft = records.draft(VALUES | {"subject": "民政救助"})
    records.files.add_data(draft.uid, b"%PDF-1.4 table", name="名单.pdf", note="原件")
    old = publish(records, session, draft.uid)
    log_in(session, "周桂芬")
    made = records.correcting.begin(old.uid, "金额少写一位，应为12000元")
    assert (made.title, made.body, made.item_key) == (old.title, old.body, old.item_key)
    assert made.facts.axes == {"subject": "民政救助"}
    assert made.made_on == session.today
    assert made.index_number == ""
    assert [one.name for one in records.files.of(made.uid)] == ["名单.pdf"]
    [event] = made.events
    assert (event.act, event.opinion) == (Act.CORRECT, "金额少写一位，应为12000元")
    records.draft({"uid": made.uid, "body": "更正后的正文"})
    assert records.get(old.uid).state is State.PUBLISHED  # until the very moment

    said = [one.words for one in records.remarks(made.uid) if one.code == "replaces"]
    assert said == [f"这是更正稿：公开的时候，“{old.number}”同时撤下"]
    new = publish(records, session, made.uid)
    assert "replaces" not in [one.code for one in records.remarks(new.uid)]
    gone = records.get(old.uid)
    assert (new.state, gone.state) == (State.PUBLISHED, State.WITHDRAWN)
    assert gone.events[-1].opinion == f"更正后由“{new.number}”代替"
    assert gone.withdrawn_on == session.today
    assert new.index_number not in ("", old.index_number)
    assert [one.uid for one in records.roll.find(Query(View.PUBLISHED))] == [new.uid]
    assert [(one.kind, one.outward) for one in records.links.of(gone.uid)] == [
        (LinkKind.REPLACES, False)
    ]
    told = {row.key: row.data for row in records.package_rows()}
    assert told[new.uid]["body"] == "更正后的正文"
    assert told[gone.uid]["body"] == ""


def test_who_wrote_the_old_words_does_not_review_the_new(
    records: Records, session: Session
) -> None:
    old = publish(records, session, records.draft(VALUES).uid)
    assert old.drafted_by == "周桂芬"
    log_in(session, "刘建民")
    made = records.correcting.begin(old.uid, "错字")
    assert set(made.facts.writers) == {"周桂芬", "刘建民"}
    records.act(made.uid, Act.SUBMIT)
    with pytest.raises(OwnDraft):
        records.act(made.uid, Act.PASS)


def test_interpretation_and_policy_stay_linked(records: Records, session: Session) -> None:
    policy = publish(records, session, records.draft(POLICY).uid)
    log_in(session, "周桂芬")
    other = records.draft(VALUES | {"title": "关于管理办法的解读", "kind": "interpretation"})
    records.links.add(other.uid, LinkKind.INTERPRETS, policy.uid)
    made = records.correcting.begin(policy.uid, "附则日期有误")
    found = {(one.kind, one.outward, one.other) for one in records.links.of(made.uid)}
    assert (LinkKind.INTERPRETS, False, other.uid) in found
    assert (LinkKind.REPLACES, True, policy.uid) in found


def test_what_cannot_be_corrected(records: Records, session: Session) -> None:
    draft = records.draft(VALUES)
    with pytest.raises(NotPublic, match="不用更正"):
        records.correcting.begin(draft.uid, "错字")
    old = publish(records, session, draft.uid)
    log_in(session, "周桂芬")
    before = len(records.rows())
    with pytest.raises(ReasonMissing):
        records.correcting.begin(old.uid, "  ")
    assert len(records.rows()) == before
    made = records.correcting.begin(old.uid, "错字")
    with pytest.raises(CorrectedAlready, match=made.number):
        records.correcting.begin(old.uid, "又一处错字")
    records.act(made.uid, Act.DISCARD, {"opinion": "不用更正了"})
    again = records.correcting.begin(old.uid, "又一处错字")
    assert again.state is State.DRAFT


def test_an_undone_link_leaves_both_public(records: Records, session: Session) -> None:
    old = publish(records, session, records.draft(VALUES).uid)
    log_in(session, "周桂芬")
    made = records.correcting.begin(old.uid, "错字")
    [link] = records.links.of(made.uid)
    records.links.undo(made.uid, link.id)
    new = publish(records, session, made.uid)
    assert (records.get(old.uid).state, new.state) == (State.PUBLISHED, State.PUBLISHED)


def test_what_was_withdrawn_meanwhile_stays_as_it_is(records: Records, session: Session) -> None:
    old = publish(records, session, records.draft(VALUES).uid)
    log_in(session, "周桂芬")
    made = records.correcting.begin(old.uid, "错字")
    log_in(session, "何敏")
    withdrawn = records.act(old.uid, Act.WITHDRAW, {"opinion": "先撤下"})
    new = publish(records, session, made.uid)
    assert new.state is State.PUBLISHED
    assert records.get(old.uid) == withdrawn
