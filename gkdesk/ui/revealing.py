"""Personal data shown whole on demand: noted, and covered again after a minute."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError

from .say import say

SHOWN_MS = 60_000


class Reveal(QObject):
    """Whether data is shown whole now; ``changed`` tells whoever shows it, in the place it has."""

    changed = Signal()

    def __init__(self, parent: QWidget, note: Callable[[], object]) -> None:
        """``note`` writes down that somebody looks; when it cannot, nothing is shown."""
        super().__init__(parent)
        self._page = parent
        self._note, self.on = note, False
        self._minute = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._minute.timeout.connect(self.cover)

    def show(self) -> None:
        """Show the data for a minute; shown already, for a minute more."""
        try:
            if not self.on:
                self._note()
        except GkdeskError as error:
            say().trouble(self._page, error)
            self.changed.emit()  # whoever asked shows that it is covered still
            return
        self._minute.start()
        self._put(on=True)

    def cover(self) -> None:
        """Cover the data."""
        self._minute.stop()
        self._put(on=False)

    def toggle(self) -> None:
        (self.cover if self.on else self.show)()

    def _put(self, *, on: bool) -> None:
        if on is not self.on:
            self.on = on
            self.changed.emit()
