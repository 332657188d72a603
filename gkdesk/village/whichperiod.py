"""For which period a worksheet is: what its title says against what it is imported for."""

from __future__ import annotations

from gkdesk.base.errors import Problem

from .finding import doubt, error, ruled
from .form import SheetForm
from .heading import Heading
from .period import Period, PeriodKind


def wrong(heading: Heading, form: SheetForm, asked: Period) -> list[Problem]:
    """Refuse a two-sided sheet of another period, or of a kind its form does not have."""
    if asked.kind not in form.periods:
        return [_not_so(heading, form, asked)]
    if heading.period is not None and heading.period != asked:
        return [_other(heading, heading.period, asked)]
    return []


def of_list(heading: Heading, form: SheetForm, asked: Period) -> tuple[Period, list[Problem]]:
    """Return the period of a list, and why it is refused.

    A yearly list may come in the folder of a quarter, a title may name a batch or its year alone.
    """
    told, year = heading.period, Period(asked.year, PeriodKind.YEAR)
    when = asked
    if asked.kind not in form.periods:
        if PeriodKind.YEAR in form.periods:
            when = year
        elif told is None or told.kind not in form.periods:
            return asked, [_not_so(heading, form, asked)]
    if told is None or told == when:
        return when, []
    if told.year == asked.year:
        if told.kind in form.periods and told.kind is not when.kind:
            return told, []
        if told == year and when.kind is PeriodKind.EVENT:
            return when, []
    return when, [_other(heading, told, when)]


def doubts(heading: Heading, worksheet: str, when: Period) -> list[Problem]:
    """Ask when a title names no period."""
    if heading.period is not None:
        return []
    message = f"标题没有写期次，按{when.label}导入，请核对"
    return ruled([doubt(heading.cell or worksheet, "period", message)], "period")


def _not_so(heading: Heading, form: SheetForm, asked: Period) -> Problem:
    kinds = "、".join(kind.label for kind in form.periods)
    message = f"{form.name}按{kinds}公布，不按“{asked.label}”公布，没有导入"
    return error(heading.cell, "period", message)


def _other(heading: Heading, told: Period, asked: Period) -> Problem:
    message = f"标题是{told.label}，要导入的是{asked.label}，没有导入。请核对文件或改选期次"
    return error(heading.cell, "period", message, asked.label, told.label)
