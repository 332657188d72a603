"""What the office checks itself by: indicators with points, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.figures import SURE
from gkdesk.base.formtable import FormTable, mistakes, read_rules

NAME = "records_selfcheck"
MANUAL = "manual"
OF_REGISTER = ("register", "quota", "lists")
MEASURES = (MANUAL, "late", "no_item", "privacy", "empty", "transfer", "requests", *OF_REGISTER)
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the sheet; ``penalty`` points a case, at most ``points``; ``plus`` adds them."""

    code: str
    area: str
    name: str
    points: int
    penalty: int
    plus: bool
    measure: str
    register: str
    number: int
    how: str
    source: str
    status: str

    @property
    def why(self) -> str:
        """Where the indicator comes from, and whether that is only local or unsure."""
        return "，".join(filter(None, (self.source, SURE[self.status])))

    def score(self, cases: int) -> int:
        """Return the points for so many cases: what is left of them, or what is added."""
        moved = min(self.points, max(0, cases) * self.penalty)
        return moved if self.plus else self.points - moved


@dataclass(frozen=True, slots=True)
class CheckRules:
    """The sheet as its file says."""

    title: str
    status: str
    indicators: tuple[Indicator, ...]

    @property
    def full(self) -> int:
        """The most points without the additional ones."""
        return sum(one.points for one in self.indicators if not one.plus)


def load(path: Path) -> CheckRules:
    """Read the sheet.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> CheckRules:
    made = CheckRules(
        table.text("title"), table.text("status"),
        tuple(_indicator(row) for row in table.tables("indicator")),
    )  # fmt: skip
    codes = [one.code for one in made.indicators]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        table.fault("indicator", f"“{code}”写了两次")
    return made


def _indicator(row: FormTable) -> Indicator:
    made = Indicator(
        code=row.text("code"), area=row.text("area"), name=row.text("name"),
        points=row.whole("points"), penalty=row.whole("penalty"),
        plus=row.yes("plus", default=False),
        measure=row.choice("measure", dict.fromkeys(MEASURES)),
        register=row.text("register", required=False), number=row.whole("number", required=False),
        how=row.text("how"), source=row.text("source"),
        status=row.choice("status", dict.fromkeys(SURE)),
    )  # fmt: skip
    for key, value in (("points", made.points), ("penalty", made.penalty)):
        if not 0 < value <= _MOST:
            row.fault(key, f"应在1到{_MOST}之间")
    if (made.measure in OF_REGISTER) != bool(made.register):
        row.fault("register", f"只有 measure 是{'、'.join(OF_REGISTER)}时写，这时必须写")
    row.done()
    return made
