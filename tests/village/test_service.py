"""The room as the clerk uses it: a real office, real files, the clock at 2026-04-10."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pdfplumber
import pytest

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.db import audit
from gkdesk.documents.model import NameMask, Paper, Tiles
from gkdesk.documents.service import Documents
from gkdesk.village.declined import (
    SheetNotFound,
    TooEarly,
    UnknownForm,
    VillageNotFound,
    VillageTaken,
    WrongDay,
    WrongStep,
)
from gkdesk.village.model import (
    DRAFT_MARK,
    SheetState,
)
from gkdesk.village.printing import UnknownPaper
from gkdesk.village.service import Villages
from tests.conftest import StoppedClock

from .books import rows, save

TODAY = date(2026, 4, 10)


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    board = [{"name": "村口", "place": "村委会旁", "w_mm": 2400, "h_mm": 1200}]
    villages.add_village({"name": "东河村", "code": "999999101200", "boards": board})
    villages.add_village({"name": "西河村", "boards": board})
    return villages


def hand_in(room: Villages, tmp_path: Path, village: str = "东河村", **cells: object) -> str:
    """Import one sheet of 2026Q1; return its uid."""
    title = f"青石镇{village}2026年第一季度财务收支公开表"
    path = save(tmp_path / "交来的.xlsx", rows(A1=title, **cells))
    applied = room.apply(room.read([path], "2026Q1"))
    return applied.stored[0]


def reviewed(room: Villages, tmp_path: Path, village: str = "东河村") -> str:
    uid = hand_in(room, tmp_path, village)
    room.review(uid, "王主任", TODAY)
    return uid


def posted(room: Villages, tmp_path: Path) -> str:
    uid = reviewed(room, tmp_path)
    room.print_("F01", "2026Q1", folder=tmp_path / "out")
    room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    return uid


def test_reading_writes_nothing(room: Villages, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", rows())
    before = room._session.conn.total_changes
    assert len(room.read([path], "2026Q1")) == 1
    assert room._session.conn.total_changes == before


def test_import_and_board(room: Villages, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    first, second = room.board("2026Q1")
    assert (first.states, first.sheets) == ({"F01": SheetState.CHECKED}, {"F01": uid})
    assert (second.states, second.sheets) == ({"F01": SheetState.MISSING}, {})
    assert room.data(uid).note == "往来为押金。"
    assert room.source_name(uid) == "交来的.xlsx"
    assert [problem.blocking for problem in room.problems(uid)] == [False]


def test_a_sheet_with_problems_is_kept_and_stops_no_other(room: Villages, tmp_path: Path) -> None:
    bad = save(tmp_path / "a.xlsx", rows(E8=1))
    good = save(tmp_path / "b.xlsx", rows(A1="青石镇西河村2026年第一季度财务收支公开表"))
    broken = tmp_path / "c.xlsx"
    broken.write_bytes(b"x")
    steps: list[tuple[int, int, str]] = []
    readings = room.read([bad, good, broken], "2026Q1", lambda *step: steps.append(step))
    applied = room.apply(readings)
    assert (len(applied.stored), applied.with_problems, applied.refused) == (2, 1, 1)
    assert [row.states["F01"] for row in room.board("2026Q1")] == [
        SheetState.PROBLEM, SheetState.CHECKED,
    ]  # fmt: skip
    assert steps[-1][:2] == (3, 3)
    assert "E8" in [problem.where for problem in room.problems(applied.stored[0])]


def test_the_source_is_archived_sealed(room: Villages, session: Session, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    sha = room.sheet(uid).source_sha256
    assert Documents(session).read(sha) == (tmp_path / "交来的.xlsx").read_bytes()
    raw = (session.folder / "gkdesk.db").read_bytes()
    assert "往来为押金".encode() not in raw
    assert "交来的".encode() not in raw


def test_again_the_same_is_left_alone(room: Villages, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    again = room.read([tmp_path / "交来的.xlsx"], "2026Q1")
    assert [reading.same_as_stored for reading in again] == [True]
    applied = room.apply(again)
    assert (applied.stored, applied.same) == ((), 1)
    second = hand_in(room, tmp_path, A12="备注:改过。")
    sheet = room.sheet(second)
    assert (sheet.version, [old.uid for old in room.versions(sheet)]) == (2, [uid, second])
    with pytest.raises(WrongStep, match="第2版"):
        room.review(uid, "王主任", TODAY)


def test_the_period_before_is_carried_on(room: Villages, tmp_path: Path) -> None:
    hand_in(room, tmp_path)
    title = "青石镇东河村2026年第二季度财务收支公开表"
    right: dict[str, object] = {
        "A1": title, "B9": 2330, "E10": 4560, "E11": 4230,
        "C5": 2000, "C6": 4000, "C7": 1, "C8": 6001, "F5": 601, "F6": 1000, "F8": 1601,
    }  # fmt: skip
    [reading] = room.read([save(tmp_path / "q2.xlsx", rows(**right))], "2026Q2")
    assert reading.problems == ()
    wrong = right | {"B9": 2330.3, "E10": 4560.3, "E11": 4230.3}
    [reading] = room.read([save(tmp_path / "q2.xlsx", rows(**wrong))], "2026Q2")
    assert [problem.message for problem in reading.problems] == [
        "上期结余应为 2,330.00 元，表中 2,330.30 元，差 0.30 元（2026年第一季度的本期结余）"
    ]


def test_the_first_import_fills_an_empty_list(session: Session, tmp_path: Path) -> None:
    room = Villages(session, Documents(session))
    path = save(tmp_path / "a.xlsx", rows())
    applied = room.apply(room.read([path], "2026Q1"))
    assert applied.new_villages == ("东河村",)
    assert [village.name for village in room.villages()] == ["东河村"]


def test_review(room: Villages, session: Session, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    with pytest.raises(WrongDay):
        room.review(uid, "王主任", date(2026, 4, 11))
    with pytest.raises(BadValue):
        room.review(uid, " ", TODAY)
    assert room.review(uid, "王主任", TODAY).state is SheetState.REVIEWED
    with pytest.raises(WrongStep, match="已经审核过"):
        room.review(uid, "王主任", TODAY)
    assert "王主任".encode() not in (session.folder / "gkdesk.db").read_bytes()
    bad = hand_in(room, tmp_path, "西河村", E8=1)
    with pytest.raises(WrongStep, match="更正问题"):
        room.review(bad, "王主任", TODAY)
    with pytest.raises(SheetNotFound):
        room.review("nothing", "王主任", TODAY)


def test_print(room: Villages, session: Session, tmp_path: Path) -> None:
    uid = reviewed(room, tmp_path)
    out = tmp_path / "out"
    done = room.print_("F01", "2026Q1", folder=out)
    assert [(one.village, one.state, one.draft, one.pages) for one in done] == [
        ("东河村", SheetState.PRINTED, False, 1),
        ("西河村", SheetState.MISSING, False, 0),
    ]
    assert done[1].reason == "还没有交数据"
    first = (out / "东河村-F01-2026Q1-a4l.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    assert Documents(session).read(done[0].sha256) == first
    room.print_("F01", "2026Q1", folder=out, paper="a3l")
    again = room.print_("F01", "2026Q1", folder=tmp_path / "again")
    assert again[0].sha256 == done[0].sha256
    assert len(Documents(session).of(uid)) == 2


def test_the_document_says_which_version_of_the_form(session: Session, tmp_path: Path) -> None:
    own = session.folder / "forms" / "village" / "F01.toml"
    own.parent.mkdir(parents=True)
    shipped = (paths.forms() / "village" / "F01.toml").read_text("utf-8")
    own.write_text(shipped.replace("version   = 1", "version   = 7"), "utf-8")
    room = Villages(session, Documents(session))
    room.add_village({"name": "东河村"})
    uid = reviewed(room, tmp_path)
    room.print_("F01", "2026Q1", folder=tmp_path / "out")
    assert [made.form_version for made in Documents(session).of(uid)] == [7]


def test_the_supervision_phone_is_printed_when_the_office_has_one(
    room: Villages, session: Session, tmp_path: Path
) -> None:
    uid = hand_in(room, tmp_path)
    assert room.page(uid).footer[-1] == "监督电话：青石镇人民政府 0000-0000123"
    session.organ = replace(session.organ, supervision_phone="0000-0000200")
    assert room.page(uid).footer[-1] == "监督电话：青石镇纪委 0000-0000200"


def test_a_draft_is_marked_and_changes_nothing(room: Villages, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    hand_in(room, tmp_path, "西河村", E8=1)
    done = room.print_("F01", "2026Q1", folder=tmp_path / "out")
    assert [one.pages for one in done] == [1, 0]
    assert [(one.draft, one.state) for one in done] == [
        (True, SheetState.CHECKED), (False, SheetState.PROBLEM),
    ]  # fmt: skip
    assert done[1].path is None
    assert "1处问题" in done[1].reason
    assert [path.name for path in (tmp_path / "out").iterdir()] == [
        "东河村-F01-2026Q1-a4l-审核稿.pdf"
    ]
    assert room.page(uid).mark == DRAFT_MARK
    assert room.preview(uid).startswith(b"%PDF")


def test_print_what_there_is(room: Villages, tmp_path: Path) -> None:
    with pytest.raises(UnknownForm, match="F01"):
        room.print_("F99", "2026Q1", folder=tmp_path)
    with pytest.raises(UnknownPaper, match="A3"):
        room.print_("F01", "2026Q1", folder=tmp_path, paper="a4")
    one = room.print_("F01", "2026Q1", folder=tmp_path, village=room.village("东河"))
    assert len(one) == 1


def test_post_and_take_down(room: Villages, clock: StoppedClock, tmp_path: Path) -> None:
    uid = reviewed(room, tmp_path)
    [east] = room.boards(room.village("东河村").uid)
    [west] = room.boards(room.village("西河村").uid)
    with pytest.raises(WrongStep, match="打印定稿"):
        room.post(uid, east, TODAY)
    room.print_("F01", "2026Q1", folder=tmp_path / "out")
    with pytest.raises(WrongStep, match="不是此村"):
        room.post(uid, west, TODAY)
    for day, said in ((date(2026, 4, 11), "今天之后"), (date(2026, 4, 9), "早于打印")):
        with pytest.raises(WrongDay, match=said):
            room.post(uid, east, day)
    posting = room.post(uid, east, TODAY)
    assert posting.keep_until == date(2026, 4, 26)
    assert room.sheet(uid).state is SheetState.POSTED
    with pytest.raises(WrongStep, match="已经张贴"):
        room.post(uid, east, TODAY)
    clock.value = datetime(2026, 4, 25, 9, 0)  # noqa: DTZ001
    with pytest.raises(TooEarly, match="4月26日起"):
        room.take_down(posting, date(2026, 4, 25))
    with pytest.raises(WrongDay, match="早于张贴"):
        room.take_down(posting, date(2026, 4, 9))
    ended = room.take_down(posting, date(2026, 4, 25), reason="大风刮落")
    assert ended.taken_down_on == date(2026, 4, 25)
    assert room.sheet(uid).state is SheetState.TAKEN_DOWN
    with pytest.raises(WrongStep, match="已经取下"):
        room.take_down(posting, date(2026, 4, 25))
    assert room.post(uid, east, date(2026, 4, 25)).keep_until == date(2026, 5, 11)


def test_agenda(room: Villages, clock: StoppedClock, tmp_path: Path) -> None:
    assert [(due.title, due.due_on) for due in room.agenda()] == [
        ("2个村的2026年第一季度财务收支公开表还没有交", date(2026, 4, 15))
    ]
    posted(room, tmp_path)
    titles = [due.title for due in room.agenda()]
    assert titles == ["1个村的2026年第一季度财务收支公开表还没有交", "1张公开表保留期满"]
    assert room.agenda()[1].due_on == date(2026, 4, 26)
    assert "在此之前不得取下" in room.agenda()[1].detail
    clock.value = datetime(2026, 7, 2, 9, 0)  # noqa: DTZ001
    found = room.agenda()
    assert [due.due_on for due in found] == [date(2026, 4, 15), date(2026, 7, 15)]
    assert all(len(due.verb) <= 8 for due in found)


def test_package_rows(room: Villages, tmp_path: Path) -> None:
    reviewed(room, tmp_path, "西河村")
    assert room.package_rows() == []
    uid = posted(room, tmp_path)
    [row] = room.package_rows()
    assert (row.kind, row.key, row.revision, row.files) == (
        "sheet", "999999101200/F01/2026Q1", 1, (),
    )  # fmt: skip
    assert row.data["pdf_sha256"]
    assert "押金" not in str(row.data)
    room.take_down(room.postings(uid)[0], TODAY, reason="重贴")
    assert room.package_rows()[0].revision == 2


def test_a_clock_put_back_leaves_no_posted_sheet_without_paper(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid = reviewed(room, tmp_path)
    room.print_("F01", "2026Q1", folder=tmp_path / "out")
    clock.value -= timedelta(minutes=5)
    room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    assert room.package_rows()[0].data["pdf_sha256"]


def test_a_posted_sheet_on_another_paper_is_told_when_it_hangs(
    room: Villages, clock: StoppedClock, tmp_path: Path
) -> None:
    uid = posted(room, tmp_path)
    [before] = room.package_rows()
    clock.value += timedelta(minutes=1)
    assert room.archived_pdf(uid, paper="a3l").sha256 != before.data["pdf_sha256"]
    assert room.package_rows() == [before]
    room.take_down(room.postings(uid)[0], TODAY, reason="重贴")
    clock.value += timedelta(minutes=1)
    room.post(uid, room.boards(room.village("东河村").uid)[0], TODAY)
    [after] = room.package_rows()
    assert after.revision == before.revision + 2
    assert after.data["pdf_sha256"] != before.data["pdf_sha256"]


def test_villages(room: Villages) -> None:
    assert room.village("999999101200").name == "东河村"
    with pytest.raises(VillageNotFound, match="东河村、西河村"):
        room.village("北河村")
    for values, error in (
        ({"name": "东河村村委会"}, VillageTaken),
        ({"name": "南河村", "code": "999999101200"}, VillageTaken),
        ({"name": "南河村", "code": "12"}, BadValue),
        ({"name": ""}, BadValue),
        ({"nam": "南河村"}, BadValue),
        ({"name": "南河村", "aliases": "南村"}, BadValue),
        ({"name": "南河村", "boards": [{"w_mm": 5}]}, BadValue),
        ({"name": "南河村", "boards": [{"name": "甲", "w_mm": -5}]}, BadValue),
        ({"name": "南河村", "boards": [{"name": "甲"}, {"name": "甲"}]}, BadValue),
    ):
        with pytest.raises(error):
            room.add_village(values)
    assert len(room.villages()) == 2


def test_a_list_is_taken_whole_or_not(room: Villages) -> None:
    taken = room.read_pasted("村名\t区划代码\t别名\n南河村\t999999101203\t南村\n北河村")
    with pytest.raises(VillageTaken):
        room.add_villages([{"name": "南河村"}, {"name": "东河村"}])
    assert len(room.villages()) == 2
    added = room.import_list(taken.lines)
    assert [one.name for one in added] == ["南河村", "北河村"]
    assert room.village("南村").uid == added[0].uid
    with pytest.raises(VillageTaken):  # looked at once, taken twice
        room.import_list(taken.lines)
    assert len(room.villages()) == 4


def test_history_cannot_be_edited(room: Villages, tmp_path: Path) -> None:
    posted(room, tmp_path)
    conn = room._session.conn
    for statement in (
        "UPDATE village_sheet SET made_by = ''",
        "UPDATE village_sheet_event SET by = ''",
        "UPDATE village_posting SET by = ''",
        "DELETE FROM village_sheet",
        "DELETE FROM village_sheet_event",
        "DELETE FROM village_posting",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            conn.execute(statement)


def test_every_act_is_audited(room: Villages, tmp_path: Path) -> None:
    uid = posted(room, tmp_path)
    room.take_down(room.postings(uid)[0], TODAY, reason="重贴")
    acts = [entry.action for entry in audit.entries(room._session.conn)]
    for act in ("add", "add_board", "import", "sheet", "review", "print", "post", "take_down"):
        assert f"village.{act}" in acts
    text = "".join(entry.detail for entry in audit.entries(room._session.conn))
    assert "王主任" not in text
    assert "交来的" not in text


def test_a_wrong_form_of_the_office_is_told(room: Villages, session: Session) -> None:
    own = session.folder / "forms" / "village"
    own.mkdir(parents=True)
    (own / "F01.toml").write_text("id = 1", "utf-8")
    with pytest.raises(BadFile):
        Villages(session, Documents(session)).board("2026Q1")


def test_the_samples(session: Session, tmp_path: Path) -> None:
    room = Villages(session, Documents(session))
    folder = paths.resources() / "samples" / "village"
    room.apply(room.read(sorted((folder / "2025Q4").glob("*.xlsx")), "2025Q4"))
    readings = room.read(sorted((folder / "2026Q1").glob("*.xlsx")), "2026Q1")
    assert len(readings) == 11
    found = {r.village: [p.message for p in r.problems] for r in readings if r.problems}
    assert set(found) == {"石门村", "柳湾村"}
    assert "支出合计应为" in found["石门村"][0]
    assert "差 100.00 元" in found["石门村"][0]
    assert "上期结余应为" in found["柳湾村"][0]
    assert "差 0.30 元" in found["柳湾村"][0]
    room.apply(readings)
    states = {row.village.name: row.states["F01"] for row in room.board("2026Q1")}
    assert states["双溪村"] is SheetState.MISSING
    assert list(states.values()).count(SheetState.CHECKED) == 9


def test_tiles_are_written_beside_the_archived_sheet(room: Villages, tmp_path: Path) -> None:
    reviewed(room, tmp_path)
    out = tmp_path / "out"
    [done, missing] = room.print_("F01", "2026Q1", folder=out, tiles=Tiles(2, 2))
    assert [Path(path).name for path in done.files] == [
        "东河村-F01-2026Q1-a4l.pdf", "东河村-F01-2026Q1-a4l-拼贴2x2.pdf",
    ]  # fmt: skip
    assert done.warnings == ()
    assert missing.files == ()
    with pdfplumber.open(done.files[1]) as opened:
        words = [page.extract_text() for page in opened.pages]
    assert len(words) == 4
    assert "东河村-F01-4/4" in words[3]
    archived = room._session.conn.execute("SELECT count(*) FROM document").fetchone()[0]
    assert archived == 1
    again = room.print_("F01", "2026Q1", folder=out, paper="a3l", tiles=Tiles.halves(Paper.A3))
    assert Path(again[0].files[1]).name == "东河村-F01-2026Q1-a3l-拼贴1x2.pdf"


def test_slides_of_a_screen(room: Villages, tmp_path: Path) -> None:
    uid = hand_in(room, tmp_path)
    out = tmp_path / "屏"
    [draft, missing] = room.screens("F01", "2026Q1", folder=out)
    assert draft.draft
    assert missing.reason == "还没有交数据"
    assert [Path(path).name for path in draft.files] == [
        "东河村-F01-2026Q1-审核稿-屏01.png", "东河村-F01-2026Q1-审核稿-屏02.png",
    ]  # fmt: skip
    room.review(uid, "王主任", TODAY)
    drafts = [Path(path) for path in draft.files]
    stale, own = out / "东河村-F01-2026Q1-屏07.png", out / "东河村-F01-2026Q1-屏保.png"
    stale.write_bytes(b"")
    own.write_bytes(b"")
    [final, _] = room.screens("F01", "2026Q1", folder=out, names=NameMask.FULL)
    assert (final.draft, final.pages, final.path) == (False, 2, final.files[0])
    assert not any(path.exists() for path in drafts)
    assert not stale.exists()  # an older sheet's slide would go on being shown
    assert own.exists()
    assert room.sheet(uid).state is SheetState.REVIEWED  # a screen is no board
    actions = room._session.conn.execute("SELECT action FROM audit").fetchall()
    assert [row[0] for row in actions].count("village.screen") == 2


def test_a_sheet_with_problems_is_on_no_screen(room: Villages, tmp_path: Path) -> None:
    hand_in(room, tmp_path, E8=1)
    [wrong, _] = room.screens("F01", "2026Q1", folder=tmp_path / "屏")
    assert wrong.path is None
    assert "更正后再打印" in wrong.reason
    assert not (tmp_path / "屏").exists()
    with pytest.raises(UnknownForm):
        room.screens("F99", "2026Q1", folder=tmp_path)
