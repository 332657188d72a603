"""One step of a case: what it needs is asked, then it is taken, or refused with its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.requests.model import Field, Move
from gkdesk.ui.context import Context
from gkdesk.ui.drafts import Draft
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


def step_draft(desk: Desk, uid: str, step: str) -> Draft:
    """Return where what was typed for one step of one case is kept."""
    return Draft(desk, f"requests.{uid}.{step}")


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
        self.remember(step_draft(desk, uid, move.event))
