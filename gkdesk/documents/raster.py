"""Pages of a PDF as pixels, by PDFium: previews, screens, and printers that take no PDF."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pypdfium2


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
        self._document = pypdfium2.PdfDocument(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        self._document.close()

    def size(self, page: int) -> tuple[float, float]:
        """Return a page's width and height in points; pages count from 0."""
        width, height = self._document.get_page_size(page)
        return width, height

    def pixels(self, page: int, *, scale: float, grey: bool = False) -> Pixels:
        """Raster a page; ``scale`` is pixels per point."""
        bitmap = self._document[page].render(scale=scale, rev_byteorder=True, grayscale=grey)
        return Pixels(
            bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, bytes(bitmap.buffer)
        )
