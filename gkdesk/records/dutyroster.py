"""值班表: a month's days shared out among the people on a list, as entries of the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gkdesk.base.errors import BadValue
from gkdesk.base.text import tidy

from .reglist import NothingListed
from .regmodel import Entry, Per
from .regperiod import BadPeriod, Span

if TYPE_CHECKING:
    from .registers import Registers

REGISTER, CALENDAR = "duty", "duty_month"
WEEKDAYS = "一二三四五六日"


def fill(
    book: Registers, month: str, people: Sequence[str], leaders: Sequence[str] = (), phone: str = ""
) -> list[Entry]:
    """Give every day of a month that has nobody yet the next person on the list.

    The round goes on where the days already filled left it, so a month filled twice stays as it
    is. All days are one transaction.

    Raises:
        BadPeriod: not a month.
        BadValue: nobody is on the list.
    """
    span = Span.parse(month)
    if span.per is not Per.MONTH:
        raise BadPeriod(text=month[:20])
    names = [tidy(one) for one in people if tidy(one)]
    if not names:
        raise BadValue("people", "值班人员", "没有填写")
    heads = [tidy(one) for one in leaders if tidy(one)]
    taken = {one.values["on"] for one in book.entries(REGISTER) if not one.cancelled}
    made = []
    with book.transaction():
        for at in range((span.last - span.first).days + 1):
            day = span.first + timedelta(days=at)
            if day.isoformat() not in taken:
                made.append(book.add(REGISTER, {
                    "on": day.isoformat(), "weekday": WEEKDAYS[day.weekday()],
                    "person": names[at % len(names)],
                    "leader": heads[at % len(heads)] if heads else "", "phone": phone,
                }))  # fmt: skip
    return made


def calendar(book: Registers, month: str) -> bytes:
    """Return a month's roster as a leaf of a calendar, a week a line, on one page.

    Raises:
        BadPeriod: not a month.
        NothingListed: nobody is on duty in it.
    """
    span = Span.parse(month)
    if span.per is not Per.MONTH:
        raise BadPeriod(text=month[:20])
    form = book.form(REGISTER)
    days: dict[date, list[Entry]] = {}
    for entry in book.entries(REGISTER)[::-1]:
        if not entry.cancelled and span.holds(entry.day(form)):
            days.setdefault(entry.day(form), []).append(entry)
    if not days:
        raise NothingListed(title=form.title, period=span.label)
    first = span.first - timedelta(days=span.first.weekday())
    rows = []
    while first <= span.last:
        week = [first + timedelta(days=at) for at in range(7)]
        rows.append("\t".join(
            _cell(book, day, days.get(day, [])) if span.holds(day) else " " for day in week
        ))  # fmt: skip
        first += timedelta(days=7)
    phones = {
        one.values["phone"] for each in days.values() for one in each if "phone" in one.values
    }
    return book.documents.render(CALENDAR, {
        "month": span.label, "rows": rows, "phone": book.shown_text("、".join(sorted(phones))),
    })  # fmt: skip


def _cell(book: Registers, day: date, entries: Sequence[Entry]) -> str:
    """A day: its number, who leads and who is there; no private phones on the wall."""
    lines = [f"{day.day}日"]
    for one in entries:
        lines += [f"带班 {one.values['leader']}"] if one.values.get("leader") else []
        lines.append(f"值班 {one.values['person']}")
    return "\n".join(map(book.shown_text, lines))
