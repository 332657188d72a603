"""Legal figures as dated data: what was in force on a day, with its article and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Declined, Problem
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.labels import Labelled
from gkdesk.base.nearest import Places, unknown_key

from .model import ClockRules, day_text

CLOCK = "request_clock"
OUTCOMES = "request_outcome"
POST = "request_post"
_HEAD = {"id", "title"}
_COMMON = {"from", "basis", "source", "status", "note", "label"}
_FIGURE = _COMMON | {"days", "unit"}
_OUTCOME = _COMMON | {"code", "document", "row", "remedy"}
_COURIER = _COMMON | {"names"}
_NEEDED = ("from", "basis", "source", "status")


class Status(Labelled):
    """How sure a figure is; anything but certain is said beside it on the screen."""

    CERTAIN = "certain", "条文已核对"
    UNSURE = "unsure", "待核对"
    PROPOSAL = "proposal", "本地建议"


class Unit(Labelled):
    """What a period is counted in."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"


class RuleMissing(Declined):
    """No figure was in force on the day asked about."""

    message = (
        "{day}时还没有“{label}”的规定可用（本软件载入的规定自2019年5月15日起）。"
        "请核对日期，已有的内容没有改动。"
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One period: so many working days by such an article, from a day on."""

    name: str
    label: str
    since: date
    days: int
    unit: Unit
    basis: str
    source: str
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """One way a request can end: article, document, annual-report row and kind of remedy."""

    code: str
    label: str
    since: date
    basis: str
    document: str
    row: str
    remedy: str
    status: Status
    note: str = ""


class Rules:
    """All figures of the requests room, each with the days it is in force."""

    def __init__(self, figures: list[Figure], outcome_file: Path, post_file: Path) -> None:
        self._outcome_file = outcome_file
        self._post_file = post_file
        self._figures: dict[str, list[Figure]] = {}
        for figure in sorted(figures, key=lambda figure: figure.since):
            self._figures.setdefault(figure.name, []).append(figure)
        self._on: dict[date, ClockRules] = {}
        self._changes = sorted({figure.since for figure in figures})

    @classmethod
    def load(cls, folders: FormFolders) -> Rules:
        """Read the office's own rule files, or the shipped ones.

        Raises:
            BadFile: every mistake of the first wrong file.
            Blocked: a file is not there or cannot be read.
        """
        paths = folders.paths("rules")
        clock, outcomes, post = (
            paths.get(name, folders.shipped / "rules" / f"{name}.toml")
            for name in (CLOCK, OUTCOMES, POST)
        )
        return cls([_figure(name, row) for name, row in _rows(_checked(clock))], outcomes, post)

    def on(self, day: date) -> ClockRules:
        """Return the figures in force on a day.

        Raises:
            RuleMissing: the day lies before the regulation of 2019.
        """
        since = max((change for change in self._changes if change <= day), default=day)
        if since not in self._on:
            self._on[since] = ClockRules(
                reply=self.figure("reply", day).days,
                extension=self.figure("extension", day).days,
                correction_notice=self.figure("correction_notice", day).days,
                correction=self.figure("correction", day).days,
                correction_limit=self.figure("correction_limit", day).days,
                opinion=self.figure("opinion", day).days,
                payment=self._latest("payment", day).days,
                internal_lead=self.figure("internal_lead", day).days,
            )
        return self._on[since]

    def figure(self, name: str, day: date) -> Figure:
        """Return one figure with its article, source and status.

        Raises:
            RuleMissing: none was in force on that day.
        """
        found = [figure for figure in self._figures[name] if figure.since <= day]
        if not found:
            label = self._figures[name][0].label
            raise RuleMissing(day=day_text(day), label=label)
        return found[-1]

    def outcome(self, code: str) -> OutcomeRule:
        return next(rule for rule in self.outcomes() if rule.code == code)

    def outcomes(self) -> list[OutcomeRule]:
        """Return every outcome as it stands now; read when first asked for.

        Raises:
            BadFile: every mistake of the file.
        """
        return list(self._outcomes.values())

    @cached_property
    def couriers(self) -> tuple[str, ...]:
        """The names under which the post may be written down (《邮政法》第五十五条).

        Raises:
            BadFile: every mistake of the file.
        """
        rows = _rows(_checked(self._post_file))
        names = [row["names"] for _name, row in rows]
        return tuple(str(name) for some in names if isinstance(some, list) for name in some)

    @cached_property
    def _outcomes(self) -> dict[str, OutcomeRule]:
        rules = [_outcome(row) for _name, row in _rows(_checked(self._outcome_file))]
        return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.since)}

    def _latest(self, name: str, day: date) -> Figure:
        """Return the figure in force, or the first one: charging began only in 2021."""
        found = [figure for figure in self._figures[name] if figure.since <= day]
        return found[-1] if found else self._figures[name][0]


def check(path: Path) -> list[Problem]:
    """List every mistake of one rule file with its place; empty when it can be used."""
    return _read(path)[1]


def _read(path: Path) -> tuple[dict[str, object], list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return {}, error.problems
    return data, _problems(path, data, places)


def _problems(path: Path, data: Mapping[str, object], places: Places) -> list[Problem]:
    problems = (
        [] if data.get("id") == path.stem else [Problem("id", f"应与文件名相同：{path.stem}")]
    )
    for name, rows in data.items():
        if name in _HEAD:
            continue
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(Problem(name, "应写成 [[名称]] 的一节"))
            continue
        for number, row in enumerate(rows, start=1):
            for key, fault in _row_problems(name, row):
                where = places.at(f"{name} 第{number}节，{key}", name, number - 1, key)
                problems.append(Problem(where, fault))
    if path.stem == CLOCK:
        needed = ClockRules.__dataclass_fields__
        problems += [Problem(name, "缺少这一节") for name in needed if name not in data]
        problems += [Problem(name, "不认识的一节") for name in data.keys() - _HEAD - needed.keys()]
    return problems


def _row_problems(name: str, row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in one section: the key, and the words for it."""
    known, more = _KINDS.get(name, (_FIGURE, _figure_problems))
    for key in sorted(row.keys() - known):
        yield key, unknown_key(key, known)
    for key in _NEEDED:
        if not row.get(key):
            yield key, "没有填写"
    if row.get("from") and type(row["from"]) is not date:
        yield "from", "应为日期，例如 2019-05-15，不加引号"
    if row.get("status") and row["status"] not in set(Status):
        yield "status", "只能填 certain、unsure、proposal"
    yield from more(row)


def _figure_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    days = row.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        yield "days", "应为正整数"
    if row.get("unit") not in set(Unit):
        yield "unit", "只能填 working_day（工作日）或 day（天）"


def _outcome_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key in ("code", "label", "row"):
        if not row.get(key):
            yield key, "没有填写"
    if row.get("remedy") not in {"A", "B", "C", "N"}:
        yield "remedy", "只能填 A、B、C、N"


def _courier_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    names = row.get("names")
    if (
        not isinstance(names, list)
        or not names
        or not all(isinstance(name, str) and name.strip() for name in names)
    ):
        yield "names", "应为一列名称，至少一个"


_KINDS: dict[str, tuple[set[str], Callable[[Mapping[str, object]], Iterator[tuple[str, str]]]]] = {
    "outcome": (_OUTCOME, _outcome_problems),
    "courier": (_COURIER, _courier_problems),
}


def _checked(path: Path) -> dict[str, object]:
    data, problems = _read(path)
    if problems:
        raise BadFile(path.name, problems)
    return data


def _rows(data: Mapping[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    for name, rows in data.items():
        if isinstance(rows, list):
            for row in rows:
                yield name, row


def _figure(name: str, row: Mapping[str, object]) -> Figure:
    since, days = row["from"], row["days"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    assert isinstance(days, int)  # noqa: S101 - check() has seen to it
    return Figure(
        name=name,
        label=str(row.get("label", name)),
        since=since,
        days=days,
        unit=Unit(str(row["unit"])),
        basis=str(row["basis"]),
        source=str(row["source"]),
        status=Status(str(row["status"])),
        note=str(row.get("note", "")),
    )


def _outcome(row: Mapping[str, object]) -> OutcomeRule:
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return OutcomeRule(
        code=str(row["code"]),
        label=str(row["label"]),
        since=since,
        basis=str(row["basis"]),
        document=str(row.get("document", "")),
        row=str(row["row"]),
        remedy=str(row["remedy"]),
        status=Status(str(row["status"])),
        note=str(row.get("note", "")),
    )
