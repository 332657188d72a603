"""The day sheet on paper, read back from the PDF."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gkdesk.base.errors import Blocked
from gkdesk.documents.service import Documents
from gkdesk.requests.declined import NoSuchRequest
from gkdesk.requests.model import Request
from gkdesk.requests.service import Requests

pdfplumber = pytest.importorskip("pdfplumber")
At = Callable[[str], None]
Values = dict[str, object]


def pages(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [page.extract_text() or "" for page in opened.pages]


def rows(data: bytes) -> list[list[str]]:
    """Return the rows of every table, cells without line breaks."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        tables = [table for page in opened.pages for table in page.extract_tables()]
    return [[(cell or "").replace("\n", "") for cell in row] for table in tables for row in table]


@pytest.fixture
def case(requests: Requests, values: Values, at: At) -> Request:
    """Received 10 April, an opinion asked for over the holiday, extended by five days."""
    uid = requests.register(values).uid
    at("2026-04-22")
    asked = {"addressee": "王德明", "info_involved": "清单中的种植户姓名"}
    requests.act(uid, "consult", asked)
    at("2026-05-08")
    requests.act(uid, "opinion", {"opinion": "agree"})
    extend = {"extend_days": "5", "extend_reason": "材料多", "approved_by": "何敏"}
    return requests.act(uid, "extend", extend)


def test_every_day_stands_on_paper_with_its_reason(requests: Requests, case: Request) -> None:
    clock = requests.clock(case.uid)
    data = requests.day_paper.pdf(case.uid)
    found = [row for row in rows(data) if len(row) == 6 and len(row[2]) == 3]
    marks = clock.days
    assert len(found) == len(marks)
    for row, mark in zip(found, marks, strict=True):
        assert row[1] == f"{mark.on.year}.{mark.on.month}.{mark.on.day}"
        assert row[2][-1] == "一二三四五六日"[mark.on.weekday()]
        assert row[3] == (f"第{mark.number}个" if mark.number else "—")
        assert row[4] == mark.why
    totals = [int(row[5]) for row in found]
    assert totals == sorted(totals)
    assert (totals[-1], clock.allowed_days) == (25, 25)


def test_head_figures_and_end(requests: Requests, case: Request) -> None:
    data = requests.day_paper.pdf(case.uid)
    text = "\n".join(pages(data))
    assert case.number in text
    assert case.due_on is not None
    end = f"{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日"
    assert text.count(f"答复期限的最后一天是{end}") == 2
    figures = [row for row in rows(data) if row[-1].startswith("条文已核对")]
    assert [row[1] for row in figures] == [
        "答复期限",
        "第三方、其他机关提出意见的期限",
        "延长答复期限的上限",
    ]
    assert "第三十三条第二款" in figures[0][3]
    assert figures[0][2] == "20个工作日"


def test_nobody_s_data_stands_on_it(requests: Requests, case: Request) -> None:
    text = "".join(pages(requests.day_paper.pdf(case.uid)))
    assert "张**" in text
    for private in ("张建国", "511123196504120873", "13981230872", "王德明", "西河村"):
        assert private not in text


def test_an_estimate_says_so_on_paper(requests: Requests, values: Values, at: At) -> None:
    at("2026-12-14")
    uid = requests.register(values | {"received_on": "2026-12-14"}).uid
    text = "".join("".join(pages(requests.day_paper.pdf(uid))).split())
    assert text.count("暂估") >= 3
    assert "2027年没有导入，按周一至周五暂估" in text
    assert "2027年放假安排没有导入，导入后重新计算" in text


def test_a_figure_that_is_not_certain_is_warned_about(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    asking = {"correction_items": ["写明年份"], "guidance": "请写明年份"}
    requests.act(uid, "ask_correction", asking)
    waiting = "".join(pages(requests.day_paper.pdf(uid)))
    assert "待补正，没有正在计算的期限" in waiting
    assert "本地建议" in waiting
    assert "使用前请核对" in waiting
    at("2026-04-20")
    requests.act(uid, "corrected", {})
    data = requests.day_paper.pdf(uid)
    void = [row[4] for row in rows(data) if len(row) == 6 and row[3] == "—"]
    assert "收到补正，次日重新起算" in void
    assert rows(data)[1][3] == "2026年4月20日收到补正，次日起算"


def test_saved_and_filed(
    requests: Requests, documents: Documents, case: Request, tmp_path: Path
) -> None:
    path = tmp_path / "逐日.pdf"
    requests.day_paper.save(case.uid, path)
    assert path.read_bytes().startswith(b"%PDF")
    before = len(documents.of(f"request:{case.uid}"))
    made = requests.day_paper.issue(case.uid)
    assert (made.title, made.number) == ("答复期限逐日计算表", "")
    assert len(documents.of(f"request:{case.uid}")) == before + 1
    assert made.title in [line.title for line in requests.case_file(case.uid)]
    with pytest.raises(Blocked):
        requests.day_paper.save(case.uid, path / "in" / "a file.pdf")
    with pytest.raises(NoSuchRequest):
        requests.day_paper.pdf("没有")


def test_a_new_reply_counts_from_its_order(requests: Requests, values: Values, at: At) -> None:
    uid = requests.register(values).uid
    at("2026-05-20")
    requests.act(uid, "dispute", {"dispute_kind": "review", "dispute_organ": "云岭县人民政府"})
    requests.act(uid, "decide", {"result": "corrected", "redo_order": "yes"})
    requests.act(uid, "redo")
    assert requests.clock(uid).days[0].on == date(2026, 5, 21)
    data = requests.day_paper.pdf(uid)
    assert rows(data)[1][3] == "2026年5月20日重新办理答复，次日起算"
    text = "".join(pages(data))
    assert "重新答复期限" in text
    assert "待核对" in text
