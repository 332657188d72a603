"""What the county did not take waits for somebody, and is never overwritten by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.sync.county import County
from gkdesk.sync.countyconflicts import ConflictSettled, NoSuchConflict
from gkdesk.sync.countyundo import NoReason
from gkdesk.sync.model import Candidate, Choice, Why
from gkdesk.sync.service import Sync
from tests.conftest import ORGAN

from .test_county import change

TOWN = ORGAN.credit_code
WHY = "电话核实过"


def crafted(sync: Sync, stick: Path, rows: Sequence[PackageRow]) -> Path:
    """Write the next package with rows that were sent before in another wording.

    As an office does that was put back to an old backup and went on from there.
    """
    choice = Choice(tuple(Candidate(row, Why.NEW) for row in rows), (), (), 0)
    with mock.patch.object(sync, "choose", return_value=choice):
        package = sync.write(stick)
    return Path(package.folder, package.file_name)


def basis(county: County) -> str:
    return str(next(one.data["name"] for one in county.book.entries("item") if one.key == "A1"))


@pytest.fixture
def other(rows: list[PackageRow]) -> PackageRow:
    """A1 in the revision the county has, in other words."""
    return replace(rows[0], data={"name": "公共文化活动"})


@pytest.fixture
def queued(county: County, sync: Sync, stick: Path, other: PackageRow) -> County:
    """A county that has one of them waiting."""
    county.receive(stick / sync.write(stick).name)
    answer = county.receive(crafted(sync, stick, [other]))
    assert [one.reason for one in answer.returned] == ["与县里已有的同一版内容不同"]
    return county


def test_both_sides_are_kept(queued: County) -> None:
    [one] = queued.conflicts.open()
    assert (one.town_name, one.number, one.label) == (
        ORGAN.name,
        "2026-002",
        "目录事项“公共文化活动”",
    )
    assert one.versions == "县里第1版，镇里第1版"
    assert one.differences == [
        ("公开依据", "《条例》第二十条", ""), ("名称", "公共文化服务", "公共文化活动")
    ]  # fmt: skip
    assert basis(queued) == "公共文化服务"


def test_an_older_row_waits_too(
    county: County, sync: Sync, stick: Path, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    county.receive(crafted(sync, stick, [replace(rows[1], revision=2)]))
    [one] = county.conflicts.open()
    assert one.versions == "县里第3版，镇里第2版"
    county.conflicts.settle(one.id, take=True, reason=WHY)
    assert ("item", "A2", 2) in county.book.rows(TOWN)


def test_taking_is_noted_and_the_town_finds_it_taken(
    queued: County, sync: Sync, stick: Path, other: PackageRow
) -> None:
    [one] = queued.conflicts.open()
    done = queued.conflicts.settle(one.id, take=True, reason=f" {WHY}\n")
    assert (done.how, done.reason, done.stands) == ("take", WHY, "已定：改用镇里的")
    assert basis(queued) == "公共文化活动"
    assert queued.conflicts.open() == []
    answer = queued.receive(crafted(sync, stick, [other]))
    assert (answer.accepted, answer.returned) == (1, ())
    with pytest.raises(ConflictSettled, match="已定：改用镇里的"):
        queued.conflicts.settle(one.id, take=False, reason=WHY)


def test_keeping_is_noted_and_not_asked_again(
    queued: County, sync: Sync, stick: Path, other: PackageRow
) -> None:
    [one] = queued.conflicts.open()
    assert queued.conflicts.settle(one.id, take=False, reason=WHY).stands == "已定：保留县里的"
    assert basis(queued) == "公共文化服务"
    answer = queued.receive(crafted(sync, stick, [other]))
    assert len(answer.returned) == 1
    assert queued.conflicts.open() == []
    queued.receive(crafted(sync, stick, [replace(other, data={"name": "第三种写法"})]))
    assert [two.id for two in queued.conflicts.open()] == [one.id + 1]


def test_the_same_row_waits_once(
    queued: County, sync: Sync, stick: Path, other: PackageRow
) -> None:
    queued.receive(crafted(sync, stick, [other]))
    assert len(queued.conflicts.all()) == 1


def test_a_newer_revision_leaves_nothing_to_decide(
    queued: County, sync: Sync, stick: Path, rows: list[PackageRow]
) -> None:
    change(rows)
    queued.receive(stick / sync.write(stick).name)
    [one] = queued.conflicts.all()
    assert (one.open, one.stands) == (False, "已收到更新的一版")
    with pytest.raises(ConflictSettled):
        queued.conflicts.settle(one.id, take=True, reason=WHY)
    queued.undo(TOWN, "2026-003", WHY)
    assert [two.id for two in queued.conflicts.open()] == [one.id]


def test_undo_takes_the_decision_back_with_the_package(
    queued: County, sync: Sync, stick: Path, other: PackageRow
) -> None:
    [one] = queued.conflicts.open()
    queued.conflicts.settle(one.id, take=True, reason=WHY)
    queued.undo(TOWN, "2026-002", WHY)
    assert basis(queued) == "公共文化服务"
    [gone] = queued.conflicts.all()
    assert not gone.open
    package = stick / sync.package("2026-002").name
    assert len(queued.receive(package, again=True).returned) == 1
    assert [two.id for two in queued.conflicts.open()] == [one.id + 1]


def test_undone_and_unsettled(queued: County) -> None:
    queued.undo(TOWN, "2026-002", WHY)
    [one] = queued.conflicts.all()
    assert (one.open, one.stands) == (False, "所在的包已撤销")


def test_refusals(queued: County) -> None:
    [one] = queued.conflicts.open()
    with pytest.raises(NoSuchConflict, match="没有编号77的冲突"):
        queued.conflicts.settle(77, take=True, reason=WHY)
    with pytest.raises(NoReason):
        queued.conflicts.settle(one.id, take=True, reason=" ")
    assert queued.conflicts.open() == [one]
    queued.conflicts.settle(one.id, take=True, reason=WHY)
    with pytest.raises(Exception, match="append-only"):
        queued._conn.execute("DELETE FROM settlement")
    with pytest.raises(Exception, match="append-only"):
        queued._conn.execute("UPDATE conflict SET line = ''")
    with pytest.raises(Exception, match="append-only"):
        queued._conn.execute("DELETE FROM replaced")
