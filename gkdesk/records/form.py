"""The boxes of a draft, checked and normalised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gkdesk.base.errors import BadValue
from gkdesk.base.text import tidy

from .model import Attribute, Record, Secrecy

LABELS = {
    "title": "标题", "body": "正文", "doc_number": "文号", "made_on": "信息形成日期",
    "attribute": "公开属性", "item_key": "对应的目录事项", "uid": "编号",
}  # fmt: skip
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What of a record lies sealed."""

    title: str
    doc_number: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft's values, checked."""

    words: Words
    made_on: date
    attribute: Attribute
    item_key: str | None


def read(values: Mapping[str, object], *, today: date, old: Record | None) -> Filled:
    """Check a draft; boxes left out keep what the old draft says.

    Raises:
        BadValue: one box is missing, unknown or wrong.
    """
    for name in values:
        if name not in LABELS:
            raise BadValue(name, name, "不是这里的栏目")
    merged = _of(old) | {name: value for name, value in values.items() if value is not None}
    title, body = (tidy(str(merged.get(name, ""))) for name in ("title", "body"))
    if not title:
        raise BadValue("title", LABELS["title"], "没有填写")
    if len(title) > LONGEST_TITLE:
        raise BadValue("title", LABELS["title"], f"不能超过{LONGEST_TITLE}字")
    if not body:
        raise BadValue("body", LABELS["body"], "没有填写")
    return Filled(
        Words(title, tidy(str(merged.get("doc_number", ""))), body),
        _day(merged.get("made_on", ""), today),
        _attribute(str(merged.get("attribute", ""))),
        str(merged.get("item_key", "")).strip() or None,
    )


def secrecy(values: Mapping[str, object]) -> Secrecy:
    """Return the result of a secrecy review, given by value or label.

    Raises:
        BadValue: missing or unknown.
    """
    given = str(values.get("result") or "")
    for result in Secrecy:
        if given in (result.value, result.label):
            return result
    choices = "、".join(result.label for result in Secrecy)
    raise BadValue("result", "保密审查结果", f"应为{choices}之一")


def _of(old: Record | None) -> dict[str, object]:
    if old is None:
        return {}
    return {
        "title": old.title,
        "body": old.body,
        "doc_number": old.doc_number,
        "made_on": old.made_on,
        "attribute": old.attribute.value,
        "item_key": old.item_key or "",
    }


def _day(value: object, today: date) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise BadValue("made_on", LABELS["made_on"], "应写成2026-04-10的样子") from error
    if day > today:
        raise BadValue("made_on", LABELS["made_on"], "晚于今天")
    return day


def _attribute(given: str) -> Attribute:
    for attribute in Attribute:
        if given in (attribute.value, attribute.label):
            return attribute
    choices = "、".join(attribute.label for attribute in Attribute)
    raise BadValue("attribute", LABELS["attribute"], f"应为{choices}之一")
