"""Read, compare, apply, look, export: with a real office and real workbooks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile
from gkdesk.catalog.itemjson import dumps, from_json
from gkdesk.catalog.model import as_json
from gkdesk.catalog.service import (
    Catalog,
    NoSuchItem,
    NothingToExport,
    OpenProblems,
    StaleReading,
)
from gkdesk.db import audit

from .conftest import HEAD, SAMPLE, book, make_sample, write

# what the county is told must be noted as it changes
pytestmark = pytest.mark.usefixtures("told")

ROW = ["a", "法规", "《条例》", "20个工作日", "镇政府", "■政府网站"]


def small(tmp_path: Path, *rows: list[object], name: str = "一.xlsx") -> Path:
    return write(tmp_path / name, book([HEAD, *rows]))


def test_reading_writes_nothing(catalog: Catalog, session: Session) -> None:
    before = session.conn.total_changes
    reading = catalog.read(SAMPLE)
    assert (len(reading.items), reading.changes.counts["added"]) == (54, 54)
    assert session.conn.total_changes == before
    assert catalog.rows() == []


def test_reading_reports_each_worksheet(catalog: Catalog) -> None:
    seen: list[tuple[int, int, str]] = []
    catalog.read(SAMPLE, lambda step, total, what="": seen.append((step, total, what)))
    assert seen[0] == (1, 6, "目录")
    assert len(seen) == 6


def test_apply_then_read_again_is_all_the_same(catalog: Catalog, session: Session) -> None:
    applied = catalog.apply(catalog.read(SAMPLE))
    assert applied.counts == {"added": 54, "changed": 0, "gone": 0, "same": 0}
    assert catalog.read(SAMPLE).changes.counts == {"added": 0, "changed": 0, "gone": 0, "same": 54}
    assert catalog.areas() == [
        ("农村危房改造", 6), ("社会救助", 16), ("户籍管理", 13), ("涉农补贴", 10), ("义务教育", 9),
    ]  # fmt: skip
    assert audit.entries(session.conn)[-1].action == "catalog.apply"
    assert audit.verify(session.conn, session.vault.audit_key) == []


def test_keys_are_never_given_twice(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW], [2, "乙", *ROW])))
    assert [item.key for item in catalog.rows()] == ["20-01-001", "20-02-001"]
    catalog.apply(catalog.read(small(tmp_path, [1, "乙", *ROW])))
    fresh = ["甲", "z", "另一件全新的事情", "《条例》", "实时", "县政府", "■政府公报"]
    catalog.apply(catalog.read(small(tmp_path, [1, "乙", *ROW], [2, *fresh])))
    assert sorted(item.key for item in catalog.rows()) == ["20-01-002", "20-02-001"]
    assert catalog.get("20-01-001").level1 == "甲"


def test_own_areas_come_after_the_pilot_areas(catalog: Catalog, tmp_path: Path) -> None:
    for name in ("水利工程", "乡村旅游"):
        path = write(tmp_path / f"{name}.xlsx", book([HEAD, [1, "甲", *ROW]], name=name))
        catalog.apply(catalog.read(path))
    assert [item.key for item in catalog.rows()] == ["51-01-001", "52-01-001"]
    assert [area for area, _ in catalog.areas()] == ["水利工程", "乡村旅游"]


def test_what_a_workbook_leaves_out_is_retired(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW], [2, "乙", "b", *ROW[1:]])))
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW])))
    assert [item.level1 for item in catalog.rows()] == ["甲"]
    retired = [row for row in catalog.package_rows() if row.data["retired_on"]]
    assert [(row.key, row.revision) for row in retired] == [("20-02-001", 2)]


def test_a_changed_item_keeps_its_key_and_grows(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW])))
    changed = ["a", "法规", "《条例》", "5个工作日", "镇政府", "■政府网站"]
    reading = catalog.read(small(tmp_path, [1, "甲", *changed]))
    assert [field.label for field in reading.changes.changed[0].fields] == ["公开时限"]
    catalog.apply(reading)
    [row] = catalog.package_rows()
    assert (row.key, row.revision) == ("20-01-001", 2)
    assert catalog.get(row.key).time_limit.clauses[0].count == 5


def test_open_problems_block(catalog: Catalog, tmp_path: Path) -> None:
    reading = catalog.read(small(tmp_path, [1, "甲", *ROW], [2, "", "", "", "依据", "实时"]))
    with pytest.raises(OpenProblems, match="1处"):
        catalog.apply(reading)
    assert catalog.rows() == []


def test_a_stale_reading_is_declined(catalog: Catalog, tmp_path: Path) -> None:
    reading = catalog.read(small(tmp_path, [1, "甲", *ROW]))
    catalog.apply(reading)
    with pytest.raises(StaleReading):
        catalog.apply(reading)


def test_a_workbook_without_a_known_heading(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        catalog.read(write(tmp_path / "x.xlsx", book([["甲", "乙"], ["a", "b"]], name="表一")))
    assert caught.value.problems[0].where == "工作表“表一”"


def test_an_unknown_key(catalog: Catalog) -> None:
    with pytest.raises(NoSuchItem, match="99-01-001"):
        catalog.get("99-01-001")


def test_the_export_reads_back_the_same(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(NothingToExport):
        catalog.export(tmp_path / "空.xlsx")
    catalog.apply(catalog.read(SAMPLE))
    path = catalog.export(tmp_path / "导出.xlsx")
    assert catalog.read(path).changes.counts == {"added": 0, "changed": 0, "gone": 0, "same": 54}
    sheet = load_workbook(path)["户籍管理"]
    assert sheet["A1"].value == "青石镇人民政府户籍管理领域基层政务公开标准目录"
    assert "B4:B16" in {str(merge) for merge in sheet.merged_cells.ranges}


def test_items_survive_json(catalog: Catalog) -> None:
    for item in catalog.read(SAMPLE).items:
        assert from_json(as_json(item)) == item
        assert '"time_limit":{"text"' in dumps(item)


def test_the_sample_is_what_its_builder_makes() -> None:
    made, kept = make_sample(), load_workbook(io.BytesIO(SAMPLE.read_bytes()))
    assert made.sheetnames == kept.sheetnames
    for name in made.sheetnames:
        cells = [[cell.value or None for cell in row] for row in made[name].iter_rows()]
        assert cells == [[cell.value for cell in row] for row in kept[name].iter_rows()]
