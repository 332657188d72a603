"""Looks at one record as an inspector would, before and after it goes out.

What the law or the record itself settles blocks; what is only likely is told and may stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.privacy import shown_name
from gkdesk.base.text import squeeze
from gkdesk.catalog.listrows import Hit

from .attributes import REDACTED, AttributeRules
from .indexnumbers import faults
from .interpreting import InterpretationRules
from .model import (
    DOCUMENTS,
    POLICIES,
    Attribute,
    File,
    Link,
    LinkKind,
    Origin,
    Record,
    RecordKind,
    Remark,
    State,
)

# 青政〔2026〕7号: the year in 六角括号, the number without 第 and without leading noughts
_DOC_NUMBER = re.compile(r"[^\s〔〕()\[\]（）]{1,20}〔(?:19|20)\d\d〕[1-9]\d{0,4}号")
_LIKE_DOC_NUMBER = re.compile(r"[〔\[(（［]?\s*(19|20)\d\d\s*[〕\])）］]?\s*\d+\s*号")
_LONG_TITLE = 8  # letters: a shorter title is a common phrase, quoting it says nothing


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at one record needs to know of the rest.

    ``files`` are its attachments; ``kept_back`` the titles and numbers of what is
    not public; ``other`` gives a linked record whole.
    """

    links: Sequence[Link]
    files: Sequence[File]
    kept_back: Sequence[tuple[str, str, str]]  # number, title, doc_number
    other: Callable[[str], Record]


