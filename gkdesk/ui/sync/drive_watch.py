"""Notices that a drive was plugged in or pulled, without asking the drives themselves."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from gkdesk.ui.context import Context

EVERY_MS = 1500


class DriveWatch(QTimer):
    """``came_or_went`` when the system's list of drives has changed, while its page is seen."""

    came_or_went = Signal()

    def __init__(self, page: QWidget, context: Context) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self._seen = ""
        self.setInterval(EVERY_MS)
        self.timeout.connect(self.look)
        self.start()

    def look(self) -> None:
        """Compare with what was there before; under a millisecond."""
        if not self._page.isVisible() or not self._context.desk.session.unlocked:
            return
        now = self._context.desk.sync.drives.fingerprint()
        if now != self._seen:
            self._seen = now
            self.came_or_went.emit()
