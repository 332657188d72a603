"""The county's view of all its towns, and the workbook of everything."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.sync.county import County
from gkdesk.sync.countybook import SILENT_DAYS, NothingHeld
from gkdesk.sync.service import Sync
from tests.conftest import ORGAN, StoppedClock


def test_an_empty_inbox_has_nothing_to_export(county: County, tmp_path: Path) -> None:
    assert county.book.towns() == []
    with pytest.raises(NothingHeld):
        county.book.export(tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_towns_and_how_long_they_are_silent(
    county: County, sync: Sync, stick: Path, clock: StoppedClock, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    rows[0] = PackageRow("item", "A1", 2, {"name": "公共文化服务（修订）"})
    second = sync.write(stick)
    clock.value += timedelta(days=3)
    county.receive(stick / second.name)
    [town] = county.book.towns()
    assert (town.code, town.name, town.packages) == (ORGAN.credit_code, ORGAN.name, 2)
    assert (town.last_number, town.silent_days, town.silent) == (second.number, 0, False)
    assert town.counts == {"item": 2, "sheet": 1}
    clock.value += timedelta(days=SILENT_DAYS)
    assert not county.book.towns()[0].silent
    clock.value += timedelta(days=1)
    assert county.book.towns()[0].silent


def test_the_workbook_after_an_undo(
    county: County, sync: Sync, stick: Path, tmp_path: Path, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    rows[0] = PackageRow("item", "A1", 2, {"name": "修订"})
    rows.append(PackageRow("record", "R1", 1, {"title": "新公开的"}))
    county.receive(stick / sync.write(stick).name)
    assert county.book.export(tmp_path / "two.xlsx") == 4
    county.undo(ORGAN.name, "2026-002", "拿错了")
    assert county.book.export(tmp_path / "one.xlsx") == 3
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["目录事项", "村务公开表"]
    cells = [cell for row in book["目录事项"].iter_rows(values_only=True) for cell in row]
    assert "修订" not in cells
    assert "2026-002" not in cells
    county.undo(ORGAN.name, "2026-001", "拿错了")
    with pytest.raises(NothingHeld):
        county.book.export(tmp_path / "none.xlsx")


def test_the_workbook_holds_the_newest_of_every_row(
    county: County, sync: Sync, stick: Path, tmp_path: Path, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    rows[0] = PackageRow("item", "A1", 2, {"name": "=公共文化服务", "count": 7, "none": None})
    county.receive(stick / sync.write(stick).name)
    assert county.book.export(tmp_path / "全部.xlsx") == 3
    book = openpyxl.load_workbook(tmp_path / "全部.xlsx")
    assert book.sheetnames == ["目录事项", "村务公开表"]
    items = list(book["目录事项"].iter_rows(min_row=3, values_only=True))
    heads = items[0]
    assert heads[:3] == ("单位", "包号", "版次")
    first = dict(zip(heads, items[1], strict=True))
    assert (first["单位"], first["包号"], first["版次"]) == (ORGAN.name, "2026-002", 2)
    assert first["count"] == 7
    [name] = [cell for cell in book["目录事项"][4] if cell.value == "=公共文化服务"]
    assert name.data_type == "s"  # no formula
    second = dict(zip(heads, items[2], strict=True))
    assert '["网站", "公开栏"]' in second.values()
    kinds = [(one.kind, one.key) for one in county.book.entries("sheet")]
    assert kinds == [("sheet", "F01/2026Q3/v1")]
