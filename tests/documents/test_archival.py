"""Every PDF is PDF/A-2b, by a validator that is not ours; rastered pages show what was placed."""

from __future__ import annotations

import io

import pytest
from pikepdf import pdfa

from gkdesk import paths
from gkdesk.documents import archival, pdf, raster
from gkdesk.documents.fontface import Faces
from gkdesk.documents.paper import RED, Fill, Page, Picture, Rule, Text


@pytest.fixture
def faces() -> Faces:
    return Faces(paths.resources() / "fonts")


def _page() -> Page:
    page = Page(595.276, 841.89)
    page.texts += [
        Text(100, 700, 16, "fang", "王㛃同志𬱖"),
        Text(100, 650, 16, "xbs", "标题", (100.0, 130.0), colour=RED),
    ]
    page.rules.append(Rule(100, 600, 300, 600, 1, dash=3))
    page.fills.append(Fill(100, 500, 20, 20))
    page.pictures.append(Picture(200, 500, 20, 20, 2, 2, b"\x00\xff\xff\x00"))
    return page


def test_pages_are_archival(faces: Faces) -> None:
    data = pdf.write([_page(), _page()], faces, title="答复书 <甲> & 乙")
    report = pdfa.validate_written(io.BytesIO(data), "2b")
    assert report.findings == []
    assert report.passed


def test_validator_refuses_a_file_without_profile(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check can fail: without its colours the same page is refused."""
    monkeypatch.setattr(archival, "_Catalog", archival.pdfdoc.PDFCatalog)
    data = pdf.write([_page()], faces, title="答复书")
    assert not pdfa.validate_written(io.BytesIO(data), "2b").passed


def test_same_pages_same_bytes_other_pages_other_id(faces: Faces) -> None:
    first = pdf.write([_page()], faces, title="甲")
    assert first == pdf.write([_page()], faces, title="甲")
    other = _page()
    other.rules.clear()
    second = pdf.write([other], faces, title="甲")
    assert first.split(b"/ID")[1] != second.split(b"/ID")[1]


def test_pixels_show_fill_and_picture(faces: Faces) -> None:
    data = pdf.write([_page()], faces, title="甲")
    with raster.Pdf(data) as document:
        assert len(document) == 1
        assert document.size(0) == pytest.approx((595.276, 841.89), abs=0.01)
        seen = document.pixels(0, scale=1, grey=True)

    def dark(x: float, y: float) -> bool:
        row, column = int(841.89 - y), int(x)
        return seen.data[row * seen.stride + column * seen.channels] < 100

    assert seen.channels == 1
    assert dark(110, 510)  # the fill
    assert dark(203, 517)  # the picture's upper left quarter
    assert dark(217, 503)
    assert not dark(217, 517)
    assert not dark(150, 510)


def test_profile_is_there() -> None:
    profile = (paths.resources() / "colour" / "srgb.icc").read_bytes()
    assert profile[16:20] == b"RGB "
    assert profile[36:40] == b"acsp"
    assert profile[8] == 4
