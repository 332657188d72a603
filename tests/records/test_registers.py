"""Registers: numbered without gaps, revised and never deleted, sealed, due, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.accounts.model import LoginNeeded, NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base import figures
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.base.figures import Figure
from gkdesk.catalog.service import Catalog
from gkdesk.records import regfiles, regform
from gkdesk.records.regbook import NoSuchRegister
from gkdesk.records.registers import (
    EntryClosed,
    NoSuchEntry,
    NotThisStep,
    ReasonMissing,
)
from gkdesk.records.regmodel import Kind, Per, Register, Severity
from gkdesk.records.regperiod import BadPeriod, Span, Wanted
from gkdesk.records.regroom import RegisterRoom
from tests.catalog.conftest import SAMPLE
from tests.conftest import StoppedClock, log_in
from tests.village.test_life import jpeg

from .regs import BIRTH, CHECKED, DECISION, ID_NUMBER, INCIDENT, MOBILE, RESPONSE, room_of


@pytest.fixture
def room(session: Session) -> RegisterRoom:
    return room_of(session)


def codes(room: RegisterRoom, uid: str) -> set[str]:
    return {one.code for one in room.book.line(room.book.get(uid)).findings}


def test_numbers_have_no_gaps_and_a_refusal_takes_none(
    room: RegisterRoom, clock: StoppedClock
) -> None:
    first = room.book.add("rectify", INCIDENT)
    with pytest.raises(BadValue, match="类别"):
        room.book.add("rectify", INCIDENT | {"kind": "没有的"})
    with pytest.raises(BadValue, match="没有填写"):
        room.book.add("rectify", {"title": "只有标题"})
    second = room.book.add("rectify", INCIDENT)
    assert (first.number, second.number) == ("2026-001", "2026-002")
    assert room.book.add("decisions", DECISION).number == "2026-001"
    clock.value = datetime(2027, 1, 4, 9, 0)  # noqa: DTZ001
    assert room.book.add("rectify", INCIDENT).number == "2027-001"
    assert room.book.get("2026-002", "rectify").uid == second.uid
    with pytest.raises(NoSuchEntry):
        room.book.get("2026-009", "rectify")
    with pytest.raises(NoSuchRegister, match="问题整改台账"):
        room.book.entries("nothing")


def test_an_entry_lives_in_revisions(room: RegisterRoom, session: Session) -> None:
    made = room.book.add("rectify", INCIDENT)
    with pytest.raises(NotThisStep, match="待整改"):
        room.book.act(made.uid, "reopen")
    with pytest.raises(BadValue, match="处置和整改措施"):
        room.book.act(made.uid, "handle", {"withdrawn_at": "2026-04-09 16:00"})
    with pytest.raises(BadValue, match="不是办“登记处置”时填写的栏目"):
        room.book.act(made.uid, "handle", {"title": "x"})
    room.book.act(made.uid, "handle", {"withdrawn_at": "2026.4.9 16:05", "measure": "先撤下"})
    done = room.book.act(made.uid, "close", {"result": "改好了", "closed_on": "2026-04-10"})
    assert [one.act for one in done.revisions] == ["add", "handle", "close"]
    assert done.values["withdrawn_at"] == "2026-04-09T16:05"
    with pytest.raises(ReasonMissing):
        room.book.change(made.uid, {"owner": "何敏"})
    changed = room.book.change(made.uid, {"owner": "何敏"}, "写错了人")
    assert changed.revisions[-2].values["owner"] == "周桂芬"
    assert changed.revisions[-1].reason == "写错了人"
    assert room.book.change(made.uid, {"owner": "何敏"}, "又改") == changed  # nothing new
    gone = room.book.cancel(made.uid, "登重了")
    assert (gone.cancelled, gone.values["title"]) == (True, INCIDENT["title"])
    for call in (
        lambda: room.book.cancel(made.uid, "再一次"),
        lambda: room.book.change(made.uid, {"owner": "某"}),
        lambda: room.book.act(made.uid, "close", {}),
    ):
        with pytest.raises(EntryClosed):
            call()
    for table in ("register_entry", "register_revision"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            session.conn.execute(f"DELETE FROM {table}")  # noqa: S608
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        room.book.add("rectify", INCIDENT)


def test_what_names_a_person_lies_sealed(room: RegisterRoom, session: Session) -> None:
    words = INCIDENT | {"title": f"公示中有{ID_NUMBER}", "owner": "王某某测试"}
    made = room.book.add("rectify", words)
    room.book.act(made.uid, "handle", {"measure": f"电话{MOBILE}告知"})
    room.book.cancel(made.uid, "王某某测试登重了")
    raw = (session.folder / "gkdesk.db").read_bytes()
    for secret in (ID_NUMBER, MOBILE, "王某某测试"):
        assert secret.encode() not in raw
    line = room.book.line(made)
    assert ID_NUMBER not in line.title
    assert line.title.startswith("公示中有11")
    form = room.book.form("rectify")
    shown = room.lists.shown(form, room.book.get(made.uid))
    assert MOBILE not in shown["measure"]


def test_what_was_opened_is_forgotten_with_the_key(room: RegisterRoom, session: Session) -> None:
    room.book.add("rectify", INCIDENT)
    assert len(room.agenda()) == 2
    assert room.book.lines("rectify")
    session.lock()
    assert (room.book._opened, room.book._reckoned) == ({}, {})
    with pytest.raises(LoginNeeded):
        room.book.lines("rectify")
    assert room.agenda() == []


def test_personal_fields_are_masked(room: RegisterRoom) -> None:
    made = room.book.add("responses", RESPONSE | {"poster": "李桂兰", "summary": f"留了{MOBILE}"})
    shown = room.lists.shown(room.book.form("responses"), made)
    assert (shown["poster"], shown["summary"]) == ("李*兰", "留了139****1234")
    assert shown["found_at"] == "2026-04-08 10:00"
    secret = room.book.add("decisions", DECISION | {"proposers": "张三、李四"})
    assert room.lists.shown(room.book.form("decisions"), secret)["proposers"] == "（不显示）"


def test_the_clocks_of_hours(room: RegisterRoom, clock: StoppedClock) -> None:
    made = room.book.add("responses", RESPONSE)
    [due] = room.book.line(made).dues
    assert due.at == datetime(2026, 4, 10, 10, 0)  # noqa: DTZ001
    assert not due.late_days
    clock.value = datetime(2026, 4, 10, 10, 1)  # noqa: DTZ001
    assert codes(room, made.uid) == {"late-hours48"}
    [owed] = room.agenda()
    assert (owed.subject, owed.verb) == (f"register:responses:{made.uid}", "登记回应")
    assert "04-10 10:00前" in owed.detail
    assert (owed.title, owed.sealed_title) == ("政务舆情回应台账 2026-001", "网传某路段积水")
    in_time = {"replied_at": "2026-04-10 09:59", "reply_way": "平台回复", "reply": "已抽排"}
    room.book.act(made.uid, "reply", in_time)
    assert codes(room, made.uid) == set()
    assert room.agenda() == []
    grave = room.book.add("responses", RESPONSE | {"grade": "特别重大、重大突发事件"})
    [due] = room.book.line(grave).dues
    assert due.at == datetime(2026, 4, 9, 10, 0)  # noqa: DTZ001
    late = room.book.act(grave.uid, "reply", in_time)
    [finding] = room.book.line(late).findings
    assert (finding.words, finding.severity) == ("24小时内回应超过了24小时", Severity.ERROR)


def test_a_decision_without_feedback_or_reason_is_a_finding(room: RegisterRoom) -> None:
    made = room.book.add("decisions", DECISION)
    room.book.act(made.uid, "start", {
        "draft_on": "2026-03-01", "grounds": "没有公布", "from_on": "2026-03-02",
        "to_on": "2026-03-20",
    })  # fmt: skip
    assert codes(room, made.uid) == {"short", "grounds", "late-collect"}
    room.book.act(made.uid, "end", {"received": "6", "adopted": "4", "declined": "1"})
    wrong = {"short", "grounds", "feedback", "reasons", "sum"}
    assert codes(room, made.uid) - {"late-collect"} == wrong
    room.book.act(made.uid, "feedback", {
        "declined": "2", "reasons": "超出镇的权限", "feedback_on": "2026-04-08",
    })  # fmt: skip
    assert codes(room, made.uid) - {"late-collect"} == {"short", "grounds"}
    hearing = {**DECISION, "way": "听证会", "draft_on": "2026-03-01", "from_on": "2026-03-05"}
    made = room.book.add("decisions", hearing)
    assert "hearing" in codes(room, made.uid)


def test_quotas_count_what_was_held(room: RegisterRoom, clock: StoppedClock) -> None:
    first = {"kind": "列席会议", "title": "第一季度镇长办公会", "held_on": "2026-02-10"}
    made = room.book.add("meetings", first)
    states = {one.quota.code: one for one in room.book.summary(room.book.form("meetings")).quotas}
    assert (states["quarter"].have, states["quarter"].need) == (0, 1)
    assert (states["year"].have, states["open_day"].missing) == (1, 1)
    room.book.cancel(made.uid, "没有开")
    assert room.book.summary(room.book.form("meetings")).quotas[1].have == 0
    assert [one.title for one in room.agenda()] == []
    clock.value = datetime(2026, 6, 5, 9, 0)  # noqa: DTZ001
    [short] = room.agenda()
    assert short.title == "列席与开放日台账：本季度列席会议"
    assert short.due_on == date(2026, 6, 30)


def test_links_must_be_there(room: RegisterRoom) -> None:
    with pytest.raises(BadValue, match="没有这个编号的公开信息"):
        room.book.add("rectify", INCIDENT | {"record": "2026-00009"})


def test_a_catalog_item_is_shown_by_its_name(session: Session) -> None:
    catalog = Catalog(session)
    catalog.apply(catalog.read(SAMPLE))
    room = room_of(session)
    with pytest.raises(BadValue, match="目录里没有"):
        room.book.add("guides", BIRTH | {"item": "99-99-999"})
    made = room.book.add("guides", BIRTH | {"item": "20-01-001"})
    shown = room.lists.shown(room.book.form("guides"), made)["item"]
    assert shown.startswith("20-01-001 ")
    assert len(shown) > len("20-01-001 ")


def test_files_are_kept_with_an_entry(room: RegisterRoom, tmp_path: Path) -> None:
    made = room.book.add("rectify", INCIDENT)
    photo = tmp_path / "李桂兰整改.jpg"
    jpeg(photo)
    with pytest.raises(BadValue, match="附件栏目"):
        room.files.attach(made.uid, photo, field="title")
    kept = room.files.attach(made.uid, photo, field="proof", note="整改后")
    assert (kept.id, kept.field, kept.media) == (1, "proof", "picture")
    with pytest.raises(regfiles.KeptBefore):
        room.files.attach(made.uid, photo)
    entry = room.book.get(made.uid)
    assert room.files.suggested(entry, kept) == "rectify-2026-001-附件1.jpg"
    out = tmp_path / "copy.jpg"
    room.files.save_as(entry, 1, out)
    assert out.read_bytes() == photo.read_bytes()
    with pytest.raises(regfiles.NoSuchFile):
        room.files.save_as(entry, 2, out)


def test_a_wrong_form_names_every_mistake(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'id = "other"\nversion = 1\ntitle = "甲"\ngroup = "乙"\nbasis = ["丙"]\nstatus = "草案"\n'
        'subject = "nothing"\nday = "name"\n'
        '[[field]]\nname = "name"\nlabel = "名称"\n'
        '[[field]]\nname = "name"\nlabel = "名称"\nkind = "choice"\n'
        '[[state]]\ncode = "a"\nlabel = "甲"\ndone = true\n'
        '[[act]]\ncode = "add"\nlabel = "办"\nfrom = ["b"]\nto = "a"\nneeds = ["name"]\n'
        '[[due]]\ncode = "d"\nlabel = "期"\nverb = "一二三四五六七八九"\nafter = "name"\n'
        '[[due.figure]]\nfrom = 2026-01-01\nn = -1\nunit = "year"\nbasis = "x"\nstatus = "local"\n'
        '[[column]]\nfield = "nowhere"\nwidth = 10\n',
        "utf-8",
    )
    told = " ".join(f"{one.where}{one.message}" for one in regform.check(path))
    for part in ("应与文件名一致", "nothing", "写了两次", "choices", "不能是办结的", "自己用的",
                 "“b”", "asks", "最多8个字", "日期栏目", "应在0到", "year", "nowhere"):  # fmt: skip
        assert part in told, part
    own = session.folder / "forms" / "registers"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(path.read_text("utf-8"), "utf-8")
    room = room_of(session)
    assert list(room.book.bad_forms) == ["mine"]
    assert "rectify" in room.book.all_forms  # one wrong form stops no other
    with pytest.raises(BadFile):
        room.book.form("mine")


def test_a_register_of_the_office_needs_no_code(session: Session) -> None:
    own = session.folder / "forms" / "registers"
    own.mkdir(parents=True)
    (own / "visits.toml").write_text(
        'id = "visits"\nversion = 1\ntitle = "来访登记"\ngroup = "其他"\nbasis = ["本镇规定"]\n'
        'status = "自定"\nsubject = "what"\n[[field]]\nname = "what"\nlabel = "来访事项"\n'
        'required = true\n[[state]]\ncode = "new"\nlabel = "新"\n'
        '[[column]]\nfield = "what"\nwidth = 100\n',
        "utf-8",
    )
    room = room_of(session)
    assert room.book.add("visits", {"what": "查阅公报"}).number == "2026-001"


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_periods(text: str, first: date, last: date, label: str) -> None:
    span = Span.parse(text)
    assert (span.first, span.last, span.label, str(span)) == (first, last, label, text)
    assert span.next().before() == span


@pytest.mark.parametrize("text", ["2026-13", "26-01", "2026Q5", "", "今年"])
def test_no_periods(text: str) -> None:
    with pytest.raises(BadPeriod):
        Span.parse(text)


def test_the_figure_in_force(room: RegisterRoom) -> None:
    old = Figure(date(2020, 1, 1), 5, "day", "甲", "local")
    new = Figure(date(2026, 1, 1), 3, "day", "乙", "local")
    assert figures.on((old, new), date(2025, 12, 31)) is old
    assert figures.on((old, new), date(2026, 1, 1)) is new
    assert figures.on((old, new), date(2019, 1, 1)) is None
    made = room.book.add("monitoring", CHECKED | {"hits": "2"})
    [due] = room.book.line(made).dues
    assert (due.on, due.figure.words) == (date(2026, 4, 14), "5个工作日")


VALUES = {
    Kind.TEXT: "文字", Kind.LONGTEXT: "一段文字", Kind.DATE: "2026-04-09",
    Kind.DATETIME: "2026-04-09 15:00", Kind.NUMBER: "3", Kind.PERSON: "周桂芬",
    Kind.PHONE: "0000-0000123",
}  # fmt: skip


def typed_into(form: Register, names: Iterable[str]) -> dict[str, str]:
    """Return something for each of these fields, the first choice of a choice."""
    found = {}
    for field in form.typed:
        if field.name in names and field.kind not in (Kind.RECORD, Kind.ITEM):
            found[field.name] = field.choices[0] if field.choices else VALUES[field.kind]
    return found


@pytest.mark.parametrize("path", sorted((paths.forms() / "registers").glob("*.toml")),
                         ids=lambda path: path.stem)  # fmt: skip
def test_every_shipped_register_can_be_walked(
    room: RegisterRoom, path: Path, tmp_path: Path
) -> None:
    """Every act is reached from the first state, every list is printed, one page wide."""
    form = room.book.form(path.stem)
    reached, taken = {form.states[0].code}, set[str]()
    for _each in form.acts:
        for act in form.acts:
            if set(act.sources) & reached:
                reached.add(act.to)
                taken.add(act.code)
    assert reached == {state.code for state in form.states}
    assert taken == {act.code for act in form.acts}
    for act in form.acts:
        entry = room.book.add(form.id, typed_into(form, [field.name for field in form.typed]))
        if act in room.book.acts(entry):
            moved = room.book.act(entry.uid, act.code, typed_into(form, act.asks))
            assert moved.state == act.to
            assert room.book.line(moved).title
    out = tmp_path / "list.pdf"
    if not form.acts:
        room.book.add(form.id, typed_into(form, [field.name for field in form.typed]))
    room.lists.write(form.id, Wanted(), out)
    with pdfplumber.open(out) as pdf:
        text = pdf.pages[0].extract_text().replace("\n", "").replace(" ", "")
        assert form.title[:4] in text
    assert not [one for one in form.dues if not one.figures]


@given(st.dates(date(2001, 1, 1), date(2150, 1, 1)))
def test_periods_hold_their_days(day: date) -> None:
    for per in Per:
        span = Span.of(per, day)
        assert span.holds(day)
        assert Span.parse(str(span)) == span
        assert span.last + timedelta(days=1) == span.next().first
