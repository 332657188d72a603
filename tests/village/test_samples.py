"""The sample sheets: right by their own rules, without personal numbers, looking as they did."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents.draft import notice_sheet
from gkdesk.documents.model import Paper
from gkdesk.village import personal, rules
from gkdesk.village.listform import STAGES
from gkdesk.village.page import sheet_page
from tests.documents import golden

from .samples import FILES, FOLDER, sample, subject

DPI = 60
LOOKED_AT = (
    ("F09", "a3"), ("F04", "a4l"), ("L01", "a4"), ("L05", "a3"), ("P01", "a3l"), ("V01", "a4"),
)  # fmt: skip


def test_every_list_has_a_sample_of_each_stage() -> None:
    stages: dict[str, set[str]] = {}
    for path in FILES:
        form, data, _period = sample(path)
        assert data.table is not None
        stages.setdefault(form.id, set()).add(data.table.stage)
        assert form.body is not None
        wanted = {stage.key for stage in form.body.stages} - {"correct"}
        assert data.table.stage in wanted <= STAGES.keys()
    assert len(stages) == 28


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sample_is_right(path: Path) -> None:
    form, data, period = sample(path)
    assert [p for p in rules.check(form, data, period) if p.blocking] == []
    assert personal.of_data(data) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sample_prints_on_each_paper(path: Path) -> None:
    form, data, period = sample(path)
    for paper in form.papers:
        page = sheet_page(subject(form, period), data, paper=Paper(paper))
        made = notice_sheet(page, paths.resources())
        assert made.data.startswith(b"%PDF")
        assert 1 <= made.pages <= 4


@pytest.mark.parametrize(("name", "paper"), LOOKED_AT)
def test_looks_as_it_did(name: str, paper: str) -> None:
    form, data, period = sample(FOLDER / f"{name}.json")
    page = sheet_page(subject(form, period), data, paper=Paper(paper))
    first = golden.pictures(notice_sheet(page, paths.resources()).data, DPI)[0]
    assert golden.alike(first, golden.FOLDER / "village" / f"{name.lower()}-{paper}.png") == ""


def test_names_are_masked_by_the_form() -> None:
    form, data, period = sample(FOLDER / "L03.json")
    assert data.table is not None
    page = sheet_page(subject(form, period), data, paper=Paper("a4"))
    shown = [cell.text for row in page.rows for cell in row]
    for row in data.table.rows:
        assert row.text("name") not in shown
    assert any(text.startswith("赵*") for text in shown)
    full, listed, when = sample(FOLDER / "L01.json")  # whom relief goes to is told by name
    page = sheet_page(subject(full, when), listed, paper=Paper("a4"))
    assert listed.table is not None
    assert listed.table.rows[0].text("name") in [c.text for row in page.rows for c in row]


def test_what_may_not_hang_is_not_printed() -> None:
    form, data, period = sample(FOLDER / "F02.json")
    assert data.table is not None
    approvers = {row.text("approver") for row in data.table.rows}
    assert approvers - {""}
    page = sheet_page(subject(form, period), data, paper=Paper("a3"))
    assert "审批人" not in [column.label for column in page.columns]
    assert not approvers & {cell.text for row in page.rows for cell in row}
