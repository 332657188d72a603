"""Printers by Qt, where there is no CUPS (Windows): pages rastered by PDFium, band by band.

A page is drawn at the printer's own dots, so nothing is scaled: one dot of the raster is one dot
of the paper. Bands keep the memory small: an A3 page at 600 dpi would be 280 MB in one piece.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from gkdesk.printing.drivers import Fate, PrinterTrouble, Seen, Trouble, Work
from gkdesk.printing.model import Duplex, Printer

if TYPE_CHECKING:
    from gkdesk.documents.raster import Pdf

DPI = 300
FINE_DPI = 600
POINTS = 72
BAND = 1 << 20  # dots of a band at the most: 4 MB
_SIZES = {"A3": QPageSize.PageSizeId.A3, "A4": QPageSize.PageSizeId.A4}
_DUPLEX = {
    Duplex.ONE: QPrinter.DuplexMode.DuplexNone,
    Duplex.LONG: QPrinter.DuplexMode.DuplexLongSide,
    Duplex.SHORT: QPrinter.DuplexMode.DuplexShortSide,
}
# what Qt calls the trays; a printer's own names need the system's dialog
_TRAYS = {
    "上纸盒": QPrinter.PaperSource.Upper,
    "中纸盒": QPrinter.PaperSource.Middle,
    "下纸盒": QPrinter.PaperSource.Lower,
    "大容量纸盒": QPrinter.PaperSource.LargeCapacity,
    "手动进纸": QPrinter.PaperSource.Manual,
}
Make = Callable[[str], QPrinter]


def _system_printer(name: str) -> QPrinter:
    """Return the system's printer.

    Raises:
        PrinterTrouble: it is gone.
    """
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise PrinterTrouble(Trouble.GONE, name)
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


class QtDriver:
    """The system's printers through Qt; its queue tells nothing after a page was handed over."""

    def __init__(self, *, dpi: int = DPI, make: Make = _system_printer) -> None:
        self._dpi, self._make = dpi, make

    def printers(self) -> list[Printer]:
        default = QPrinterInfo.defaultPrinterName()
        return [_printer(info, default) for info in QPrinterInfo.availablePrinters()]

    def send(self, printer: str, work: Work) -> str:
        from gkdesk.documents import raster

        device = self._make(printer)
        with raster.Pdf(work.data) as document:
            self._prepare(device, work, document.size(work.first - 1))
            painter = QPainter()
            if not painter.begin(device):
                raise PrinterTrouble(Trouble.OFFLINE, printer)
            try:
                for page in range(work.first - 1, work.last):
                    if page >= work.first and not device.newPage():
                        raise PrinterTrouble(Trouble.OTHER, printer)
                    draw_page(painter, document, page, dpi=device.resolution())
            finally:
                painter.end()
        return ""

    def look(self, printer: str, spool: str) -> Seen:  # noqa: ARG002 - the protocol's
        return Seen(Fate.HANDED)

    def cancel(self, printer: str, spool: str) -> bool:  # noqa: ARG002 - the protocol's
        return False

    def _prepare(self, device: QPrinter, work: Work, size: tuple[float, float]) -> None:
        width, height = size
        wide = width > height
        ways = QPageLayout.Orientation
        device.setResolution(self._dpi)
        paper = QPageSize(_SIZES[work.media]) if work.media in _SIZES else QPageSize()
        device.setPageLayout(
            QPageLayout(paper, ways.Landscape if wide else ways.Portrait, QMarginsF(0, 0, 0, 0))
        )
        device.setFullPage(True)  # (0, 0) is the paper's corner, not the printable area's
        device.setCopyCount(1)
        device.setDuplex(_DUPLEX[work.duplex])
        device.setDocName(work.title)
        if work.tray in _TRAYS:
            device.setPaperSource(_TRAYS[work.tray])


def draw_page(painter: QPainter, document: Pdf, page: int, *, dpi: int) -> None:
    """Draw one page from the paper's corner, dot for dot, a band at a time."""
    width, height = document.size(page)
    scale = dpi / POINTS
    rows = max(1, int(BAND / max(1.0, width * scale)))
    total = round(height * scale)
    for top in range(0, total, rows):
        bottom = min(total, top + rows)
        seen = document.pixels(
            page, scale=scale, band=(top / scale, max(0.0, height - bottom / scale))
        )
        image = QImage(seen.data, seen.width, seen.height, seen.stride, _format(seen.channels))
        painter.drawImage(QRectF(0, top, seen.width, seen.height), image)


def _format(channels: int) -> QImage.Format:
    formats = QImage.Format
    return {1: formats.Format_Grayscale8, 3: formats.Format_RGB888, 4: formats.Format_RGBX8888}[
        channels
    ]


def _printer(info: QPrinterInfo, default: str) -> Printer:
    sizes = {QPageSize(size).id() for size in info.supportedPageSizes()}
    papers = tuple(name for name, size in _SIZES.items() if size in sizes)
    stopped = info.state() == QPrinter.PrinterState.Error
    return Printer(
        info.printerName(), papers, tuple(_TRAYS), info.printerName() == default,
        Trouble.OTHER.label if stopped else "",
    )  # fmt: skip
