"""Every shipped template prints its sample: the right pages, all its words, nothing cut off."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents import draft, template

pdfplumber = pytest.importorskip("pdfplumber")
SAMPLES = sorted((paths.resources() / "samples" / "documents").glob("*.json"))
# letters and forms an applicant receives should not grow by accident
ONE = {
    "assist_letter", "consult_notice", "consult_organ", "delivery_receipt", "request_delay",
    "request_extension", "request_receipt", "sync_handover",
}  # fmt: skip
THREE = {"official_file"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_print_whole(path: Path) -> None:
    found = template.read(paths.forms() / "documents" / f"{path.stem}.toml")
    values = json.loads(path.read_text("utf-8"))
    printed = draft.document(found, values, paths.resources())
    assert printed.pages == (1 if path.stem in ONE else 3 if path.stem in THREE else 2)
    assert printed == draft.document(found, values, paths.resources())
    with pdfplumber.open(io.BytesIO(printed.data)) as opened:
        text = "".join(char["text"] for page in opened.pages for char in page.chars)
        text = re.sub(r"— \d —", "", text)
        assert len(opened.pages) == printed.pages
        for page in opened.pages:
            assert min(char["x0"] for char in page.chars) > 50
            assert max(char["x1"] for char in page.chars) < 595.3 - 50
    for name, value in values.items():
        if name.startswith("remedy_"):
            continue  # chooses a paragraph, is not printed
        words = value.splitlines() if isinstance(value, str) else value
        for word in words:
            if word and not word[:4].isdigit():
                # a sentence may lose its own full stop to the template's
                assert word.rstrip("。").replace("\n", "") in text


def test_the_title_of_the_file_is_the_documents() -> None:
    found = template.read(paths.forms() / "documents" / "request_extension.toml")
    values = json.loads((SAMPLES[0].parent / "request_extension.json").read_text("utf-8"))
    with pdfplumber.open(io.BytesIO(draft.document(found, values, paths.resources()).data)) as pdf:
        assert pdf.metadata == {"Title": found.title, "Producer": "gkdesk"}
