"""The same catalog as a workbook, as text in every encoding, pasted, and as Word tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

import pytest
from docx import Document

from gkdesk.base.workbook import NotAWorkbook, WorkbookTooLarge
from gkdesk.catalog import source
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog
from gkdesk.catalog.xlsx import NoTable
from tests.catalog.conftest import HEAD, book

TITLE = "社会救助领域基层政务公开标准目录"
ROWS: list[list[str]] = [
    ["1", "最低生活保障", "政策法规文件", "低保政策\n及说明", "《社会救助暂行办法》",
     "20个工作日内", "镇政府", "■政府网站 □公告栏"],
    ["2", "最低生活保障", "办事指南", "申请条件，申请材料", "《社会救助暂行办法》", "长期公开",
     "镇政府", "□政府网站 ■公告栏"],
    ["3", "特困人员救助供养", "审核审批信息", "名单", "《条例》", "及时", "镇政府", "■公告栏"],
]  # fmt: skip


def told(items: Sequence[Item]) -> list[tuple[str, ...]]:
    return [
        (
            item.level1, item.level2, item.content.replace("\n", ""), item.time_limit.text,
            ",".join(channel.name for channel in item.channels if channel.ticked),
        )
        for item in items
    ]  # fmt: skip


def as_text(separator: str, *, title: bool = True) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows(([[TITLE]] if title else []) + [HEAD, *ROWS])
    return out.getvalue()


def as_docx(*, merged: bool = True, symbols: bool = False) -> bytes:
    made = Document()
    made.add_paragraph("附件2")
    made.add_paragraph(TITLE)
    table = made.add_table(rows=1 + len(ROWS), cols=len(HEAD))
    for at, row in enumerate([HEAD, *ROWS]):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    if merged:
        table.cell(2, 1).text = ""
        table.cell(1, 1).merge(table.cell(2, 1)).text = "最低生活保障"
    if symbols:
        run = table.cell(3, 7).paragraphs[0].runs[0]
        run.text = ""
        sign = run._r.makeelement(  # the library has no way to set a symbol
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sym",
            {
                "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}char": "F052",
                "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}font": "Wingdings 2",
            },
        )
        run._r.append(sign)
        table.cell(3, 7).paragraphs[0].add_run("公告栏")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def usual(catalog: Catalog) -> list[tuple[str, ...]]:
    """What the same rows give as a workbook."""
    reading = catalog.read_data(book([[TITLE], HEAD, *ROWS]), "目录.xlsx")
    assert len(reading.items) == 3
    return told(reading.items)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_encoding(
    catalog: Catalog, usual: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    reading = catalog.read_data(as_text(separator).encode(encoding), "目录.csv")
    assert told(reading.items) == usual
    assert reading.items[0].area == "社会救助"
    assert [item.source.row for item in reading.items] == [3, 4, 5]


def test_cells_pasted_from_a_spreadsheet(catalog: Catalog, usual: list[tuple[str, ...]]) -> None:
    """Excel and WPS put a cell with a line break in quotes."""
    pasted = as_text("\t", title=False)
    assert '"低保政策\n及说明"' in pasted
    reading = catalog.read_data(pasted.encode(), "粘贴的表格")
    assert told(reading.items) == usual


@pytest.mark.parametrize("merged", [True, False])
def test_word_tables(catalog: Catalog, usual: list[tuple[str, ...]], *, merged: bool) -> None:
    reading = catalog.read_data(as_docx(merged=merged), "目录.docx")
    assert told(reading.items) == usual
    assert reading.items[0].area == "社会救助"
    assert reading.sheets[0].name == "表1"


def test_word_symbols_are_ticks(catalog: Catalog) -> None:
    reading = catalog.read_data(as_docx(symbols=True), "目录.docx")
    [channel] = reading.items[2].channels
    assert channel.ticked is True


def test_a_word_table_is_applied_like_a_workbook(catalog: Catalog) -> None:
    catalog.apply(catalog.read_data(as_docx(), "目录.docx"))
    again = catalog.read_data(book([[TITLE], HEAD, *ROWS]), "目录.xlsx")
    assert again.changes.counts["same"] == 3


def test_merges_over_three_rows_and_two_columns() -> None:
    made = Document()
    table = made.add_table(rows=4, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "上"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "左"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "块"
    out = io.BytesIO()
    made.save(out)
    [(grid, _, _)] = source.read(out.getvalue(), "x.docx")
    assert set(grid.merges) == {((0, 0), (0, 1)), ((1, 0), (3, 0)), ((1, 1), (2, 2))}
    assert grid.rows[1][:2] == ["左", "块"]
    assert grid.rows[3][0] == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有用逗号"),
        (b"\xff\xfe\x00", "工作簿"),
        (b"\x00\x01\x02\x03" * 20, "工作簿"),
        ("只有一段话，没有表格。\n".replace("，", "").encode(), "没有用逗号"),
        (b"PK\x03\x04 broken", "工作簿"),
    ],
)
def test_what_is_no_table(catalog: Catalog, data: bytes, words: str) -> None:
    with pytest.raises(NotAWorkbook, match=words):
        catalog.read_data(data, "目录.csv")


def test_a_word_document_without_a_table_or_damaged(catalog: Catalog) -> None:
    made = Document()
    made.add_paragraph("通知")
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(NoTable, match="没有表格"):
        catalog.read_data(out.getvalue(), "通知.docx")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(NoTable, match="损坏"):
        catalog.read_data(broken.getvalue(), "目录.docx")


def test_far_too_wide(catalog: Catalog) -> None:
    with pytest.raises(WorkbookTooLarge, match="201列"):
        catalog.read_data(("甲," * 200 + "乙\n").encode(), "宽.csv")
