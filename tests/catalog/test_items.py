"""Headings of one to three rows, merged cells, rows that are no items."""

from __future__ import annotations

import json

import pytest

from gkdesk.catalog.items import ItemReader
from gkdesk.catalog.model import Item
from tests.conftest import SHARED

from .conftest import HEAD, Read, book, read_bytes

ROW = ["法规", "《条例》", "20个工作日", "镇政府", "■政府网站"]


def names(items: list[Item]) -> list[tuple[str, str, str, str]]:
    return [(item.number, item.level1, item.level2, item.level3) for item in items]


def test_one_heading_row(read: Read) -> None:
    [item], [sheet], problems = read([["标题"], HEAD, [1, "政 策", "法规\n文件", *ROW]])
    assert (item.area, item.number, item.level1, item.level2) == (
        "社会救助",
        "1",
        "政策",
        "法规文件",
    )
    assert (item.basis, item.agency, item.channels[0].ticked) == ("《条例》", "镇政府", True)
    assert (str(item.source), sheet.items, problems) == ("“社会救助”第3行", 1, [])


def test_two_heading_rows_without_merges(read: Read) -> None:
    items, _, _ = read([
        ["序号", "公开事项", "", "公开内容(要素)", "公开依据", "公开时限", "公开对象", "",
         "公开层级", ""],
        ["", "一级事项", "二级事项", "", "", "", "全社会", "特定群体(请写明)", "县级", "乡、村级"],
        [1, "政策", "法规", "内容", "依据", "实时", "√", "申请人", "", "√"],
    ])  # fmt: skip
    assert names(items) == [("1", "政策", "法规", "")]
    assert items[0].audience == {"全社会": "√", "特定群体(请写明)": "申请人"}
    assert items[0].level == {"乡、村级": "√"}


def test_merged_cells_fill_down_but_blanks_do_not(read: Read) -> None:
    rows = [HEAD, [1, "甲", "a", *ROW], [2, "", "b", *ROW], [3, "", "c", *ROW]]
    items, _, problems = read(rows, merges=["B2:B3"])
    assert [item.level1 for item in items] == ["甲", "甲", ""]
    assert ["一级事项为空" in problem.message for problem in problems] == [True]


def test_damaged_and_clipped_headings(read: Read) -> None:
    items, _, _ = read(
        [
            [
                "序 号",
                "开事项",
                "开内容",
                "公开依\n据",
                "公开时",
                "公开主",
                "公开渠道(“■”表示必选项)",
            ],
            [1, "事项", "内容", "依据", "及时公开", "镇政府", "■政府网站"],
        ]
    )
    [item] = items
    assert (item.level1, item.content, item.time_limit.text) == ("事项", "内容", "及时公开")
    assert (item.agency, item.channels[0].name) == ("镇政府", "政府网站")


def test_unknown_columns_are_kept(read: Read) -> None:
    [item], _, _ = read([[*HEAD, "责任单位", "咨询电话"], [1, "甲", "a", *ROW, "党政办", "123"]])
    assert item.extra == {"责任单位": "党政办", "咨询电话": "123"}


def test_a_stand_in_takes_a_missing_field(read: Read) -> None:
    [item], _, _ = read(
        [["序号", "公开事项", "公开内容", "公开依据", "责任单位"], [1, "甲", "c", "b", "党政办"]]
    )
    assert (item.agency, item.extra) == ("党政办", {})


def test_one_item_over_several_rows(read: Read) -> None:
    rows = [HEAD, [1, "甲", "a", *ROW], *[[""] * 7 + [text] for text in ("□政府公报", "□其他")]]
    merges = [f"{column}2:{column}4" for column in "ABCDEFG"]
    [item], _, _ = read(rows, merges=merges)
    assert [channel.ticked for channel in item.channels] == [True, False, False]


def test_an_item_centred_among_its_channel_rows(read: Read) -> None:
    channel = [[""] * 7 + [text] for text in ("■政府网站", "□政府公报", "□其他")]
    one = [*channel[:1], [1, "甲", "a", *ROW[:-1], "□政府公报"], *channel[2:]]
    two = [*channel[:1], [2, "乙", "b", *ROW[:-1], "□政府公报"], *channel[2:]]
    items, _, _ = read([HEAD, *one, *two])
    assert [item.channels_text for item in items] == ["■政府网站\n□政府公报\n□其他"] * 2


def test_contents_split_over_rows_are_items(read: Read) -> None:
    rows = [HEAD, [1, "甲", "a", *ROW], ["", "", "", "第二项", "", "", "", ""]]
    items, _, _ = read(rows, merges=[f"{column}2:{column}3" for column in "ABCEFGH"])
    assert [item.content for item in items] == ["法规", "第二项"]
    assert items[1].basis == "《条例》"


