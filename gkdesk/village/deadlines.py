"""When a sheet must hang and how long: dated rules from ``forms/rules/village.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules

from .period import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class DatedRule:
    """One number of a law or local rule, in force from a day on."""

    from_on: date
    number: int
    basis: str
    status: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The room's dated rules."""

    keep: tuple[DatedRule, ...]
    due: tuple[DatedRule, ...]

    def keep_rule(self, posted_on: date) -> DatedRule:
        """Return how many full days a sheet posted on a day must hang."""
        return _in_force(self.keep, posted_on)

    def due_on(self, period: Period) -> date:
        """Return the day by which a period's sheet must hang: in the month after it.

        A batch is posted when it happens; of its period only the year's end is known.
        """
        if period.kind is PeriodKind.EVENT:
            return date(period.year, 12, 31)
        first = period.last_on + timedelta(days=1)
        rules = tuple(rule for rule in self.due if rule.period == period.kind)
        return first.replace(day=_in_force(rules, first).number)


def _in_force(rules: tuple[DatedRule, ...], day: date) -> DatedRule:
    """Return the rule in force; before the first one, the first (none is invented)."""
    past = [rule for rule in rules if rule.from_on <= day]
    return max(past or rules[:1], key=lambda rule: rule.from_on)


def load(path: Path) -> Deadlines:
    """Read the rules.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _deadlines)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the rule file with its place."""
    return mistakes(path, _deadlines)[1]


def _deadlines(table: FormTable) -> Deadlines:
    keep = tuple(_rule(row, "days") for row in table.tables("keep"))
    due = tuple(_rule(row, "day", periods=True) for row in table.tables("due"))
    missing = [
        kind.label
        for kind in PeriodKind
        if kind not in {PeriodKind.EVENT, *(rule.period for rule in due)}
    ]
    if missing and not table.problems:
        table.problems.append(Problem("[[due]]", f"缺少：{'、'.join(missing)}"))
    return Deadlines(keep, due)


_LAST_DAY_OF_ALL_MONTHS = 28
_LONGEST_KEEP = 366


def _rule(table: FormTable, key: str, *, periods: bool = False) -> DatedRule:
    number = table.whole(key)
    most = _LAST_DAY_OF_ALL_MONTHS if periods else _LONGEST_KEEP
    if key in table.data and not 1 <= number <= most:
        table.fault(key, f"应在1到{most}之间")
    kinds: dict[str, Any] = {kind.value: kind for kind in PeriodKind}
    rule = DatedRule(
        from_on=table.day("from"),
        number=number,
        basis=table.text("basis"),
        status=table.text("status"),
        period=table.choice("period", kinds) if periods else "",
    )
    table.done()
    return rule
