"""Long work off the window's thread, one piece at a time.

``Tasks`` owns every running task and lives as long as the main window. The signals live here, on
the main thread; a runnable that owned them would destroy them on the pool's thread. The work is a
plain function of the application layer: it knows ``report`` and nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from gkdesk.base.progress import Cancelled, Report

_BITS = 30
Work = Callable[[Report], Any]


class Task(QObject):
    """One piece of work under way."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = Event()

    def cancel(self) -> None:
        self._cancelled.set()

    def report(self, step: int, total: int, what: str = "") -> None:
        """Called by the work, on the pool's thread, between two steps."""
        if self._cancelled.is_set():
            raise Cancelled
        over = max(0, total.bit_length() - _BITS)  # bytes of a large package: Qt counts in 32 bits
        self.progressed.emit(step >> over, total >> over, what)


class Tasks(QObject):
    """Runs work in order: SQLite has one writer, so the pool has one thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def start(
        self,
        work: Work,
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progressed: Callable[[int, int, str], None] | None = None,
    ) -> Task:
        """Queue the work; the callbacks run on the main thread."""
        task = Task(self)
        task.done.connect(done)
        task.failed.connect(failed)
        if progressed is not None:
            task.progressed.connect(progressed)
        # the parent owns the C++ side, so this is the only place that deletes it
        task.done.connect(task.deleteLater)
        task.failed.connect(task.deleteLater)
        self._pool.start(_Runnable(work, task))
        return task

    @property
    def busy(self) -> bool:
        """Whether anything is queued or under way, or its callbacks are still to run."""
        return bool(self.findChildren(Task))

    def under_way(self) -> list[Task]:
        """Return what is queued or under way."""
        found: list[Task] = [*self.findChildren(Task)]
        return found

    def stop(self) -> None:
        """Cancel everything and wait, before the window goes away."""
        tasks: Any = self.findChildren(Task)  # the stubs lose the type
        for task in tasks:
            task.cancel()
        self._pool.waitForDone()


class _Runnable(QRunnable):
    def __init__(self, work: Work, task: Task) -> None:
        super().__init__()
        self._work = work
        self._task = task

    def run(self) -> None:
        try:
            result = self._work(self._task.report)
        except Exception as error:  # noqa: BLE001 - handed to the main thread, not swallowed
            self._task.failed.emit(error)
        else:
            self._task.done.emit(result)
