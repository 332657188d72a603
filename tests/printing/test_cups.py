"""The CUPS commands: what is asked of them, and what their words (CUPS 2.4, LC_ALL=C) mean."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from gkdesk.printing import ipp
from gkdesk.printing.cups import Cups
from gkdesk.printing.drivers import Fate, PrinterTrouble, Seen, Trouble, Work
from gkdesk.printing.model import Duplex, Printer

LONG = """printer GK {head}
\t{why}
\tForm mounted:
\tContent types: any
\tDescription: GK
\tAlerts: {alerts}
\tLocation:
"""
IDLE = "is idle.  enabled since Sat Nov 21 23:50:14 2026"
DISABLED = "disabled since Sat Nov 21 23:50:17 2026 -"
OPTIONS = """PageSize/Page Size: Custom.WIDTHxHEIGHT A3 *A4 Letter
InputSlot/Media Source: *Auto Tray1 Tray2
Duplex/2-Sided Printing: *None DuplexNoTumble
"""


class Commands:
    """Answers as the CUPS commands do, and keeps what was asked."""

    def __init__(self, **answers: str | tuple[int, str]) -> None:
        self.answers, self.asked = answers, list[list[str]]()
        self.given = b""

    def __call__(self, arguments: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
        name = Path(arguments[0]).name
        self.asked.append([name, *arguments[1:]])
        self.given = data or self.given
        flag = next(
            (word for word in ("-e", "-d", "-l", "-p", "-a", "-W", "-r") if word in arguments), ""
        )
        answer = self.answers.get(f"{name}{flag.replace('-', '_')}", self.answers.get(name, ""))
        code, said = answer if isinstance(answer, tuple) else (0, answer)
        out, wrong = (b"", said.encode()) if code else (said.encode(), b"")
        return subprocess.CompletedProcess(arguments, code, out, wrong)


def cups(commands: Commands, *states: int | None) -> Cups:
    left = list(states)
    return Cups(commands, lambda _job: left.pop(0))


def test_printers_with_papers_trays_and_default() -> None:
    commands = Commands(
        lpstat_e="GK\nHP\n", lpstat_d="system default destination: HP\n",
        lpstat_p=f"printer {IDLE}", lpstat_a="GK accepting requests since", lpoptions=OPTIONS,
    )  # fmt: skip
    found = cups(commands).printers()
    assert found[0] == Printer("GK", ("A3", "A4", "Letter"), ("Auto", "Tray1", "Tray2"))
    assert found[1].default
    assert found[0].takes("A3")
    assert not found[0].takes("A5")
    assert Printer("silent").takes("A3")


def test_a_stopped_queue_says_so_in_the_list() -> None:
    commands = Commands(
        lpstat_e="GK\n", lpstat_d="no system default", lpstat_p=f"printer {DISABLED}"
    )
    [printer] = cups(commands).printers()
    assert (printer.state, printer.default) == ("打印队列已停用", False)


def test_the_pdf_itself_is_handed_over_with_its_options() -> None:
    commands = Commands(lp="request id is GK-12 (0 file(s))\n")
    work = Work(b"%PDF-1.7", 3, 4, "A3", "Tray2", Duplex.LONG, "gkdesk-1-2-3")
    assert cups(commands).send("GK", work) == "GK-12"
    [asked] = commands.asked
    assert commands.given == b"%PDF-1.7"
    assert asked[:7] == ["lp", "-d", "GK", "-n", "1", "-t", "gkdesk-1-2-3"]
    assert [word for word in asked if "=" in word] == [
        "sides=two-sided-long-edge", "print-scaling=none", "page-ranges=3-4", "media=A3",
        "InputSlot=Tray2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ('lp: Destination "GK" is not accepting jobs.', Trouble.REJECTS),
        ("lp: Error - The printer or class does not exist.", Trouble.GONE),
        ('lpstat: Invalid destination name in list "GK".', Trouble.GONE),
        ("lp: Error - scheduler not responding.", Trouble.SERVICE),
        ("lpstat: Unable to connect to server: Bad file descriptor", Trouble.SERVICE),
        ("lp: something new", Trouble.OTHER),
    ],
)
def test_refusals_are_told_apart(said: str, trouble: Trouble) -> None:
    with pytest.raises(PrinterTrouble) as refused:
        cups(Commands(lp=(1, said))).send("GK", Work(b"x", 1, 1, ""))
    assert refused.value.trouble is trouble
    assert refused.value.exit_code == 3
    assert trouble.act in str(refused.value)


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (9, Seen(Fate.OUT)),
        (8, Seen(Fate.LOST)),
        (7, Seen(Fate.LOST)),
        (0, Seen(Fate.UNKNOWN)),
        (5, Seen(Fate.QUEUED)),
    ],
)
def test_how_a_job_ended(state: int, seen: Seen) -> None:
    said = LONG.format(head=IDLE, why="", alerts="none")
    assert cups(Commands(lpstat_l=said), state).look("GK", "GK-12") == seen


@pytest.mark.parametrize(
    ("head", "alerts", "trouble"),
    [
        ("now printing GK-3.", "media-empty-error", Trouble.PAPER),
        ("now printing GK-3.", "media-empty-warning", None),
        ("now printing GK-3.", "toner-low-warning media-jam-error", Trouble.JAM),
        ("now printing GK-3.", "cover-open-report", Trouble.COVER),
        ("now printing GK-3.", "offline-report", Trouble.OFFLINE),
        (DISABLED, "paused", Trouble.STOPPED),
        (DISABLED, "none", Trouble.STOPPED),
    ],
)
def test_what_a_waiting_job_waits_for(head: str, alerts: str, trouble: Trouble | None) -> None:
    commands = Commands(lpstat_l=LONG.format(head=head, why="reason unknown", alerts=alerts))
    assert cups(commands, 5).look("GK", "GK-3") == Seen(Fate.QUEUED, trouble)


def test_without_its_socket_lpstat_is_asked_and_claims_no_more_than_it_knows() -> None:
    lists = {"lpstat_l": LONG.format(head=IDLE, why="", alerts="none")}
    waiting = Commands(lpstat_W="GK-3  root  82944  Sat Nov 21 23:51:07 2026\n", **lists)
    assert cups(waiting, None).look("GK", "GK-3").fate is Fate.QUEUED
    assert cups(Commands(**lists), None).look("GK", "GK-3").fate is Fate.UNKNOWN


def test_a_service_that_does_not_run_is_not_an_office_without_printers() -> None:
    commands = Commands(lpstat_r="scheduler is not running\n", lp=(1, "lp: does not exist."))
    for ask in (cups(commands).printers, lambda: cups(commands).send("GK", Work(b"", 1, 1, ""))):
        with pytest.raises(PrinterTrouble, match="本机的打印服务没有运行"):
            ask()
    assert cups(Commands(lpstat_r="scheduler is running\n")).printers() == []


def test_a_service_that_hangs_or_a_missing_command() -> None:
    def hangs(arguments: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired(arguments, 15)

    def missing(arguments: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
        raise FileNotFoundError

    for execute, trouble in ((hangs, Trouble.SILENT), (missing, Trouble.SERVICE)):
        with pytest.raises(PrinterTrouble) as refused:
            Cups(execute).printers()
        assert refused.value.trouble is trouble


def _served(path: Path, answers: Sequence[bytes]) -> threading.Thread:
    """Answer IPP questions on a socket of our own."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        with server:
            for answer in answers:
                client, _address = server.accept()
                with client:
                    asked = b""
                    while not asked.endswith(b"\x03"):  # head and body come apart
                        asked += client.recv(4096)
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n"
                    client.sendall(head.encode() + answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


def _answer(status: int, *attributes: bytes) -> bytes:
    return struct.pack(">BBHI", 2, 0, status, 1) + b"\x01" + b"".join(attributes) + b"\x03"


def test_the_state_is_read_from_the_answer(tmp_path: Path) -> None:
    words = ipp._attribute(0x47, "attributes-charset", b"utf-8") + b"\x02"
    state = ipp._attribute(0x23, "job-state", struct.pack(">i", 7))
    answers = [_answer(0, words, state), _answer(0x0406, words), _answer(0, words), b"\x02"]
    thread = _served(tmp_path / "s", answers)
    found = [ipp.job_state(12, (tmp_path / "s",)) for _ in answers]
    thread.join()
    assert found == [7, 0, None, None]
    assert ipp.job_state(12, (tmp_path / "no",)) is None
