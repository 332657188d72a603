"""权责清单, 公共服务事项清单 and 网站栏目: messy workbooks, links by hand, what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.catalog.duties import NoDuty, NothingRead, NotLinked
from gkdesk.catalog.dutyrows import DutyList, Likeness, pairs_of
from gkdesk.catalog.service import Catalog

from .conftest import SAMPLE
from .test_adjust import BASE, decide
from .test_lists import workbook

POWER, COLUMN = DutyList.POWER, DutyList.COLUMN
HEAD = ["序号", "职权编码", "职权名称", "职权\n类别", "承办机构", "实施依据"]


@pytest.fixture
def catalog(session: Session) -> Catalog:
    made = Catalog(session)
    made.apply(made.read(SAMPLE))
    return made


def power(path: Path, *rows: list[object]) -> Path:
    return workbook(path, [["青石镇权责清单（2026年版）"], HEAD, *rows], ("A1:F1",))


ONE = [1, "000512", "最低生活保障对象的审核", "行政给付", "社会事务办公室", "《社会救助暂行办法》"]
TWO = [2, "000513", "农村危房改造对象认定", "行政确认", "村建办", "《危房改造办法》"]


def test_a_messy_workbook_is_read(catalog: Catalog, tmp_path: Path) -> None:
    path = power(
        tmp_path / "a.xlsx",
        ONE,
        TWO,
        [3, None, "最低生活保障对象的审核", "行政给付"],
        [4, None, None, "行政处罚"],
    )
    found = catalog.duties.read(POWER, path)
    assert [row["name"] for row in found.rows[:2]] == [
        "最低生活保障对象的审核",
        "农村危房改造对象认定",
    ]
    assert "没有名称或内容" in found.problems[0].message
    assert catalog.duties.rows(POWER) == []
    rows = catalog.duties.apply(found)
    assert (rows[0].code, rows[0].office, rows[0].kind) == ("000512", "社会事务办公室", "行政给付")


def test_a_newer_list_keeps_links_and_marks_what_is_gone(catalog: Catalog, tmp_path: Path) -> None:
    catalog.duties.apply(catalog.duties.read(POWER, power(tmp_path / "a.xlsx", ONE, TWO)))
    key = catalog.rows("社会救助")[0].key
    catalog.duties.link(1, [key])
    renamed = [1, "000512", "最低生活保障审核确认", *ONE[3:]]
    reading = catalog.duties.read(
        POWER, power(tmp_path / "b.xlsx", renamed, [2, "9", "新职责", *ONE[3:]])
    )
    assert (len(reading.kept), len(reading.added), len(reading.gone)) == (1, 1, 1)
    rows = catalog.duties.apply(reading)
    assert [(one.number, one.name, one.keys, one.gone) for one in rows] == [
        (1, "最低生活保障审核确认", (key,), False),
        (3, "新职责", (), False),
        (2, "农村危房改造对象认定", (), True),
    ]


def test_what_the_links_leave_open(catalog: Catalog, tmp_path: Path) -> None:
    catalog.duties.apply(catalog.duties.read(POWER, power(tmp_path / "a.xlsx", ONE, TWO)))
    keys = [item.key for item in catalog.rows("社会救助")]
    catalog.duties.link(1, keys[:2])
    catalog.duties.link(1, keys[:2])  # twice is once
    found = catalog.duties.coverage(POWER)
    assert [one.number for one in found.open_duties] == [2]
    assert (found.duties, found.items, len(found.open_items)) == (2, 54, 52)
    catalog.duties.unlink(1, keys[0])
    assert len(catalog.duties.coverage(POWER).open_items) == 53
    with pytest.raises(NotLinked):
        catalog.duties.unlink(1, keys[0])


def test_suggestions_link_nothing(catalog: Catalog, tmp_path: Path) -> None:
    catalog.duties.apply(catalog.duties.read(POWER, power(tmp_path / "a.xlsx", ONE, TWO)))
    found = catalog.duties.suggest(1)
    assert found
    assert {one.item.level1 for one in found} == {"最低生活保障"}
    assert "审核" in found[0].item.level2
    assert catalog.duties.get(1).keys == ()
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


def test_columns_of_the_website(catalog: Catalog, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "栏目.xlsx",
        [["栏目名称", "网址"], ["社会救助", "/xxgk/shjz"], ["规划计划", "/xxgk/ghjh"]],
    )
    catalog.duties.apply(catalog.duties.read(COLUMN, path))
    made = catalog.duties.add(COLUMN, {"name": "义务教育", "basis": "/xxgk/ywjy"})
    keys = [item.key for item in catalog.rows("义务教育")]
    catalog.duties.link(made.number, keys)
    found = catalog.duties.coverage(COLUMN)
    assert [one.name for one in found.open_duties] == ["社会救助", "规划计划"]
    assert {item.area for item in found.open_items} == {
        "农村危房改造",
        "社会救助",
        "户籍管理",
        "涉农补贴",
    }


def test_links_follow_a_merged_item(catalog: Catalog, tmp_path: Path) -> None:
    catalog.duties.apply(catalog.duties.read(POWER, power(tmp_path / "a.xlsx", ONE)))
    keys = [item.key for item in catalog.rows("社会救助")]
    catalog.duties.link(1, keys[:1])
    number = catalog.adjusting.propose(
        {**BASE, "kind": "merge", "items": keys[:2], "new": [{"content": "合并后的内容"}]}
    ).number
    decide(catalog, number)
    catalog.adjusting.apply()
    [successor] = catalog.successors(keys[0])
    assert successor in catalog.duties.get(1).keys
    assert catalog.duties.coverage(POWER).open_duties == ()


def test_wrong_input_is_named(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(NoDuty, match="第7号"):
        catalog.duties.get(7)
    with pytest.raises(BadFile):
        catalog.duties.read(POWER, workbook(tmp_path / "x.xlsx", [["甲"], ["a"]]))
    with pytest.raises(NothingRead):
        catalog.duties.read(POWER, power(tmp_path / "空.xlsx", [1, None, None, "行政处罚"]))
    with pytest.raises(BadValue, match="没有填"):
        catalog.duties.add(POWER, {"name": " "})
    with pytest.raises(BadValue, match="不认识"):
        catalog.duties.add(POWER, {"颜色": "红"})
    made = catalog.duties.add(POWER, {"name": "甲"})
    with pytest.raises(BadValue, match="现行目录"):
        catalog.duties.link(made.number, ["99-01-001"])


@given(st.text("甲乙丙丁戊", min_size=2, max_size=8))
def test_a_name_is_wholly_like_itself(name: str) -> None:
    from gkdesk.catalog.model import Item

    found = Likeness(
        [Item("救助", "1", level1=name), Item("救助", "2", level1="子丑寅卯")]
    ).suggest(name)
    assert [(one.item.key, one.share) for one in found] == [("1", 1.0)]
    assert len(pairs_of(name)) <= len(name) - 1
