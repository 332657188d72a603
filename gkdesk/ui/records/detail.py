"""One record on the right of the list: what it is, what is wrong with it, what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gkdesk.base.privacy import masked, shown_name
from gkdesk.records.model import (
    Act,
    Attribute,
    Record,
    State,
)
from gkdesk.ui.context import Context, day, short_day
from gkdesk.ui.look import AMBER, INK2, INK3, RED
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    clear,
    column,
    fact,
    label,
    line,
    notice,
    row,
)

_REMARKS, _BODY = 6, 1200  # remarks shown; letters of the body shown


@dataclass(frozen=True)
class Hands:
    """What the page does when something in the detail is pressed."""

    act: Callable[[Record, Act], object]
    edit: Callable[[Record], object]
    scan: Callable[[Record], object]
    attach: Callable[[Record], object]
    detach: Callable[[Record, str], object]
    save_file: Callable[[str, str], object]  # sha256, name
    evidence: Callable[[Record], object]
    void: Callable[[Record, str], object]
    link: Callable[[Record], object]
    unlink: Callable[[Record, int], object]
    correct: Callable[[Record], object]
    go: Callable[[str], object]  # uid of another record


class Detail(QWidget):
    """Shows one record."""

    def __init__(self, context: Context, hands: Hands) -> None:
        super().__init__()
        self._context, self._hands = context, hands
        self._top = column(gap=6, margins=(18, 12, 18, 12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(self._top))
        self._acts = column(gap=6, margins=(18, 8, 18, 12))
        self.setLayout(column((scroll, 1), line(), box(self._acts), gap=0))

    def show_record(self, record: Record | None) -> None:
        """Show a record; ``None`` clears."""
        clear(self._top)
        clear(self._acts)
        if record is None:
            return
        add = self._top.addWidget
        add(label(shown_name(record.title), 17, 700, wrap=True))
        self._warn(record)
        self._facts(record)
        self._files(record)
        if record.state in (State.PUBLISHED, State.WITHDRAWN):
            self._evidence(record)
        self._links(record)
        add(line())
        # masked before it is cut: half a number would not be known as one
        text = self._context.desk.records.privacy.shown(record.body)
        shown = text[:_BODY] + ("……" if len(text) > _BODY else "")
        add(label(shown, 15, wrap=True))
        add(line())
        self._history(record)
        self._top.addStretch(1)
        self._add_acts(record)

    def _warn(self, record: Record) -> None:
        records = self._context.desk.records
        if (returned := record.returned) is not None:
            words = label(
                f"{returned.user}退回：{masked(returned.opinion)}", 15, 600, AMBER, wrap=True
            )
            self._top.addWidget(notice("amber", "undo-2", (words, 1), width=2))
        remarks = records.remarks(record.uid)
        for one in remarks[:_REMARKS]:
            colour, tone = (RED, "red") if one.blocks else (AMBER, "amber")
            words = label(one.words, 14, 600 if one.blocks else 400, colour, wrap=True)
            self._top.addWidget(notice(tone, "circle-alert", (words, 1)))
        held = len(records.findings(record.uid)) if record.state is not State.WITHDRAWN else 0
        unread = records.privacy.unscanned(record.uid)
        if held:
            words = label(f"隐私检查有{held}处没有处理，不能公开", 14, 600, RED, wrap=True)
            look = button("逐处处理", "link", on=partial(self._hands.scan, record), size=14)
            self._top.addWidget(notice("red", "shield-alert", (words, 1), look))
        if unread:
            words = label(f"{len(unread)}份附件还没有检查", 14, 400, AMBER, wrap=True)
            self._top.addWidget(notice("amber", "shield-alert", (words, 1)))

    def _facts(self, record: Record) -> None:
        desk, facts = self._context.desk, record.facts
        standing = desk.records.standings.now(record)
        due = desk.records.due(record)
        shown = [
            ("编号", record.number),
            ("文号", shown_name(record.doc_number)),
            ("索引号", record.index_number),
            ("种类", record.kind.label),
            ("公开属性", record.attribute.label + ("（删减后公开）" if facts.redacted else "")),
            ("目录事项", self._item(record)),
            ("形成日期", day(record.made_on)),
            ("应公开", day(due.on) + ("（暂估）" if due.provisional else "") if due else ""),
            ("公开日期", day(record.published_on) if record.published_on else ""),
            ("公示到", day(facts.display_until) if facts.display_until else ""),
            ("所属期", record.period),
            ("效力状态", f"{standing.validity.label} {standing.basis}" if standing else ""),
            ("依据", self._ground(record)),
            ("理由", masked(record.reason)),
            ("起草", record.drafted_by),
            ("保密审查", record.secrecy.label if record.secrecy else "还没有审查"),
            ("分类", "、".join(facts.axes.values())),
        ]
        close = column(*(fact(name, value) for name, value in shown if value), gap=0)
        self._top.addWidget(box(close))

    def _item(self, record: Record) -> str:
        if record.item_key is None:
            return "（没有对应）"
        item = self._context.desk.records.item(record.item_key)
        return f"{item.area} · {item.name}"

    def _ground(self, record: Record) -> str:
        if record.attribute is Attribute.ACTIVE:
            return ""
        ground = self._context.desk.records.rules.attributes.ground(record.facts.ground)
        return ground.label if ground else "（没有选定）"

    def _files(self, record: Record) -> None:
        draft = record.state is State.DRAFT
        found = self._context.desk.records.files.of(record.uid)
        add = button("加附件", "link", "plus", on=partial(self._hands.attach, record), size=14)
        if not draft:
            add.hide()
        if found or draft:
            self._head("附件", add)
        for one in found:
            save = button(
                "存出来", "link", on=partial(self._hands.save_file, one.sha256, one.name), size=14
            )
            gone = button("去掉", "link", on=partial(self._hands.detach, record, one.uid), size=14)
            acts = (save, gone) if draft else (save,)
            self._top.addWidget(box(row((Elided(shown_name(one.name), 14, 400), 1), *acts, gap=6)))

    def _evidence(self, record: Record) -> None:
        add = button("登记凭证", "link", "plus", on=partial(self._hands.evidence, record), size=14)
        self._head("公开凭证", add)
        found = self._context.desk.records.proofs.of(record.uid)
        if not found:
            self._top.addWidget(label("还没有登记从哪些渠道公开", 14, 400, INK3))
        for one in found:
            told = shown_name(f"{one.address} {one.file}".strip())
            words = f"{short_day(one.on)} {one.channel} {told}".strip()
            gone = button("作废", "link", on=partial(self._hands.void, record, one.uid), size=14)
            self._top.addWidget(box(row((Elided(words, 14, 400), 1), gone, gap=6)))

    def _links(self, record: Record) -> None:
        add = button("关联", "link", "plus", on=partial(self._hands.link, record), size=14)
        self._head("关联的信息", add)
        for one in self._context.desk.records.links.of(record.uid):
            how = one.kind.label if one.outward else f"被{one.kind.label}"
            go = button("看", "link", on=partial(self._hands.go, one.other), size=14)
            gone = button("取消", "link", on=partial(self._hands.unlink, record, one.id), size=14)
            words = Elided(f"{how}：{one.number} {shown_name(one.title)}", 14, 400)
            self._top.addWidget(box(row((words, 1), go, gone, gap=6)))

    def _head(self, words: str, *buttons: QWidget) -> None:
        self._top.addWidget(box(row(label(words, 15, 700), None, *buttons, gap=6)))

    def _history(self, record: Record) -> None:
        rules = self._context.desk.records.rules.review
        for event in reversed(record.events):
            opinion = f"：{masked(event.opinion)}" if event.opinion else ""
            seen = "、".join(rules.label(code) for code in event.checks)
            result = f"（{event.result.label}）" if event.result else ""
            did = f"{short_day(event.at.date())} {event.user} {event.act.label}{result}{opinion}"
            self._top.addWidget(
                label(did + (f" [{seen}]" if seen else ""), 13, 400, INK3, wrap=True)
            )

    def _add_acts(self, record: Record) -> None:
        records, hands = self._context.desk.records, self._hands
        allowed = records.acts(record.uid)
        if not allowed:
            self._acts.addWidget(label("这一步由其他人办理", 14, 400, INK2))
        plain = [button("隐私检查", icon="shield-alert", on=partial(hands.scan, record))]
        if record.state is State.DRAFT and Act.SUBMIT in allowed:
            plain.append(button("修改", icon="pencil", on=partial(hands.edit, record)))
        if record.state is State.PUBLISHED:
            plain.append(button("更正", icon="file-pen", on=partial(hands.correct, record)))
        made = [
            button(act.label, "accent" if at == 0 else "", on=partial(hands.act, record, act))
            for at, act in enumerate(allowed)
        ]
        for at in range(0, len(made), 2):
            self._acts.addLayout(row(*((one, 1) for one in made[at : at + 2]), gap=8))
        self._acts.addLayout(row(*((one, 1) for one in plain), gap=8))
