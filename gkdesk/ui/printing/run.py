"""The print job under way in this window: it goes on while other pages are open or it is locked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gkdesk import settings
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report
from gkdesk.printing.drivers import Driver, NoPrintCommands, Watch
from gkdesk.printing.model import Halt, Job, Printer
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.ui.context import Context

ETA_AFTER = 3.0  # seconds before a guess of the rest is shown
Make = Callable[["Desk", Report], Job]


class PrintRun(QObject):
    """Prints one job at a time in a thread of its own and tells how far it is."""

    changed = Signal()  # another page, another state
    printers_found = Signal()
    _made = Signal(object)  # from the thread: the job of a new batch

    def __init__(self, context: Context) -> None:
        super().__init__(context.tasks)  # lives as long as the window
        self._context = context
        # not the window's pool: a printer that waits for paper must not hold up an import
        self._tasks = Tasks(self)
        self._halt = Halt.NO
        self._began = 0.0
        self._first = 0
        self._driver: Driver | None = None
        self._closing = False
        self.running = False
        self.number = 0  # the job's; 0 while it is being prepared
        self.step, self.total, self.what = 0, 0, ""
        self.error: GkdeskError | None = None
        self.printers: list[Printer] = []
        self.printers_error: GkdeskError | None = None
        self._made.connect(self._prepared)

    @property
    def driver(self) -> Driver:
        """The way to this machine's printers: CUPS where it is, else Qt."""
        if self._driver is None:
            try:
                self._driver = self._context.desk.printing.cups()
            except NoPrintCommands:
                from .qtdriver import QtDriver

                chosen, _problems = settings.read(self._context.desk.session.folder)
                self._driver = QtDriver(dpi=chosen.print_dpi)
        return self._driver

    @driver.setter
    def driver(self, driver: Driver) -> None:
        self._driver = driver

    def find_printers(self) -> None:
        """Ask the system for its printers; ``printers_found`` when it has answered."""
        if not self.running:
            self._tasks.start(
                lambda _report: self.driver.printers(), done=self._found, failed=self._not_found
            )

    def start(self, job: Job, *, printer: str = "") -> None:
        """Go on with a job, or begin one that is made already."""
        if not self.running:
            self.number = job.id
            self._begin(lambda _desk, _report: job, len(job.printed), len(job.items), printer)

    def start_new(self, make: Make, total: int) -> None:
        """Make a job of so many items and print it, in one go: a lock in between stops neither."""
        if not self.running:
            self.number = 0
            self._begin(make, 0, total, "")

    def _begin(self, make: Make, done: int, total: int, printer: str) -> None:
        self._halt, self.error, self.running = Halt.NO, None, True
        self.step, self.total, self.what = done, total, ""
        self._began, self._first = time.monotonic(), done
        context = self._context

        def work(report: Report) -> Job:
            def preparing(step: int, total: int, what: str = "") -> None:
                if self._halt is not Halt.NO:
                    raise Cancelled
                report(step, total, what)

            with context.desk.another() as desk:
                job = make(desk, preparing)
                self._made.emit(job)
                watch = Watch(report=report, wish=lambda: self._halt)
                return desk.printing.print_(job.id, self.driver, watch, printer=printer)

        self._tasks.start(work, done=self._ended, failed=self._failed, progressed=self._moved)
        self.changed.emit()

    def pause(self) -> None:
        self._halt = Halt.PAUSE

    def stop(self) -> None:
        self._halt = Halt.STOP

    def minutes_left(self) -> int:
        """Guess how many minutes the rest takes; 0 while it is too early to say."""
        spent, done = time.monotonic() - self._began, self.step - self._first
        if not done or spent < ETA_AFTER or not self.number:
            return 0
        return max(1, round(spent / done * (self.total - self.step) / 60))

    def may_close(self, window: QWidget) -> bool:
        """Ask before the window closes on a running job; stop it when it shall."""
        if self.running:
            words = f"正在打印，还剩{self.total - self.step}个。停下以后，下次打开可以接着打。"
            if not say().ask(window, words, yes="停止打印并退出", no="继续打印"):
                return False
            self.stop()
        self._closing = True  # nobody is left to be told
        self._tasks.stop()
        return True

    def _prepared(self, job: Job) -> None:
        self.number = job.id
        self.step, self.total, self.what = len(job.printed), len(job.items), ""
        self._began = time.monotonic()
        if not self._closing:
            self.changed.emit()

    def _moved(self, step: int, total: int, what: str) -> None:
        if (step, what) != (self.step, self.what) and not self._closing:
            self.step, self.total, self.what = step, total, what
            verb = "打印" if self.number else "准备"
            self._say(f"正在{verb}：第{min(step + 1, total)} / {total}个 {what}")
            self.changed.emit()

    def _ended(self, job: Job) -> None:
        self.running = False
        if self._closing:
            return
        self._say(f"打印任务{job.state.label}：已打印{len(job.printed)}个，共{len(job.items)}个")
        self.changed.emit()
        # not in one breath with the page: each of the two keeps the window for a moment
        QTimer.singleShot(0, self, self._context.refresh)

    def _failed(self, error: Exception) -> None:
        self.running = False
        if self._closing:
            return
        if isinstance(error, Cancelled):
            self._say("已停下，没有打印" if not self.number else "已停下，以后可以接着打")
        elif isinstance(error, GkdeskError):
            self.error = error
            self._say(str(error))
        self.changed.emit()
        if not isinstance(error, GkdeskError):
            raise error

    def _found(self, printers: list[Printer]) -> None:
        self.printers, self.printers_error = printers, None
        if not self._closing:
            self.printers_found.emit()

    def _not_found(self, error: Exception) -> None:
        if not isinstance(error, GkdeskError):
            raise error
        self.printers, self.printers_error = [], error
        if not self._closing:
            self.printers_found.emit()

    def _say(self, words: str) -> None:
        if self._context.desk.session.unlocked:  # locked, there is no status line
            self._context.status(words)
