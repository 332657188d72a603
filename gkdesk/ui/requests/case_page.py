"""One request: its clock as day cells, the one next step, what was asked, what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from gkdesk.requests.clockstate import ClockState
from gkdesk.requests.model import Event, EventKind, Matter, Move, Request, Run, State
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import ACCENT, AMBER, INK, INK2, INK3, RED, dressed, px
from gkdesk.ui.revealing import Reveal
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    row,
)
from gkdesk.ui.widgets.day_strip import DayStrip, StripDay
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.painted import Pill, Steps

from .act_dialog import ActDialog, ChargeDialog
from .case_tabs import Shown, TabCard, scrolled
from .closing_tab import CLOSING
from .day_dialog import DayDialog
from .deliver_dialog import STEPS as DELIVERIES
from .deliver_dialog import DeliverDialog
from .documents_tab import DOCUMENTS
from .files_tab import FILES
from .overview_tab import OVERVIEW
from .reply_dialog import IssueDialog, OutcomeDialog, ReplyDialog, letter_dialog
from .review_tab import REVIEW, answer_dialog

STEPS = ("登记", "审查办理", "作出答复", "送达", "归档")
STEP_OF = {
    State.HANDLING: 1,
    State.WAIT_CORRECTION: 1,
    State.WAIT_PAYMENT: 1,
    State.CONSULTING: 1,
    State.APPROVAL: 2,
    State.TO_DELIVER: 3,
    State.CLOSED: 4,
    State.LAPSED: 4,
    State.WITHDRAWN: 4,
    State.SPLIT: 4,
    State.ARCHIVED: 5,
    State.DISPUTE: 4,
    State.REDO: 1,
    State.WAIT_CONFIRM: 0,
}
TONES = {
    State.HANDLING: ("blue", "circle-dot"),
    State.CONSULTING: ("slate", "pause"),
    State.APPROVAL: ("blue", "stamp"),
    State.TO_DELIVER: ("amber", "send"),
    State.CLOSED: ("green", "circle-check"),
    State.ARCHIVED: ("green", "archive"),
    State.DISPUTE: ("amber", "gavel"),
    State.REDO: ("red", "gavel"),
}
TABS = (OVERVIEW, REVIEW, DOCUMENTS, FILES, CLOSING)


class CasePage(QWidget):
    """The case page; every number on it comes from the service anew at each reload."""

    def __init__(self, context: Context, uid: str, back: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._uid, self._back = context, uid, back
        requests = context.desk.requests
        self.reveal = Reveal(self, lambda: requests.open_in_full(uid))
        self.tabs: TabCard | None = None
        self.moves: list[Move] = []
        self._outer = column(gap=0)
        self.setLayout(self._outer)
        self.reload()

    def reload(self) -> None:
        """Build the page from what the service says now."""
        desk = self._context.desk
        request = desk.requests.get(self._uid)
        clock = desk.requests.clock(self._uid)
        self.moves = desk.requests.moves(self._uid)
        clear(self._outer)
        parts = column(self._head(request), self._clock_card(request, clock), gap=12)
        columns = row(self._steps_card(request), gap=12)
        shown = Shown(self._context, request, clock, self.moves, self.act, self.reload, self.reveal)
        chosen = self.tabs.chosen if self.tabs is not None else TABS[0].name
        self.tabs = TabCard(shown, TABS, chosen)
        columns.addWidget(self.tabs, 1)
        if self._context.wide():
            columns.addWidget(self._log_card())
        body = column(box(parts), (box(columns), 1), gap=12, margins=(20, 12, 20, 14))
        self._outer.addWidget(scrolled(box(body)))
        self.window().setWindowTitle(f"{request.number} — 政务公开工作台")

    def primary(self) -> None:
        """Take the one next step."""
        step = next((move for move in self.moves if move.primary and move.allowed), None)
        if step is not None:
            self.act(step)

    def act(self, move: Move) -> None:
        """Ask for what the step needs, then take it."""
        dialog = self._dialog(move)
        if dialog is not None and dialog.exec():
            self._context.refresh()
            self._context.status(f"已办：{move.label}")
            self.reload()

    def _dialog(self, move: Move) -> FormDialog | None:
        context, uid = self._context, self._uid
        requests = context.desk.requests
        match move.event:
            case EventKind.LETTER:
                return letter_dialog(self, context, uid)
            case kind if kind in DELIVERIES:
                return DeliverDialog(self, context, uid, move)
            case EventKind.CHARGE:
                return ChargeDialog(self, context, uid, move)
            case EventKind.REVIEW:
                return answer_dialog(self, context, uid)
            case EventKind.REPLY if context.desk.requests.get(uid).state is State.APPROVAL:
                return IssueDialog(
                    self, context, uid, context.desk.requests.asked(uid, "reply", {})
                )
            case EventKind.PROPOSE | EventKind.REPLY:
                found = requests.review(uid).outcome
                choice = OutcomeDialog(self, requests.replies(), found)
                chosen = choice.chosen if choice.exec() else None
                return ReplyDialog(self, context, uid, chosen) if chosen else None
            case _:
                return ActDialog(self, context, uid, move)

    def _head(self, request: Request) -> QWidget:
        tone, icon = TONES.get(request.state, ("slate", "circle"))
        title = Elided(f"{request.applicant.short_name}：{request.applicant.content}", 20, 700)
        made = box(
            row(
                button("返回", icon="chevron-left", on=self._back, size=14, tip="返回（Alt+←）"),
                (title, 1),
                Pill(request.state.label, tone, icon),
                button("写备注", icon="pencil", on=self._note, size=14),
                gap=12,
            )
        )
        made.setFixedHeight(px(40))
        return made

    def _clock_card(self, request: Request, clock: ClockState) -> QWidget:
        today = self._context.desk.session.today
        days = [
            StripDay(
                mark.on,
                mark.number or 0,
                paused=mark.kind == "excluded",
                reason="征求意见" if mark.kind == "excluded" else mark.why,
            )
            for mark in clock.sheet.days()
        ]
        strip = DayStrip(days, today, clock.due_on, clock.reason)
        explain = button("怎么算的", "link", on=self._explain, size=14)
        left = column(
            self._left(clock),
            label(_due_line(clock), 15, 600),
            row(
                label(f"{_whose(request)}{clock.allowed_days}个工作日", 14, 400, INK2),
                explain,
                None,
                gap=12,
            ),
            gap=2,
        )
        made = box(left)
        made.setFixedWidth(px(252))
        rule = QFrame()
        rule.setFixedWidth(1)
        rule.setStyleSheet(dressed("background: #DFE3E6;"))
        parts = row(made, rule, (strip, 1), gap=18, margins=(18, 10, 18, 10))
        whole = column(box(parts), gap=4)
        for words in clock.warnings:
            whole.addWidget(
                box(row(label(words, 14, 400, AMBER, wrap=True), margins=(18, 0, 18, 8)))
            )
        return card(whole)

    def _left(self, clock: ClockState) -> QWidget:
        desk = self._context.desk
        item = desk.requests.row(self._uid)
        if clock.run != "running" or item.days_left is None:
            words = "期限暂估" if clock.provisional else clock.run.label
            return box(row(label(words, 22, 700, INK2), None))
        if item.days_left < 0:
            parts = ("逾期", str(-item.days_left), "个工作日", RED)
        else:
            parts = ("剩", str(item.days_left), "个工作日", ACCENT)
        before, number, after, colour = parts
        return box(
            row(
                label(before, 17, 600), label(number, 40, 700, colour), label(after, 17, 600), None,
                gap=8,
            )
        )  # fmt: skip

    def _steps_card(self, request: Request) -> QWidget:
        steps = [(name, "") for name in STEPS]
        present = STEP_OF.get(request.state, 1)
        if present < len(steps):
            steps[present] = (STEPS[present], request.state.label)
        parts = column(label("办理步骤", 15, 700), gap=8, margins=(16, 12, 16, 12))
        first = [
            button(move.label, "primary", "file-pen", on=partial(self.act, move))
            for move in self.moves
            if move.primary and move.allowed and move.event != "note"
        ]
        shown = Steps(steps, present)
        # in a low window the steps would push the one button out of sight
        for part in (shown, *first) if self._context.wide() else (*first, shown):
            parts.addWidget(part)
        others = [
            m for m in self.moves if not (m.primary and m.allowed) and self._offered(m, request)
        ]
        lines = column(gap=0)
        for move in sorted(others, key=lambda move: not move.allowed):
            lines.addWidget(line())
            lines.addWidget(self._move_line(move))
        lines.addStretch(1)
        parts.addWidget(scrolled(box(lines)), 1)
        made = card(parts)
        made.setFixedWidth(px(300))
        return made

    def _offered(self, move: Move, request: Request) -> bool:
        """Leave out what has its own place: notes above, the answered reply in 拟写答复书."""
        direct = move.event is EventKind.REPLY and request.state is not State.APPROVAL
        return move.event is not EventKind.NOTE and not direct

    def _move_line(self, move: Move) -> QWidget:
        if move.allowed:
            link = button(move.label, "link", on=lambda: self.act(move))
            return box(row(link, None, label("›", 15, 400, INK3)))
        words = label(move.label, 15, 400, INK3)
        why = Elided(move.reason, 13, 400, INK3)
        made = box(column(words, why, gap=0))
        made.setAccessibleDescription(move.reason)
        return made

    def _log_card(self) -> QWidget:
        told = self._context.desk.requests.told(self._uid)
        parts = column(label("过程记录", 15, 700), gap=8, margins=(16, 12, 12, 12))
        for event, heading, words in reversed(told):
            parts.addWidget(_event_lines(event, heading, words))
        parts.addStretch(1)
        made = card(column((scrolled(box(parts)), 1), gap=0))
        made.setFixedWidth(px(264))
        return made

    def _note(self) -> None:
        for move in self.moves:
            if move.event == "note":
                self.act(move)

    def _explain(self) -> None:
        DayDialog(self, self._context, self._uid).exec()


def _whose(request: Request) -> str:
    return "建议" if request.matter is Matter.CORRECTION else "法定"


def _due_line(clock: ClockState) -> str:
    if clock.replied_on is not None:
        return f"{day(clock.replied_on)}答复，{'没有超期' if clock.in_time else '已超期'}"
    if clock.run is Run.WAIT_CONFIRM:
        return f"按到达日起算最早{day(clock.earliest)}"
    if clock.ended_by is not None:
        return "各件分别答复" if clock.ended_by is EventKind.SPLIT else "没有作出答复书，已办结"
    if clock.shown_due is None:
        return "收到意见或补正后重新推算"
    if clock.provisional:
        return f"最早{day(clock.shown_due)}（暂估）"
    return f"{day(clock.shown_due)} 下班前答复"


def _event_lines(event: Event, heading: str, words: str) -> QWidget:
    parts = column(label(heading, 15, 600, INK, wrap=True), gap=0)
    if words:
        parts.addWidget(label(words, 14, 400, INK2, wrap=True))
    parts.addWidget(label(f"{day(event.on)} {event.recorded_by}", 13, 400, INK3))
    return box(parts)
