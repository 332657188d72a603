"""送达归档: how the reply reached the applicant, and what the file must still hold."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from gkdesk.requests.model import EventKind
from gkdesk.ui.context import day
from gkdesk.ui.look import AMBER, GREEN, INK2, INK3, px
from gkdesk.ui.widgets.basic import box, button, column, fact, label, line, picture, row

from .case_tabs import Shown, Tab, scrolled

_STEPS = (EventKind.RESEND, EventKind.ARRIVED, EventKind.ON_PAPER, EventKind.ARCHIVE)
_WIDE = 112  # of a group's name


def make(shown: Shown) -> QWidget:
    """Show the tries to deliver over the archive's checklist, and the steps both ask for."""
    parts = column(gap=0, margins=(18, 10, 18, 10))
    parts.addWidget(label("送达", 15, 700))
    for part in _delivery(shown):
        parts.addWidget(part)
        parts.addWidget(line())
    items = shown.context.desk.requests.archiving.items(shown.uid)
    lacks = sum(item.missing for item in items)
    words = f"还缺{lacks}项" if lacks else "已齐"
    parts.addSpacing(px(12))
    parts.addWidget(box(row(label("归档清单", 15, 700), label(words, 14, 400, INK2), None)))
    group = ""
    for item in items:
        if not item.needed and not item.there:
            continue
        name = item.group_label if item.group_label != group else ""
        group = item.group_label
        told = item.there or item.todo
        parts.addWidget(_line(name, item.label, told, there=bool(item.there)))
        parts.addWidget(line())
    parts.addStretch(1)
    bar = row(None, gap=8, margins=(12, 6, 12, 6))
    for kind in _STEPS:
        move = shown.move(kind)
        if move is not None and move.allowed:
            bar.addWidget(button(move.label, on=partial(shown.act, move), size=14))
    return box(column((scrolled(box(parts)), 1), box(bar), gap=0))


def _delivery(shown: Shown) -> list[QWidget]:
    found = shown.context.desk.requests.follow_ups.delivered(shown.uid)
    if not found.tries:
        return [fact("送达情况", "还没有送达")]
    runs = day(found.remedies_from) if found.remedies_from else "还没有寄达，没有起算"
    lines = [fact("答复之日", day(found.replied_on)), fact("救济期限", f"从{runs}的次日起算")]
    if found.remedies_from is None:
        lines[1] = fact("救济期限", runs)
    for number, one in enumerate(found.tries, start=1):
        if one.returned:
            told = "退回"
        elif one.arrived_on is None:
            told = "等待投递结果"
        else:
            told = "已送达" if one.arrived_on == one.on else f"{day(one.arrived_on)}妥投"
        remark = f"，{one.remark}" if one.remark else ""
        lines.append(fact(f"第{number}次", f"{day(one.on)} {one.way}，{told}{remark}"))
    return lines


def _line(group: str, name: str, told: str, *, there: bool) -> QWidget:
    head = label(group, 13, 400, INK3, wrap=True)
    head.setFixedWidth(px(_WIDE))
    mark = picture("circle-check" if there else "circle-alert", 16, GREEN if there else AMBER, 2)
    words = label(name, 15, 600 if not there else 400, wrap=True)
    rest = label(told, 14, 400, INK2 if there else AMBER, wrap=True)
    both = box(column(words, rest, gap=2))
    return box(row(head, mark, (both, 1), gap=8, margins=(0, 5, 0, 5)))


CLOSING = Tab("closing", lambda _shown: "送达归档", make)
