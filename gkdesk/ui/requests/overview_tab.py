"""概览: what was asked, by whom, until when, and what is to be put right."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QWidget

from gkdesk.base.text import mask_id, mask_phone
from gkdesk.ui.context import day
from gkdesk.ui.widgets.basic import box, button, column, fact, label, line, notice

from .case_tabs import Shown, Tab, scrolled

LOOK_MS = 300


def make(shown: Shown) -> QWidget:
    request, clock, requests = shown.request, shown.clock, shown.context.desk.requests
    who = request.applicant
    phone = who.phone if shown.revealed else mask_phone(who.phone) if who.phone else ""
    identity = who.id_number if shown.revealed else mask_id(who.id_number)
    reveal = button("隐藏" if shown.revealed else "显示", "link", on=shown.reveal, size=14)
    parts = column(gap=0, margins=(18, 10, 18, 10))
    told = _told(shown)
    for words in told:
        parts.addWidget(_warning(words))
    due = f"{day(clock.shown_due)}{'（暂估）' if clock.provisional else ''}"
    came = f"{request.number}，{request.channel.label}，{day(request.received_on)}收到"
    rows: tuple[tuple[str, str, tuple[QWidget, ...]], ...] = (
        ("申请内容", who.content, ()),
        ("申请人", f"{who.name} {who.kind.label} {phone}", (reveal,)),
        ("证件号码", identity, ()),
        ("编号", came, ()),
        ("提供方式", f"{request.carrier.label}，{request.obtain_way.label}", ()),
        ("答复期限", due, ()),
        ("怎么算的", clock.reason, ()),
        ("办理结果", _outcome(shown), ()),
    )
    for name, value, extra in rows:
        parts.addWidget(fact(name, value, *extra))
        parts.addWidget(line())
    parts.addStretch(1)
    made = scrolled(box(parts))
    if not requests.roster.indexed:  # who else asked for the same is not known yet
        _tell_later(made, shown, parts, set(told))
    return made


def _told(shown: Shown) -> list[str]:
    found = shown.context.desk.requests.findings(shown.uid, patient=False)
    return [*shown.request.warnings, *(one.words for one in found)]


def _warning(words: str) -> QWidget:
    return notice("amber", "shield-alert", (label(words, 15, wrap=True), 1))


def _tell_later(owner: QWidget, shown: Shown, parts: QBoxLayout, told: set[str]) -> None:
    """Add what is found when every request has been opened in the background."""
    timer = QTimer(owner)
    timer.setInterval(LOOK_MS)

    def look() -> None:
        desk = shown.context.desk
        if not desk.session.unlocked or not desk.requests.roster.indexed:
            return
        timer.stop()
        for words in [words for words in _told(shown) if words not in told]:
            parts.insertWidget(0, _warning(words))

    timer.timeout.connect(look)
    timer.start()


def _outcome(shown: Shown) -> str:
    labels = {rule.code: rule.label for rule in shown.context.desk.requests.rules.outcomes()}
    return labels.get(shown.request.outcome, shown.request.outcome) or "还没有答复"


OVERVIEW = Tab("overview", lambda _shown: "概览", make)
