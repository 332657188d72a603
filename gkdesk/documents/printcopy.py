"""A PDF as a printer should get it: moved, shrunk to A4, or cut into two A4 sheets.

The archived file is never touched. PDFium copies the pages with their text and fonts; a page is
moved by moving its box, which leaves what is drawn as it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2

from gkdesk.base.labels import Labelled

from .paper import MM
from .raster import LOCK, pdf_trouble

SLACK = 2 * MM  # a page may be off its paper's size by so much
# Both halves of an A3 page show 5 mm beyond the cut: a printer leaves 4 to 5 mm at the edge white,
# and the two sheets overlap by 10 mm when they are put together.
OVERLAP = 5 * MM
_A4 = (210 * MM, 297 * MM)
_A3 = (297 * MM, 420 * MM)


class Way(Labelled):
    """How a large page comes onto small paper."""

    NONE = "none", "原大"
    SHRINK = "shrink", "缩小"
    TILE = "tile", "拼贴"


@dataclass(frozen=True, slots=True)
class Copy:
    """A PDF for the printer, and the size of each of its pages in points."""

    data: bytes
    sizes: tuple[tuple[float, float], ...]


def paper_of(size: tuple[float, float]) -> str:
    """Return ``A3`` or ``A4`` for a page of that size in points, empty for another."""
    sides = sorted(size)
    for name, wanted in (("A4", _A4), ("A3", _A3)):
        if all(abs(side - own) < SLACK for side, own in zip(sides, wanted, strict=True)):
            return name
    return ""


def sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Return the width and height of every page in points.

    Raises:
        UnreadablePdf: it is no PDF, or is damaged.
    """
    with LOCK, pdf_trouble():
        document = pypdfium2.PdfDocument(data)
        try:
            return tuple(document.get_page_size(at) for at in range(len(document)))
        finally:
            document.close()


def make(data: bytes, *, way: Way = Way.NONE, moved: tuple[float, float] = (0.0, 0.0)) -> Copy:
    """Return the PDF a printer gets.

    Args:
        data: the archived PDF.
        way: ``SHRINK`` and ``TILE`` change A3 pages only.
        moved: how far everything is moved to the right and down, in points.

    Raises:
        UnreadablePdf: it is no PDF, or is damaged.
    """
    if way is Way.NONE and moved == (0.0, 0.0):
        return Copy(data, sizes(data))
    with LOCK, pdf_trouble():
        source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
        try:
            for at in range(len(source)):
                _add(source, target, at, way)
            for at in range(len(target)):
                _move(target[at], moved)
            out = io.BytesIO()
            target.save(out)
        finally:
            target.close()
            source.close()
    return Copy(out.getvalue(), sizes(out.getvalue()))


def _add(source: pypdfium2.PdfDocument, target: pypdfium2.PdfDocument, at: int, way: Way) -> None:
    width, height = source.get_page_size(at)
    large = paper_of((width, height)) == "A3"
    if large and way is Way.SHRINK:
        _shrunk(source, target, at, wide=width > height)
        return
    target.import_pages(source, [at])
    if large and way is Way.TILE:
        target.import_pages(source, [at])
        first, second = len(target) - 2, len(target) - 1
        _halve(target[first], half=0, size=(width, height))
        _halve(target[second], half=1, size=(width, height))


def _shrunk(
    source: pypdfium2.PdfDocument, target: pypdfium2.PdfDocument, at: int, *, wide: bool
) -> None:
    """Add a page fitted into A4 and centred: the whole page as one object, scaled."""
    width, height = (_A4[1], _A4[0]) if wide else _A4
    own_width, own_height = source.get_page_size(at)
    scale = min(width / own_width, height / own_height)
    whole = source.page_as_xobject(at, target)
    picture = whole.as_pageobject()
    aside, above = (width - own_width * scale) / 2, (height - own_height * scale) / 2
    picture.set_matrix(pypdfium2.PdfMatrix().scale(scale, scale).translate(aside, above))
    page = target.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    page.close()
    whole.close()


def _halve(page: pypdfium2.PdfPage, *, half: int, size: tuple[float, float]) -> None:
    """Show one half of an A3 page: the left and right of a wide one, top and bottom of a tall."""
    width, height = size
    away = OVERLAP if half == 0 else -OVERLAP
    if width > height:
        left = half * width / 2 + away
        box = (left, 0.0, left + width / 2, height)
    else:
        bottom = (1 - half) * height / 2 - away
        box = (0.0, bottom, width, bottom + height / 2)
    page.set_mediabox(*box)
    page.set_cropbox(*box)


def _move(page: pypdfium2.PdfPage, moved: tuple[float, float]) -> None:
    if moved == (0.0, 0.0):
        return
    right, down = moved
    left, bottom, end, top = page.get_mediabox()
    box = (left - right, bottom + down, end - right, top + down)
    page.set_mediabox(*box)
    page.set_cropbox(*box)
