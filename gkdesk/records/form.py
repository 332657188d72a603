"""The boxes of a draft, checked and normalised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from gkdesk.base.errors import BadValue
from gkdesk.base.labels import Labelled
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import squeeze, tidy

from .axes import Axis
from .model import Attribute, Facts, Origin, Record, RecordKind, Secrecy

LABELS = {
    "title": "标题", "body": "正文", "doc_number": "文号", "made_on": "信息形成日期",
    "attribute": "公开属性", "item_key": "对应的目录事项", "uid": "编号", "kind": "种类",
    "period": "所属期", "index_number": "索引号", "ground": "不主动公开的依据",
    "reason": "不主动公开的理由", "redacted": "删减后公开", "origin": "文件来源",
    "origin_attribute": "原文的公开属性", "partners": "联合发文单位", "effective_on": "施行日期",
    "valid_until": "有效期至", "display_until": "公示到", "drafting_unit": "起草单位",
    "unified_number": "统一编号", "no_interpretation": "不解读的理由",
}  # fmt: skip
# the named parts an interpretation must carry (解读机关、解读人、联系方式、起草说明)
PARTS = {
    "interpreter_organ": "解读机关", "interpreter": "解读人", "interpreter_contact": "联系方式",
    "drafting_note": "起草说明", "forms": "解读形式",
}  # fmt: skip
LONGEST_TITLE = 200
LONGEST_LINE = 200
LONGEST_BODY = 2_000_000  # letters: an attachment's text, not a book
_PERIOD = re.compile(r"(\d{4})(?:H[12]|Q[1-4]|-(?:0[1-9]|1[0-2]))?")
_SPOKEN = re.compile(
    r"(?P<year>\d{4})年(?:度?|(?P<month>\d{1,2})月份?|第?(?P<quarter>[一二三四1-4])季度?|"
    r"(?P<half>[上下])半年)"
)
_QUARTERS = "一二三四"
_LINES = ("doc_number", "index_number", "partners", "drafting_unit", "unified_number")
_FACT_DAYS = ("effective_on", "valid_until", "display_until")
_YES = {True, "true", "True", "1", "是", "yes"}
Kind = TypeVar("Kind", bound=Labelled)


@dataclass(frozen=True, slots=True)
class Words:
    """What of a record lies sealed."""

    title: str
    doc_number: str
    body: str
    reason: str = ""
    parts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft's values, checked."""

    words: Words
    made_on: date
    attribute: Attribute
    item_key: str | None
    kind: RecordKind
    period: str
    index_number: str
    facts: Facts


def read(
    values: Mapping[str, object], *, today: date, old: Record | None, axes: Sequence[Axis]
) -> Filled:
    """Check a draft; boxes left out keep what the old draft says.

    Raises:
        BadValue: one box is missing, unknown or wrong.
    """
    axis_labels = {axis.code: axis.label for axis in axes}
    known = LABELS | PARTS | axis_labels
    for name in values:
        if name not in known:
            raise BadValue(name, name, "不是这里的栏目")
    merged = (values_of(old) if old else {}) | {
        name: value for name, value in values.items() if value is not None
    }
    lines = {name: _open_line(merged, name) for name in _LINES if name != "doc_number"}
    lines["doc_number"] = _line(merged, "doc_number")
    parts = {name: text for name in PARTS if (text := _text(merged, name, LONGEST_BODY))}
    facts = _facts(merged, lines, old)
    held = old.facts.axes if old else {}
    facts = replace(facts, axes=_axes(merged, axis_labels, held))
    return Filled(
        Words(_title(merged), lines["doc_number"], _body(merged), _text(merged, "reason"), parts),
        _day(merged, "made_on", latest=today),
        _choice(merged, "attribute", Attribute, Attribute.ACTIVE, required=True),
        str(merged.get("item_key", "")).strip() or None,
        _choice(merged, "kind", RecordKind, RecordKind.INFO),
        period(str(merged.get("period", ""))),
        lines["index_number"],
        facts,
    )


def period(given: str) -> str:
    """Return a 所属期 in its short form; 2026年第一季度 and 2026Q1 are the same.

    Raises:
        BadValue: it is neither.
    """
    text = squeeze(given)
    if not text or _PERIOD.fullmatch(text):
        return text
    found = _SPOKEN.fullmatch(text)
    if found is None:
        raise BadValue(
            "period", LABELS["period"], "应写成2026、2026H1、2026Q1、2026-03或2026年一季度的样子"
        )
    year = found["year"]
    if found["half"]:
        return f"{year}H{'上下'.index(found['half']) + 1}"
    if found["quarter"]:
        quarter = found["quarter"]
        return f"{year}Q{_QUARTERS.find(quarter) + 1 or quarter}"
    if found["month"]:
        month = f"{year}-{int(found['month']):02d}"
        if not _PERIOD.fullmatch(month):
            raise BadValue("period", LABELS["period"], "没有这个月份")
        return month
    return year


