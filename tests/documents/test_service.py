"""Documents as use cases: draft, issue, archive, void."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from gkdesk import paths
from gkdesk.accounts.model import LoginNeeded
from gkdesk.accounts.session import DEMO_MARK, Session
from gkdesk.base.errors import BadFile
from gkdesk.db import audit
from gkdesk.documents import archive, store
from gkdesk.documents.draft import TooLong
from gkdesk.documents.filling import MissingValues
from gkdesk.documents.fontface import MissingGlyph
from gkdesk.documents.model import Cell, Paper, SheetColumn, SheetPage
from gkdesk.documents.numbers import NoSeries
from gkdesk.documents.service import AlreadyVoid, Documents, NoDocument, NoReason
from gkdesk.documents.template import NoTemplate

pdfplumber = pytest.importorskip("pdfplumber")


def sample(form: str) -> dict[str, str | list[str]]:
    path = paths.resources() / "samples" / "documents" / f"{form}.json"
    values: dict[str, str | list[str]] = json.loads(path.read_text("utf-8"))
    return values


REPLY = "request_reply_disclose"
SHEET = SheetPage(
    "东河村2026年第三季度财务收支公开表", Paper.A4, "填报单位：东河村", "", "单位：元",
    (SheetColumn("项目", 2), SheetColumn("金额", 1, "R")), ((Cell("合计"), Cell("1.00")),),
)  # fmt: skip


@pytest.fixture
def documents(session: Session) -> Documents:
    return Documents(session)


def text_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return "".join(char["text"] for page in opened.pages for char in page.chars)


def test_templates(documents: Documents) -> None:
    ids = [one.template.id for one in documents.confirming.all()]
    assert REPLY in ids
    assert documents.template(REPLY).series == "reply"
    with pytest.raises(NoTemplate):
        documents.template("no_such_form")


def test_a_bad_template_stops_no_other(documents: Documents, session: Session) -> None:
    assert documents.template_problems() == {}
    good = len(documents.confirming.all())
    own = session.folder / "forms" / "documents"
    own.mkdir(parents=True)
    (own / "notice.toml").write_text("id = 1", "utf-8")
    (own / f"{REPLY}.toml").write_bytes(b"\xff")
    (own / "unreadable.toml").mkdir()
    assert len(documents.confirming.all()) == good - 1
    problems = documents.template_problems()
    assert sorted(problems) == ["notice.toml", f"{REPLY}.toml", "unreadable.toml"]
    assert all(problems.values())
    with pytest.raises(BadFile):
        documents.template(REPLY)


def test_a_draft_needs_no_log_in_and_takes_no_number(locked_session: Session) -> None:
    values = sample(REPLY)
    del values["doc_number"], values["organ_name"], values["review_authority"]
    text = text_of(Documents(locked_session).render(REPLY, values))
    assert "青政依复〔2026〕" in text
    assert "〔2026〕9号" not in text
    assert "云岭县人民政府申请行政复议" in text
    assert store.documents(locked_session.conn) == []


def test_issue_numbers_archives_and_audits(documents: Documents, session: Session) -> None:
    values = sample(REPLY) | {"doc_number": "不理会"}
    one = documents.issue(REPLY, values, subject="request:1")
    two = documents.issue(REPLY, values, subject="request:1")
    assert (one.number, two.number) == ("青政依复〔2026〕1号", "青政依复〔2026〕2号")
    assert (one.form, one.form_version, one.pages) == (REPLY, 1, 2)
    assert (one.made_by, one.made_on) == ("周桂芬", session.today)
    data = documents.read(one.sha256)
    assert one.number in text_of(data)
    assert "王㛃" in text_of(data)
    assert documents.of("request:1") == [one, two] == documents.all()
    assert documents.get(one.id) == one
    last = audit.entries(session.conn)[-1]
    assert (last.action, last.subject) == ("documents.issue", two.number)
    assert "王㛃" not in last.detail


def test_the_number_follows_the_date_on_the_paper(documents: Documents) -> None:
    values = sample(REPLY)
    made = documents.issue(REPLY, values | {"issue_date": "2027-01-04"}, subject="a")
    assert made.number == "青政依复〔2027〕1号"
    assert documents.issue(REPLY, values, subject="a").number == "青政依复〔2026〕1号"


def test_what_cannot_be_printed_takes_no_number(documents: Documents, session: Session) -> None:
    with pytest.raises(MissingGlyph):
        documents.issue(REPLY, sample(REPLY) | {"addressee": "王\U0002ebf0"}, subject="a")
    with pytest.raises(MissingValues, match="审查情况"):
        documents.issue(REPLY, sample(REPLY) | {"found_facts": ""}, subject="a")
    assert documents.all() == []
    assert not (session.folder / "archive").exists()
    assert documents.issue(REPLY, sample(REPLY), subject="a").number.endswith("〕1号")


def test_what_does_not_fit_its_box_is_a_draft_only(documents: Documents, session: Session) -> None:
    values = sample("request_approval") | {"leader_opinion": "同意公开。" * 60}
    drafted = documents.draft("request_approval", values)
    assert [problem.where for problem in drafted.over] == ["领导签批"]
    with pytest.raises(TooLong, match="领导签批"):
        documents.issue("request_approval", values, subject="request:1")
    assert documents.all() == []
    assert store.hashes(session.conn) == []
    document = documents.issue("request_approval", sample("request_approval"), subject="request:1")
    assert document.pages == 1


def test_a_twin_has_the_blank_number_of_a_draft(documents: Documents) -> None:
    values = sample(REPLY)
    del values["doc_number"]
    opened = Document(io.BytesIO(documents.docx(REPLY, values)))
    assert opened.paragraphs[0].text == "青政依复〔2026〕\u3000号"


def test_issue_joins_an_open_transaction(documents: Documents, session: Session) -> None:
    class Undone(Exception):
        pass

    def act() -> None:
        with session.transaction():
            documents.next_number("request", date(2026, 4, 10))
            documents.issue(REPLY, sample(REPLY), subject="a")
            raise Undone

    with pytest.raises(Undone):
        act()
    assert documents.all() == []
    [orphan] = documents.orphans()
    assert orphan.is_relative_to(session.folder / "archive")
    assert documents.damaged() == []
    documents.issue(REPLY, sample(REPLY), subject="a")
    assert documents.orphans() == []  # the same number and paper again: it has its record now
    assert documents.next_number("request", date(2026, 4, 10)) == "青政公开申〔2026〕1号"
    with pytest.raises(NoSeries):
        documents.next_number("weather", date(2026, 4, 10))


def test_forms_without_a_series_have_no_number(documents: Documents) -> None:
    made = documents.issue("request_receipt", sample("request_receipt"), subject="a")
    assert made.number == ""
    assert "登记回执" in text_of(documents.read(made.sha256))


def test_sheets(documents: Documents) -> None:
    data = documents.sheet(SHEET).data
    made = documents.issue_sheet(SHEET, form="F01", subject="sheet-1")
    assert documents.read(made.sha256) == data
    assert (made.title, made.number, made.form, made.pages) == (SHEET.title, "", "F01", 1)
    again = documents.issue_sheet(SHEET, form="F01", subject="sheet-1", form_version=3)
    assert [made.form_version, again.form_version] == [1, 3]
    assert documents.orphans() == []
    with pytest.raises(MissingGlyph):
        documents.issue_sheet(replace(SHEET, left="\U0002ebf0"), form="F01", subject="sheet-1")


@pytest.mark.parametrize("demo", [True, False])
def test_every_page_of_a_demo_office_says_so(
    documents: Documents, session: Session, *, demo: bool
) -> None:
    if demo:
        (session.folder / DEMO_MARK).write_text("2026-04-10T09:30:00", "ascii")
    letter = documents.issue(REPLY, sample(REPLY), subject="a")
    receipt = documents.issue("request_receipt", sample("request_receipt"), subject="a")
    sheet = documents.issue_sheet(SHEET, form="F01", subject="sheet-1")
    for made in (letter, receipt, sheet):
        words = text_of(documents.read(made.sha256))
        assert words.count("演示\u3000无效") == (made.pages if demo else 0)


def test_any_file_is_kept_sealed(documents: Documents, session: Session) -> None:
    sha = documents.keep(b"scan", name="王某身份证.jpg", subject="request:1")
    assert documents.keep(b"scan", name="王某身份证.jpg", subject="request:2") == sha
    assert documents.read(sha) == b"scan"
    assert documents.damaged() == []
    raw = (session.folder / "gkdesk.db").read_bytes()
    assert "王某身份证".encode() not in raw
    archive.path_of(session.folder, sha).unlink()
    assert documents.damaged() == [sha]


def test_save_as(documents: Documents, session: Session, tmp_path: Path) -> None:
    made = documents.issue(REPLY, sample(REPLY), subject="a")
    path = tmp_path / "out" / "答复.pdf"
    documents.save_as(made.sha256, path)
    assert path.read_bytes() == documents.read(made.sha256)
    assert audit.entries(session.conn)[-1].action == "documents.save_as"


def test_a_voided_number_stays_visible(documents: Documents, session: Session) -> None:
    made = documents.issue(REPLY, sample(REPLY), subject="a")
    with pytest.raises(NoReason):
        documents.void(made.id, "  ")
    assert documents.void_reason(made.id) == ""
    documents.void(made.id, "王某的信息录错了")
    [found] = documents.of("a")
    assert (found.number, found.voided_on) == (made.number, session.today)
    assert documents.void_reason(made.id) == "王某的信息录错了"
    assert "录错".encode() not in (session.folder / "gkdesk.db").read_bytes()
    with pytest.raises(AlreadyVoid):
        documents.void(made.id, "再来")
    assert documents.issue(REPLY, sample(REPLY), subject="a").number.endswith("〕2号")
    with pytest.raises(NoDocument):
        documents.void(99, "没有")


def test_documents_are_never_changed_or_deleted(documents: Documents, session: Session) -> None:
    made = documents.issue(REPLY, sample(REPLY), subject="a")
    documents.void(made.id, "原因")
    for table in ("document", "document_void", "archive_file"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid"):  # noqa: S608
            with pytest.raises(Exception, match="append-only"):
                session.conn.execute(statement)


def test_issuing_needs_a_log_in(locked_session: Session) -> None:
    with pytest.raises(LoginNeeded):
        Documents(locked_session).issue(REPLY, sample(REPLY), subject="a")
