"""The password of the county's key file, asked once for a window and tried in a thread."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync.keys import KeyPair
from gkdesk.ui.look import INK2, RED, font
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at

from .inbox import Inbox


def unlock(parent: QWidget, inbox: Inbox) -> bool:
    """Open the key file unless it is open already; tell whether the keys are there."""
    if inbox.pairs:
        return True
    return bool(PasswordDialog(parent, inbox).exec()) and bool(inbox.pairs)


class PasswordDialog(QDialog):
    """One field, one button."""

    def __init__(self, parent: QWidget, inbox: Inbox) -> None:
        super().__init__(parent)
        self._inbox = inbox
        self.setWindowTitle("密钥文件的密码 — 政务公开工作台")
        self.password = QLineEdit()
        self.password.setFont(font(15))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密钥文件的密码")
        self._fault = label("", 14, 400, RED, wrap=True)
        self._fault.hide()
        self.go = button("打开", "primary", on=self.accept)
        hint = "加密的同步包要用县里的密钥打开。输入一次，到关闭窗口为止都有效。"
        body = column(
            label("密钥文件的密码", 20, 700), label(hint, 14, 400, INK2, wrap=True),
            self.password, self._fault, None, gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(None, button("先不打开", on=self.reject), self.go)
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 460, 290)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Try the password; guessing costs time on purpose, so a thread waits for it."""
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        typed, own = self.password.text(), self._inbox.own

        def work(_report: Report) -> list[KeyPair] | GkdeskError:
            try:
                return own.pairs(typed)
            except GkdeskError as error:
                return error

        self._inbox.plain(self, work, self._tried)

    def _tried(self, found: list[KeyPair] | GkdeskError) -> None:
        self.go.setEnabled(True)
        if isinstance(found, GkdeskError) or not found:
            self._fault.setText(str(found) if found else "收件箱里还没有密钥，请先在“密钥”里生成。")
            self._fault.show()
            self.password.clear()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._inbox.pairs = found
        super().accept()
