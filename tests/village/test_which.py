"""Which form a worksheet is, and the names villages go by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.documents.service import Documents
from gkdesk.village.declined import VillageTaken
from gkdesk.village.model import Village
from gkdesk.village.nearvillage import NameKind, nearest
from gkdesk.village.service import Villages

from .books import rows, save
from .lists import intake, rules, sheet


def test_a_form_is_told_by_its_headers_alone(tmp_path: Path) -> None:
    untitled = sheet(title="东河村2026年")
    [reading] = intake().file(save(tmp_path / "a.xlsx", untitled))
    assert (reading.form, reading.village) == ("L05", "东河村")
    [finance] = intake("2026Q1").file(save(tmp_path / "b.xlsx", rows()))
    assert finance.form == "F01"


def test_an_unsure_form_is_listed_with_its_reasons(tmp_path: Path) -> None:
    table = [["2026年青石镇东河村公示"], ["备注", "标准", "面积", "金额"], ["", 2, 3, 6]]
    [reading] = intake().file(save(tmp_path / "a.xlsx", table))
    assert (reading.data, rules(reading)) == (None, [("form", "A1")])
    message = reading.problems[0].message
    assert "认不准是哪种表" in message
    assert "L05 惠农补贴公示表（必填的5列对上3列" in message
    [nothing] = intake().file(save(tmp_path / "b.xlsx", [["通知"], ["请各村于月底前交表"]]))
    assert (nothing.data, nothing.problems[0].message[:13]) == (None, "没有找到认识的表名或表头（")


def test_the_nearest_names() -> None:
    villages = [Village(str(at), name) for at, name in enumerate(("杨岗村", "河西村", "石门村"))]
    assert [one.name for one in nearest("青石镇阳冈村", villages, "青石镇")][:1] == ["杨岗村"]
    assert nearest("龙潭村", villages, "青石镇") == []


def test_a_name_is_settled_once_renamed_and_merged(session: Session, tmp_path: Path) -> None:
    room = Villages(session, Documents(session))
    east, west = room.add_villages([{"name": "东河村"}, {"name": "西河村"}])
    title = "青石镇东合村2026年第一季度财务收支公开表"
    path = save(tmp_path / "a.xlsx", rows(A1=title, A2="填报单位：东合村合作社"))
    [before] = room.read([path], "2026Q1")
    assert (before.data, before.near[0]) == (None, "东河村")
    assert before.asked
    room.settle(before.asked, east)
    [after] = room.read([path], "2026Q1")
    assert (after.village_uid, after.blocking) == (east.uid, False)
    with pytest.raises(VillageTaken):
        room.settle("西河村", east)
    with pytest.raises(BadValue):
        room.changes.merge(east, east, date(2026, 1, 1))
    room.changes.merge(west, east, date(2026, 2, 1))
    own = save(tmp_path / "b.xlsx", rows(A1="青石镇西河村2026年第一季度财务收支公开表"))
    [merged] = room.read([own], "2026Q1")
    assert merged.village_uid == east.uid
    assert "已并入东河村" in " ".join(problem.message for problem in merged.problems)
    [earlier] = room.read(
        [save(tmp_path / "c.xlsx", rows(A1="青石镇西河村2025年第四季度财务收支公开表"))], "2025Q4"
    )
    assert earlier.village_uid == west.uid
    assert [row.village.name for row in room.board("2026Q1")] == ["东河村"]
    assert len(room.board("2025Q4")) == 2
    room.changes.rename(east, "河湾村", date(2026, 3, 1))
    renamed = room.village("河湾村")
    assert renamed.name == "河湾村"
    kinds = {name.name: name.kind for name in room.settled_names().values()}
    assert kinds["东河村"] is NameKind.RENAMED
    assert room.read([path], "2026Q1")[0].village == "河湾村"
