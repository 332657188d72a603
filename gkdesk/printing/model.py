"""What is true of printing: printers, settings, jobs and the states computed from their events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gkdesk.base.labels import Labelled

MOST_COPIES = 99
MOST_JOBS = 300  # the log goes back so many jobs
MOST_SHIFT = 200  # tenths of a millimetre: more is a wrong paper, not a shift
TENTHS = 10


class Kind(Labelled):
    """What an item is."""

    SHEET = "sheet", "公开表"
    DOCUMENT = "document", "文书"
    CALIBRATION = "calibration", "校准页"


class Duplex(Labelled):
    """One side or both."""

    ONE = "one", "单面"
    LONG = "long", "双面（长边翻页）"
    SHORT = "short", "双面（短边翻页）"


class Fit(Labelled):
    """What is done with an A3 page on a printer that takes no A3."""

    NONE = "none", "原大"
    SHRINK = "shrink", "缩印到A4"
    TILE = "tile", "拆成两张A4拼贴"


class ItemState(Labelled):
    """How far one item is; computed, never stored."""

    WAITING = "waiting", "待打印"
    SENT = "sent", "已送打印机"
    DONE = "done", "已打印"
    FAILED = "failed", "没有打成"
    STOPPED = "stopped", "已停止"


class JobState(Labelled):
    """How far a job is; computed, never stored."""

    READY = "ready", "待打印"
    RUNNING = "running", "正在打印"
    PAUSED = "paused", "已暂停"
    STOPPED = "stopped", "已停止"
    TROUBLE = "trouble", "停下待处理"
    BROKEN = "broken", "中断"
    FINISHED = "finished", "已打完"
    GIVEN_UP = "given_up", "不再打印"

    @property
    def open(self) -> bool:
        """Whether the job stopped on its way and can be continued."""
        return self in (JobState.PAUSED, JobState.STOPPED, JobState.TROUBLE, JobState.BROKEN)


class EventKind(Labelled):
    """What can happen to a job or to pages of an item."""

    BEGUN = "begun", "开始"
    SENDING = "sending", "正在送"
    SENT = "sent", "已送打印机"
    OUT = "out", "打印队列报告打完"
    LOST = "lost", "在打印队列里被取消"
    UNKNOWN = "unknown", "打印队列里查不到"
    REFUSED = "refused", "没有打印"
    TROUBLE = "trouble", "打印机出了状况"
    PAUSED = "paused", "暂停"
    STOPPED = "stopped", "停止"
    FINISHED = "finished", "打完"
    GIVEN_UP = "given_up", "不再打印"


class Halt(Labelled):
    """What the clerk wants of a running job."""

    NO = "no", "继续"
    PAUSE = "pause", "暂停"
    STOP = "stop", "停止"


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as the system tells of it; empty papers and trays: it does not say."""

    name: str
    papers: tuple[str, ...] = ()
    trays: tuple[str, ...] = ()
    default: bool = False
    state: str = ""  # words for the screen, empty when ready

    def takes(self, paper: str) -> bool:
        """Whether it takes ``A3`` or ``A4``; a printer that says nothing may."""
        return not self.papers or paper in self.papers


@dataclass(frozen=True, slots=True)
class Setup:
    """How a form is printed on this machine."""

    printer: str = ""
    tray: str = ""  # the system's own name, empty for automatic
    paper: str = ""  # a village form's paper (a3l); empty for a document
    copies: int = 1
    duplex: Duplex = Duplex.ONE
    fit: Fit = Fit.NONE


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a printer's image lies off, measured on the calibration page, in 0.1 mm."""

    right: int = 0
    down: int = 0

    @property
    def mm(self) -> tuple[float, float]:
        return self.right / TENTHS, self.down / TENTHS

    def __bool__(self) -> bool:
        return bool(self.right or self.down)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of what happened; ``place`` is 0 when it concerns the whole job."""

    id: int
    place: int
    kind: EventKind
    copy: int
    first: int
    last: int
    about: int
    spool: str
    printer: str
    again: bool
    reason: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece of paper of one copy: pages ``first`` to ``last`` of an item, from 1."""

    copy: int
    first: int
    last: int


NO_LEAF = Leaf(0, 0, 0)
# reason of an ``out`` event: the queue is rid of the page and cannot say whether it was printed
HANDED_ON = "handed on"


