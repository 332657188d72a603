"""What the clock says: the whole state, and the bare verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .counting import Gap
from .daysheet import DayMark, DaySheet, Interval
from .model import EventKind, Run, day_text


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the clock says.

    ``due_on`` is the last day of the reply, or ``None`` while the clock stands still or when it
    is ``provisional`` (暂估): then ``earliest`` is the Monday-to-Friday estimate. While a
    consultation is open ``earliest`` is the day due if the opinion came today.
    """

    received_on: date
    base: date  # counting begins the day after
    base_kind: EventKind
    run: Run
    due_on: date | None
    provisional: bool
    earliest: date | None
    correction_due: date | None  # last day of the notice of correction; None: year missing
    internal_due: date | None  # the office's own earlier day
    allowed_days: int  # 20, or 20 + k
    extension: int
    extended: bool
    agreed: date | None
    excluded: tuple[Interval, ...]
    correction_until: date | None  # the applicant's last day to correct
    payment_until: date | None  # the applicant's last day to pay
    opinion_until: date | None  # the last addressee's last day for an opinion
    replied_on: date | None
    in_time: bool | None
    ended_by: EventKind | None
    ended_on: date | None
    warnings: tuple[str, ...]
    sheet: DaySheet = field(repr=False, compare=False)

    @property
    def shown_due(self) -> date | None:
        """The day to sort by and to show: the day due, or its estimate when provisional."""
        return self.earliest if self.provisional else self.due_on

    @property
    def days(self) -> list[DayMark]:
        """Every calendar day from the day after receipt to the last: its number, or why not."""
        return self.sheet.days()

    @property
    def reason(self) -> str:
        """Say in one or two sentences how the day was reckoned."""
        sentence = self.sheet.sentence()
        if self.run is not Run.WAIT_CONFIRM or self.earliest is None:
            return sentence
        safe = day_text(self.earliest)
        return f"还没有双方确认，期限没有起算；按到达日起算最早{safe}答复，{sentence}"


class Verdict(NamedTuple):
    """The day due: see ``ClockState`` for ``due_on``, ``provisional`` and ``earliest``."""

    run: Run
    due_on: date | None
    provisional: bool
    earliest: date | None
    gaps: list[Gap]
