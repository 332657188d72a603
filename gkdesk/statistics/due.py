"""The report that is due, for 今日: asked at every start, so it loads nothing of the rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gkdesk.base.errors import BadFile
from gkdesk.base.handover import Due

if TYPE_CHECKING:
    from collections.abc import Callable

    from gkdesk.accounts.session import Session
    from gkdesk.base.calendar import WorkCalendar

USUAL = (1, 31)  # article 49
UNTIL = 6  # June: a report of last year that is not finished by then was made elsewhere
# finished here, or nothing to report: no request, nothing published, no sheet posted, no word
_OPEN = """
SELECT NOT EXISTS (SELECT 1 FROM document WHERE form = 'annual_report' AND subject = :subject)
   AND (EXISTS (SELECT 1 FROM annual_text WHERE year = :year)
     OR EXISTS (SELECT 1 FROM request WHERE received_on BETWEEN :first AND :last)
     OR EXISTS (SELECT 1 FROM record WHERE published_on BETWEEN :first AND :last)
     OR EXISTS (SELECT 1 FROM village_posting WHERE posted_on BETWEEN :first AND :last))
"""


def subject_of(year: int) -> str:
    """Return what the finished paper of a year is filed under."""
    return f"{year}年度报告"


def dues(session: Session, calendar: Callable[[], WorkCalendar]) -> list[Due]:
    """Return last year's report from New Year until it is finished, but not after June."""
    year = session.today.year - 1
    if session.today.month > UNTIL:
        return []
    days = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
    [open_] = session.conn.execute(
        _OPEN, {"subject": subject_of(year), "year": year, **days}
    ).fetchone()
    if not open_:
        return []
    last, days_known = _last_day(session, year), calendar()
    while days_known.knows(last, last) and not days_known.is_working(last):
        last -= timedelta(days=1)  # it is handed in, so a weekend's day is too late
    title = f"{year}年政府信息公开工作年度报告"
    return [Due("statistics", str(year), title, "报送", last, "写年度报告")]


def _last_day(session: Session, year: int) -> date:
    """Return the day of the form, or the usual one: a mistake in it must not close 今日."""
    from . import reportform
    from .model import due_on

    try:
        return due_on(reportform.load(session.forms), year)
    except BadFile:  # told where the report is written
        return date(year + 1, *USUAL)
