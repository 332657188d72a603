"""The writing under way in this window: it goes on while other pages are open or it is locked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report
from gkdesk.sync.drivestate import DriveState, Need, Verdict
from gkdesk.sync.model import SyncPackage
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.ui.context import Context

ETA_AFTER = 3.0  # seconds before a guess of the rest is shown
CHECK, WRITE, READ_BACK, DONE = range(4)
STAGES = ("核对内容并封包", "写入 U 盘", "读回并逐项核对", "可以拔出 U 盘")
_STAGE_OF = {"检查附件": CHECK, "写入": WRITE, "重写": WRITE, "读回核对": READ_BACK}
_LYING, _AGAIN = "核对已写", "重写"


@dataclass(frozen=True)
class Order:
    """What is to be written where."""

    folder: Path
    name: str  # of the drive
    need: Need
    left: frozenset[tuple[str, str]] = frozenset()
    full: bool = False
    checked: str = ""
    number: str = ""  # of a package that only waits for its last step


@dataclass(frozen=True)
class _Outcome:
    package: SyncPackage | None
    error: GkdeskError | None = None
    verdict: Verdict | None = None


class WriteRun(QObject):
    """Writes one package at a time in a thread of its own and tells how far it is."""

    changed = Signal()
    written = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.tasks)  # lives as long as the window
        self._context = context
        self._tasks = Tasks(self)  # a slow stick must not hold up other work
        self._task: Task | None = None
        self._closing = False
        self.order: Order | None = None
        self.running = False
        self.stopping = False
        self.stage, self.step, self.total = CHECK, 0, 0
        self.kept = 0.0  # the part of the file that lay there from before
        self.rewritten = False  # something came back otherwise and was written once more
        self.verdict: Verdict | None = None  # why it did not come to its end
        self.error: GkdeskError | None = None
        self._package: SyncPackage | None = None
        self.wizard_open = False  # so that a window built anew shows it again
        self._began = 0.0  # of the present stage

    def start(self, order: Order) -> None:
        """Write a package, or finish one that only waits for its last step."""
        if self.running:
            return
        self.order, self.running, self.stopping = order, True, False
        self.stage, self.step, self.total = CHECK, 0, 0
        self.kept, self.rewritten = 0.0, False
        self.verdict, self.error = None, None
        self._began = time.monotonic()
        context = self._context

        def work(report: Report) -> _Outcome:
            with context.desk.another() as desk:
                return _written(desk, order, report)

        self._task = self._tasks.start(
            work, done=self._ended, failed=self._broken, progressed=self._moved
        )
        self.changed.emit()

    def stop(self) -> None:
        """Ask the writing to stop; what is on the drive is cleared away."""
        if self.running and self._task is not None:
            self.stopping = True
            self._task.cancel()
            self.changed.emit()

    def forget(self) -> None:
        """Drop what was told of the last writing: another drive or package is meant now."""
        self.verdict, self.error, self.stage = None, None, CHECK

    def take(self) -> SyncPackage | None:
        """Return the package written since this was last asked."""
        taken, self._package = self._package, None
        return taken

    @property
    def fraction(self) -> float:
        return self.step / self.total if self.total else 0.0

    @property
    def slow(self) -> Verdict | None:
        """Say that the drive is slow, once that can be measured."""
        if not self.running or self.stage != WRITE or self.order is None:
            return None
        spent = time.monotonic() - self._began
        found: Verdict | None = self._context.desk.sync.drives.slowness(
            self.fraction, self.order.need.size, spent
        )
        return found

    def seconds_left(self) -> int:
        """Guess how long the present stage takes; 0 while it is too early to say."""
        spent = time.monotonic() - self._began
        if not self.running or not 0 < self.fraction < 1 or spent < ETA_AFTER:
            return 0
        return max(1, round(spent / self.fraction * (1 - self.fraction)))

    def may_close(self, window: QWidget) -> bool:
        """Ask before the window closes on a running job; stop it when it shall close."""
        if self.running:
            left = self.seconds_left()
            words = "正在写入 U 盘" + (f"，还剩约{left}秒。" if left else "。")
            words += "停下以后，下次打开可以接着办。"
            if not say().ask(window, words, yes="停止写入并退出", no="等写完再退出"):
                return False
            self.stop()
        return True

    def close(self) -> None:
        """Wait for the writing to stop, before the window goes away."""
        self._closing = True  # nobody is left to be told
        self._tasks.stop()

    def _moved(self, step: int, total: int, what: str) -> None:
        if what == _LYING:
            kept = step / total if total and not self.rewritten else self.kept
            told, self.kept = f"{self.kept:.0%}", kept
            if not self._closing and told != f"{kept:.0%}":
                self.changed.emit()
            return
        self.rewritten = self.rewritten or what == _AGAIN
        stage = _STAGE_OF.get(what, self.stage)
        if stage != self.stage:
            self._began = time.monotonic()
        self.stage, self.step, self.total = stage, step, total
        if not self._closing:
            self._say(f"{STAGES[stage]} {step} / {total}" if stage != READ_BACK else STAGES[stage])
            self.changed.emit()

    def _ended(self, outcome: _Outcome) -> None:
        self.running, self.stopping = False, False
        self.verdict, self.error = outcome.verdict, outcome.error
        if self._closing:
            return
        if outcome.package is not None:
            self.stage = DONE
            again = "有不一致，已自动重写并通过，" if self.rewritten else ""
            self._say(f"{outcome.package.number}号已写入并读回核对，{again}可以拔出 U 盘")
            self._package = outcome.package
            self.written.emit()
        elif self.verdict is not None:
            self._say(self.verdict.sentence, trouble=self.verdict.state != DriveState.STOPPED)
        elif self.error is not None:
            self._say(str(self.error), trouble=True)
        self.changed.emit()
        self._context.refresh()

    def _broken(self, error: Exception) -> None:
        """Only what is our bug or a trouble before the work began comes here."""
        if isinstance(error, GkdeskError):
            self._ended(_Outcome(None, error))
            return
        self.running, self.stage = False, CHECK
        self.changed.emit()
        raise error

    def _say(self, words: str, *, trouble: bool = False) -> None:
        if self._context.desk.session.unlocked:  # locked, there is no status line
            self._context.status(words, trouble=trouble)


def _written(desk: Desk, order: Order, report: Report) -> _Outcome:
    """Write or finish; what the drive has to do with an error is asked here, off the window."""
    at = [0, 0]

    def told(step: int, total: int, what: str = "") -> None:
        if _STAGE_OF.get(what) == WRITE:
            at[:] = step, total
        report(step, total, what)

    act: Callable[[], SyncPackage] = lambda: desk.sync.finish(order.number, order.folder)  # noqa: E731
    if not order.number:
        act = lambda: desk.sync.write(  # noqa: E731
            order.folder, told, without=order.left, full=order.full, checked=order.checked
        )
    try:
        return _Outcome(act())
    except (GkdeskError, Cancelled) as error:
        said = desk.sync.drives.said(error, order.folder, order.need, (at[0], at[1]))
        return _Outcome(None, error, said)
