"""The catalogue of items: the starter, a county's own with its faults, what is due and by when."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.documents.service import Documents
from gkdesk.village import items, windows
from gkdesk.village.declined import NoItem
from gkdesk.village.itemrows import read_rows
from gkdesk.village.items import Area, Often
from gkdesk.village.model import IssuerKind, PrivacyClass
from gkdesk.village.oftentext import timing_of
from gkdesk.village.period import Period
from gkdesk.village.service import Villages
from gkdesk.village.windows import CountMode, DayUnit
from tests.conftest import StoppedClock

RULES = paths.forms() / "rules"
STARTER = items.load(RULES / "village_items.toml")
HEAD = ["序号", "公开事项", "公开依据", "公开时限", "公开主体", "公开方式"]


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    for name in ("东河村", "西河村"):
        villages.add_village({"name": name, "boards": [{"name": "村口"}]})
    return villages


def read(*rows: list[str], from_on: date = date(2026, 1, 1)) -> tuple[list[items.Item], list[str]]:
    found = read_rows([HEAD, *rows], starter=STARTER, province="重庆", from_on=from_on)
    return found.items, [f"{p.where} {p.message}" for p in found.problems]


def test_the_starter_has_thirty_items_with_basis_and_status() -> None:
    assert [item.code for item in STARTER.items] == [f"C{n:02d}" for n in range(1, 31)]
    assert all(item.basis and item.status for item in STARTER.items)
    assert {item.issuer for item in STARTER.items} >= {
        IssuerKind.COMMITTEE, IssuerKind.COLLECTIVE, IssuerKind.PARTY, IssuerKind.TOWN,
    }  # fmt: skip
    aid = STARTER.item("C23")
    assert aid is not None
    assert aid.privacy is PrivacyClass.NEVER
    assert items.items_of(STARTER.as_json()) == STARTER.items


def test_a_notice_named_by_an_item_is_known() -> None:
    periods = windows.load(RULES / "village_periods.toml")
    for item in STARTER.items:
        if item.notice:
            assert periods.window(item.notice).days > 0


@pytest.mark.parametrize(
    ("text", "freq", "day", "event_days"),
    [
        ("每季度的首个月20日", Often.QUARTER, 20, 0),
        ("每季度公开一次,每个季度第一个月的10日为村务公开日", Often.QUARTER, 10, 0),
        ("在接受村民理财小组审核后,每两个月公开一次", Often.BIMONTH, 0, 0),
        ("每半年公开一次", Often.HALF, 0, 0),
        ("随时公布", Often.EVENT, 0, 0),
        ("信息形成或者变更之日起20个工作日内", Often.EVENT, 0, 20),
        ("按卫健委要求单独公开", Often.ELSEWHERE, 0, 0),
        ("长期公开", Often.PERMANENT, 0, 0),
        ("看情况", Often.UNCLEAR, 0, 0),
    ],
)
def test_timings_of_real_catalogues(text: str, freq: Often, day: int, event_days: int) -> None:
    found = timing_of(text)
    assert (found.freq, found.day, found.event_days) == (freq, day, event_days)


def test_wording_of_another_law_is_asked_about() -> None:
    found = timing_of("制定或获取信息之日起10个工作日内，公示7个工作日")
    assert (found.event_days, found.working, found.shown_days) == (10, True, 7)
    assert "每季度" in found.doubt


def test_the_eight_faults() -> None:
    found, said = read(
        ["1", "財務收支", "皖民基字〔2014〕169号", "每半年", "", "□全社会□特定"],
        [
            "2",
            "国家计划生育政策的落实方案",
            "《村民委员会组织法》第三十条",
            "每季度",
            "",
            "■全社会",
        ],
        ["4", "公示7 个工作日的事", "", "每季度", "村委会", "■"],
    )
    codes = {line.split()[1] for line in said}
    assert codes >= {f"C{n}" for n in range(1, 9)}
    assert found[0].area is Area.FINANCE
    assert found[0].forms == ("F01",)
    assert found[2].basis == found[1].basis  # filled down
    assert found[2].title == "公示7个工作日的事"
    assert any("从2跳到4" in line for line in said)


def test_old_law_is_no_fault_of_an_old_catalogue() -> None:
    _found, said = read(
        ["1", "账目", "《村民委员会组织法》第三十条", "每季度", "", ""], from_on=date(2020, 1, 1)
    )
    assert not any("C2" in line for line in said)


def test_without_a_title_column_nothing_is_read() -> None:
    found = read_rows([["甲", "乙"]], starter=STARTER, province="", from_on=date(2026, 1, 1))
    assert [problem.blocking for problem in found.problems] == [True]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_import_from_csv(room: Villages, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes("序号,公开事项,公开时限\n1,财务收支,每月10日\n2,宅基地,随时".encode(encoding))
    made, _found = room.items.take(path, date(2026, 2, 1), name="本县目录")
    assert [item.freq for item in made.items] == [Often.MONTH, Often.EVENT]
    assert room.items.catalogue(date(2026, 1, 31)).name == "起始目录"
    assert room.items.catalogue().name == "本县目录"


def test_import_from_a_workbook_and_a_bad_one(room: Villages, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["某县村务公开目录"], HEAD, ["1", "低保名单", "", "每季度的首个月20日", "", ""]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    made, _found = room.items.take(tmp_path / "a.xlsx", date(2026, 1, 1))
    assert (made.items[0].day, made.items[0].forms) == (20, ("L01", "L02"))
    (tmp_path / "b.csv").write_text("甲,乙\n1,2", "utf-8")
    with pytest.raises(BadFile):
        room.items.take(tmp_path / "b.csv", date(2026, 1, 1))


def test_what_is_due_by_period(room: Villages) -> None:
    found = room.items.due("2026Q1")
    assert {one.village.name for one in found} == {"东河村", "西河村"}
    assert {one.due_on for one in found} == {date(2026, 4, 15)}
    assert "C05" in {one.item.code for one in found}
    assert "C09" in {one.item.code for one in room.items.due("2025")}
    assert room.agenda() != []
    assert not [due for due in room.agenda() if due.subject.startswith("items/")]  # not adopted


def test_an_adopted_catalogue_reminds_and_a_notice_answers(room: Villages) -> None:
    room.items.adopt(date(2026, 1, 1))
    before = [due for due in room.agenda() if due.subject == "items/2026Q1"]
    assert len(before) == 1
    assert before[0].title.startswith("2个村的2026年第一季度还有")
    board = room.boards(room.village("东河村").uid)[0]
    made = room.items.add_notice(board, "C29", date(2026, 4, 8), period="2026Q1")
    assert made.keep_until == date(2026, 4, 24)
    [one] = [
        due for due in room.items.due("2026Q1")
        if due.item.code == "C29" and due.village.name == "东河村"
    ]  # fmt: skip
    assert one.on_time


def test_a_matter_is_due_within_days(room: Villages) -> None:
    village = room.village("东河村")
    made = room.matters.add(village, "C16", "第1批冬春救助", date(2026, 4, 1))
    assert made.due_on == date(2026, 4, 11)
    assert made.matter is not None
    assert made.matter.uid in {one.matter.uid for one in room.items.due() if one.matter}
    board = room.boards(village.uid)[0]
    room.items.add_notice(board, "C16", date(2026, 4, 9), matter=made.matter.uid)
    assert not [one for one in room.items.due() if one.matter]
    with pytest.raises(NoItem):
        room.matters.add(village, "C99", "甲", date(2026, 4, 1))
    with pytest.raises(BadValue):
        room.matters.add(village, "C16", "甲", date(2026, 5, 1))


def test_a_place_with_its_own_day(room: Villages, session: Session) -> None:
    own = session.folder / "forms" / "rules"
    own.mkdir(parents=True)
    text = (RULES / "village_periods.toml").read_text("utf-8")
    (own / "village_periods.toml").write_text(
        text.replace('use = "全国"', 'use = "某旗县"'), "utf-8"
    )
    assert room.due_on("2026Q1") == date(2026, 4, 10)
    assert room.items.due("2026Q1")[0].due_on == date(2026, 4, 10)
    assert room.keep_days(date(2026, 4, 1)) == 15


def test_every_two_months_is_due_with_even_months() -> None:
    only = items.Item("N01", "财务", Area.FINANCE, (), Often.BIMONTH, IssuerKind.COLLECTIVE)
    catalogue = items.Catalogue("甲", date(2026, 1, 1), "", "", (only,))
    assert catalogue.due_for(Period.parse("2026-02")) == [only]
    assert catalogue.due_for(Period.parse("2026-03")) == []


def test_both_ways_of_counting() -> None:
    day, calendar = date(2026, 6, 20), WorkCalendar()

    def end(mode: CountMode) -> date:
        return windows.printed_end(day, 7, mode=mode, unit=DayUnit.NATURAL, calendar=calendar)

    assert end(CountMode.WITH_FIRST) == date(2026, 6, 26)
    assert end(CountMode.WITHOUT_FIRST) == date(2026, 6, 27)
    closed = windows.closed_on(day, 7, unit=DayUnit.NATURAL, calendar=calendar)
    assert closed == date(2026, 6, 28)
    assert windows.down_on(day, 15, closed) == date(2026, 7, 6)
    assert windows.down_on(day, 15, date(2026, 8, 1)) == date(2026, 8, 1)


@settings(deadline=None)
@given(st.dates(date(2026, 1, 1), date(2060, 1, 1)), st.integers(1, 60), st.integers(15, 60))
def test_no_paper_comes_down_before_both_spans(start: date, days: int, keep: int) -> None:
    calendar = WorkCalendar()
    unit = DayUnit.NATURAL
    closed = windows.closed_on(start, days, unit=unit, calendar=calendar)
    for mode in CountMode:
        end = windows.printed_end(start, days, mode=mode, unit=unit, calendar=calendar)
        assert start <= end < closed
    down = windows.down_on(start, keep, closed)
    assert down >= closed
    assert down - start >= timedelta(days=keep + 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("village_items", 'code   = "C02"', 'code   = "C01"', "[[item]]"),
        ("village_items", 'freq   = "event"', 'freq   = "never"', "freq"),
        ("village_periods", 'use = "全国"', 'use = "火星"', "use"),
        ("village_periods", "quarter_day    = 15", "quarter_day    = 31", "quarter_day"),
        ("village_periods", 'unit   = "natural"', 'unit   = "week"', "unit"),
    ],
)
def test_mistakes_have_places(tmp_path: Path, name: str, old: str, new: str, where: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text((RULES / f"{name}.toml").read_text("utf-8").replace(old, new, 1), "utf-8")
    check = items.check if name == "village_items" else windows.check
    assert any(where in problem.where for problem in check(path))


def test_the_clock_moves_the_period(room: Villages, clock: StoppedClock) -> None:
    clock.value = clock.value.replace(month=8)
    assert "2026Q2" in {str(one.period) for one in room.items.due()}


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "13000000000", "6222021234567890123", "7" * 40, "9" * 5000]
)
@pytest.mark.parametrize("at", range(4))
def test_a_catalogue_with_somebodys_number_is_refused_and_not_quoted(
    room: Villages, tmp_path: Path, number: str, at: int
) -> None:
    cells = ["1", "财务收支 公开", "每季度的首个月20日", "本县"]
    cells[at] = number
    book = tmp_path / "目录.csv"
    book.write_text("序号,公开事项,公开时限,依据\n" + ",".join(cells) + "\n", "utf-8")
    found = room.items.read(book, date(2026, 1, 1))
    assert any(problem.blocking for problem in found.problems)
    assert number not in "".join(problem.message for problem in found.problems)
    assert found.items == []


def test_a_day_the_month_has_not(room: Villages) -> None:
    periods = room.items.periods
    assert periods.due_on(Period.parse("2026Q1"), 31) == date(2026, 4, 30)
