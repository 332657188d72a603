"""The archive's checklist, the order of the file, closing without an answer."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image

from gkdesk.accounts.session import Session
from gkdesk.documents.service import Documents
from gkdesk.requests import declined
from gkdesk.requests.checks import Stopped, Unconfirmed
from gkdesk.requests.ledger import Ledger
from gkdesk.requests.model import BadForm, Event, EventKind, State
from gkdesk.requests.service import Requests
from tests.requests.inside import answers

Values = dict[str, object]
At = Callable[[str], None]
REPLY: Values = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["发放清单（共3页）"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}
HANDED: Values = {"method": "direct", "receiver": "张建国"}


@pytest.fixture
def attach(session: Session, documents: Documents) -> Callable[..., None]:
    """Record an attached file as the files of a case do."""
    ledger = Ledger(session)

    def add(uid: str, kind: str, title: str, data: bytes, suffix: str) -> None:
        with session.transaction():
            sha = documents.keep(data, name=f"{title}{suffix}", subject=uid)
            detail = {
                "kind": kind, "title": title, "sha256": sha, "suffix": suffix, "pages": "1",
            }  # fmt: skip
            ledger.record(ledger.find(uid), Event(EventKind.ATTACH, session.today), detail)

    return add


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def closed(requests: Requests, values: Values) -> str:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "deliver", HANDED)
    return uid


def missing(requests: Requests, uid: str) -> list[str]:
    return [item.label for item in requests.archiving.items(uid) if item.missing]


def test_what_is_missing_is_named_with_what_to_do(requests: Requests, values: Values) -> None:
    uid = closed(requests, values)
    lacks = missing(requests, uid)
    assert lacks == [
        "申请表或者申请书", "身份证明复印件", "提供的复制件",
        "签收的送达回证或者到达凭证",
    ]  # fmt: skip
    with pytest.raises(Stopped) as caught:
        requests.act(uid, "archive")
    assert all(label in str(caught.value) for label in lacks)
    assert "登记纸质在卷" in str(caught.value)
    assert requests.get(uid).state is State.CLOSED


def test_paper_in_the_file_is_declared_with_who_and_when(
    requests: Requests, values: Values, at: At
) -> None:
    uid = closed(requests, values)
    with pytest.raises(BadForm, match="没有“身份证”"):
        requests.act(uid, "on_paper", {"papers": ["身份证"]})
    at("2026-04-14")
    move = next(one for one in requests.moves(uid) if one.event is EventKind.ON_PAPER)
    assert move.primary
    requests.act(uid, "on_paper", {"papers": missing(requests, uid)})
    there = {item.label: item.there for item in requests.archiving.items(uid)}
    assert there["身份证明复印件"] == "纸质在卷（周桂芬 2026-04-14）"
    assert requests.act(uid, "archive").state is State.ARCHIVED
    with pytest.raises(declined.NotNow):
        requests.act(uid, "on_paper", {"papers": ["身份证明复印件"]})


def test_files_satisfy_the_list_and_lie_in_their_place(
    requests: Requests, values: Values, attach: Callable[..., None]
) -> None:
    uid = closed(requests, values)
    attach(uid, "handed_out", "发放清单", b"a,b\n1,2\n", ".csv")
    attach(uid, "identity", "身份证", picture(600, 400), ".jpg")
    assert "身份证明复印件" not in missing(requests, uid)
    titles = [line.title for line in requests.case_file(uid)]
    assert titles == [
        "身份证", "政府信息公开申请登记回执", "政府信息公开审查呈批单", "政府信息公开申请答复书",
        "发放清单", "送达回证",
    ]  # fmt: skip


def test_page_numbers_of_the_contents_are_those_of_the_whole(
    requests: Requests,
    documents: Documents,
    values: Values,
    attach: Callable[..., None],
    tmp_path: Path,
) -> None:
    uid = closed(requests, values)
    attach(uid, "identity", "身份证", picture(600, 400), ".jpg")
    attach(uid, "handed_out", "发放清单", b"PK not a workbook", ".xlsx")
    attach(uid, "approval", "呈批单扫描件", documents.render("archive_note", {
        "request_no": "1", "situation": "呈批单", "archivist": "何敏"}), ".pdf")  # fmt: skip
    attach(uid, "opinion", "坏的扫描件", b"%PDF-1.4 broken", ".pdf")
    requests.act(uid, "on_paper", {"papers": missing(requests, uid)})
    made = requests.cases.write(uid, tmp_path)
    with pdfplumber.open(made.whole) as opened:
        pages = ["".join(char["text"] for char in page.chars) for page in opened.pages]
        [table] = opened.pages[1].extract_tables()
        stamps = [
            page.crop((page.width - 60, 0, page.width, 45)).extract_text().strip()
            for page in opened.pages
        ]
    assert stamps == ["", "", *map(str, range(1, made.pages + 1)), ""]
    rows = [row for row in table[1:] if row[3]]
    assert len(rows) == made.papers
    at = 1
    for row in rows:
        if row[7] == "纸质":
            assert (row[5], row[6]) == ("", "")
            continue
        assert row[6] == str(at)
        at += int(row[5])
        if row[3] not in ("身份证", "呈批单扫描件"):  # pictures and scans have no such text
            assert row[3].replace("\n", "") in pages[int(row[6]) + 1]
    assert at == made.pages + 1
    names = sorted(path.name for path in made.folder.iterdir())
    [sheet] = [name for name in names if name.endswith(".xlsx")]
    assert (made.folder / sheet).read_bytes() == b"PK not a workbook"
    [slip] = [page for page in pages if sheet.replace(" ", "") in page]
    assert hashlib.sha256(b"PK not a workbook").hexdigest()[:32] in slip
    assert any(name.endswith("坏的扫描件.pdf") for name in names)


@pytest.mark.parametrize(
    ("step", "form", "trigger"),
    [
        ("withdraw", {"reason": "4月10日来信撤回"}, "申请人撤回申请"),
        ("set_aside", {"trigger": "咨询事项，已经解答", "excuse_checked": "当面解答"}, "咨询事项"),
    ],
)
def test_closing_without_an_answer_leaves_a_note(
    requests: Requests, documents: Documents, values: Values, step: str, form: Values, trigger: str
) -> None:
    uid = requests.register(values).uid
    done = requests.act(uid, step, form)
    assert (done.outcome, done.state.open) == ("X_OTHER", False)
    [note] = [one for one in documents.of(f"request:{uid}") if one.form == "request_close_note"]
    with pdfplumber.open(io.BytesIO(documents.read(note.sha256))) as opened:
        assert trigger in "".join(char["text"] for char in opened.pages[0].chars)
    assert "不再处理备案单" not in missing(requests, uid)


def test_closing_does_not_wait_for_a_character(requests: Requests, values: Values) -> None:
    uid = requests.register({**values, "name": "王\ue000"}).uid
    assert requests.act(uid, "withdraw", {"reason": "来信撤回"}).state is State.WITHDRAWN
    assert "不再处理备案单" in missing(requests, uid)


def test_a_lapse_needs_the_proof_of_the_notice(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    asked: Values = {"correction_items": "信息的名称", "guidance": "请写明年份。"}
    requests.act(uid, "ask_correction", asked)
    at("2026-05-20")
    lapse: Values = {"received_on": "2026-04-13", "excuse_checked": "电话核实，无正当理由"}
    with pytest.raises(Stopped, match="没有补正告知书的送达凭证"):
        requests.act(uid, "correction_lapsed", lapse)
    requests.act(uid, "correction_lapsed", {**lapse, "notice_proof": "挂号信，本人签收"})
    [note] = [one for one in documents.of(f"request:{uid}") if one.form == "request_close_note"]
    with pdfplumber.open(io.BytesIO(documents.read(note.sha256))) as opened:
        printed = "".join(char["text"] for char in opened.pages[0].chars)
    assert "青政依补〔2026〕1号" in printed
    assert "2026年4月13日" in printed
    assert "2026年5月7日" in printed  # fifteen working days after the arrival
    assert "挂号信，本人签收" in printed


def test_numbers_of_people_in_what_is_given_are_told(
    requests: Requests, values: Values, attach: Callable[..., None]
) -> None:
    uid = requests.register(values).uid
    attach(uid, "handed_out", "名册", "联系人 13800138000".encode("gb18030"), ".txt")
    with pytest.raises(Unconfirmed, match=r"《名册》有手机号"):
        requests.act(uid, "reply", REPLY)
    done = requests.act(uid, "reply", {**REPLY, "confirmed": "yes"})
    assert done.state is State.TO_DELIVER
    assert "C38" in requests.events(uid)[-1].detail["checked"]


def test_an_earlier_reply_nobody_got_is_no_repeat(
    requests: Requests, values: Values, at: At
) -> None:
    first = requests.register(values)
    requests.act(first.uid, "reply", REPLY)
    requests.act(first.uid, "deliver", {"method": "mail", "mail_no": "XA12345678911"})
    second = requests.register(values)
    fields = requests.asked(second.uid, "reply", {"outcome": "NP_REPEAT"})
    known = {field.name: field.default for field in fields if field.default}
    form: Values = {
        **known, "outcome": "NP_REPEAT", "prior_delivery_date": "2026-04-10",
        "repeat_explain": "内容相同", "confirmed": "yes", **answers("NP_REPEAT"),
    }  # fmt: skip
    with pytest.raises(Stopped, match="前次答复没有送达的凭证"):
        requests.act(second.uid, "reply", form)
    requests.act(first.uid, "arrived", {"mail_result": "delivered"})
    assert requests.act(second.uid, "reply", form).state is State.TO_DELIVER
    assert requests.clock(first.uid).replied_on == date(2026, 4, 10)
