"""What of an entry is shown on lists and paper: names and private numbers only in part."""

from __future__ import annotations

from gkdesk.base import numberwatch
from gkdesk.base.scanning import Kind as Found
from gkdesk.base.scanning import Rules, apart, masked
from gkdesk.base.text import mask_id, mask_phone

from .regmodel import Field, Kind

HIDDEN = "（不显示）"
_NUMBERS = {
    Found.ID, Found.ID_DOUBTFUL, Found.ID_PART, Found.PERMIT, Found.MOBILE, Found.ACCOUNT,
}  # fmt: skip
_FEWEST_DIGITS = 5


def shown(field: Field, text: str, rules: Rules) -> str:
    """Return a value as others see it."""
    if not text:
        return ""
    if field.personal:
        match field.kind:
            case Kind.PERSON:
                names = "、".join(rules.shapes.name(one) for one in text.split("、"))
                return numbers(names, rules)  # the office may show names in full
            case Kind.PHONE:
                return mask_phone(text) if not rules.allows(text) else text
            case Kind.TEXT | Kind.LONGTEXT:
                return HIDDEN
            case Kind.NUMBER:
                return mask_id(text)
    return numbers(text, rules) if field.kind not in (Kind.DATE, Kind.DATETIME) else text


def numbers(text: str, rules: Rules) -> str:
    """Return a text with every private number covered; phones the office allows stay."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return text
    found = [one for one in numberwatch.find(text, rules, "") if one.kind in _NUMBERS]
    return masked(text, apart(found)) if found else text
