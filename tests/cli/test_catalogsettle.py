"""``gkdesk catalog questions|settle|settled``."""

from __future__ import annotations

from pathlib import Path

from tests.catalog.test_settling import book

from .conftest import Run


def test_a_wording_is_asked_settled_and_taken_back(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(book())
    asked = run("catalog", "questions", path, "--json").json()["questions"]
    assert [one["kind"] for one in asked] == ["limit", "unmarked", "channel", "heading"]
    assert run("catalog", "settle", "limit", "视情况而定", "每季度").code == 0
    again = run("catalog", "import", path, "--json").json()
    assert "limit" not in {one["kind"] for one in again["questions"]}
    assert again["items"][0]["time_limit"]["clauses"][0]["unit"] == "quarter"
    [alias] = run("catalog", "settled", "--json").json()["settled"]
    assert run("catalog", "settled", "--undo", alias["id"], "--json").json() == {"settled": []}
    wrong = run("catalog", "settle", "limit", "视情况而定", "看着办")
    assert wrong.code == 2
    assert "看着办" in wrong.err
    assert run("catalog", "settled", "--undo", "99").code == 2
