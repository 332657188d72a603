"""A printer that exists only in the tests: keeps what it was given, fails when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gkdesk.printing.drivers import Fate, PrinterTrouble, Seen, Trouble, Work
from gkdesk.printing.model import Printer

NAME = "青石打印机"


@dataclass
class FakeDriver:
    """A queue that prints at once, unless a test says otherwise."""

    papers: tuple[str, ...] = ("A4", "A3")
    names: tuple[str, ...] = (NAME,)
    works: list[Work] = field(default_factory=list)
    # number of the piece of paper (from 1) → what happens to it
    refuse: dict[int, Trouble] = field(default_factory=dict)
    fates: dict[int, Seen] = field(default_factory=dict)
    on_send: Callable[[int], None] = lambda _number: None
    cancelled: list[str] = field(default_factory=list)
    tried: int = 0

    def printers(self) -> list[Printer]:
        return [Printer(name, self.papers, ("Tray1",), default=True) for name in self.names]

    def send(self, printer: str, work: Work) -> str:
        self.tried += 1
        if self.tried in self.refuse:
            raise PrinterTrouble(self.refuse[self.tried], printer)
        self.works.append(work)
        self.on_send(len(self.works))
        return f"{printer}-{len(self.works)}"

    def look(self, printer: str, spool: str) -> Seen:
        return self.fates.get(int(spool.rpartition("-")[2]), Seen(Fate.OUT))

    def cancel(self, printer: str, spool: str) -> bool:
        self.cancelled.append(spool)
        number = int(spool.rpartition("-")[2])
        waiting = self.fates.get(number, Seen(Fate.OUT)).fate is Fate.QUEUED
        if waiting:
            self.fates[number] = Seen(Fate.LOST)
        return waiting

    def pages(self) -> list[tuple[int, int]]:
        return [(work.first, work.last) for work in self.works]


class Clock:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def seconds(self) -> float:
        return self.now
