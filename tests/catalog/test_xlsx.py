"""What must not reach the parser, and what the writer leaves behind."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from gkdesk.base.errors import Declined
from gkdesk.catalog import xlsx
from gkdesk.catalog.xlsx import EncryptedWorkbook, Layout, NotAWorkbook, WorkbookTooLarge

from .conftest import book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def grids(data: bytes) -> list[xlsx.Grid]:
    return [grid for grid, _, _ in xlsx.read(data, "目录.xlsx")]


def refused(data: bytes, kind: type[Declined], *words: str) -> None:
    with pytest.raises(kind) as caught:
        grids(data)
    assert "目录.xlsx" in str(caught.value)
    assert "没有导入任何内容" in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_grid_keeps_places_and_merges() -> None:
    [grid] = grids(book([[""], ["", "a"], ["", 2]], merges=["B2:B3"]))
    assert list(grid.rows[1]) == ["", "a"]
    assert list(grid.merges) == [((1, 1), (2, 1))]


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + b"\x00" * 40])
def test_not_a_workbook(data: bytes) -> None:
    refused(data, NotAWorkbook)


def test_a_zip_that_is_no_workbook() -> None:
    refused(zipped(word__document=b"<x/>"), NotAWorkbook, "没有工作表")


def test_a_truncated_workbook() -> None:
    refused(book([["a"]])[:-200], NotAWorkbook)


def test_a_damaged_worksheet() -> None:
    data = bytearray(book([["a" * 50, "b"]] * 300))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    data[entry.header_offset + 60 : entry.header_offset + 90] = b"\xff" * 30
    refused(bytes(data), Declined)


def test_encrypted() -> None:
    refused(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), EncryptedWorkbook)


def test_another_old_document() -> None:
    refused(OLE + "WordDocument".encode("utf-16-le") + b"\x00" * 600, NotAWorkbook)


def test_a_zip_bomb() -> None:
    bomb = zipped(xl__workbook_xml=b"", xl__media__x=b"\x00" * (xlsx.SMALLEST_SUSPECT + 1))
    refused(bomb, WorkbookTooLarge, "MB")


def test_a_cell_at_the_far_corner() -> None:
    """The parser would take 512 GB for this one and abort the program."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "x", "y"
    out = io.BytesIO()
    made.save(out)
    refused(out.getvalue(), WorkbookTooLarge, "表格之外")


def test_far_cells_without_a_dimension() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(book([["x"]]))) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    far = (
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, far if name.endswith("sheet1.xml") else data)
    refused(out.getvalue(), WorkbookTooLarge)


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LARGEST_FILE", 10)
    refused(book([["a"]]), WorkbookTooLarge)


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
