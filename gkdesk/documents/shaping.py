"""A template with its list's columns changed: one form of paper for lists of many kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .griddata import RowColumn
from .wording import Block, BlockKind, FieldKind, PageKind, Template, TemplateField

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


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and its parts: (label, the name of the value that is printed)."""

    title: str
    parts: tuple[tuple[str, str], ...]


def with_chapters(chapters: Sequence[Chapter], *, without: str = "") -> Shape:
    """Return what adds chapters at a template's end, each part under its label.

    ``without`` names a column of the contents that makes no sense there, such as page numbers.
    """

    def shape(found: Template) -> Template:
        fields = [
            replace(field, columns=tuple(one for one in field.columns if one.name != without))
            for field in found.fields
        ]
        blocks = list(found.blocks)
        for chapter in chapters:
            blocks.append(Block(BlockKind.PARA, chapter.title, style="h1"))
            for label, name in chapter.parts:
                fields.append(TemplateField(name, label, FieldKind.LONGTEXT))
                blocks.append(Block(BlockKind.PARA, label, style="h2"))
                blocks.append(Block(BlockKind.PARA, f"{{{name}}}"))
        return replace(found, fields=tuple(fields), blocks=tuple(blocks))

    return shape
