"""``gkdesk records selfcheck`` from the command line to the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .conftest import Run


def test_measure_answer_hand_over_export(run: Run, tmp_path: Path) -> None:
    def told(*words: object) -> Any:
        found = run("records", "selfcheck", *words, "--json")
        assert found.code == 0, found.err
        return found.json()

    sheet = told("show", "2026Q1")
    by_code = {one["code"]: one for one in sheet["indicators"]}
    assert by_code["E3"]["measured"] == 2  # nothing was handed over for March
    assert by_code["F2"]["count"] is None
    assert told("cases", "2026Q1", "E3")["cases"][0]["subject"] == "2026年3月 云岭县档案馆"
    after = told("answer", "2026Q1", "F2", "1", "--note", "一件超期两天")
    assert after["unanswered"] == sheet["unanswered"] - 1
    assert after["score"] == sheet["score"]  # three points a case, three in all
    made = told("issue", "2026Q1", "E3", "--owner", "周桂芬", "--due", "2026-04-20")
    assert (made["register"], made["number"]) == ("rectify", "2026-001")
    [issue] = told("issues", "2026Q1")["issues"]
    assert (issue["owner"], issue["due_on"]) == ("周桂芬", "2026-04-20")
    told("export", "2026Q1", tmp_path / "sheet.xlsx")
    assert load_workbook(tmp_path / "sheet.xlsx").sheetnames == ["自查表", "问题清单"]
    assert run("records", "selfcheck", "answer", "2026Q1", "F2").code == 2
    assert run("records", "selfcheck", "show", "2026第一季度").code == 2
    assert run("records", "selfcheck", "issues", "2026Q1").code == 0
