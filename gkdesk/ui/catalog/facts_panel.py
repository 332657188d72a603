"""Everything about one item: what its limit asks for, what happened, what answered, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.catalog.duedays import period_words
from gkdesk.catalog.duemodel import Duty, Publication, Row, Span
from gkdesk.catalog.model import Item
from gkdesk.records.dutymodel import Facts, what_of
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK, INK2, INK3, px
from gkdesk.ui.widgets.basic import (
    Part,
    box,
    button,
    clear,
    column,
    empty_page,
    label,
    line,
    row,
)
from gkdesk.ui.widgets.painted import Pill

from .due_states import PILLS
from .event_dialog import event_dialog, mark_dialog, void_dialog

MOST = 8  # duties, records and events shown of each


def levels(item: Item) -> str:
    return " / ".join(level for level in (item.level1, item.level2, item.level3) if level)


def ticked(item: Item) -> str:
    """Name the ticked channels; a list whose marks were lost says so."""
    names = [channel.name for channel in item.channels if channel.ticked]
    if not names and any(channel.ticked is None for channel in item.channels):
        return "（原表勾选标记丢失，待核）"
    return "、".join(names)


class FactsPanel(QScrollArea):
    """The side of the page; ``changed`` is called after something was noted."""

    def __init__(self, context: Context, changed: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._changed = context, changed
        self.facts: Facts | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("事项详情")
        self._inner = column(gap=6, margins=(16, 12, 14, 12))
        self.setWidget(box(self._inner))

    def show_item(self, item: Item | None) -> None:
        """Show the whole of one item."""
        clear(self._inner)
        self.facts = None
        if item is None:
            self._inner.addWidget(empty_page("选一个事项查看"))
            return
        self._context.reckoning.then(self, partial(self._show_item, item))

    def _show_item(self, item: Item) -> None:
        clear(self._inner)
        facts = self.facts = self._context.desk.duties.facts(item.key)
        self._head(facts.item)
        self._buttons(facts)
        self._limit(facts)
        self._section("期限和情况", [self._duty(one) for one in _newest(facts.duties)])
        self._section(
            "已有的信息", [self._record(one, facts) for one in facts.records[::-1][:MOST]]
        )
        self._section("登记的事件", self._events(facts))
        self._written(facts)
        self._section("变更经过", [
            _words(f"{one.at[:10]} {one.words}（{one.file}）"
                   + "".join(f"，{field.label}" for field in one.fields))
            for one in facts.history[:MOST]
        ])  # fmt: skip
        self._inner.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def show_cell(self, found: Row, span: Span) -> None:
        """Show what stands behind one cell of the matrix."""
        self._context.reckoning.then(self, partial(self._show_cell, found, span))

    def _show_cell(self, found: Row, span: Span) -> None:
        clear(self._inner)
        facts = self.facts = self._context.desk.duties.facts(found.item.key)
        self._head(facts.item)
        self._buttons(facts)
        duties = self._context.desk.duties.cell(found, span)
        title = period_words(span.label)
        self._section(title, [self._duty(one) for one in duties])
        if not duties:
            self._inner.addWidget(_words(self._why_empty(facts, span), INK2))
        self._limit(facts)
        inside = [one for one in facts.records if _in(one, span)]
        self._section("这段时间的信息", [self._record(one, facts) for one in inside[:MOST]])
        self._section("登记的事件", self._events(facts))
        self._inner.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def note(self) -> None:
        """Note an event about the item that is shown."""
        if self.facts is not None and event_dialog(self, self._context, self.facts.item).exec():
            self._context.status("已登记事件，期限已重新计算")
            self._context.refresh()
            self._changed()

    def mark(self) -> None:
        """Settle something about the item that is shown."""
        if self.facts is not None and mark_dialog(self, self._context, self.facts).exec():
            self._context.status("事项标记已保存")
            self._context.refresh()
            self._changed()

    def void(self, uid: str, words: str) -> None:
        """Take back one event."""
        if void_dialog(self, self._context, uid, words).exec():
            self._context.status("已作废，记录留着备查")
            self._context.refresh()
            self._changed()

    def _head(self, item: Item) -> None:
        name = shown_name(levels(item) or item.name or item.key)
        self._inner.addWidget(label(name, 16, 700, wrap=True))
        self._inner.addWidget(label(f"{item.area} · {item.key}", 13, 400, INK3, wrap=True))

    def _buttons(self, facts: Facts) -> None:
        note = button("登记事件", icon="calendar-days", on=self.note, size=14)
        settle = button("标记", icon="flag", on=self.mark, size=14, tip="时限的意思、栏目、不涉及")
        self._inner.addLayout(row(note, settle, None, gap=8))
        if facts.reason:
            self._inner.addWidget(_words(f"不涉及：{facts.reason}", AMBER))

    def _limit(self, facts: Facts) -> None:
        words: list[QWidget] = [_words(words) for words in facts.clauses]
        words += [_words(f"认不出“{part}”，请点“标记”写明意思", AMBER) for part in facts.unclear]
        if not facts.item.time_limit.text and not facts.marks.reading:
            words.append(_words("没有写公开时限，请点“标记”写明", AMBER))
        words += [_words(f"{part}（只作说明）", INK3) for part in facts.notes]
        words += [_words(doubt.words, AMBER) for doubt in facts.doubts]
        self._section("公开时限", words)

    def _written(self, facts: Facts) -> None:
        item = facts.item
        source = f"{item.source.file}，{item.source}" if item.source.file else ""
        facts_of = (
            ("时限原文", item.time_limit.text), ("公开主体", item.agency.replace("\n", "、")),
            ("公开渠道", ticked(item)), ("公开内容", item.content), ("公开依据", item.basis),
            ("来源", source),
        )  # fmt: skip
        self._section("目录原文", [
            _words(f"{name}：{value}".replace("\n", " ")) for name, value in facts_of if value
        ])  # fmt: skip

    def _section(self, title: str, parts: Sequence[QWidget]) -> None:
        if not parts:
            return
        self._inner.addSpacing(px(4))
        self._inner.addWidget(line())
        self._inner.addWidget(label(title, 14, 600, INK2))
        for part in parts:
            self._inner.addWidget(part)

    def _duty(self, duty: Duty) -> QWidget:
        words, tone, icon = PILLS[duty.state]
        if duty.days:
            words = duty.state_words
        when = f"最迟{_day(duty.due_on)}" if duty.due_on else ""
        when += "（暂估）" if duty.provisional else ""
        parts: list[Part] = [row(Pill(words, tone, icon), None)]
        told = "，".join(one for one in (what_of(duty) if duty.due_on else "", when) if one)
        if told:
            parts.append(_words(told))
        if not duty.period:  # the clause itself stands above
            parts.append(_words(duty.basis_words, INK2))
        if duty.record and duty.record_uid:
            parts.append(self._link(duty.record, duty.record_uid, duty.published_on))
        return box(column(*parts, gap=2, margins=(0, 2, 0, 4)))

    def _record(self, one: Publication, facts: Facts) -> QWidget:
        made = f"{_day(one.made_on)}形成"
        if one.published_on is None:
            told = f"{made}，还没有公开"
        else:
            days = (one.published_on - one.made_on).days
            told = f"{made}，{_day(one.published_on)}公开，用了{days}天"
        parts: list[Part] = [self._link(one.number, one.uid, None), _words(told)]
        for hold in facts.holds:
            if hold.by.uid == one.uid:
                until = f"{_day(hold.until)}后撤下" if hold.down else f"挂到{_day(hold.until)}为止"
                broken = "，没有照办" if hold.broken else ""
                parts.append(_words(f"要{until}{broken}", AMBER if hold.broken else INK2))
        return box(column(*parts, gap=0, margins=(0, 0, 0, 4)))

    def _link(self, number: str, uid: str, on: date | None) -> QWidget:
        go = partial(self._context.go, "records", uid)
        words = f"信息 {number}" + (f"，{_day(on)}公开" if on else "")
        return box(row(button(words, "link", on=go, size=14), None))

    def _events(self, facts: Facts) -> list[QWidget]:
        found = []
        for one in facts.occasions[:MOST]:
            told = f"{_day(one.occasion.on)} {one.occasion.kind.label}：{one.what}"
            if one.voided is not None:
                found.append(_words(f"{told}（作废：{one.voided}）", INK3))
                continue
            void = button("作废", "link", size=13, on=partial(self.void, one.occasion.uid, told))
            found.append(box(row((_words(told), 1), void, gap=6)))
        return found

    def _why_empty(self, facts: Facts, span: Span) -> str:
        if facts.reason:
            return "这个事项不用公开"
        if span.first > self._context.desk.session.today:
            return "这段时间还没有到"
        if facts.unclear or not facts.clauses:
            return "公开时限认不出，算不出期限"
        return "这段时间没有登记引起公开期限的事，也没有到期的信息"


def _words(text: str, colour: str = INK) -> QWidget:
    return label(shown_name(text), 14, 400, colour, wrap=True)


def _newest(duties: Sequence[Duty]) -> list[Duty]:
    """The gaps and what comes next first, then the newest of the rest."""
    owed = [one for one in duties if one.state == "missing"][::-1]
    ahead = [one for one in duties if one.state == "open"]
    rest = [one for one in duties if one not in owed and one not in ahead]
    return (owed + ahead + rest[::-1])[:MOST]


def _in(one: Publication, span: Span) -> bool:
    days = (one.made_on, one.published_on)
    return one.period == span.label or any(
        day is not None and span.first <= day <= span.last for day in days
    )


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "—"
