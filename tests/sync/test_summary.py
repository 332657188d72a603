"""The workbook inside a package: readable, and the same bytes for the same content."""

from __future__ import annotations

import errno
import io
import tempfile
import time
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from lxml.etree import SerialisationError

from gkdesk.base.bookdisk import book_trouble
from gkdesk.base.files import DiskFull
from gkdesk.base.handover import PackageRow
from gkdesk.base.tablesheet import Table, workbook
from gkdesk.sync import summary
from gkdesk.sync.model import PackageInfo

from .sealed import plan_of

ROWS = [
    PackageRow("item", "A2", 3, {"area": "养老服务", "level1": "政策文件", "level2": "",
               "time_limit": {"text": "制定后20个工作日内"}, "retired_on": None}),
    PackageRow("item", "A1", 1, {"area": "养老服务", "level1": "政策文件", "level2": "=SUM(A1)",
               "retired_on": "2026-03-01"}),
    PackageRow("record", "0f3a", 2, {"number": "R1", "title": "低保公示", "doc_number": "",
               "made_on": "2026-01-02", "state": "published"}, (("附件.pdf", "0" * 64),)),
    PackageRow("request", "2026-001", 4, {"received_on": "2026-02-03", "state": "archived",
               "closed_on": None}),
]  # fmt: skip


@pytest.fixture
def info() -> PackageInfo:
    return replace(plan_of().info, counts={"item": 2, "record": 1, "request": 1}, files=1)


def test_every_kind_has_a_leaf(info: PackageInfo) -> None:
    book = openpyxl.load_workbook(io.BytesIO(summary.workbook_of(info, ROWS)))
    assert book.sheetnames == ["一览", "目录事项", "公开信息", "申请统计"]
    figures = {row[0].value: row[1].value for row in book["一览"].iter_rows(min_row=3, max_col=2)}
    assert figures["包号"] == "2026-001"
    assert (figures["目录事项"], figures["附件"]) == ("2条", "1个")
    items = [[cell.value for cell in row] for row in book["目录事项"].iter_rows(min_row=3)]
    assert items == [
        ["A1", 1, "养老服务", "=SUM(A1)", None, "2026-03-01", 0],
        ["A2", 3, "养老服务", "政策文件", "制定后20个工作日内", None, 0],
    ]
    assert book["目录事项"]["D3"].data_type == "s"
    [record] = [[cell.value for cell in row] for row in book["公开信息"].iter_rows(min_row=3)]
    assert record == ["R1", 2, "低保公示", None, "2026-01-02", "已公开", 1]


def test_same_content_same_bytes_at_any_time(info: PackageInfo) -> None:
    first = summary.workbook_of(info, ROWS)
    time.sleep(1.1)  # the clock of a workbook counts seconds
    assert summary.workbook_of(info, ROWS[::-1]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-04-10T09:30:00Z" in book.read("docProps/core.xml")


def test_a_long_list_says_what_it_leaves_out(info: PackageInfo) -> None:
    rows = [PackageRow("item", f"A{n:05}", 1, {"area": "x"}) for n in range(2100)]
    book = openpyxl.load_workbook(
        io.BytesIO(summary.workbook_of(replace(info, counts={"item": 2100}), rows))
    )
    assert book["目录事项"]["A1"].value == "共2100条，这里列出前2000条"
    assert book["目录事项"].max_row == 2002


def test_a_kind_of_a_later_version_has_a_leaf_too(info: PackageInfo) -> None:
    data = summary.workbook_of(
        replace(info, counts={"budget": 1}), [PackageRow("budget", "B1", 1, {})]
    )
    assert openpyxl.load_workbook(io.BytesIO(data))["budget"]["A3"].value == "B1"


def test_a_full_temporary_disk_is_told(info: PackageInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_words: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", full)
    with pytest.raises(DiskFull):
        summary.workbook_of(info, ROWS)
    with pytest.raises(DiskFull), book_trouble():
        raise SerialisationError("IO_ENOSPC")
    with pytest.raises(DiskFull):
        workbook(Table("一", "表", "", [["栏"]], [["值"]], [10.0], frozenset()))
