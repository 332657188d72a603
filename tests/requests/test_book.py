"""The ledger (台账) as workbook and paper, and the register's sheets."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.requests.book import NothingChosen, NothingReceived, UnknownEnding
from gkdesk.requests.declined import NoSuchRequest
from gkdesk.requests.model import BadForm
from gkdesk.requests.service import Requests
from tests.conftest import log_in

Values = dict[str, object]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def three(
    requests: Requests, values: Values, at: Callable[[str], None], session: Session
) -> list[str]:
    """A granted and delivered one, one extended with a consultation, and an open one of a firm."""
    uids = [requests.register(values).uid]
    second = values | {"name": "李桂兰", "id_number": "", "content": "=HYPERLINK(“x”)\t合同"}
    uids.append(requests.register(second).uid)
    firm = {"applicant_kind": "org", "org_category": "business", "name": "云岭县农业有限公司"}
    uids.append(requests.register(values | firm | {"id_number": "", "channel": "mail"}).uid)
    at("2026-04-13")
    given = {"found_facts": "经检索，找到。", "provided_items": ["发放清单，2页"]}
    given |= {"secrecy_by": "王建军", "signed_by": "刘长顺"}
    requests.act(uids[0], "reply", given)
    requests.act(uids[0], "deliver", {"method": "direct", "receiver": "张建国"})
    asked = {"addressee": "红星砖厂", "info_involved": "合同价格"}
    requests.act(uids[1], "consult", asked)
    at("2026-04-20")
    requests.act(uids[1], "opinion", {"opinion": "agree"})
    log_in(session, "何敏")
    requests.act(uids[1], "extend", {"extend_days": "5", "extend_reason": "材料多"})
    log_in(session, "周桂芬")
    return uids


def _sheet(path: Path) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    [sheet] = book.worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_has_a_line_for_each_with_what_followed(
    requests: Requests, three: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    assert requests.book.write(path, *YEAR) == 3
    title, note, heads, *rows = _sheet(path)
    assert title[0] == "青石镇人民政府政府信息公开申请台账"
    assert "2026年1月1日至2026年12月31日" in note[0]
    lines = [dict(zip(heads, row, strict=True)) for row in rows]
    first, second, firm = lines
    assert first["证件号码"] == "51*************873"
    assert first["联系电话"] == "139****0872"
    assert first["办理结果"] == "予以公开"
    assert first["答复文号"].startswith("青政依复〔2026〕")
    assert first["答复日期"] == first["送达日期"] == datetime(2026, 4, 13)  # noqa: DTZ001
    assert first["送达方式"] == "直接送达"
    assert (second["是否延期"], second["扣除工作日"]) == ("是", 5)
    assert second["申请内容"] == "=HYPERLINK(“x”) 合同"  # a text, no formula
    assert (firm["申请人类别"], firm["申请方式"]) == ("商业企业", "邮寄")
    assert firm["证件号码"] is firm["送达日期"] is None
    assert first["答复期限"] == datetime(2026, 5, 12)  # noqa: DTZ001
    assert "511123196504120873" not in str(lines)


def test_a_posted_reply_has_no_day_of_arrival_until_it_is_noted(
    requests: Requests, three: list[str], at: Callable[[str], None]
) -> None:
    given = {"found_facts": "经检索，找到。", "provided_items": ["清单"], "confirmed": "yes"}
    given |= {"secrecy_by": "王建军", "signed_by": "刘长顺"}
    requests.act(three[2], "reply", given)
    requests.act(three[2], "deliver", {"method": "mail", "mail_no": "1234567890123"})
    [line] = requests.book.chosen([three[2]])
    assert (line.replied_on, line.delivered_on) == (date(2026, 4, 20), None)
    at("2026-04-23")
    requests.act(three[2], "arrived", {"mail_result": "delivered"})
    [line] = requests.book.chosen([three[2]])
    assert line.delivered_on == date(2026, 4, 23)


def test_the_paper_ledger_and_the_sheets_are_masked(
    requests: Requests, three: list[str], tmp_path: Path
) -> None:
    paper, sheets = tmp_path / "台账.pdf", tmp_path / "登记表.pdf"
    assert requests.book.write_chosen(paper, three[:2]) == 2
    steps: list[int] = []
    made = requests.book.write_forms(sheets, three, lambda at, _of, _what: steps.append(at))
    assert (made, steps) == (3, [0, 1, 2])
    with pdfplumber.open(paper) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert "选中的2件" in text
    assert "李桂兰" in text
    assert "196504120873" not in text
    with pdfplumber.open(sheets) as pdf:
        assert len(pdf.pages) == 3  # one page each
        pages = [page.extract_text() for page in pdf.pages]
    assert "云岭县农业" in pages[2]
    assert "*" not in pages[1]  # no number was given
    assert not any("196504120873" in page for page in pages)


def test_what_cannot_be_written_says_so_and_writes_nothing(
    requests: Requests, three: list[str], tmp_path: Path
) -> None:
    book = requests.book
    with pytest.raises(UnknownEnding, match=r"台账.doc"):
        book.write(tmp_path / "台账.doc", *YEAR)
    with pytest.raises(NothingReceived, match="2025年1月1日至2025年2月1日"):
        book.write(tmp_path / "台账.xlsx", date(2025, 1, 1), date(2025, 2, 1))
    for write in (book.write_chosen, book.write_forms):
        with pytest.raises(NothingChosen):
            write(tmp_path / "台账.pdf", [])
        with pytest.raises(NoSuchRequest):
            write(tmp_path / "台账.pdf", ["青政公开申〔2026〕99号"])
    assert list(tmp_path.glob("台账*")) == []
    assert book.period({}) == (date(2026, 1, 1), date(2026, 4, 20))
    with pytest.raises(BadForm, match="不早于"):
        book.period({"first": "2026-03-01", "last": "2026-02-01"})
