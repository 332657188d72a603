"""Copies for the printer: moved, shrunk and cut in two, with their text still in them."""

from __future__ import annotations

import io

import pdfplumber
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.documents import pdf, printcopy
from gkdesk.documents.fontface import Style, faces_of
from gkdesk.documents.model import Paper
from gkdesk.documents.paper import MM, Page, Text
from gkdesk.documents.printcopy import OVERLAP, Way


def sheet(paper: Paper) -> bytes:
    """Return one page with a word 30 mm from each edge of its middle lines."""
    width, height = paper.size
    page = Page(width, height)
    for x, y, word in (
        (30 * MM, height / 2, "左"), (width - 40 * MM, height / 2, "右"),
        (width / 2, height - 30 * MM, "上"), (width / 2, 30 * MM, "下"),
    ):  # fmt: skip
        page.texts.append(Text(x, y, 16, Style.HEI, word))
    return pdf.write([page], faces_of(paths.resources()), title="样张")


def words(data: bytes) -> list[str]:
    """Return what can be seen on each page."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [
            "".join(sorted(page.crop(page.bbox).extract_text().split())) for page in document.pages
        ]


def test_papers_are_told_by_their_size_however_they_lie() -> None:
    assert [printcopy.paper_of(paper.size) for paper in Paper] == ["A4", "A4", "A3", "A3"]
    assert printcopy.paper_of((100, 100)) == ""


def test_a_copy_that_changes_nothing_is_the_file_itself() -> None:
    data = sheet(Paper.A4)
    assert printcopy.make(data).data is data
    for way in (Way.SHRINK, Way.TILE):  # only A3 pages are shrunk or cut
        assert printcopy.make(data, way=way).sizes == printcopy.sizes(data)


@pytest.mark.parametrize("paper", [Paper.A3, Paper.A3_LANDSCAPE])
def test_shrunk_to_a4_nothing_is_lost(paper: Paper) -> None:
    copy = printcopy.make(sheet(paper), way=Way.SHRINK)
    [size] = copy.sizes
    assert printcopy.paper_of(size) == "A4"
    assert (size[0] > size[1]) == (paper is Paper.A3_LANDSCAPE)
    assert words(copy.data) == ["上下右左"]
    with pdfplumber.open(io.BytesIO(copy.data)) as document:
        [left] = [char for char in document.pages[0].chars if char["text"] == "左"]
    assert left["x0"] == pytest.approx(30 * MM * 210 / 297, abs=1)


@pytest.mark.parametrize(
    ("paper", "first", "second"),
    [(Paper.A3_LANDSCAPE, "左", "右"), (Paper.A3, "上", "下")],
)
def test_cut_in_two_each_half_shows_its_side_and_they_overlap(
    paper: Paper, first: str, second: str
) -> None:
    copy = printcopy.make(sheet(paper), way=Way.TILE)
    assert [printcopy.paper_of(size) for size in copy.sizes] == ["A4", "A4"]
    one, two = words(copy.data)
    assert first in one
    assert second not in one
    assert second in two
    assert first not in two
    with pdfplumber.open(io.BytesIO(copy.data)) as document:
        boxes = [page.mediabox for page in document.pages]
    low, high = (0, 2) if paper is Paper.A3_LANDSCAPE else (1, 3)
    ends = sorted((box[low], box[high]) for box in boxes)
    assert ends[0][1] - ends[1][0] == pytest.approx(2 * OVERLAP, abs=0.1)


@settings(max_examples=25, deadline=None)
@given(right=st.integers(-200, 200), down=st.integers(-200, 200))
def test_everything_moves_by_as_much_as_it_is_told(right: int, down: int) -> None:
    moved = (right / 10 * MM, down / 10 * MM)
    copy = printcopy.make(sheet(Paper.A4), moved=moved)
    assert copy.sizes[0] == pytest.approx(Paper.A4.size, abs=0.01)
    with pikepdf.open(io.BytesIO(copy.data)) as document:
        left, _bottom, _right, top = map(float, document.pages[0].MediaBox)
    assert left == pytest.approx(-moved[0], abs=0.01)
    assert top == pytest.approx(Paper.A4.size[1] + moved[1], abs=0.01)
