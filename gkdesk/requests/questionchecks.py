"""What the answers to the inner questions stand against."""

from __future__ import annotations

from collections.abc import Sequence

from .checks import Case, Look
from .questions import Question


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
