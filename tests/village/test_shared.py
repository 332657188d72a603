"""The shared reference files: every finding expected, and nothing else accused."""

from __future__ import annotations

import pytest

from gkdesk.village.model import Village
from tests.conftest import SHARED

from .lists import intake, rules

FOLDER = SHARED / "data" / "village"
PLACES = ("陈仓区", "金寨县", "泽库县", "西吉县兴隆镇", "real02_subsidy_zhaoyuan_2023",
          "real05_subsidy_nanchang_2022_ra", "real06_elderly_yongjia_202312")  # fmt: skip
VILLAGES = (Village("u1", "柳林村", aliases=PLACES),)
CASES = [
    ("C01_finance_2026Q3_balanced", "2026Q3", "F01", [
        ("R4-结余", "B16"), ("worksheet", "逐笔明细"),
    ]),
    ("C03_subsidy_household_messy", "2026", "T05", [
        ("private-column", "D3"), ("private-column", "E3"), ("private-column", "I3"),
        ("number-text", "F11"), ("金额", "H21"), ("twice", "D35"), ("gone", "J26"),
    ]),
    ("real01_subsidy_chencang_2022", "2022", "T12", []),
    ("real02_subsidy_zhaoyuan_2023", "2023", "T12", []),
    ("real04_subsidy_jinzhai_2021", "2021", "T12", []),
    ("real05_subsidy_nanchang_2022_ragged", "2022", "T12", [
        ("unused-column", "B4"), ("unused-column", "C4"), ("unused-column", "J4"),
        *(("ragged", f"A{row}") for row in range(5, 10)),
    ]),
    ("real06_elderly_yongjia_202312", "2023", "T04", []),
    ("real08_projects_zeku_2023", "2023", "T08", [("number-text", "C7")]),
    ("real12_town_forest_xinglong_2025", "2025", "T12", [
        ("unused-column", "G2"), ("capital", "G8"),
    ]),
    ("real15_income_distribution_exam_xiaoliang", "2012", "", [
        ("form", ""), ("form", "real15_income_distribution_exam"),
    ]),
]  # fmt: skip


@pytest.mark.skipif(not FOLDER.exists(), reason="the reference files are not here")
@pytest.mark.parametrize(("name", "period", "form", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_shared_file(name: str, period: str, form: str, expected: list[tuple[str, str]]) -> None:
    [reading] = intake(period, VILLAGES, town="示范镇").file(FOLDER / f"{name}.xlsx")
    assert reading.form == form
    wanted = [(rule, where or f"{name}.xlsx") for rule, where in expected]
    assert [each for each in rules(reading) if each[0] != "village"] == wanted
