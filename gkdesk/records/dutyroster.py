"""值班表: a month's days shared out among the people on a list, as entries of the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from gkdesk.base.errors import BadValue
from gkdesk.base.text import tidy

from .regmodel import Entry, Per
from .regperiod import BadPeriod, Span

if TYPE_CHECKING:
    from .registers import Registers

REGISTER = "duty"
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
