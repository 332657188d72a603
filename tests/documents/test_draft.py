"""Every shipped template prints its sample: the right pages, all its words, nothing cut off."""

from __future__ import annotations

import gc
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents import draft, template, values
from gkdesk.documents.fontface import MissingGlyph
from gkdesk.documents.wording import FieldKind, PageKind

from .lists import subsidy

pdfplumber = pytest.importorskip("pdfplumber")
SAMPLES = sorted((paths.resources() / "samples" / "documents").glob("*.json"))
# letters and forms an applicant receives should not grow by accident
# a letter takes two pages, the short ones one
PAGES = {"official_file": 3, "request_ledger": 3, "request_days": 3, "guide": 2, "annual_report": 2}
SHORT = {
    "assist_letter", "consult_notice", "consult_organ", "request_delay", "request_extension",
    "transfer_recall",
}  # fmt: skip


def read(path: Path) -> tuple[template.Template, values.Values]:
    found = template.read(paths.forms() / "documents" / f"{path.stem}.toml")
    filled, problems = values.read(found, json.loads(path.read_text("utf-8")))
    assert problems == []
    return found, filled


def words_of(found: template.Template, filled: values.Values) -> Iterator[str]:
    """Yield the words a document prints as they are: no dates, no identity numbers."""
    fields = {field.name: field for field in found.fields}
    # remedy_a and its like choose a paragraph and are not printed
    for name, value in filled.items():
        field = fields.get(name)
        kind = field.kind if field else FieldKind.TEXT
        if kind is FieldKind.IDENTITY or name.startswith("remedy_"):
            continue
        plain = [True]
        if field is not None and kind is FieldKind.ROWS:
            plain = [column.kind in ("text", "count") for column in field.columns]
        for entry in [value] if isinstance(value, str) else value:
            parts = entry.split("\t") if kind is FieldKind.ROWS else [entry]
            for word, kept in zip(parts, plain, strict=True):
                for line in word.splitlines():
                    if kept and line and not line[:4].isdigit():
                        # a sentence may lose its own full stop to the template's
                        yield line.rstrip("。")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_print_whole(path: Path) -> None:
    found, filled = read(path)
    printed = draft.document(found, filled, paths.resources())
    usual = 2 if found.page is PageKind.LETTER and path.stem not in SHORT else 1
    assert printed.pages == PAGES.get(path.stem, usual)
    assert printed == draft.document(found, filled, paths.resources())
    with pdfplumber.open(io.BytesIO(printed.data)) as opened:
        text = "".join(char["text"] for page in opened.pages for char in page.chars)
        text = re.sub(r"— \d —", "", text)
        assert len(opened.pages) == printed.pages
        margin = 25 if found.page.envelope else 45 if found.page is PageKind.LANDSCAPE else 50
        for page in opened.pages:
            assert (page.width, page.height) == pytest.approx(found.page.size, abs=0.1)
            assert min(char["x0"] for char in page.chars) > margin
            assert max(char["x1"] for char in page.chars) < float(page.width) - margin
    for word in words_of(found, filled):
        assert word in text


def test_identity_numbers_are_masked_on_internal_forms() -> None:
    for form in ("request_register", "request_ledger"):
        found, filled = read(SAMPLES[0].parent / f"{form}.json")
        with pdfplumber.open(
            io.BytesIO(draft.document(found, filled, paths.resources()).data)
        ) as opened:
            text = "".join(char["text"] for page in opened.pages for char in page.chars)
        assert "11*************63X" in text
        assert "11010119900307" not in text


def test_a_value_too_long_for_its_box_is_red_and_told() -> None:
    found, filled = read(SAMPLES[0].parent / "request_approval.json")
    filled["leader_opinion"] = "同意公开" * 60
    printed = draft.document(found, filled, paths.resources())
    [problem] = printed.over
    assert problem.where == "领导签批"
    assert not problem.blocking
    assert "行" in problem.message
    with pdfplumber.open(io.BytesIO(printed.data)) as opened:
        chars = [char for page in opened.pages for char in page.chars]
    red = [char["text"] for char in chars if char["non_stroking_color"] != (0, 0, 0)]
    assert set(red) == set("同意公开")
    assert f"约{len(red)}个字" in problem.message
    assert sum(char["text"] == "公" for char in chars) > 60  # nothing is dropped
    with pytest.raises(draft.TooLong, match="领导签批"):
        draft.final(printed, found.title)


def test_an_envelope_too_small_for_an_address() -> None:
    found, filled = read(SAMPLES[0].parent / "envelope_dl.json")
    filled["to_address"] = "云岭县青石镇东河村二组" * 12
    printed = draft.document(found, filled, paths.resources())
    assert [problem.where for problem in printed.over] == ["收件人地址"]
    assert draft.final(draft.document(*read(SAMPLES[0].parent / "envelope_dl.json"),
                                      paths.resources()), "").pages == 1  # fmt: skip


def test_the_title_of_the_file_is_the_documents() -> None:
    found, filled = read(SAMPLES[0].parent / "request_extension.json")
    with pdfplumber.open(io.BytesIO(draft.document(found, filled, paths.resources()).data)) as pdf:
        assert pdf.metadata == {"Title": found.title, "Producer": "gkdesk"}


def test_the_collector_runs_again_after_a_sheet() -> None:
    where = paths.resources()
    gc.enable()
    draft.notice_sheet(subsidy(2), where)
    assert gc.isenabled()
    with pytest.raises(MissingGlyph):
        draft.notice_sheet(replace(subsidy(2), title="\U0002ebf0"), where)
    assert gc.isenabled()
    gc.disable()
    try:
        draft.notice_sheet(subsidy(2), where)
        assert not gc.isenabled()
    finally:
        gc.enable()
