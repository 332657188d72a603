"""Duties at the command line: due, matrix, backlog, event, mark, unclear, slips."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from gkdesk import paths
from tests.cli.conftest import Run

SAMPLE = paths.resources() / "samples" / "catalog" / "青石镇目录.xlsx"


@pytest.fixture
def town(run: Run) -> Run:
    assert run("catalog", "import", SAMPLE, "--apply").code == 0
    return run


def test_due_and_matrix_say_the_same(town: Run) -> None:
    duties = town("catalog", "due", "--json").json()["duties"]
    assert {"item", "state", "due_on", "basis_words", "provisional"} <= set(duties[0])
    matrix = town("catalog", "matrix", "--by", "year", "--json").json()
    assert matrix["periods"] == ["2026"]
    missing = {one["item"] for one in duties if one["state"] == "missing"}
    assert missing == {one["key"] for one in matrix["items"] if one["states"] == ["missing"]}
    assert sum(matrix["counts"].values()) == len(matrix["items"])


def test_an_event_is_added_listed_and_taken_back(town: Run) -> None:
    waiting = town("catalog", "due", "--state", "待事件", "--json").json()["duties"]
    key = next(one["item"] for one in waiting if "分配结果确定" in one["basis_words"])
    added = town(
        "catalog", "event", "add", key, "--kind", "finished", "--on", "2026-03-02",
        "--what", "分配结果确定", "--json",
    )  # fmt: skip
    assert added.code == 0
    [duty] = added.json()["duties"]
    assert duty["cause_on"] == "2026-03-02"
    assert duty["due_on"] == "2026-03-30"
    listed = town("catalog", "event", "list", key)
    assert "分配结果确定" in listed.out
    assert town("catalog", "event", "void", added.json()["uid"], "--reason", "登记错了").code == 0
    [event] = town("catalog", "event", "list", "--json").json()["events"]
    assert event["voided"] == "登记错了"
    again = town("catalog", "event", "void", event["uid"][:8], "--reason", "再作废")
    assert again.code == 2
    assert "已经作废" in again.err


def test_wrong_words_are_answered_in_chinese(town: Run) -> None:
    for arguments, said in (
        (("due", "--state", "坏了"), "没有“坏了”这种情况"),
        (("due", "--from", "2026-05-01", "--to", "2026-04-01"), "晚于"),
        (("due", "--item", "99-99-999"), "没有编码为“99-99-999”的事项"),
        (
            ("event", "add", "01-01-001", "--kind", "x", "--on", "2026-01-01", "--what", "y"),
            "没有“x”",
        ),
    ):
        found = town("catalog", *arguments)
        assert found.code == 2
        assert said in found.err


def test_marks_settle_what_is_unclear(town: Run) -> None:
    items = town("catalog", "list", "--json").json()["items"]
    key = next(one["key"] for one in items if "季" not in one["time_limit"]["text"])
    before = town("catalog", "due", "--item", key, "--json").json()["duties"]
    assert town("catalog", "mark", key, "reading", "每月").code == 0
    after = town("catalog", "due", "--item", key, "--json").json()["duties"]
    assert [one["period"] for one in after][:2] == ["2026-01", "2026-02"]
    assert before != after
    assert town("catalog", "mark", key, "absent", "镇里不涉及").code == 0
    assert town("catalog", "due", "--item", key, "--json").json()["duties"] == []
    told = town("catalog", "item", key, "--json").json()
    assert told["reason"] == "镇里不涉及"
    assert told["history"][0]["change"] == "新增"


def test_backlog_slips_and_workbook(town: Run, tmp_path: Path) -> None:
    key = town("catalog", "list", "--json").json()["items"][0]["key"]
    town("catalog", "mark", key, "reading", "每季度")
    found = town(
        "catalog", "backlog", "--since", "2025", "-o", tmp_path / "缺.xlsx", "--json"
    ).json()
    assert [one["year"] for one in found["years"]] == [2026, 2025]
    mine = [one["due_on"] for one in found["gaps"] if one["item"] == key]
    assert mine == ["2026-03-31", "2025-12-31", "2025-09-30", "2025-06-30", "2025-03-31"]
    assert key in {one["item"] for one in found["never"]}
    book = load_workbook(tmp_path / "缺.xlsx")
    assert book.worksheets[0].max_row == len(found["gaps"]) + 2
    table = town("catalog", "backlog", "--since", "2025")
    assert "从来没有公开过的事项" in table.err
    written = town("catalog", "slips", "--item", key, "-o", tmp_path / "单")
    assert written.code == 0
    assert all(Path(line).read_bytes()[:5] == b"%PDF-" for line in written.out.split())
    nothing = town("catalog", "slips", "--year", "2040", "--item", key, "-o", tmp_path / "无")
    assert nothing.code in (0, 2)


def test_tables_and_doubts_are_shown(town: Run) -> None:
    assert "缺" in town("catalog", "matrix").err
    assert town("catalog", "due", "--area", "财政预决算").code == 0
    doubts = town("catalog", "unclear", "--json").json()["doubts"]
    assert all({"item", "code", "words"} <= set(one) for one in doubts)
    assert town("catalog", "unclear").code == 0
    both = town("catalog", "levels", "--json").json()["items"]
    assert {one["area"] for one in both} == {"户籍管理"}
    assert all(one["words"] == "没有对应的村务公开表" for one in both)
