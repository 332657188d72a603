"""Giving one more person a log-in."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import GkdeskError
from gkdesk.ui.context import Context
from gkdesk.ui.look import RED, px
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label
from gkdesk.ui.widgets.field_form import Ask, FieldForm

ASKS = (
    Ask("name", "姓名", wide=True),
    Ask(
        "role",
        "角色",
        "choice",
        choices=tuple((role.value, role.label) for role in Role),
        wide=True,
    ),
    Ask("password", "密码", help="至少8位，由本人保管", wide=True),
)


class UserDialog(QDialog):
    """Name, role, first password."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("增加用户 — 政务公开工作台")
        self.form = FieldForm(ASKS)
        password = self.form.input("password")
        if isinstance(password, QLineEdit):
            password.setEchoMode(QLineEdit.EchoMode.Password)
        self._fault = label("", 14, 400, RED, wrap=True)
        body = column(
            label("增加用户", 20, 700), self.form, self._fault, None, gap=10,
            margins=(22, 16, 22, 10),
        )  # fmt: skip
        go = button("增加用户", "primary", "check", on=self.accept)
        stay = button("先不增加", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, stay, go), gap=0))
        self.resize(px(460), px(440))

    def accept(self) -> None:
        """Add the user; a refusal is shown here."""
        values = self.form.values()
        empty = {name: "请填写" for name in ("name", "password") if not values[name]}
        if empty:
            self.form.mark(empty)
            return
        try:
            self._context.desk.accounts.add(
                values["name"], values["password"], Role(values["role"])
            )
        except GkdeskError as error:
            self._fault.setText(str(error))
            return
        super().accept()
