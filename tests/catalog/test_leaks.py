"""No person's number leaves with an exported catalog."""

from __future__ import annotations

import pytest

from gkdesk.catalog.leaks import LeakInCatalog, covered, demand_none
from gkdesk.catalog.model import Item, TimeLimit
from gkdesk.catalog.papers import cell

ID_NUMBER, PHONE = "110101199003070011", "13912340872"


@pytest.mark.parametrize(
    "item",
    [
        Item("社会救助", key="20-01-001", content=f"名单：{ID_NUMBER}"),
        Item("社会救助", key="20-01-001", level2=f"联系{PHONE}"),
        Item("社会救助", key="20-01-001", extra={"备注": PHONE}),
        Item("社会救助", key="20-01-001", time_limit=TimeLimit(f"长期，{PHONE}")),
    ],
)
def test_a_number_holds_the_export_back(item: Item) -> None:
    with pytest.raises(LeakInCatalog, match="20-01-001") as caught:
        demand_none([item])
    assert PHONE not in str(caught.value)
    assert ID_NUMBER not in str(caught.value)


@pytest.mark.parametrize(
    "extra",
    [
        {"咨询电话": "0000-0000123"}, {"监督举报电话": "0000-0000124"},
        {"文号": "国办发〔2019〕54号"}, {"备注": "2025-00004"}, {"网址": "http://a.example/20250101"},
    ],
)  # fmt: skip
def test_office_phones_and_other_numbers_are_none(extra: dict[str, str]) -> None:
    demand_none([Item("社会救助", key="20-01-001", content="名单", extra=extra)])


def test_a_paper_about_an_item_shows_the_number_covered() -> None:
    text = f"联系人身份证号{ID_NUMBER}，电话{PHONE}，国办发〔2019〕54号"
    shown = covered(text)
    assert len(shown) == len(text)
    assert ID_NUMBER not in shown
    assert PHONE not in shown
    assert shown.startswith("联系人身份证号11")
    assert shown.endswith("国办发〔2019〕54号")
    assert covered(shown) == shown
    assert cell(f"甲\t{PHONE}\n乙") == f"甲 {covered(PHONE)}；乙"
