"""概览: what was asked, by whom, until when, and what is to be put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from gkdesk.base.text import mask_address, mask_id, mask_phone
from gkdesk.requests.model import Matter, iso_day
from gkdesk.requests.model import day_text as written
from gkdesk.ui.context import day
from gkdesk.ui.widgets.basic import box, button, column, fact, label, line, notice, row

from .case_tabs import Shown, Tab, scrolled
from .receipt_dialog import receipt_dialog

# the grey words before a remedy's last day
_SHORT = {
    "review": "复议期限", "suit": "起诉期限", "suit_after_review": "复议后起诉",
    "untold": "最长期限",
}  # fmt: skip
LOOK_MS = 300
APPLICANT = "申请人"


class Facts(QWidget):
    """The lines of a case. Covering what was shown changes words only, so nothing moves away."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.reveal = button("", "link", on=shown.reveal.toggle, size=14)
        self._words: list[tuple[str, QLabel]] = []
        lines = column(gap=0)
        for name, value in _facts(shown):
            made = fact(name, value, *([self.reveal] if name == APPLICANT else []))
            found: Any = made.findChildren(QLabel)
            self._words.append((name, found[1]))  # the value beside its name
            lines.addWidget(made)
            lines.addWidget(line())
        self.setLayout(lines)
        self._name_button()
        shown.reveal.changed.connect(self._tell)

    def _tell(self) -> None:
        """Show what is personal whole or covered, as it is wanted now."""
        self._name_button()
        for (known, words), (name, value) in zip(self._words, _facts(self._shown), strict=False):
            if name == known and words.text() != value:
                words.setText(value)

    def _name_button(self) -> None:
        self.reveal.setText("隐藏" if self._shown.revealed else "显示")


def make(shown: Shown) -> QWidget:
    parts = column(gap=0, margins=(18, 10, 18, 10))
    told = _told(shown, alike=False)  # who else asked takes a look at everybody: after the paint
    for words in told:
        parts.addWidget(_warning(words))
    if shown.context.desk.requests.lacks_receipt(shown.uid):
        mend = button("更正后出回执", icon="pencil", size=14)
        mend.clicked.connect(lambda: _receipt(mend, shown))
        parts.addWidget(box(row(mend, None, margins=(0, 8, 0, 8))))
    parts.addWidget(Facts(shown))
    parts.addStretch(1)
    made = scrolled(box(parts))
    _tell_later(made, shown, parts, set(told))
    return made


