"""Slides of a notice sheet for a village's electronic screen: 1920 × 1080 pixels, PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from . import pdf, raster
from .fontface import Faces
from .model import Cell, NameMask, Row, SheetGroup, SheetPage
from .paper import Page
from .sheet import Laid, lay_out
from .sheetlook import SCREEN

_MODES = {1: "L", 3: "RGB", 4: "RGBX"}


def slides(source: SheetPage, faces: Faces, *, names: NameMask = NameMask.FULL) -> Laid:
    """Lay a sheet out for a screen: nothing to sign, seal or scan; raises like ``sheet``."""
    shown = replace(masked(source, names), signatures=(), issuer="", qr=False, page_sums=())
    return lay_out(shown, faces, SCREEN)


def masked(source: SheetPage, names: NameMask) -> SheetPage:
    """Hide parts of the names in a sheet's name columns."""
    columns = frozenset(at for at, column in enumerate(source.columns) if column.name)
    if not columns or names is NameMask.FULL:
        return source
    return replace(
        source,
        rows=tuple(_masked_row(row, columns, names) for row in source.rows),
        groups=tuple(
            SheetGroup(
                group.name,
                tuple(_masked_row(row, columns, names) for row in group.rows),
                group.subtotal,
            )
            for group in source.groups
        ),
    )


def _masked_row(row: Row, columns: frozenset[int], names: NameMask) -> Row:
    at, cells = 0, list[Cell]()
    for cell in row:
        hidden = at in columns  # of a merged cell too
        cells.append(replace(cell, text=names.show(cell.text)) if hidden else cell)
        at += cell.span
    return tuple(cells)


def pngs(pages: list[Page], faces: Faces, *, title: str) -> Iterator[bytes]:
    """Turn slides into PNG files, one pixel a point; the same slides give the same bytes."""
    with raster.Pdf(pdf.write(pages, faces, title=title)) as opened:
        for page in range(len(opened)):
            pixels = opened.pixels(page, scale=1)
            picture = Image.frombuffer(
                "RGB", (pixels.width, pixels.height), pixels.data, "raw",
                _MODES[pixels.channels], pixels.stride, 1,
            )  # fmt: skip
            out = io.BytesIO()
            picture.save(out, "PNG", optimize=True)
            yield out.getvalue()
