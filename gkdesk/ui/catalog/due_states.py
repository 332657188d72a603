"""The states of duties on the screen: pill, sign and tint of each."""

from __future__ import annotations

from datetime import date

from gkdesk.catalog.duemodel import DueState
from gkdesk.records.dutystand import Standing
from gkdesk.ui.look import (
    AMBER,
    AMBER_TINT,
    BG,
    GREEN,
    GREEN_TINT,
    INK3,
    RED,
    RED_TINT,
    SURFACE,
)
from gkdesk.ui.widgets.rows_table import PillOf

NEAR = 14  # days: a duty this near is amber
# state → sign in a cell of the matrix, its colour, the tint behind it
CELLS = {
    DueState.NONE: ("", INK3, SURFACE),
    DueState.WAITING: ("待", INK3, BG),
    DueState.DONE: ("✓", GREEN, GREEN_TINT),
    DueState.OPEN: ("·", INK3, SURFACE),
    DueState.UNCLEAR: ("？", AMBER, AMBER_TINT),
    DueState.EARLY: ("早", AMBER, AMBER_TINT),
    DueState.LATE: ("迟", AMBER, AMBER_TINT),
    DueState.MISSING: ("缺", RED, RED_TINT),
}
PILLS: dict[DueState, PillOf] = {
    DueState.NONE: ("不涉及", "slate", "minus"),
    DueState.WAITING: ("待事件", "slate", "hourglass"),
    DueState.DONE: ("已按时公开", "green", "check"),
    DueState.OPEN: ("未到期", "blue", "clock"),
    DueState.UNCLEAR: ("不清楚", "amber", "circle-help"),
    DueState.EARLY: ("过早", "amber", "triangle-alert"),
    DueState.LATE: ("迟公开", "amber", "triangle-alert"),
    DueState.MISSING: ("应公开未公开", "red", "circle-alert"),
}


def pill_of(stand: Standing | None, today: date) -> PillOf | None:
    """Return the pill of an item; a day for what is still to come, a count for what is missing."""
    if stand is None:
        return None
    words, tone, icon = PILLS[stand.state]
    if stand.state is DueState.MISSING:
        return (f"缺{stand.count}次" if stand.count > 1 else "缺1次", tone, icon)
    if stand.state is DueState.OPEN and stand.due_on is not None:
        day = stand.due_on
        ahead = "" if day.year == today.year else f"{day.year % 100}年"
        words = f"{ahead}{day.month}月{day.day}日前"
        return (words, "amber" if (day - today).days <= NEAR else "blue", icon)
    return (words, tone, icon)
