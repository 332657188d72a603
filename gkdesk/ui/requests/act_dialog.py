"""One step of a case: what it needs is asked, then it is taken, or refused with its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.requests.model import Field, Move
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk


def ask_of(field: Field) -> Ask:
    """Turn a room's field into what the form asks."""
    return Ask(
        field.name,
        field.label,
        field.kind,
        required=field.required,
        default=field.default,
        help=field.help,
        choices=field.choices,
        blank=field.required,  # what the law asks for is never chosen by the program
    )


class StepDraft:
    """What was typed for one step of one case: sealed, the logged-in user's own."""

    def __init__(self, desk: Desk, uid: str, step: str) -> None:
        self._desk, self._place = desk, f"requests.{uid}.{step}"

    def load(self) -> Mapping[str, str]:
        unlocked = self._desk.session.unlocked
        return self._desk.accounts.draft(self._place) if unlocked else {}

    def save(self, values: Mapping[str, str]) -> None:
        if self._desk.session.unlocked:
            self._desk.accounts.save_draft(self._place, values)

    def drop(self) -> None:
        if self._desk.session.unlocked:
            self._desk.accounts.drop_draft(self._place)


class ActDialog(FormDialog):
    """Asks for one step's fields."""

    def __init__(self, parent: QWidget, context: Context, uid: str, move: Move) -> None:
        desk = context.desk
        super().__init__(
            parent,
            move.label,
            [ask_of(field) for field in move.fields],
            lambda values: desk.requests.act(uid, move.event, values),
            today=desk.session.today,
            hint=move.reason,
        )
        self.remember(StepDraft(desk, uid, move.event))
