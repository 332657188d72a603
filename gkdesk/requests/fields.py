"""Reading what the clerk typed into boxes: tidied, checked box by box, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gkdesk.base.text import (
    half_width,
    id_number,
    storable,
    tidy,
    visible,
)

from .model import BadForm, Field, FieldFault, iso_day

_COUNT = re.compile(r"[0-9]{1,6}")
_MONEY = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_NUMBERS = ("count", "money")
_LINES = ("longtext", "list")  # kinds whose line breaks mean something
_LONG_INTEGER = 10**20  # an identity number written as a number has 18 digits


def read_form(fields: Iterable[Field], values: Mapping[str, object]) -> dict[str, str]:
    """Tidy what was typed and return it by field name, empty boxes left out.

    Raises:
        BadForm: every box that is missing, unknown or not of its kind.
    """
    found, faults = collect(fields, values)
    if faults:
        raise BadForm(faults)
    return found


def collect(
    fields: Iterable[Field], values: Mapping[str, object]
) -> tuple[dict[str, str], list[FieldFault]]:
    """Tidy what was typed; return what is good and what is not.

    A list may come as lines of text or as a list of texts, a number as a number; a choice as its
    value or its label. What nobody can see is dropped.
    """
    known = {field.name: field for field in fields}
    faults = [_unknown(name) for name in values if name not in known]
    found: dict[str, str] = {}
    for field in known.values():
        typed, fault = _typed(field, values.get(field.name))
        text = typed or field.default
        fault = fault or _fault(field, text)
        if fault:
            faults.append(FieldFault(field.name, field.label, fault))
        elif text:
            found[field.name] = _normal(field, text)
    return found, faults


def _unknown(name: str) -> FieldFault:
    shown = visible(name).encode("utf-8", "replace").decode("utf-8")[:40]
    return FieldFault(shown, shown, f"不认识的项目“{shown}”，请删去或改正拼写")


def _typed(field: Field, value: object) -> tuple[str, str]:
    """Return the tidied text, and what is wrong with the kind of value that was given."""
    if value is None:
        return "", ""
    if isinstance(value, list) and field.kind == "list":
        if not all(isinstance(item, str) for item in value):
            return "", f"{field.label}应为一列文字"
        value = "\n".join(value)
    elif isinstance(value, bool) and {"yes", "no"} == {one for one, _label in field.choices}:
        value = "yes" if value else "no"
    elif _is_number(value, whole=field.kind not in _NUMBERS):
        value = str(value)
    if not isinstance(value, str):
        return "", f"{field.label}应为文字"
    if not storable(value):
        return "", f"{field.label}含有不能保存的字符，请重新输入"
    text = tidy(visible(value))
    return (text if field.kind in _LINES else text.replace("\n", " ")), ""


def _is_number(value: object, *, whole: bool) -> bool:
    """Tell a JSON number that can be written out; of texts, such as a telephone, only integers."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) < _LONG_INTEGER
    return isinstance(value, float) and not whole


def _fault(field: Field, text: str) -> str:
    if not text:
        return f"请填写{field.label}" if field.required else ""
    if field.kind == "date":
        fine = iso_day(text) is not None
        return "" if fine else f"{field.label}“{text[:20]}”不是日期，应写成 2026-04-10"
    if field.kind == "count":
        fine = _COUNT.fullmatch(half_width(text)) is not None
        return "" if fine else f"{field.label}应为整数，不超过6位"
    if field.kind == "money":
        fine = _MONEY.fullmatch(half_width(text).replace(",", "")) is not None
        return "" if fine else f"{field.label}应为金额，不超过12位，例如 100.00"
    if field.kind == "choice" and field.choices:
        labels = "、".join(label for _value, label in field.choices)
        return "" if _chosen(field, text) else f"{field.label}只能是：{labels}"
    return ""


def _normal(field: Field, text: str) -> str:
    if field.kind == "choice" and field.choices:
        return _chosen(field, text)
    if field.kind == "count":
        return str(int(half_width(text)))
    if field.kind == "money":
        return half_width(text).replace(",", "")
    if field.name in ("id_number", "agent_id_number"):
        return id_number(text)
    return half_width(text) if field.name in ("phone", "fax", "postcode") else text


def _chosen(field: Field, text: str) -> str:
    return next((value for value, label in field.choices if text in (value, label)), "")
