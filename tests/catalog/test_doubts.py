"""What stops a workbook, what only asks: cells without a value, empty tables, lengths, twins."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gkdesk.base.errors import Problem
from gkdesk.catalog import store
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog, OpenProblems, TooLongToExport
from gkdesk.catalog.xlsx import LONGEST_CELL

from .conftest import HEAD, Read, book, write
from .test_service import ROW, small

WHERE = "工作表“社会救助”D2"


def with_cell(data: bytes, place: str, cell: str) -> bytes:
    """Put a cell as other programs may leave it into a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            at = text.find(f'<c r="{place}"'.encode()) if name.endswith("sheet1.xml") else -1
            if at >= 0:
                end = text.index(b"</c>", at) + 4
                text = text[:at] + f'<c r="{place}"{cell}</c>'.encode() + text[end:]
            new.writestr(name, text)
    return out.getvalue()


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, bool]]:
    return [(problem.where, problem.message, problem.blocking) for problem in problems]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (' t="e"><v>#REF!</v>', "单元格是错误值"),
        (' t="inlineStr"><is><t>#DIV/0! </t></is>', "单元格是错误值"),
        ("><f>A1&amp;B1</f>", "公式没有计算结果，请在表格软件里打开、重新计算并保存"),
    ],
)
def test_a_cell_without_its_value_stops_the_workbook(
    catalog: Catalog, tmp_path: Path, cell: str, words: str
) -> None:
    row = [1, "甲", "a", "法规"]
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW])))
    data = with_cell(book([HEAD, [*row, *ROW[2:]]]), "D2", cell)
    reading = catalog.read(write(tmp_path / "二.xlsx", data))
    [first, *_] = reading.blocking
    assert first.where == WHERE
    assert words in first.message
    with pytest.raises(OpenProblems):
        catalog.apply(reading)
    assert catalog.rows()[0].content == "法规"


def test_a_content_that_is_gone_is_never_taken_silently(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW])))
    reading = catalog.read(small(tmp_path, [1, "甲", "a", "", *ROW[2:]]))
    [(where, message, blocking)] = told(reading.problems)
    assert (where, blocking) == ("工作表“社会救助”第2行", True)
    assert message.startswith("公开内容是空的，目录里原来是“法规”")


def test_unseen_characters_go_and_are_told(catalog: Catalog, tmp_path: Path) -> None:
    path = small(tmp_path, [1, "甲", "a", "法\u200b规", *ROW[2:]])
    data = with_cell(path.read_bytes(), "H2", ' t="inlineStr"><is><t>■政府_x0007_网站</t></is>')
    reading = catalog.read(write(path, data))
    assert [(where[-2:], blocking) for where, _, blocking in told(reading.problems)] == [
        ("D2", False), ("H2", False),
    ]  # fmt: skip
    [item] = reading.items
    assert (item.content, item.channels_text) == ("法规", "■政府网站")
    catalog.apply(reading)
    assert catalog.read(catalog.export(tmp_path / "出.xlsx")).changes.counts["same"] == 1


def test_an_item_stored_with_such_a_character_is_exported(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, Item("社会救助", "20-01-001", "1", "甲", content="法\x07规"))
    made = load_workbook(catalog.export(tmp_path / "出.xlsx"))["社会救助"]
    assert "法规" in [cell.value for cell in made[4]]


def put(catalog: Catalog, item: Item) -> None:
    """Store an item as an older program may have."""
    session = catalog._session
    with session.transaction():
        store.add_area(session.conn, name=item.area, code=20, first_own=51)
        store.add_item(session.conn, item, place=0, today="2026-04-10")


def test_what_no_cell_can_hold(catalog: Catalog, tmp_path: Path) -> None:
    long = "字" * (LONGEST_CELL + 1)
    data = book([HEAD, [1, "甲", "a", "法规", *ROW[2:]]])
    cell = f' t="inlineStr"><is><t>{long}</t></is>'
    reading = catalog.read(write(tmp_path / "长.xlsx", with_cell(data, "D2", cell)))
    [(where, message, blocking)] = told(reading.problems)
    assert (where, blocking) == ("工作表“社会救助”第2行", True)
    assert message.startswith("公开内容有32768个字，一个单元格最多放32767个字")
    put(catalog, Item("社会救助", "20-01-001", "1", "甲", content=long))
    with pytest.raises(TooLongToExport, match="20-01-001“甲”的公开内容有32768个字"):
        catalog.export(tmp_path / "出.xlsx")
    assert not (tmp_path / "出.xlsx").exists()


def test_a_heading_without_rows(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(small(tmp_path, [1, "甲", *ROW])))
    reading = catalog.read(small(tmp_path))
    [(where, message, blocking)] = told(reading.problems)
    assert (where, blocking) == ("工作表“社会救助”", True)
    assert "没有读到任何事项" in message
    with pytest.raises(OpenProblems):
        catalog.apply(reading)


def two_sheets(path: Path, *second: list[object], state: str = "visible") -> Path:
    made = Workbook()
    for name, rows in (("社会救助", [HEAD, [1, "甲", *ROW]]), ("义务教育", [HEAD, *second])):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del made["Sheet"]
    made["义务教育"].sheet_state = state
    made.save(path)
    return path


def test_one_empty_area_only_asks(catalog: Catalog, tmp_path: Path) -> None:
    reading = catalog.read(two_sheets(tmp_path / "二.xlsx"))
    [(where, _, blocking)] = told(reading.problems)
    assert (where, blocking) == ("工作表“义务教育”", False)


def test_a_hidden_worksheet_is_told(catalog: Catalog, tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "二.xlsx", [1, "乙", *ROW], state="hidden")
    [(where, message, blocking)] = told(catalog.read(path).problems)
    assert (where, blocking) == ("工作表“义务教育”", False)
    assert "隐藏的工作表，其中1项也会导入" in message


def test_the_same_item_twice_names_both_places(catalog: Catalog, tmp_path: Path) -> None:
    path = small(tmp_path, [1, "甲", *ROW], [2, "乙", *ROW], [3, "甲", *ROW])
    [(where, message, blocking)] = told(catalog.read(path).problems)
    assert (where, blocking) == ("工作表“社会救助”第4行", False)
    assert "与工作表“社会救助”第2行是同一事项" in message


def test_a_number_sign_is_no_error(read: Read) -> None:
    items, _, problems = read([HEAD, [1, "甲", "a", "#1 标段", *ROW[2:]]])
    assert (items[0].content, problems) == ("#1 标段", [])
