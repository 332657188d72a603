"""Counter-rows, matters closed by sheets, objections handed up and closed, group issuers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.documents.service import Documents
from gkdesk.village.counters import NoEntry
from gkdesk.village.declined import WrongStep
from gkdesk.village.form import SheetForm
from gkdesk.village.lifecycle import Stage
from gkdesk.village.liferows import Level, state_words
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.matters import WhichMatter
from gkdesk.village.model import (
    IssuerKind,
    PhotoKind,
    SheetData,
    SheetState,
    Village,
)
from gkdesk.village.names import group_name
from gkdesk.village.objections import AnsweredAbove, Closed, NotEscalated
from gkdesk.village.page import Subject, issuer_of
from gkdesk.village.period import Period
from gkdesk.village.service import Villages
from tests.conftest import StoppedClock

from .samples import FOLDER, sample
from .test_crossstored import keep
from .test_life import DOWN, TODAY, jpeg, later, posted, text

# what the county is told must be noted as it changes
pytestmark = pytest.mark.usefixtures("told")

NUMBER = "11010519491231002X"


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    for name in ("东河村", "西河村"):
        villages.add_village({"name": name, "boards": [{"name": "村口", "place": "村委会旁"}]})
    return villages


def test_a_mistaken_posting_is_countered_and_stays_in_the_life(
    room: Villages, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path)
    photo = jpeg(tmp_path / "a.jpg")
    room.ledger.add_photo(posting, PhotoKind.FAR, photo)
    before = room.package_rows()[0].revision
    for bad in ("", "  ", f"写错了 {NUMBER}"):
        with pytest.raises(BadValue):
            room.counters.posting(posting.uid, bad)
    assert room.counters.posting(posting.uid, "登记错了村").state is SheetState.PRINTED
    assert room.postings(uid) == []
    assert room.ledger.photos() == []
    life = room.lives.of(uid)
    assert life.stage is Stage.FINAL
    assert [(step.what, step.detail) for step in life.steps][-2:] == [
        ("张贴", "村口，已冲销"), ("冲销张贴", "村口：登记错了村"),
    ]  # fmt: skip
    [row] = room.package_rows()
    assert (row.revision, row.data["hanging"], row.data["posted_on"]) == (before + 1, False, "")
    with pytest.raises(NoEntry):
        room.counters.posting(posting.uid, "再来一次")
    with pytest.raises(WrongStep, match="冲销"):
        room.take_down(posting, TODAY)
    again = room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    room.ledger.add_photo(again, PhotoKind.FAR, photo)  # it proves nothing else any more
    assert room.package_rows()[0].revision == before + 2
    assert "K02" not in {
        found.check.code for one in room.inspection.run("2026Q1") for found in one.findings
    }


def test_what_rests_on_a_posting_keeps_it(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path)
    made = room.objections.add(uid, TODAY, "办公费不明")
    with pytest.raises(WrongStep, match="登记过异议"):
        room.counters.posting(posting.uid, "错了")
    room.objections.answer(made.uid, TODAY, "已说明")
    later(clock, DOWN)
    room.take_down(posting, DOWN)
    room.lives.archive(uid, DOWN)
    with pytest.raises(WrongStep, match="已经归档"):
        room.counters.posting(posting.uid, "错了")


def test_a_renamed_village_names_its_sheets_anew(room: Villages, tmp_path: Path) -> None:
    posted(room, tmp_path)
    room.changes.set_code(room.village("东河村"), "999999101299", TODAY)
    [row] = room.package_rows(["999999101299/F01/2026Q1"])
    room.changes.rename(room.village("东河村"), "东湖村", TODAY)
    [renamed] = room.package_rows([row.key])
    assert (row.data["village"], renamed.data["village"]) == ("东河村", "东湖村")
    assert room.package_rows(["999999101200/F01/2026Q1"]) == []


def test_photos_notices_and_matters_are_countered(room: Villages, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path)
    photo = room.ledger.add_photo(posting, PhotoKind.FAR, jpeg(tmp_path / "a.jpg"))
    room.counters.photo(photo.uid, "拍的是别处")
    assert room.ledger.photos() == []
    village = room.village("东河村")
    matter = room.matters.add(village, "C16", "第1批冬春救助", TODAY).matter
    assert matter is not None
    board = room.boards(village.uid)[0]
    notice = room.items.add_notice(board, "C16", TODAY, matter=matter.uid)
    room.counters.notice(notice.uid, "还没有贴")
    assert [one.matter for one in room.matters.open(village.uid)] == [matter]
    room.counters.matter(matter.uid, "登记重复")
    assert room.matters.all() == []
    for cancel in (room.counters.photo, room.counters.notice, room.counters.matter):
        with pytest.raises(NoEntry):
            cancel(photo.uid, "再来一次")


def printed(room: Villages, form: str, period: str, tmp_path: Path) -> str:
    """Bring a sample list sheet to 定稿."""
    path = next(path for path in sorted(FOLDER.glob("*.json")) if path.name.startswith(form))
    _form, data, _period = sample(path)
    uid = keep(room, data, Period.parse(period))
    room.review(uid, "王主任", TODAY)
    room.print_(form, period, folder=tmp_path / "out")
    return uid


def test_posting_the_sheet_closes_its_matter(room: Villages, tmp_path: Path) -> None:
    village = room.village("东河村")
    board = room.boards(village.uid)[0]
    made = room.matters.add(village, "C17", "耕地地力保护补贴", date(2026, 4, 1))
    assert made.matter is not None
    other = room.matters.add(room.village("西河村"), "C17", "耕地地力保护补贴", date(2026, 4, 1))
    uid = printed(room, "L05", "2026E01", tmp_path)
    assert room.matters.candidates(room.sheet(uid), TODAY) == [made.matter]
    posting = room.post(uid, board, TODAY)
    assert [one.posted_on for one in room.matters.all()] == [TODAY, None]
    assert [one.matter for one in room.items.due() if one.matter] == [other.matter]
    room.counters.posting(posting.uid, "贴错了")
    assert [one.matter for one in room.matters.open(village.uid)] == [made.matter]


def test_which_of_several_batches(room: Villages, tmp_path: Path) -> None:
    village = room.village("东河村")
    board = room.boards(village.uid)[0]
    titles = ("耕地地力保护补贴第1批", "耕地地力保护补贴第二批", "农机补贴")
    made = [room.matters.add(village, "C17", title, date(2026, 4, 1)) for title in titles]
    uids = [one.matter.uid for one in made if one.matter]
    second = printed(room, "L05", "2026E02", tmp_path)
    room.post(second, board, TODAY)
    assert [bool(one.posted_on) for one in room.matters.all()] == [False, True, False]
    assert len(room.matters.open(village.uid)) == 2
    third = printed(room, "L05", "2026E03", tmp_path)
    room.matters.add(village, "C17", "粮种补贴", date(2026, 4, 1))
    with pytest.raises(WhichMatter, match="2件待公布"):  # neither names a batch
        room.post(third, board, TODAY)
    assert room.sheet(third).state is SheetState.PRINTED
    with pytest.raises(BadValue):
        room.post(third, board, TODAY, matters=[uids[1]])
    room.post(third, board, TODAY, matters=[uids[2]])
    assert [bool(one.posted_on) for one in room.matters.all()] == [False, True, True, False]
    fourth = printed(room, "L05", "2026E04", tmp_path)
    room.post(fourth, board, TODAY, matters=[])
    assert len(room.matters.open(village.uid)) == 2


def test_the_sheet_of_a_quarter_tells_all_of_the_quarter(room: Villages, tmp_path: Path) -> None:
    village = room.village("东河村")
    for day in (date(2026, 1, 20), date(2026, 3, 31), date(2026, 4, 2)):
        room.matters.add(village, "C14", f"低保变动{day.month}月", day)
    uid = printed(room, "L01", "2026Q1", tmp_path)
    room.post(uid, room.boards(village.uid)[0], TODAY)
    assert [bool(one.posted_on) for one in room.matters.all()] == [True, True, False]


def test_a_matter_names_no_number(room: Villages) -> None:
    with pytest.raises(BadValue, match="个人号码"):
        room.matters.add(room.village("东河村"), "C14", f"发给{NUMBER}", TODAY)


def test_an_objection_goes_up_and_is_closed_either_way(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, _posting = posted(room, tmp_path)
    made = room.objections.add(uid, TODAY, "办公费不明")
    with pytest.raises(NotEscalated):
        room.objections.close(made.uid, TODAY, "维持")
    room.objections.answer(made.uid, TODAY, "有票据", founded=False)
    up = room.objections.escalate(made.uid, TODAY)
    assert (up.state, state_words(up), up.due_on) == ("escalated", "已报镇", date(2026, 4, 20))
    assert any(one.title == "有异议待答复" for one in room.ledger.reminders(TODAY))
    with pytest.raises(AnsweredAbove, match="已报镇"):
        room.objections.answer(made.uid, TODAY, "再答一次")
    later(clock, date(2026, 4, 14))
    done = room.objections.close(made.uid, date(2026, 4, 14), "经查维持原公布")
    assert (done.state, done.founded, done.ended_on) == ("closed", False, date(2026, 4, 14))
    county = room.objections.escalate(made.uid, date(2026, 4, 14))
    assert (state_words(county), county.escalated_to) == ("已报县", Level.COUNTY)
    with pytest.raises(Closed):
        room.objections.escalate(made.uid, date(2026, 4, 14))
    right = room.objections.close(made.uid, date(2026, 4, 14), "责令更正", founded=True)
    assert (right.state, right.founded, right.result) == ("closed", True, "责令更正")
    with pytest.raises(Closed):
        room.objections.close(made.uid, date(2026, 4, 14), "再来")
    titles = [one.title for one in room.ledger.reminders(date(2026, 4, 14))]
    assert "异议属实，须更正公布" in titles
    told = text(room.ledger.answers(room.village("东河村"), TODAY, date(2026, 4, 30)))
    assert "责令更正" in told


def test_an_early_take_down_tells_no_number(room: Villages, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path)
    with pytest.raises(BadValue, match="个人号码"):
        room.take_down(posting, TODAY, reason=f"被{NUMBER}撕掉")


@pytest.mark.parametrize(
    ("group", "name"),
    [("三组", "第三村民小组"), ("第2组", "第2村民小组"), ("张家湾", "张家湾村民小组"),
     ("张家湾组", "张家湾村民小组"), ("第一村民小组", "第一村民小组"), (" 三 组 ", "第三村民小组"),
     ("", "")],
)  # fmt: skip
def test_names_of_groups(group: str, name: str) -> None:
    assert group_name(group) == name
    said = Village("u", "东河村").issuer(IssuerKind.GROUP, "青石镇", group_name(group))
    assert said == f"青石镇东河村{name or '　　　　村民小组'}"
    assert "委员会" not in said


def test_a_group_issues_its_own_sheet() -> None:
    path = next(path for path in sorted(FOLDER.glob("*.json")) if path.name.startswith("L05"))
    form, data, period = sample(path)
    assert data.table is not None
    made = SheetForm(**{
        name: getattr(form, name) for name in SheetForm.__slots__
    } | {"issuer": IssuerKind.GROUP})  # fmt: skip
    subject = Subject(made, Village("u", "东河村"), period, "青石镇", "青石镇人民政府", "办", "0")
    rows = tuple(
        ListRow(row.entries | {"group": Entry("三组")}, row.part, row.row)
        for row in data.table.rows
    )
    alone = SheetData(form.id, 1, (), table=ListData("publish", {}, rows))
    assert issuer_of(subject, alone) == "青石镇东河村第三村民小组"
    mixed = (*rows, ListRow({"group": Entry("四组")}))
    several = SheetData(form.id, 1, (), table=ListData("publish", {}, mixed))
    assert issuer_of(subject, several) == "青石镇东河村　　　　村民小组"


def test_lists_are_inspected_too(room: Villages, tmp_path: Path) -> None:
    uid = printed(room, "L01", "2026Q1", tmp_path)
    room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    [report] = [one for one in room.inspection.run("2026Q1") if one.village.name == "东河村"]
    assert report.coverage.part == 1
    assert {"K13", "K21"} <= {found.check.code for found in report.findings}
