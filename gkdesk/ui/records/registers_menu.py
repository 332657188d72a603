"""The button 台账 on the page 公开信息, and what 今日 opens of the registers."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.menus import Entries, offer

REGISTER = "register:"


def ledgers_button(page: QWidget, context: Context) -> QPushButton:
    """Make the button 台账 with its menu."""
    made = button("台账", icon="list-checks")
    made.clicked.connect(lambda: offer(made, entries(page, context)))
    return made


def entries(page: QWidget, context: Context) -> Entries:
    """Return the windows beside the records."""
    return [("台账", lambda: open_registers(page, context))]


def open_registers(page: QWidget, context: Context, name: str = "", uid: str = "") -> None:
    from .registers_dialog import RegistersDialog

    RegistersDialog(page, context, name, uid).exec()
    context.refresh()


def open_subject(page: QWidget, context: Context, subject: str) -> bool:
    """Open what a line of 今日 is about; tell whether it was one of ours."""
    if not subject.startswith(REGISTER):
        return False
    name, _, uid = subject.removeprefix(REGISTER).partition(":")
    # after the page is shown: a window of its own holds up whoever opens it
    QTimer.singleShot(0, page, lambda: open_registers(page, context, name, uid))
    return True
