"""What a step asks, filled with what the case knows: choices, figures, letters, stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session

from . import approval, disputes, steps, store
from .boxes import CONFIRMED, FORMS, SIGNED
from .closing import Closing
from .guide import Guide, Step, StepState, guide
from .ledger import Ledger
from .model import EventKind, Field, State
from .paper import Paper

_PARTS = Field(
    "parts", "分成几项", "list", False, "", "要了几样不同的东西时一行一项，逐项审查；只有一样的不填"
)
_WHOLE = "整个申请"


class Asks:
    """Tells what each step of a case asks."""

    def __init__(self, session: Session, ledger: Ledger, paper: Paper, closing: Closing) -> None:
        self._session, self._ledger = session, ledger
        self._paper, self._closing = paper, closing

    def of(
        self, row: store.Stored, kind: EventKind, values: Mapping[str, object]
    ) -> Sequence[Field]:
        """Return the boxes of a step.

        Args:
            row: the request.
            kind: the step.
            values: what was chosen so far: a reply's ``outcome``, a letter's name, a review's
                ``step``.

        Raises:
            BadForm: no outcome or letter of this name has a document.
        """
        match kind:
            case EventKind.REPLY | EventKind.PROPOSE:
                return self._reply(row, kind, values)
            case EventKind.LETTER:
                return self._paper.letter_fields(row, values.get("letter"))
            case EventKind.REVIEW:
                return self._review(row, values)
            case EventKind.APPROVE:
                return self._approve(row)
            case EventKind.REDO:
                asked = steps.form_of(kind, self._ledger.figures(row))
                days = self._ledger.rules.dispute("redo", self._session.today).days
                return disputes.redo_fields(asked, self._ledger.plain_events(row), days)
            case _:
                asked = steps.form_of(kind, self._ledger.figures(row))
                asked = self._closing.fields(row, kind, asked, self._ledger.events(row))
                return steps.counted(kind, asked, self._ledger.month_before(row))

    def review(self, row: store.Stored) -> Guide:
        """Return where the five-step review of a case stands."""
        return guide(self._ledger.events(row), self._ledger.rules.steps)

    def _reply(
        self, row: store.Stored, kind: EventKind, values: Mapping[str, object]
    ) -> Sequence[Field]:
        today = self._session.today
        if kind is EventKind.REPLY and self._ledger.fresh(row).state is State.APPROVAL:
            return [steps.dated(FORMS[kind][0], today), CONFIRMED]
        outcome = values.get("outcome") or self.review(row).outcome
        asked = [steps.dated(one, today) for one in self._paper.reply_fields(row, outcome)]
        chosen = next(one.default for one in asked if one.name == "outcome")
        asked += [one.field for one in self._ledger.rules.questions if one.asked(chosen)]
        if kind is EventKind.REPLY:
            user = self._session.user
            by, signed = SIGNED
            own = user.name if user.role is Role.LEADER else ""
            asked += [by, replace(signed, default=own)]
        return [*asked, CONFIRMED]

    def _review(self, row: store.Stored, values: Mapping[str, object]) -> Sequence[Field]:
        found = self.review(row)
        wanted = str(values.get("step") or found.present or found.steps[-1].step.code)
        state = next((one for one in found.steps if wanted in _names(one.step)), found.steps[0])
        boxes = [_review_box(box, found, state) for box in FORMS[EventKind.REVIEW]]
        if state is found.steps[0]:
            boxes.append(replace(_PARTS, default="\n".join(one for one in found.parts if one)))
        return boxes

    def _approve(self, row: store.Stored) -> Sequence[Field]:
        stages = self._ledger.rules.stages
        proposal = approval.last_proposal(self._ledger.events(row))
        missing = proposal.missing(stages) if proposal else list(stages)
        first = missing[0].code if missing else stages[-1].code
        choices = tuple((stage.code, stage.label) for stage in stages)
        return tuple(
            replace(box, default=first, choices=choices) if box.name == "stage" else box
            for box in FORMS[EventKind.APPROVE]
        )


def _review_box(box: Field, found: Guide, state: StepState) -> Field:
    match box.name:
        case "step":
            choices = tuple(_names(one.step) for one in found.steps)
            return replace(box, default=state.step.code, choices=choices)
        case "part" if state.step.by_part:
            first = str(state.open_parts[0]) if state.open_parts else "0"
            named = enumerate(found.parts)
            choices = tuple((str(at), f"{at + 1} {part}" if part else _WHOLE) for at, part in named)
            return replace(box, default=first, choices=choices)
        case "part":
            return replace(box, choices=(("0", _WHOLE),))
        case "answer":
            answers = tuple((one.code, one.label) for one in state.step.answers)
            return replace(box, choices=answers)
        case _:
            return box


def _names(step: Step) -> tuple[str, str]:
    return (step.code, step.label)
