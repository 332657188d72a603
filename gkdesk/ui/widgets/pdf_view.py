"""A page of a PDF on the screen, rastered by PDFium: what is seen is what is printed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from gkdesk.ui.look import px

from .basic import box, button, column, label, row

SHARP = 2.0  # raster pixels per screen pixel at most


class PdfView(QWidget):
    """Shows one page at a time, fitted to the width."""

    def __init__(self) -> None:
        super().__init__()
        self._data = b""
        self._page, self._pages = 0, 0
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setAccessibleName("版面预览")
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._paper)
        self._scroll.setWidgetResizable(True)
        self._scroll.setStyleSheet("QScrollArea { background: #D9DFE2; border-radius: 6px; }")
        self._words = label("", 14)
        self._back = button("", "ghost", "chevron-left", on=lambda: self._turn(-1), tip="上一页")
        self._next = button("", "ghost", "chevron-right", on=lambda: self._turn(1), tip="下一页")
        self._bar = box(row(self._back, self._words, self._next, None, gap=6))
        self.setLayout(column(self._bar, (self._scroll, 1), gap=4))
        self.show_pdf(b"")

    def show_pdf(self, data: bytes) -> None:
        """Show a PDF from its first page; ``b""`` clears the view."""
        self._data, self._page, self._pages = data, 0, 0
        if data:
            from gkdesk.documents import raster  # PDFium is loaded with the first preview

            with raster.Pdf(data) as document:
                self._pages = len(document)
        self._draw()

    @property
    def pages(self) -> int:
        return self._pages

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _turn(self, by: int) -> None:
        self._page = min(max(0, self._page + by), self._pages - 1)
        self._draw()

    def _draw(self) -> None:
        self._bar.setVisible(self._pages > 1)
        if not self._pages:
            self._paper.clear()
            return
        self._words.setText(f"第{self._page + 1}页，共{self._pages}页")
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self._pages - 1)
        self._paper.setPixmap(self._raster())

    def _raster(self) -> QPixmap:
        from gkdesk.documents import raster

        ratio = self.devicePixelRatioF()
        with raster.Pdf(self._data) as document:
            room = max(px(200), self._scroll.viewport().width() - px(24))
            scale = min(SHARP * 2, room / document.size(self._page)[0]) * ratio
            seen = document.pixels(self._page, scale=scale)
        image = QImage(seen.data, seen.width, seen.height, seen.stride, _format(seen.channels))
        image = image.copy()
        image.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(image)


class PdfDialog(QDialog):
    """A PDF as large as the screen allows."""

    def __init__(self, parent: QWidget, title: str, data: bytes) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.view = PdfView()
        self.setLayout(column((self.view, 1), margins=(10, 10, 10, 10)))
        room = parent.window().size()
        self.resize(min(px(900), room.width()), room.height())
        self.view.show_pdf(data)


def _format(channels: int) -> QImage.Format:
    return {
        1: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBA8888,
    }[channels]
