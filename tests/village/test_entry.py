"""Sheets typed in: what a cell takes, what follows, what a paste does, and what is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.accounts.service import Accounts
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.documents.service import Documents
from gkdesk.ui.dates import parse_day
from gkdesk.village import entry as entering
from gkdesk.village.entry import (
    ChangedMeanwhile,
    NothingTyped,
    NotReadable,
    NotReadBack,
    NotTaken,
    said,
)
from gkdesk.village.entrycell import AUTO, CARRIED, Cell, State, text_column, typed
from gkdesk.village.entrycheck import balance, examine, placed, snapshot
from gkdesk.village.entrygrid import EntryGrid
from gkdesk.village.entrylist import ListGrid
from gkdesk.village.entrypaste import block_of, plan
from gkdesk.village.entrysheet import Opened, grid_of
from gkdesk.village.entrysides import SidesGrid
from gkdesk.village.entryvalues import fill
from gkdesk.village.form import SheetForm
from gkdesk.village.intake import Intake
from gkdesk.village.listdata import Entry, ListData
from gkdesk.village.model import PAIR, Figure, Line, Reading, SheetState, Village
from gkdesk.village.period import Period
from gkdesk.village.service import Villages
from tests.conftest import CHEAP

from .fill import filled, period_of
from .test_sheetforms import FORMS

TODAY = date(2026, 4, 10)
PERSONAL = ("99000019650412087X", "13900001234", "6222021234567890128", "1234567890" * 4)


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    board = [{"name": "村口", "place": "村委会旁", "w_mm": 2400, "h_mm": 1200}]
    villages.add_village({"name": "东河村", "code": "999999101200", "boards": board})
    return villages


def village(room: Villages) -> Village:
    return room.villages()[0]


def open_with(room: Villages, form: SheetForm, count: int = 3, stage: str = "") -> Opened:
    """Open a sheet and type a balanced one into it."""
    opened = room.entry.open(form.id, village(room), period_of(form), stage=stage)
    data = filled(form, period_of(form), count=count, stage=stage)
    opened.grid.take_json(grid_of(form, data, stage).as_json())
    return opened


def sides(form: str = "F01") -> SidesGrid:
    grid = grid_of(FORMS[form])
    assert isinstance(grid, SidesGrid)
    return grid


def listed(form: str, stage: str = "") -> ListGrid:
    grid = grid_of(FORMS[form], stage=stage)
    assert isinstance(grid, ListGrid)
    return grid


def put(grid: EntryGrid, cell: Cell, text: str) -> State:
    assert cell.column is not None
    grid.change([(cell, typed(cell.column, text, lambda day: parse_day(day, TODAY)))])
    return cell.state


def findings(grid: EntryGrid, period: str = "2026Q1") -> list[str]:
    snap = snapshot(grid)
    found = placed(grid, examine(snap, Period.parse(period), None))
    return [f"{one.where}：{one.message}" for one in found if one.blocking]


# one cell


@pytest.mark.parametrize(
    ("text", "value"),
    [("１，０４１．４２", "1041.42"), ("¥1,041.42元", "1041.42"), ("1.2万元", "12000.00"),
     ("(1,200)", "-1200.00"), ("—", ""), ("０", "0.00")],
)  # fmt: skip
def test_amounts_are_read_as_the_import_reads_them(text: str, value: str) -> None:
    assert put(sides(), sides().pairs["cash"], text) == State(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("今天", "2026-04-10"), (".", "2026-04-10"), ("4.9", "2026-04-09"), ("+5", "2026-04-15"),
     ("2026/3/1", "2026-03-01"), ("2026年3月1日", "2026-03-01"), ("20260301", "2026-03-01"),
     ("46082", "2026-03-01")],
)  # fmt: skip
def test_days_are_read_as_clerks_write_them(text: str, value: str) -> None:
    grid = listed("V02")
    cell = grid.head["open_on"]
    assert put(grid, cell, text) == State(value)


def test_a_choice_may_be_cut_short_and_a_strange_one_is_told() -> None:
    grid = listed("F05")
    cell = grid.records[0].cells["use"]
    assert put(grid, cell, "闲").text == "闲置"
    assert "可选：自用、出租、闲置" in put(grid, cell, "卖掉").fault
    assert put(grid, cell, "").fault == ""


@pytest.mark.parametrize("number", PERSONAL)
def test_what_cannot_be_kept_is_told_without_the_number(number: str) -> None:
    grid = listed("L05")
    for record, key in zip(grid.records, grid.records[0].cells, strict=False):
        state = put(grid, record.cells[key], number)
        assert number not in state.fault
    told = findings(grid, "2026E03")
    assert told
    assert all(number not in line and number[3:] not in line for line in told)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_number_is_echoed_whatever_cell_it_is_typed_into(form: SheetForm) -> None:
    grid = grid_of(form)
    if isinstance(grid, SidesGrid):
        grid.put_in("assets" if form.id == "F03" else "income", 0, grid.fresh())
    cells = [cell for at, cell in enumerate(grid.cells()) if at < 120]
    for number in PERSONAL:
        grid.change([(cell, typed(cell.column, number)) for cell in cells if cell.column])
        snap = snapshot(grid)
        told = placed(grid, examine(snap, period_of(form), None))
        words = [f"{one.where}{one.message}" for one in told]
        words += [balance(snap, period_of(form)).words, *(cell.fault for cell in cells)]
        assert told
        assert not [line for line in words if number in line or number[2:14] in line]


def test_figures_a_workbook_keeps_inexactly_are_refused() -> None:
    grid = sides()
    assert put(grid, grid.pairs["cash"], "9999999999999.99").text == "9999999999999.99"
    assert "存不准" in put(grid, grid.pairs["cash"], "99999999999999.99").fault
    assert "年份" in put(grid, grid.head["open_on"], "1899-01-01").fault


# what follows


def test_totals_are_added_and_the_year_goes_on() -> None:
    form = FORMS["F01"]
    before = filled(form, Period.parse("2025Q4"))
    grid = sides()
    grid.follow(before, Period.parse("2026Q2"))
    line = grid.sides["income"][0]
    put(grid, line.cells["period"], "100")
    put(grid, grid.sides["income"][1].cells["period"], "0.30")
    carried = before.sum("income", line.key, "ytd") or 0
    assert line.cells["ytd"].state == State(f"{Decimal(carried) / 100 + 100:.2f}", "", AUTO)
    total = grid.data().line("income", "total")
    assert total is not None
    assert total.fen("period") == 10030
    put(grid, line.cells["ytd"], "7")  # typed by hand: it stays
    put(grid, line.cells["period"], "200")
    assert line.cells["ytd"].state == State("7.00")


def test_the_balance_is_told_with_the_difference() -> None:
    grid = grid_of(FORMS["F01"], filled(FORMS["F01"], Period.parse("2026Q1")))
    assert isinstance(grid, SidesGrid)
    assert balance(snapshot(grid), Period.parse("2026Q1")).ok
    cell = grid.pairs["closing"]
    put(grid, cell, f"{Decimal(cell.text) + Decimal('0.30')}")
    told = balance(snapshot(grid), Period.parse("2026Q1"))
    assert (told.ok, told.words.partition("：")[0]) == (False, "差 0.30 元")
    assert "本期结余应等于上期结余＋收入合计" in told.words
    assert any(line.startswith("本期结余：账目不平") for line in findings(grid))


def test_products_follow_their_factors_until_typed() -> None:
    grid = listed("L05")
    cells = grid.records[0].cells
    put(grid, cells["area"], "7.49")
    changes = grid.change([(cells["rate"], State("125.69"))])
    assert cells["amount"].state == State("941.42", "", AUTO)
    assert grid.total("amount") is not None
    assert grid.total("amount").text == "941.42"  # type: ignore[union-attr]
    put(grid, cells["area"], "7.5")
    assert cells["amount"].text == "942.68"
    put(grid, cells["amount"], "1041.42")
    put(grid, cells["area"], "7.49")
    assert cells["amount"].state == State("1041.42")
    assert "第1行 补贴金额：第1行 补贴金额应为 941.42，表中 1,041.42" in findings(grid, "2026E03")
    grid.back(changes)
    assert cells["amount"].text == ""


@given(
    st.lists(
        st.tuples(st.integers(0, 25), st.sampled_from(["", "1", "2.5", "-3", "x", "1,000"])),
        max_size=30,
    )
)
def test_sums_follow_every_change_and_its_way_back(typing: list[tuple[int, str]]) -> None:
    grid = listed("L06")
    done = []
    for at, text in typing:
        cell = grid.records[at % len(grid.records)].cells["money"]
        assert cell.column is not None
        done.append(grid.change([(cell, typed(cell.column, text))]))
    shown = [grid.total("money", part).text for part in grid.parts]  # type: ignore[union-attr]
    grid.recount()
    assert shown == [grid.total("money", part).text for part in grid.parts]  # type: ignore[union-attr]
    for changes in reversed(done):
        grid.back(changes)
    assert [grid.total("money", part).text for part in grid.parts] == ["", ""]  # type: ignore[union-attr]


def test_groups_are_added_up_too() -> None:
    grid = listed("L05")
    for at, (group, area) in enumerate((("一组", "1"), ("", "2"), ("二组", "4"))):
        put(grid, grid.records[at].cells["group"], group)
        put(grid, grid.records[at].cells["area"], area)
    assert [grid.group_of(at) for at in range(4)] == ["一组", "一组", "二组", "二组"]
    assert [grid.subtotal("area", group) for group in ("一组", "二组", "三组")] == [3, 4, None]
    put(grid, grid.records[1].cells["area"], "5")
    assert grid.subtotal("area", "一组") == 6


def test_running_balances_go_down_the_rows() -> None:
    grid = listed("F02")
    first, second, third = (record.cells for record in grid.records[:3])
    put(grid, first["balance"], "1000")
    put(grid, second["income"], "50")
    put(grid, third["expense"], "20.5")
    assert [second["balance"].text, third["balance"].text] == ["1050.00", "1029.50"]


def test_another_stage_keeps_what_it_does_not_show() -> None:
    grid = listed("L08", "notice")
    put(grid, grid.records[0].cells["people"], "3")
    grid.set_stage("publish")
    assert [c.key for c in grid.shown()] == ["seq", "name", "granted", "permit", "granted_on",
                                             "checked"]  # fmt: skip
    table = grid.data().table
    assert table is not None
    assert table.rows == ()  # what this stage has no column for is not part of it
    grid.set_stage("notice")
    assert grid.records[0].cells["people"].text == "3"


def test_lines_come_and_go_with_their_places() -> None:
    grid = listed("L06")  # two parts
    put(grid, grid.records[0].cells["money"], "5")
    given = grid.end_of("source")
    put(grid, grid.records[given].cells["money"], "3")
    made = [grid.fresh("source")]
    grid.put_in(0, made)
    assert grid.total("money", "source").text == "5.00"  # type: ignore[union-attr]
    assert grid.total("money", "given").text == "3.00"  # type: ignore[union-attr]
    taken = grid.take_out([grid.records[1]])
    assert grid.total("money", "source").text == ""  # type: ignore[union-attr]
    grid.put_back(taken)
    assert grid.records[1].cells["money"].text == "5.00"


# pasting


def test_a_range_copied_pastes_back_equal() -> None:
    grid = grid_of(FORMS["L05"], filled(FORMS["L05"], period_of(FORMS["L05"]), count=6))
    text = grid.tsv(range(6), range(1, 7))
    other = listed("L05", grid.stage)
    made = plan(other, (0, 1), block_of(text))
    assert made.plain
    other.change(made.puts)
    assert [r.cells["amount"].text for r in other.records[:6]] == [
        r.cells["amount"].text
        for r in grid.records[:6]  # type: ignore[attr-defined]
    ]


def test_a_paste_says_what_it_cannot_do() -> None:
    grid = listed("L05")
    put(grid, grid.records[0].cells["name"], "王建国")
    text = (
        '户主姓名\t面积\t补贴金额(元)\t开户行\n"李\n桂兰"\t７．４９亩\t1,041.42\t农商行\n'
        "张三\tx\t\t\n合计\t7.49\t\t\n"
    )
    made = plan(grid, (0, 1), block_of(text))
    assert made.header
    assert [where for _cell, where in made.replaced] == ["第1行 户主姓名"]
    assert made.faults == [("第2行 面积（亩）", "“x”不是数")]
    assert made.left == ["第4列的标题不认识，这一列没有粘贴", "合计行没有粘贴，由程序合计"]
    grid.change(made.puts)
    assert grid.records[0].cells["area"].text == "7.49"
    assert grid.records[0].cells["amount"].text == "1041.42"


def test_a_long_paste_asks_for_rows() -> None:
    grid = listed("L05")
    count = len(grid.records)
    made = plan(grid, (count - 1, 2), block_of("甲\n乙\n丙\n"))
    assert len(made.extra) == 2
    grid.put_in(grid.end_of(made.part), made.extra)
    grid.change(made.puts)
    assert [r.cells["name"].text for r in grid.records[-3:]] == ["甲", "乙", "丙"]


def test_records_beside_each_other_are_pasted_too() -> None:
    grid = listed("V01")
    made = plan(grid, (0, 5), block_of("村民会议\t成员大会\n2026-03-01\t3.2\n"))
    assert len(made.extra) == 1
    grid.put_in(len(grid.records), made.extra)
    grid.change(made.puts)
    assert grid.records[5].cells["meeting"].text == "成员大会"
    assert made.faults == [("第6项", "“3.2”认不出日期，请写成 2026-03-01")]


@given(st.text(max_size=200))
def test_no_clipboard_breaks_a_paste(text: str) -> None:
    grid = sides()
    made = plan(grid, (0, 1), block_of(text))
    changes = grid.change(made.puts)
    grid.back(changes)
    assert grid.blank


# stored


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_is_stored_is_what_was_typed(room: Villages, form: SheetForm) -> None:
    opened = open_with(room, form)
    typed_in = list(said(opened.grid.data()))
    done = room.entry.save(opened)
    assert done.uid
    assert not done.blocking, done.problems
    assert list(said(room.data(done.uid))) == typed_in
    again = room.entry.open(form.id, opened.village, opened.period)
    assert list(said(again.grid.data())) == typed_in
    assert room.entry.save(again).uid == ""  # nothing changed
    assert room.source_name(done.uid) == f"东河村-{form.id}-{opened.period}-录入.xlsx"


@settings(max_examples=20, deadline=None)
@given(
    which=st.sampled_from(sorted(FORMS)),
    texts=st.lists(st.text(max_size=30), min_size=3, max_size=12),
    seed=st.integers(0, 999),
)
def test_whatever_is_typed_reads_back_or_is_refused(
    which: str, texts: list[str], seed: int
) -> None:
    """Any text in any cell: the workbook gives back the same, or the sheet is not stored."""
    form = FORMS[which]
    grid = grid_of(form, filled(form, period_of(form), count=2, seed=seed % 7))
    cells = list(grid.cells())
    for at, text in enumerate(texts):
        cell = cells[(seed * 31 + at * 7) % len(cells)]
        put(grid, cell, text)
        if cell.fault:
            grid.change([(cell, State())])
    opened = Opened(grid, Village("u", "东河村"), period_of(form))
    worker = entering.Entering.__new__(entering.Entering)
    worker._session = _Town()  # type: ignore[assignment]
    data = grid.data()
    if data.table is not None and not data.table.rows:
        return
    worker._room = _Room()  # type: ignore[assignment]
    try:
        back = worker._read_back(opened, worker._workbook(opened, data)).data
    except NotTaken:
        return
    assert back is not None
    if list(said(data)) != list(said(back)):
        assert entering._difference(data, back, grid)


class _Room:
    """Reads a workbook as the room does, without a database."""

    def taken(self, name: str, data: bytes, period: Period) -> Reading:
        own = (Village("u", "东河村"),)
        intake = Intake(tuple(FORMS.values()), own, "青石镇", period, lambda *_asked: None)
        return intake.book(Path(name), data)[0]


class _Town:
    class organ:  # noqa: N801 - stands for an attribute
        town = "青石镇"


def test_formulas_and_errors_stay_words(room: Villages) -> None:
    opened = open_with(room, FORMS["L05"])
    grid = opened.grid
    assert isinstance(grid, ListGrid)
    put(grid, grid.records[0].cells["note"], "=1+1")
    done = room.entry.save(opened)
    stored = room.data(done.uid).table
    assert stored is not None
    assert stored.rows[0].text("note") == "=1+1"
    assert "错" in put(grid, grid.records[0].cells["note"], "#REF!").fault


def test_a_line_of_the_villages_own_is_kept(room: Villages) -> None:
    opened = open_with(room, FORMS["F01"])
    grid = opened.grid
    assert isinstance(grid, SidesGrid)
    line = grid.fresh()
    grid.put_in("income", len(grid.sides["income"]), line)
    put(grid, line.name, "光伏发电收入")
    put(grid, line.cells["period"], "12.30")
    put(grid, grid.pairs["closing"], f"{Decimal(grid.pairs['closing'].text) + Decimal('12.30')}")
    put(grid, grid.pairs["bank"], f"{Decimal(grid.pairs['bank'].text) + Decimal('12.30')}")
    done = room.entry.save(opened)
    assert not done.blocking, done.problems
    [own] = [one for one in room.data(done.uid).lines if one.label == "光伏发电收入"]
    assert (own.key, own.fen("period")) == ("", 1230)


def test_a_line_nobody_would_read_is_named(room: Villages) -> None:
    opened = open_with(room, FORMS["F01"])
    grid = opened.grid
    assert isinstance(grid, SidesGrid)
    line = grid.fresh()
    grid.put_in("expense", len(grid.sides["expense"]), line)
    put(grid, line.name, "公章盖章费")
    put(grid, line.cells["period"], "1")
    with pytest.raises(NotReadBack, match="“公章盖章费”"):
        room.entry.save(opened)


def test_two_stored_lines_of_one_kind_stay_two() -> None:
    form = FORMS["F01"]
    data = filled(form, Period.parse("2026Q1"))
    more = Line("expense", "office", "差旅费", {"period": Figure(500), "ytd": Figure(500)})
    grid = grid_of(form, type(data)(data.form, 1, (*data.lines, more), data.open_on, data.note))
    assert isinstance(grid, SidesGrid)
    assert [line.key for line in grid.sides["expense"]].count("office") == 2
    [told] = {text for cell, text in grid.told if cell.column and cell.column.key == "period"}
    assert "差 5.00 元" in told  # the printed total does not know of it


def test_what_an_import_could_not_place_is_told() -> None:
    form = FORMS["L05"]
    data = filled(form, period_of(form), count=2)
    assert data.table is not None
    extra = replace(data.table.rows[0], extra={"手机": Entry("x")})
    table = replace(data.table, rows=(extra,), sums=(), unresolved={7: ("甲", "1"), 9: ("乙",)})
    told = [text for _cell, text in grid_of(form, replace(data, table=table)).told]
    assert told[0].startswith("交来的表第7、9行没有对齐")
    assert "还有别的列" in told[1]


def test_texts_that_are_no_values_are_not_stored(room: Villages) -> None:
    opened = open_with(room, FORMS["L05"])
    grid = opened.grid
    assert isinstance(grid, ListGrid)
    put(grid, grid.records[1].cells["area"], PERSONAL[3])
    with pytest.raises(NotReadable, match="第2行 面积") as refused:
        room.entry.save(opened)
    assert PERSONAL[3] not in str(refused.value)
    empty = room.entry.open("L05", village(room), "2026E03")
    with pytest.raises(NothingTyped):
        room.entry.save(empty)


def test_a_row_that_would_be_taken_for_a_sum_is_refused(room: Villages) -> None:
    opened = open_with(room, FORMS["F05"])
    grid = opened.grid
    assert isinstance(grid, ListGrid)
    put(grid, grid.records[1].cells["code"], "合计")
    with pytest.raises(NotReadBack, match="第2行"):
        room.entry.save(opened)
    assert room.board("2026")[0].sheets == {}


@pytest.mark.parametrize("number", PERSONAL)
def test_personal_numbers_stop_at_the_same_gate(room: Villages, number: str) -> None:
    opened = open_with(room, FORMS["L05"])
    grid = opened.grid
    assert isinstance(grid, ListGrid)
    put(grid, grid.records[0].cells["note"], f"电话{number}")
    put(grid, grid.head["note"], number)
    live = findings(grid, "2026E03")
    done = room.entry.save(opened)
    if number != PERSONAL[3]:
        assert any("公开表上不得出现" in line for line in live)
        assert room.sheet(done.uid).state is SheetState.PROBLEM
    for text in (*live, *(p.message for p in done.problems), room.source_name(done.uid)):
        assert number not in text
        assert number[2:] not in text
    figures = room._session.conn.execute("SELECT figures, form FROM village_sheet").fetchall()
    assert all(number not in row["figures"] for row in figures)


def test_the_period_before_hands_on_names_and_balances(room: Villages) -> None:
    form = FORMS["F01"]
    first = room.entry.open("F01", village(room), "2025Q4")
    first.grid.take_json(grid_of(form, filled(form, Period.parse("2025Q4"))).as_json())
    room.entry.save(first)
    second = room.entry.open("F01", village(room), "2026Q1")
    brought = room.entry.brought(second)
    [(cell, state)] = brought.puts
    assert (cell.column.label if cell.column else "") == "上期结余"
    fen = first.grid.data().sum(PAIR, "closing", "value")
    assert state == State(f"{Decimal(fen or 0) / 100:.2f}", "", CARRIED)
    second.grid.change(brought.puts)
    marked = placed(second.grid, examine(snapshot(second.grid), second.period, second.previous))
    assert any(one.where == "上期结余" and "带过来" in one.message for one in marked)

    last = open_with(room, FORMS["D01"])
    before = room.entry.open("D01", village(room), last.period.previous())
    before.grid.take_json(last.grid.as_json())
    room.entry.save(before)
    fresh = room.entry.open("D01", village(room), last.period)
    records = room.entry.brought(fresh).records
    assert [r.cells["name"].text for r in records] != ["", "", ""]
    assert {r.cells["due"].text for r in records} == {""}


def test_a_hanging_sheet_is_corrected_with_a_reason(room: Villages, session: Session) -> None:
    opened = open_with(room, FORMS["F01"])
    uid = room.entry.save(opened).uid
    room.review(uid, "王监督", session.today)
    room.print_("F01", "2026Q1", folder=session.folder / "out")
    room.post(uid, room.boards()[0], session.today)
    again = room.entry.open("F01", village(room), "2026Q1")
    assert again.correcting
    grid = again.grid
    assert isinstance(grid, SidesGrid)
    for cell in (grid.sides["income"][0].cells["period"], grid.sides["income"][0].cells["ytd"],
                 grid.pairs["closing"], grid.pairs["bank"]):  # fmt: skip
        put(grid, cell, f"{Decimal(cell.text) + 1}")
    for nothing in ("", " \u3000", "\x00\x07"):
        with pytest.raises(BadValue, match="更正原因"):
            room.entry.save(again, nothing)
    done = room.entry.save(again, "经营收入\x07少记\u200b1元。")  # no workbook can hold a control
    assert (done.version, done.blocking) == (2, 0)
    assert room.data(done.uid).note == "样表，数字均为虚构；更正：经营收入少记1元"
    assert room.sheet(uid).state is SheetState.POSTED  # the first stays in the ledger
    with pytest.raises(ChangedMeanwhile, match="第2版"):
        room.entry.save(again, "再改")


def test_a_posted_notice_is_followed_by_its_publication(room: Villages, session: Session) -> None:
    opened = open_with(room, FORMS["L05"], stage="notice")
    uid = room.entry.save(opened).uid
    room.review(uid, "王监督", session.today)
    room.print_("L05", "2026E03", folder=session.folder / "out")
    room.post(uid, room.boards()[0], session.today)
    again = room.entry.open("L05", village(room), "2026E03")
    assert (again.grid.stage, again.correcting) == ("publish", False)
    assert isinstance(again.grid, ListGrid)
    again.grid.set_stage("notice")
    assert again.correcting


def test_a_draft_brings_everything_back(room: Villages, session: Session) -> None:
    accounts = Accounts(session, CHEAP)
    for form in ("F01", "L06", "P01"):
        opened = open_with(room, FORMS[form])
        cell = next(c for c in opened.grid.cells() if c.column and c.column.kind == "money")
        put(opened.grid, cell, "李桂兰 abc")
        accounts.save_draft(opened.place, {"doc": opened.grid.as_json()})
        fresh = room.entry.open(form, village(room), opened.period)
        assert fresh.grid.take_json(accounts.draft(opened.place)["doc"])
        assert fresh.grid.as_json() == opened.grid.as_json()
        assert [c.text for c in fresh.grid.faults()] == ["李桂兰 abc"]
    whole = (session.folder / "gkdesk.db").read_bytes()
    assert "李桂兰".encode() not in whole  # sealed


@pytest.mark.parametrize("form", ["L03", "L05", "P01"])
def test_a_draft_without_lines_takes_lines_again(room: Villages, form: str) -> None:
    grid = open_with(room, FORMS[form]).grid
    assert isinstance(grid, ListGrid)
    emptied = json.loads(grid.as_json())
    emptied["lines"] = [line for line in emptied["lines"] if line[0] not in ("", grid.parts[0])]
    assert grid.take_json(json.dumps(emptied))
    own = [record.part for record in grid.records]
    assert own.count(grid.parts[0]) == 1
    assert own == sorted(own, key=grid.parts.index)
    assert grid.cell(0, 1) is not None


# values from a file


def test_values_fill_a_sheet(room: Villages) -> None:
    opened = room.entry.open("L05", village(room), "2026E03")
    rows = [{"村民小组": "一组", "name": "赵建国", "area": 7.49, "标准": "125.69元"}]
    fill(opened.grid, {"facts": {"补贴名称": "地力补贴"}, "rows": rows}, "v.json")
    data = opened.grid.data().table or ListData()
    assert data.rows[0].text("amount") == "941.42"
    assert data.fact("subsidy").text == "地力补贴"
    two = room.entry.open("F01", village(room), "2026Q1")
    values = {"lines": {"income": {"经营收入": "12", "光伏收入": {"period": 3, "ytd": 3}}},
              "pairs": {"上期结余": 1}}  # fmt: skip
    fill(two.grid, values, "v.json")
    found = [(line.label, line.fen("period")) for line in two.grid.data().of("income")]
    assert [pair for pair in found if pair[1]] == [("经营收入", 1200), ("光伏收入", 300)]


def test_unknown_names_are_all_told(room: Villages) -> None:
    opened = room.entry.open("L05", village(room), "2026E03")
    values = {"row": [], "facts": {"x": 1}, "rows": [{"nmae": "赵"}, 3], "stage": "posted"}
    with pytest.raises(BadFile) as refused:
        fill(opened.grid, values, "v.json")
    assert [p.where for p in refused.value.problems] == [
        "文件", "stage", "facts", "rows第1行", "rows第2行",
    ]  # fmt: skip


def test_a_note_column_takes_words() -> None:
    assert typed(text_column("note", "备注"), " 甲\u200b \x00乙 ") == State("甲 乙")
