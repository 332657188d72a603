"""Refusing an event: a new one is refused, one that stands in the record is only remarked on.

What was recorded was lawful by the figures and calendar of its day. When those change (a notice is
imported, an office corrects a figure) the case must still open, so its event stays and the case is
given a warning.
"""

from __future__ import annotations

from gkdesk.base.calendar import CalendarMissing, Estimate

from . import declined
from .model import Event, day_text


def refuse(event: Event, error: declined.StepDeclined, warnings: list[str]) -> None:
    """Refuse a new event; add a warning about one that is recorded.

    Raises:
        StepDeclined: the event is new.
    """
    if not event.uid:
        raise error
    said = f"{day_text(event.on)}“{event.label}”与现在的期限或者放假安排对不上：{error.short}"
    warnings.append(f"{said}，请人工核对")


def need_passed(
    event: Event,
    until: Estimate,
    early: type[declined.CorrectionNotDue | declined.PaymentNotDue],
    warnings: list[str],
) -> None:
    """Refuse to close a request as given up before the applicant's last day has passed."""
    if event.on <= until.on:
        refuse(event, early(limit=day_text(until.on)), warnings)
    elif until.provisional and not event.uid:
        raise CalendarMissing(year=until.on.year)


def out_of_order(event: Event, before: Event) -> declined.OutOfOrder:
    """Return the refusal of an event that lies before the one it must follow."""
    return declined.OutOfOrder(
        label=event.label, on=day_text(event.on), before=before.label, before_on=day_text(before.on)
    )
