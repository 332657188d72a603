"""Printers of CUPS (Linux, Kylin, UOS): the PDF itself goes to ``lp``, nothing is rastered here.

The PDF goes through a pipe, so no plain copy of a sealed file is written to our disk. Every
command runs with LC_ALL=C, because what it says is read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable

from . import ipp
from .drivers import Fate, NoPrintCommands, PrinterTrouble, Seen, Trouble, Work
from .model import Duplex, Printer

SECONDS = 15.0
COMMANDS = ("lp", "lpstat", "cancel", "lpoptions")
_REQUEST = re.compile(r"request id is (\S+-\d+)")
_SIDES = {
    Duplex.ONE: "one-sided",
    Duplex.LONG: "two-sided-long-edge",
    Duplex.SHORT: "two-sided-short-edge",
}
# printer-state-reasons of RFC 8011 and PWG 5100.9 without their -error, -warning or -report
_REASONS = (
    ("media-empty", Trouble.PAPER), ("media-needed", Trouble.PAPER), ("media-jam", Trouble.JAM),
    ("cover-open", Trouble.COVER), ("door-open", Trouble.COVER),
    ("interlock-open", Trouble.COVER), ("toner-empty", Trouble.TONER),
    ("marker-supply-empty", Trouble.TONER), ("offline", Trouble.OFFLINE),
    ("connecting-to-device", Trouble.OFFLINE), ("timed-out", Trouble.OFFLINE),
    ("shutdown", Trouble.OFFLINE), ("paused", Trouble.STOPPED), ("stopped", Trouble.STOPPED),
)  # fmt: skip
# what CUPS says on stderr when it takes nothing
_REFUSALS = (
    ("not accepting jobs", Trouble.REJECTS), ("does not exist", Trouble.GONE),
    ("invalid destination", Trouble.GONE), ("scheduler", Trouble.SERVICE),
    ("unable to connect", Trouble.SERVICE), ("connection refused", Trouble.SERVICE),
    ("bad file descriptor", Trouble.SERVICE), ("too many active jobs", Trouble.REJECTS),
    # a spool without space: the server closes the connection in the middle (measured, CUPS 2.4)
    ("request entity too large", Trouble.FULL), ("no space left", Trouble.FULL),
    ("connection reset by peer", Trouble.FULL), ("broken pipe", Trouble.FULL),
)  # fmt: skip
Run = Callable[[list[str], bytes], "subprocess.CompletedProcess[bytes]"]


def run(arguments: list[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run one CUPS command; the first argument is its absolute path."""
    return subprocess.run(  # noqa: S603 - our own words and printer names the system gave
        arguments,
        input=data,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "LC_ALL": "C", "LANG": "C"},
    )


def available() -> bool:
    """Tell whether this machine has the CUPS commands."""
    return os.name != "nt" and all(shutil.which(name) for name in COMMANDS)


