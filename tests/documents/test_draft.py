"""Every shipped template prints its sample: the right pages, all its words, nothing cut off."""

from __future__ import annotations

import gc
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents import draft, template
from gkdesk.documents.fontface import MissingGlyph

from .lists import subsidy

pdfplumber = pytest.importorskip("pdfplumber")
SAMPLES = sorted((paths.resources() / "samples" / "documents").glob("*.json"))
# letters and forms an applicant receives should not grow by accident
PAGES = {
    "delivery_receipt": 1, "request_correction": 2, "request_extension": 1, "request_receipt": 1,
    "request_reply_disclose": 2, "sync_handover": 1,
}  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_print_whole(path: Path) -> None:
    found = template.read(paths.forms() / "documents" / f"{path.stem}.toml")
    values = json.loads(path.read_text("utf-8"))
    printed = draft.document(found, values, paths.resources())
    assert printed.pages == PAGES[path.stem]
    assert printed == draft.document(found, values, paths.resources())
    with pdfplumber.open(io.BytesIO(printed.data)) as opened:
        text = "".join(char["text"] for page in opened.pages for char in page.chars)
        assert len(opened.pages) == printed.pages
        for page in opened.pages:
            assert min(char["x0"] for char in page.chars) > 50
            assert max(char["x1"] for char in page.chars) < 595.3 - 50
    for value in values.values():
        words = [value] if isinstance(value, str) else value
        for word in words:
            if word and not word[:4].isdigit():
                # a sentence may lose its own full stop to the template's
                assert word.rstrip("。").replace("\n", "") in text


def test_the_title_of_the_file_is_the_documents() -> None:
    found = template.read(paths.forms() / "documents" / "request_extension.toml")
    values = json.loads((SAMPLES[0].parent / "request_extension.json").read_text("utf-8"))
    with pdfplumber.open(io.BytesIO(draft.document(found, values, paths.resources()).data)) as pdf:
        assert pdf.metadata == {"Title": found.title, "Producer": "gkdesk"}


def test_the_collector_runs_again_after_a_sheet() -> None:
    where = paths.resources()
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
