"""Legal figures as dated data: what was in force on a day, with its article and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.base.formfiles import FormFolders

from . import closingfile
from .approval import Stage
from .delivery import Way
from .fees import Tier
from .guide import Step
from .model import ClockRules, day_text
from .questions import Question
from .receiptday import ChannelRule
from .rulefile import (
    APPROVAL,
    ARCHIVE,
    CHANNELS,
    CHECKS,
    CLOCK,
    DELIVERY,
    DIFFICULT,
    DISPUTE,
    FEE,
    FILES,
    FOLLOW_UP,
    OUTCOMES,
    POST,
    QUESTIONS,
    REVIEW,
    Status,
    Unit,
    check,
    checked,
    rows,
)
from .rulerows import (
    CheckRule,
    Figure,
    OutcomeRule,
    answer_of,
    channel_of,
    check_of,
    figures_of,
    outcome_of,
    question_of,
    stage_of,
    step_of,
    tier_of,
)

__all__ = [
    "CheckRule", "Figure", "OutcomeRule", "RuleMissing", "Rules", "Status", "Unit", "check",
]  # fmt: skip


_FILES = (
    CLOCK, OUTCOMES, POST, FEE, CHECKS, DISPUTE, APPROVAL, REVIEW, QUESTIONS, DELIVERY, ARCHIVE,
    DIFFICULT, FOLLOW_UP, CHANNELS, FILES,
)  # fmt: skip


class RuleMissing(Declined):
    """No figure was in force on the day asked about."""

    message = (
        "{day}时还没有“{label}”的规定可用（本软件载入的规定自2019年5月15日起）。"
        "请核对日期，已有的内容没有改动。"
    )


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
            name: paths.get(name, folders.shipped / "rules" / f"{name}.toml") for name in _FILES
        }
        return cls(figures_of(files[CLOCK]), files)

    def changed(self, clock_file: Path) -> Rules:
        """Return the same rules with the figures of another ``request_clock.toml``.

        Raises:
            BadFile: every mistake of the file.
        """
        return Rules(figures_of(clock_file), {**self._files, CLOCK: clock_file})

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
                payment=self.latest("payment", day).days,
                internal_lead=self.figure("internal_lead", day).days,
                rest_receipt=self.has("rest_receipt", day),
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

    def figures(self) -> list[Figure]:
        """Return every figure of the clock, those no longer in force too."""
        return [figure for known in self._figures.values() for figure in known]

    def has(self, name: str, day: date) -> bool:
        """Tell whether a choice of the office is on; a file without it says no."""
        found = [figure for figure in self._figures.get(name, ()) if figure.since <= day]
        return bool(found and found[-1].days)

    def dispute(self, name: str, day: date) -> Figure:
        """Return a figure of remedies and disputes: the one in force, or the first known.

        Raises:
            BadFile: every mistake of the file.
        """
        known = [figure for figure in self._disputes if figure.name == name]
        found = [figure for figure in known if figure.since <= day]
        return found[-1] if found else known[0]

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
        return tuple(tier_of(row) for _name, row in rows(checked(self._files[FEE])))

    @cached_property
    def checks(self) -> tuple[CheckRule, ...]:
        """What is looked at before a reply is made, in the order of the file.

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(check_of(row) for _name, row in rows(checked(self._files[CHECKS])))

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Who looks over a reply and signs it, in the order of the sheet; the last one signs.

        Raises:
            BadFile: every mistake of the file.
        """
        found = [stage_of(row) for _name, row in rows(checked(self._files[APPROVAL]))]
        return tuple(sorted(found, key=lambda stage: stage.last))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The five steps of the review with their answers.

        Raises:
            BadFile: every mistake of the file.
        """
        found = list(rows(checked(self._files[REVIEW])))
        answers = [answer_of(row) for name, row in found if name == "answer"]
        return tuple(step_of(row, answers) for name, row in found if name == "step")

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is checked inside the office before a reply.

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(question_of(row) for _name, row in rows(checked(self._files[QUESTIONS])))

    @cached_property
    def _disputes(self) -> list[Figure]:
        return sorted(figures_of(self._files[DISPUTE]), key=lambda figure: figure.since)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways of delivery: their proofs, and from when the remedies run.

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(closingfile.way(row) for _name, row in rows(checked(self._files[DELIVERY])))

    @cached_property
    def checklist(self) -> closingfile.Checklist:
        """What a case file holds, in its order.

        Raises:
            BadFile: every mistake of the file.
        """
        return closingfile.checklist(list(rows(checked(self._files[ARCHIVE]))))

    @cached_property
    def difficulties(self) -> tuple[closingfile.Reason, ...]:
        """Why a case is a difficult one (疑难件).

        Raises:
            BadFile: every mistake of the file.
        """
        return tuple(
            closingfile.reason(row) for _name, row in rows(checked(self._files[DIFFICULT]))
        )

    def follow_up(self, name: str, day: date) -> Figure:
        """Return a period of what comes after the reply: file_up, publish, record_fix.

        Raises:
            RuleMissing: none was in force on that day.
            BadFile: every mistake of the file.
        """
        figures = figures_of(self._files[FOLLOW_UP])
        named = [figure for figure in figures if figure.name == name]
        found = [figure for figure in named if figure.since <= day]
        if not found:
            raise RuleMissing(day=day_text(day), label=named[0].label if named else name)
        return max(found, key=lambda figure: figure.since)

    @cached_property
    def channels(self) -> dict[str, ChannelRule]:
        """How each channel decides the day of receipt, the newest rule of each (第三十一条).

        Raises:
            BadFile: every mistake of the file.
        """
        found = [channel_of(row) for _name, row in rows(checked(self._files[CHANNELS]))]
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
        rules = [outcome_of(row) for _name, row in rows(checked(self._files[OUTCOMES]))]
        return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.since)}

    def latest(self, name: str, day: date) -> Figure:
        """Return the figure in force, or the first one: charging began only in 2021."""
        found = [figure for figure in self._figures[name] if figure.since <= day]
        return found[-1] if found else self._figures[name][0]
