"""Templates and sheets to PDF bytes without an office: no number, no database, no log-in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import boxes, layout, sheet
from .filling import Values, fill
from .fontface import Faces, faces_of
from .model import SheetPage
from .paper import Page
from .wording import PageKind, Template


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and how many pages it has."""

    data: bytes
    pages: int


def document(template: Template, values: Values, resources: Path) -> Printed:
    """Turn a template and its values into a PDF.

    Raises:
        MissingValues: a required value was not given.
        BadValue: a value is not what its field takes.
        MissingGlyph: a character cannot be printed.
    """
    pieces = fill(template, values)
    faces = faces_of(resources)
    pages: list[Page]
    if template.page is PageKind.FORM:
        pages = boxes.form(pieces, faces)
    else:
        red = template.head == "red"
        pages = layout.letter(pieces, faces, organ=_organ(values), red=red)
    return _printed(pages, faces, template.title)


def _printed(pages: list[Page], faces: Faces, title: str) -> Printed:
    from . import pdf  # brings reportlab, which a window that prints nothing does not need

    return Printed(pdf.write(pages, faces, title=title), len(pages))


def _organ(values: Values) -> str:
    name = values.get("organ_name", "")
    return name if isinstance(name, str) else "".join(name)


def notice_sheet(page: SheetPage, resources: Path) -> Printed:
    """Turn a notice sheet into a PDF.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
    """
    faces = faces_of(resources)
    pages = sheet.sheet(page, faces)
    return _printed(pages, faces, page.title)
