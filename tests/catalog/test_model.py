"""An item's name, identity and JSON."""

from __future__ import annotations

import json

from gkdesk.catalog.itemjson import from_json
from gkdesk.catalog.limit import parse
from gkdesk.catalog.model import Channel, Item, Source, as_json

ITEM = Item(
    area="社会救助",
    level1="最低生活保障",
    level2="办事指南",
    content="条件",
    time_limit=parse("处罚决定:7个工作日;每年1月31日前"),
    channels=(Channel("政府网站", "政府网站", ticked=None),),
    audience={"全社会": "√"},
    source=Source("a.xlsx", "社会救助", 5),
)


def test_the_deepest_level_names_an_item() -> None:
    assert ITEM.name == "办事指南"
    assert Item("x", content="只有内容").name == "只有内容"
    assert ITEM.identity == ("社会救助", "最低生活保障", "办事指南", "", "条件")


def test_json_holds_plain_values_only_and_comes_back() -> None:
    data = json.loads(json.dumps(as_json(ITEM), ensure_ascii=False))
    assert data["channels"] == [{"name": "政府网站", "label": "政府网站", "ticked": None}]
    assert [clause["kind"] for clause in data["time_limit"]["clauses"]] == ["relative", "fixed"]
    assert from_json(data) == ITEM


def test_a_source_reads_as_a_place() -> None:
    assert str(ITEM.source) == "“社会救助”第5行"
