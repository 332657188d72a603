"""Lists of registers: chosen, masked, on paper, as a workbook, stamped when empty."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.records.reglist import NothingListed, NotOver, UnknownEnding
from gkdesk.records.regperiod import Span, Wanted
from gkdesk.records.regroom import RegisterRoom
from tests.conftest import StoppedClock

from .regs import CHECKED, INCIDENT, MOBILE, RESPONSE, room_of


@pytest.fixture
def room(session: Session) -> RegisterRoom:
    made = room_of(session)
    made.book.add("rectify", INCIDENT)
    made.book.add("rectify", INCIDENT | {
        "title": f"指南里的电话{MOBILE}停用", "kind": "内容错误", "found_at": "2026-03-10 08:00",
    })  # fmt: skip
    gone = made.book.add("rectify", INCIDENT | {"title": "登重的一条"})
    made.book.cancel(gone.uid, "登重了")
    return made


def words_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace(" ", "")


def test_lines_are_chosen(room: RegisterRoom) -> None:
    def numbers(**wanted: object) -> list[str]:
        lines = room.lists.lines("rectify", Wanted(**wanted))  # type: ignore[arg-type]
        return [line.entry.number for line in lines]

    assert numbers() == ["2026-003", "2026-002", "2026-001"]
    assert numbers(cancelled=False) == ["2026-002", "2026-001"]
    assert numbers(period=Span.parse("2026-03")) == ["2026-002"]
    assert numbers(period=Span.parse("2026Q2")) == ["2026-003", "2026-001"]
    assert numbers(states=("cancelled",)) == ["2026-003"]
    assert numbers(words="证件 号码") == ["2026-001"]
    assert numbers(words=MOBILE) == ["2026-002"]  # found whole, shown masked
    assert numbers(due=True) == ["2026-002", "2026-001"]
    assert numbers(wrong=True) == ["2026-002"]  # late


def test_the_list_on_paper_and_as_a_workbook(room: RegisterRoom, tmp_path: Path) -> None:
    paper, book = tmp_path / "list.pdf", tmp_path / "list.xlsx"
    wanted = Wanted(Span.parse("2026"))
    assert room.lists.write("rectify", wanted, paper) == 3
    assert room.lists.write("rectify", wanted, book) == 3
    with pdfplumber.open(paper) as pdf:
        assert pdf.pages[0].width > pdf.pages[0].height
    text = words_of(paper.read_bytes())
    assert "青石镇人民政府问题整改台账" in text
    assert MOBILE not in text
    assert "139****1234" in text
    sheet = load_workbook(book).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:4] == ["序号", "编号", "问题", "类别"]
    assert [row[1] for row in rows[1:]] == ["2026-002", "2026-001", "2026-003"]
    assert rows[3][9] == "已作废"
    assert MOBILE not in str(rows)
    with pytest.raises(NothingListed):
        room.lists.write("rectify", Wanted(Span.parse("2025")), tmp_path / "none.pdf")
    with pytest.raises(UnknownEnding):
        room.lists.write("rectify", wanted, tmp_path / "list.txt")
    assert not (tmp_path / "none.pdf").exists()


def test_an_empty_month_still_gives_a_stamped_list(
    room: RegisterRoom, session: Session, clock: StoppedClock
) -> None:
    assert room.lists.owed(room.book.form("monitoring")) == []  # not in use yet
    room.book.add("monitoring", CHECKED)
    clock.value = datetime(2026, 6, 3, 9, 0)  # noqa: DTZ001
    owed = room.lists.owed(room.book.form("monitoring"))
    assert [(str(one.span), one.due_on) for one in owed] == [
        ("2026-04", date(2026, 5, 11)), ("2026-05", date(2026, 6, 5)),
    ]  # fmt: skip
    assert {one.title for one in room.agenda() if one.verb == "出具清单"} == {
        "日常监测台账：2026年4月清单", "日常监测台账：2026年5月清单",
    }  # fmt: skip
    with pytest.raises(NotOver):
        room.lists.issue("monitoring", "2026-06")
    made = room.lists.issue("monitoring", "2026-05")
    text = words_of(room.book.documents.read(made.sha256))
    assert "经核对，2026年5月没有需要登记的内容。" in text
    assert "共0条" in text
    assert [str(one.span) for one in room.lists.owed(room.book.form("monitoring"))] == ["2026-04"]
    april = room.lists.issue("monitoring", "2026-04")
    assert "首页通知公告栏" in words_of(room.book.documents.read(april.sha256))
    assert not [one for one in room.agenda() if one.verb == "出具清单"]


def test_names_stay_out_of_paper_and_titles(room: RegisterRoom, tmp_path: Path) -> None:
    room.book.add("responses", RESPONSE | {"poster": "李桂兰"})
    path = tmp_path / "list.pdf"
    room.lists.write("responses", Wanted(), path)
    assert "李桂兰" not in words_of(path.read_bytes())
    for due in room.agenda():
        assert MOBILE not in f"{due.title}{due.detail}{due.sealed_title}"
