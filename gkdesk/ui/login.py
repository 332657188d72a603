"""The log-in page, shown at the start and over a locked window."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.loading import uncollected

from .look import INK3, RED, font, px
from .tasks import Tasks
from .widgets.basic import box, button, card, column, label, row
from .widgets.calm_combo import CalmCombo

if TYPE_CHECKING:
    from gkdesk.desk import Desk


READY_MS = 200  # after the page is painted and before anybody has typed a password
AHEAD = (
    "gkdesk.accounts.vault", "cryptography.hazmat.primitives.keywrap",
    "cryptography.hazmat.primitives.kdf.argon2", "gkdesk.ui.today.page", "gkdesk.search.agenda",
    "gkdesk.sync.due", "gkdesk.documents.service", "gkdesk.requests.service",
    "gkdesk.village.service", "gkdesk.records.service", "gkdesk.records.duty",
    "gkdesk.records.regroom", "gkdesk.records.reglist", "gkdesk.records.transfer",
    "gkdesk.records.published", "gkdesk.requests.aftercare", "gkdesk.requests.remedies",
    "gkdesk.village.reminders", "gkdesk.village.objections", "gkdesk.catalog.confirmdue",
    "gkdesk.catalog.occasions", "gkdesk.base.plainsheet", "gkdesk.ui.today.side",
    "PySide6.QtSvg", "gkdesk.sync.service", "gkdesk.backup.service", "gkdesk.search.starting",
)  # fmt: skip


def load_ahead(desk: Desk) -> None:
    """Load what the first page needs; in a thread, while the password is being typed."""
    with uncollected():
        for name in AHEAD:
            importlib.import_module(name)
    from gkdesk.search.agenda import read_ahead

    read_ahead(desk.session)


class LoginPage(QWidget):
    """Name, password, one button."""

    def __init__(
        self, desk: Desk, done: Callable[[], None], *, name: str = "", words: str = "请登录"
    ) -> None:
        super().__init__()
        self._desk, self._done = desk, done
        self._tasks = Tasks(self)
        self.name = CalmCombo()
        self.name.setFont(font(15))
        self.name.setAccessibleName("用户")
        for user in desk.accounts.users():
            if user.active:
                self.name.addItem(f"{user.name}（{user.role.label}）", user.name)
        self.name.setCurrentIndex(max(0, self.name.findData(name or desk.accounts.last_user())))
        self.password = QLineEdit()
        self.password.setFont(font(15))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.returnPressed.connect(self.log_in)
        self._fault = label("", 14, 400, RED, wrap=True)
        self._fault.hide()
        self.enter = button("登录", "primary", on=self.log_in)
        self.forgotten = button("忘记密码", "link", on=self.recover, size=14)
        self.setLayout(row(None, box(column(None, self._card(words), None, gap=0)), None, gap=0))

    def showEvent(self, event: QShowEvent) -> None:
        # a widget that is not on the screen yet cannot keep the focus
        super().showEvent(event)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(READY_MS, self, self._load_ahead)

    def _load_ahead(self) -> None:
        threading.Thread(target=load_ahead, args=(self._desk,), daemon=True).start()

    def _card(self, words: str) -> QWidget:
        made = card(
            column(
                label(self._desk.session.organ.name, 20, 700),
                label(words, 14, 400, INK3),
                6,
                label("用户", 15, 600),
                self.name,
                label("密码", 15, 600),
                self.password,
                self._fault,
                8,
                self.enter,
                row(None, self.forgotten, None),
                gap=6,
                margins=(28, 24, 28, 28),
            )
        )
        made.setFixedWidth(px(380))
        return made

    def log_in(self) -> None:
        """Try the password in a thread: guessing costs 150 ms on purpose."""
        if not self.enter.isEnabled():
            return
        self.enter.setEnabled(False)
        accounts = self._desk.accounts
        challenge = accounts.challenge(str(self.name.currentData()))
        typed = self.password.text()
        self._tasks.start(
            lambda _report: challenge.answer(typed),
            done=lambda key: self._answered(lambda: accounts.admit(challenge, key)),
            failed=self._raise,
        )

    def recover(self) -> None:
        """Let somebody who forgot the password in with the recovery key."""
        from .passwords import Forgotten

        def failed(error: GkdeskError) -> None:
            self.enter.setEnabled(True)
            self._say(error)

        asked = Forgotten(self, self._desk, self._tasks, self._done, failed)
        if asked.ask(str(self.name.currentData() or "")):
            self.enter.setEnabled(False)

    def _say(self, error: GkdeskError) -> None:
        self._fault.setText(str(error))
        self._fault.show()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self, admit: Callable[[], object]) -> None:
        self.enter.setEnabled(True)
        self.password.clear()
        try:
            admit()
        except GkdeskError as error:
            self._say(error)
            return
        self._done()

    @staticmethod
    def _raise(error: Exception) -> None:
        raise error
