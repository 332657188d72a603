"""Added, changed, gone, same."""

from __future__ import annotations

from dataclasses import replace

from gkdesk.catalog.diff import compare
from gkdesk.catalog.limit import parse
from gkdesk.catalog.model import Item, Source

BASE = Item(
    area="社会救助",
    key="20-01-001",
    number="1",
    level1="最低生活保障",
    level2="办事指南",
    content="办理条件、申请材料、办理流程",
    basis="《条例》",
    time_limit=parse("20个工作日"),
    agency="镇政府",
)


def test_everything_is_new_at_first() -> None:
    assert compare([], [BASE]).counts == {"added": 1, "changed": 0, "gone": 0, "same": 0}


def test_white_space_and_source_never_count() -> None:
    moved = replace(BASE, key="", basis=" 《条 例》", source=Source("b.xlsx", "x", 9))
    changes = compare([BASE], [moved])
    assert (changes.counts["same"], changes.same[0].key) == (1, BASE.key)


def test_a_field_that_reads_differently() -> None:
    changes = compare([BASE], [replace(BASE, key="", time_limit=parse("5个工作日"))])
    [change] = changes.changed
    assert change.item.key == BASE.key
    [field] = change.fields
    assert (field.label, field.before, field.after) == ("公开时限", "20个工作日", "5个工作日")


def test_columns_of_ticks_are_compared() -> None:
    [change] = compare([BASE], [replace(BASE, method={"主动": "√"})]).changed
    assert [(field.field, field.after) for field in change.fields] == [("method", "主动：√")]


def test_reworded_content_is_the_same_item() -> None:
    [change] = compare(
        [BASE], [replace(BASE, key="", content="办理条件、申请材料、流程、时限")]
    ).changed
    assert [field.field for field in change.fields] == ["content"]


def test_a_renamed_level_is_the_same_item() -> None:
    [change] = compare([BASE], [replace(BASE, level1="最低生活保障（低保）")]).changed
    assert [field.field for field in change.fields] == ["level1"]


def test_another_matter_is_not_the_same_item() -> None:
    other = replace(BASE, key="", level1="医疗救助", level2="审批结果", content="名单、金额")
    assert compare([BASE], [other]).counts == {"added": 1, "changed": 0, "gone": 1, "same": 0}


def test_areas_the_file_does_not_speak_of_stay() -> None:
    other = replace(BASE, area="养老服务", key="21-01-001")
    changes = compare([BASE, other], [replace(BASE, key="")])
    assert changes.counts == {"added": 0, "changed": 0, "gone": 0, "same": 1}


def test_twins_pair_off_in_order() -> None:
    twin = replace(BASE, key="20-01-002", number="2")
    changes = compare([BASE, twin], [replace(BASE, key=""), replace(twin, key="")])
    assert [item.key for item in changes.same] == [BASE.key, twin.key]
    assert compare([BASE, twin], [BASE]).counts == {"added": 0, "changed": 0, "gone": 1, "same": 1}
