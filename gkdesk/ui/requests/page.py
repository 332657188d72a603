"""依申请公开: the section with list, register, case and the annual report's figures."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gkdesk.ui.context import Context

from .annual_page import AnnualPage
from .case_page import CasePage
from .list_page import ListPage
from .opening import Opening
from .register_page import RegisterPage

REGISTER, ANNUAL = "register", "annual"


class RequestsPage(QWidget):
    """Switches between the list and what is opened from it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.list = ListPage(context, self.open)
        self._stack.addWidget(self.list)
        self._opening = Opening(self, context, self.list.prepare)
        self._opening.more.connect(self.list.more)

    def reload(self) -> None:
        """Show the list, as it was left; an open case only asks anew."""
        self.list.reload()
        self._show(self.list)
        self._opening.start()

    def open(self, subject: str) -> None:
        """Open a case by its uid, the register form, or the annual report's figures."""
        self._opening.start()
        if subject == REGISTER:
            self._show(RegisterPage(self._context, self.open, self.reload))
        elif subject == ANNUAL:
            self._show(AnnualPage(self._context, self.open, self.reload))
        else:
            self._show(CasePage(self._context, subject, self.reload))

    def primary(self) -> None:
        self._stack.currentWidget().primary()  # type: ignore[attr-defined]  # our four pages

    @property
    def present(self) -> QWidget:
        return self._stack.currentWidget()

    def _show(self, page: QWidget) -> None:
        before = self._stack.currentWidget()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not self.list and before is not page:
            self._stack.removeWidget(before)
            before.deleteLater()
