"""Pages of a PDF as pixels, by PDFium: previews, screens, and printers that take no PDF.

PDFium may be used by one thread at a time, whichever document it works on (measured: two threads
crash the process), so every call here holds one lock: the preview and a printing thread wait for
each other, a page at the most.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pypdfium2

from gkdesk.base.errors import Blocked

LOCK = threading.RLock()


class UnreadablePdf(Blocked):
    """PDFium cannot open a PDF, or one of its pages: cut off, empty, or not a PDF at all."""

    message = "这份 PDF 打不开，可能是空的或已损坏。请从备份恢复或重新出具，归档的内容没有改动。"


@contextmanager
def pdf_trouble() -> Iterator[None]:
    """Let no error of PDFium out of the block except as ``UnreadablePdf``."""
    try:
        yield
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf from error


@dataclass(frozen=True, slots=True)
class Pixels:
    """One rastered page: ``channels`` bytes a pixel (1 grey, 3 RGB, 4 RGBA), ``stride`` a row."""

    width: int
    height: int
    stride: int
    channels: int
    data: bytes


class Pdf:
    """An open PDF; close it, or use it as a context."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            UnreadablePdf: it is none, or is damaged.
        """
        with LOCK, pdf_trouble():
            self._document = pypdfium2.PdfDocument(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def __len__(self) -> int:
        with LOCK:
            return len(self._document)

    def close(self) -> None:
        with LOCK:
            self._document.close()

    def size(self, page: int) -> tuple[float, float]:
        """Return a page's width and height in points; pages count from 0."""
        with LOCK, pdf_trouble():
            width, height = self._document.get_page_size(page)
        return width, height

    def pixels(
        self,
        page: int,
        *,
        scale: float,
        grey: bool = False,
        band: tuple[float, float] = (0.0, 0.0),
    ) -> Pixels:
        """Raster a page, or a band across it.

        Args:
            page: counted from 0.
            scale: pixels per point.
            grey: one byte a pixel.
            band: points left out above and below.

        Raises:
            UnreadablePdf: the page is damaged.
        """
        above, below = band
        with LOCK, pdf_trouble():
            sheet = self._document[page]
            bitmap = sheet.render(
                scale=scale, rev_byteorder=True, grayscale=grey, crop=(0, below, 0, above)
            )
            # while the lock is held: what the garbage collector closes later, it closes anywhere
            try:
                return Pixels(
                    bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels,
                    bytes(bitmap.buffer),
                )  # fmt: skip
            finally:
                bitmap.close()
                sheet.close()
