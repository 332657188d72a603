"""``gkdesk village enter``: the same way as the entry grid, from a file."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Outcome, Run

ROWS = [{"村民小组": "一组", "户主姓名": "赵建国", "面积（亩）": "7.49", "标准（元/亩）": "125.69"}]
NUMBER = "99000019650412087X"


def given(tmp_path: Path, values: object) -> Path:
    path = tmp_path / "values.json"
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return path


def village(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "village.json"
    path.write_text('{"name": "东河村"}', "utf-8")
    assert run("village", "add", "--values", path).code == 0


def enter(
    run: Run, values: Path, *more: str, form: str = "L05", period: str = "2026E03"
) -> Outcome:
    return run(
        "village", "enter", "--form", form, "--village", "东河村", "--period", period,
        "--values", values, "--json", *more,
    )  # fmt: skip


def test_looked_at_first_then_stored(run: Run, tmp_path: Path) -> None:
    village(run, tmp_path)
    values = given(tmp_path, {"facts": {"补贴名称": "地力补贴"}, "rows": ROWS})
    looked = enter(run, values)
    assert looked.code == 0, looked.err
    told = looked.json()
    assert (told["applied"], told["blocking"], told["stage"]) == (False, 0, "notice")
    stored = enter(run, values, "--apply")
    assert stored.json()["version"] == 1
    again = enter(run, values, "--apply")
    assert (again.code, again.json()["applied"]) == (0, False)
    board = run("village", "board", "--period", "2026E03", "--json").json()
    assert board["villages"][0]["sheets"]["L05"]["state"] == "checked"


def test_findings_name_their_place_and_no_number(run: Run, tmp_path: Path) -> None:
    village(run, tmp_path)
    rows = [ROWS[0] | {"补贴金额": "1041.42", "备注": NUMBER}]
    values = given(tmp_path, {"facts": {"补贴名称": "地力补贴"}, "rows": rows})
    done = enter(run, values, "--apply")
    assert done.code == 2
    found = {one["where"]: one["message"] for one in done.json()["findings"]}
    assert found["第1行 补贴金额"] == "第1行 补贴金额应为 941.42，表中 1,041.42"
    assert "公开表上不得出现" in found["第1行 备注"]
    assert NUMBER not in done.out + done.err


def test_a_wrong_file_is_told_by_its_places(run: Run, tmp_path: Path) -> None:
    village(run, tmp_path)
    done = enter(
        run, given(tmp_path, {"pairs": {"上期结馀": 1, NUMBER: 2}}), form="F01", period="2026Q1"
    )
    assert done.code == 2
    assert "不认识“上期结馀”" in done.err
    assert NUMBER not in done.err
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    assert "不是能读懂的 JSON" in enter(run, bad).err
    wrong = enter(run, given(tmp_path, {}), form="F05", period="2026Q1")
    assert "按年度公布" in wrong.err
