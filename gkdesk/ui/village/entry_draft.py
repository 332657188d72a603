"""The draft of a sheet being typed: sealed, the logged-in user's own, at most 0.3 s behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.tasks import Tasks
from gkdesk.village.entrysheet import Opened

DRAFT_MS = 300  # after the first change not yet kept; so much typing is lost at the most


class DraftKeeper(QObject):
    """Keeps what is typed; ``kept`` tells at what time, ``refused`` why not."""

    kept = Signal(str)
    refused = Signal(str)

    def __init__(
        self, parent: QObject, context: Context, opened: Opened, reason: Callable[[], str]
    ) -> None:
        super().__init__(parent)
        self._context, self._opened, self._reason = context, opened, reason
        self._tasks = Tasks(self)
        self._dropped = False
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._timer.timeout.connect(self._beside)

    @property
    def waiting(self) -> bool:
        """Tell whether something typed is not kept yet."""
        return self._timer.isActive()

    def load(self) -> Mapping[str, str]:
        return self._context.desk.accounts.draft(self._opened.place)

    def soon(self) -> None:
        """Keep what is typed within 0.3 s."""
        self._dropped = False
        if not self._timer.isActive():
            self._timer.start()

    def now(self) -> None:
        """Keep everything typed at once."""
        self._timer.stop()
        if not self._may():
            return
        self._tasks.stop()  # an older draft must not come behind this one
        values = self._values()
        try:
            self._context.desk.accounts.save_draft(self._opened.place, values)
        except GkdeskError as error:
            self.refused.emit(str(error))
        else:
            self.kept.emit(values["at"])

    def settle(self) -> None:
        """Keep what still waits to be kept."""
        if self._timer.isActive():
            self.now()
        self._tasks.stop()

    def drop(self) -> None:
        """Forget the draft: the sheet was stored, or is begun anew."""
        self._timer.stop()
        self._tasks.stop()
        self._dropped = True
        self._context.desk.accounts.drop_draft(self._opened.place)

    def _may(self) -> bool:
        return self._context.desk.session.unlocked and not self._dropped

    def _beside(self) -> None:
        """Keep beside the window's thread: sealing and a safe write take 30 ms."""
        if not self._may():
            return
        desk, place, values = self._context.desk, self._opened.place, self._values()

        def work(_report: Report) -> str:
            with desk.another() as other:
                other.accounts.save_draft(place, values)
            return values["at"]

        def failed(error: Exception) -> None:
            if not isinstance(error, GkdeskError):
                raise error
            self.refused.emit(str(error))

        self._tasks.start(work, done=self.kept.emit, failed=failed)

    def _values(self) -> dict[str, str]:
        sheet = self._opened.sheet
        return {
            "doc": self._opened.grid.as_json(),
            "reason": self._reason(),
            "base": sheet.uid if sheet else "",
            "at": self._context.desk.session.now().strftime("%H:%M"),
        }
