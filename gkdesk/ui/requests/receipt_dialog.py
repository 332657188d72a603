"""更正后出回执: a receipt that could not be printed, with the text put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gkdesk.requests.model import Applicant
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.basic import open_at
from gkdesk.ui.widgets.form_dialog import FormDialog

from .act_dialog import ask_of


def receipt_dialog(parent: QWidget, context: Context, uid: str, who: Applicant) -> FormDialog:
    """Ask for the name and the content as they can be printed; what stays the same is not sent."""
    requests = context.desk.requests
    now = {"name": who.name, "content": who.content}

    def take(values: Mapping[str, str]) -> None:
        changed = {name: values[name] for name in now if values[name] != now[name]}
        requests.receipt(uid, changed)

    asks = [
        replace(ask_of(field), default=now[field.name], help="", required=True)
        for field in requests.receipt_fields()
    ]
    dialog = FormDialog(
        parent,
        "更正后出回执",
        asks,
        take,
        today=context.desk.session.today,
        hint="只改印不出来的字；原来填的记在过程记录里。不用改的直接出回执。",
        verb="出登记回执",
    )
    open_at(dialog, 760, 440)  # what cannot be printed is told above the boxes
    return dialog
