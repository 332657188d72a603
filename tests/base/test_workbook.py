"""What must not reach the parser, for both rooms that read workbooks, with crafted files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

import pytest
from openpyxl import Workbook

from gkdesk.base import workbook
from gkdesk.base.errors import Declined
from gkdesk.base.workbook import (
    MIB,
    EncryptedWorkbook,
    Limits,
    NotAWorkbook,
    WorkbookTooLarge,
    checked,
)
from gkdesk.catalog import xlsx as catalog
from gkdesk.village import xlsx as village

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
DIMENSION = b'<dimension ref="A1:B2"/>'
Read = Callable[[bytes], list[str]]


def read_catalog(data: bytes) -> list[str]:
    return texts(grid.rows for grid, _, _ in catalog.read(data, "表.xlsx"))


def read_village(data: bytes) -> list[str]:
    return texts(grid.rows for grid in village.read_grids(data, "表.xlsx"))


def texts(sheets: Iterable[Sequence[Sequence[object]]]) -> list[str]:
    cells = (cell for rows in sheets for row in rows for cell in row)
    return [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in cells]


both = pytest.mark.parametrize("read", [read_catalog, read_village])


def made(rows: int = 1) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(rows):
        sheet.append([f"第{number}行", number])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, *, name: str = SHEET, **parts: bytes) -> bytes:
    """Put another content into one part of a workbook, or another part beside it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in archive.namelist():
            copy.writestr(entry, parts["with_"] if entry == name else archive.read(entry))
    return out.getvalue()


def sheet(cells: str, head: bytes = DIMENSION) -> bytes:
    text = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + head
        + b"<sheetData>"
        + cells.encode()
        + b"</sheetData></worksheet>"
    )
    return changed(made(), with_=text)


def refused(read: Read, data: bytes, kind: type[Declined], *words: str) -> None:
    with pytest.raises(kind) as caught:
        read(data)
    for word in ("表.xlsx", "此文件没有导入任何内容", *words):
        assert word in str(caught.value)


V = "<v>1</v>"
FIRST = f'<row r="1"><c r="A1">{V}</c></row>'
LAST = f'<row r="1048576"><c r="XFD1048576">{V}</c></row>'
TWENTY = f"<c>{V}</c>" * 20
FAR = {
    "honest": (FIRST + LAST, b'<dimension ref="A1:XFD1048576"/>'),
    "no dimension": (FIRST + LAST, b""),
    "false dimension": (FIRST + LAST, DIMENSION),
    "two corners": (
        f'<row r="1"><c r="XFD1">{V}</c></row><row r="9999"><c r="A9999">{V}</c></row>',
        DIMENSION,
    ),
    "single quotes": (FIRST + LAST.replace('"', "'"), DIMENSION),
    "blanks": (FIRST + LAST.replace("<c r=", "<c\n r = "), DIMENSION),
    "small letters": (FIRST + LAST.replace("XFD", "xfd"), DIMENSION),
    "other attributes first": (FIRST + LAST.replace("<c r", '<c s="&gt;" t=">" r'), DIMENSION),
    "prefixed": (
        FIRST + '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        DIMENSION,
    ),
    "row without cell places": (FIRST + f'<row r="1048576">{TWENTY}</row>', DIMENSION),
    "no places at all": (FIRST + "<row/>" * 300_000 + f"<row>{TWENTY}</row>", DIMENSION),
    "no such place": (f'<row r="1"><c r="ZZZZZZZZZZ99999999999">{V}</c></row>', DIMENSION),
    "a column after the last": (f'<row r="1"><c r="XFE1">{V}</c></row>', DIMENSION),
    "a row after the last": (f'<row r="1"><c r="A1048577">{V}</c></row>', DIMENSION),
    "a row of a number too large": (f'<row r="99999999999999"><c>{V}</c></row>', DIMENSION),
    "more digits than a number has": (
        FIRST + f'<row r="2"><c r="A{"9" * 5000}">{V}</c></row>',
        DIMENSION,
    ),
}


@both
@pytest.mark.parametrize("cells", FAR.values(), ids=FAR.keys())
def test_a_far_cell_never_reaches_the_parser(read: Read, cells: tuple[str, bytes]) -> None:
    """The parser would take 512 GB for these and abort the program."""
    refused(read, sheet(*cells), WorkbookTooLarge, "表格之外")


