"""概览: what was asked, by whom, until when, and what is to be put right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gkdesk.base.text import mask_id, mask_phone
from gkdesk.requests.model import Matter
from gkdesk.ui.context import day
from gkdesk.ui.widgets.basic import box, button, column, fact, label, line, notice

from .case_tabs import Shown, Tab, scrolled


def make(shown: Shown) -> QWidget:
    request, clock, requests = shown.request, shown.clock, shown.context.desk.requests
    who, correction = request.applicant, request.matter is Matter.CORRECTION
    phone = who.phone if shown.revealed else mask_phone(who.phone) if who.phone else ""
    identity = who.id_number if shown.revealed else mask_id(who.id_number)
    reveal = button("隐藏" if shown.revealed else "显示", "link", on=shown.reveal, size=14)
    parts = column(gap=0, margins=(18, 10, 18, 10))
    for words in (*request.warnings, *(one.words for one in requests.findings(shown.uid))):
        parts.addWidget(notice("amber", "shield-alert", (label(words, 15, wrap=True), 1)))
    due = f"{day(clock.shown_due)}{'（暂估）' if clock.provisional else ''}"
    came = f"{request.number}，{request.channel.label}，{day(request.received_on)}收到"
    rows: tuple[tuple[str, str, tuple[QWidget, ...]], ...] = (
        ("要求更正" if correction else "申请内容", who.content, ()),
        ("申请人", f"{who.name} {who.kind.label} {phone}", (reveal,)),
        ("证件号码", identity, ()),
        ("编号", came, ()),
        *([("分件", _parts(shown), ())] if request.split_from or request.parts else []),
        ("提供方式", f"{request.carrier.label}，{request.obtain_way.label}", ()),
        ("答复期限", due, ()),
        ("怎么算的", clock.reason, ()),
        ("办理结果", _outcome(shown), ()),
    )
    for name, value, extra in rows:
        parts.addWidget(fact(name, value, *extra))
        parts.addWidget(line())
    parts.addStretch(1)
    return scrolled(box(parts))


def _outcome(shown: Shown) -> str:
    if shown.request.parts:
        return "各件分别答复"
    labels = {rule.code: rule.label for rule in shown.context.desk.requests.rules.outcomes()}
    return labels.get(shown.request.outcome, shown.request.outcome) or "还没有答复"


def _parts(shown: Shown) -> str:
    """Name the parts of a split application, or the whole a part comes from."""
    request = shown.request
    if request.parts:
        return f"分为{'、'.join(request.parts)}，各自办理"
    return f"由{request.split_from}分出"


OVERVIEW = Tab("overview", lambda _shown: "概览", make)
