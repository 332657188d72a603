"""The printing room's door: what can be printed, jobs, settings, the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gkdesk.accounts.session import Session
from gkdesk.base.progress import Report, silent
from gkdesk.db.connection import database_trouble
from gkdesk.documents.model import Paper

from . import store
from .declined import (
    BadSetup,
    DocumentVoided,
    JobClosed,
    JobRunning,
    NoSuchJob,
    NothingToPrint,
)
from .drivers import Driver, PrinterTrouble, Watch
from .history import History
from .model import (
    MOST_COPIES,
    Choice,
    Event,
    EventKind,
    Item,
    Job,
    JobState,
    Kind,
    Leaf,
    Setup,
)
from .run import ENDS, Run
from .source import Sources
from .store import NewEvent

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents
    from gkdesk.village.period import Period
    from gkdesk.village.service import Villages

CALIBRATION = "calibration"


class Printing(History):
    """Printing: everything one can do in the room."""

    def __init__(self, session: Session, documents: Documents, village: Villages) -> None:
        super().__init__(session)
        self._documents, self._village = documents, village
        self.sources = Sources(session, documents, village)

    @staticmethod
    def cups() -> Driver:
        """Return the way to this machine's printers by CUPS.

        Raises:
            NoPrintCommands: this machine has none of its commands, such as Windows.
        """
        from .cups import Cups

        return Cups()

    def sheets(self, form: str, period: Period | str) -> list[Choice]:
        """Return every village's sheet of a period: what can be printed, and why not the rest.

        Raises:
            UnknownForm, BadPeriod: there is no such form or period.
            LoginNeeded: nobody is logged in.
        """
        last = store.last_sent(self._session.conn)
        return [
            Choice(
                subject=found.uid, name=found.village, reason=found.reason, draft=found.draft,
                printable=found.printable, state=found.state.value,
                printed_at=last.get(found.uid, ""),
            )
            for found in self._village.candidates(form, period)
        ]  # fmt: skip

    def documents(self) -> list[tuple[Document, str]]:
        """Return the archived documents, newest first, each with when it was printed last.

        Village sheets are not among them: they are printed by village.
        """
        last = store.last_sent(self._session.conn)
        sheets = set(self._village.forms)
        found = [one for one in reversed(self._documents.all()) if one.form not in sheets]
        return [(one, last.get(one.uid, "")) for one in found]

    def preview_document(self, document: Document) -> bytes:
        """Return an archived document's PDF.

        Raises:
            Blocked: the archived file is damaged.
        """
        return self._documents.read(document.sha256)

    def calibration_page(self, paper: str) -> bytes:
        """Return the calibration page for one paper (a4, a3l, …)."""
        return self.sources.calibration(paper)

    def sheets_job(
        self,
        form: str,
        period: Period | str,
        setup: Setup,
        subjects: Sequence[str],
        report: Report = silent,
    ) -> Job:
        """Make a job of these villages' sheets, each frozen as it is now.

        Args:
            form: the sheet's form.
            period: 2026Q3 and so on.
            setup: remembered for this form.
            subjects: uids of sheets; those that cannot be printed are left out.
            report: told of each sheet; may raise ``Cancelled``, and no job is made.

        Raises:
            NothingToPrint: none of them can be printed.
            BadSetup: an impossible number of copies.
            UnknownPaper, MissingGlyph: nothing was made.
        """
        known = self._village.form(form)
        setup = replace(setup, paper=setup.paper or known.papers[0])
        wanted = [
            choice
            for choice in self.sheets(form, period)
            if choice.printable and choice.subject in subjects
        ]
        items = []
        for place, choice in enumerate(wanted, start=1):
            report(place - 1, len(wanted), choice.name)
            items.append(self.sources.frozen_sheet(choice, setup, place))
        return self._new(known.name, form, str(period), setup, items)

    def documents_job(self, documents: Sequence[Document], setup: Setup) -> Job:
        """Make a job of archived documents; voided ones are left out.

        Raises:
            DocumentVoided: there is only one, and it is void.
            NothingToPrint: none of them can be printed.
            BadSetup: an impossible number of copies.
            Blocked: an archived file is damaged.
        """
        if len(documents) == 1 and self._documents.get(documents[0].id).voided_on is not None:
            raise DocumentVoided(name=documents[0].number or documents[0].title)
        items = [
            self.sources.frozen_document(document, setup, place)
            for place, document in enumerate(documents, start=1)
            if document.voided_on is None
        ]
        form = documents[0].form if documents else ""
        title = documents[0].title if len(documents) == 1 else "文书"
        return self._new(title, form, "", setup, items)

    def calibration_job(self, printer: str, paper: str) -> Job:
        """Make a job of one calibration page."""
        data = self.calibration_page(paper)
        sha = hashlib.sha256(data).hexdigest()
        item = Item(1, Kind.CALIBRATION, paper, f"校准页（{Paper(paper).label}）", sha, 1, False)
        return self._new("校准页", CALIBRATION, "", Setup(printer=printer, paper=paper), [item])

    def print_(self, number: int, driver: Driver, watch: Watch, *, printer: str = "") -> Job:
        """Print a job, or go on with it at the page where it stopped.

        Args:
            number: the job's.
            driver: the way to the printer.
            watch: progress, and what the clerk wants meanwhile.
            printer: another printer than the job's, for what is left.

        Returns:
            The job as it stands: finished, paused or stopped.

        Raises:
            NoSuchJob, JobClosed, JobRunning: nothing was printed.
            NoSuchPrinter, NoPaper: nothing was printed.
            PrintHalted: the printer stopped it; it can be continued.
            Cancelled: ``watch.report`` said so; it can be continued.
        """
        key = (self._session.folder.resolve(), number)
        with self._guard:
            if key in self._busy:
                raise JobRunning(number=number)
            self._busy.add(key)
        try:
            job = self._open_job(number)
            with database_trouble():
                Run(self._session, self.sources, job, driver, watch).go(
                    printer or job.printer, self.shift(printer or job.printer)
                )
        finally:
            self._busy.discard(key)
        return self.job(number)

    def give_up(self, number: int, driver: Driver) -> Job:
        """Close a job that shall not be continued; what came out stays in the log.

        A page that still waits in the queue is taken back out of it.

        Raises:
            NoSuchJob, JobClosed, JobRunning: nothing was changed.
        """
        job = self._open_job(number)
        if (self._session.folder.resolve(), number) in self._busy:
            raise JobRunning(number=number)
        ended = [
            (item, event, kind)
            for item in job.items
            for event in item.waiting
            if (kind := _taken_back(driver, event)) is not None
        ]
        with self._session.transaction():
            for item, event, kind in ended:
                leaf = Leaf(event.copy, event.first, event.last)
                self._add(number, kind, place=item.place, leaf=leaf, about=event.id)
            self._add(number, EventKind.GIVEN_UP)
            self._session.audit("printing.give_up", number, printed=len(job.printed))
        return self.job(number)

    def _new(self, title: str, form: str, period: str, setup: Setup, items: list[Item]) -> Job:
        if not items:
            raise NothingToPrint
        if not 1 <= setup.copies <= MOST_COPIES:
            raise BadSetup(what="份数", least=1, most=MOST_COPIES)
        session = self._session
        items = [replace(item, place=place) for place, item in enumerate(items, start=1)]
        made = Job(
            0, title, form, period, setup, session.now().isoformat(timespec="seconds"),
            session.user.name, tuple(items),
        )  # fmt: skip
        with session.transaction():
            number = store.add_job(session.conn, made)
            if form != CALIBRATION:
                self.remember(form, setup)
            session.audit(
                "printing.new", number, form=form, period=period, printer=setup.printer,
                items=len(items), copies=setup.copies,
            )  # fmt: skip
        return self.job(number)

    def _open_job(self, number: int) -> Job:
        """Raises: NoSuchJob, JobClosed."""  # as stored: whoever asks may be about to run it
        job = store.job(self._session.conn, number)
        if job is None:
            raise NoSuchJob(number=number)
        if job.state in (JobState.FINISHED, JobState.GIVEN_UP):
            raise JobClosed(number=number, state=job.state.label)
        return job

    def _add(self, number: int, kind: EventKind, **more: Any) -> None:  # noqa: ANN401
        at = self._session.now().isoformat(timespec="seconds")
        event = NewEvent(number, kind, at, self._session.user.name, **more)
        store.add_event(self._session.conn, event)


def _taken_back(driver: Driver, sent: Event) -> EventKind | None:
    """Take a waiting page out of its queue; when it is not there any more, ask how it ended."""
    if driver.cancel(sent.printer, sent.spool):
        return EventKind.LOST
    try:
        fate = driver.look(sent.printer, sent.spool).fate
    except PrinterTrouble:
        return None  # its queue is gone: nobody knows
    return ENDS.get(fate)
