"""Binding: pictures as pages, page numbers on the joined copy, the text of files."""

from __future__ import annotations

import io

import docx
import pdfplumber
import pypdfium2
import pytest
from PIL import Image

from gkdesk.documents import bindery, pdf
from gkdesk.documents.fontface import Faces, Style
from gkdesk.documents.paper import Page, Text
from gkdesk.documents.plaintext import text_of
from gkdesk.documents.raster import Pdf, UnreadablePdf


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "white" if mode == "1" else (40, 90, 200)).save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def letter() -> bytes:
    from gkdesk import paths

    pages = [
        Page(595, 842, texts=[Text(100, 700, 16, Style.FANG, f"第{number}件 13800138000")])
        for number in (1, 2)
    ]
    return pdf.write(pages, Faces(paths.resources() / "fonts"), title="件")


def turned(data: bytes, degrees: int) -> bytes:
    opened = pypdfium2.PdfDocument(data)
    for page in opened:
        page.set_rotation(degrees)
    out = io.BytesIO()
    opened.save(out)
    opened.close()
    return out.getvalue()


def corner_ink(data: bytes, page: int) -> int:
    """Count the dark pixels of the upper right corner as it is looked at."""
    with Pdf(data) as opened:
        seen = opened.pixels(page, scale=2, grey=True)
        shown = Image.frombytes("L", (seen.width, seen.height), seen.data, "raw", "L", seen.stride)
    corner = shown.crop((shown.width - 130, 20, shown.width - 30, 80))
    return sum(corner.histogram()[:100])


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_number_stands_upright_in_the_corner_however_the_page_lies(
    letter: bytes, degrees: int
) -> None:
    part = turned(letter, degrees)
    made = bindery.bound([(letter, False), (part, True)])
    with pdfplumber.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 4
        assert "第1件" in opened.pages[0].extract_text()
    assert [corner_ink(made, page) > 0 for page in range(4)] == [False, False, True, True]
    assert (text_of(made, ".pdf") or "").count("13800138000") == 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP"])
def test_a_picture_becomes_a_page(kind: str) -> None:
    made = bindery.picture_pages(picture((800, 300), kind))
    with Pdf(made) as opened:
        assert len(opened) == 1
        wide, high = opened.size(0)
    assert wide > high  # a wide picture lies across
    assert (round(wide), round(high)) == (842, 595)


def test_a_scan_of_two_pages_becomes_two() -> None:
    out = io.BytesIO()
    first = Image.new("1", (600, 900), 1)
    first.save(out, "TIFF", save_all=True, append_images=[Image.new("L", (600, 900), 80)])
    assert bindery.page_count(bindery.picture_pages(out.getvalue())) == 2


@pytest.mark.parametrize("data", [b"", b"not a picture", picture((40, 40))[:50]])
def test_what_is_no_picture_says_so(data: bytes) -> None:
    with pytest.raises(bindery.UnreadablePicture, match=r"扫描\.png"):
        bindery.picture_pages(data, "扫描.png")


def test_a_picture_of_too_many_dots_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindery, "_MOST_PIXELS", 1000)
    with pytest.raises(bindery.UnreadablePicture):
        bindery.picture_pages(picture((100, 100)))


def test_a_damaged_pdf_is_refused() -> None:
    with pytest.raises(UnreadablePdf):
        bindery.bound([(b"%PDF-1.4 broken", True)])


def test_text_is_had_where_it_can_be(letter: bytes) -> None:
    made = docx.Document()
    made.add_paragraph("名册")
    made.add_table(1, 1).cell(0, 0).text = "13800138000"
    out = io.BytesIO()
    made.save(out)
    assert "13800138000" in (text_of(letter, ".PDF") or "")
    assert text_of(out.getvalue(), ".docx") == "名册\n13800138000"
    assert text_of("电话".encode("gb18030"), ".txt") == "电话"
    assert text_of("电话".encode(), ".csv") == "电话"
    for data, suffix in (
        (b"PK", ".docx"), (b"%PDF", ".pdf"), (b"\xff\xff\xff", ".txt"), (picture((9, 9)), ".png"),
        (bindery.picture_pages(picture((90, 90))), ".pdf"),
    ):  # fmt: skip
        assert text_of(data, suffix) is None
