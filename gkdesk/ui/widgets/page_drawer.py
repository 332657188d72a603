"""Rasters pages off the window's thread: one thread for all views, the newest wish first."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from gkdesk.base.errors import Blocked

_FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBA8888,
}


class PageDrawer(QObject):
    """Takes wishes and emits pictures; a view listens for its own ticket.

    A page that cannot be drawn arrives as a null picture.
    """

    drawn = Signal(int, QImage)

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # PDFium takes one thread at a time
        self._tickets = count(1)
        self._newest: dict[int, int] = {}  # view → its last ticket

    def ask(self, view: int, data: bytes, page: int, scale: float) -> int:
        """Queue one page; return the ticket its picture will carry.

        Args:
            view: who asks: an older wish of the same view that has not begun is dropped.
            data: the PDF.
            page: counted from 0.
            scale: pixels per point.
        """
        ticket = self._newest[view] = next(self._tickets)
        self._pool.start(_Drawing(self, view, ticket, (data, page, scale)))
        return ticket

    def wanted(self, view: int, ticket: int) -> bool:
        return self._newest.get(view) == ticket


class _Drawing(QRunnable):
    def __init__(
        self, drawer: PageDrawer, view: int, ticket: int, wish: tuple[bytes, int, float]
    ) -> None:
        super().__init__()
        self._drawer, self._view, self._ticket, self._wish = drawer, view, ticket, wish

    def run(self) -> None:
        from gkdesk.documents import raster  # PDFium is loaded with the first preview

        if not self._drawer.wanted(self._view, self._ticket):
            return
        data, page, scale = self._wish
        try:
            with raster.Pdf(data) as document:
                seen = document.pixels(page, scale=scale)
        except Blocked:
            self._drawer.drawn.emit(self._ticket, QImage())
            return
        form = _FORMATS[seen.channels]
        image = QImage(seen.data, seen.width, seen.height, seen.stride, form).copy()
        self._drawer.drawn.emit(self._ticket, image)


class _Holder:
    drawer: PageDrawer | None = None


def page_drawer() -> PageDrawer:
    """Return the one drawer of the program."""
    if _Holder.drawer is None:
        _Holder.drawer = PageDrawer()
    return _Holder.drawer
