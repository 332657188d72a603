"""What hangs on a record: files, evidence, links, validity, assessments, index number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.duedays import add_months
from gkdesk.records.attached import AddedBefore, EmptyFile, NoSuchFile, NotADraft
from gkdesk.records.declined import IndexTaken, NotReady
from gkdesk.records.evidence import NoSuchEvidence, NotPublic
from gkdesk.records.links import LinkedBefore, LinkedToItself, NoSuchLink, NotInterpretation
from gkdesk.records.model import (
    Act,
    LinkKind,
    Outcome,
    Record,
    Standing,
    State,
    Validity,
)
from gkdesk.records.privacy import PersonalData
from gkdesk.records.service import Records
from gkdesk.records.standing import NotADocument, NotSettled, standing
from tests.conftest import log_in

from .conftest import VALUES
from .steps import go, publish, settle, to_final
from .test_review import RECORD

PHONE = "13912340872"
CLOSED = VALUES | {
    "title": "关于报送考核材料的报告", "attribute": "withheld", "kind": "document",
    "ground": "internal", "reason": "内部考核", "doc_number": "青政文〔2026〕1号", "item_key": "",
}  # fmt: skip
POLICY = VALUES | {"title": "管理办法", "kind": "policy", "doc_number": "青政〔2026〕7号"}


def names(records: Records, uid: str) -> list[str]:
    return [one.name for one in records.files.of(uid)]


def test_files_are_sealed_listed_and_handed_out(
    records: Records, session: Session, draft: Record, tmp_path: Path
) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("名单", "utf-8")
    made = records.files.add(draft.uid, path, note="附件1")
    assert (made.name, made.note, made.user) == ("名单.txt", "附件1", "周桂芬")
    stored = session.conn.execute("SELECT sealed FROM record_file").fetchone()["sealed"]
    assert "名单".encode() not in stored
    out = tmp_path / "out.txt"
    records.files.save_as(made.sha256, out)
    assert out.read_text("utf-8") == "名单"
    with pytest.raises(AddedBefore):
        records.files.add(draft.uid, path)
    assert names(records, draft.uid) == ["名单.txt"]
    records.files.remove(draft.uid, made.uid)
    assert names(records, draft.uid) == []
    with pytest.raises(NoSuchFile):
        records.files.remove(draft.uid, made.uid)
    with pytest.raises(EmptyFile):
        records.files.add_data(draft.uid, b"", name="空.txt")


def test_what_was_handed_in_keeps_its_files(records: Records, draft: Record) -> None:
    records.act(draft.uid, Act.SUBMIT)
    with pytest.raises(NotADraft, match="待一审"):
        records.files.add_data(draft.uid, b"x", name="a.txt")


def test_an_attachment_holds_the_record_back_until_it_is_gone(
    records: Records, session: Session, draft: Record
) -> None:
    made = records.files.add_data(draft.uid, f"电话{PHONE}".encode(), name="名单.txt")
    assert records.privacy.unscanned(draft.uid) == ["名单.txt"]
    to_final(records, session, draft.uid)
    assert records.privacy.unscanned(draft.uid) == []
    with pytest.raises(PersonalData) as caught:
        go(records, draft.uid, Act.PUBLISH)
    assert PHONE not in str(caught.value)
    go(records, draft.uid, Act.RETURN, opinion="附件里有手机号")
    assert records.get(draft.uid).returned is not None
    log_in(session, "周桂芬")
    records.files.remove(draft.uid, made.uid)
    assert records.findings(draft.uid) == []
    assert publish(records, session, draft.uid).state is State.PUBLISHED


def test_evidence_is_noted_and_taken_back(
    records: Records, session: Session, draft: Record, tmp_path: Path
) -> None:
    with pytest.raises(NotPublic):
        records.proofs.add(draft.uid, {"channel": "政府网站"})
    publish(records, session, draft.uid)
    photo = tmp_path / "截图.png"
    photo.write_bytes(b"\x89PNG")
    [one] = records.proofs.add(
        draft.uid, {"channel": "政府网站", "address": "http://a.example/1"}, photo
    )
    assert (one.on, one.file, one.channel) == (date(2026, 4, 10), "截图.png", "政府网站")
    for wrong, field in (
        ({"channel": ""}, "channel"), ({"channel": "政府网站", "on": "2026-04-11"}, "on"),
        ({"channel": "政府网站", "on": "2026-03-01"}, "on"),
        ({"channel": "政府网站", "on": "昨天"}, "on"),
        ({"channel": "政府网站", "address": "字" * 301}, "address"),
        ({"channel": f"群{PHONE}"}, "channel"),
    ):  # fmt: skip
        with pytest.raises(BadValue) as caught:
            records.proofs.add(draft.uid, wrong)
        assert caught.value.field == field
    with pytest.raises(BadValue):
        records.proofs.void(draft.uid, one.uid, " ")
    assert records.proofs.void(draft.uid, one.uid, "网址写错") == []
    with pytest.raises(NoSuchEvidence):
        records.proofs.void(draft.uid, one.uid, "再来")


def test_links_are_seen_from_both_sides(records: Records) -> None:
    policy = records.draft(POLICY)
    told = records.draft(POLICY | {"kind": "interpretation", "title": "解读"})
    plain = records.draft(VALUES)
    [one] = records.links.add(told.uid, LinkKind.INTERPRETS, policy.number)
    assert (one.outward, one.number) == (True, policy.number)
    [back] = records.links.of(policy.uid)
    assert (back.outward, back.number) == (False, told.number)
    with pytest.raises(LinkedBefore):
        records.links.add(told.uid, LinkKind.INTERPRETS, policy.uid)
    with pytest.raises(LinkedToItself):
        records.links.add(told.uid, LinkKind.AMENDS, told.uid)
    with pytest.raises(NotInterpretation):
        records.links.add(plain.uid, LinkKind.INTERPRETS, policy.uid)
    assert records.links.undo(policy.uid, one.id) == []
    with pytest.raises(NoSuchLink):
        records.links.undo(policy.uid, one.id)


def test_a_document_lives_until_it_ends(records: Records, session: Session) -> None:
    policy = records.draft(POLICY | {"valid_until": "2026-12-31", "effective_on": "2026-05-01"})
    with pytest.raises(NotAllowed):
        records.standings.declare(policy.uid, Validity.ABOLISHED, date(2026, 4, 2), "x")
    log_in(session, "何敏")
    with pytest.raises(BadValue, match="依据"):
        records.standings.declare(policy.uid, Validity.ABOLISHED, date(2026, 4, 2), " ")
    with pytest.raises(BadValue, match="早于"):
        records.standings.declare(policy.uid, Validity.ABOLISHED, date(2026, 3, 2), "清理")
    records.standings.declare(policy.uid, Validity.ABOLISHED, date(2026, 4, 2), "清理决定")
    now = records.standings.now(records.get(policy.uid))
    assert now == Standing(Validity.ABOLISHED, date(2026, 4, 2), "清理决定")
    other = records.draft(VALUES)
    with pytest.raises(NotADocument):
        records.standings.declare(other.uid, Validity.ABOLISHED, date(2026, 4, 9), "x")
    assert records.standings.now(other) is None


@pytest.mark.parametrize(
    ("noted", "today", "validity", "on"),
    [
        ([], date(2026, 12, 31), Validity.IN_FORCE, date(2026, 5, 1)),
        ([], date(2027, 1, 1), Validity.EXPIRED, date(2027, 1, 1)),
        ([(Validity.ABOLISHED, date(2026, 8, 1))], date(2026, 7, 31), Validity.IN_FORCE,
         date(2026, 5, 1)),
        ([(Validity.ABOLISHED, date(2026, 8, 1))], date(2027, 1, 1), Validity.ABOLISHED,
         date(2026, 8, 1)),
        ([(Validity.AMENDED, date(2026, 8, 1))], date(2027, 1, 1), Validity.EXPIRED,
         date(2027, 1, 1)),
        ([(Validity.IN_FORCE, date(2027, 2, 1))], date(2027, 3, 1), Validity.IN_FORCE,
         date(2027, 2, 1)),
        # of two noted for one day the later entry corrects the first
        ([(Validity.ABOLISHED, date(2026, 8, 1)), (Validity.AMENDED, date(2026, 8, 1))],
         date(2026, 9, 1), Validity.AMENDED, date(2026, 8, 1)),
    ],
)  # fmt: skip
def test_validity_by_day(
    noted: list[tuple[Validity, date]], today: date, validity: Validity, on: date
) -> None:
    from dataclasses import replace

    from gkdesk.records.model import Facts, RecordKind

    facts = Facts(effective_on=date(2026, 5, 1), valid_until=date(2026, 12, 31))
    record = replace(RECORD, kind=RecordKind.NORMATIVE, facts=facts)
    found = standing(record, [Standing(kind, day, "") for kind, day in noted], today)
    assert found is not None
    assert (found.validity, found.on) == (validity, on)


def test_what_is_kept_back_is_looked_at_again(records: Records, session: Session) -> None:
    closed = records.draft(CLOSED)
    with pytest.raises(NotAllowed):
        records.assessing.note(closed.uid, Outcome.KEEP, "x")
    settled = settle(records, session, closed.uid)
    assert settled.state is State.SETTLED
    assert records.assessing.due_on(settled) == date(2027, 4, 10)
    log_in(session, "何敏")
    assert [due for due in records.agenda() if due.verb == "评估"] == []
    with pytest.raises(BadValue):
        records.assessing.note(closed.uid, Outcome.KEEP, " ")
    made = records.assessing.note(closed.uid, Outcome.KEEP, "仍属内部事务")
    assert made.next_on == date(2027, 4, 10)
    opened = records.assessing.note(closed.uid, Outcome.ACTIVE, "考核结束，可以公开")
    assert opened.next_on is None
    assert [one.outcome for one in records.assessing.of(closed.uid)] == [
        Outcome.KEEP, Outcome.ACTIVE,
    ]  # fmt: skip
    again = records.act(closed.uid, Act.REDRAFT)
    assert again.state is State.DRAFT
    with pytest.raises(NotSettled):
        records.assessing.note(closed.uid, Outcome.KEEP, "x")


def test_an_assessment_due_soon_is_on_the_agenda(
    records: Records, session: Session, clock: object
) -> None:
    settle(records, session, records.draft(CLOSED).uid)
    log_in(session, "何敏")
    session.now = lambda: __import__("datetime").datetime(2027, 3, 20, 9)
    [due] = [one for one in records.agenda() if one.verb == "评估"]
    assert (due.due_on, due.sealed_title) == (date(2027, 4, 10), CLOSED["title"])


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 4, 10), 12, date(2027, 4, 10)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_add_months(day: date, months: int, after: date) -> None:
    assert add_months(day, months) == after


def test_without_ground_and_reason_nothing_is_kept_back(records: Records) -> None:
    for left_out, words in (("ground", "依据的条款"), ("reason", "具体理由")):
        bare = records.draft(CLOSED | {left_out: ""})
        with pytest.raises(NotReady, match=words):
            records.act(bare.uid, Act.SUBMIT)
    wrong = records.draft(CLOSED | {"attribute": "withheld", "ground": "narrow"})
    with pytest.raises(NotReady, match="不能定为"):
        records.act(wrong.uid, Act.SUBMIT)


def test_index_numbers_follow_each_other_and_never_repeat(
    records: Records, session: Session
) -> None:
    code = session.organ.credit_code
    mine = records.draft(VALUES | {"index_number": f"{code}/2026-00002"})
    first = publish(records, session, records.draft(VALUES).uid)
    second = publish(records, session, records.draft(VALUES).uid)
    assert [first.index_number, second.index_number] == [
        f"{code}/2026-00001", f"{code}/2026-00003",  # 00002 was written by hand
    ]  # fmt: skip
    assert publish(records, session, mine.uid).index_number == f"{code}/2026-00002"
    with pytest.raises(IndexTaken, match=first.number):
        records.number_index(second.uid, f"{code}/2026-00001")
    with pytest.raises(IndexTaken):
        records.draft(VALUES | {"index_number": f"{code}/2026-00003"})
    assert records.number_index(second.uid, " A-1 ").index_number == "A-1"


def test_a_withdrawn_title_is_sealed_again(
    records: Records, session: Session, draft: Record
) -> None:
    publish(records, session, draft.uid)
    sql = "SELECT title, published_on FROM record"
    assert session.conn.execute(sql).fetchone()["title"] == draft.title
    log_in(session, "何敏")
    records.act(draft.uid, Act.WITHDRAW, {"opinion": "有误"})
    row = session.conn.execute(sql).fetchone()
    assert (row["title"], row["published_on"]) == ("", "2026-04-10")


def test_whoever_wrote_on_a_draft_does_not_review_it(
    records: Records, session: Session, draft: Record
) -> None:
    from gkdesk.records.review import OwnDraft

    log_in(session, "刘建民")
    records.draft({"uid": draft.uid, "body": "改了一句。"})
    records.act(draft.uid, Act.SUBMIT)
    with pytest.raises(OwnDraft):
        go(records, draft.uid, Act.PASS)
    assert records.get(draft.uid).drafted_by == "周桂芬"


@pytest.mark.parametrize(
    "field",
    ["drafting_unit", "unified_number", "no_interpretation", "index_number", "subject", "partners"],
)
def test_what_is_kept_in_the_open_holds_no_number(records: Records, field: str) -> None:
    with pytest.raises(BadValue, match="个人号码") as caught:
        records.draft(POLICY | {field: f"张某{PHONE}"})
    assert PHONE not in str(caught.value)


def test_a_file_s_name_is_masked_in_messages(records: Records, draft: Record) -> None:
    name = f"张某{PHONE}.txt"
    records.files.add_data(draft.uid, b"x", name=name)
    for again, kind in ((b"x", AddedBefore), (b"", EmptyFile)):
        with pytest.raises(kind) as caught:
            records.files.add_data(draft.uid, again, name=name)
        assert PHONE not in str(caught.value)


def test_numbers_are_covered_on_the_screen_and_looking_is_noted(
    records: Records, session: Session
) -> None:
    from gkdesk.db import audit

    body = f"联系{PHONE}，信用代码11500382787479886T，文号〔2026〕7号。"
    draft = records.draft(VALUES | {"body": body})
    shown = records.privacy.shown(body)
    assert PHONE not in shown
    assert "11500382787479886T" in shown
    assert records.reveal(draft.uid) == body
    assert audit.entries(session.conn)[-1].action == "records.reveal"
