"""What is checked inside the office before a reply, kept in the case and not printed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .checks import Case, Look
from .model import Field


@dataclass(frozen=True, slots=True)
class Question:
    """One question for some outcomes; an answer that is not ``good`` is a finding ``check``."""

    name: str
    label: str
    wanted: tuple[str, ...]
    kind: str
    choices: tuple[str, ...]
    good: tuple[str, ...]
    help: str
    check: str

    def asked(self, outcome: str) -> bool:
        return any(fnmatchcase(outcome, one) for one in self.wanted)

    @property
    def field(self) -> Field:
        choices = tuple((one, one) for one in self.choices)
        return Field(self.name, self.label, self.kind, True, "", self.help, choices)


def looks(questions: Sequence[Question]) -> dict[str, Look]:
    """Return the checks the questions stand for, by code."""
    by_code: dict[str, list[Question]] = {}
    for question in questions:
        if question.good:
            by_code.setdefault(question.check, []).append(question)
    return {code: _look(some) for code, some in by_code.items()}


def _look(questions: Sequence[Question]) -> Look:
    def look(case: Case) -> str | None:
        for one in questions:
            answer = case.form.get(one.name, "")
            if one.asked(case.outcome) and answer not in one.good:
                return f"“{one.label}”的回答是“{answer}”"
        return None

    return look


def answered(questions: Sequence[Question], form: Mapping[str, str]) -> list[str]:
    """Return the answers in words, for the sheet on which the reply is approved."""
    return [f"{one.label}：{form[one.name]}" for one in questions if form.get(one.name)]