def remarks(
    record: Record,
    seen: Seen,
    attributes: AttributeRules,
    interpreting: InterpretationRules,
    calendar: WorkCalendar,
) -> list[Remark]:
    """Return what is wrong or unusual, blocking things first."""
    found = [
        *_attribute(record, attributes),
        *_marks(record, seen, attributes),
        *_numbers(record),
        *_links(record, seen, interpreting, calendar),
        *_quotes(record, seen),
        *_replacing(seen),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def _attribute(record: Record, rules: AttributeRules) -> Iterable[Remark]:
    if record.attribute is not Attribute.ACTIVE:
        yield from _grounded(record, rules)
    elif record.facts.ground and not record.facts.redacted:
        yield Remark("ground_active", "公开属性是主动公开，却选了不公开的依据，请核对")
    yield from _origin(record)
    if record.attribute is Attribute.ACTIVE and record.item_key is None:
        yield Remark("no_item", "没有对应的目录事项，公开后不会计入应公开情况")


def _grounded(record: Record, rules: AttributeRules) -> Iterable[Remark]:
    ground = rules.ground(record.facts.ground)
    if ground is None:
        words = "不主动公开，要选定依据的条款（《政府信息公开条例》第十四至十六条等）"
        yield Remark("ground", words, blocks=True)
    elif record.attribute not in ground.attributes:
        words = f"依据“{ground.label}”不能定为“{record.attribute.label}”"
        yield Remark("ground_fits", words, blocks=True)
    if not record.reason:
        yield Remark("reason", "不主动公开，要写明具体理由", blocks=True)


def _origin(record: Record) -> Iterable[Remark]:
    """A forwarded document keeps the attribute of its original; a joint one is agreed."""
    facts, original = record.facts, record.facts.origin_attribute
    if facts.origin is Origin.FORWARDED and original is None:
        yield Remark("forward_unknown", "转发的文件，要写明原文的公开属性", blocks=True)
    elif facts.origin is Origin.FORWARDED and original is not record.attribute:
        label = original.label if original else ""
        words = f"转发的文件随原文的公开属性：原文是“{label}”，这里是“{record.attribute.label}”"
        yield Remark("forward", words, blocks=record.attribute is Attribute.ACTIVE)
    if facts.origin is Origin.JOINT and not facts.partners:
        yield Remark("joint", "联合发文，请写明联合的单位，公开属性要各单位商定")


def _marks(record: Record, seen: Seen, rules: AttributeRules) -> Iterable[Remark]:
    own = record.attribute.value
    said = [("正文", rules.marked(record.body), rules.stopped(record.body))]
    said += [(f"附件“{shown_name(f.name)}”", set(f.marks), list(f.stops)) for f in seen.files]
    marked: set[str] = set()
    for name, here, stops in said:
        marked |= here
        for other in sorted(here - {own, REDACTED}):
            words = f"{name}标注的是“{Attribute(other).label}”，这里是“{record.attribute.label}”"
            yield Remark("mark_other", words, blocks=record.attribute is Attribute.ACTIVE)
        if record.attribute is Attribute.ACTIVE:
            for stop in stops:
                yield Remark("stop", f"{name}里有{stop}，不能公开", blocks=True)
    if record.kind in DOCUMENTS and not marked:
        line = rules.mark(record.attribute, redacted=record.facts.redacted)
        yield Remark("mark", f"文件上没有公开属性的标注，应在版记前注明{line}")
    if REDACTED in marked and not record.facts.redacted:
        yield Remark("redacted", "文件标注“删减后公开”，请把“删减后公开”也勾上，并核对删减是否完整")


def _numbers(record: Record) -> Iterable[Remark]:
    number = squeeze(record.doc_number)
    if number and not _DOC_NUMBER.fullmatch(number):
        right = _LIKE_DOC_NUMBER.search(number)
        how = "年份应放在六角括号〔〕里，序号不编虚位" if right else "应写成“青政〔2026〕7号”的样子"
        yield Remark("doc_number", f"文号“{number[:30]}”写法不规范：{how}")
    if record.kind in DOCUMENTS and not number:
        yield Remark("no_doc_number", "公文没有文号，请核对")
    if record.index_number or record.state is State.PUBLISHED:
        for fault in faults(record.index_number):
            yield Remark("index_number", f"索引号{fault}")
    if record.kind is RecordKind.NORMATIVE:
        if record.facts.valid_until is None:
            yield Remark("no_validity", "规范性文件没有写有效期，请核对原文")
        if not record.facts.unified_number:
            yield Remark("no_unified", "规范性文件没有统一编号，请核对是否已登记")


def _links(
    record: Record, seen: Seen, rules: InterpretationRules, calendar: WorkCalendar
) -> Iterable[Remark]:
    if record.kind in POLICIES and record.attribute is Attribute.ACTIVE:
        yield from _interpreted(record, seen, rules, calendar)
    if record.kind is RecordKind.INTERPRETATION:
        policies = [one for one in seen.links if one.outward and one.kind is LinkKind.INTERPRETS]
        if not policies:
            yield Remark("no_policy", "解读没有关联被解读的文件")
        missing = rules.missing(record)
        if missing:
            yield Remark("parts", f"解读缺少：{'、'.join(missing)}")
        for link in policies:
            share = rules.copied(record, seen.other(link.other))
            if share >= rules.digest_percent:
                words = f"解读有{share}%是“{link.number}”的原句，不能只是文件要点的摘抄"
                yield Remark("digest", words)


def _replacing(seen: Seen) -> Iterable[Remark]:
    for link in seen.links:
        if link.outward and link.kind is LinkKind.REPLACES and link.state is State.PUBLISHED:
            yield Remark("replaces", f"这是更正稿：公开的时候，“{link.number}”同时撤下")


def _interpreted(
    record: Record, seen: Seen, rules: InterpretationRules, calendar: WorkCalendar
) -> Iterable[Remark]:
    told = [one for one in seen.links if not one.outward and one.kind is LinkKind.INTERPRETS]
    if not told:
        if not record.facts.no_interpretation:
            words = f"没有关联解读。解读和文件要{rules.sync_words}；确实不需要的写明理由"
            yield Remark("no_interpretation", words)
        return
    public = [one for one in told if one.state is State.PUBLISHED]
    if record.state is not State.PUBLISHED or record.published_on is None:
        if not any(one.state is not State.DRAFT for one in told):
            words = f"解读“{told[0].number}”还是草稿，请和文件一起送审"
            yield Remark("interpretation_draft", words)
        return
    last = calendar.estimate(record.published_on, rules.days).on
    days = [day for one in public if (day := seen.other(one.other).published_on)]
    first = min(days, default=None)
    if first is None or first > last:
        how = "还没有公开" if first is None else f"{first.isoformat()}才公开"
        yield Remark(
            "interpretation_late",
            f"解读{how}，最迟应在{last.isoformat()}（文件公开后{rules.days}个工作日，本地约定）",
        )


def _quotes(record: Record, seen: Seen) -> Iterable[Remark]:
    """Tell where a public text names a document that is not public: title or number."""
    if record.attribute is not Attribute.ACTIVE:
        return
    text = squeeze(record.title + "\n" + record.body)
    for number, title, doc_number in seen.kept_back:
        names = (squeeze(doc_number), squeeze(title) if len(title) >= _LONG_TITLE else "")
        if any(name and name in text for name in names):
            words = f"文中引用了不主动公开的文件（信息{number}）的标题或文号，请先作处理"
            yield Remark("quotes", words)


def negative(record: Record, hits: Sequence[Hit]) -> Iterable[Remark]:
    """Tell which entries of the 负面清单 a record that is to be open touches."""
    if record.attribute is not Attribute.ACTIVE:
        return
    for hit in hits:
        said = hit.row.get("content") or hit.row.get("level1") or ""
        touched = "、".join(hit.words)
        words = f"可能属于负面清单第{hit.number}条“{said[:30]}”（{touched}），请核对公开属性"
        yield Remark("negative", words)


def timing(record: Record, due: Estimate | None) -> Iterable[Remark]:
    """Tell when a record went out after the day its catalog item names."""
    public = record.published_on if record.state is State.PUBLISHED else None
    if public is not None and due is not None and public > due.on:
        note = "（暂估）" if due.provisional else ""
        words = f"应在{due.on.isoformat()}{note}前公开，{public.isoformat()}才公开"
        yield Remark("late", words)
