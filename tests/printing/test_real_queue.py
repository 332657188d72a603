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

import pytest

from gkdesk.documents import raster
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


def papers(folder: Path) -> dict[str, Path]:
    """Return what came out, by the name of its piece of paper."""
    return {path.name.split("__")[0]: path for path in folder.glob("gkdesk-*.pdf")}


def ink(data: bytes, page: int = 0) -> list[int]:
    """Return the darkness of a page in a grid of 40 by 40, upright whichever way it lies.

    A queue for PostScript keeps no text, so what came out is compared by its ink.
    """
    with raster.Pdf(data) as document:
        seen = document.pixels(page, scale=0.5, grey=True)
    rows = [seen.data[y * seen.stride : y * seen.stride + seen.width] for y in range(seen.height)]
    if seen.width < seen.height:
        rows = [bytes(column) for column in zip(*rows, strict=True)][::-1]
    cells = [0] * 1600
    for y, row in enumerate(rows):
        for x, dot in enumerate(row):
            cells[y * 40 // len(rows) * 40 + x * 40 // len(row)] += 255 - dot
    return cells


def alike(one: list[int], other: list[int]) -> bool:
    """Compare two grids; a queue may turn a wide page either way."""
    away = min(
        sum(abs(a - b) for a, b in zip(one, way, strict=True)) for way in (other, other[::-1])
    )
    return away < 0.25 * sum(one)


def test_sheets_come_out_as_they_are_archived(office: Office, queue: Path) -> None:
    done = office.run(office.sheets(*REVIEWED, setup=Setup(QUEUE, paper="a3l")), Watch())
    assert [done.state_of(item) for item in done.items] == [ItemState.DONE] * 3
    found = papers(queue)
    assert sorted(found) == [f"gkdesk-{done.id}-{place}-1" for place in (1, 2, 3)]
    for item in done.items:
        original = office.documents.read(item.sha256)
        printed = found[f"gkdesk-{done.id}-{item.place}-1"].read_bytes()
        with raster.Pdf(printed) as document:
            assert len(document) == 1
            assert sorted(round(side / 72 * 25.4) for side in document.size(0)) == [297, 420]
        assert alike(ink(original), ink(printed))


def test_stopped_after_a_page_goes_on_at_the_next(office: Office, queue: Path) -> None:
    letter = office.letter()
    job = office.printing.documents_job([letter], Setup(QUEUE))
    wishes = iter([Halt.NO, Halt.STOP, *[Halt.STOP] * 99])
    office.run(job, Watch(wish=lambda: next(wishes)))
    assert office.printing.job(job.id).state is JobState.STOPPED
    office.run(job, Watch())
    found = papers(queue)
    assert sorted(found) == [f"gkdesk-{job.id}-1-{page}" for page in range(1, letter.pages + 1)]
    original = office.documents.read(letter.sha256)
    for page in range(letter.pages):
        printed = found[f"gkdesk-{job.id}-1-{page + 1}"].read_bytes()
        with raster.Pdf(printed) as document:
            assert len(document) == 1
        assert alike(ink(original, page), ink(printed))


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
    assert len(papers(queue)) == 3


def test_a_job_cancelled_in_the_queue_is_seen(office: Office, queue: Path) -> None:
    job = office.sheets(REVIEWED[0], setup=Setup(QUEUE, paper="a3l"))
    lp("cupsdisable", QUEUE)
    with pytest.raises(PrintHalted):
        office.run(job, Watch())
    lp("cancel", "-a", QUEUE)
    lp("cupsenable", QUEUE)
    done = office.run(job, Watch())
    assert len(done.items[0].events) > len(done.items[0].sent) == 1
    assert list(papers(queue)) == [f"gkdesk-{job.id}-1-1"]


def test_a_removed_queue_is_missed(office: Office, queue: Path) -> None:
    job = office.sheets(REVIEWED[0], setup=Setup("GKNONE", paper="a3l"))
    with pytest.raises(NoSuchPrinter, match=QUEUE):
        office.run(job, Watch())
