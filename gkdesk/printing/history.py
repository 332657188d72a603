"""Looking back: jobs as they stand, the stopped ones, the log."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from . import store
from .declined import NoSuchJob, NothingUnfinished, WhichJob
from .machine import Machine
from .model import MOST_JOBS, Item, Job, LogLine


class History(Machine):
    """What was printed, and what waits to be continued."""

    # jobs being printed in this process: the folder's lock keeps other programs out
    _busy: ClassVar[set[tuple[Path, int]]] = set()
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def job(self, number: int) -> Job:
        """Return a job as it stands.

        Raises:
            NoSuchJob: there is none of this number.
        """
        found = store.job(self._session.conn, number)
        if found is None:
            raise NoSuchJob(number=number)
        return self._marked(found)

    def unfinished(self) -> list[Job]:
        """Return the jobs that can be continued, newest first."""
        found = [self._marked(job) for job in store.unfinished(self._session.conn)]
        return [job for job in found if job.state.open]

    def the_unfinished(self, number: int | None) -> Job:
        """Return the job to go on with: the one named, or the only one there is.

        Raises:
            NothingUnfinished, WhichJob: none was named, and there is none or more than one.
            NoSuchJob: there is none of this number.
        """
        if number is not None:
            return self.job(number)
        waiting = self.unfinished()
        if not waiting:
            raise NothingUnfinished
        if len(waiting) > 1:
            numbers = "、".join(str(job.id) for job in waiting)
            raise WhichJob(count=len(waiting), numbers=numbers)
        return waiting[0]

    def log(
        self, *, on: date | None = None, printer: str = "", again: bool = False
    ) -> list[LogLine]:
        """Return what was printed and what was not, newest first, of the last 300 jobs.

        Args:
            on: only this day.
            printer: only this printer.
            again: only what was printed again (补打).
        """
        lines = [
            _line(job, item)
            for job in map(
                self._marked,
                store.jobs(self._session.conn, on=on.isoformat() if on else "", most=MOST_JOBS),
            )
            for item in reversed(job.items)
            if item.events
        ]
        return [
            line
            for line in sorted(lines, key=lambda line: line.at, reverse=True)
            if (on is None or line.at.startswith(on.isoformat()))
            and printer in ("", line.printer)
            and (line.again or not again)
        ]

    def older_jobs(self, *, on: date | None = None) -> int:
        """Count the jobs that ``log`` does not go back to."""
        day = on.isoformat() if on else ""
        return max(0, store.count_jobs(self._session.conn, on=day) - MOST_JOBS)

    def _marked(self, job: Job) -> Job:
        return replace(job, running=(self._session.folder.resolve(), job.id) in self._busy)


def _line(job: Job, item: Item) -> LogLine:
    last = item.events[-1]
    used = [event.printer for event in item.events if event.printer]
    return LogLine(
        job=job.id, at=last.at, title=job.title, period=job.period, name=item.name,
        printer=used[-1] if used else job.setup.printer, pages=item.pages,
        sent=sum(event.last - event.first + 1 for event in item.sent), copies=job.setup.copies,
        state=job.state_of(item), again=item.again, draft=item.draft, sha256=item.sha256,
        by=last.by, reason=item.reason,
    )  # fmt: skip
