"""Applications whose answer came after its day, or is overdue: what a self-check counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .book import BookRow

LONGEST = timedelta(days=400)  # nothing received earlier is due so late


def late(rows: Sequence[BookRow], first: date, last: date, today: date) -> list[tuple[str, str]]:
    """Return (number, what is wrong) of the applications due from ``first`` to ``last``.

    An estimated day counts for nothing: nobody is late by a guess.
    """
    found = []
    for row in rows:
        due = row.due_on
        if due is None or row.provisional or not first <= due <= last:
            continue
        if row.replied_on is not None and row.replied_on > due:
            days = (row.replied_on - due).days
            found.append((row.number, f"应在{due}前答复，晚了{days}天"))
        elif row.replied_on is None and not row.outcome and due < today:
            found.append((row.number, f"应在{due}前答复，还没有答复"))
    return found