def _facts(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield every line of the case: its name and its value."""
    request, clock = shown.request, shown.clock
    who, correction = request.applicant, request.matter is Matter.CORRECTION
    phone = who.phone if shown.revealed else mask_phone(who.phone) if who.phone else ""
    due = f"{day(clock.shown_due)}{'（暂估）' if clock.provisional else ''}"
    if clock.internal_due is not None and request.state.open:
        due += f"（内部{day(clock.internal_due)}前，留出用印和交邮的时间）"
    yield "要求更正" if correction else "申请内容", who.content
    yield APPLICANT, f"{who.name} {who.kind.label} {phone}"
    yield "证件号码", who.id_number if shown.revealed else mask_id(who.id_number)
    yield from _reached(shown)
    yield from _others(shown)
    yield "编号", f"{request.number}，{request.channel.label}，{day(request.received_on)}收到"
    if request.split_from or request.parts:
        yield "分件", _parts(shown)
    yield "提供方式", f"{request.carrier.label}，{request.obtain_way.label}"
    yield "答复期限", due
    yield "怎么算的", clock.reason
    yield "办理结果", _outcome(shown)
    yield from _consulted(shown)
    yield from _after(shown)


def _receipt(parent: QWidget, shown: Shown) -> None:
    if receipt_dialog(parent, shown.context, shown.uid, shown.request.applicant).exec():
        shown.context.refresh()
        shown.context.status("登记回执已生成，在“文书”里")
        shown.reload()


def _told(shown: Shown, *, alike: bool = True) -> list[str]:
    found = shown.context.desk.requests.findings(shown.uid, patient=False, alike=alike)
    return [*shown.request.warnings, *(one.words for one in found)]


def _warning(words: str) -> QWidget:
    return notice("amber", "shield-alert", (label(words, 15, wrap=True), 1))


def _tell_later(owner: QWidget, shown: Shown, parts: QBoxLayout, told: set[str]) -> None:
    """Add who else asked for the same, when every request has been opened in the background."""
    timer = QTimer(owner)
    timer.setInterval(0)

    def look() -> None:
        desk = shown.context.desk
        if not desk.session.unlocked or not desk.requests.roster.indexed:
            timer.setInterval(LOOK_MS)  # the background still opens requests
            return
        timer.stop()
        for words in [words for words in _told(shown) if words not in told]:
            parts.insertWidget(0, _warning(words))

    timer.timeout.connect(look)
    timer.start()


def _reached(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield where the applicant is reached by post and otherwise; the ways are named at least."""
    who = shown.request.applicant
    if who.address:
        whole = f"{who.address} {who.postcode}".strip()
        yield "通信地址", whole if shown.revealed else mask_address(who.address)
    told = {
        "电子邮箱": who.email, "传真": who.fax, "代理人电话": who.agent_phone,
        "法定代表人": who.legal_representative, "联系人": who.contact_person,
    }  # fmt: skip
    given = {name: text for name, text in told.items() if text}
    if given:
        words = "，".join(f"{name} {text}" for name, text in given.items())
        yield "联系方式", words if shown.revealed else f"有{'、'.join(given)}，点“显示”查看"
    if who.remark:
        yield "备注", who.remark


def _consulted(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield every letter asking for an opinion, and whether it was answered."""
    for one in shown.context.desk.requests.inquiries(shown.uid):
        name = one.addressee if shown.revealed else one.masked
        came = f"，{day(one.received_on)}对方收到" if one.received_on else ""
        told = f"{day(one.answered_on)}收到意见" if one.answered_on else "还没有收到意见"
        yield f"征求意见{one.key}", f"{name}，{day(one.sent_on)}寄出{came}，{told}"


def _others(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield who else asks or acts, how the application came, and what help was given."""
    who, show = shown.request.applicant, shown.revealed
    if who.others:
        words = [f"{name} {number if show else mask_id(number)}" for name, number in who.others]
        yield "共同申请人", "\n".join(words)
    if who.agent_name:
        papers = {"yes": "，已提交授权委托书", "no": "，没有提交授权委托书"}.get(who.poa, "")
        number = who.agent_id_number if show else mask_id(who.agent_id_number)
        yield "代理人", f"{who.agent_name} {number}{papers}"
    if who.help_note:
        yield "提供的帮助", who.help_note
    events = shown.context.desk.requests.events(shown.uid)
    came = events[0].detail if events else {}
    labels = {field.name: field.label for field in shown.context.desk.requests.register_fields()}
    told = [f"{labels[name]}{_told_day(came[name])}" for name in _CAME if came.get(name)]
    if told:
        yield "来件", "，".join(told)
    if came.get("receipt_reason"):
        yield "收到日期", came["receipt_reason"]


def _told_day(text: str) -> str:
    on = iso_day(text)
    return written(on) if on is not None else text


_CAME = (
    "arrived_on", "first_office", "handed_on", "postmark_on", "tracking_no", "signed_by",
    "confirmed_on", "confirm_person",
)  # fmt: skip


def _outcome(shown: Shown) -> str:
    if shown.request.parts:
        return "各件分别答复"
    labels = {rule.code: rule.label for rule in shown.context.desk.requests.rules.outcomes()}
    return labels.get(shown.request.outcome, shown.request.outcome) or "还没有答复"


def _after(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield what follows a reply: the applicant's last days, then every dispute and ours."""
    care = shown.context.desk.requests.aftercare
    for one in care.remedies(shown.uid):
        yield _SHORT[one.figure.name], f"{written(one.on)}为止。{one.words}"
    for dispute in care.of(shown.uid):
        yield "复议诉讼", dispute.words
        if dispute.decided_on is None and dispute.defended_on is None:
            last = care.defence(dispute)
            yield "应诉期限", f"{written(last.on)}为止。{last.words}"


def _parts(shown: Shown) -> str:
    """Name the parts of a split application, or the whole a part comes from."""
    request = shown.request
    if request.parts:
        return f"分为{'、'.join(request.parts)}，各自办理"
    return f"由{request.split_from}分出"


OVERVIEW = Tab("overview", lambda _shown: "概览", make)
