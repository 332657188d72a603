"""自查: measured from what stands, answered by the clerk, scored, handed over to 整改."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.service import Catalog
from gkdesk.records import selfcheckrules, selfmeasure
from gkdesk.records.registers import Registers
from gkdesk.records.regperiod import Span
from gkdesk.records.regroom import RegisterRoom
from gkdesk.records.selfcheck import NoSuchIndicator, NothingWrong
from gkdesk.records.selfcheckmodel import Checked, Result
from gkdesk.records.selfcheckrules import Indicator
from tests.catalog.conftest import SAMPLE
from tests.conftest import StoppedClock

from .regs import CHECKED, DECISION, ID_NUMBER, INCIDENT, published, room_of


@pytest.fixture
def room(session: Session, clock: StoppedClock) -> RegisterRoom:
    catalog = Catalog(session)
    catalog.apply(catalog.read(SAMPLE))
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    published(session, "救助名单公示", made_on="2026-01-04", item_key="20-01-001")
    published(session, "没有事项的通知", made_on="2026-03-01")
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    return room_of(session)


def result(checked: Checked, code: str) -> Result:
    return next(one for one in checked.results if one.indicator.code == code)


def test_what_stands_is_measured_and_names_its_cases(room: RegisterRoom) -> None:
    made = room.book.add("decisions", DECISION)
    room.book.act(made.uid, "start", {"draft_on": "2026-03-01", "grounds": "没有公布",
                                      "from_on": "2026-03-02", "to_on": "2026-03-20"})  # fmt: skip
    room.book.add("monitoring", CHECKED)
    checked = room.selfcheck.run("2026Q1")
    [late] = result(checked, "A1").cases or ()
    assert late.subject == "2026-00001 救助名单公示"
    assert "前公开，晚了" in late.words
    assert [case.subject for case in result(checked, "A2").cases or ()] == [
        "2026-00002 没有事项的通知"
    ]
    assert result(checked, "A1").score == 5
    assert result(checked, "A2").score == 4
    assert result(checked, "B1").score == 12
    assert result(checked, "D1").count == 1
    assert "没有公布决策依据" in (result(checked, "D1").cases or ())[0].words
    transfer = result(checked, "E3").cases or ()
    assert [case.words[:5] for case in transfer] == ["应在202", "应在202"]
    empty = {case.subject.split()[0] for case in result(checked, "A3").cases or ()}
    assert "20-01-001" not in empty
    manual = result(checked, "F2")
    assert (manual.cases, manual.score, manual.how) == (None, None, "待填")
    # a register nobody keeps proves nothing
    assert (result(checked, "E1").cases, result(checked, "F1").cases) == (None, ())
    check = room.selfcheck
    check.answer("2026Q1", "E1", 0)  # nothing was measured, so no reason is asked
    assert checked.unanswered == sum(one.score is None for one in checked.results)


def test_every_period_that_ended_is_counted(room: RegisterRoom, clock: StoppedClock) -> None:
    for day in ("2026-01-06", "2026-01-20", "2026-02-03"):
        room.book.add("monitoring", CHECKED | {"checked_on": day})
    source = room._sources()
    one = replace(room.selfcheck.indicator("D2"), register="monitoring")
    found = selfmeasure.cases(source, one, Span.parse("2026Q1")) or []
    assert [(case.subject, case.words) for case in found] == [
        ("2026年2月", "本月监测应有2次，只有1次"), ("2026年3月", "本月监测应有2次，只有0次"),
    ]  # fmt: skip
    assert selfmeasure.cases(source, one, Span.parse("2026Q2")) == []  # April is not over
    meetings = room.selfcheck.indicator("D2")
    labels = [case.words for case in selfmeasure.cases(source, meetings, Span.parse("2026")) or []]
    assert labels == ["本季度列席会议应有1次，只有0次"]  # the year and three quarters go on


def test_the_clerk_answers_and_corrects(room: RegisterRoom, session: Session) -> None:
    check = room.selfcheck
    check.answer("2026Q1", "f2", 0)
    with pytest.raises(BadValue, match="理由"):
        check.answer("2026Q1", "A1", 0)
    with pytest.raises(BadValue, match="件数"):
        check.answer("2026Q1", "F2", -1)
    with pytest.raises(NoSuchIndicator):
        check.answer("2026Q1", "Z9", 1)
    check.answer("2026Q1", "A1", 0, "张某某测试申请补正，另算")
    check.answer("2026Q1", "H1", 7)
    checked = check.run("2026Q1")
    assert (result(checked, "F2").score, result(checked, "F2").how) == (3, "经办填写")
    assert (result(checked, "A1").score, result(checked, "A1").how) == (10, "已更正")
    assert result(checked, "H1").score == 5  # no more than its points
    assert checked.score == sum(one.score or 0 for one in checked.results)
    check.answer("2026Q1", "A1", None)
    assert result(check.run("2026Q1"), "A1").score == 5
    assert result(check.run("2026Q2"), "F2").score is None
    assert "张某某测试".encode() not in (session.folder / "gkdesk.db").read_bytes()


def test_what_is_wrong_goes_to_rectify(room: RegisterRoom) -> None:
    entry = room.selfcheck.hand_over("2026Q1", "A1", owner="刘建民", due_on="2026-04-20")
    assert (entry.values["kind"], entry.values["source"]) == ("逾期公开", "自查")
    assert entry.values["title"] == "自查发现：按时公开1件"
    assert "2026-00001" in entry.values["measure"]
    assert (result(room.selfcheck.run("2026Q1"), "A1").issues,
            result(room.selfcheck.run("2026Q1"), "A1").open) == (1, 1)  # fmt: skip
    room.book.act(entry.uid, "close", {"result": "已公开", "closed_on": "2026-04-10"})
    done = result(room.selfcheck.run("2026Q1"), "A1")
    assert (done.issues, done.open) == (1, 0)
    assert [one.uid for one in room.selfcheck.issues("2026Q1")] == [entry.uid]
    with pytest.raises(NothingWrong):
        room.selfcheck.hand_over("2026Q1", "B1", owner="刘建民", due_on="2026-04-20")


def test_the_sheet_on_paper_and_as_a_workbook(room: RegisterRoom, tmp_path: Path) -> None:
    room.book.add(
        "rectify", INCIDENT | {"title": f"多出{ID_NUMBER}", "found_at": "2026-03-02 9:00"}
    )
    checked = room.selfcheck.run("2026Q1")
    room.selfcheck.write(checked, tmp_path / "sheet.pdf")
    room.selfcheck.write(checked, tmp_path / "sheet.xlsx")
    with pdfplumber.open(io.BytesIO((tmp_path / "sheet.pdf").read_bytes())) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace(" ", "")
        assert "按时公开" in text
        assert ID_NUMBER not in text
    book = load_workbook(tmp_path / "sheet.xlsx")
    assert book.sheetnames == ["自查表", "问题清单"]
    assert ID_NUMBER not in str([[c.value for c in r] for s in book for r in s.iter_rows()])
    assert book["自查表"]["A4"].value == "A1"


@given(st.integers(1, 100), st.integers(1, 50), st.booleans(), st.integers(0, 500))
def test_points_stay_within_their_bounds(points: int, penalty: int, plus: bool, n: int) -> None:
    one = Indicator("X", "", "", points, penalty, plus, "manual", "", 0, "", "", "local")
    score = one.score(n)
    assert 0 <= score <= points
    assert one.score(0) == (0 if plus else points)
    assert (one.score(n + 1) >= score) if plus else (one.score(n + 1) <= score)


def test_wrong_rules_name_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "records_selfcheck.toml"
    one = (
        '[[indicator]]\ncode = "A"\narea = "x"\nname = "x"\npoints = 0\npenalty = 1\n'
        'measure = "quota"\nhow = "x"\nsource = "x"\nstatus = "local"\n'
    )
    path.write_text('title = "x"\nstatus = "y"\n' + one + one, "utf-8")
    told = " ".join(f"{one.where}{one.message}" for one in selfcheckrules.check(path))
    for part in ("应在1到", "写了两次", "这时必须写"):
        assert part in told


def test_every_measured_register_exists(room: RegisterRoom) -> None:
    book: Registers = room.book
    named = {one.register for one in room.selfcheck.rules.indicators if one.register}
    assert named <= set(book.all_forms)
