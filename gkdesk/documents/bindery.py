"""Binding a case file: pictures as pages, and page numbers on the joined copy.

The archived files stay as they are; what is made here is a copy for reading and printing.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from pypdfium2 import raw

from gkdesk.base.errors import Declined

from .raster import LOCK, pdf_trouble

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"})
_DPI = 150
_A4 = (1240, 1754)  # pixels at that resolution
_MARGIN = 75  # half an inch around a picture
_MOST_PIXELS = 120_000_000  # a scan of A3 at 600 dpi has 70 million
_MOST_FRAMES = 200
_SIZE = 11.0
_EDGE = 28.0  # points from the upper right corner, where DA/T 13 has the page number
# how displayed axes lie in a turned page: text matrix by /Rotate
_TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


class UnreadablePicture(Declined):
    """A file that calls itself a picture is none, or is far too large."""

    message = "图片“{name}”打不开或者太大，不能印成页。原文件在卷里没有动，请换一份清楚的再添加。"


def picture_pages(data: bytes, name: str = "") -> bytes:
    """Return a PDF with one A4 page for every picture of a file, upright, in its colours.

    Raises:
        UnreadablePicture: it cannot be opened, or has too many dots.
    """
    try:
        pages = list(_pages(data))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadablePicture(name=name) from None
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=_DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()


def _pages(data: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(data)) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise ValueError
        for number, frame in enumerate(ImageSequence.Iterator(opened)):
            if number == _MOST_FRAMES:
                raise ValueError
            seen = ImageOps.exif_transpose(frame)
            wide = seen.width > seen.height
            paper = _A4[::-1] if wide else _A4
            room = (paper[0] - 2 * _MARGIN, paper[1] - 2 * _MARGIN)
            page = Image.new("RGB", paper, "white")
            flat = Image.new("RGB", seen.size, "white")
            clear = seen.convert("RGBA")
            flat.paste(clear, mask=clear.getchannel("A"))
            flat.thumbnail(room, Image.Resampling.LANCZOS)
            page.paste(flat, ((paper[0] - flat.width) // 2, (paper[1] - flat.height) // 2))
            yield page


def page_count(data: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        UnreadablePdf: it is no PDF, is damaged or locked.
    """
    with LOCK, pdf_trouble():
        opened = pypdfium2.PdfDocument(data)
        try:
            return len(opened)
        finally:
            opened.close()


def bound(parts: Sequence[tuple[bytes, bool]]) -> bytes:
    """Join PDFs into one; the pages of parts marked ``True`` are numbered on from 1.

    The number stands in the upper right corner of the page as it is looked at.

    Raises:
        UnreadablePdf: a part is no PDF, is damaged or locked.
    """
    with LOCK, pdf_trouble():
        target = pypdfium2.PdfDocument.new()
        try:
            number = 0
            for data, numbered in parts:
                at = len(target)
                source = pypdfium2.PdfDocument(data)
                try:
                    target.import_pages(source)
                finally:
                    source.close()
                if numbered:
                    for page in range(at, len(target)):
                        number += 1
                        _stamp(target, page, str(number))
            out = io.BytesIO()
            target.save(out)
        finally:
            target.close()
    return out.getvalue()


def _stamp(document: pypdfium2.PdfDocument, at: int, text: str) -> None:
    page = document[at]
    try:
        left, bottom, right, top = page.get_cropbox()
        wide, high = right - left, top - bottom
        turn = page.get_rotation()
        across, up = (high, wide) if turn in (90, 270) else (wide, high)
        x, y = across - _EDGE - 0.56 * _SIZE * len(text), up - _EDGE
        place = {0: (x, y), 90: (wide - y, x), 180: (wide - x, high - y), 270: (y, high - x)}[turn]
        made = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", _SIZE)
        written = (text + "\0").encode("utf-16-le")
        buffer = (ctypes.c_ushort * (len(written) // 2)).from_buffer_copy(written)
        raw.FPDFText_SetText(made, buffer)
        raw.FPDFPageObj_Transform(made, *_TURNS[turn], place[0] + left, place[1] + bottom)
        raw.FPDFPage_InsertObject(page.raw, made)
        raw.FPDFPage_GenerateContent(page.raw)
    finally:
        page.close()
