"""The annual report from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_a_year_is_written_exported_and_finished(run: Run, tmp_path: Path) -> None:
    found = run("statistics", "report", "2025", "--json")
    assert found.code == 2
    assert found.json()["parts"]["requests"] == "done"
    values = {
        "platform": "网站。", "supervision": "培训。", "problems": "有。", "improvements": "改。",
        "fee": 0, "licence": 1, "penalty": 0, "coercion": 0, "charge": "0.5",
    }  # fmt: skip
    path = tmp_path / "v.json"
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    draft = run("statistics", "export", "2025", "-o", tmp_path / "草稿.docx")
    assert (draft.code, "草稿" in draft.err) == (0, True)
    assert run("statistics", "finish", "2025").code == 2
    made = run("statistics", "write", "2025", "--values", path, "--suggested", "--json")
    assert made.json()["ready"] is True
    assert made.json()["values"]["licence"] == "1"
    assert run("statistics", "report", "2025").code == 0
    assert run("statistics", "export", "2025", "-o", tmp_path / "报告.pdf").code == 0
    assert (tmp_path / "报告.pdf").read_bytes().startswith(b"%PDF")
    assert run("statistics", "finish", "2025").code == 0
    assert run("statistics", "report", "2031").code == 2
    for odd in ({"others": ["甲"]}, {"fee": True}):
        path.write_text(json.dumps(odd), "utf-8")
        assert run("statistics", "write", "2025", "--values", path).code == 2
    path.write_text(json.dumps({"others": None}), "utf-8")
    emptied = run("statistics", "write", "2025", "--values", path, "--json").json()
    assert "others" not in emptied["values"]
    assert run("statistics", "export", "2025", "-o", tmp_path / "报告.txt").code == 2
