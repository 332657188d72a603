"""The sample workbook of 青石镇, and small workbooks made on the spot."""

from __future__ import annotations

import io
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Problem
from gkdesk.catalog import mapping, xlsx
from gkdesk.catalog.items import ItemReader
from gkdesk.catalog.mapping import CatalogMapping
from gkdesk.catalog.model import Item, SheetReading
from gkdesk.catalog.service import Catalog

SAMPLES = paths.resources() / "samples" / "catalog"
SAMPLE = SAMPLES / "青石镇目录.xlsx"
Read = Callable[..., tuple[list[Item], list[SheetReading], list[Problem]]]

HEAD = [
    "序号",
    "一级事项",
    "二级事项",
    "公开内容",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
]


@pytest.fixture(scope="session")
def names() -> CatalogMapping:
    return mapping.load(sorted((paths.forms() / "catalog").glob("*.toml")))


@pytest.fixture(scope="session")
def reader(names: CatalogMapping) -> ItemReader:
    return ItemReader(names)


@pytest.fixture
def catalog(session: Session) -> Catalog:
    return Catalog(session)


def book(
    rows: Sequence[Sequence[object]], *, merges: Sequence[str] = (), name: str = "社会救助"
) -> bytes:
    """Return a workbook of one worksheet."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def read(reader: ItemReader) -> Read:
    """Read rows as a worksheet: items, sheets, problems."""

    def _read(
        rows: Sequence[Sequence[object]], *, merges: Sequence[str] = (), name: str = "社会救助"
    ) -> tuple[list[Item], list[SheetReading], list[Problem]]:
        return read_bytes(reader, book(rows, merges=merges, name=name))

    return _read


def read_bytes(
    reader: ItemReader, data: bytes, name: str = "x.xlsx"
) -> tuple[list[Item], list[SheetReading], list[Problem]]:
    items: list[Item] = []
    sheets: list[SheetReading] = []
    problems: list[Problem] = []
    for grid, _, _ in xlsx.read(data, name):
        found, sheet, unclear = reader.read(grid, name)
        items += found
        sheets.append(sheet)
        problems += unclear
    return items, sheets, problems


def make_sample() -> Workbook:
    """Run the sample's builder."""
    made: Workbook = runpy.run_path(str(SAMPLES / "make_sample.py"))["build"]()
    return made


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
