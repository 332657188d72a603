"""Bytes to grids, and what the writer leaves behind."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from gkdesk.catalog import xlsx
from gkdesk.catalog.xlsx import Layout, SheetUnreadable

from .conftest import book


def grids(data: bytes) -> list[xlsx.Grid]:
    return [grid for grid, _, _ in xlsx.read(data, "目录.xlsx")]


def test_grid_keeps_places_and_merges() -> None:
    [grid] = grids(book([[""], ["", "a"], ["", 2]], merges=["B2:B3"]))
    assert list(grid.rows[1]) == ["", "a"]
    assert list(grid.merges) == [((1, 1), (2, 1))]


def test_a_damaged_worksheet_names_itself() -> None:
    data = book([["x"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            broken = name == "xl/worksheets/sheet1.xml"
            copy.writestr(name, b"<worksheet><sheetData><row>" if broken else archive.read(name))
    with pytest.raises(SheetUnreadable, match=r"目录\.xlsx.*没有导入任何内容"):
        grids(out.getvalue())


def test_written_sheet_is_ready_to_print() -> None:
    layout = Layout(
        "社会救助",
        [["标题", ""], ["序号", "内容"], ["", ""], ["1", "=1+1"], ["", "0501"]],
        [((0, 0), (0, 1))],
        [5, 20],
        [30, 20, 20, 20, 20],
        title=0,
        first=3,
    )
    sheet = load_workbook(io.BytesIO(xlsx.write([layout])))["社会救助"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$2:$3"
    assert (sheet["A4"].value, sheet["B4"].value, sheet["B4"].data_type) == (1, "=1+1", "s")
    assert sheet["B5"].value == "0501"
    assert [str(merge) for merge in sheet.merged_cells.ranges] == ["A1:B1"]
