"""Pages of a PDF as pixels, by PDFium: previews, screens, and printers that take no PDF.

PDFium may be used by one thread at a time, whichever document it works on (measured: two threads
crash the process), so every call here holds one lock: the preview and a printing thread wait for
each other, a page at the most.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pypdfium2

LOCK = threading.RLock()


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
        with LOCK:
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
        with LOCK:
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
        """
        above, below = band
        with LOCK:
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
