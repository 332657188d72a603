"""The working days of the office: the shipped notices and those taken into its folder."""

from __future__ import annotations

from gkdesk.accounts.session import Session
from gkdesk.base import calendar
from gkdesk.base.calendar import WorkCalendar


class Days:
    """The calendar, read anew when a notice was taken into the folder."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: tuple[int, WorkCalendar] | None = None

    @property
    def calendar(self) -> WorkCalendar:
        shipped, own = self._session.resources / "calendar", self._session.folder / "calendar"
        stamp = own.stat().st_mtime_ns if own.exists() else 0
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, calendar.load(shipped, own)
        return self._read[1]
