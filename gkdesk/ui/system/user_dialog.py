"""Giving one more person a log-in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

ASKS = (
    Ask("name", "姓名"),
    Ask("role", "角色", "choice", choices=tuple((role.value, role.label) for role in Role)),
    Ask("password", "密码", "password", help="至少8位，由本人保管"),
)


class UserDialog(FormDialog):
    """Name, role, first password."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        accounts = context.desk.accounts

        def take(values: Mapping[str, str]) -> None:
            if not values.get("name"):
                raise BadValue("name", "姓名", "没有填写")
            accounts.add(values["name"], values.get("password", ""), Role(values["role"]))

        today = context.desk.session.today
        super().__init__(parent, "增加用户", ASKS, take, today=today, columns=1)
