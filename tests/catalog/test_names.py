"""Names of items inside an area: the same, near, vague, missing."""

from __future__ import annotations

from gkdesk.catalog.model import Item
from gkdesk.catalog.names import Fault, check
from gkdesk.catalog.service import Catalog

from .conftest import SAMPLE


def item(key: str, *levels: str, area: str = "社会救助") -> Item:
    one, two, three = (*levels, "", "", "")[:3]
    return Item(area, key, level1=one, level2=two, level3=three, content=key)


def found(*items: Item) -> list[tuple[str, tuple[str, ...]]]:
    return [(fault.fault.value, fault.keys) for fault in check(items)]


def test_the_same_name_twice() -> None:
    assert found(item("1", "低保", "名单"), item("2", "低保", "名 单")) == [("same", ("1", "2"))]
    assert found(item("1", "低保", "名单"), item("2", "特困", "名单")) == []
    assert found(item("1", "低保", "名单"), item("2", "低保", "名单", area="教育")) == []


def test_names_easily_mistaken() -> None:
    assert found(
        item("1", "低保", "低保对象公示名单"), item("2", "低保", "低保对象的公示名单")
    ) == [("near", ("1", "2"))]
    assert found(item("1", "低保", "审核信息"), item("2", "低保", "审批信息")) == []
    # numbers tell names apart
    assert (
        found(item("1", "规划", "2025年度实施计划表"), item("2", "规划", "2026年度实施计划表"))
        == []
    )


def test_vague_missing_and_long() -> None:
    assert found(item("1", "低保", "其他")) == [("vague", ("1",))]
    assert found(item("1")) == [("empty", ("1",))]
    assert found(item("1", "低保", "很" * 41)) == [("long", ("1",))]


def test_the_sample_has_one_item_without_a_name(catalog: Catalog) -> None:
    catalog.apply(catalog.read(SAMPLE))
    [fault] = catalog.name_faults()  # its row holds a number and nothing else
    assert (fault.fault, fault.keys) == (Fault.EMPTY, ("24-06-001",))
    assert fault.as_json()["label"] == "没有名称"
