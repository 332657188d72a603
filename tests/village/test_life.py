"""The life of a sheet, what proves that it hung, objections, villages over time, inspection."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image, ImageDraw

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.documents import photos
from gkdesk.documents.photos import BadPhoto
from gkdesk.documents.service import Documents
from gkdesk.village import lifestore
from gkdesk.village.changes import NothingToTakeBack, NotTheLast, VillageEnded
from gkdesk.village.declined import TooEarly, VillageTaken, WrongDay, WrongStep
from gkdesk.village.inspection import NothingOwed
from gkdesk.village.inspectrules import Light, Severity
from gkdesk.village.ledger import HasObjections, NotOver, NoWindow, PhotoUsed
from gkdesk.village.lifecycle import Stage
from gkdesk.village.liferows import Looks
from gkdesk.village.model import PhotoKind, Posting
from gkdesk.village.objections import Closed
from gkdesk.village.service import Villages
from tests.conftest import StoppedClock

from .books import rows, save

TODAY = date(2026, 4, 10)
DOWN = date(2026, 4, 26)


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    for name, code in (("东河村", "999999101200"), ("西河村", "")):
        board = [{"name": "村口", "place": "村委会旁"}]
        villages.add_village({"name": name, "code": code, "boards": board})
    return villages


def hand_in(room: Villages, tmp_path: Path, **cells: object) -> str:
    path = save(tmp_path / "表.xlsx", rows(**cells))
    return room.apply(room.read([path], "2026Q1")).stored[0]


def posted(room: Villages, tmp_path: Path, window: str = "") -> tuple[str, Posting]:
    uid = hand_in(room, tmp_path)
    room.review(uid, "王主任", TODAY)
    room.print_("F01", "2026Q1", folder=tmp_path / "out")
    board = room.boards(room.village("东河村").uid)[0]
    return uid, room.post(uid, board, TODAY, window=window)


def jpeg(path: Path, seed: int = 0, taken: str = "2026:04:10 09:31:05", quality: int = 90) -> Path:
    """Draw a photo whose looks depend on the seed."""
    picture = Image.new("RGB", (640, 480), "grey")
    draw = ImageDraw.Draw(picture)
    for at in range(40):
        x, y = (at * 97 + seed * 131) % 600, (at * 53 + seed * 71) % 440
        shade = (at * 37 + seed * 59) % 256
        draw.rectangle((x, y, x + 90, y + 60), fill=(shade, shade, 255 - shade))
    exif = Image.Exif()
    if taken:
        exif[0x8769] = {0x9003: taken}
    picture.save(path, exif=exif, quality=quality)
    return path


def text(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as found:
        return "".join(page.extract_text() for page in found.pages).replace("\n", "")


def later(clock: StoppedClock, day: date) -> None:
    clock.value = datetime(day.year, day.month, day.day, 9, 0)  # noqa: DTZ001


def test_a_whole_life(room: Villages, clock: StoppedClock, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    stages = [room.lives.of(uid).stage]
    room.review(uid, "王主任", TODAY)
    stages.append(room.lives.of(uid).stage)
    room.print_("F01", "2026Q1", folder=tmp_path)
    stages.append(room.lives.of(uid).stage)
    posting = room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    stages.append(room.lives.of(uid).stage)
    with pytest.raises(WrongStep, match="先张贴满期并取下"):
        room.lives.archive(uid, TODAY)
    later(clock, DOWN)
    stages.append(room.lives.of(uid).stage)
    room.take_down(posting, DOWN)
    stages.append(room.lives.of(uid).stage)
    with pytest.raises(WrongDay):
        room.lives.archive(uid, TODAY)
    life = room.lives.archive(uid, DOWN)
    assert [*stages, life.stage] == [
        Stage.DRAFT, Stage.REVIEWED, Stage.FINAL, Stage.POSTED, Stage.EXPIRED, Stage.DOWN,
        Stage.ARCHIVED,
    ]  # fmt: skip
    assert [step.what for step in life.steps] == [
        "导入", "监委会审核", "定稿", "张贴", "取下", "归档",
    ]  # fmt: skip
    assert Documents(room._session).read(life.frozen).startswith(b"%PDF")
    with pytest.raises(WrongStep, match="已经归档过"):
        room.lives.archive(uid, DOWN)


def test_a_correction_replaces_and_keeps_the_old_in_the_ledger(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path)
    newer = hand_in(room, tmp_path, A12="备注:更正。")
    assert room.lives.of(uid).stage is Stage.POSTED  # it still hangs
    later(clock, DOWN)
    room.take_down(posting, DOWN)
    assert room.lives.of(uid).stage is Stage.REPLACED
    assert room.lives.of(newer).stage is Stage.DRAFT


def test_the_objection_window_keeps_a_sheet_up(room: Villages, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path, window="levy_plan")
    window = room.ledger.window(posting)
    assert window is not None
    assert (window.printed_end, window.closed_on) == (date(2026, 5, 9), date(2026, 5, 11))
    assert posting.keep_until == date(2026, 5, 11)


def test_a_window_of_working_days_uses_the_calendar(room: Villages, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path, window="homestead")
    window = room.ledger.window(posting)
    assert window is not None
    # Friday 10 April is the first of five working days
    assert window.printed_end == date(2026, 4, 16)
    assert posting.keep_until == DOWN


def test_early_is_refused_with_the_window_named(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    _uid, posting = posted(room, tmp_path, window="levy_plan")
    later(clock, DOWN)
    with pytest.raises(TooEarly, match="征地补偿安置方案公告"):
        room.take_down(posting, DOWN)


def test_lost_early_must_be_posted_again(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path)
    later(clock, date(2026, 4, 14))
    room.take_down(posting, date(2026, 4, 14), reason="被风刮落")
    assert any("须重新张贴" in due.detail for due in room.agenda())
    room.post(uid, room.boards(room.village("东河村").uid)[0], date(2026, 4, 14))
    assert not any("须重新张贴" in due.detail for due in room.agenda())


def test_photos_sealed_and_never_twice(room: Villages, session: Session, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path)
    path = jpeg(tmp_path / "a.jpg")
    made = room.ledger.add_photo(posting, PhotoKind.FAR, path)
    assert made.taken_at == "2026-04-10 09:31:05"
    assert made.warnings == ()
    assert Documents(session).read(made.sha256) == path.read_bytes()
    sealed = (session.folder / "archive" / made.sha256[:2] / made.sha256).read_bytes()
    assert sealed != path.read_bytes()
    with pytest.raises(PhotoUsed, match="青石镇东河村2026年第一季度财务收支公开表"):
        room.ledger.add_photo(posting, PhotoKind.NEAR, path)
    again = room.ledger.add_photo(posting, PhotoKind.NEAR, jpeg(tmp_path / "b.jpg", quality=40))
    assert [words for words in again.warnings if "很像" in words]
    other = room.ledger.add_photo(posting, PhotoKind.NEAR, jpeg(tmp_path / "c.jpg", 7, ""))
    assert ["没有拍摄时间" in words for words in other.warnings] == [True]
    old = jpeg(tmp_path / "d.jpg", 3, "2025:01:01 08:00:00")
    [words] = room.ledger.add_photo(posting, PhotoKind.NEAR, old).warnings
    assert words == "照片拍摄于2025年1月1日，不在张贴期间"


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + b"\0" * 40])
def test_no_photo(data: bytes) -> None:
    with pytest.raises(BadPhoto):
        photos.facts(data, "甲.jpg")


def test_looks_survive_a_smaller_copy(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg")
    small = io.BytesIO()
    Image.open(path).resize((320, 240)).save(small, "PNG")
    first, copy = photos.facts(path.read_bytes()), photos.facts(small.getvalue())
    assert photos.distance(first.likeness, copy.likeness) <= photos.NEAR
    strange = photos.facts(jpeg(tmp_path / "b.jpg", 5).read_bytes())
    assert photos.distance(first.likeness, strange.likeness) > photos.NEAR


def test_the_proof_says_fifteen_full_days(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path)
    room.ledger.add_photo(posting, PhotoKind.FAR, jpeg(tmp_path / "a.jpg"))
    with pytest.raises(NotOver, match="2026年4月26日"):
        room.ledger.proof(uid)
    later(clock, DOWN)
    room.take_down(posting, DOWN)
    [line] = room.ledger.proof_values(uid)["postings"]
    assert line == "村口\t2026-04-10\t2026-04-25\t2026-04-26\t15\t满期"
    printed = text(room.ledger.proof(uid))
    assert "青石镇东河村" in printed
    assert "至少保留15日" in printed
    assert "2026-04-10 09:31:05".replace(" ", "") in printed.replace(" ", "")


def test_no_objection_only_when_nobody_objected(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid, posting = posted(room, tmp_path, window="subsidy")
    with pytest.raises(NotOver):
        room.ledger.no_objection(posting)
    later(clock, date(2026, 4, 18))
    printed = text(room.ledger.no_objection(posting))
    assert "自2026年4月10日起在本村村务公开栏公示7天，到2026年4月16日为止" in printed
    room.objections.add(uid, date(2026, 4, 15), "金额不对")
    with pytest.raises(HasObjections):
        room.ledger.no_objection(posting)


def test_without_a_window_there_is_nothing_to_state(room: Villages, tmp_path: Path) -> None:
    _uid, posting = posted(room, tmp_path)
    with pytest.raises(NoWindow):
        room.ledger.no_objection(posting)


def test_objections(room: Villages, session: Session, clock: StoppedClock, tmp_path: Path) -> None:
    uid, posting = posted(room, tmp_path)
    made = room.objections.add(
        uid, TODAY, "办公费用途不明", content="张三说花多了", name="张三丰"
    )  # fmt: skip
    assert made.due_on == date(2026, 4, 15)
    assert room.objections.open(made.uid).name == "张三丰"
    assert "张三丰".encode() not in (session.folder / "gkdesk.db").read_bytes()
    assert [due.detail for due in room.agenda() if due.verb == "答复异议"] == ["办公费用途不明"]
    later(clock, DOWN)
    room.take_down(posting, DOWN)
    with pytest.raises(WrongStep, match="异议没有答复"):
        room.lives.archive(uid, DOWN)
    row = room.objections.answer(made.uid, date(2026, 4, 13), "已补充明细", founded=True)
    assert (row.state, row.founded, row.ended_on) == ("answered", True, date(2026, 4, 13))
    with pytest.raises(Closed):
        room.objections.answer(made.uid, date(2026, 4, 13), "再答")
    row = room.objections.escalate(made.uid, date(2026, 4, 20))
    assert (row.state, row.due_on, row.ended_on) == ("escalated", date(2026, 4, 30), None)
    room.objections.close(made.uid, date(2026, 4, 25), "维持")
    village = room.village("东河村")
    printed = text(room.ledger.answers(village, date(2026, 4, 1), date(2026, 4, 30)))
    assert "办公费用途不明" in printed
    assert "维持" in printed
    assert "张三" not in printed


def test_what_is_printed_of_an_objection_holds_no_number(room: Villages, tmp_path: Path) -> None:
    uid, _posting = posted(room, tmp_path)
    with pytest.raises(BadValue):
        room.objections.add(uid, TODAY, "13800138000说的事")
    with pytest.raises(BadValue):
        room.objections.add(uid, TODAY, " ")
    with pytest.raises(WrongDay):
        room.objections.add(uid, date(2026, 4, 9), "早于张贴")


def test_the_year_folder(room: Villages, clock: StoppedClock, tmp_path: Path) -> None:
    uid, posting = posted(room, tmp_path)
    room.ledger.add_photo(posting, PhotoKind.FAR, jpeg(tmp_path / "a.jpg"))
    room.objections.add(uid, TODAY, "甲事")
    later(clock, DOWN)
    written = room.ledger.year_folder(room.village("东河村"), 2026, tmp_path / "year")
    assert any(path.name.endswith("-张贴证明.pdf") for path in written)
    assert {path.suffix for path in written} == {".pdf", ".jpg"}
    assert len(written) == 4
    frozen = room.lives.of(uid).frozen
    original = next(path for path in written if path.name.endswith("第1版.pdf"))
    assert original.read_bytes() == Documents(room._session).read(frozen)
    assert room.ledger.year_folder(room.village("西河村"), 2026, tmp_path / "year") == []


def test_renames_and_mergers_have_a_day(room: Villages) -> None:
    east, west = room.villages()
    room.changes.rename(east, "新河村", date(2026, 3, 1))
    renamed = room.village("东河村")  # the old name is an alias
    assert (renamed.name, renamed.uid) == ("新河村", east.uid)
    assert room.changes.name_on(renamed, date(2026, 2, 28)) == "东河村"
    assert room.changes.name_on(renamed, date(2026, 3, 1)) == "新河村"
    room.changes.merge(west, renamed, date(2026, 4, 1))
    assert [one.name for one in room.active(date(2026, 3, 31))] == ["新河村", "西河村"]
    assert [one.name for one in room.active(date(2026, 4, 1))] == ["新河村"]
    assert [row.village.name for row in room.board("2026Q1")] == ["新河村", "西河村"]
    assert [row.village.name for row in room.board("2026Q2")] == ["新河村"]
    assert room.changes.heir(west, TODAY).name == "新河村"
    assert room.crosscheck.settle("西河村") == "新河村"
    with pytest.raises(VillageEnded):
        room.changes.end(west, TODAY)
    with pytest.raises(VillageTaken):
        room.changes.add_alias(renamed, "西河", TODAY)


def test_changes_are_taken_back_from_the_last_one(room: Villages) -> None:
    east, west = room.villages()
    changes = room.changes
    changes.rename(east, "新河村", date(2026, 3, 1))
    changes.set_code(east, "999999101288", TODAY)
    changes.set_code(east, "99999902", TODAY)
    changes.add_alias(east, "河东", TODAY)
    changes.merge(west, room.village("新河村"), date(2026, 2, 1))
    changes.end(room.village("新河村"), date(2027, 1, 1))
    first, *_others = changes.history(east)
    with pytest.raises(NotTheLast):
        changes.take_back(east, first.uid, "村名写错了")
    with pytest.raises(NotTheLast):  # the other village's
        changes.take_back(west, changes.history(east)[-1].uid, "写错了")
    for bad in ("", "13900001234"):
        with pytest.raises(BadValue):
            changes.take_back(east, changes.history(east)[-1].uid, bad)
    states = []
    while last := changes.last(east):
        found = changes.take_back(east, last.uid, f"{last.kind}写错了")
        states.append((last.kind, found.name, found.code, found.code8, found.aliases))
    assert states == [
        ("ended", "新河村", "999999101288", "99999902", ("东河村", "河东")),
        ("alias", "新河村", "999999101288", "99999902", ("东河村",)),
        ("code", "新河村", "999999101288", "", ("东河村",)),
        ("code", "新河村", "999999101200", "", ("东河村",)),
        ("renamed", "东河村", "999999101200", "", ()),
    ]
    assert changes.name_on(east, date(2026, 2, 1)) == "东河村"
    assert room.settled_names().keys() == {room._key("西河村")}  # the merger stands
    assert [one.taken_back for one in changes.told() if one.village_uid == east.uid] == [
        "renamed写错了", "code写错了", "code写错了", "alias写错了", "ended写错了",
    ]  # fmt: skip
    with pytest.raises(NothingToTakeBack):
        changes.take_back(east, first.uid, "再来一次")


def test_a_merger_taken_back_asks_for_its_sheets_again(room: Villages) -> None:
    east, west = room.villages()
    room.changes.merge(west, east, date(2026, 2, 1))
    assert [row.village.name for row in room.board("2026Q1")] == ["东河村"]
    [merged] = room.changes.history(west)
    room.changes.take_back(west, merged.uid, "批复的是另一个村")
    assert [row.village.name for row in room.board("2026Q1")] == ["东河村", "西河村"]
    assert room.changes.heir(west, TODAY).name == "西河村"
    assert [one.name for one in room.active(TODAY)] == ["东河村", "西河村"]
    room.changes.end(west, TODAY)  # open again for what is right


def test_a_name_or_code_somebody_else_got_meanwhile_stays_there(room: Villages) -> None:
    east, west = room.villages()
    room.changes.set_code(east, "999999101288", TODAY)
    room.changes.set_code(west, "999999101200", TODAY)  # the one the first had
    [change] = room.changes.history(east)
    with pytest.raises(VillageTaken, match="西河村"):
        room.changes.take_back(east, change.uid, "填错了")
    assert room.village("东河村").code == "999999101288"
    assert room.changes.last(east) == change


def test_renames_come_in_the_order_of_their_days(room: Villages) -> None:
    east = room.village("东河村")
    room.changes.rename(east, "新河村", date(2026, 3, 1))
    with pytest.raises(BadValue, match="上一次改名"):
        room.changes.rename(east, "河湾村", date(2026, 2, 1))
    room.changes.rename(east, "河湾村", date(2026, 3, 1))
    assert room.changes.name_on(east, date(2026, 2, 1)) == "东河村"


def test_there_and_back_again_by_two_renames(room: Villages) -> None:
    east = room.village("东河村")
    for name in ("新河村", "东河村"):
        room.changes.rename(east, name, TODAY)
    assert room.village("东河村").aliases == ("东河村", "新河村")
    seen = []
    while last := room.changes.last(east):
        found = room.changes.take_back(east, last.uid, "写错了")
        seen.append((found.name, found.aliases))
    assert seen == [("新河村", ("东河村",)), ("东河村", ())]


def test_codes_of_eight_and_twelve_digits(room: Villages) -> None:
    west = room.village("西河村")
    room.changes.set_code(west, "99999902", TODAY)
    room.changes.set_code(room.village("西河村"), "999999101201", TODAY)
    found = room.village("99999902")
    assert (found.name, found.code, found.code8) == ("西河村", "999999101201", "99999902")
    for code in ("123", "999999101200"):
        with pytest.raises((BadValue, VillageTaken)):
            room.changes.set_code(found, code, TODAY)


def test_a_board_has_sections_and_a_photo(room: Villages, tmp_path: Path) -> None:
    board = room.boards()[0]
    photo = jpeg(tmp_path / "a.jpg").read_bytes()
    room.noticeboards.describe(board, Looks(("党务", "村务", "财务"), photo))
    room.noticeboards.describe(board, Looks(("村务",), w_mm=1200))
    assert room.boards()[0].w_mm == 1200
    assert room.noticeboards.photo(board) == photo
    for bad in (Looks(w_mm=0), Looks(w_mm=30_000), Looks(place="13000000000"), Looks(("7" * 40,))):
        with pytest.raises(BadValue):
            room.noticeboards.describe(board, bad)
    sections, sha = lifestore.board_fact(room._session.conn, board.uid)
    assert sections == ("村务",)
    assert Documents(room._session).read(sha) == photo


def codes(room: Villages, name: str = "东河村") -> set[str]:
    [report] = [one for one in room.inspection.run("2026Q1") if one.village.name == name]
    return {finding.check.code for finding in report.findings}


def test_inspection_finds_what_is_wrong(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    _uid, posting = posted(room, tmp_path)
    assert "K13" in codes(room)
    assert "K01" not in codes(room)
    room.ledger.add_photo(posting, PhotoKind.FAR, jpeg(tmp_path / "a.jpg"))
    assert "K13" not in codes(room)
    later(clock, date(2026, 4, 20))
    room.take_down(posting, date(2026, 4, 20), reason="损坏")
    assert {"K01", "K02", "K21"} <= codes(room)
    assert "K10" not in codes(room)


def test_figures_light_and_other_villages(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    posted(room, tmp_path)
    later(clock, date(2026, 4, 20))
    east, west = room.inspection.run("2026Q1", {"西河村": ["低保人数不同"]})
    assert east.coverage.part == 1
    assert east.finance_on_time.part == 1
    assert (west.coverage.part, west.light) == (0, Light.RED)
    assert "K08" in {finding.check.code for finding in west.findings}
    assert west.answered.per_cent is None
    shares = room.inspection.coverage("2026Q1", 2)
    assert [str(when) for when, _share in shares] == ["2025Q4", "2026Q1"]
    assert [share.part for _when, share in shares] == [0, 1]


def test_problems_of_a_sheet_are_sorted_into_checks(room: Villages, tmp_path: Path) -> None:
    hand_in(room, tmp_path, E8=1)
    assert "K16" in codes(room)
    [report] = [r for r in room.inspection.run("2026Q1") if r.village.name == "东河村"]
    assert report.clean.per_cent == 0
    assert all(finding.check.severity in Severity for finding in report.findings)


def test_papers_of_an_inspection(room: Villages, clock: StoppedClock, tmp_path: Path) -> None:
    posted(room, tmp_path)
    later(clock, date(2026, 4, 20))
    reports = room.inspection.run("2026Q1")
    written = room.inspection.write(reports, tmp_path / "papers")
    assert len(written) == 4
    form = text(written[0].read_bytes())
    assert "K01" in form
    assert "现场查看" in form
    reminder = text(room.inspection.reminder(room.village("西河村"), "2026Q1"))
    assert "已超过5天" in reminder
    with pytest.raises(NothingOwed):
        room.inspection.reminder(room.village("西河村"), "2026-03")


def test_the_paper_of_a_cross_check(room: Villages, tmp_path: Path) -> None:
    town, own = tmp_path / "镇.csv", tmp_path / "村.csv"
    head = "核对编号,村,事项,年度,户数,面积,金额,口径\n"
    town.write_text(f"{head}X01,东河村,补贴,2026,36,212.00,19760.52,实发\n", "utf-8")
    own.write_text(f"{head}X01,999999101200,补贴,2026,36,212.00,19860.52,实发\n", "utf-8")
    [found] = room.crosscheck.compare(town, own)
    book = tmp_path / "册.csv"
    book.write_text("户主,面积,标准,金额\n甲,10.10,93.21,1041.42\n乙,1,93.21,93.21\n", "utf-8")
    [path] = room.crosscheck.write([found], tmp_path / "out", book)
    printed = text(path.read_bytes())
    assert "金额+100.00元" in printed
    assert "第2行金额多100.00元" in printed
    assert "999999101200" in printed
    assert room.crosscheck.told([replace(found, village="东河村")]).keys() == {"东河村"}


def test_a_change_must_be_one_and_keeps_what_came_between(room: Villages) -> None:
    held = room.village("东河村")  # as a dialog holds it that was opened before
    room.changes.add_alias(held, "河东", TODAY)
    room.changes.set_code(held, "999999101288", TODAY)
    room.describe(held, committee="青石镇东河联村村民委员会")
    found = room.village("东河村")
    assert (found.aliases, found.code) == (("河东",), "999999101288")
    for act in (
        lambda: room.changes.rename(found, "东河村", TODAY),
        lambda: room.changes.rename(found, "东/河村", TODAY),
        lambda: room.changes.add_alias(found, "河东", TODAY),
        lambda: room.changes.set_code(found, "999999101288", TODAY),
        lambda: room.changes.end(found, date(2062, 4, 10)),
        lambda: room.changes.end(found, date(1926, 4, 10)),
    ):
        with pytest.raises(BadValue):
            act()
    kinds = [one.kind for one in room.changes.history(found)]
    assert kinds == ["alias", "code"]
    room.changes.rename(found, "青石镇新河村", TODAY)
    assert room.village("新河村").committee == "青石镇东河联村村民委员会"
