"""The reader of one worksheet: headers in their varieties, and nothing makes it stumble."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.village import rules
from gkdesk.village.form import load
from gkdesk.village.heading import read_heading
from gkdesk.village.model import SheetData
from gkdesk.village.period import Period
from gkdesk.village.reader import Reader, find_header
from gkdesk.village.xlsx import Grid

from .books import ROWS, rows

FORM = load(paths.forms() / "village" / "F01.toml")
CELLS = [
    f"{'ABCDEF'[column]}{row + 1}"
    for row in range(len(ROWS))
    for column in range(6)
]  # fmt: skip
ODD = st.sampled_from(
    [None, "x", "合计", "收入合计", "本期结余", "备注", 1e20, float("nan"), True, -5, "(1,200)",
     date(2026, 1, 1), "项目", "本期金额", "单位：万元", "　", "12,34", "2026年第五季度"]
)  # fmt: skip


def grid(table: list[list[Any]]) -> Grid:
    clean = (tuple("" if value is None else value for value in row) for row in table)
    return Grid("表1", tuple(clean))


def read(table: list[list[Any]]) -> tuple[SheetData | None, Reader]:
    sheet = grid(table)
    heading = read_heading(sheet, (FORM,))
    reader = Reader(sheet, FORM, heading.scale or 1)
    return reader.read(heading), reader


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(CELLS), ODD, max_size=8))
def test_no_sheet_makes_it_stumble(cells: dict[str, object]) -> None:
    data, reader = read(rows(**cells))
    if data is not None:
        problems = rules.check(FORM, data, Period.parse("2026Q1"))
        assert all(problem.message for problem in (*problems, *reader.problems))
        assert SheetData.from_json(data.as_json(), data.note) == data


def test_headings_by_side_or_by_order() -> None:
    for cells in (
        {"A3": None, "D3": None},
        {"A4": "收入项目", "D4": "支出项目", "A3": None, "D3": None},
        {"A4": "项 目", "B4": "本季金额", "E4": "本季度金额", "C4": "累计", "F4": "累计金额"},
    ):
        found = find_header(grid(rows(**cells)), FORM)
        assert found is not None
        assert [side.block.key for side in found[1]] == ["income", "expense"]


def test_a_header_of_two_rows() -> None:
    table = rows()
    table[3:4] = [["项目", "金额", None] * 2, [None, "本期", "累计"] * 2]
    data, reader = read(table)
    assert data is not None
    assert (data.sum("income", "contract", "period"), data.sum("income", "total", "ytd")) == (
        200000, 300050,
    )  # fmt: skip
    assert not reader.problems


def test_sides_may_be_swapped() -> None:
    table = rows()
    swapped = [row[:2] if len(row) < 6 else [*row[3:6], *row[0:3]] for row in table[2:8]]
    data, _reader = read([*table[:2], *swapped, *table[8:]])
    assert data is not None
    assert data.sum("expense", "pay", "period") == 50000
    assert data.sum("income", "contract", "period") == 200000


def test_only_one_amount_column() -> None:
    table = [[row[0], row[1], row[3], row[4]] for row in rows()]
    data, reader = read(table)
    assert data is not None
    line = data.line("income", "total")
    assert line is not None
    assert set(line.figures) == {"period"}
    assert not [problem for problem in reader.problems if problem.blocking]


@pytest.mark.parametrize(
    ("cells", "scale"),
    [({}, 1), ({"F2": "单位：万元"}, 10000), ({"F2": "金额单位:人民币元"}, 1), ({"F2": None}, 0),
     ({"F2": None, "B4": "本期金额(万元)"}, 10000)],
)  # fmt: skip
def test_units(cells: dict[str, object], scale: int) -> None:
    assert read_heading(grid(rows(**cells)), (FORM,)).scale == scale


def test_a_date_that_cannot_be() -> None:
    heading = read_heading(grid(rows(D2="公开日期：2026年2月30日")), (FORM,))
    assert heading.open_on is None
