"""What an import found at one cell: a problem with its rule and the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import masked
from gkdesk.base.text import tidy

_QUOTED = 24


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A problem that names its rule; ``expected`` and ``found`` are shown figures or empty."""

    rule: str = ""
    expected: str = ""
    found: str = ""


def error(
    where: str, rule: str, message: str, expected: object = "", found: object = ""
) -> Finding:
    """Return a finding the sheet cannot go on with."""
    return Finding(where, message, True, rule, shown(expected), shown(found))


def doubt(
    where: str, rule: str, message: str, expected: object = "", found: object = ""
) -> Finding:
    """Return a finding somebody must look at."""
    return Finding(where, message, False, rule, shown(expected), shown(found))


def quoted(value: object) -> str:
    """Quote a cell; masked before it is cut, because half a number is not known for one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return masked(tidy(str(value)))[:_QUOTED]


def shown(value: object) -> str:
    """Write a figure without the noughts a calculation leaves behind."""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ruled(problems: Iterable[Problem], rule: str) -> list[Problem]:
    """Give problems that name no rule the one they come from."""
    return [_with_rule(problem, rule) for problem in problems]


def _with_rule(problem: Problem, rule: str) -> Problem:
    if isinstance(problem, Finding):
        return problem if problem.rule else replace(problem, rule=rule)
    return Finding(problem.where, problem.message, problem.blocking, rule)
