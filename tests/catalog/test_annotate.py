"""The workbook handed back: notes at the cells, the list in front, the original's content kept."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from gkdesk.base.errors import Problem
from gkdesk.base.notes import LIST
from gkdesk.catalog.annotate import annotated
from gkdesk.catalog.service import Catalog
from tests.catalog.conftest import HEAD, SAMPLE, book

ROW = ["1", "低保", "办事指南", "条件", "《办法》", "三个太阳日内", "镇政府", "政府网站 公告栏"]


def opened(data: bytes, name: str) -> Worksheet:
    found = load_workbook(io.BytesIO(data))[name]
    assert isinstance(found, Worksheet)
    return found


def test_notes_stand_at_the_rows_they_speak_of(catalog: Catalog, tmp_path: Path) -> None:
    data = book([["社会救助目录"], HEAD, ROW, ROW], merges=["A1:H1"])
    reading = catalog.read_data(data, "目录.xlsx")
    assert reading.problems
    catalog.annotate(reading, data, tmp_path / "带批注.xlsx")
    made = (tmp_path / "带批注.xlsx").read_bytes()
    sheet = opened(made, "社会救助")
    note = sheet["A3"].comment
    assert note is not None
    assert "认不出" in note.text
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=3)] == [ROW]
    listed = opened(made, LIST)
    assert listed.max_row == 1 + len(reading.problems)
    assert listed["B2"].value == reading.problems[0].where
    assert load_workbook(io.BytesIO(made)).sheetnames[0] == LIST
    again = catalog.read_data(made, "带批注.xlsx")  # it may come back corrected
    assert [item.content for item in again.items] == [item.content for item in reading.items]


def test_places_of_every_kind() -> None:
    data = book([["甲", "乙"], ["", "丙"], ["丁", ""]], merges=["A1:B1"], name="表")
    problems = [
        Problem("工作表“表”B1", "合并格"),
        Problem("工作表“表”第2行", "第一个有字的格", blocking=False),
        Problem("工作表“表”第9行", "空行"),
        Problem("工作表“没有的表”第1行", "=1+1"),
        Problem("目录.xlsx", "整个文件"),
    ]
    made = annotated(data, problems)
    sheet = opened(made, "表")
    notes = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes == {
        "A1": "必须更正：合并格", "B2": "请核对：第一个有字的格", "A9": "必须更正：空行",
    }  # fmt: skip
    assert sheet["A1"].fill.start_color.rgb != sheet["B2"].fill.start_color.rgb
    listed = opened(made, LIST)
    assert listed["C5"].value == "=1+1"
    assert listed["C5"].data_type == "s"


def test_a_file_without_worksheets_gets_the_list_alone() -> None:
    made = annotated("序号,内容\n1,甲\n".encode(), [Problem("第2行", "缺公开时限")])
    assert load_workbook(io.BytesIO(made)).sheetnames == [LIST]


def test_the_sample_keeps_its_sheets(catalog: Catalog, tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    catalog.annotate(catalog.read(SAMPLE), data, tmp_path / "x.xlsx")
    before, after = load_workbook(SAMPLE).sheetnames, load_workbook(tmp_path / "x.xlsx").sheetnames
    assert after == [LIST, *before]
