"""Printing one job: leaf by leaf, each written down before and after, so that nothing is guessed.

A leaf is one piece of paper of one copy. It is handed to the printer alone and the next one waits
until the queue says it is out; that is what lets a job stop and go on at the exact page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Blocked, Declined

from . import store
from .declined import NoPaper, NoSuchPrinter, PrintHalted
from .drivers import Driver, Fate, PrinterTrouble, Trouble, Watch, Work
from .model import HANDED_ON, NO_LEAF, Event, EventKind, Fit, Halt, Item, Job, Kind, Leaf, Shift
from .source import Sources
from .store import NewEvent

if TYPE_CHECKING:
    from gkdesk.documents.printcopy import Copy

POLL = 0.1  # seconds between two looks at the queue
PATIENCE = 180.0  # seconds a leaf may stay in the queue without any word: a cold fuser takes 60
# a printer that wakes up reports itself unreachable for a while
UNREACHABLE = 20.0
ENDS = {Fate.OUT: EventKind.OUT, Fate.LOST: EventKind.LOST, Fate.UNKNOWN: EventKind.UNKNOWN}
_HALTED = {Halt.PAUSE: EventKind.PAUSED, Halt.STOP: EventKind.STOPPED}


class _Halted(Exception):
    """Not an error: the way out of the loops when the clerk wants it."""

    def __init__(self, halt: Halt) -> None:
        super().__init__()
        self.halt = halt


@dataclass
class Run:
    """One run of a job, from where it stands to its end or the next stop."""

    session: Session
    sources: Sources
    job: Job
    driver: Driver
    watch: Watch
    _printer: str = ""
    _shift: Shift = field(default_factory=Shift)
    _done: int = 0

    def go(self, printer: str, shift: Shift) -> None:
        """Print what is left.

        Raises:
            NoSuchPrinter, NoPaper: nothing was printed.
            PrintHalted, Cancelled: see ``Printing.print_``.
        """
        self._printer, self._shift = printer, shift
        self._check()
        self._write(EventKind.BEGUN, printer=printer, audit="printing.begin")
        ended = EventKind.STOPPED  # also when the program is torn down in the middle
        try:
            for item in self.job.items:
                self._item(item)
            ended = EventKind.FINISHED
        except _Halted as halted:
            ended = _HALTED[halted.halt]
        except PrintHalted:
            ended = EventKind.TROUBLE  # written at the item already
            raise
        finally:
            if ended is not EventKind.TROUBLE:
                # halted while the last page came out: nothing is left to go on with
                if ended is not EventKind.FINISHED and self._now().complete:
                    ended = EventKind.FINISHED
                self._write(ended, audit=f"printing.{ended}")

    def _check(self) -> None:
        """Ask for the printer and its paper before anything is handed over."""
        found = {one.name: one for one in self.driver.printers()}
        known = found.get(self._printer)
        if known is None:
            names = "、".join(found) or "（没有装打印机）"
            raise NoSuchPrinter(printer=self._printer, known=names)
        wanted = [item for item in self.job.items if not self.job.settled(item)]
        for item in wanted if self.job.setup.fit is Fit.NONE else ():
            for paper in self._papers(item):
                if not known.takes(paper):
                    raise NoPaper(printer=self._printer, paper=paper)

    def _papers(self, item: Item) -> set[str]:
        try:
            return self.sources.papers(item, self.job.setup)
        except Blocked:
            return set()  # told at the item itself

    def _item(self, item: Item) -> None:
        if self.job.settled(item) and not item.waiting:
            self._done += not item.of(EventKind.REFUSED)
            return
        try:
            copy = self._copy(item)
        except (Declined, Blocked) as error:
            self._refuse(item, error)
            return
        for waiting in item.waiting:
            self._settle(item, waiting)
        for leaf in self._fresh(item).left(self.job.setup.copies, self.job.setup.duplex):
            self._obey(item, leaf)
            self._leaf(item, leaf, copy)
        self._done += 1
        self._tell(item, item.pages)

    def _copy(self, item: Item) -> Copy:
        from gkdesk.documents import printcopy
        from gkdesk.documents.paper import MM

        data = self.sources.read(item, self.job.setup)
        right, down = (0.0, 0.0) if item.kind is Kind.CALIBRATION else self._shift.mm
        way = printcopy.Way(self.job.setup.fit.value)
        return printcopy.make(data, way=way, moved=(-right * MM, -down * MM))

    def _leaf(self, item: Item, leaf: Leaf, copy: Copy) -> None:
        from gkdesk.documents import printcopy

        setup = self.job.setup
        work = Work(
            copy.data, leaf.first, leaf.last, printcopy.paper_of(copy.sizes[leaf.first - 1]),
            setup.tray, setup.duplex, f"gkdesk-{self.job.id}-{item.place}-{leaf.first}",
        )  # fmt: skip
        again = self._printed_before(item, leaf)
        self._write(EventKind.SENDING, item, leaf, printer=self._printer)
        try:
            spool = self.driver.send(self._printer, work)
        except PrinterTrouble as error:
            # nothing was handed over: the note made before must not pass for an unknown page
            self._write(EventKind.TROUBLE, item, leaf, reason=error.trouble.label)
            raise self._halted(item, leaf, error.trouble) from error
        sent = self._write(
            EventKind.SENT, item, leaf, spool=spool, printer=self._printer, again=again
        )
        self._wait(item, leaf, spool, sent)

    def _wait(self, item: Item, leaf: Leaf, spool: str, sent: int) -> None:
        """Wait until the queue says the leaf is out.

        Raises:
            PrintHalted: it will not come out before somebody does something.
            _Halted: the clerk wants a pause; the leaf stays in the queue and is looked up later.
        """
        began = self.watch.seconds()
        while True:
            try:
                seen = self.driver.look(self._printer, spool)
            except PrinterTrouble as error:
                raise self._trouble(item, leaf, error.trouble) from error
            if seen.fate is not Fate.QUEUED:
                self._end(item, leaf, seen.fate, sent, spool)
                return
            trouble = _patient(seen.trouble, self.watch.seconds() - began)
            if trouble is not None:
                raise self._trouble(item, leaf, trouble)
            self._obey(item, leaf)
            self.watch.sleep(POLL)

    def _end(self, item: Item, leaf: Leaf, fate: Fate, sent: int, spool: str) -> None:
        """Write down how a leaf ended.

        Raises:
            PrintHalted: it did not come out.
        """
        if spool:  # a queue without numbers is never asked again
            self._note(item, leaf, fate, sent)
        if fate in (Fate.LOST, Fate.UNKNOWN):
            raise self._trouble(item, leaf, self._why_lost())

    def _note(self, item: Item, leaf: Leaf, fate: Fate, sent: int) -> None:
        if fate in ENDS:
            self._write(ENDS[fate], item, leaf, about=sent)
        elif fate is Fate.HANDED:
            self._write(EventKind.OUT, item, leaf, about=sent, reason=HANDED_ON)

    def _settle(self, item: Item, sent: Event) -> None:
        """Find out what became of a leaf that was in the queue when the job stopped."""
        leaf = Leaf(sent.copy, sent.first, sent.last)
        if sent.printer != self._printer and self.driver.cancel(sent.printer, sent.spool):
            self._write(EventKind.LOST, item, leaf, about=sent.id)  # it goes to the other printer
            return
        try:
            fate = self.driver.look(sent.printer, sent.spool).fate
        except PrinterTrouble:
            fate = Fate.UNKNOWN  # its queue is gone
        if fate is Fate.QUEUED:
            self._wait(item, leaf, sent.spool, sent.id)
        else:
            self._note(item, leaf, fate, sent.id)

    def _why_lost(self) -> Trouble:
        """Tell a queue that was removed from a page taken out of a queue."""
        try:
            names = [one.name for one in self.driver.printers()]
        except PrinterTrouble as error:
            return error.trouble
        return Trouble.LOST if self._printer in names else Trouble.GONE

    def _refuse(self, item: Item, error: Declined | Blocked) -> None:
        """Leave an item out; what of it still waits in the queue is taken back."""
        for sent in item.waiting:
            taken = self.driver.cancel(sent.printer, sent.spool)
            kind = EventKind.LOST if taken else EventKind.OUT
            self._write(kind, item, Leaf(sent.copy, sent.first, sent.last), about=sent.id)
        self._write(EventKind.REFUSED, item, reason=str(error), audit="printing.refuse")

    def _trouble(self, item: Item, leaf: Leaf, trouble: Trouble) -> PrintHalted:
        self._write(EventKind.TROUBLE, item, leaf, reason=trouble.label, audit="printing.trouble")
        return self._halted(item, leaf, trouble)

    def _halted(self, item: Item, leaf: Leaf, trouble: Trouble) -> PrintHalted:
        return PrintHalted(
            fact=trouble.label, at=item.place, name=item.name, page=leaf.first, done=self._done,
            act=trouble.act,
        )  # fmt: skip

    def _printed_before(self, item: Item, leaf: Leaf) -> bool:
        """Tell whether this leaf may have come out before: in another job, or nobody knows."""
        same = [e for e in self._fresh(item).events if (e.copy, e.first) == (leaf.copy, leaf.first)]
        unknown = any(event.kind is EventKind.UNKNOWN for event in same)
        cut_off = bool(same) and same[-1].kind is EventKind.SENDING
        return (
            unknown
            or cut_off
            or store.printed_before(
                self.session.conn, item.sha256, page=leaf.first, not_job=self.job.id
            )
        )

    def _now(self) -> Job:
        return store.job(self.session.conn, self.job.id) or self.job

    def _fresh(self, item: Item) -> Item:
        return self._now().items[item.place - 1]

    def _obey(self, item: Item, leaf: Leaf) -> None:
        """Raises: _Halted or Cancelled when the clerk wants it."""
        self._tell(item, leaf.first)
        halt = self.watch.wish()
        if halt is not Halt.NO:
            raise _Halted(halt)

    def _tell(self, item: Item, page: int) -> None:
        what = item.name if item.pages == 1 else f"{item.name} 第{page}页"
        self.watch.report(self._done, len(self.job.items), what)

    def _write(  # noqa: PLR0913 - an event has these columns
        self,
        kind: EventKind,
        item: Item | None = None,
        leaf: Leaf = NO_LEAF,
        *,
        about: int = 0,
        spool: str = "",
        printer: str = "",
        again: bool = False,
        reason: str = "",
        audit: str = "",
    ) -> int:
        session = self.session
        event = NewEvent(
            self.job.id, kind, session.now().isoformat(timespec="seconds"), session.user.name,
            place=item.place if item else 0, leaf=leaf, about=about, spool=spool, printer=printer,
            again=again, reason=reason,
        )  # fmt: skip
        with session.transaction():
            written = store.add_event(session.conn, event)
            if audit:
                place = {"item": item.place, "sha256": item.sha256} if item else {}
                session.audit(audit, self.job.id, printer=self._printer, done=self._done, **place)
        return written


def _patient(trouble: Trouble | None, waited: float) -> Trouble | None:
    """Return the trouble to stop for, after so many seconds of waiting."""
    if trouble is Trouble.OFFLINE and waited < UNREACHABLE:
        return None
    return Trouble.SILENT if trouble is None and waited > PATIENCE else trouble