@dataclass(frozen=True, slots=True)
class Item:
    """One PDF of a job, frozen when the job was made, and what happened to it."""

    place: int
    kind: Kind
    subject: str
    name: str
    sha256: str
    pages: int
    draft: bool
    events: tuple[Event, ...] = field(default=(), repr=False)

    def of(self, kind: EventKind) -> list[Event]:
        return [event for event in self.events if event.kind is kind]

    @property
    def sent(self) -> list[Event]:
        """The pages handed over that were not lost again."""
        gone = {e.about for e in self.events if e.kind in (EventKind.LOST, EventKind.UNKNOWN)}
        return [event for event in self.of(EventKind.SENT) if event.id not in gone]

    @property
    def waiting(self) -> list[Event]:
        """The pages a queue holds and has not told the end of."""
        ended = {event.about for event in self.of(EventKind.OUT)}
        return [event for event in self.sent if event.spool and event.id not in ended]

    @property
    def again(self) -> bool:
        """Whether any page of it had been printed before (补打)."""
        return any(event.again for event in self.sent)

    @property
    def reason(self) -> str:
        """Why it was not printed, as it stands now."""
        last = self.events[-1] if self.events else None
        stopped = last and last.kind in (EventKind.REFUSED, EventKind.TROUBLE)
        return last.reason if last and stopped else ""

    def left(self, copies: int, duplex: Duplex) -> list[Leaf]:
        """Return the leaves still to be handed over, in order."""
        done = {(event.copy, event.first) for event in self.sent}
        leaves = leaves_of(self.pages, copies, duplex)
        return [leaf for leaf in leaves if (leaf.copy, leaf.first) not in done]


def leaves_of(pages: int, copies: int, duplex: Duplex) -> Iterator[Leaf]:
    """Yield every leaf, copy by copy; with both sides printed a leaf has two pages."""
    step = 1 if duplex is Duplex.ONE else 2
    for copy in range(1, copies + 1):
        for first in range(1, pages + 1, step):
            yield Leaf(copy, first, min(first + step - 1, pages))


@dataclass(frozen=True, slots=True)
class Job:
    """One act of printing."""

    id: int
    title: str
    form: str
    period: str
    setup: Setup
    made_at: str
    made_by: str
    items: tuple[Item, ...]
    events: tuple[Event, ...] = field(default=(), repr=False)
    running: bool = False  # somebody in this program prints it now

    @property
    def state(self) -> JobState:
        """The job's state, from its newest event."""
        ends = {
            EventKind.PAUSED: JobState.PAUSED, EventKind.STOPPED: JobState.STOPPED,
            EventKind.TROUBLE: JobState.TROUBLE, EventKind.FINISHED: JobState.FINISHED,
            EventKind.GIVEN_UP: JobState.GIVEN_UP,
        }  # fmt: skip
        if self.running:
            return JobState.RUNNING
        if not self.events:
            return JobState.READY
        return ends.get(self.events[-1].kind, JobState.BROKEN)

    def state_of(self, item: Item) -> ItemState:
        """Return how far one of its items is."""
        if item.of(EventKind.REFUSED) or (item.reason and not self.running):
            return ItemState.FAILED
        if not item.left(self.setup.copies, self.setup.duplex):
            known = {event.about for event in item.of(EventKind.OUT) if not event.reason}
            told = all(event.id in known for event in item.sent)
            return ItemState.DONE if told else ItemState.SENT
        if self.state in (JobState.PAUSED, JobState.STOPPED, JobState.GIVEN_UP, JobState.BROKEN):
            return ItemState.STOPPED
        return ItemState.WAITING

    def settled(self, item: Item) -> bool:
        """Whether nothing of an item is left to hand over."""
        return bool(item.of(EventKind.REFUSED)) or not item.left(
            self.setup.copies, self.setup.duplex
        )

    @property
    def complete(self) -> bool:
        """Whether nothing is left to hand over and no queue holds a page of it."""
        return all(self.settled(item) and not item.waiting for item in self.items)

    @property
    def printed(self) -> list[Item]:
        """The items that came out, as far as anybody can tell; what waits in a queue did not."""
        states = (ItemState.SENT, ItemState.DONE)
        return [item for item in self.items if self.state_of(item) in states and not item.waiting]

    @property
    def next(self) -> Item | None:
        """The item it stands at."""
        refused = {item.place for item in self.items if item.of(EventKind.REFUSED)}
        done = refused | {item.place for item in self.printed}
        return next((item for item in self.items if item.place not in done), None)

    @property
    def printer(self) -> str:
        """The printer used last, else the one chosen."""
        used = [event.printer for event in self.events if event.printer]
        return used[-1] if used else self.setup.printer


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be printed; ``reason`` says why it cannot, or what to know of it."""

    subject: str
    name: str
    reason: str = ""
    printable: bool = True
    draft: bool = False
    state: str = ""  # the village sheet's state
    printed_at: str = ""  # when it last came out, ISO


@dataclass(frozen=True, slots=True)
class LogLine:
    """One item in the log of what was printed."""

    job: int
    at: str
    title: str
    period: str
    name: str
    printer: str
    pages: int
    sent: int
    copies: int
    state: ItemState
    again: bool
    draft: bool
    sha256: str
    by: str
    reason: str

    @property
    def remark(self) -> str:
        """补打, 审核稿, or why it was not printed."""
        marks = ["补打"] * self.again + ["审核稿"] * self.draft
        return "、".join([*marks, self.reason] if self.reason else marks)


def sheets_of_paper(pages: Sequence[int], copies: int, duplex: Duplex) -> int:
    """Return how many pieces of paper a batch takes."""
    return sum(len(list(leaves_of(each, copies, duplex))) for each in pages)