@both
def test_a_far_cell_in_a_worksheet_of_any_name(read: Read) -> None:
    """The workbook may call any part a worksheet."""
    data = sheet(*FAR["false dimension"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for entry in archive.namelist():
            text = archive.read(entry).replace(b"worksheets/sheet1.xml", b"other/x.bin")
            copy.writestr(entry.replace("worksheets/sheet1.xml", "other/x.bin"), text)
    refused(read, out.getvalue(), WorkbookTooLarge)


@both
def test_a_large_workbook_is_looked_through_piece_by_piece(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_HELD", 0)
    monkeypatch.setattr(workbook, "_PIECE", 64)
    monkeypatch.setattr(workbook, "_FEED", 50)
    assert "第29行" in read(made(30))
    for cells in ("false dimension", "blanks", "prefixed", "row without cell places"):
        refused(read, sheet(*FAR[cells]), WorkbookTooLarge)


@both
def test_wide_long_and_placeless_sheets_are_read(read: Read) -> None:
    wide = '<row r="1"><c r="IV1"><v>7</v></c></row>'
    assert "7" in read(sheet(wide))
    assert "8" in read(sheet('<row r="12000"><c r="C12000"><v>8</v></c></row>'))
    placeless = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 3
    assert read(sheet(placeless, b"")).count("2") == 3
    # a far row of its own number whose cells stand near is near
    assert "9" in read(sheet('<row r="1048576"><c r="B2"><v>9</v></c></row>'))


@both
def test_a_dimension_that_says_too_much_does_no_harm(read: Read) -> None:
    assert "1" in read(sheet(FIRST, b'<dimension ref="A1:XFD1048576"/>'))


@both
@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 9, made()[:-200]]
)
def test_not_a_workbook(read: Read, data: bytes) -> None:
    refused(read, data, NotAWorkbook, "不是能读的")


@both
def test_other_files(read: Read) -> None:
    refused(read, OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), NotAWorkbook, "旧格式")
    refused(
        read, OLE + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"), EncryptedWorkbook, "密码"
    )
    document = changed(made(), name="xl/workbook.xml", with_=b"").replace(
        b"xl/workbook.xml", b"wd/workbook.xml"
    )
    refused(read, document, NotAWorkbook, "没有工作表")


@both
def test_damage(read: Read) -> None:
    data = bytearray(made(300))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo(SHEET)
    data[entry.header_offset + 60 : entry.header_offset + 90] = b"\xff" * 30
    refused(read, bytes(data), NotAWorkbook, "已损坏")


@both
def test_a_part_larger_than_it_says(read: Read) -> None:
    """A bomb that lies about its size is not unpacked further than it says."""
    data = bytearray(changed(made(), with_=b" " * 5 * MIB))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = data.index(b"PK\x01\x02" + b"\x14")
        for _ in archive.namelist():
            size = int.from_bytes(data[at + 24 : at + 28], "little")
            if size == 5 * MIB:
                data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
            lengths = [int.from_bytes(data[at + n : at + n + 2], "little") for n in (28, 30, 32)]
            at += 46 + sum(lengths)
    refused(read, bytes(data), NotAWorkbook, "已损坏")


@both
def test_a_bomb(read: Read) -> None:
    bomb = changed(made(), name="xl/styles.xml", with_=b"\0" * (workbook.SMALLEST_SUSPECT + 1))
    refused(read, bomb, WorkbookTooLarge, "10 MB")


def test_limits_and_their_words() -> None:
    data = made()
    small = Limits("目录", file=10, unpacked=10)
    with pytest.raises(WorkbookTooLarge, match="不像是目录"):
        checked(data, "表.xlsx", small)
    with pytest.raises(WorkbookTooLarge, match="解开后"):
        checked(data, "表.xlsx", Limits("目录", file=MIB, unpacked=10))


def test_the_parser_is_given_what_was_looked_at() -> None:
    data = made(5)
    given = checked(data, "表.xlsx", Limits("目录", file=MIB, unpacked=MIB))
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(given.data)) as new:
        assert new.testzip() is None
        assert {new.read(name) == old.read(name) for name in new.namelist()} == {True}
        assert SHEET in new.namelist()
    old_book = OLE + "Workbook".encode("utf-16-le")
    assert checked(old_book, "表.xls", Limits("目录", file=MIB, unpacked=MIB)).data == old_book


BROKEN = (
    '<row r="1"><c r="A1" t="str"><f>1</f><v></v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
    '<row r="2"><c r="A2"><f>SUM(B1)</f></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"/></row>'
    "<row r='3'><c t='e' r='AB3'><f>1/0</f><v>#DIV/0!</v></c><c><f>2</f><v/></c></row>"
    '<row r="4"><c r="A4" s="1"><f t="shared" si="0"/></c><c r="B4" t="b"><v>1</v></c></row>'
)


@pytest.mark.parametrize("held", [workbook._HELD, 0])
def test_cells_that_only_look_blank_are_named(monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(workbook, "_HELD", held)
    monkeypatch.setattr(workbook, "_PIECE", 64)
    found = checked(sheet(BROKEN), "表.xlsx", Limits("目录", file=MIB, unpacked=MIB)).broken
    assert list(found) == ["Sheet"]
    told = [(cell.cell, cell.message[:7]) for cell in found["Sheet"]]
    assert told == [
        ("B1", "单元格是错误值"), ("A2", "公式没有计算结"), ("AB3", "单元格是错误值"),
        ("AC3", "公式没有计算结"), ("A4", "公式没有计算结"),
    ]  # fmt: skip
    prefixed = sheet('<x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c></x:row>')
    assert checked(prefixed, "表.xlsx", Limits("目录", file=MIB, unpacked=MIB)).broken


def test_an_old_workbook_hides_its_errors() -> None:
    assert workbook.is_old(OLE + b"x")
    assert not workbook.is_old(made())


def test_a_sound_workbook_has_no_broken_cell() -> None:
    assert not checked(made(30), "表.xlsx", Limits("目录", file=MIB, unpacked=MIB)).broken
