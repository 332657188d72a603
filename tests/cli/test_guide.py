"""``gkdesk records guide`` from the command line to the file; and the duty roster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pdfplumber

from tests.records.regs import BIRTH, HUKOU, MOBILE

from .conftest import Run
from .test_registers import put, reg


def told(run: Run, *words: object) -> Any:
    found = run("records", "guide", *words, "--json")
    assert found.code == 0, found.err
    return found.json()


def test_guides_checked_merged_printed_and_bound(run: Run, tmp_path: Path) -> None:
    reg(run, "guides", "add", "--values", put(tmp_path, [BIRTH, HUKOU]))
    for number in ("2026-001", "2026-002"):
        given = put(tmp_path, {"reviewed_on": "2026-04-10"})
        reg(run, "guides", "act", number, "use", "--values", given)
    made = told(run, "merge", "新生儿一件事", "2026-001", "2026-002", "--office", "便民服务中心")
    assert made["values"]["office"] == "便民服务中心"
    listed = told(run, "list")["guides"]
    assert {one["number"]: one["missing"] for one in listed} == {
        "2026-001": [], "2026-002": [], "2026-003": [],
    }  # fmt: skip
    told(run, "print", "2026-001", tmp_path / "list.pdf", "--materials")
    with pdfplumber.open(tmp_path / "list.pdf") as pdf:
        assert "父母居民身份证" in pdf.pages[0].extract_text()
    assert told(run, "book", tmp_path / "book.pdf")["guides"] == 2
    assert told(run, "book", tmp_path / "book.docx", "2026-003")["guides"] == 1
    words = "".join(one.text for one in docx.Document(str(tmp_path / "book.docx")).paragraphs)
    assert "一、新生儿一件事" in words
    assert run("records", "guide", "list").code == 0


def test_a_private_number_stops_a_guide(run: Run, tmp_path: Path) -> None:
    reg(run, "guides", "add", "--values", put(tmp_path, BIRTH | {"query": f"找李某{MOBILE}"}))
    found = run("records", "guide", "check", "--json")
    assert (found.code, MOBILE in found.out) == (2, False)
    stopped = run("records", "guide", "print", "2026-001", tmp_path / "x.pdf")
    assert (stopped.code, MOBILE in stopped.err) == (2, False)
    assert not (tmp_path / "x.pdf").exists()


def test_a_month_is_shared_out_and_printed(run: Run, tmp_path: Path) -> None:
    def roster() -> list[str]:
        found = run("records", "registers", "roster", "2026-05", "--person", "甲某", "--person",
                    "乙某", "--leader", "丙某", "--phone", "0000-0000123", "--json")  # fmt: skip
        assert found.code == 0, found.err
        days: list[str] = found.json()["days"]
        return days

    assert len(roster()) == 31
    assert roster() == []  # nothing twice
    leaf = tmp_path / "leaf.pdf"
    done = run("records", "registers", "roster", "2026-05", "--out", leaf, "--json")
    assert done.json()["days"] == []
    with pdfplumber.open(leaf) as pdf:
        [page] = pdf.pages
        [table] = page.extract_tables()
    assert len(table) == 6  # headings and five weeks: 1 May 2026 is a Friday
    assert table[1][3] == ""
    assert (table[1][4] or "").replace(" ", "") == "1日\n带班丙某\n值班甲某"
    none = run("records", "registers", "roster", "2026-07", "--out", tmp_path / "no.pdf")
    assert (none.code, (tmp_path / "no.pdf").exists()) == (2, False)
    out = tmp_path / "may.pdf"
    assert reg(run, "duty", "export", out, "--period", "2026-05")["entries"] == 31
    with pdfplumber.open(out) as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
    days = [row for row in rows if row[1] and row[1].startswith("2026-05")]
    assert [row[1] for row in days] == [f"2026-05-{day:02d}" for day in range(1, 32)]
    assert [row[4] for row in days[:3]] == ["甲某", "乙某", "甲某"]
    assert run("records", "registers", "roster", "2026", "--person", "甲某").code == 2
