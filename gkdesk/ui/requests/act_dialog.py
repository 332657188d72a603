"""One step of a case: what it needs is asked, then it is taken, or refused with its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.requests.model import Field, Move
from gkdesk.ui.context import Context
from gkdesk.ui.drafts import Draft
from gkdesk.ui.widgets.basic import label, notice
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


def told_fee(desk: Desk, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return what a notice with these boxes would charge, and a line for each price.

    Raises:
        BadForm: what the amount comes from is missing or wrong.
    """
    found = desk.requests.fee(values)
    words = f"应收信息处理费{found.amount:,}元" if found.amount else "按标准不收费"
    return words, found.lines


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


class ChargeDialog(ActDialog):
    """通知缴费: what it comes to by the standard is told while the boxes are filled."""

    def __init__(self, parent: QWidget, context: Context, uid: str, move: Move) -> None:
        super().__init__(parent, context, uid, move)
        self._desk = context.desk
        self.fee = label("", 15, wrap=True)
        self.put_under_title(notice("blue", "wallet", (self.fee, 1)))
        self.form.changed.connect(self.reckon)
        self.reckon()

    def reckon(self) -> None:
        """Say the amount and how it comes about; what is asked of 按件 alone is shown for it."""
        values = self.values()
        piece = values.get("fee_method") != "volume"
        self.form.show_only([name for name in self.form.values() if piece or name != "fee_before"])
        if "fee_method" not in values or "fee_count" not in values:
            self.fee.setText("选好收费方式、填好件数或者页数，这里列出金额和怎么算的。")
            return
        try:
            found, lines = told_fee(self._desk, values)
        except GkdeskError as error:
            self.fee.setText(str(error))
        else:
            self.fee.setText(f"{found}。{'；'.join(lines)}。" if lines else f"{found}。")
