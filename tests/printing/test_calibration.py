"""The calibration page: what the clerk measures stands where it says."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from gkdesk import paths
from gkdesk.documents import pdf
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Paper
from gkdesk.documents.paper import MM, RED
from gkdesk.printing.calibration import FIRST, SEAL, TYPE_AREA, page


@pytest.mark.parametrize("paper", list(Paper))
def test_red_lines_stand_twenty_millimetres_from_the_edges(paper: Paper) -> None:
    made = page(paper, faces_of(paths.resources()))
    upright, level = [rule for rule in made.rules if rule.colour == RED]
    assert upright.x0 == upright.x1 == pytest.approx(FIRST * MM)
    assert level.y0 == level.y1 == pytest.approx(made.height - FIRST * MM)


def test_rulers_stand_on_all_four_edges_millimetre_by_millimetre() -> None:
    made = page(Paper.A4, faces_of(paths.resources()))
    for at, (width, height) in (("x", (210, 297)), ("y", (297, 210))):
        length = width
        ends = {"x": (0, made.height), "y": (0, made.width)}[at]
        for end in ends:
            ticks = {
                round((rule.x0 if at == "x" else rule.y0) / MM)
                for rule in made.rules
                if (rule.y0 if at == "x" else rule.x0) == pytest.approx(end)
                and (rule.x0 == rule.x1 if at == "x" else rule.y0 == rule.y1)
            }
            assert ticks == set(range(1, length)), (at, end, height)


def test_the_seal_is_42_mm_and_the_frame_is_the_type_area() -> None:
    made = page(Paper.A4, faces_of(paths.resources()))
    circle = [rule for rule in made.rules if rule.x0 != rule.x1 and rule.y0 != rule.y1]
    across = [x for rule in circle for x in (rule.x0, rule.x1)]
    assert (max(across) - min(across)) / MM == pytest.approx(SEAL, abs=0.1)
    left, top, width, height = TYPE_AREA
    lengths = {round(abs(r.x1 - r.x0) / MM) for r in made.rules if r.y0 == r.y1}
    assert width in lengths
    assert (left, top, height) == (28, 37, 225)


def test_the_page_is_a_pdf_that_says_what_to_do() -> None:
    faces = faces_of(paths.resources())
    data = pdf.write([page(Paper.A4, faces)], faces, title="打印机校准页")
    with pdfplumber.open(io.BytesIO(data)) as document:
        [only] = document.pages
        text = only.extract_text()
        inside = [c for c in only.chars if c["x0"] >= 0 and c["x1"] <= only.width]
        assert len(inside) == len(only.chars)
    assert "偏右" in text
    assert "偏下" in text
