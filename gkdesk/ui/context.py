"""What every page is handed: the office, long work, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report

from .reckoning import Reckoning
from .say import say
from .tasks import Task, Tasks

if TYPE_CHECKING:
    from gkdesk.desk import Desk

    from .printing.run import PrintRun
    from .sync.write_run import WriteRun

WEEKDAYS = "一二三四五六日"


class Status(Protocol):
    """Says a line at the foot of the window."""

    def __call__(self, words: str, *, trouble: bool = False) -> None: ...


@dataclass
class Context:
    """The window's hand-over to its pages; ``go`` opens a section, ``refresh`` its badges."""

    desk: Desk
    tasks: Tasks
    go: Callable[[str, str], None]  # section, subject ("" for the section's first page)
    refresh: Callable[[], None]
    status: Status
    wide: Callable[[], bool]  # whether a third column fits beside the others
    rebuild: Callable[[], None]  # build the window anew: its frame says something else now
    reopen: Callable[[], None]  # close the office and open it anew: a backup lies ready
    # printing lives longer than its page: the window may be locked or show another one meanwhile
    print_run: PrintRun | None = None
    write_run: WriteRun | None = None
    # what went wrong behind the lock: told to whoever unlocks
    untold: list[GkdeskError] = field(default_factory=list)
    # texts of the annual report that could not be saved: user, year, field → what was typed
    unsaved: dict[tuple[str, int, str], str] = field(default_factory=dict)
    _reckoning: Reckoning | None = None

    @property
    def reckoning(self) -> Reckoning:
        """Where duties are asked for."""
        if self._reckoning is None:
            self._reckoning = Reckoning(self)
        return self._reckoning

    def printing(self) -> PrintRun:
        """Return what prints in the background; made when first asked for."""
        if self.print_run is None:
            from .printing.run import PrintRun

            self.print_run = PrintRun(self)
        return self.print_run

    def writing(self) -> WriteRun:
        """Return what writes sync packages in the background; made when first asked for."""
        if self.write_run is None:
            from .sync.write_run import WriteRun

            self.write_run = WriteRun(self)
        return self.write_run

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
    ) -> Task:
        """Run long work on its own connection in the pool; the callbacks run here.

        ``settled`` is called last, whether the work went through or not. A page that was built
        anew meanwhile (another type size, the lock) is not called back: it asks for itself.
        """

        def in_thread(report: Report) -> object:
            with self.desk.another() as other:
                return work(other, report)

        def failed(error: Exception) -> None:
            self._settle(parent, settled)
            self.tell(parent, error)

        def finished(result: object) -> None:
            if self._there(parent):
                done(result)
            self._settle(parent, settled)

        def moved(step: int, total: int, what: str) -> None:
            if progressed is not None and self._there(parent):
                progressed(step, total, what)

        return self.tasks.start(in_thread, done=finished, failed=failed, progressed=moved)

    def ask_long(
        self,
        widget: QWidget,
        work: Callable[[Desk, Report], Any],
        done: Callable[[Any], None],
        *,
        drives: bool = False,
    ) -> None:
        """Ask something that may take long and writes nothing.

        The answer is dropped when the widget is gone. ``drives``: it looks at plugged drives.
        """

        def arrived(result: object) -> None:
            if self._there(widget):
                done(result)

        def failed(error: Exception) -> None:
            # nobody waits for the answer any more
            if self._there(widget) or not isinstance(error, GkdeskError):
                self.tell(widget, error)

        self.ask_anyway(work, done=arrived, failed=failed, drives=drives)

    def ask_anyway(
        self,
        work: Callable[[Desk, Report], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        drives: bool = False,
    ) -> None:
        """Ask something whose answer is wanted whoever is there when it comes."""

        def in_thread(report: Report) -> object:
            with self.desk.another() as other:
                return work(other, report)

        self._askers[drives].start(in_thread, done=done, failed=failed)

    @cached_property
    def _askers(self) -> tuple[Tasks, Tasks]:
        """Who answers questions, and who those about drives: a stick may hang.

        Questions only read, so they need not wait for an import or sixty PDFs.
        """
        return Tasks(self.tasks), Tasks(self.tasks)

    def stop(self) -> None:
        """Cancel all work and wait for it, before the window goes away."""
        for asker in self._askers:
            asker.stop()
        self.tasks.stop()

    def tell_waiting(self, parent: QWidget) -> None:
        """Say what went wrong while the window was locked."""
        waiting, self.untold = self.untold, []
        for error in waiting:
            say().trouble(parent, error)

    def _there(self, widget: QWidget) -> bool:
        return isValid(widget) and self.desk.session.unlocked

    def _settle(self, parent: QWidget, settled: Callable[[], None] | None) -> None:
        self.refresh()
        if settled is not None and self._there(parent):
            settled()

    def tell(self, parent: QWidget, error: Exception) -> None:
        """Say what went wrong in the background, behind the lock only after it."""
        if not isinstance(error, GkdeskError):
            raise error
        if not self.desk.session.unlocked:
            self.untold.append(error)
        elif isinstance(error, Cancelled):
            self.status(str(error))
        else:
            say().trouble(parent if isValid(parent) else None, error)


def day(on: date | None, *, year: int | None = None) -> str:
    """Write a date for the screen: 4月10日 周五, with the year when it is another one."""
    if on is None:
        return "待定"
    ahead = f"{on.year}年" if year is not None and on.year != year else ""
    return f"{ahead}{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"


def short_day(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else "—"
