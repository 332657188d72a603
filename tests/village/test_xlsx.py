"""Bytes to grids, and the guards before them."""

from __future__ import annotations

import io
import zipfile

import pytest

from gkdesk.village import xlsx
from gkdesk.village.xlsx import (
    NotAWorkbook,
    WorkbookLocked,
    WorkbookTooLarge,
    address,
    read_grids,
)

from .books import rows, workbook


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (14, 4, "E15"), (0, 26, "AA1"), (9, 701, "ZZ10")]
)
def test_address(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


def test_cells_keep_their_place() -> None:
    [grid] = read_grids(workbook([[], [None, None, "C2"], [None, 1.5]]), "x.xlsx")
    assert grid.value(1, 2) == "C2"
    assert grid.value(2, 1) == 1.5
    assert grid.text(2, 1) == ""
    assert grid.value(99, 99) == ""
    assert grid.width == 3


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 9])
def test_not_a_workbook(data: bytes) -> None:
    with pytest.raises(NotAWorkbook, match="不是能读的"):
        read_grids(data, "x.xlsx")


def test_a_zip_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(NotAWorkbook):
        read_grids(out.getvalue(), "x.xlsx")


def test_locked() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(WorkbookLocked, match="打开密码"):
        read_grids(data, "x.xlsx")


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(rows())
    monkeypatch.setattr(xlsx, "MOST_ROWS", 5)
    with pytest.raises(WorkbookTooLarge, match="13行"):
        read_grids(data, "x.xlsx")
    monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 100)
    with pytest.raises(WorkbookTooLarge):
        read_grids(data, "x.xlsx")
    monkeypatch.setattr(xlsx, "LARGEST_FILE", 100)
    with pytest.raises(WorkbookTooLarge):
        read_grids(data, "x.xlsx")