def test_repeated_headings_notes_and_empty_numbers(read: Read) -> None:
    rows = [HEAD, [1, "甲", "a", *ROW], HEAD, [2, "乙", "b", *ROW], [3], ["注:由党政办解释。"]]
    items, [sheet], problems = read(rows)
    assert [item.number for item in items] == ["1", "2", "3"]
    assert [problem.message for problem in sheet.dropped] == [
        "重复的表头，没有导入",
        "说明文字，没有导入",
    ]
    assert [(p.where, p.blocking) for p in problems] == [("工作表“社会救助”第5行", False)]


def test_a_row_without_a_name_blocks(read: Read) -> None:
    items, _, [problem] = read(
        [HEAD, [1, "甲", "a", *ROW], [2, "", "", "", "依据", "实时", "镇政府"]]
    )
    assert len(items) == 1
    assert (problem.where, problem.blocking) == ("工作表“社会救助”第3行", True)


def test_ditto_is_resolved_beside_its_wording(read: Read) -> None:
    items, _, problems = read(
        [
            HEAD,
            [1, "甲", "a", "c", "《甲法》", "实时", "镇政府", "■政府网站"],
            [2, "乙", "b", "d", "同上", "实时", "镇政府", "同上"],
            [3, "丙", "e", "f", "同上", "实时", "镇政府", "■政府公报"],
        ]
    )
    assert (items[1].basis, items[2].ditto) == ("同上", {"basis": "《甲法》"})
    assert items[1].channels == items[0].channels
    assert (items[1].channels_text, problems) == ("同上", [])


def test_ditto_without_anything_above_stays_unknown(read: Read) -> None:
    [item], _, _ = read([HEAD, [1, "甲", "a", "c", "同上", "实时", "镇政府", "同上"]])
    assert (item.basis, item.channels, item.ditto) == ("同上", (), {})


@pytest.mark.parametrize(
    ("name", "title", "area"),
    [
        ("20社会救助", "", "社会救助"),
        ("附件3、医疗卫生", "", "卫生健康"),
        ("Sheet1", "青石镇涉农资金领域基层政务公开标准目录", "涉农补贴"),
        ("Sheet1", "青石镇水利工程领域基层政务公开标准目录", "青石镇水利工程"),
        ("政务公开事项", "", "政务公开事项"),
    ],
)
def test_areas(read: Read, name: str, title: str, area: str) -> None:
    _, [sheet], _ = read([[title], HEAD, [1, "甲", "a", *ROW]], name=name)
    assert sheet.area == area


def test_two_tables_on_one_sheet_have_their_own_areas(read: Read) -> None:
    one, two = [1, "甲", "a", *ROW], [1, "乙", "b", *ROW]
    items, _, _ = read([["扶贫领域目录"], HEAD, one, ["救灾领域目录"], HEAD, two], name="Sheet1")
    assert [(item.area, item.level1) for item in items] == [("扶贫", "甲"), ("救灾", "乙")]


def test_a_page_that_is_no_table(read: Read) -> None:
    items, [sheet], _ = read([["目录"], ["页次", "名称"], [1, "社会救助"]], name="目录")
    assert (items, sheet.items) == ([], 0)
    assert "没有认识的表头" in sheet.skipped


def test_any_published_catalog_reads_as_a_careful_person_reads_it(reader: ItemReader) -> None:
    folder = SHARED / "data" / "catalog"
    if not folder.exists():
        pytest.skip("the published catalogs are not here")
    wanted = json.loads((folder / "expected-items.json").read_text("utf-8"))
    found = 0
    for source in {item["src"] for item in wanted}:
        items, _, _ = read_bytes(reader, (folder / f"{source}.xlsx").read_bytes())
        found += len(items) == sum(item["src"] == source for item in wanted)
    assert found == 76


def test_composite_of_26_areas(reader: ItemReader) -> None:
    path = SHARED / "data" / "catalog" / "composite-26areas.xlsx"
    if not path.exists():
        pytest.skip("the composite is not here")
    items, sheets, problems = read_bytes(reader, path.read_bytes())
    assert len({item.area for item in items}) == 26
    assert [sheet.name for sheet in sheets if sheet.skipped] == ["目录"]
    assert not any(problem.blocking for problem in problems)
    assert sum(bool(item.level3) for item in items) == 4


def test_book_is_a_workbook() -> None:
    assert book([["a"]]).startswith(b"PK")
