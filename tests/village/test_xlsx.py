"""Bytes to grids, and the limits of a village's sheet."""

from __future__ import annotations

import pytest

from gkdesk.village import xlsx
from gkdesk.village.xlsx import WorkbookTooLarge, read_grids

from .books import rows, workbook


def test_cells_keep_their_place() -> None:
    [grid] = read_grids(workbook([[], [None, None, "C2"], [None, 1.5]]), "x.xlsx")
    assert grid.value(1, 2) == "C2"
    assert grid.value(2, 1) == 1.5
    assert grid.text(2, 1) == ""
    assert grid.value(99, 99) == ""
    assert grid.width == 3


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(rows())
    monkeypatch.setattr(xlsx, "MOST_ROWS", 5)
    with pytest.raises(WorkbookTooLarge, match="13行"):
        read_grids(data, "x.xlsx")
