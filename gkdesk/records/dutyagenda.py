"""Duties for 今日: one line an area, so that 400 missing items are not 400 lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.handover import Due
from gkdesk.catalog.duemodel import DueState, Duty

MOST_AREAS = 6  # lines of one kind; the areas beyond are told together
MOST_NAMES = 3
SOON = 10  # working days ahead


def dues(duties: Sequence[Duty], today: date, calendar: WorkCalendar) -> list[Due]:
    """Return what is overdue and what is due within some working days, grouped by area.

    The day of an overdue line is that of its newest gap: an old one is a matter of the backlog and
    must not stand before a citizen's request of last week.
    """
    soon = calendar.estimate(today, SOON).on
    late = [one for one in duties if one.state is DueState.MISSING]
    near = [
        one for one in duties if one.state is DueState.OPEN and one.due_on and one.due_on <= soon
    ]
    return _lines(late, "missing", "应公开未公开", "去补公开") + _lines(
        near, "open", "快到公开期限", "查看目录"
    )


def _lines(duties: Sequence[Duty], state: str, said: str, verb: str) -> list[Due]:
    areas: dict[str, list[Duty]] = {}
    for duty in duties:
        areas.setdefault(duty.item.area, []).append(duty)
    by_size = sorted(areas.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    found = [
        _line(f"due/{state}/{area}", f"{area}{_count(own)}{said}", own, state, verb)
        for area, own in by_size[:MOST_AREAS]
    ]
    rest = [duty for _area, own in by_size[MOST_AREAS:] for duty in own]
    if rest:
        more = f"另有{len(by_size) - MOST_AREAS}个领域{_count(rest)}{said}"
        found.append(_line(f"due/{state}/", more, rest, state, verb))
    return found


def _line(subject: str, title: str, duties: Sequence[Duty], state: str, verb: str) -> Due:
    days = sorted(duty.due_on for duty in duties if duty.due_on)
    names = list(dict.fromkeys(duty.item.name for duty in duties))
    detail = "、".join(names[:MOST_NAMES]) + ("等" if len(names) > MOST_NAMES else "")
    if state == "missing":
        first = days[0]
        detail += f"，最早的应在{first.year}年{first.month}月{first.day}日前公开"
    return Due(
        room="catalog",
        subject=subject,
        title=title,
        detail=detail,
        due_on=days[-1] if state == "missing" else days[0],
        verb=verb,
        provisional=any(duty.provisional for duty in duties),
    )


def _count(duties: Sequence[Duty]) -> str:
    return f"{len({duty.item.key for duty in duties})}项"
