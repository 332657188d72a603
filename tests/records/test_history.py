"""补录: a site's list of what was published, taken in once."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile
from gkdesk.records.history import NothingNew
from gkdesk.records.historyrows import day_of
from gkdesk.records.model import Act, State
from gkdesk.records.roll import Query, View
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import ID_NUMBER

HEAD = ("序号", "信息名称", "发文字号", "索引号", "成文日期", "发布日期", "公开事项", "网址")
ROWS = (
    (1, "2024年度部门决算", "青政〔2025〕3号", "A/2025-1", "2025-02-10", "2025-02-20",
     "20-01-001", "http://a.example/1"),
    (2, "低保名单", "", "", "", datetime(2025, 3, 4, 9, 30), "没有这一项", ""),  # noqa: DTZ001 - a cell
    (3, "没有日期的一条", "", "", "", "上个月", "", ""),
    (4, "", "", "", "", "2025-03-05", "", ""),
    (5, f"关于{ID_NUMBER}的批复", "", "", "", "2025-03-06", "", ""),
    (6, "低保名单", "", "", "", "2025年3月4日", "", ""),
    (7, "明年的通知", "", "", "", "2027-01-01", "", ""),
)  # fmt: skip


def book(head: tuple[str, ...] = HEAD, rows: tuple[tuple[object, ...], ...] = ROWS) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["青石镇已公开信息清单"])
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "清单.xlsx"
    made.write_bytes(book())
    return made


def test_what_can_be_read_is_offered_and_the_rest_is_told(records: Records, path: Path) -> None:
    found = records.history.read(path)
    assert [(row.title, row.published_on, row.item_key) for row in found.rows] == [
        ("2024年度部门决算", date(2025, 2, 20), "20-01-001"),
        ("低保名单", date(2025, 3, 4), None),
    ]
    assert found.known == 1
    told = [(one.where, one.message, one.blocking) for one in found.problems]
    assert [where for where, _words, _blocks in told] == [
        "“Sheet”第4行", "“Sheet”第5行", "“Sheet”第6行", "“Sheet”第7行", "“Sheet”第9行",
    ]  # fmt: skip
    assert not any(ID_NUMBER in words for _where, words, _blocks in told)
    assert [blocks for _where, _words, blocks in told] == [False, True, True, True, True]
    assert records.rows() == []


def test_taken_in_they_are_public_and_not_taken_twice(
    records: Records, session: Session, path: Path
) -> None:
    assert records.history.apply(records.history.read(path)) == 2
    first, second = records.rows()
    assert (first.state, first.published_on) == (State.PUBLISHED, date(2025, 2, 20))
    assert (first.made_on, first.index_number) == (date(2025, 2, 10), "A/2025-1")
    assert [event.act for event in first.events] == [Act.IMPORT]
    [proof] = records.proofs.of(first.uid)
    assert (proof.channel, proof.address) == ("政府网站", "http://a.example/1")
    assert records.proofs.of(second.uid) == []
    assert len(records.roll.find(Query(View.PUBLISHED, words="部门决算"))) == 1
    again = records.history.read(path)
    assert (again.rows, again.known) == ((), 3)
    with pytest.raises(NothingNew, match="都已经在这里"):
        records.history.apply(again)


def test_a_list_of_something_else(records: Records, tmp_path: Path) -> None:
    other = tmp_path / "b.xlsx"
    other.write_bytes(book(head=("序号", "姓名", "金额", "a", "b", "c", "d", "e")))
    with pytest.raises(BadFile):
        records.history.read(other)


def test_an_administrator_takes_nothing_in(records: Records, session: Session, path: Path) -> None:
    found = records.history.read(path)
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        records.history.apply(found)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)), ("2026/4/1 09:30", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)), ("20260401", date(2026, 4, 1)),
        ("2026.04.01", date(2026, 4, 1)), ("46113", date(2026, 4, 1)),
        ("２０２６年４月１日", date(2026, 4, 1)), ("2026-04-01 00:00:00", date(2026, 4, 1)),
        ("2026-13-01", None), ("4月1日", None), ("", None), ("昨天", None), ("99999999", None),
    ],
)  # fmt: skip
def test_days_as_sites_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert day_of(text) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_day(text: str) -> None:
    assert day_of(text) is None or isinstance(day_of(text), date)
