"""Addresses, error texts, and which part is which worksheet."""

from __future__ import annotations

import pytest

from gkdesk.base.sheetxml import BEYOND, address, is_error, sheet_names, span


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (14, 4, "E15"), (0, 26, "AA1"), (9, 701, "ZZ10")]
)
def test_address(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#n/a", "#NAME?", "#VALUE!"])
def test_error_texts(text: str) -> None:
    assert is_error(text)


@pytest.mark.parametrize("value", ["#1标段", "", "REF!", 1.0, None, "#REF!的说明"])
def test_other_texts(value: object) -> None:
    assert not is_error(value)


@pytest.mark.parametrize("place", ["A0", "AAAA1", "A99999999", "$A$1", "1", "ZZZ1", "A1B"])
def test_no_such_place(place: str) -> None:
    text = f'<sheetData><row r="1"><c s="1" r="{place}"/></row></sheetData>'.encode()
    assert span(lambda: [text]) == BEYOND


def test_worksheets_by_part() -> None:
    book = (
        '<sheets><sheet name="甲&amp;乙" sheetId="9" state="hidden" r:id="rId2"/>'
        "<x:sheet r:id = 'rId1' name='丙' sheetId='1'/></sheets>"
    )
    relations = (
        '<Relationship Id="rId1" Type="t" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Target="worksheets\\sheet2.xml" Id="rId2"/>'
    )
    assert sheet_names(book.encode(), relations.encode()) == {
        "xl/worksheets/sheet1.xml": "丙",
        "xl/worksheets/sheet2.xml": "甲&乙",
    }
