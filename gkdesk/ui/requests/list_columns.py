"""The list's columns: what each shows, and what a click on its heading sorts by."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from gkdesk.base.text import sort_key
from gkdesk.requests.model import RequestRow, State
from gkdesk.ui.context import short_day
from gkdesk.ui.widgets.rows_table import Column, PillOf

SOON = 3
WAITING = {
    State.WAIT_CORRECTION: ("待补正", "amber", "undo-2"),
    State.WAIT_PAYMENT: ("待缴费", "amber", "wallet"),
    State.WAIT_CONFIRM: ("待双方确认", "amber", "phone"),
    State.CONSULTING: ("暂停计时", "slate", "pause"),
    State.CLOSED: ("已办结", "green", "circle-check"),
    State.ARCHIVED: ("已归档", "green", "archive"),
    State.LAPSED: ("视为放弃", "slate", "circle"),
    State.WITHDRAWN: ("已撤回", "slate", "circle"),
    State.SPLIT: ("已分件", "slate", "circle"),
    State.DISPUTE: ("复议诉讼中", "amber", "gavel"),
    State.REDO: ("待重新答复", "red", "gavel"),
}
_NEVER = 1 << 20  # working days: after every day that is known
_STATES = list(State)


def pill_of(item: RequestRow) -> PillOf:
    """Return words, tone and icon of what is left of the time."""
    if item.state in WAITING:
        return WAITING[item.state]
    if item.days_left is None:
        return ("期限暂估", "slate", "calendar-clock")
    if item.days_left < 0:
        return (f"逾期 {-item.days_left} 个工作日", "red", "circle-alert")
    if item.days_left == 0:
        return ("今天到期", "amber", "clock")
    tone = "amber" if item.days_left <= SOON else "blue"
    return (f"剩 {item.days_left} 个工作日", tone, "clock")


def soonest(item: RequestRow) -> date:
    """Sort open requests by their last day; those without one stand last."""
    return item.due_on or date.max


def _left(item: RequestRow) -> int:
    return item.days_left if item.state.open and item.days_left is not None else _NEVER


def _day(on: date | None, this_year: int) -> str:
    if on is None or on.year == this_year:
        return short_day(on)
    return on.isoformat()


def columns(this_year: int) -> tuple[Column, ...]:
    """Return the columns; days of other years are written with their year.

    The keys are kept as long as the columns: they hold names, and go with the page.
    """
    key = lru_cache(maxsize=None)(sort_key)
    return (
        Column("编号", 216, lambda item: item.number, key=lambda item: key(item.number)),
        Column("申请人", 104, lambda item: item.name, key=lambda item: key(item.name)),
        Column(
            "申请公开的内容", 0, lambda item: item.content, bold=True,
            key=lambda item: key(item.content),
        ),
        Column(
            "收到", 108, lambda item: _day(item.received_on, this_year), optional=True,
            key=lambda item: item.received_on,
        ),
        Column(
            "期限", 108,
            lambda item: _day(item.due_on, this_year) + ("（暂估）" if item.provisional else ""),
            key=lambda item: item.due_on or date.max,
        ),
        Column("剩余期限", 146, lambda item: pill_of(item)[0], pill=pill_of, key=_left),
        Column(
            "环节", 80, lambda item: item.state.label, optional=True,
            key=lambda item: _STATES.index(item.state),
        ),
        Column(
            "经办", 76, lambda item: item.officer, optional=True,
            key=lambda item: key(item.officer),
        ),
    )  # fmt: skip
