"""Templates and sheets to PDF bytes without an office: no number, no database, no log-in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gkdesk.base.errors import Declined, Problem

from . import boxes, layout, sheet
from .filling import Values, fill, organ_of
from .fontface import Faces, Style, faces_of
from .model import NameMask, SheetPage, Tiles
from .paper import MM, RED, Page, Text
from .wording import PageKind, Template

# size and base line below the upper edge of a demo's red words: above every page's own margin
LETTER_STAMP = (16.0, 11 * MM)
# a sheet's large title and a tile's first row begin higher up; a screen shows no small words
SHEET_STAMP, SCREEN_STAMP = (12.0, 8 * MM), (30.0, 44.0)


class TooLong(Declined):
    """A value does not fit its box of fixed height: a draft may be so, a document may not."""

    message = (
        "文书“{title}”有{count}处写不下：{places}。请缩短后再生成，没有占用文号，已填的内容没有丢。"
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, how many pages it has, and what should be known of it."""

    data: bytes
    pages: int
    over: tuple[Problem, ...] = ()  # values too long for their boxes, printed red
    warnings: tuple[str, ...] = ()  # what the clerk should know: type at its smallest, …


def document(
    template: Template,
    values: Values,
    resources: Path,
    *,
    stamp: str = "",
    faces: Faces | None = None,
) -> Printed:
    """Turn a template and its values into a PDF.

    Args:
        template: what to print.
        values: its fields and given values.
        resources: the folder of our own typefaces.
        stamp: printed at the head of every page.
        faces: the typefaces the office chose; our own without them.

    Raises:
        MissingValues: a required value was not given.
        BadValue: a value is not what its field takes.
        MissingGlyph: a character cannot be printed.
        TitleTooLong: a letter's title leaves no line of text on its first page.
    """
    pieces = fill(template, values)
    faces = faces or faces_of(resources)
    if template.page is not PageKind.LETTER:
        laid = boxes.form(pieces, faces, template.page)
        return replace(_printed(laid.pages, faces, template.title, stamp), over=tuple(laid.over))
    pages = layout.letter(
        pieces, faces, organ=organ_of(values), head=template.head, grid=template.grid
    )
    return _printed(pages, faces, template.title, stamp)


def twin(template: Template, values: Values, *, stamp: str = "") -> bytes:
    """Turn a template and its values into a .docx for a last edit by hand; see ``document``."""
    from . import docx  # brings python-docx, which nothing else needs

    return docx.document(template, values, stamp=stamp)


def final(printed: Printed, title: str) -> Printed:
    """Return what may be numbered and kept.

    Raises:
        TooLong: something in it is printed red because it does not fit.
    """
    if printed.over:
        places = "、".join(problem.where for problem in printed.over)
        raise TooLong(title=title, count=len(printed.over), places=places)
    return printed


def _printed(
    pages: list[Page],
    faces: Faces,
    title: str,
    stamp: str,
    place: tuple[float, float] = LETTER_STAMP,
) -> Printed:
    from . import pdf  # brings reportlab, which a window that prints nothing does not need

    _stamp(pages, faces, stamp, place)
    return Printed(pdf.write(pages, faces, title=title), len(pages))


def _stamp(
    pages: list[Page], faces: Faces, stamp: str, place: tuple[float, float] = LETTER_STAMP
) -> None:
    """Print red words at the head of every page, above its own margin.

    ``place`` is their size and how far their base line is below the upper edge.
    """
    if not stamp:
        return
    size, drop = place
    width = faces.width(Style.HEI, stamp) * size / 1000
    for page in pages:
        x, y = (page.width - width) / 2, page.height - drop
        page.texts.append(Text(x, y, size, Style.HEI, stamp, colour=RED))


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Let the cyclic collector rest: a long sheet is a million objects and no cycle.

    Walking them again and again made a row of 20 000 a third dearer than a row of 2 000.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_collector_resting()
def notice_sheet(
    page: SheetPage, resources: Path, *, stamp: str = "", faces: Faces | None = None
) -> Printed:
    """Turn a notice sheet into a PDF; ``stamp`` and ``faces`` as in a document.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
        TooTall: a line or the footer does not fit on a page of its own.
        NotAFigure: a column summed on each page holds something else.
    """
    faces = faces or faces_of(resources)
    laid = sheet.lay_out(page, faces)
    printed = _printed(laid.pages, faces, page.title, stamp, SHEET_STAMP)
    return replace(printed, warnings=laid.warnings)


@_collector_resting()
def sheet_tiles(
    page: SheetPage,
    resources: Path,
    tiles: Tiles,
    *,
    label: str,
    stamp: str = "",
    faces: Faces | None = None,
) -> Printed:
    """Spread each page of a notice sheet over several sheets of paper; raises the same.

    ``label`` stands on each tile before its number, such as 柳林村-F01.
    """
    from . import tiling

    faces = faces or faces_of(resources)
    laid = sheet.lay_out(page, faces)
    spread = tiling.tile(laid.pages, faces, tiles, label)
    return _printed(spread, faces, page.title, stamp, SHEET_STAMP)


@_collector_resting()
def sheet_slides(
    page: SheetPage,
    resources: Path,
    *,
    names: NameMask,
    stamp: str = "",
    faces: Faces | None = None,
) -> list[bytes]:
    """Turn a notice sheet into PNG slides of 1920 × 1080 pixels; raises the same."""
    from . import screens

    faces = faces or faces_of(resources)
    pages = screens.slides(page, faces, names=names).pages
    _stamp(pages, faces, stamp, SCREEN_STAMP)
    return list(screens.pngs(pages, faces, title=page.title))