def index_number(given: str) -> str:
    """Return an 索引号 as the county's site gave it.

    Raises:
        BadValue: empty or too long.
    """
    text = "".join(tidy(given).split())
    if not text or len(text) > LONGEST_LINE:
        why = f"不能超过{LONGEST_LINE}字" if text else "没有填写"
        raise BadValue("index_number", LABELS["index_number"], why)
    demand_open(text, "index_number", LABELS["index_number"])
    return text


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


def ticked(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the codes of the points a reviewer ticked: a list, or one text with commas.

    Raises:
        BadValue: it is neither.
    """
    given = values.get("checks") or ()
    if isinstance(given, str):
        given = given.replace("，", ",").replace("、", ",").split(",")
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise BadValue("checks", "勾选的审核要点", "应为一串编号")
    return tuple(code.strip() for code in given if code.strip())


def values_of(old: Record) -> dict[str, object]:
    """Return a record as the values a draft of the same words is made from."""
    facts = old.facts
    return {
        "title": old.title, "body": old.body, "doc_number": old.doc_number,
        "made_on": old.made_on, "attribute": old.attribute.value, "item_key": old.item_key or "",
        "kind": old.kind.value, "period": old.period, "index_number": old.index_number,
        "reason": old.reason, "ground": facts.ground, "redacted": facts.redacted,
        "origin": facts.origin.value, "origin_attribute": facts.origin_attribute or "",
        "partners": facts.partners, "effective_on": facts.effective_on or "",
        "valid_until": facts.valid_until or "", "display_until": facts.display_until or "",
        "drafting_unit": facts.drafting_unit, "unified_number": facts.unified_number,
        "no_interpretation": facts.no_interpretation, **old.parts, **facts.axes,
    }  # fmt: skip


def _facts(merged: Mapping[str, object], lines: Mapping[str, str], old: Record | None) -> Facts:
    effective, until, display = (
        _day(merged, name) if merged.get(name) else None for name in _FACT_DAYS
    )
    given = merged.get("origin_attribute")
    original = _choice(merged, "origin_attribute", Attribute, Attribute.ACTIVE) if given else None
    return Facts(
        ground=_open_line(merged, "ground"),
        redacted=merged.get("redacted", False) in _YES,
        origin=_choice(merged, "origin", Origin, Origin.OWN),
        origin_attribute=original,
        partners=lines["partners"],
        drafting_unit=lines["drafting_unit"],
        unified_number=lines["unified_number"],
        no_interpretation=_open_line(merged, "no_interpretation"),
        writers=old.facts.writers if old else (),
        effective_on=effective,
        valid_until=until,
        display_until=display,
    )


def _axes(
    merged: Mapping[str, object], labels: Mapping[str, str], held: Mapping[str, str]
) -> dict[str, str]:
    """Return the classifications given; those of axes no longer in the file are kept."""
    kept = {code: value for code, value in held.items() if code not in labels}
    for code, label in labels.items():
        value = tidy(str(merged.get(code) or ""))
        if len(value) > LONGEST_LINE:
            raise BadValue(code, label, f"不能超过{LONGEST_LINE}字")
        demand_open(value, code, label)
        if value:
            kept[code] = value
    return kept


def _title(merged: Mapping[str, object]) -> str:
    title = " ".join(tidy(str(merged.get("title", ""))).split("\n"))
    if not title:
        raise BadValue("title", LABELS["title"], "没有填写")
    if len(title) > LONGEST_TITLE:
        raise BadValue("title", LABELS["title"], f"不能超过{LONGEST_TITLE}字")
    return title


def _body(merged: Mapping[str, object]) -> str:
    body = _text(merged, "body", LONGEST_BODY)
    if not body:
        raise BadValue("body", LABELS["body"], "没有填写")
    return body


def _text(merged: Mapping[str, object], name: str, longest: int = LONGEST_BODY) -> str:
    text = tidy(str(merged.get(name) or ""))
    if len(text) > longest:
        label = LABELS.get(name) or PARTS[name]
        raise BadValue(name, label, f"不能超过{longest}字")
    return text


def _line(merged: Mapping[str, object], name: str) -> str:
    return " ".join(_text(merged, name, LONGEST_LINE).split("\n"))


def _open_line(merged: Mapping[str, object], name: str, label: str = "") -> str:
    """Return a line that is kept in the open: it may not hold a personal number.

    An 索引号 with its parts is none, though its first 18 characters look like one.
    """
    text = _line(merged, name)
    demand_open(text, name, label or LABELS[name])
    return text


def _day(merged: Mapping[str, object], name: str, latest: date | None = None) -> date:
    value = merged.get(name, "")
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise BadValue(name, LABELS[name], "应写成2026-04-10的样子") from error
    if latest is not None and day > latest:
        raise BadValue(name, LABELS[name], "晚于今天")
    return day


def _choice(
    merged: Mapping[str, object],
    name: str,
    kinds: type[Kind],
    usual: Kind,
    *,
    required: bool = False,
) -> Kind:
    given = str(merged.get(name) or "")
    if not given and not required:
        return usual
    for one in kinds:
        if given in (one.value, one.label):
            return one
    choices = "、".join(one.label for one in kinds)
    raise BadValue(name, LABELS[name], f"应为{choices}之一")
