"""What the catalog wants public, against real records in a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog import limit, store
from gkdesk.catalog.duemodel import DueState, OccasionKind
from gkdesk.catalog.model import Channel, Item
from gkdesk.catalog.occasions import NoSuchOccasion, VoidedAlready
from gkdesk.catalog.service import Catalog, NoSuchItem
from gkdesk.documents.service import Documents
from gkdesk.records.duty import Duties
from gkdesk.records.dutymodel import Asked
from gkdesk.records.dutyowing import NOBODY, offices_of
from gkdesk.records.dutypaper import NothingToList, NothingToSupply
from gkdesk.records.service import Records
from tests.conftest import StoppedClock, log_in
from tests.records.steps import publish as publish_one

YEAR = Asked.year(2026)
Add = Callable[..., str]


@pytest.fixture
def catalog(session: Session) -> Catalog:
    return Catalog(session)


@pytest.fixture
def duties(session: Session, catalog: Catalog) -> Duties:
    return Duties(session, catalog, Documents(session))


@pytest.fixture
def records(session: Session, catalog: Catalog) -> Records:
    return Records(session, Documents(session), catalog)


@pytest.fixture
def add(session: Session) -> Add:
    """Put one item into the catalog, as an import of 2026-01-01 would have."""

    def made(text: str, **fields: object) -> str:
        area = str(fields.pop("area", "社会救助"))
        conn = session.conn
        with session.transaction():
            if store.area_code(conn, area) is None:
                store.add_area(conn, name=area, code=None, first_own=51)
            code, number = store.next_in_category(conn, area=area, category="x")
            key = f"{store.area_code(conn, area):02d}-{code:02d}-{number:03d}"
            values: dict[str, object] = {
                "level1": "政策文件", "level2": f"事项{number}", "agency": "民政办公室",
                "channels": (Channel("政府网站", "政府网站", ticked=True),),
            }  # fmt: skip
            item = Item(area, key, time_limit=limit.parse(text), **(values | fields))  # type: ignore[arg-type]
            store.add_item(conn, item, place=number, today="2026-01-01")
            session.audit("test.item", key)
        return key

    return made


def publish(
    session: Session, records: Records, clock: StoppedClock, key: str, made: str, on: str = ""
) -> str:
    """Draft a record of an item, and with ``on`` have it published on that day."""
    before = clock.value
    clock.value = datetime.fromisoformat(f"{on or made}T10:00:00")
    log_in(session, "周桂芬")
    record = records.draft(
        {
            "title": "救助标准",
            "body": "正文",
            "item_key": key,
            "made_on": made,
            "attribute": "active",
        }
    )
    if on:
        publish_one(records, session, record.uid)
    clock.value = before
    return record.number


def test_a_matrix_of_quarters(
    session: Session, duties: Duties, records: Records, clock: StoppedClock, add: Add
) -> None:
    quarterly, waiting, unclear = add("每季度的首个月20日"), add("20个工作日内"), add("按县里要求")
    asked_only = add("每季度", method={"主动": "", "依申请公开": "√"})
    number = publish(session, records, clock, quarterly, "2026-01-10", "2026-01-22")
    matrix = duties.matrix("quarter", YEAR)
    cells = {row.item.key: [row.cell(at).value for at in range(4)] for row in matrix.rows}
    assert [span.label for span in matrix.spans] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert cells == {
        quarterly: ["late", "open", "open", "open"],
        waiting: ["waiting", "waiting", "none", "none"],
        unclear: ["unclear", "unclear", "none", "none"],
        asked_only: ["none"] * 4,
    }
    row = next(row for row in matrix.rows if row.item.key == quarterly)
    [duty] = duties.cell(row, matrix.spans[0])
    assert (duty.record, duty.period, duty.days) == (number, "2025Q4", 2)
    assert duty.state_words == "迟公开2天"
    assert "每季度第1个月20日前公开" in duty.basis_words
    assert next(row for row in matrix.rows if row.item.key == asked_only).reason
    assert matrix.counts()[DueState.LATE] == 1
    late = duties.matrix("quarter", YEAR.only(DueState.LATE))
    assert [row.item.key for row in late.rows] == [quarterly]


def test_a_draft_that_is_not_public_in_time_is_a_gap(
    session: Session, duties: Duties, records: Records, clock: StoppedClock, add: Add
) -> None:
    key = add("信息形成之日起20个工作日内")
    publish(session, records, clock, key, "2026-03-02")
    [gap] = duties.gaps(YEAR)
    assert (gap.item.key, gap.due_on, gap.days) == (key, date(2026, 3, 30), 11)
    assert gap.state_words == "应公开未公开11天"
    with session.transaction():
        session.conn.execute("UPDATE record SET attribute = 'on_request'")
        session.audit("test.attribute")
    assert duties.gaps(YEAR) == []


def test_gaps_stand_newest_first_and_years_are_told_apart(duties: Duties, add: Add) -> None:
    add("每年10月")
    add("每季度")
    gaps = duties.gaps(Asked(date(2024, 1, 1), date(2026, 4, 10)))
    days = [gap.due_on for gap in gaps if gap.due_on]
    assert days == sorted(days, reverse=True)
    assert days[0] == date(2026, 3, 31)
    shares = duties.years(Asked(date(2024, 1, 1), date(2026, 12, 31)))
    assert [(one.year, one.counts[DueState.MISSING], one.items) for one in shares] == [
        (2026, 1, 1),
        (2025, 5, 2),
        (2024, 5, 2),
    ]
    assert shares[0].total == 5


def test_an_event_sets_a_duty_off_until_it_is_taken_back(
    duties: Duties, catalog: Catalog, add: Add
) -> None:
    key = add("本级人民代表大会批准后20日内")
    assert [duty.state for duty in duties.duties(YEAR)] == [DueState.WAITING]
    noted = catalog.occasions.add(key, OccasionKind.APPROVED, date(2026, 3, 1), "镇人大批准预算")
    [duty] = duties.duties(YEAR)
    assert (duty.state, duty.due_on, duty.cause) == (
        DueState.MISSING,
        date(2026, 3, 21),
        noted.occasion.uid,
    )
    assert duty.basis_words.startswith("2026年3月1日起算")
    catalog.occasions.void(noted.occasion.uid[:8], "日期登记错了")
    assert [duty.state for duty in duties.duties(YEAR)] == [DueState.WAITING]
    [row] = catalog.occasions.rows(key)
    assert (row.what, row.voided) == ("镇人大批准预算", "日期登记错了")
    with pytest.raises(VoidedAlready):
        catalog.occasions.void(noted.occasion.uid, "再一次")
    with pytest.raises(NoSuchOccasion):
        catalog.occasions.void("没有", "不存在")


def test_the_words_of_an_event_are_sealed(
    session: Session, catalog: Catalog, add: Add, tmp_path: Path
) -> None:
    catalog.occasions.add(
        add("7个工作日"), OccasionKind.DECIDED, date(2026, 3, 1), "对王小明作出决定"
    )
    session.conn.commit()
    assert "王小明".encode() not in (tmp_path / "gkdesk.db").read_bytes()


@pytest.mark.parametrize(
    ("kind", "on", "what", "said"),
    [
        ("approved", date(2026, 4, 11), "批准", "还没有到"),
        ("approved", date(1999, 4, 11), "批准", "早于2008年"),
        ("approved", date(2026, 4, 1), "  ", "没有填写"),
        ("approved", date(2026, 4, 1), "字" * 201, "太长"),
        ("approved", date(2026, 4, 1), "电话13912345678", "请删去"),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    catalog: Catalog, add: Add, kind: str, on: date, what: str, said: str
) -> None:
    key = add("批准后20日内")
    with pytest.raises(BadValue, match=said):
        catalog.occasions.add(key, OccasionKind(kind), on, what)
    assert catalog.occasions.rows() == []


def test_a_hearing_may_be_noted_ahead(duties: Duties, catalog: Catalog, add: Add) -> None:
    key = add("组织听证7个工作日前予以公开")
    catalog.occasions.add(key, OccasionKind.HELD, date(2026, 5, 12), "征地听证")
    [duty] = duties.duties(YEAR)
    assert (duty.state, duty.due_on) == (DueState.OPEN, date(2026, 4, 28))
    with pytest.raises(NoSuchItem):
        catalog.occasions.add("99-99-999", OccasionKind.HELD, date(2026, 5, 12), "听证")


def test_what_is_unclear_is_asked_and_may_be_settled(
    duties: Duties, catalog: Catalog, add: Add
) -> None:
    key, empty = add("按县里要求公开"), add("")
    assert [(one.item.key, one.code) for one in duties.doubts(YEAR)] == [
        (key, "unclear"),
        (empty, "empty"),
    ]
    with pytest.raises(BadValue, match="也认不出"):
        catalog.occasions.mark(key, "reading", "看情况")
    catalog.occasions.mark(key, "reading", "每季度")
    catalog.occasions.mark(empty, "absent", "镇里没有这项职责")
    assert duties.doubts(YEAR) == []
    found = {duty.item.key for duty in duties.duties(YEAR)}
    assert found == {key}
    catalog.occasions.mark(empty, "absent", "")
    assert [one.item.key for one in duties.doubts(YEAR)] == [empty]


@pytest.mark.parametrize(
    ("text", "fields", "codes"),
    [
        ("1.其他:长期公开;2.处罚决定:20个工作日内", {}, ["penalty"]),
        ("1.其他:长期公开;2.处罚决定:7个工作日内", {}, []),
        ("信息形成之日起30个工作日内", {}, ["ceiling"]),
        ("信息形成20个工作日内", {"area": "财政预决算", "level2": "政府预算"}, ["finance"]),
        ("批准后20日内", {"area": "财政预决算", "level2": "政府预算"}, []),
        ("信息形成个20个工作日内", {}, ["typo"]),
        ("20工作日", {}, ["typo"]),
        ("征求意见期限不得少于30", {}, ["typo"]),
        ("自形成之日起20个工作日内予以公开自形成之日起7个工作日内予以公开", {}, ["two_limits"]),
        (
            "每季度",
            {
                "channels": (
                    Channel("政府网站", "", ticked=False),
                    Channel("公示栏", "", ticked=True),
                )
            },
            ["website"],
        ),
        ("每季度", {"channels": (Channel("公示栏", "", ticked=True),)}, ["website"]),
        ("每季度", {"channels": (Channel("政府网站", "", ticked=None),)}, []),
        ("每季度", {"channels": ()}, []),
    ],
)
def test_wordings_worth_a_second_look(
    duties: Duties, add: Add, text: str, fields: dict[str, object], codes: list[str]
) -> None:
    key = add(text, **fields)
    assert [one.code for one in duties.doubts(YEAR)] == codes
    assert [one.code for one in duties.facts(key).doubts] == codes


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"method": {"主动": "√", "依申请公开": ""}}, ""),
        ({"method": {"主动": "", "依申请公开": "√"}}, "公开方式只勾了依申请公开"),
        ({"method": {"主动": "√", "依申请公开": "√"}}, ""),
        ({"method": {"公开方式": "全文发布"}}, ""),
        ({"level": {"县级": "√", "乡、村级": ""}}, "公开层级没有勾乡级、村级"),
        ({"level": {"县级": "√", "乡、村级": "√"}}, ""),
        ({"level": {"县级": "", "乡、村级": ""}}, ""),
        ({"level": {"公开层级": "乡镇级"}}, ""),
    ],
)
def test_only_what_the_town_itself_discloses_is_owed(
    duties: Duties, add: Add, fields: dict[str, object], reason: str
) -> None:
    add("20个工作日内", level={"县级": "", "乡、村级": "√"})
    key = add("每季度", **fields)
    assert duties.facts(key).reason == reason
    assert bool(duties.gaps(YEAR)) is not bool(reason)


def test_a_list_without_a_column_for_the_town_says_nothing_of_whose_items_they_are(
    duties: Duties, add: Add
) -> None:
    key = add("每季度", level={"县级": "√"})
    assert duties.facts(key).reason == ""
    assert len(duties.gaps(YEAR)) == 1


def test_offices_and_their_slips(
    duties: Duties, catalog: Catalog, add: Add, tmp_path: Path
) -> None:
    add("每季度", agency="民政办公室、财政所")
    add("每季度", agency="财政所", level2="预算执行")
    add("每季度", agency="")
    shares = duties.offices(Asked(date(2026, 1, 1), date(2026, 6, 30)))
    assert [(one.office, one.missing, len(one.duties)) for one in shares] == [
        ("财政所", 2, 4),
        (NOBODY, 1, 2),
        ("民政办公室", 1, 2),
    ]
    paths = duties.papers.slips(Asked(date(2026, 1, 1), date(2026, 6, 30)), tmp_path)
    assert max(path.name for path in paths) == "财政所-请提供单.pdf"
    with pdfplumber.open(tmp_path / "财政所-请提供单.pdf") as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert "已逾期10天" in text
    assert "2026年一季度" in text
    assert "预算执行" in text
    with pytest.raises(NothingToSupply):
        duties.papers.slips(Asked(date(2026, 1, 1), date(2026, 1, 31)), tmp_path)
    assert offices_of(catalog.rows()[1]) == ["财政所"]


def test_the_list_is_exported_with_its_reasons(duties: Duties, add: Add, tmp_path: Path) -> None:
    add("每季度")
    path = tmp_path / "缺项.xlsx"
    assert duties.papers.export(YEAR.only(DueState.MISSING), path) == 1
    sheet = load_workbook(path).active
    assert sheet is not None
    head, row = (list(values) for values in sheet.iter_rows(min_row=2, values_only=True))
    found = dict(zip(head, row, strict=True))
    assert found["应公开日期"] == "2026-03-31"
    assert found["情况"] == "应公开未公开10天"
    assert found["期次或事由"] == "2026年一季度"
    with pytest.raises(NothingToList):
        duties.papers.export(YEAR.only(DueState.EARLY), path)


def test_items_without_any_record(
    session: Session, duties: Duties, records: Records, clock: StoppedClock, add: Add
) -> None:
    first, second = add("20个工作日内"), add("20个工作日内")
    publish(session, records, clock, first, "2026-03-02", "2026-03-04")
    publish(session, records, clock, second, "2026-03-02")
    assert [item.key for item in duties.never(YEAR)] == [second]


def test_a_column_is_dynamic_only_when_marked(duties: Duties, catalog: Catalog, add: Add) -> None:
    key = add("永久公开")
    assert [duty.state for duty in duties.duties(YEAR)] == [DueState.OPEN]
    catalog.occasions.mark(key, "column", "dynamic")
    states = {duty.state for duty in duties.duties(YEAR)}
    assert states == {DueState.MISSING, DueState.OPEN}
    words = duties.facts(key).clauses[-1]
    assert words.startswith("动态栏目：每2周更新一次")
    assert "国办秘函〔2019〕19号" in words
    with pytest.raises(BadValue):
        catalog.occasions.mark(key, "column", "天天")


def test_four_hundred_gaps_are_a_few_lines_of_today(duties: Duties, add: Add) -> None:
    for at in range(400):
        add("每季度", area=f"领域{at % 9}")
    found = duties.agenda()
    assert len(found) == 7
    assert found[0].title == "领域045项应公开未公开"
    assert found[0].subject == "due/missing/领域0"
    assert found[0].due_on == date(2026, 3, 31)
    assert found[-1].title == "另有3个领域132项应公开未公开"
    assert all(due.room == "catalog" and len(due.verb) <= 8 for due in found)


def test_today_does_not_speak_of_what_fell_due_before_the_catalog_was_there(
    session: Session, duties: Duties, add: Add
) -> None:
    add("每季度")
    session.conn.execute("UPDATE item SET added_on = '2026-04-01'")
    assert duties.agenda() == []
    assert len(duties.gaps(YEAR)) == 1


def test_what_is_due_soon_is_told_too(duties: Duties, add: Add) -> None:
    add("每季度的首个月20日")
    found = {due.subject: due for due in duties.agenda()}
    assert found["due/open/社会救助"].due_on == date(2026, 4, 20)
    assert found["due/open/社会救助"].title == "社会救助1项快到公开期限"


def test_everything_about_one_item(
    session: Session,
    duties: Duties,
    catalog: Catalog,
    records: Records,
    clock: StoppedClock,
    add: Add,
) -> None:
    key = add("制定或获取信息之日起10个工作日内,公示7个工作日。法律另有规定的,从其规定")
    publish(session, records, clock, key, "2026-03-02", "2026-03-04")
    catalog.occasions.add(key, OccasionKind.FORMED, date(2026, 3, 2), "标准调整")
    facts = duties.facts(key)
    assert facts.clauses == ("自信息制作或者获取之日起10个工作日内公开", "公示不少于7个工作日")
    assert facts.notes == ("法律另有规定的,从其规定",)
    assert [(hold.until, hold.broken) for hold in facts.holds] == [(date(2026, 3, 13), False)]
    assert [noted.what for noted in facts.occasions] == ["标准调整"]
    # the record made on the day of the event is what the event speaks of
    assert [duty.state for duty in facts.duties] == [DueState.DONE]
    with pytest.raises(NoSuchItem):
        duties.facts("99-99-999")


def test_only_what_a_duty_rests_on_is_read_anew(
    session: Session, duties: Duties, records: Records, clock: StoppedClock, add: Add
) -> None:
    key = add("每季度")
    items, stamp = duties.items, duties.held.stamp
    for act in ("requests.register", "village.post", "printing.new", "accounts.log_in"):
        with session.transaction():
            session.audit(act)
    assert duties.held.stamp == stamp
    publish(session, records, clock, key, "2026-03-02", "2026-03-04")
    assert duties.held.stamp != stamp
    assert duties.items is items
    assert duties.gaps(YEAR) == []
    add("每季度")
    assert duties.items is not items
    assert len(duties.gaps(YEAR)) == 1


def test_a_new_calendar_moves_the_days(
    session: Session, duties: Duties, records: Records, clock: StoppedClock, add: Add
) -> None:
    key = add("信息形成之日起20个工作日内")
    publish(session, records, clock, key, "2026-03-20")
    [before] = duties.duties(YEAR)
    assert duties.overview()[key].due_on == before.due_on == date(2026, 4, 20)
    folder = session.folder / "calendar"
    folder.mkdir()
    shipped = (session.resources / "calendar" / "CN-2026.json").read_text("utf-8")
    moved = shipped.replace('"work": [', '"work": ["2026-04-18", ')
    (folder / "CN-2026.json").write_text(moved, "utf-8")
    with session.transaction():
        session.audit("requests.calendar", "2026")
    assert duties.overview()[key].due_on == date(2026, 4, 18)
