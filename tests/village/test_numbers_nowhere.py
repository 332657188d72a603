"""A personal number in any cell of any sheet is quoted nowhere, and stops the sheet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from gkdesk.village import blank
from gkdesk.village.form import SheetForm
from gkdesk.village.model import Reading, Village

from .books import rows, save
from .fill import filled, period_of
from .lists import FORMS, VILLAGES, intake, sheet

NUMBERS = ("110101199003070011", "13912340872", "6217000000000000001", 6217000000000000,
           "王测一110101199003070011（13912340872）")  # fmt: skip
DIGITS = ("19900307", "1234087", "62170000000", "3912340")


def said(reading: Reading) -> str:
    parts = [reading.worksheet, reading.village, reading.why, reading.asked, *reading.near]
    parts += [*reading.totals, *reading.totals.values()]
    for problem in reading.problems:
        parts += [problem.where, problem.message]
        parts += [str(getattr(problem, name, "")) for name in ("expected", "found", "rule")]
    return "\n".join(parts)


def spoiled(form: SheetForm, path: Path, number: object, step: int) -> int:
    """Write a filled sheet with a number in every ``step``-th cell that holds something."""
    whom = blank.Whom("青石镇", VILLAGES[0], period_of(form), "")
    path.write_bytes(blank.workbook(form, whom, filled(form, period_of(form), count=4)))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cells = [
        cell
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if not isinstance(cell, MergedCell) and isinstance(cell.value, (str, float, int, datetime))
    ]
    chosen = cells[step::7]
    for cell in chosen:
        cell.value = number
    if step % 2:
        del book[blank.MARK]  # as a table of the village's own
    book.save(path)
    return len(chosen)


@pytest.mark.parametrize("form", [f for f in FORMS if f.issuer != "town"], ids=lambda f: f.id)
def test_no_number_is_quoted(form: SheetForm, tmp_path: Path) -> None:
    for place, number in enumerate(NUMBERS):
        path = tmp_path / f"{place}.xlsx"
        assert spoiled(form, path, number, place)
        for reading in intake(str(period_of(form))).file(path):
            told = said(reading)
            assert not [digits for digits in DIGITS if digits in told], told
            assert reading.blocking or reading.data is None


@pytest.mark.parametrize("villages", [VILLAGES, ()], ids=["known", "none yet"])
@pytest.mark.parametrize("place", ["110101199003070011村", "青石镇王测一13912340872村"])
def test_a_number_is_no_name_of_a_village(
    tmp_path: Path, place: str, villages: tuple[Village, ...]
) -> None:
    paths = (
        save(tmp_path / "a.xlsx", sheet(title=f"{place}2026年惠农补贴发放公示表")),
        save(tmp_path / "b.xlsx", rows(A1=f"{place}2026年第一季度财务收支公开表", A2="填报单位：")),
    )
    for path in paths:
        for period in ("2026", "2026Q1"):
            for reading in intake(period, villages).file(path):
                assert not [digits for digits in DIGITS if digits in said(reading)], said(reading)
                assert (reading.data, reading.village) == (None, "")
