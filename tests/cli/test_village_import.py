"""``gkdesk village import`` over a folder, and the names villages go by."""

from __future__ import annotations

import json
from pathlib import Path

from tests.village.books import rows, save

from .conftest import Run

TITLE = "青石镇{}2026年第一季度财务收支公开表"


def villages(run: Run, tmp_path: Path, *names: str) -> None:
    values = tmp_path / "v.json"
    values.write_text(json.dumps([{"name": name} for name in names]), "utf-8")
    assert run("village", "add", "--values", values).code == 0


def test_a_folder_is_checked_and_nothing_applied(run: Run, tmp_path: Path) -> None:
    villages(run, tmp_path, "东河村", "西河村")
    folder = tmp_path / "交来"
    folder.mkdir()
    save(folder / "a.xlsx", rows(A1=TITLE.format("东河村"), E8=1))
    save(folder / "b.xlsx", rows(A1=TITLE.format("西和村")))
    (folder / "c.pdf").write_bytes(b"%PDF-1.4\x00")
    order = ("village", "import", folder, "--period", "2026Q1")
    checked = run(*order, "--json", "--annotate", tmp_path)
    assert checked.code == 2
    assert "没有改动任何数据" in checked.err
    found = checked.json()
    assert (found["applied"], found["annotated"]) == (False, ["a-批注.xlsx", "b-批注.xlsx"])
    first, second, third = found["files"]
    assert (first["file"], first["sheet"], first["village"], first["form"], first["period"]) == (
        "a.xlsx", "表1", "东河村", "F01", "2026Q1",
    )  # fmt: skip
    wrong = first["findings"][0]
    assert wrong == {
        "rule": "R1-支出",
        "severity": "error",
        "where": {"sheet": "表1", "cell": "E8"},
        "message": "支出合计应为 800.50 元，表中 1.00 元，差 799.50 元",
        "expected": "800.50",
        "found": "1.00",
    }
    assert (first["rows"], first["totals"]["收入合计"]) == (5, "3,000.50")
    assert (second["asked"], second["nearest"][0]) == ("青石镇西和村", "西河村")
    assert (third["file"], third["findings"][0]["rule"]) == ("c.pdf", "unreadable")
    board = run("village", "board", "--period", "2026Q1", "--json").json()
    assert all(not row["sheets"]["F01"]["uid"] for row in board["villages"])
    assert run("village", "settle", "青石镇西和村", "西河村").code == 0
    stored = run(*order, "--apply", "--json").json()
    assert (stored["stored"], stored["with_problems"], stored["refused"]) == (2, 1, 1)


def test_names_are_settled_renamed_and_merged(run: Run, tmp_path: Path) -> None:
    villages(run, tmp_path, "东河村", "西河村", "石门村")
    assert run("village", "change", "东河村", "--rename", "河湾村", "--on", "2026-01-01").code == 0
    assert (
        run("village", "change", "石门村", "--merge-into", "西河村", "--on", "2026-02-01").code == 0
    )
    listed = run("village", "names", "--json").json()["names"]
    assert [(one["name"], one["village"], one["kind"]) for one in listed] == [
        ("东河村", "河湾村", "renamed"),
        ("石门村", "西河村", "merged"),
    ]
    assert "并入" in run("village", "names").out
    taken = run("village", "settle", "石门村", "河湾村")
    assert (taken.code, "重名" in taken.err) == (2, True)
    assert (
        run("village", "change", "西河村", "--merge-into", "西河村", "--on", "2026-02-01").code == 2
    )


def test_what_is_stored_is_checked_again(run: Run, tmp_path: Path) -> None:
    villages(run, tmp_path, "东河村")
    before = save(tmp_path / "q4.xlsx", rows(A1="青石镇东河村2025年第四季度财务收支公开表"))
    now = save(tmp_path / "q1.xlsx", rows(A1="青石镇东河村2026年第一季度财务收支公开表"))
    run("village", "import", now, "--apply", "--period", "2026Q1")
    alone = run("village", "check", "--period", "2026Q1", "--json")
    [sheet] = alone.json()["sheets"]
    assert (alone.code, [one["rule"] for one in sheet["findings"]]) == (0, ["R4-结余"])
    run("village", "import", before, "--apply", "--period", "2025Q4")
    beside = run("village", "check", "--period", "2026Q1", "--form", "F01", "--json")
    [sheet] = beside.json()["sheets"]  # the quarter before came later, and does not fit
    assert beside.code == 2
    assert "error" in {one["severity"] for one in sheet["findings"]}
    assert run("village", "check", "--period", "2026Q1", "--village", "东河").code == 2
    assert run("village", "check", "--period", "2026Q1", "--form", "F99").code == 2
    assert run("village", "check", "--period", "2024Q1").code == 0