class Cups:
    """The print queues of this machine."""

    def __init__(
        self, execute: Run = run, job_state: Callable[[int], int | None] = ipp.job_state
    ) -> None:
        """Find the commands.

        Raises:
            NoPrintCommands: one of them is missing.
        """
        self._paths = {name: shutil.which(name) or "" for name in COMMANDS}
        if execute is run and not available():
            raise NoPrintCommands
        self._execute, self._job_state = execute, job_state

    def printers(self) -> list[Printer]:
        """Return every queue with its papers, trays and state."""
        names = self._words("lpstat", "-e").splitlines()
        if not names and not self._served():
            raise PrinterTrouble(Trouble.SERVICE, "CUPS")
        default = self._words("lpstat", "-d").rpartition(": ")[2].strip()
        found = [self._printer(name.strip(), default=name == default) for name in names]
        return [printer for printer in found if printer is not None]

    def send(self, printer: str, work: Work) -> str:
        options = ["-o", f"sides={_SIDES[work.duplex]}", "-o", "print-scaling=none"]
        options += ["-o", f"page-ranges={work.first}-{work.last}"]
        if work.media:
            options += ["-o", f"media={work.media}"]
        if work.tray:
            options += ["-o", f"InputSlot={work.tray}"]
        said = self._words(
            "lp", "-d", printer, "-n", "1", "-t", work.title, *options, printer=printer,
            data=work.data,
        )  # fmt: skip
        found = _REQUEST.search(said)
        if found is None:
            raise PrinterTrouble(Trouble.OTHER, printer)
        return found[1]

    def look(self, printer: str, spool: str) -> Seen:
        state = self._job_state(int(spool.rpartition("-")[2]))
        if state is None:
            return self._look_in_the_list(printer, spool)
        if state in (ipp.PENDING, ipp.HELD, ipp.PROCESSING, ipp.STOPPED):
            return Seen(Fate.QUEUED, self._trouble(printer))
        ends = {ipp.COMPLETED: Fate.OUT, ipp.CANCELED: Fate.LOST, ipp.ABORTED: Fate.LOST}
        return Seen(ends.get(state, Fate.UNKNOWN))

    def cancel(self, printer: str, spool: str) -> bool:  # noqa: ARG002 - the id names the queue
        return self._done("cancel", spool).returncode == 0

    def _look_in_the_list(self, printer: str, spool: str) -> Seen:
        """Ask lpstat when CUPS's socket is not there: it cannot tell printed from cancelled."""
        waiting = self._words("lpstat", "-W", "not-completed", "-o", printer, printer=printer)
        if spool in waiting.split():
            return Seen(Fate.QUEUED, self._trouble(printer))
        ended = self._words("lpstat", "-W", "completed", "-o", printer, printer=printer)
        return Seen(Fate.HANDED if spool in ended.split() else Fate.UNKNOWN)

    def _trouble(self, printer: str) -> Trouble | None:
        said = self._words("lpstat", "-l", "-p", printer, printer=printer)
        alerts = re.findall(r"Alerts: (.*)", said)
        for reason in alerts[0].replace(",", " ").split() if alerts else []:
            if reason.endswith("-warning"):  # another tray is empty: this page still comes out
                continue
            for name, trouble in _REASONS:
                if reason.startswith(name):
                    return trouble
        return Trouble.STOPPED if " disabled since" in said else None

    def _printer(self, name: str, *, default: bool) -> Printer | None:
        """Describe a queue; ``None`` when it was removed since it was listed."""
        said = self._done("lpoptions", "-p", name, "-l").stdout.decode("utf-8", "replace")
        choices = dict(re.findall(r"^(\w+)/[^:]*: (.*)$", said, re.MULTILINE))
        papers = _choices(choices.get("PageSize", ""))
        trays = _choices(choices.get("InputSlot", ""))
        try:
            state = self._words("lpstat", "-p", name, printer=name)
        except PrinterTrouble as error:
            if error.trouble is Trouble.GONE:
                return None
            raise
        rejects = "not accepting" in self._done("lpstat", "-a", name).stdout.decode(
            "ascii", "replace"
        )
        trouble = Trouble.STOPPED if " disabled since" in state else Trouble.REJECTS
        troubled = rejects or " disabled since" in state
        return Printer(name, papers, trays, default, trouble.label if troubled else "")

    def _words(self, command: str, *arguments: str, printer: str = "", data: bytes = b"") -> str:
        """Return what a command says.

        Raises:
            PrinterTrouble: it refuses, or does not answer within 15 seconds.
        """
        done = self._done(command, *arguments, printer=printer, data=data)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").lower()
            found = (trouble for words, trouble in _REFUSALS if words in said)
            kind = next(found, Trouble.OTHER)
            if kind is Trouble.GONE and not self._served():
                kind = Trouble.SERVICE  # without it no queue exists (measured)
            raise PrinterTrouble(kind, printer or "CUPS")
        return done.stdout.decode("utf-8", "replace")

    def _served(self) -> bool:
        return b"not running" not in self._done("lpstat", "-r").stdout

    def _done(
        self, command: str, *arguments: str, printer: str = "", data: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        try:
            return self._execute([self._paths[command] or command, *arguments], data)
        except subprocess.TimeoutExpired as error:
            raise PrinterTrouble(Trouble.SILENT, printer or "CUPS") from error
        except OSError as error:
            raise PrinterTrouble(Trouble.SERVICE, printer or "CUPS") from error


def _choices(listed: str) -> tuple[str, ...]:
    """Return the choices of an lpoptions line; the default one carries a star."""
    return tuple(word.lstrip("*") for word in listed.split() if not word.startswith("Custom."))
