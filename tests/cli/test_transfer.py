"""``gkdesk records transfer`` from the command line to the file."""

from __future__ import annotations

from pathlib import Path

import pdfplumber

from .conftest import Run


def test_a_nil_month_is_listed_printed_and_handed_over(run: Run, tmp_path: Path) -> None:
    def told(*words: object) -> dict[str, list[dict[str, object]]]:
        found = run("records", "transfer", *words, "--json")
        assert found.code == 0, found.err
        return found.json()

    months = told("list")["months"]
    assert [(one["month"], one["receiver"], one["label"]) for one in months] == [
        ("2026-03", "archive", "待移送"), ("2026-03", "library", "待移送"),
    ]  # fmt: skip
    written = told("print", "2026-03", tmp_path)["files"]
    assert len(written) == 4
    with pdfplumber.open(str(written[1])) as pdf:
        assert "2026年3月没有主动公开的政府信息" in pdf.pages[0].extract_text()
    handed = told("hand", "2026-03", "archive", "--on", "2026-04-03", "--taken-by", "王某")
    assert handed["months"][0]["label"] == "已移送"
    again = run("records", "transfer", "hand", "2026-03", "archive", "--taken-by", "王某")
    assert (again.code, "已经移送" in again.err) == (2, True)
    counts = told("count", "2026Q1", "--receiver", "archive", "--theirs", "1",
                  "--out", tmp_path / "count.pdf")["counts"]  # fmt: skip
    assert counts[0]["words"] == "接收单位有1件，应有0件"
    assert (tmp_path / "count.pdf").stat().st_size > 1000
    none = run("records", "transfer", "letter", "2026-03", "archive", tmp_path / "x.pdf")
    assert (none.code, "不用撤回" in none.err) == (2, True)
    assert run("records", "transfer", "list").code == 0
