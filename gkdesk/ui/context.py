"""What every page is handed: the office, long work, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report

from .say import say
from .tasks import Tasks

if TYPE_CHECKING:
    from gkdesk.desk import Desk

    from .printing.run import PrintRun

WEEKDAYS = "一二三四五六日"


@dataclass
class Context:
    """The window's hand-over to its pages; ``go`` opens a section, ``refresh`` its badges."""

    desk: Desk
    tasks: Tasks
    go: Callable[[str, str], None]  # section, subject ("" for the section's first page)
    refresh: Callable[[], None]
    status: Callable[[str], None]
    wide: Callable[[], bool]  # whether a third column fits beside the others
    # printing lives longer than its page: the window may be locked or show another one meanwhile
    print_run: PrintRun | None = None

    def printing(self) -> PrintRun:
        """Return what prints in the background; made when first asked for."""
        if self.print_run is None:
            from .printing.run import PrintRun

            self.print_run = PrintRun(self)
        return self.print_run

    def do(self, parent: QWidget, work: Callable[[], object]) -> bool:
        """Run one short use case; say what went wrong; tell whether it went through."""
        try:
            work()
        except GkdeskError as error:
            say().trouble(parent, error)
            return False
        self.refresh()
        return True

    def do_long(
        self,
        parent: QWidget,
        work: Callable[[Desk, Report], Any],
        done: Callable[[Any], None],
        progressed: Callable[[int, int, str], None] | None = None,
        settled: Callable[[], None] | None = None,
    ) -> None:
        """Run long work on its own connection in the pool; the callbacks run here.

        ``settled`` is called last, whether the work went through or not.
        """

        def in_thread(report: Report) -> object:
            with self.desk.another() as other:
                return work(other, report)

        def failed(error: Exception) -> None:
            self._settle(settled)
            self._tell(parent, error)

        def finished(result: object) -> None:
            done(result)
            self._settle(settled)

        self.tasks.start(in_thread, done=finished, failed=failed, progressed=progressed)

    def ask_long(
        self,
        widget: QWidget,
        work: Callable[[Desk, Report], Any],
        done: Callable[[Any], None],
    ) -> None:
        """Ask something that may take long; the answer is dropped when the widget is gone."""

        def in_thread(report: Report) -> object:
            with self.desk.another() as other:
                return work(other, report)

        def arrived(result: object) -> None:
            if isValid(widget):
                done(result)

        self.tasks.start(in_thread, done=arrived, failed=lambda error: self._tell(widget, error))

    def _settle(self, settled: Callable[[], None] | None) -> None:
        self.refresh()
        if settled is not None:
            settled()

    def _tell(self, parent: QWidget, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.status(str(error))
        elif isinstance(error, GkdeskError):
            say().trouble(parent, error)
        else:
            raise error


def day(on: date | None, *, year: int | None = None) -> str:
    """Write a date for the screen: 4月10日 周五, with the year when it is another one."""
    if on is None:
        return "待定"
    ahead = f"{on.year}年" if year is not None and on.year != year else ""
    return f"{ahead}{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"


def short_day(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else "—"
