"""The list of records, and the lists written from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pdfplumber
import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.text import sort_key
from gkdesk.records import rollstore
from gkdesk.records.lists import (
    BadSpan,
    ListKind,
    TooWideForPaper,
    UnknownListEnding,
    quarter,
    whole,
)
from gkdesk.records.model import Act, Attribute, LinkKind, Record, RecordKind, Validity
from gkdesk.records.privacy import PersonalData
from gkdesk.records.roll import PAGE, Query, Sort, View
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import ID_NUMBER, VALUES
from .steps import publish, settle
from .test_parts import CLOSED, POLICY


@pytest.fixture
def office(records: Records, session: Session) -> dict[str, Record]:
    """One record of each kind."""
    made = {
        "plain": publish(records, session, records.draft(VALUES).uid),
        "display": publish(
            records, session,
            records.draft(VALUES | {"title": "公示", "display_until": "2026-04-20"}).uid,
        ),
        "over": publish(
            records, session,
            records.draft(VALUES | {"title": "旧公示", "display_until": "2026-04-09"}).uid,
        ),
        "withheld": settle(records, session, records.draft(CLOSED).uid),
        "asked": settle(
            records, session,
            records.draft(CLOSED | {"title": "个别单位的批复", "attribute": "on_request",
                                    "made_on": "2026-03-31"}).uid,
        ),
        "rule": publish(
            records, session,
            records.draft(POLICY | {"kind": "normative", "valid_until": "2031-01-01",
                                    "unified_number": "QSZ-1"}).uid,
        ),
        "draft": records.draft(VALUES | {"title": "草稿一份"}),
    }  # fmt: skip
    thrown = records.draft(VALUES | {"title": "重复的草稿"})
    made["thrown"] = records.act(thrown.uid, Act.DISCARD, {"opinion": "重复"})
    waits = records.draft(VALUES | {"title": "等待审核"})
    made["waits"] = records.act(waits.uid, Act.SUBMIT)
    return made


def found(records: Records, **asked: object) -> set[str]:
    return {line.uid for line in records.roll.find(Query(**asked))}  # type: ignore[arg-type]


def test_each_saved_filter(records: Records, session: Session, office: dict[str, Record]) -> None:
    uid = {name: record.uid for name, record in office.items()}
    expected = {
        View.ALL: set(uid.values()) - {uid["thrown"]},
        View.DRAFTS: {uid["draft"]},
        View.REVIEW: {uid["waits"]},
        View.PUBLISHED: {uid["plain"], uid["display"], uid["over"], uid["rule"]},
        View.DISPLAY: {uid["display"]},
        View.CLOSED: {uid["withheld"], uid["asked"]},
        View.WITHDRAWN: set(),
        View.DISCARDED: {uid["thrown"]},
        View.MINE: {uid["draft"]},
    }
    counts = records.roll.counts()
    for view, uids in expected.items():
        assert found(records, view=view) == uids, view
        assert counts[view] == len(uids), view
    log_in(session, "刘建民")
    assert found(records, view=View.MINE) == {uid["waits"]}


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("descending", [True, False])
def test_sealed_and_plain_titles_stand_in_one_order(
    records: Records, office: dict[str, Record], sort: Sort, *, descending: bool
) -> None:
    lines = list(records.roll.find(Query(sort=sort, descending=descending)))
    keys: list[object] = [
        sort_key(line.title) if sort is Sort.TITLE
        else line.number if sort is Sort.NUMBER
        else str(line.made_on) if sort is Sort.MADE
        else str(line.published_on or "")
        for line in lines
    ]  # fmt: skip
    assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]
    assert len(lines) == len(office) - 1


def test_words_are_found_sealed_and_plain(records: Records, office: dict[str, Record]) -> None:
    uid = {name: record.uid for name, record in office.items()}
    assert found(records, words="考核材料") == {uid["withheld"]}
    assert found(records, words="青政〔2026〕7号") == {uid["rule"]}
    assert found(records, words=office["plain"].index_number) == {uid["plain"]}
    assert found(records, words=office["draft"].number) == {uid["draft"]}
    assert found(records, words="公示", view=View.PUBLISHED) == {
        uid["plain"], uid["display"], uid["over"],
    }  # fmt: skip
    assert found(records, words="100%_") == set()


def test_the_other_filters(records: Records, office: dict[str, Record]) -> None:
    uid = {name: record.uid for name, record in office.items()}
    assert found(records, kind=RecordKind.NORMATIVE) == {uid["rule"]}
    assert found(records, attribute=Attribute.ON_REQUEST) == {uid["asked"]}
    assert found(records, year=2025) == set()
    assert uid["plain"] in found(records, year=2026)
    assert uid["plain"] in found(records, item_key=str(VALUES["item_key"]))
    assert uid["withheld"] not in found(records, item_key=str(VALUES["item_key"]))
    area = records.item(str(VALUES["item_key"])).area
    assert uid["plain"] in found(records, area=area)


def test_classifications_narrow_the_list(
    records: Records, session: Session, office: dict[str, Record]
) -> None:
    both = records.draft(VALUES | {"title": "低保", "subject": "民政救助", "served": "困难群众"})
    one = records.draft(VALUES | {"title": "防汛", "subject": "民政救助"})
    other = publish(records, session, records.draft(VALUES | {"subject": "财政金融"}).uid)
    aid, poor = ("subject", "民政救助"), ("served", "困难群众")
    assert found(records, axes=(aid,)) == {both.uid, one.uid}
    assert found(records, axes=(aid, poor)) == {both.uid}
    assert found(records, axes=(("subject", "财政金融"),)) == {other.uid}
    assert found(records, axes=(("subject", "财政金融"),), words="没有") == set()
    assert found(records, axes=(("subject", "财政金融"), poor)) == set()
    for sort in Sort:
        assert found(records, axes=(("subject", "财政金融"),), sort=sort) == {other.uid}
    records.draft({"uid": one.uid, "subject": "安全应急"})
    assert found(records, axes=(aid,)) == {both.uid}
    assert records.roll.used() == {
        "served": ["困难群众"], "subject": ["安全应急", "民政救助", "财政金融"],
    }  # fmt: skip
    records.draft({"uid": one.uid, "subject": ""})
    assert "安全应急" not in records.roll.used()["subject"]


@pytest.mark.parametrize("sort", list(Sort))
def test_many_sealed_rows_are_merged_as_few_are(
    records: Records, office: dict[str, Record], sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [line.uid for line in records.roll.find(Query(sort=sort))]
    monkeypatch.setattr(rollstore, "FEW", 0)
    assert [line.uid for line in records.roll.find(Query(sort=sort))] == few


def test_pages_are_read_when_looked_at(records: Records, session: Session) -> None:
    for _at in range(PAGE + 5):
        records.draft(VALUES)
    lines = records.roll.find(Query(descending=False))
    assert len(lines) == PAGE + 5
    assert lines._pages == {}
    assert lines[PAGE].number == f"2026-{PAGE + 1:05d}"
    assert list(lines._pages) == [1]
    assert lines[-1].number == f"2026-{PAGE + 5:05d}"
    assert lines.place(lines[3].uid) == 3
    assert lines.place("nobody") is None


def test_a_changed_title_is_opened_again(records: Records, session: Session) -> None:
    draft = records.draft(VALUES)
    assert [line.title for line in records.roll.find(Query())] == [VALUES["title"]]
    records.draft({"uid": draft.uid, "title": "改过的标题"})
    assert [line.title for line in records.roll.find(Query())] == ["改过的标题"]
    session.lock()
    assert records.roll._opened.words == {}


def test_the_quarterly_list_of_documents_on_request(
    records: Records, office: dict[str, Record], tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    made = records.lists.write(ListKind.ON_REQUEST, quarter("2026Q1"), path)
    assert made.rows == ((1, "个别单位的批复", "青政文〔2026〕1号", date(2026, 3, 31), ""),)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "个别单位的批复" in cells
    assert any("2026年第一季度" in text for text in cells)
    assert records.lists.make(ListKind.ON_REQUEST, quarter("2026Q2")).rows == ()


def test_the_lists_on_paper(records: Records, office: dict[str, Record], tmp_path: Path) -> None:
    for kind, words in (
        (ListKind.ON_REQUEST, "个别单位的批复"),
        (ListKind.WITHHELD, "关于报送考核材料的报告"),
        (ListKind.NORMATIVE, "QSZ-1"),
        (ListKind.INVALID, "共0件"),  # a nil list is printed too
    ):
        path = tmp_path / f"{kind.value}.pdf"
        records.lists.write(kind, whole(date(2026, 4, 10)), path)
        with pdfplumber.open(path) as pdf:
            assert words in "".join((page.extract_text() or "") for page in pdf.pages)


def test_a_list_for_the_public_passes_the_gate(
    records: Records, session: Session, tmp_path: Path
) -> None:
    named = records.draft(
        CLOSED
        | {"title": f"关于{ID_NUMBER}的批复", "attribute": "on_request", "made_on": "2026-03-31"}
    )
    settle(records, session, named.uid)
    with pytest.raises(PersonalData) as caught:
        records.lists.write(ListKind.ON_REQUEST, quarter("2026"), tmp_path / "a.xlsx")
    assert ID_NUMBER not in str(caught.value)
    assert list(tmp_path.glob("a.*")) == []


def test_other_endings_and_periods(records: Records, tmp_path: Path) -> None:
    span = whole(date(2026, 4, 10))
    with pytest.raises(UnknownListEnding):
        records.lists.write(ListKind.WITHHELD, span, tmp_path / "a.doc")
    with pytest.raises(TooWideForPaper):
        records.lists.write(ListKind.PUBLISHED, span, tmp_path / "a.pdf")
    for wrong in ("2026Q5", "26Q1", "Q1", "2026Q", "今年", "2026Q12"):
        with pytest.raises(BadSpan):
            quarter(wrong)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_quarters(text: str, first: date, last: date) -> None:
    span = quarter(text)
    assert (span.first, span.last) == (first, last)


def test_normative_documents_are_counted(
    records: Records, session: Session, office: dict[str, Record]
) -> None:
    counts = records.lists.normative_counts(2026)
    assert (counts.made, counts.abolished, counts.in_force) == (1, 0, 1)
    log_in(session, "何敏")
    rule = office["rule"]
    records.standings.declare(rule.uid, Validity.ABOLISHED, date(2026, 4, 9), "清理")
    counts = records.lists.normative_counts(2026)
    assert (counts.made, counts.abolished, counts.in_force) == (1, 1, 0)
    counts = records.lists.normative_counts(2025)  # neither made nor in force then
    assert (counts.made, counts.abolished, counts.in_force) == (0, 0, 0)
    [row] = records.lists.make(ListKind.INVALID, quarter("2026")).rows
    assert row[4:] == ("废止", date(2026, 4, 9), "清理")


def test_the_ledger_of_what_was_published(
    records: Records, office: dict[str, Record], session: Session
) -> None:
    records.proofs.add(office["plain"].uid, {"channel": "政府网站"})
    rows = records.lists.make(ListKind.PUBLISHED, quarter("2026")).rows
    [plain] = [row for row in rows if row[1] == office["plain"].number]
    assert plain[6:] == (date(2026, 4, 10), "2026-04-16", "按时", "政府网站")


def test_the_papers_of_a_review(
    records: Records, office: dict[str, Record], tmp_path: Path
) -> None:
    for name, data, words in (
        ("review", records.papers.review(office["plain"].uid), ["刘建民", "何敏", "不涉密"]),
        ("draft", records.papers.review(office["draft"].uid), ["草稿一份"]),
        ("settled", records.papers.review(office["withheld"].uid), ["内部考核", "第十六条"]),
        ("secrecy", records.papers.secrecy(office["plain"].uid), ["保密审查单", "不涉密"]),
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        with pdfplumber.open(path) as pdf:
            text = "".join((page.extract_text() or "") for page in pdf.pages).replace("\n", "")
        for word in words:
            assert word in text, (name, word)


def test_an_interpretation_shows_in_the_ledger(
    records: Records, session: Session, office: dict[str, Record]
) -> None:
    told = records.draft(POLICY | {"kind": "interpretation", "doc_number": ""})
    [before] = records.lists.make(ListKind.NORMATIVE, quarter("2026")).rows
    records.links.add(told.uid, LinkKind.INTERPRETS, office["rule"].uid)
    [after] = records.lists.make(ListKind.NORMATIVE, quarter("2026")).rows
    assert (before[7], after[7]) == ("无", "有")


def test_titles_an_older_program_left_sealed_are_found_too(
    records: Records, session: Session, office: dict[str, Record]
) -> None:
    session.conn.execute("UPDATE record SET title = '', title_key = x'' WHERE state = 'published'")
    records.roll.forget()
    records.roll._laid = False
    assert found(records, words="管理办法") == {office["rule"].uid}
    titles = [line.title for line in records.roll.find(Query(View.PUBLISHED, sort=Sort.TITLE))]
    assert titles == sorted(titles, key=sort_key, reverse=True)
