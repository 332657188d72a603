"""What is checked inside the office before a reply, kept in the case and not printed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

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


def answered(questions: Sequence[Question], form: Mapping[str, str]) -> list[str]:
    """Return the answers in words, for the sheet on which the reply is approved."""
    return [f"{one.label}：{form[one.name]}" for one in questions if form.get(one.name)]
