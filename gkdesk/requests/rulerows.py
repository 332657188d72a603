"""What one section of a rule file becomes: figures, outcomes, checks, stages, steps, questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .approval import Stage
from .fees import Tier
from .guide import Answer, Step
from .questions import Question
from .receiptday import ChannelRule
from .rulefile import Status, Unit, checked, rows


@dataclass(frozen=True, slots=True)
class Figure:
    """One period: so many days (or months, years) by such an article, from a day on."""

    name: str
    label: str
    since: date
    days: int
    unit: Unit
    basis: str
    source: str
    status: Status
    note: str = ""

    @property
    def words(self) -> str:
        """The figure as it is written: 20个工作日, 60天, 6个月."""
        return f"{self.days}{'个' if self.unit is Unit.WORKING_DAY else ''}{self.unit.label}"


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


def figures_of(path: Path) -> list[Figure]:
    return [figure_of(name, row) for name, row in rows(checked(path))]


def figure_of(name: str, row: Mapping[str, object]) -> Figure:
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


def check_of(row: Mapping[str, object]) -> CheckRule:
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


def stage_of(row: Mapping[str, object]) -> Stage:
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return Stage(
        code=str(row["code"]),
        label=str(row["label"]),
        since=since,
        wanted=texts_of(row["for"]),
        role=str(row.get("role", "")),
        last=bool(row.get("last")),
        basis=str(row["basis"]),
        status=str(row["status"]),
    )


def answer_of(row: Mapping[str, object]) -> Answer:
    words = {key: str(row.get(key, "")) for key in ("step", "code", "label", "basis", "status")}
    leads = {key: str(row.get(key, "")) for key in ("outcome", "event")}
    return Answer(**words, then=str(row.get("next", "")), **leads)


def step_of(row: Mapping[str, object], answers: Iterable[Answer]) -> Step:
    code = str(row["code"])
    return Step(
        code=code,
        label=str(row["label"]),
        question=str(row["question"]),
        look=str(row.get("look", "")),
        basis=str(row["basis"]),
        by_part=bool(row.get("parts")),
        answers=tuple(one for one in answers if one.step == code),
    )


def question_of(row: Mapping[str, object]) -> Question:
    lists = {key: texts_of(row.get(key, [])) for key in ("for", "choices", "good")}
    words = {key: str(row.get(key, "")) for key in ("name", "label", "kind", "help", "check")}
    return Question(wanted=lists["for"], choices=lists["choices"], good=lists["good"], **words)


def texts_of(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()


def tier_of(row: Mapping[str, object]) -> Tier:
    figures = {key: int(str(row.get(key, 0))) for key in ("first", "last", "each", "step", "add")}
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return Tier(method=str(row["method"]), since=since, basis=str(row["basis"]), **figures)


def outcome_of(row: Mapping[str, object]) -> OutcomeRule:
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
        remedy_from=day_of(row.get("remedy_from")),
        remedy=str(row["remedy"]),
        status=Status(str(row["status"])),
        note=str(row.get("note", "")),
    )


def day_of(value: object) -> date | None:
    return value if isinstance(value, date) else None


def channel_of(row: Mapping[str, object]) -> ChannelRule:
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
