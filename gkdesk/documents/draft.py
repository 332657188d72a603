"""Templates and sheets to PDF bytes without an office: no number, no database, no log-in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gkdesk.base.errors import Declined, Problem

from . import boxes, layout, sheet
from .filling import Values, fill
from .fontface import Faces, Style, faces_of
from .model import SheetPage
from .paper import MM, RED, Page, Text
from .wording import PageKind, Template

STAMP_SIZE = 16.0
STAMP_DROP = 11 * MM  # base line below the upper edge: above every page's own margin


class TooLong(Declined):
    """A value does not fit its box of fixed height: a draft may be so, a document may not."""

    message = (
        "文书“{title}”有{count}处写不下：{places}。请缩短后再生成，没有占用文号，已填的内容没有丢。"
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and how many pages it has, and what in it is not as it should be."""

    data: bytes
    pages: int
    over: tuple[Problem, ...] = ()  # values too long for their boxes, printed red


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
    """
    pieces = fill(template, values)
    faces = faces or faces_of(resources)
    if template.page is not PageKind.LETTER:
        laid = boxes.form(pieces, faces, template.page)
        return replace(_printed(laid.pages, faces, template.title, stamp), over=tuple(laid.over))
    pages = layout.letter(
        pieces, faces, organ=_organ(values), head=template.head, grid=template.grid
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


def _printed(pages: list[Page], faces: Faces, title: str, stamp: str) -> Printed:
    from . import pdf  # brings reportlab, which a window that prints nothing does not need

    if stamp:
        width = faces.width(Style.HEI, stamp) * STAMP_SIZE / 1000
        for page in pages:
            x, y = (page.width - width) / 2, page.height - STAMP_DROP
            page.texts.append(Text(x, y, STAMP_SIZE, Style.HEI, stamp, colour=RED))
    return Printed(pdf.write(pages, faces, title=title), len(pages))


def _organ(values: Values) -> str:
    name = values.get("organ_name", "")
    return name if isinstance(name, str) else "".join(name)


def notice_sheet(
    page: SheetPage, resources: Path, *, stamp: str = "", faces: Faces | None = None
) -> Printed:
    """Turn a notice sheet into a PDF; ``stamp`` and ``faces`` as in a document.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
    """
    faces = faces or faces_of(resources)
    pages = sheet.sheet(page, faces)
    return _printed(pages, faces, page.title, stamp)
