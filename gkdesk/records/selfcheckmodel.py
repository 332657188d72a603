"""A self-check of one period: what was measured, what the clerk answered, the score."""

from __future__ import annotations

from dataclasses import dataclass

from .regperiod import Span
from .selfcheckrules import CheckRules, Indicator
from .selfmeasure import Case


@dataclass(frozen=True, slots=True)
class Answer:
    """What the clerk says of one indicator: so many cases, and a remark."""

    cases: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator in one period. ``cases`` is ``None`` where only a person can tell.

    ``open`` counts the issues handed to 整改 that are not closed, ``issues`` all of them.
    """

    indicator: Indicator
    cases: tuple[Case, ...] | None
    answer: Answer | None
    issues: int = 0
    open: int = 0

    @property
    def count(self) -> int | None:
        """The cases counted: the clerk's word wins over the measured figure."""
        if self.answer is not None:
            return self.answer.cases
        return None if self.cases is None else len(self.cases)

    @property
    def score(self) -> int | None:
        return None if self.count is None else self.indicator.score(self.count)

    @property
    def how(self) -> str:
        """Where the figure comes from, in at most four characters."""
        if self.answer is not None:
            return "经办填写" if self.cases is None else "已更正"
        return "待填" if self.cases is None else "自动"


@dataclass(frozen=True, slots=True)
class Checked:
    """The sheet of one period."""

    span: Span
    rules: CheckRules
    results: tuple[Result, ...]

    @property
    def score(self) -> int:
        """The points reached; what is not answered counts nothing yet."""
        return sum(one.score or 0 for one in self.results)

    @property
    def possible(self) -> int:
        """The points of what was measured or answered, without the additional ones."""
        return sum(
            one.indicator.points
            for one in self.results
            if one.score is not None and not one.indicator.plus
        )

    @property
    def unanswered(self) -> int:
        return sum(one.score is None for one in self.results)
