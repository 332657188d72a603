"""The PDF itself: our fonts only, right text for rare hanzi, the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents import pdf
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.paper import Page, Rule, Text

pdfplumber = pytest.importorskip("pdfplumber")
LINE = "王㛃、陈𬱖、周𫍽、龚䶮、𪚥𰻞共5户，1,234.56元"


def made() -> bytes:
    page = Page(595.276, 841.89)
    page.texts.append(Text(50, 700, 16, "fang", LINE))
    page.texts.append(
        Text(50, 600, 16, "hei", "格上", tuple(50 + 20.0 * n for n in range(2)), (1, 0, 0))
    )
    page.texts.append(Text(200, 200, 40, "xbs", "斜", angle=45))
    page.rules.append(Rule(50, 590, 300, 590, 0.5, dash=3))
    return pdf.write([page, Page(842, 595.276)], faces_of(paths.resources()), title="测试")


def test_same_pages_same_bytes_and_no_time() -> None:
    data = made()
    assert data == made()
    for word in (b"CreationDate", b"ModDate", b"Helvetica", b"/Trans", b"anonymous"):
        assert word not in data
    assert data.startswith(b"%PDF-1.7")


def test_text_is_found_again_beyond_the_basic_plane() -> None:
    with pdfplumber.open(io.BytesIO(made())) as opened:
        page = opened.pages[0]
        assert "".join(char["text"] for char in page.chars if char["size"] < 30) == LINE + "格上"
        assert len(opened.pages) == 2
        assert float(opened.pages[1].width) == 842


def test_every_font_is_ours_and_embedded() -> None:
    with pdfplumber.open(io.BytesIO(made())) as opened:
        names = {char["fontname"] for page in opened.pages for char in page.chars}
    assert names
    assert all(name.startswith("GKDESK+GK") for name in names)
    assert made().count(b"/FontFile2") == len(names)


def test_placed_characters_stand_where_they_were_put() -> None:
    with pdfplumber.open(io.BytesIO(made())) as opened:
        first, second = (c for c in opened.pages[0].chars if c["text"] in "格上")
    assert first["matrix"][4] == pytest.approx(50, abs=0.01)
    assert second["x0"] == pytest.approx(70, abs=0.01)
    assert first["non_stroking_color"] == (1, 0, 0)


def test_a_long_document_keeps_to_the_limit_of_map_blocks(tmp_path: Path) -> None:
    page = Page(595, 842)
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 250)))
    page.texts.append(Text(10, 400, 4, "fang", text))
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf.write([page], faces_of(paths.resources()), title="长"))
    with pdfplumber.open(path) as opened:
        assert "".join(char["text"] for char in opened.pages[0].chars) == text
