"""Values into the cells of a boxed form: options to tick, dates left to write, rows of a ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from gkdesk.base.errors import BadValue

from .griddata import GridCell, RowColumn
from .wording import PLACEHOLDER, Block, BlockKind, FieldKind, PageKind, Template, TemplateField

Filled = dict[str, "str | tuple[str, ...]"]
Put = Callable[[str, Filled], str]
Options = tuple[tuple[str, bool], ...]
Read = Callable[[TemplateField, str], str]
TAB = "\t"
# where a date is written by hand
BLANK_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
# this part of a ledger's width goes to the column of numbers
_NUMBER_SHARE = {PageKind.LANDSCAPE: 0.036}
_USUAL_SHARE = 0.055


def rows(
    field: TemplateField, raw: str | list[str], kinds: Mapping[FieldKind, Read]
) -> tuple[str, ...]:
    """Return a field's rows, their cells parted by tabs, each checked by its column's kind.

    Raises:
        BadValue: a row has more cells than there are columns, or a cell is not of its kind.
    """
    found = []
    entries = raw if isinstance(raw, list) else raw.splitlines()
    for number, entry in enumerate(entries, start=1):
        cells = [cell.strip() for cell in entry.split(TAB)]
        if len(cells) > len(field.columns):
            reason = f"第{number}行有{len(cells)}格，只应有{len(field.columns)}格"
            raise BadValue(field.name, field.label, reason)
        if any(cells):
            cells += [""] * (len(field.columns) - len(cells))
            pairs = zip(field.columns, cells, strict=True)
            found.append(TAB.join(_entry(field, number, *pair, kinds) for pair in pairs))
    return tuple(found)


def _entry(
    field: TemplateField, number: int, column: RowColumn, text: str, kinds: Mapping[FieldKind, Read]
) -> str:
    if not text:
        return ""
    place = TemplateField(field.name, f"{field.label}第{number}行“{column.label}”")
    if column.kind != FieldKind.DATE:
        return kinds[FieldKind(column.kind)](place, text)
    kinds[FieldKind.DATE](place, text)
    day = date.fromisoformat(text)
    return f"{day.year}.{day.month}.{day.day}"


def multi(field: TemplateField, raw: str | list[str]) -> tuple[str, ...]:
    """Return what was chosen, in the order of the choices.

    Raises:
        BadValue: something is not among the choices.
    """
    parts = raw if isinstance(raw, list) else raw.replace("、", "\n").splitlines()
    chosen = {part.strip() for part in parts} - {""}
    if chosen - set(field.choices):
        raise BadValue(field.name, field.label, f"只能是：{'、'.join(field.choices)}")
    return tuple(choice for choice in field.choices if choice in chosen)


def options(template: Template, name: str, filled: Filled) -> Options:
    """Return every choice of a field and whether it was chosen."""
    value = filled.get(name, "")
    chosen = (value,) if isinstance(value, str) else value
    [field] = [field for field in template.fields if field.name == name]
    return tuple((choice, choice in chosen) for choice in field.choices)


def name_of(template: Template, text: str) -> str:
    """Return the label of the first value a text prints."""
    names = PLACEHOLDER.findall(text)
    return template.label(names[0]) if names else ""


def grid(
    template: Template, block: Block, filled: Filled, put: Put
) -> tuple[tuple[GridCell, ...], ...]:
    """Return a grid's cells with their words; an empty date leaves room to write it by hand."""
    empty = [field.name for field in template.fields if field.kind is FieldKind.DATE]
    words = filled | {name: BLANK_DATE for name in empty if not filled[name]}
    return tuple(_row(template, row, words, put) for row in block.cells)


def _row(
    template: Template, row: tuple[GridCell, ...], filled: Filled, put: Put
) -> tuple[GridCell, ...]:
    made, label = [], ""
    for cell in row:
        label = cell.label.replace("\n", "") or label
        chosen = options(template, cell.choices, filled) if cell.choices else ()
        name = label or name_of(template, cell.text)
        made.append(
            replace(
                cell, text=put(cell.text, filled), foot=put(cell.foot, filled), options=chosen,
                name=name,
            )
        )  # fmt: skip
    return tuple(made)


def ledger(
    template: Template, block: Block, filled: Filled
) -> tuple[tuple[tuple[GridCell, ...], ...], tuple[float, ...]]:
    """Return a ledger's cells, its heading row first, and the weights of its columns."""
    [field] = [field for field in template.fields if field.name == block.items]
    columns = field.columns
    total = sum(column.width for column in columns)
    if not block.plain:
        share = _NUMBER_SHARE.get(template.page, _USUAL_SHARE)
        number = RowColumn("", "序号", total * share / (1 - share), "C")
        columns = (number, *columns)
    entries = [entry.split(TAB) for entry in filled[block.items]]
    entries += [[""] * len(field.columns) for _ in range(block.blank - len(entries))]
    made = [tuple(GridCell(label=column.label) for column in columns)]
    for at, entry in enumerate(entries, start=1):
        words = entry if block.plain else [str(at) if any(entry) else "", *entry]
        pairs = zip(columns, words, strict=True)
        made.append(
            tuple(
                GridCell(word, align=column.align, name=f"第{at}行“{column.label}”")
                for column, word in pairs
            )
        )
    return tuple(made), tuple(column.width for column in columns)


def postcode(template: Template, block: Block, text: str) -> None:
    """Check what shall stand in the six squares.

    Raises:
        BadValue: it is not six digits.
    """
    if text and not (text.isascii() and text.isdigit() and len(text) == 6):  # noqa: PLR2004
        [name, *_] = PLACEHOLDER.findall(block.text) or [""]
        raise BadValue(name, name_of(template, block.text) or "邮政编码", "应为6位数字")


def boxed(template: Template, block: Block, filled: Filled, put: Put) -> dict[str, object]:
    """Return what a boxed block's piece has beside its text."""
    made: dict[str, object] = {
        "head": block.head, "at": block.at, "size": block.size, "align": block.align,
        "border": block.border, "top": block.top,
    }  # fmt: skip
    match block.kind:
        case BlockKind.GRID:
            made["cells"] = grid(template, block, filled, put)
        case BlockKind.LEDGER:
            made["cells"], made["widths"] = ledger(template, block, filled)
            made["head"], made["items"] = 1, ()
        case BlockKind.CHOICES:
            made["options"], made["items"] = options(template, block.items, filled), ()
        case BlockKind.POSTCODE:
            postcode(template, block, put(block.text, filled))
        case BlockKind.FRAME:
            made["name"] = name_of(template, block.text)
    return made
