"""Indicators measured from what stands in the office; each figure can name its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.base.figures import add_months

from . import regdue, regmask
from .model import Record, State
from .published import last_by_item
from .regmodel import Per, QuotaState
from .regperiod import Span
from .selfcheckrules import Indicator

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.base.scanning import Rules
    from gkdesk.catalog.service import Catalog

    from .published import Published
    from .registers import Registers
    from .reglist import Lists
    from .service import Records
    from .transfer import Transfer

# applications answered late or overdue among those due in a span: (number, what is wrong)
LateRequests = Callable[[date, date], list[tuple[str, str]]]
_WAITING = (State.DRAFT, State.IN_REVIEW, State.IN_FINAL_REVIEW)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing found: what it is about, and what is wrong, fit to be shown."""

    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}：{self.words}"


@dataclass(frozen=True)
class Sources:
    """Where the figures come from."""

    session: Session
    records: Records
    catalog: Catalog
    book: Registers
    lists: Lists
    transfer: Transfer
    rules: Rules
    late_requests: LateRequests

    def published(self, span: Span) -> list[Published]:
        return self.transfer.published(span.first, span.last)

    def words(self, text: str) -> str:
        return regmask.numbers(text, self.rules)


def cases(source: Sources, one: Indicator, span: Span) -> list[Case] | None:
    """Return what an indicator counts in a period; ``None`` when only a person can tell."""
    measure = _MEASURES.get(one.measure)
    return measure(source, one, span) if measure else None


def _late(source: Sources, _one: Indicator, span: Span) -> list[Case]:
    found = []
    for row in source.published(span):
        record = source.records.get(row.uid)
        due = source.records.due(record)
        days = (row.published_on - due.on).days if due else 0
        if days > 0:
            words = f"应在{due.on if due else ''}前公开，晚了{days}天"
            found.append(Case(_named(source, record), words))
    last = min(span.last, source.session.today)
    for state in _WAITING:
        for record in source.records.rows(state):
            due = source.records.due(record)
            if due is not None and span.first <= due.on < last:
                words = f"应在{due.on}前公开，还是{state.label}"
                found.append(Case(_named(source, record), words))
    return found


def _no_item(source: Sources, _one: Indicator, span: Span) -> list[Case]:
    found = []
    for row in source.published(span):
        record = source.records.get(row.uid)
        if record.item_key is None:
            found.append(Case(_named(source, record), "没有对应的目录事项"))
    return found


def _privacy(source: Sources, _one: Indicator, span: Span) -> list[Case]:
    found = []
    for row in source.published(span):
        hits = source.records.findings(row.uid)
        if hits:
            kinds = "、".join(sorted({one.hit.kind.label for one in hits}))
            name = f"{row.number} {source.words(row.title)}"
            found.append(Case(name, f"还有{len(hits)}处没有处理好（{kinds}）"))
    return found


def _empty(source: Sources, one: Indicator, span: Span) -> list[Case] | None:
    items = source.catalog.rows()
    if not items:
        return None  # no catalog: nothing to measure by
    since = add_months(min(span.last, source.session.today), -(one.number or 12))
    known = last_by_item(source.session)
    found = []
    for item in items:
        last = known.get(item.key)
        if last is None or last < since:
            words = f"{last}以后没有更新" if last else "还没有公开过内容"
            found.append(Case(f"{item.key} {source.words(item.name)}", words))
    return found


def _register(source: Sources, one: Indicator, span: Span) -> list[Case] | None:
    """Entries with findings: those of the period, and those of before that are still open.

    A register nobody keeps proves nothing: ``None``, the clerk answers.
    """
    found, lines = [], source.book.lines(one.register)
    if not lines:
        return None
    for line in lines:
        inside = span.holds(line.day) or (line.day < span.first and not line.state.done)
        if line.findings and inside and not line.entry.cancelled:
            words = "；".join(finding.words for finding in line.findings)
            found.append(Case(f"{line.entry.number} {line.title}", words))
    return found


def _quota(source: Sources, one: Indicator, span: Span) -> list[Case]:
    """Every period that ended in the span with too few: each month of a quarter, not the last."""
    form = source.book.form(one.register)
    entries, found = source.book.entries(form.id), dict[tuple[str, str], Case]()
    month = Span.of(Per.MONTH, span.first)
    while month.first <= span.last:
        for state in regdue.quotas(form, entries, month.last):
            ended = span.first <= state.last_on <= min(span.last, source.session.today)
            if state.missing and ended:
                found[state.quota.code, state.period] = Case(state.label, _short(state))
        month = month.next()
    return list(found.values())


def _short(state: QuotaState) -> str:
    return f"{state.quota.label}应有{state.need}次，只有{state.have}次"


def _lists(source: Sources, one: Indicator, span: Span) -> list[Case] | None:
    if not source.book.entries(one.register):
        return None
    owed = source.lists.owed(source.book.form(one.register))
    return [
        Case(each.span.label, "没有出具盖章的清单")
        for each in owed
        if span.holds(each.span.first) and each.due_on < source.session.today
    ]


def _transfer(source: Sources, _one: Indicator, span: Span) -> list[Case]:
    found = []
    today: date = source.session.today
    for one in source.transfer.standings():
        if not span.holds(one.month.first):
            continue
        on = one.handed[0].on if one.handed else None
        name = f"{one.month.label} {one.receiver.name}"
        if on is None and one.due_on < today:
            found.append(Case(name, f"应在{one.due_on}前移送，还没有移送"))
        elif on is not None and on > one.due_on:
            found.append(Case(name, f"应在{one.due_on}前移送，{on}才移送"))
    return found


def _named(source: Sources, record: Record) -> str:
    return f"{record.number} {source.words(record.title)}"


def _requests(source: Sources, _one: Indicator, span: Span) -> list[Case]:
    return [Case(number, words) for number, words in source.late_requests(span.first, span.last)]


_MEASURES: Mapping[str, Callable[[Sources, Indicator, Span], list[Case] | None]] = {
    "late": _late, "no_item": _no_item, "privacy": _privacy, "empty": _empty,
    "register": _register, "quota": _quota, "lists": _lists, "transfer": _transfer,
    "requests": _requests,
}  # fmt: skip
