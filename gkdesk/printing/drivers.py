"""What printing asks of a printer and of who watches; CUPS, Windows and a test are alike to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from gkdesk.base.errors import Blocked
from gkdesk.base.labels import Labelled
from gkdesk.base.progress import Report, silent

from .model import Duplex, Halt, Printer


class Trouble(Labelled):
    """What a printer or its queue can report; the label is the fact."""

    PAPER = "paper", "打印机缺纸"
    JAM = "jam", "打印机卡纸"
    COVER = "cover", "打印机的盖子没有关好"
    TONER = "toner", "打印机的墨粉用完了"
    OFFLINE = "offline", "打印机没有连上"
    STOPPED = "stopped", "打印队列已停用"
    REJECTS = "rejects", "打印队列不接收任务"
    GONE = "gone", "找不到这台打印机"
    LOST = "lost", "这一页在打印队列里被取消了"
    SILENT = "silent", "打印机一直没有回音"
    SERVICE = "service", "本机的打印服务没有运行"
    FULL = "full", "打印队列收不下这一页（本机磁盘可能满了）"
    OTHER = "other", "打印机报告了一个故障"

    @property
    def act(self) -> str:
        """What mends it."""
        return _ACTS[self]


_ACTS = {
    Trouble.PAPER: "加纸",
    Trouble.JAM: "取出卡住的纸",
    Trouble.COVER: "关好盖子",
    Trouble.TONER: "更换墨粉盒",
    Trouble.OFFLINE: "检查电源和连接线",
    Trouble.STOPPED: "在系统的打印设置里启用这台打印机",
    Trouble.REJECTS: "在系统的打印设置里让这台打印机接收任务",
    Trouble.GONE: "重新装好打印机或换一台",
    Trouble.LOST: "核对打印队列",
    Trouble.SILENT: "看一下打印机的面板",
    Trouble.SERVICE: "启动打印服务",
    Trouble.FULL: "清理本机的磁盘",
    Trouble.OTHER: "看一下打印机的面板",
}


class PrinterTrouble(Blocked):
    """The printer, its queue or the print service cannot go on."""

    message = "{fact}（{printer}）。请{act}后再打印，归档的原件没有改动。"

    def __init__(self, trouble: Trouble, printer: str) -> None:
        super().__init__(fact=trouble.label, act=trouble.act, printer=printer)
        self.trouble = trouble


class NoPrintCommands(Blocked):
    """The system has no CUPS commands."""

    message = "本机没有 CUPS 打印命令（lp、lpstat）。请在窗口里打印，归档的原件没有改动。"


class Fate(Labelled):
    """What became of pages that were handed over."""

    HANDED = "handed", "已交给系统"  # this driver can tell no more
    QUEUED = "queued", "在打印队列里"
    OUT = "out", "打完了"
    LOST = "lost", "取消了"
    UNKNOWN = "unknown", "查不到"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a driver sees of handed-over pages; ``trouble`` only while they are queued."""

    fate: Fate
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of paper to be printed: a PDF, which of its pages, and how."""

    data: bytes = field(repr=False)
    first: int  # pages count from 1
    last: int
    media: str  # A3 or A4; empty: the printer's own choice
    tray: str = ""
    duplex: Duplex = Duplex.ONE
    title: str = ""  # shown in the system's queue: never a person's name


class Driver(Protocol):
    """A way to the printers of this machine."""

    def printers(self) -> list[Printer]:
        """Return the printers the system knows.

        Raises:
            PrinterTrouble: the print service does not answer.
        """

    def send(self, printer: str, work: Work) -> str:
        """Hand one piece of paper over; return the queue's id of it, empty when it has none.

        Raises:
            PrinterTrouble: nothing was handed over.
        """

    def look(self, printer: str, spool: str) -> Seen:
        """Tell what became of what was handed over.

        Raises:
            PrinterTrouble: the print service does not answer.
        """

    def cancel(self, printer: str, spool: str) -> bool:
        """Take pages back out of the queue; tell whether they were still there."""


def _goes_on() -> Halt:
    return Halt.NO


@dataclass(frozen=True)
class Watch:
    """Who watches a running job; ``wish`` and ``report`` are asked ten times a second."""

    report: Report = silent
    wish: Callable[[], Halt] = _goes_on
    sleep: Callable[[float], None] = time.sleep
    seconds: Callable[[], float] = time.monotonic
