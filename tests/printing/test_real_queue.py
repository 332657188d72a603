"""Nine sheets through a real CUPS queue; runs only where cupsd serves a cups-pdf queue.

Make one with ``cupsd`` and ``lpadmin -p GKTEST -E -v cups-pdf:/ -P
/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd``, and let the variable GKDESK_CUPS_PDF name the folder
its PDFs go to (``Out`` in cups-pdf.conf).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.printing import cups as real
from gkdesk.printing.declined import NoSuchPrinter, PrintHalted
from gkdesk.printing.drivers import Watch
from gkdesk.printing.model import Halt, ItemState, JobState, Setup

from .conftest import REVIEWED, Office

QUEUE = "GKTEST"
OUT = os.environ.get("GKDESK_CUPS_PDF", "")


def _served() -> bool:
    if not OUT or not real.available():
        return False
    return QUEUE in real.run([str(shutil.which("lpstat")), "-e"]).stdout.decode().split()


pytestmark = pytest.mark.skipif(not _served(), reason=f"no cups-pdf queue {QUEUE} here")


def lp(command: str, *arguments: str) -> None:
    subprocess.run([command, *arguments], check=True, capture_output=True)


@pytest.fixture
def queue(office: Office) -> Iterator[Path]:
    """The queue's folder, emptied; tests of another process wait their turn."""
    with (Path(OUT) / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        lp("cupsenable", QUEUE)
        lp("cupsaccept", QUEUE)
        for path in Path(OUT).glob("gkdesk-*.pdf"):
            path.unlink()
        office.driver = real.Cups()  # type: ignore[assignment]
        yield Path(OUT)


def texts(folder: Path) -> dict[str, str]:
    found = {}
    for path in folder.glob("gkdesk-*.pdf"):
        with pdfplumber.open(path) as document:
            found[path.name.split("__")[0]] = "\f".join(p.extract_text() for p in document.pages)
    return found


def test_sheets_come_out_with_their_text(office: Office, queue: Path) -> None:
    done = office.run(office.sheets(*REVIEWED, setup=Setup(QUEUE, paper="a3l")), Watch())
    assert [done.state_of(item) for item in done.items] == [ItemState.DONE] * 3
    found = texts(queue)
    assert len(found) == 3
    for place, name in enumerate(REVIEWED, start=1):
        assert f"{name}2026年第一季度" in found[f"gkdesk-{done.id}-{place}-1"].replace(" ", "")


def test_stopped_after_a_page_goes_on_at_the_next(office: Office, queue: Path) -> None:
    letter = office.letter()
    job = office.printing.documents_job([letter], Setup(QUEUE))
    wishes = iter([Halt.NO, Halt.STOP, *[Halt.STOP] * 99])
    office.run(job, Watch(wish=lambda: next(wishes)))
    assert office.printing.job(job.id).state is JobState.STOPPED
    office.run(job, Watch())
    found = texts(queue)
    assert sorted(found) == [f"gkdesk-{job.id}-1-{page}" for page in range(1, letter.pages + 1)]
    assert not any("\f" in text for text in found.values())  # one page each
    assert "— 2 —" in found[f"gkdesk-{job.id}-1-2"]


def test_a_disabled_queue_stops_and_what_waits_in_it_is_not_doubled(
    office: Office, queue: Path
) -> None:
    job = office.sheets(*REVIEWED, setup=Setup(QUEUE, paper="a3l"))

    def report(step: int, _total: int, _what: str = "") -> None:
        if step == 1:
            lp("cupsdisable", "-r", "paper", QUEUE)

    with pytest.raises(PrintHalted, match=f"打印队列已停用，停在第2个（{REVIEWED[1]}）"):
        office.run(job, Watch(report=report))
    lp("cupsenable", QUEUE)
    done = office.run(job, Watch())
    assert done.state is JobState.FINISHED
    assert not any(item.again for item in done.items)
    assert len(texts(queue)) == 3


def test_a_job_cancelled_in_the_queue_is_seen(office: Office, queue: Path) -> None:
    job = office.sheets(REVIEWED[0], setup=Setup(QUEUE, paper="a3l"))
    lp("cupsdisable", QUEUE)
    with pytest.raises(PrintHalted):
        office.run(job, Watch())
    lp("cancel", "-a", QUEUE)
    lp("cupsenable", QUEUE)
    done = office.run(job, Watch())
    assert len(done.items[0].events) > len(done.items[0].sent) == 1
    assert list(texts(queue)) == [f"gkdesk-{job.id}-1-1"]


def test_a_removed_queue_is_missed(office: Office, queue: Path) -> None:
    job = office.sheets(REVIEWED[0], setup=Setup("GKNONE", paper="a3l"))
    with pytest.raises(NoSuchPrinter, match=QUEUE):
        office.run(job, Watch())
