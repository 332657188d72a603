"""同步包: the list of what went, one package of it, or the wizard for the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget

from gkdesk.sync.model import NUMBER, PackageState
from gkdesk.ui.context import Context

from .home_page import HomePage
from .package_page import PackagePage
from .wizard import Wizard

KEYS, NEW, RETURNED, DOWN = "keys", "new", "returned", "down"


class SyncPage(QStackedWidget):
    """Three pages in one place; what is open stays open while the clerk is elsewhere."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.home, self.wizard = HomePage(context), Wizard(context)
        self.package = PackagePage(context)
        for page in (self.home, self.wizard, self.package):
            self.addWidget(page)
        self.home.began.connect(self.begin)
        self.home.opened.connect(self.show_package)
        self.wizard.closed.connect(self._closed)
        self.wizard.receipts.connect(self._take_receipts)
        self.wizard.keys.connect(self._keys_from_wizard)
        self.package.closed.connect(self.show_home)
        self.package.went_on.connect(self._go_on)
        self.package.voided.connect(self._closed)
        if context.writing().wizard_open:  # built anew: another type size, or unlocked again
            self.begin()

    def reload(self) -> None:
        self._present.reload()

    def open(self, subject: str) -> None:
        """Show a package by number, or ``new``, ``keys``, ``returned``, ``down:`` of the county."""
        if subject == NEW:
            self.begin()
        elif subject == RETURNED:
            self._show_returned()
        elif NUMBER.match(subject):
            self.show_package(subject)
        else:
            self.show_home()
            if subject == KEYS:
                self.home.show_keys()
            if subject.startswith(DOWN):
                self.home.show_down(subject.partition(":")[2])

    def primary(self) -> None:
        self._present.primary()

    def back(self) -> bool:
        """Go one step back; from the list there is none."""
        if self._present is self.wizard:
            return self.wizard.back()
        return self._present is self.package and self.package.back()

    def begin(self) -> None:
        """Open the wizard where it was left."""
        self.setCurrentWidget(self.wizard)
        self.wizard.begin()

    def show_home(self) -> None:
        self.setCurrentWidget(self.home)
        self.home.reload()

    def show_package(self, number: str) -> None:
        self.setCurrentWidget(self.package)
        self.package.show_package(number)

    @property
    def _present(self) -> HomePage | Wizard | PackagePage:
        present = self.currentWidget()
        pages: Sequence[HomePage | Wizard | PackagePage] = (self.home, self.wizard, self.package)
        return next(page for page in pages if page is present)

    def _closed(self, words: str) -> None:
        self.show_home()
        if words:
            self.home.tell("green", words)

    def _go_on(self, state: PackageState) -> None:
        """Do what a package waits for; one without its last step is finished at the drives."""
        if state is PackageState.VERIFIED:
            self.show_home()
            self.home.read_receipt()
            return
        self.begin()
        if state is PackageState.WRITTEN:
            self.wizard.to_drives()

    def _take_receipts(self, paths: Sequence[str]) -> None:
        self.home.take_receipts(paths)

    def _keys_from_wizard(self) -> None:
        self.home.show_keys()
        self.wizard.reload()

    def _show_returned(self) -> None:
        """Show the newest package the county returned rows of."""
        found = [one for one in self._context.desk.sync.packages() if one.returned]
        if found:
            self.show_package(found[0].number)
        else:
            self.show_home()
