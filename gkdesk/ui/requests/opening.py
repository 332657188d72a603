"""Opens the sealed requests in the background of the window, never longer than a blink at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gkdesk.ui.context import Context

AT_ONCE = 0.010  # seconds of work between two looks at what the clerk does
PAUSE_MS = 4
TOLD_EVERY = 16  # slices


class Opening(QObject):
    """Goes on until every request is open, then with ``after`` until that is done too.

    ``more`` is sent now and then, and when everything is open.
    """

    more = Signal()

    def __init__(self, parent: QObject, context: Context, after: Callable[[float], bool]) -> None:
        super().__init__(parent)
        self._context, self._after = context, after
        self._slices = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        self._timer.start()

    def _step(self) -> None:
        desk = self._context.desk
        if not desk.session.unlocked:
            self._timer.stop()
        elif desk.requests.roster.whole:
            if self._after(AT_ONCE) and desk.requests.roster.index(AT_ONCE):
                self._timer.stop()
        else:
            whole = desk.requests.roster.load(AT_ONCE)
            self._slices += 1
            if whole or self._slices % TOLD_EVERY == 0:
                self.more.emit()
