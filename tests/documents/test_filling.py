"""Values in their places: dates, money, choices, conditions, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkdesk.base.errors import BadValue
from gkdesk.documents.filling import MissingValues, chinese_date, fill
from gkdesk.documents.wording import Block, BlockKind, FieldKind, PageKind, Template, TemplateField


def field(name: str, kind: FieldKind, *, required: bool = False) -> TemplateField:
    choices = ("纸质", "电子") if kind is FieldKind.CHOICE else ()
    return TemplateField(name, f"标签{name}", kind, required, choices=choices)


TEMPLATE = Template(
    id="t",
    version=1,
    title="告知书",
    page=PageKind.LETTER,
    given=("addressee", "receipt_date", "doc_number"),
    fields=(
        field("day", FieldKind.DATE),
        field("way", FieldKind.CHOICE),
        field("fee", FieldKind.MONEY),
        field("count", FieldKind.COUNT),
        field("items", FieldKind.LIST),
        field("agreed", FieldKind.YES),
        field("reason", FieldKind.LONGTEXT),
    ),
    blocks=(
        Block(BlockKind.TITLE),
        Block(BlockKind.NUMBER, "{doc_number}"),
        Block(BlockKind.PARA, "{addressee}，{receipt_date}，{day}，{way}，{fee}，{count}"),
        Block(BlockKind.PARA, "因{reason}，不能答复。"),
        Block(BlockKind.PARA, "同意", when="agreed"),
        Block(BlockKind.LIST, items="items"),
        Block(BlockKind.TABLE, rows=(("清单", "{items}"), ("合", "共{items}"))),
    ),
)
GIVEN = {"addressee": "王某", "receipt_date": "2026-04-10"}


def test_values_are_written_as_paper_wants_them() -> None:
    values = GIVEN | {
        "day": "2026-05-01", "way": "纸质", "fee": "1234.5", "count": "007", "items": "甲\n\n乙",
        "agreed": "是", "reason": "需要查档。",
    }  # fmt: skip
    pieces = fill(TEMPLATE, values)
    assert pieces[0].text == "告知书"
    assert pieces[2].text == "王某，2026年4月10日，2026年5月1日，纸质，1,234.50，7"
    assert pieces[3].text == "因需要查档，不能答复。"
    assert pieces[4].text == "同意"
    assert pieces[5].items == ("甲", "乙")
    assert pieces[6].rows == (("清单", "甲\n乙"), ("合", "共甲、乙"))


def test_conditions() -> None:
    for value in ("", "否", "0", "false"):
        kinds = [piece.text for piece in fill(TEMPLATE, GIVEN | {"agreed": value})]
        assert "同意" not in kinds


@pytest.mark.parametrize(
    ("name", "value"),
    [("day", "五一"), ("day", "2026-02-30"), ("way", "口头"), ("fee", "很多"), ("count", "-1")],
)
def test_wrong_values_name_their_field(name: str, value: str) -> None:
    with pytest.raises(BadValue) as caught:
        fill(TEMPLATE, GIVEN | {name: value})
    assert caught.value.field == name
    assert f"标签{name}" in str(caught.value)
    assert value not in str(caught.value)


def test_a_list_where_one_value_belongs() -> None:
    with pytest.raises(BadValue):
        fill(TEMPLATE, {**GIVEN, "reason": ["一", "二"]})


def test_everything_missing_is_told_at_once() -> None:
    strict = replace(TEMPLATE, fields=tuple(replace(f, required=True) for f in TEMPLATE.fields))
    with pytest.raises(MissingValues) as caught:
        fill(strict, {})
    for label in ("标签day", "标签items", "主送", "收到申请之日"):
        assert label in str(caught.value)
    assert "发文字号" not in str(caught.value)
    assert "addressee" in caught.value.names


def test_a_given_value_is_needed_only_where_it_is_printed() -> None:
    blocks = (Block(BlockKind.PARA, "{addressee}", when="agreed"), Block(BlockKind.PARA, "正文"))
    assert len(fill(replace(TEMPLATE, blocks=blocks), {})) == 1


def test_invisible_characters_go_and_blanks_are_trimmed() -> None:
    pieces = fill(TEMPLATE, GIVEN | {"reason": " 原\u200b因\ufeff\t甲 "})
    assert pieces[3].text == "因原因 甲，不能答复。"


def test_chinese_date() -> None:
    assert chinese_date(date(2026, 4, 10)) == "2026年4月10日"
