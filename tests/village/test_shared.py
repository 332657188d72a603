"""The shared reference files: every finding expected, and nothing else accused."""

from __future__ import annotations

import pytest

from gkdesk.village.model import Village
from tests.conftest import SHARED

from .lists import intake, rules

FOLDER = SHARED / "data" / "village"
EXAM = "real15_income_distribution_exam_xiaoliang"
VILLAGES = (Village("u1", "柳林村"),)
TOWN = ("town", "A1")
CASES = [
    ("C01_finance_2026Q3_balanced", "2026Q3", [("F01", [("R4-结余", "B16")]), ("F02", [])]),
    ("C03_subsidy_household_messy", "2026", [("L05", [
        ("private-column", "D3"), ("private-column", "E3"), ("private-column", "I3"),
        ("number-text", "F11"), ("金额", "H21"), ("不应享受", "J26"), ("twice", "D35"),
    ])]),
    ("real01_subsidy_chencang_2022", "2022", [("T01", [TOWN])]),
    ("real02_subsidy_zhaoyuan_2023", "2023", [("T01", [TOWN])]),
    ("real04_subsidy_jinzhai_2021", "2021", [("T01", [TOWN])]),
    ("real05_subsidy_nanchang_2022_ragged", "2022", [("T01", [
        TOWN, *(("ragged", f"A{row}") for row in range(5, 10)),
    ])]),
    ("real06_elderly_yongjia_202312", "2023", [("T02", [TOWN, ("100岁标准", "J7")])]),
    ("real08_projects_zeku_2023", "2023", [("T03", [TOWN, ("number-text", "C7")])]),
    ("real12_town_forest_xinglong_2025", "2025", [("T01", [
        TOWN, ("unused-column", "G2"), ("capital", "G8"),
    ])]),
]  # fmt: skip


@pytest.mark.skipif(not FOLDER.exists(), reason="the reference files are not here")
@pytest.mark.parametrize(("name", "period", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_shared_file(
    name: str, period: str, expected: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    readings = intake(period, VILLAGES, town="示范镇").file(FOLDER / f"{name}.xlsx")
    assert [(one.form, rules(one)) for one in readings] == expected


@pytest.mark.skipif(not FOLDER.exists(), reason="the reference files are not here")
def test_every_shared_workbook_is_listed() -> None:
    here = {path.stem for path in FOLDER.glob("*.xlsx")}
    assert here == {case[0] for case in CASES} | {EXAM}


@pytest.mark.skipif(not FOLDER.exists(), reason="the reference files are not here")
def test_an_exam_paper_is_no_sheet_of_a_village() -> None:
    [reading] = intake("2012", VILLAGES, town="示范镇").file(FOLDER / f"{EXAM}.xlsx")
    assert (reading.form, reading.data) == ("", None)
    assert "没有找到认识的表名或表头" in reading.problems[0].message
