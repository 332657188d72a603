"""The questions the village dialogs share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.drafts import Draft
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take

ON = Ask("on", "日期", "date", default="今天", help="可写 4.10、20260410、昨天")


def day_of(values: Mapping[str, str], name: str = "on", label: str = "日期") -> date:
    """Return a date the clerk wrote.

    Raises:
        BadValue: nobody can tell which day is meant.
    """
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError as error:
        raise BadValue(name, label, "认不出，可写 4月10日 或 20260410") from error


def small_dialog(
    parent: QWidget, context: Context, title: str, asks: Sequence[Ask], take: Take, *,
    verb: str = "登记", hint: str = "", draft: tuple[str, str] | None = None,
) -> FormDialog:  # fmt: skip
    """Make a dialog of one column.

    ``draft`` is (uid, act) under which half-filled text is kept.
    """
    today = context.desk.session.today
    made = FormDialog(parent, title, asks, take, today=today, verb=verb, hint=hint, columns=1)
    if draft is not None:
        made.remember(Draft(context.desk, f"village.{'.'.join(draft)}"))
    return made
