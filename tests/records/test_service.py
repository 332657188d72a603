"""Draft, review, publish, withdraw, with a real office."""

from __future__ import annotations

from datetime import date

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.service import NoSuchItem
from gkdesk.db import audit
from gkdesk.records.declined import DraftClosed, NoSuchRecord
from gkdesk.records.model import Act, Record, State
from gkdesk.records.privacy import PersonalData
from gkdesk.records.review import SecrecyOpen
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import ID_NUMBER, VALUES
from .steps import go, to_final


def test_a_draft_is_numbered_and_sealed(records: Records, session: Session, draft: Record) -> None:
    assert (draft.number, draft.state, draft.drafted_by) == ("2026-00001", State.DRAFT, "周桂芬")
    assert records.draft(VALUES).number == "2026-00002"
    sealed = session.conn.execute("SELECT sealed FROM record").fetchone()[0]
    assert "临时救助".encode() not in sealed


def test_a_draft_is_rewritten_in_place(records: Records, draft: Record) -> None:
    again = records.draft({"uid": draft.number, "title": "新标题"})
    assert (again.uid, again.title, again.body) == (draft.uid, "新标题", draft.body)
    assert len(records.rows()) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "字" * 201}, "title"),
        ({"body": ""}, "body"),
        ({"made_on": "4月10日"}, "made_on"),
        ({"made_on": "2026-04-11"}, "made_on"),
        ({"attribute": "公开"}, "attribute"),
        ({"colour": "x"}, "colour"),
    ],
)
def test_wrong_values(records: Records, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadValue) as caught:
        records.draft(VALUES | wrong)
    assert caught.value.field == field
    assert records.rows() == []


def test_an_unknown_item_and_an_unknown_record(records: Records) -> None:
    with pytest.raises(NoSuchItem):
        records.draft(VALUES | {"item_key": "99-99-999"})
    with pytest.raises(NoSuchRecord):
        records.get("2026-00009")


def test_from_draft_to_the_package(records: Records, session: Session, draft: Record) -> None:
    to_final(records, session, draft.uid)
    assert records.package_rows() == []
    published = go(records, draft.number, Act.PUBLISH)
    assert [event.act for event in published.events] == [
        Act.SUBMIT, Act.PASS, Act.SECRECY, Act.PASS, Act.PUBLISH,
    ]  # fmt: skip
    [row] = records.package_rows()
    assert (row.kind, row.key, row.data["title"]) == ("record", draft.uid, draft.title)
    withdrawn = records.act(draft.uid, Act.WITHDRAW, {"opinion": "内容已更正"})
    [later] = records.package_rows()
    assert later.revision == row.revision + 1 == withdrawn.revision
    assert (later.data["state"], later.data["body"]) == ("withdrawn", "")
    assert audit.verify(session.conn, session.vault.audit_key) == []


def test_files_go_to_the_county_with_their_record(
    records: Records, session: Session, draft: Record
) -> None:
    paper = records.files.add_data(draft.uid, b"%PDF-1.4 list", name="名单.pdf")
    gone = records.files.add_data(draft.uid, b"%PDF-1.4 old", name="旧.pdf")
    records.files.remove(draft.uid, gone.uid)
    to_final(records, session, draft.uid)
    go(records, draft.number, Act.PUBLISH)
    [row] = records.package_rows()
    assert row.files == (("名单.pdf", paper.sha256),)
    records.act(draft.uid, Act.WITHDRAW, {"opinion": "内容有误"})
    [row] = records.package_rows()
    assert row.files == ()


def test_published_words_are_closed(records: Records, session: Session, draft: Record) -> None:
    to_final(records, session, draft.uid)
    with pytest.raises(DraftClosed, match="待终审"):
        records.draft({"uid": draft.uid, "body": "另一段"})


def test_no_secrecy_review_no_publishing(records: Records, session: Session, draft: Record) -> None:
    records.act(draft.uid, Act.SUBMIT)
    log_in(session, "刘建民")
    go(records, draft.uid, Act.PASS)
    go(records, draft.uid, Act.PASS)
    with pytest.raises(BadValue, match="保密审查结果"):
        records.act(draft.uid, Act.SECRECY)
    log_in(session, "何敏")
    with pytest.raises(SecrecyOpen, match="尚未审查"):
        go(records, draft.uid, Act.PUBLISH)


def test_personal_numbers_stop_publishing(records: Records, session: Session) -> None:
    draft = records.draft(VALUES | {"body": f"张某，{ID_NUMBER}，电话13912340872"})
    assert len(records.findings(draft.uid)) == 2
    to_final(records, session, draft.uid)
    with pytest.raises(PersonalData) as caught:
        go(records, draft.uid, Act.PUBLISH)
    assert "身份证号 11*************011；手机号 139****0872" in str(caught.value)
    assert ID_NUMBER not in str(caught.value)
    assert records.get(draft.uid).state is State.IN_FINAL_REVIEW
    returned = records.act(draft.uid, Act.RETURN, {"opinion": "删去身份证号和电话"})
    assert returned.events[-1].opinion == "删去身份证号和电话"
    assert all("删去" not in entry.detail for entry in audit.entries(session.conn))


def test_the_wrong_person(records: Records, session: Session, draft: Record) -> None:
    records.act(draft.uid, Act.SUBMIT)
    with pytest.raises(NotAllowed):
        records.act(draft.uid, Act.PASS)
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        records.draft(VALUES)


def test_the_agenda_is_each_persons_own(records: Records, session: Session, draft: Record) -> None:
    [due] = records.agenda()
    # ten working days from 1 April 2026, 清明 4 to 6 April off
    assert (due.verb, due.due_on, due.provisional) == ("送审", date(2026, 4, 16), False)
    assert (due.title, due.sealed_title) == ("主动公开信息 2026-00001", draft.title)
    records.act(draft.uid, Act.SUBMIT)
    assert records.agenda() == []
    log_in(session, "刘建民")
    assert [due.verb for due in records.agenda()] == ["一审"]
    assert records.acts(draft.uid) == [Act.PASS, Act.SECRECY, Act.RETURN]


def test_a_record_without_item_has_no_day(records: Records) -> None:
    draft = records.draft(VALUES | {"item_key": ""})
    assert records.due(draft) is None
    assert records.agenda()[0].due_on is None
