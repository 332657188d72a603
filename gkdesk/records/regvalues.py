"""The values of an entry, checked and normalised by the kinds of its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from gkdesk.base.errors import BadValue
from gkdesk.base.text import half_width, squeeze, storable, tidy, visible

from .regmodel import Field, Kind, Register

LONGEST = {Kind.TEXT: 300, Kind.LONGTEXT: 20_000, Kind.PERSON: 60, Kind.PHONE: 60}
EARLIEST, LATEST = 1949, 2150
_MOST_DIGITS = 15
_DAY = re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$")
_MOMENT = re.compile(r"^(.*?)[ T　]+(\d{1,2})[:：时点](\d{1,2})?分?$")


@dataclass(frozen=True, slots=True)
class Links:
    """Asks the rooms beside whether a number exists; returns its title, or ``None``."""

    record: Callable[[str], str | None]
    item: Callable[[str], str | None]


def read(
    form: Register, given: Mapping[str, object], links: Links, old: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return an entry's values; fields left out keep what they were.

    Raises:
        BadValue: a field is unknown, missing or not of its kind.
    """
    merged = dict(old or {})
    for name, value in given.items():
        field = form.field(name)
        if field is None or field.kind is Kind.FILE:
            raise BadValue(name, name, f"不是“{form.title}”的栏目")
        merged[name] = _value(field, value, links)
    for field in form.typed:
        if field.name not in merged and field.default and old is None:
            merged[field.name] = field.default
        if field.required and not merged.get(field.name):
            raise BadValue(field.name, field.label, "没有填写")
    return {name: value for name, value in merged.items() if value}


def need(form: Register, values: Mapping[str, str], names: tuple[str, ...]) -> None:
    """Let a step pass only with these fields filled.

    Raises:
        BadValue: the first that is empty.
    """
    for name in names:
        if not values.get(name):
            raise BadValue(name, form.label(name), "没有填写")


def _value(field: Field, raw: object, links: Links) -> str:
    text = tidy(visible("" if raw is None else str(raw)))
    if not storable(text):
        raise BadValue(field.name, field.label, "里有不能保存的字符")
    if not text:
        return ""
    most = LONGEST.get(field.kind, LONGEST[Kind.TEXT])
    if len(text) > most:
        raise BadValue(field.name, field.label, f"不能超过{most}字")
    if field.kind is not Kind.LONGTEXT:
        text = text.replace("\n", " ")
    return _of_kind(field, text, links)


def _of_kind(field: Field, text: str, links: Links) -> str:
    match field.kind:
        case Kind.DATE:
            return _date(field, text).isoformat()
        case Kind.DATETIME:
            return _moment(field, text).isoformat(timespec="minutes")
        case Kind.NUMBER:
            return _number(field, text)
        case Kind.CHOICE if text not in field.choices:
            raise BadValue(field.name, field.label, f"只能是：{'、'.join(field.choices)}")
        case Kind.RECORD if links.record(text) is None:
            raise BadValue(field.name, field.label, "没有这个编号的公开信息")
        case Kind.ITEM if links.item(text) is None:
            raise BadValue(field.name, field.label, "目录里没有这个编号的事项")
    return text


def _date(field: Field, text: str) -> date:
    found = _DAY.match(squeeze(half_width(text)))
    try:
        day = date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(field.name, field.label, "不是日期，应写成2026-04-10的样子") from error
    if not EARLIEST <= day.year <= LATEST:
        raise BadValue(field.name, field.label, f"不在{EARLIEST}年至{LATEST}年之间")
    return day


def _moment(field: Field, text: str) -> datetime:
    found = _MOMENT.match(half_width(text))
    try:
        if not found:
            typed = datetime.fromisoformat(text).replace(tzinfo=None)
            _date(field, typed.date().isoformat())
            return typed
        day = _date(field, found[1])
        return datetime(day.year, day.month, day.day, int(found[2]), int(found[3] or 0))  # noqa: DTZ001
    except ValueError as error:
        reason = "应写成2026-04-10 09:30的样子"
        raise BadValue(field.name, field.label, reason) from error


def _number(field: Field, text: str) -> str:
    plain = squeeze(half_width(text)).replace(",", "")
    try:
        found = Decimal(plain)
    except InvalidOperation as error:
        raise BadValue(field.name, field.label, "不是数字") from error
    if not found.is_finite() or found < 0 or len(plain) > _MOST_DIGITS:
        raise BadValue(field.name, field.label, f"应为不小于0的数字，最多{_MOST_DIGITS}位")
    return f"{found:f}"
