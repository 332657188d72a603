"""The five-step review (补不补、该不该、有没有、给不给、当不当) as a guide.

Its questions and answers are data (``forms/rules/request_review.toml``). Every answer is an event
with who, when and why. An answer given anew voids those of the later steps given before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .model import Event, EventKind

_GIVES = ("OPEN_GRANT", "OPEN_PUBLIC", "PARTIAL")


@dataclass(frozen=True, slots=True)
class Answer:
    """One conclusion of a step: it ends in an outcome, asks for an event first, or goes on."""

    step: str
    code: str
    label: str
    basis: str
    status: str
    then: str = ""
    outcome: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps; ``by_part``: asked anew for each part of the application."""

    code: str
    label: str
    question: str
    look: str
    basis: str
    by_part: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that stands: which part of the application, why, who and when."""

    part: int
    answer: Answer
    why: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class StepState:
    """A step with the answers that stand, and whether it can be answered now."""

    step: Step
    given: tuple[Given, ...]
    open_parts: tuple[int, ...]

    @property
    def done(self) -> bool:
        return bool(self.given) and not self.open_parts


@dataclass(frozen=True, slots=True)
class Guide:
    """Where the review stands.

    ``present``: the step to answer now, empty when it is finished. ``todo``: what must be done
    first. ``outcomes``: one for each part, empty while open. ``outcome``: that of the whole reply;
    empty while open, or when parts end differently and nothing is given.
    """

    parts: tuple[str, ...]
    steps: tuple[StepState, ...]
    present: str
    todo: str
    outcomes: tuple[str, ...]
    outcome: str


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of an application, one a line; none is one part without a name."""
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or ("",)


class _Walk:
    """Follows the answers in the order they were given, later ones over earlier ones."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.parts: tuple[str, ...] = ("",)
        self.given: dict[tuple[str, int], Given] = {}

    def take(self, event: Event) -> None:
        at, _, part = event.key.partition(":")
        place = next((n for n, step in enumerate(self.steps) if step.code == at), None)
        if place is None:
            return
        step = self.steps[place]
        code = event.detail.get("answer", "")
        answer = next((one for one in step.answers if one.code == code), None)
        if answer is None:  # the office's own file has changed since
            return
        number = int(part or 0) if step.by_part else 0
        if place == 0:
            self.parts = parts_of(event.detail.get("parts", ""))
        self._forget(place, number if step.by_part else None)
        if answer.then and self._place(answer.then) <= place:
            self._forget(self._place(answer.then) - 1, None)
            return
        why, by = event.detail.get("why", ""), event.recorded_by
        self.given[step.code, number] = Given(number, answer, why, by, event.on)

    def _forget(self, place: int, part: int | None) -> None:
        """Void what was answered after a step: for one part, or for all."""
        later = {step.code for step in self.steps[place + 1 :]}
        last = self.steps[-1].code
        for code, number in list(self.given):
            if code in later and (part is None or number == part or code == last):
                del self.given[code, number]

    def _place(self, code: str) -> int:
        return next(n for n, step in enumerate(self.steps) if step.code == code)

    def open_at(self, part: int) -> tuple[str, str, str]:
        """Return the step open for a part, what is to be done first, and its outcome."""
        step = self.steps[0]
        while True:
            given = self.given.get((step.code, part if step.by_part else 0))
            if given is None:
                return step.code, "", ""
            if given.answer.outcome:
                return self.steps[-1].code, "", given.answer.outcome
            if given.answer.event or not given.answer.then:
                return step.code, given.answer.event, ""
            step = self.steps[self._place(given.answer.then)]


def guide(events: Sequence[Event], steps: Sequence[Step]) -> Guide:
    """Tell where the review stands; the details of the events must be opened."""
    walk = _Walk(steps)
    for event in events:
        if event.kind is EventKind.REVIEW:
            walk.take(event)
        elif event.kind is EventKind.REDO:  # a new answer is reviewed anew
            walk = _Walk(steps)
    found = [walk.open_at(part) for part in range(len(walk.parts))]
    outcomes = tuple(outcome for _step, _todo, outcome in found)
    last = steps[-1]
    ended = all(outcomes)
    final = walk.given.get((last.code, 0)) if ended else None
    order = [step.code for step in steps]
    waiting = [(code, part) for part, (code, _todo, outcome) in enumerate(found) if not outcome]
    present = min((code for code, _part in waiting), key=order.index, default=last.code)
    states = [_state(step, walk, waiting) for step in steps[:-1]]
    states.append(StepState(last, (final,) if final else (), (0,) if ended and not final else ()))
    todo = next((todo for _code, todo, _outcome in found if todo), "")
    if final is not None:
        present, todo = "", final.answer.event
    return Guide(
        walk.parts, tuple(states), present, todo, outcomes, whole_outcome(outcomes) if ended else ""
    )


def _state(step: Step, walk: _Walk, waiting: Sequence[tuple[str, int]]) -> StepState:
    given = tuple(one for (code, _part), one in sorted(walk.given.items()) if code == step.code)
    return StepState(step, given, tuple(part for code, part in waiting if code == step.code))


def whole_outcome(outcomes: Sequence[str]) -> str:
    """Return the outcome of a reply to several parts: one application counts once.

    All alike: that one. Something given and something not: 部分公开 (《条例》第三十七条; annual
    report, table 3). Nothing given for different reasons: "", the clerk splits or chooses.
    """
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return "PARTIAL" if any(one in _GIVES for one in outcomes) else ""
