"""requests list, ledger, forms, officer, annual on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def two(run: Run, tmp_path: Path) -> list[str]:
    """Two registered requests: one open since 2026-04-01, one withdrawn; their numbers."""
    numbers = []
    people = (("张建国", "青苗补偿费发放清单", "2026-04-01"), ("李桂兰", "征地公告", "2026-04-09"))
    for name, content, day in people:
        values = tmp_path / "values.json"
        asked = {
            "applicant_kind": "citizen", "name": name, "id_number": "511123196504120873",
            "content": content, "channel": "counter", "received_on": day, "phone": "13981230872",
        }  # fmt: skip
        values.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
        numbers.append(run("requests", "register", "--values", values).out.strip())
    assert run("requests", "act", numbers[1], "withdraw").code == 0
    return numbers


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ((), [0, 1]),
        (("--state", "open"), [0]),
        (("--state", "办理中"), [0]),
        (("--state", "withdrawn"), [1]),
        (("--outcome", "X_OTHER"), [1]),
        (("--search", "青苗"), [0]),
        (("--search", "李桂"), [1]),
        (("--due-before", "2026-05-01"), [0]),
        (("--due-before", "2026-04-02"), []),
        (("--year", "2025"), []),
    ],
)
def test_the_list_is_filtered(
    run: Run, two: list[str], options: tuple[str, ...], shown: list[int]
) -> None:
    found = run("requests", "list", "--json", *options).json()
    assert [row["number"] for row in found] == [two[at] for at in shown]
    assert all("**" in row["applicant"] for row in found)


def test_a_filter_there_is_not_names_what_there_is(run: Run, two: list[str]) -> None:
    said = run("requests", "list", "--state", "somewhere")
    assert said.code == 2
    assert "handling（办理中）" in said.err
    assert "OPEN_GRANT" in run("requests", "list", "--outcome", "GONE").err


def test_ledger_and_sheets(run: Run, two: list[str], tmp_path: Path) -> None:
    for name, begin in (("台账.xlsx", b"PK"), ("台账.pdf", b"%PDF")):
        path = tmp_path / name
        done = run("requests", "ledger", "--from", "2026-04-01", "-o", path)
        assert (done.code, done.out.strip()) == (0, str(path))
        assert path.read_bytes().startswith(begin)
    refused = run("requests", "ledger", "--to", "2025-01-01", "-o", tmp_path / "x.xlsx")
    assert (refused.code, (tmp_path / "x.xlsx").exists()) == (2, False)
    made = run("requests", "forms", *two, "-o", tmp_path / "表.pdf", "--json").json()
    assert made["requests"] == 2


def test_cases_change_hands(run: Run, two: list[str]) -> None:
    found = run("requests", "officer", *two, "--to", "刘建民", "--json").json()
    assert found == {"changed": 2, "refused": []}
    rows = run("requests", "list", "--json").json()
    assert {row["officer"] for row in rows} == {"刘建民"}
    assert run("requests", "officer", two[0], "--to", "无名氏").code == 2


def test_the_annual_figures(run: Run, two: list[str], tmp_path: Path) -> None:
    found = run("requests", "annual", 2026, "--json").json()
    assert found["table3"]["new"]["total"] == 2
    assert found["table3"]["other_misc"]["natural_person"] == 1
    assert run("requests", "annual", 2025, "--carried", "0,0,0,0,0,0").code == 0
    path = tmp_path / "表三.xlsx"
    shown = run("requests", "annual", 2026, "-o", path)
    assert path.read_bytes().startswith(b"PK")
    assert "本年新收政府信息公开申请数量" in shown.out
    assert "年年报的四（结转下年度），每列都相等：相等" in shown.err
    behind = run("requests", "annual", 2026, "--cases", "other_misc,total", "--json")
    assert behind.json() == [two[1]]
    assert "carried_out" in run("requests", "annual", 2026, "--cases", "gone,total").err
    assert run("requests", "annual", 2026, "--keep").code == 2
    assert run("requests", "annual", 2025, "--keep").code == 0
    assert run("requests", "annual", 2025, "--carried", "1,2").code == 2
