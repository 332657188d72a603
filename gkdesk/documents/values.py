"""Values of a document from JSON: texts, lists, and rows as lists or as objects by column."""

from __future__ import annotations

from gkdesk.base.errors import Problem

from .gridfill import TAB
from .wording import FieldKind, Template, TemplateField

Values = dict[str, "str | list[str]"]
_PLAIN = (str, int, float, bool, type(None))


def read(found: Template, raw: dict[str, object]) -> tuple[Values, list[Problem]]:
    """Turn JSON values into what a template takes.

    A row becomes one text, its cells parted by tabs.

    Returns:
        The values that are set, and what is wrong, each with its name; the values hold only when
        nothing is.
    """
    fields = {field.name: field for field in found.fields}
    values: Values = {}
    problems: list[Problem] = []
    for name, value in raw.items():
        field = fields.get(name)
        if field is not None and field.kind is FieldKind.ROWS and isinstance(value, list):
            values[name] = _rows(field, value, problems)
        elif isinstance(value, list) and all(isinstance(one, _PLAIN) for one in value):
            values[name] = [_text(one) for one in value if one is not None]
        elif isinstance(value, _PLAIN):
            if value is not None:
                values[name] = _text(value)
        else:
            problems.append(Problem(name, "应为文字、数字或一列文字"))
    return values, problems


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _rows(field: TemplateField, entries: list[object], problems: list[Problem]) -> list[str]:
    names = [column.name for column in field.columns]
    made = []
    for number, entry in enumerate(entries, start=1):
        where = f"{field.label}第{number}行"
        if isinstance(entry, str):
            made.append(entry)
            continue
        if isinstance(entry, dict):
            unknown = [str(name) for name in entry if name not in names]
            if unknown:
                problems.append(Problem(where, f"没有这些列：{'、'.join(unknown)}"))
            cells = [entry.get(name) for name in names]
        elif isinstance(entry, list):
            cells = entry
        else:
            problems.append(Problem(where, "应为一列文字或按列名写的对象"))
            continue
        if not all(isinstance(cell, _PLAIN) for cell in cells):
            problems.append(Problem(where, "每一格应为文字或数字"))
        made.append(TAB.join(_text(cell).replace(TAB, " ") for cell in cells))
    return made
