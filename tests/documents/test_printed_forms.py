"""Every boxed form as it comes out of the printer: words inside their cells, and how it looks."""

from __future__ import annotations

import io
import json

import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents import draft, template, values
from gkdesk.documents.draft import Printed
from gkdesk.documents.wording import PageKind, Template
from tests.documents import golden

pdfplumber = pytest.importorskip("pdfplumber")
FORMS = [
    found
    for found in template.read_all(FormFolders(paths.forms()))[0]
    if found.page is not PageKind.LETTER
]
LETTERS = [
    found
    for found in template.read_all(FormFolders(paths.forms()))[0]
    if found.page is PageKind.LETTER
]
PLACED = {"envelope_dl", "envelope_c5"}


def sample(found: Template) -> values.Values:
    path = paths.resources() / "samples" / "documents" / f"{found.id}.json"
    filled, problems = values.read(found, json.loads(path.read_text("utf-8")))
    assert problems == []
    return filled


def printed(found: Template) -> Printed:
    return draft.document(found, sample(found), paths.resources())


SHOWN = [*FORMS, *LETTERS]


@pytest.mark.parametrize("found", SHOWN, ids=lambda found: found.id)
def test_looks_as_it_should(found: Template) -> None:
    assert golden.matches(found.id, printed(found).data) == []


def test_golden_pictures_can_fail_and_are_small() -> None:
    one, *_rest = golden.pictures(printed(FORMS[0]).data)
    other, *_rest = golden.pictures(printed(FORMS[1]).data)
    assert golden.differing(one, one) == 0
    assert golden.differing(one, other) > 0.01
    assert sum(path.stat().st_size for path in golden.DOCUMENTS.glob("*.png")) < 3_000_000
    if golden.renewing():
        pytest.skip("the pictures are being written")
    known = {path.name.rpartition("-")[0] for path in golden.DOCUMENTS.glob("*.png")}
    assert known == {found.id for found in SHOWN}


@pytest.mark.parametrize(
    "found", [found for found in FORMS if found.id not in PLACED], ids=lambda found: found.id
)
def test_words_stand_inside_their_cells(found: Template) -> None:
    """Read back from the PDF: a character over a table lies in one cell, off its lines."""
    with pdfplumber.open(io.BytesIO(printed(found).data)) as opened:
        seen = 0
        for page in opened.pages:
            for table in page.find_tables():
                left, top, right, bottom = table.bbox
                for char in page.chars:
                    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
                    if not (left < across < right and top < down < bottom):
                        continue
                    cell = next(
                        c for c in table.cells if c[0] < across < c[2] and c[1] < down < c[3]
                    )
                    assert cell[0] < char["x0"], char["text"]
                    assert char["x1"] < cell[2], char["text"]
                    assert cell[1] < char["top"] + 2, char["text"]
                    assert char["bottom"] - 2 < cell[3], char["text"]
                    seen += 1
        assert seen > 30


@pytest.mark.parametrize("found", FORMS, ids=lambda found: found.id)
def test_prints_without_a_word_too_long(found: Template) -> None:
    assert printed(found).over == ()
