"""Values in their places: dates, money, choices, conditions, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkdesk.base.errors import BadValue
from gkdesk.documents.filling import MissingValues, chinese_date, fill
from gkdesk.documents.griddata import GridCell, RowColumn
from gkdesk.documents.gridfill import BLANK_DATE
from gkdesk.documents.values import read
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
    [
        ("day", "五一"), ("day", "2026-02-30"), ("way", "口头"), ("fee", "很多"), ("count", "-1"),
        ("fee", "NaN"), ("fee", "Infinity"), ("fee", "1e999999"), ("fee", "1.005"),
        ("count", "9" * 5000),
    ],
)  # fmt: skip
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


def test_line_ends_blanks_and_accents_of_every_kind() -> None:
    typed = "甲\r\n乙\r丙\u2028丁\f戊 a\u0301\u2009b\u2003c"
    pieces = fill(TEMPLATE, GIVEN | {"reason": typed})
    assert pieces[3].text == "因甲\n乙\n丙\n丁\n戊 \u00e1 b\u3000c，不能答复。"


def test_a_given_date_that_is_none_is_told() -> None:
    with pytest.raises(BadValue, match="收到申请之日"):
        fill(TEMPLATE, GIVEN | {"receipt_date": "2026-99-99"})
    assert "本月" in fill(TEMPLATE, GIVEN | {"receipt_date": "本月"})[2].text


def test_chinese_date() -> None:
    assert chinese_date(date(2026, 4, 10)) == "2026年4月10日"


COLUMNS = (
    RowColumn("name", "名称"),
    RowColumn("on", "日期", kind="date"),
    RowColumn("count", "件数", kind="count"),
)
FORM = Template(
    id="f",
    version=1,
    title="登记表",
    page=PageKind.FORM,
    fields=(
        TemplateField("way", "方式", FieldKind.MULTI, choices=("邮寄", "自取", "传真")),
        TemplateField("lines", "明细", FieldKind.ROWS, columns=COLUMNS),
        TemplateField("identity", "证件号码", FieldKind.IDENTITY),
        TemplateField("on", "日期", FieldKind.DATE),
        TemplateField("code", "邮政编码"),
    ),
    blocks=(
        Block(
            BlockKind.GRID,
            cells=(
                (GridCell(label="方式"), GridCell(choices="way")),
                (GridCell(label="证件号码"), GridCell("{identity}", foot="{on}")),
            ),
            widths=(1, 2),
        ),
        Block(BlockKind.LEDGER, items="lines", blank=3),
        Block(BlockKind.CHOICES, items="way"),
        Block(BlockKind.POSTCODE, "{code}", at=(1, 1)),
    ),
)


def test_cells_options_and_rows() -> None:
    values: dict[str, str | list[str]] = {
        "way": ["传真", "邮寄"], "identity": "１１０１０１19900307663x", "code": "100000",
        "lines": ["甲\t2026-04-01\t007", "\t\t", "乙"],
    }  # fmt: skip
    grid, ledger, choices, code = fill(FORM, values)
    options = (("邮寄", True), ("自取", False), ("传真", True))
    assert grid.cells[0][1].options == choices.options == options
    assert grid.cells[1][1].text == "11*************63X"
    assert grid.cells[1][1].name == "证件号码"
    assert grid.cells[1][1].foot == BLANK_DATE  # an empty date is written by hand
    words = [[cell.text or cell.label for cell in row] for row in ledger.cells]
    assert words == [
        ["序号", "名称", "日期", "件数"],
        ["1", "甲", "2026.4.1", "7"],
        ["2", "乙", "", ""],
        ["", "", "", ""],
    ]
    assert ledger.head == 1
    assert code.text == "100000"
    assert fill(FORM, {"way": "自取、传真"})[2].options[1:] == (("自取", True), ("传真", True))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("way", "口头"),
        ("lines", "甲\t五一"),
        ("lines", "甲\t2026-04-01\t1\t多出的"),
        ("code", "10000"),
        ("code", "１０００００"),
    ],
)
def test_wrong_values_of_a_form(name: str, value: str) -> None:
    with pytest.raises(BadValue) as caught:
        fill(FORM, {name: value})
    assert caught.value.field in {name, "lines"}


def test_values_from_json() -> None:
    raw = {
        "way": ["邮寄"], "identity": None, "code": 100000,
        "lines": [{"name": "甲", "count": 3}, ["乙", "2026-04-02"], "丙\t2026-04-03\t1"],
    }  # fmt: skip
    filled, problems = read(FORM, raw)
    assert problems == []
    assert filled == {
        "way": ["邮寄"], "code": "100000",
        "lines": ["甲\t\t3", "乙\t2026-04-02", "丙\t2026-04-03\t1"],
    }  # fmt: skip
    wrong = {"code": {"a": 1}, "lines": [{"nobody": 1}, 7, [["嵌套"]]]}
    told = [f"{problem.where}：{problem.message}" for problem in read(FORM, wrong)[1]]
    assert told == [
        "code：应为文字、数字或一列文字",
        "明细第1行：没有这些列：nobody",
        "明细第2行：应为一列文字或按列名写的对象",
        "明细第3行：每一格应为文字或数字",
    ]
