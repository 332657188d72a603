"""The agenda of 今日: what every room wants done, in the order of legal danger.

Overdue first and longest overdue on top, then by the day it is due, then by room. The sources are
read once per call and the calendar once per agenda: this is the first page the window paints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gkdesk.accounts.session import Session
from gkdesk.base import calendar as calendars
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.datafile import read_toml
from gkdesk.base.errors import GkdeskError
from gkdesk.base.handover import Due
from gkdesk.base.labels import Labelled

SOON = 3  # working days: an item due within them is 即将到期
# who is first among things due on the same day: what a citizen can sue for comes first
ROOMS = ("requests", "village", "records", "catalog", "statistics", "sync")
Source = Callable[[], list[Due]]


class Group(Labelled):
    """How near a thing is."""

    OVERDUE = "overdue", "已逾期"
    TODAY = "today", "今天到期"
    SOON = "soon", "三个工作日内"
    LATER = "later", "以后"
    UNDATED = "undated", "未定期限"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of 今日.

    ``working_days`` counts from today to the day due, negative when overdue, ``None`` without a
    day; ``provisional`` when the day or the count rests on a year whose notice is not loaded.
    ``title`` never holds a name; ``sealed_title`` may, and is empty while the window is locked.
    """

    group: Group
    room: str
    subject: str
    title: str
    detail: str
    due_on: date | None
    verb: str
    working_days: int | None
    provisional: bool = False
    sealed_title: str = ""


class Agenda:
    """Everything due, across the rooms."""

    def __init__(
        self,
        session: Session,
        sources: Sequence[Source],
        calendar: Callable[[], WorkCalendar],
    ) -> None:
        self._session = session
        self._sources = sources
        self._loader = calendar

    def items(self, *groups: Group) -> list[AgendaItem]:
        """Return what is due, most dangerous first; all groups when none is named."""
        today = self._session.today
        soon_until = self._calendar.estimate(today, SOON).on
        found = [self._item(due, today, soon_until) for source in self._sources for due in source()]
        found.sort(key=_danger)
        return [item for item in found if not groups or item.group in groups]

    def _item(self, due: Due, today: date, soon_until: date) -> AgendaItem:
        days = due.due_on and self._calendar.rank(due.due_on) - self._calendar.rank(today)
        known = due.due_on is None or self._calendar.knows(
            min(today, due.due_on), max(today, due.due_on)
        )
        return AgendaItem(
            group=group_of(due.due_on, today, soon_until),
            room=due.room,
            subject=due.subject,
            title=due.title,
            detail=due.detail,
            due_on=due.due_on,
            verb=due.verb,
            working_days=days if isinstance(days, int) else None,
            provisional=due.provisional or not known,
            sealed_title=due.sealed_title if self._session.unlocked else "",
        )

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return self._loader()


def read_ahead(session: Session) -> None:
    """Read what the first agenda reads from files into the readers' memory.

    For a thread, while the password is typed. What is wrong with a file is told when it is used.
    """
    forms = session.forms
    for path in (*forms.paths("village").values(), *forms.paths("rules").values()):
        with suppress(GkdeskError):
            read_toml(path)
    with suppress(GkdeskError):
        calendars.load(session.resources / "calendar", session.folder / "calendar")


def group_of(due_on: date | None, today: date, soon_until: date) -> Group:
    """Say how near a day is; ``soon_until`` is the third working day after today."""
    if due_on is None:
        return Group.UNDATED
    if due_on < today:
        return Group.OVERDUE
    if due_on == today:
        return Group.TODAY
    return Group.SOON if due_on <= soon_until else Group.LATER


def _danger(item: AgendaItem) -> tuple[int, date, int, str]:
    room = ROOMS.index(item.room) if item.room in ROOMS else len(ROOMS)
    return list(Group).index(item.group), item.due_on or date.max, room, item.subject
