"""The demo's office, its clock, its people, and the steps done so far."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from gkdesk.base.progress import Report, silent
from gkdesk.desk import Desk

ADMIN, OFFICER, REVIEWER, LEADER = "演示管理员", "周桂芬", "刘建民", "何敏"
PASSWORD = "gkdesk-demo"  # noqa: S105 - printed for everybody who tries the demo
OFFICE, PAPER, USB, COUNTY = "office", "纸面文件", "U盘", "县级收件箱"
VILLAGE_FORM = "F01"
TICKS = 104  # acts the making tells of
WAITING = 2  # the third record waits for its review
PERIOD = "2026Q1"
DAY = date(2026, 4, 10)  # a Friday five days before the villages' sheets of the quarter are due


@dataclass
class MovableClock:
    """The demo office's clock: stands where it is put, at 9:30 in the morning."""

    value: datetime
    moved: Callable[[], None] = lambda: None

    def __call__(self) -> datetime:
        return self.value

    def to(self, day: date) -> None:
        self.moved()
        self.value = datetime(day.year, day.month, day.day, 9, 30)  # noqa: DTZ001 - local time


@dataclass
class Step:
    """What one step of the main job left behind."""

    what: str
    seconds: float = 0.0
    pages: int = 0
    result: str = ""
    files: list[Path] = field(default_factory=list)


@dataclass
class Demo:
    """One run: the folder, the desk, the steps done so far."""

    root: Path
    clock: MovableClock
    today: date
    desk: Desk
    steps: list[Step] = field(default_factory=list)
    faults: int = 0  # of the audit, at the end
    report: Report = silent
    _told: int = 0
    _what: str = ""

    def __post_init__(self) -> None:
        self.clock.moved = self.tell

    def tell(self) -> None:
        """Say how far the making is, between two acts: several times a second.

        Raises:
            Cancelled: somebody stopped it.
        """
        self._told = min(self._told + 1, TICKS)
        self.report(self._told, TICKS, self._what)

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        began = time.perf_counter()
        done = Step(what)
        self._what = what
        self.tell()
        yield done
        done.seconds = time.perf_counter() - began
        self.steps.append(done)

    def log_in(self, name: str) -> None:
        self.tell()
        self.desk.accounts.log_in(name, PASSWORD)

    def ago(self, working_days: int) -> date:
        """Return the day so many working days before today."""
        calendar = self.desk.requests.calendar
        day, left = self.today, working_days
        while left:
            day -= timedelta(days=1)
            left -= calendar.is_working(day)
        return day


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
