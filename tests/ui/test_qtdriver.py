"""The way to printers that take no PDF: real QPrinter, its output a file, read back dot for dot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from gkdesk import paths
from gkdesk.documents import pdf, raster
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Paper
from gkdesk.printing.calibration import page
from gkdesk.printing.drivers import Fate, PrinterTrouble, Trouble, Work
from gkdesk.printing.model import Duplex
from gkdesk.ui.printing.qtdriver import FINE_DPI, QtDriver


def to_file(path: Path) -> QtDriver:
    def make(_name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(path))
        return made

    return QtDriver(make=make)


def sheet(*papers: Paper) -> bytes:
    faces = faces_of(paths.resources())
    return pdf.write([page(paper, faces) for paper in papers], faces, title="校准页")


def ink_box(data: bytes, number: int = 0) -> tuple[int, ...]:
    """Return the box of the dark dots at 150 dpi, and the page's size."""
    with raster.Pdf(data) as document:
        seen = document.pixels(number, scale=150 / 72, grey=True)
    rows = [seen.data[y * seen.stride : y * seen.stride + seen.width] for y in range(seen.height)]
    dark = [y for y, row in enumerate(rows) if min(row[60:-60]) < 100]
    columns = list(zip(*rows[60:-60], strict=True))
    across = [x for x, column in enumerate(columns) if min(column) < 100]
    return (across[0], dark[0], across[-1], dark[-1], seen.width, seen.height)


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3_LANDSCAPE])
def test_every_dot_stands_where_it_should(qapp: QApplication, tmp_path: Path, paper: Paper) -> None:
    data = sheet(paper)
    media = "A3" if paper.large else "A4"
    path = tmp_path / "out.pdf"
    assert to_file(path).send("", Work(data, 1, 1, media)) == ""
    printed, wanted = ink_box(path.read_bytes()), ink_box(data)
    assert all(abs(a - b) <= 1 for a, b in zip(printed, wanted, strict=True)), (printed, wanted)


def test_only_the_pages_asked_for_come_out(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    work = Work(sheet(Paper.A4, Paper.A4, Paper.A4), 2, 3, "A4", duplex=Duplex.LONG)
    to_file(path).send("", work)
    with raster.Pdf(path.read_bytes()) as document:
        assert len(document) == 2


def test_what_the_queue_cannot_tell_is_not_claimed(qapp: QApplication) -> None:
    driver = QtDriver(dpi=FINE_DPI)
    assert driver.look("x", "").fate is Fate.HANDED
    assert not driver.cancel("x", "")
    with pytest.raises(PrinterTrouble) as gone:
        driver.send("no such printer", Work(b"", 1, 1, "A4"))
    assert gone.value.trouble is Trouble.GONE


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_cannot_be_opened_is_said(qapp: QApplication, tmp_path: Path) -> None:
    driver = to_file(tmp_path / "no such folder" / "out.pdf")
    with pytest.raises(PrinterTrouble):
        driver.send("", Work(sheet(Paper.A4), 1, 1, "A4"))
