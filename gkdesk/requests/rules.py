"""Legal figures as dated data: what was in force on a day, with its article and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.base.formfiles import FormFolders

from .fees import Tier
from .model import ClockRules, day_text
from .receiptday import ChannelRule
from .rulefile import (
    CHANNELS,
    CHECKS,
    CLOCK,
    FEE,
    FILES,
    OUTCOMES,
    POST,
    Status,
    Unit,
    check,
    checked,
    rows,
)

__all__ = ["Figure", "OutcomeRule", "RuleMissing", "Rules", "Status", "Unit", "check"]


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
    form: str = ""  # the template of its document, empty when it has none
    remedy_from: date | None = None

    def remedy_on(self, day: date) -> str:
        """Return the kind of remedy told in a document of a day (《行政复议法》第二十三条)."""
        early = self.remedy_from is not None and day < self.remedy_from
        return "A" if early else self.remedy


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One thing clerks lose cases on: ``blocking`` stops the reply, else it is said."""

    code: str
    label: str
    since: date
    blocking: bool
    basis: str
    todo: str


class Rules:
    """All figures of the requests room, each with the days it is in force."""

    def __init__(self, figures: list[Figure], files: Mapping[str, Path]) -> None:
        self._files = files
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
        files = {
            name: paths.get(name, folders.shipped / "rules" / f"{name}.toml")
            for name in (CLOCK, OUTCOMES, POST, FEE, CHECKS, CHANNELS, FILES)
        }
        figures = [_figure(name, row) for name, row in rows(checked(files[CLOCK]))]
        return cls(figures, files)

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
        names = [row["names"] for _name, row in rows(checked(self._files[POST]))]
        return tuple(str(name) for some in names if isinstance(some, list) for name in some)

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers of the fee, those no longer in force too.

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(_tier(row) for _name, row in rows(checked(self._files[FEE])))

    @cached_property
    def checks(self) -> tuple[CheckRule, ...]:
        """What is looked at before a reply is made, in the order of the file.

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(_check(row) for _name, row in rows(checked(self._files[CHECKS])))

    @cached_property
    def channels(self) -> dict[str, ChannelRule]:
        """How each channel decides the day of receipt, the newest rule of each (第三十一条).

        Raises:
            BadFile: every mistake of the file.
        """
        found = [_channel(row) for _name, row in rows(checked(self._files[CHANNELS]))]
        return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.since)}

    @cached_property
    def attachments(self) -> dict[str, tuple[str, int]]:
        """The kinds of attachments: label, and the most MB a file of it may have.

        Raises:
            BadFile: every mistake of the file.
        """
        return {
            str(row["code"]): (str(row["label"]), int(str(row.get("largest_mb", 50))))
            for _name, row in rows(checked(self._files[FILES]))
        }

    @cached_property
    def _outcomes(self) -> dict[str, OutcomeRule]:
        rules = [_outcome(row) for _name, row in rows(checked(self._files[OUTCOMES]))]
        return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.since)}

    def _latest(self, name: str, day: date) -> Figure:
        """Return the figure in force, or the first one: charging began only in 2021."""
        found = [figure for figure in self._figures[name] if figure.since <= day]
        return found[-1] if found else self._figures[name][0]


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


def _check(row: Mapping[str, object]) -> CheckRule:
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return CheckRule(
        code=str(row["code"]),
        label=str(row["label"]),
        since=since,
        blocking=row["level"] == "block",
        basis=str(row["basis"]),
        todo=str(row["todo"]),
    )


def _channel(row: Mapping[str, object]) -> ChannelRule:
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return ChannelRule(
        code=str(row["code"]),
        since=since,
        by_confirmation=row["counts"] == "confirm",
        within=int(str(row.get("within", 0))),
        reason=str(row["reason"]),
        basis=str(row["basis"]),
        note="" if row["status"] == Status.CERTAIN else f"（待核对：{row.get('note', '')}）",
    )


def _tier(row: Mapping[str, object]) -> Tier:
    figures = {key: int(str(row.get(key, 0))) for key in ("first", "last", "each", "step", "add")}
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return Tier(method=str(row["method"]), since=since, basis=str(row["basis"]), **figures)


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
        form=str(row.get("form", "")),
        remedy_from=_day(row.get("remedy_from")),
        remedy=str(row["remedy"]),
        status=Status(str(row["status"])),
        note=str(row.get("note", "")),
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
