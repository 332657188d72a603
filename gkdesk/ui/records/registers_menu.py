"""The button 台账 on the page 公开信息, and what 今日 opens of the registers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.menus import Entries, offer

REGISTER, TRANSFER, GUIDES = "register:", "transfer:", "guides"


def ledgers_button(page: QWidget, context: Context) -> QPushButton:
    """Make the button 台账 with its menu."""
    made = button("台账", icon="list-checks")
    made.clicked.connect(lambda: offer(made, entries(page, context)))
    return made


def entries(page: QWidget, context: Context) -> Entries:
    """Return the windows beside the records."""
    return [
        ("台账", lambda: open_registers(page, context)),
        ("移送档案馆、图书馆", lambda: open_transfer(page, context)),
        ("办事指南", lambda: open_guides(page, context)),
        ("政务公开自查", lambda: open_selfcheck(page, context)),
    ]


def open_registers(page: QWidget, context: Context, name: str = "", uid: str = "") -> None:
    """Open the registers, or the window that keeps a register of its own."""
    if name == GUIDES:
        open_guides(page, context, uid)
        return
    from .registers_dialog import RegistersDialog

    RegistersDialog(page, context, name, uid).exec()
    context.refresh()


def open_transfer(page: QWidget, context: Context, month: str = "", code: str = "") -> None:
    from .transfer_dialog import TransferDialog

    TransferDialog(page, context, month, code).exec()
    context.refresh()


def open_guides(page: QWidget, context: Context, uid: str = "") -> None:
    from .guides_dialog import GuidesDialog

    GuidesDialog(page, context, uid).exec()
    context.refresh()


def open_selfcheck(page: QWidget, context: Context) -> None:
    from .selfcheck_dialog import SelfCheckDialog

    SelfCheckDialog(page, context).exec()
    context.refresh()


def open_subject(page: QWidget, context: Context, subject: str) -> bool:
    """Open what a line of 今日 is about; tell whether it was one of ours."""
    for head, opener in ((REGISTER, open_registers), (TRANSFER, open_transfer)):
        if subject.startswith(head):
            name, _, uid = subject.removeprefix(head).partition(":")
            # after the page is shown: a window of its own holds up whoever opens it
            QTimer.singleShot(0, page, partial(opener, page, context, name, uid))
            return True
    return False
