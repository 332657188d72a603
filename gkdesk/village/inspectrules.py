"""What an inspection looks at: checks K01–K21 and the traffic light, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.labels import Labelled

_PER_CENT = 100
FINDER_NAMES = (
    "late", "short", "window", "vague", "problem", "cross", "personal", "unsigned", "manual",
    "stale", "photo", "outdated", "channel", "undone", "missing",
)  # fmt: skip


class Severity(Labelled):
    """How grave a finding is."""

    STOP = "stop", "立即停用"
    ERROR = "error", "错误"
    WARN = "warn", "提醒"
    INFO = "info", "提示"


class Light(Labelled):
    """The traffic light of a village."""

    RED = "red", "红"
    AMBER = "amber", "黄"
    GREEN = "green", "绿"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; ``number`` and ``percent`` are its finder's own figures."""

    code: str
    name: str
    severity: Severity
    finder: str
    words: str = ""
    number: int = 0
    percent: int = 0
    use: bool = True


@dataclass(frozen=True, slots=True)
class Lights:
    """Percentages below which the light changes."""

    finance_red: int
    coverage_red: int
    coverage_amber: int
    on_time_amber: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """The checks in use and the light's figures."""

    status: str
    lights: Lights
    checks: tuple[Check, ...]


def load(path: Path) -> Inspected:
    """Read the checks.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _checks)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _checks)[1]


def _checks(table: FormTable) -> Inspected | None:
    status, light = table.text("status"), table.table("light")
    checks = tuple(_check(row) for row in table.tables("check"))
    if light is None:
        table.problems.append(Problem("[light]", "缺少这一段"))
        return None
    lights = Lights(*(_per_cent(light, name) for name in Lights.__slots__))
    light.done()
    return Inspected(status, lights, tuple(one for one in checks if one.use))


def _per_cent(light: FormTable, name: str) -> int:
    value = light.whole(name)
    if not 0 <= value <= _PER_CENT:
        light.fault(name, "应在0到100之间")
    return value


def _check(row: FormTable) -> Check:
    words = row.text("words", required=False)
    try:
        re.compile(words)
    except re.error:
        row.fault("words", "不是能用的查找式")
    severity = row.choice("severity", {one.value: one for one in Severity})
    made = Check(
        code=row.text("code"),
        name=row.text("name"),
        severity=Severity(severity or Severity.INFO),
        finder=row.choice("finder", dict.fromkeys(FINDER_NAMES)),
        words=words,
        number=row.whole("number", required=False),
        percent=row.whole("percent", required=False),
        use=row.yes("use", default=True),
    )
    row.done()
    return made
