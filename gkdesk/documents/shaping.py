"""A template with its list's columns changed: one form of paper for lists of many kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .griddata import RowColumn
from .wording import FieldKind, PageKind, Template

Shape = Callable[[Template], Template]


def as_written(found: Template) -> Template:
    return found


def with_columns(columns: Sequence[RowColumn], page: str = "") -> Shape:
    """Return what gives a template these columns in its first field of rows.

    Args:
        columns: the list's columns, their widths as weights.
        page: landscape or form; the template's own when empty.
    """

    def shape(found: Template) -> Template:
        name = next(field.name for field in found.fields if field.kind is FieldKind.ROWS)
        fields = tuple(
            replace(field, columns=tuple(columns)) if field.name == name else field
            for field in found.fields
        )
        kind = PageKind(page) if page else found.page
        return replace(found, fields=fields, page=kind)

    return shape
