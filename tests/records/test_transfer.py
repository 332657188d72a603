"""移送: a month's published records go out, what is withdrawn comes back, counts are compared."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.records import transferrules
from gkdesk.records.regroom import RegisterRoom
from gkdesk.records.transfer import (
    NoSuchReceiver,
    NotAMonth,
    NothingToHand,
    NothingToRecall,
)
from tests.conftest import StoppedClock

from .regs import MOBILE, published, room_of, withdraw

MARCH = date(2026, 4, 3)


@pytest.fixture
def room(session: Session, clock: StoppedClock) -> RegisterRoom:
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    published(session, "春季森林防火工作方案", doc_number="青政发〔2026〕7号")
    clock.value = datetime(2026, 3, 31, 17, 0)  # noqa: DTZ001
    published(session, f"救助公示，咨询{MOBILE[:3]}")
    clock.value = datetime(2026, 4, 2, 9, 0)  # noqa: DTZ001
    published(session, "四月的通知")
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    return room_of(session)


def words_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace(" ", "")


def test_a_month_is_due_on_the_fifth_or_the_next_working_day(
    room: RegisterRoom, clock: StoppedClock
) -> None:
    one = room.transfer.standing("2026-03", "archive")
    assert [row.title[:2] for row in one.rows] == ["春季", "救助"]
    # 5 April 2026 is a Sunday, the 6th a holiday (清明)
    assert one.due_on == date(2026, 4, 7)
    assert not one.provisional
    verbs = [(due.title, due.verb, due.detail) for due in room.transfer.agenda()]
    assert verbs == [
        ("移送云岭县档案馆：2026年3月", "移送", "2件"),
        ("移送云岭县图书馆：2026年3月", "移送", "2件"),
    ]  # fmt: skip
    with pytest.raises(NotAMonth):
        room.transfer.standing("2026-04", "archive")
    with pytest.raises(NotAMonth):
        room.transfer.standing("2026Q1", "archive")
    with pytest.raises(NoSuchReceiver, match="云岭县档案馆"):
        room.transfer.standing("2026-03", "somebody")


def test_handed_over_late_and_called_back(
    room: RegisterRoom, session: Session, clock: StoppedClock
) -> None:
    with pytest.raises(BadValue, match="接收人"):
        room.transfer.hand("2026-03", "archive", MARCH, taken_by=" ")
    with pytest.raises(BadValue, match="移送日期"):
        room.transfer.hand("2026-03", "archive", date(2026, 3, 20), taken_by="王管理员")
    one = room.transfer.hand("2026-03", "archive", MARCH, taken_by="王管理员")
    assert (one.label, one.done, one.handed[0].on) == ("已移送", True, MARCH)
    with pytest.raises(NothingToHand):
        room.transfer.hand("2026-03", "archive", MARCH, taken_by="王管理员")
    with pytest.raises(NothingToRecall):
        room.transfer_paper.recall(one)
    assert [due.title for due in room.transfer.agenda()] == [
        "移送云岭县图书馆：2026年3月", "核对云岭县档案馆件数：2026年第一季度",
    ]  # fmt: skip
    assert room.transfer.agenda()[1].due_on == date(2026, 4, 15)
    withdraw(session, one.rows[0].uid)
    one = room.transfer.standing("2026-03", "archive")
    assert (one.label, [row.title for row in one.recall]) == ("待撤回", ["春季森林防火工作方案"])
    assert "送撤回函" in [due.verb for due in room.transfer.agenda()]
    letter = room.transfer_paper.recall(one)
    text = words_of(room.book.documents.read(letter.sha256))
    assert "《春季森林防火工作方案》（青政发〔2026〕7号）" in text
    assert letter.number == "青政函〔2026〕1号"
    one = room.transfer.recall("2026-03", "archive", date(2026, 4, 10), taken_by="王管理员")
    assert (one.recall, one.label) == ((), "已移送")
    [archive, library] = room.transfer.counts("2026Q1")
    assert (archive.published, archive.handed, archive.recalled, archive.held) == (1, 2, 1, 1)
    assert archive.words == ""
    assert library.words == "公开1件，移送后应有0件"
    noted = room.transfer.note_count("2026Q1", "archive", 2)
    assert noted.words == "接收单位有2件，应有1件"
    assert [due.verb for due in room.transfer.agenda()] == ["移送"]
    raw = (session.folder / "gkdesk.db").read_bytes()
    assert "王管理员".encode() not in raw


def test_a_month_without_records_still_gives_a_stamped_list(
    room: RegisterRoom, session: Session, clock: StoppedClock
) -> None:
    for code in ("archive", "library"):
        room.transfer.hand("2026-03", code, MARCH, taken_by="王管理员")
    clock.value = datetime(2026, 6, 2, 9, 0)  # noqa: DTZ001
    found = room.transfer.standings()
    assert [(str(one.month), one.receiver.code, one.label) for one in found] == [
        ("2026-05", "archive", "待移送"), ("2026-05", "library", "待移送"),
        ("2026-04", "archive", "待移送"), ("2026-04", "library", "待移送"),
        ("2026-03", "archive", "已移送"), ("2026-03", "library", "已移送"),
    ]  # fmt: skip
    may = found[0]
    assert may.rows == ()
    assert "2026年5月没有主动公开的政府信息" in words_of(room.transfer_paper.listing(may))
    assert "只送交目录表" in words_of(room.transfer_paper.slip(may))
    assert room.transfer.hand("2026-05", "archive", date(2026, 6, 2), taken_by="王管理员").done
    details = [due.detail for due in room.transfer.agenda()]
    assert "当月没有，也要送盖章的目录表" in details


def test_the_papers(room: RegisterRoom, tmp_path: Path) -> None:
    written = room.transfer_paper.write(room.transfer.standings(), tmp_path)
    assert [path.name for path in written] == [
        "2026-03-云岭县档案馆-交接文据.pdf", "2026-03-云岭县档案馆-目录表.pdf",
        "2026-03-云岭县图书馆-交接文据.pdf", "2026-03-云岭县图书馆-目录表.pdf",
    ]  # fmt: skip
    slip, listed = (words_of(path.read_bytes()) for path in written[:2])
    assert "政府公开信息交接文据" in slip
    assert "一式4份" in slip
    for part in ("2026-00001", "春季森林防火工作方案", "青政发〔2026〕7号", "2026.3.5", "共2件"):
        assert part in listed
    count = words_of(room.transfer_paper.count("2026Q1"))
    assert "云岭县图书馆" in count


def test_nothing_is_asked_of_an_office_that_published_nothing(session: Session) -> None:
    room = room_of(session)
    assert room.transfer.agenda() == []
    assert len(room.transfer.standings()) == 2


def test_wrong_rules_name_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "records_transfer.toml"
    path.write_text(
        'title = "x"\nstatus = "y"\n[[rule]]\nfrom = 2026-01-01\nday = 31\n'
        "count_day = 0\nslip_copies = 4\n"
        'list_copies = 2\nbasis = "z"\nsource = "w"\nstatus = "maybe"\n'
        '[[receiver]]\ncode = "a"\nname = "b"\n[[receiver]]\ncode = "a"\nname = "c"\nuse = 1\n',
        "utf-8",
    )
    told = " ".join(f"{one.where}{one.message}" for one in transferrules.check(path))
    for part in ("应在1到28之间", "maybe", "同一个 code", "true 或 false"):
        assert part in told
