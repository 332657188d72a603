"""When, to whom and in how many copies published records are handed over, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.figures import SURE
from gkdesk.base.formtable import FormTable, mistakes, read_rules

NAME = "records_transfer"
_LAST_DAY = 28


@dataclass(frozen=True, slots=True)
class Rule:
    """What is in force from a day; the days are of the month after the month or the quarter."""

    from_on: date
    day: int
    count_day: int
    slip_copies: int
    list_copies: int
    electronic: bool
    basis: str
    source: str
    status: str

    @property
    def why(self) -> str:
        """When, and how sure that is: 次月5日前，本地规定."""
        return "，".join(filter(None, (f"次月{self.day}日前", SURE[self.status])))


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the records."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TransferRules:
    """The file as a whole."""

    status: str
    rules: tuple[Rule, ...]
    receivers: tuple[Receiver, ...]

    def on(self, day: date) -> Rule | None:
        """Return the rule in force on a day."""
        held = [one for one in self.rules if one.from_on <= day]
        return max(held, key=lambda one: one.from_on, default=None)


def load(path: Path) -> TransferRules:
    """Read the rules.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> TransferRules:
    table.text("title")
    receivers = [_receiver(row) for row in table.tables("receiver")]
    codes = [one.code for one, _use in receivers]
    if len(set(codes)) < len(codes):
        table.fault("receiver", "有两个接收单位用了同一个 code")
    return TransferRules(
        table.text("status"),
        tuple(_rule(row) for row in table.tables("rule")),
        tuple(one for one, use in receivers if use),
    )


def _rule(row: FormTable) -> Rule:
    made = Rule(
        row.day("from"), row.whole("day"), row.whole("count_day"),
        row.whole("slip_copies"), row.whole("list_copies"),
        row.yes("electronic", default=True), row.text("basis"), row.text("source"),
        row.choice("status", dict.fromkeys(SURE)),
    )  # fmt: skip
    for key, day in (("day", made.day), ("count_day", made.count_day)):
        if not 1 <= day <= _LAST_DAY:
            row.fault(key, f"应在1到{_LAST_DAY}之间")
    row.done()
    return made


def _receiver(row: FormTable) -> tuple[Receiver, bool]:
    made = Receiver(row.text("code"), row.text("name"))
    use = row.yes("use", default=True)
    row.done()
    return made, use
